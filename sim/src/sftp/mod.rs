//! SFTP for sender systems (SYS-4): an SSH server that offers the subsystem `sftp` and nothing
//! else, to whoever holds the private key of a system.
//!
//! There are no files behind it. A sender sees two folders: one takes MeMos and archives, which
//! are handed in when they have been closed (or renamed) whole; in the other it finds receipts.
//! Which world a login belongs to follows from the system's id, which is the user name.

mod exchange;
mod folders;
mod frames;
mod hand_in;
mod host_key;
mod login;
mod packets;
mod port;
mod session;
mod upload;

pub(crate) use port::SftpPort;
