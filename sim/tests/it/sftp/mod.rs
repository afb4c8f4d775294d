//! SFTP as a sender system sees it, with the client that OpenSSH ships.

mod handing_in;
mod login;
mod sender;
mod trouble;
