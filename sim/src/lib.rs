//! The simulated Digital Post as a server: everything that touches sockets, files and the
//! wall clock. The rules live in `testpost-engine`, which knows none of these; this crate
//! gives an engine a task, a clock, a spool for bodies and a way out to the vendors' systems.

mod after_answer;
pub mod clock;
mod cut;
pub mod document;
mod download;
pub mod exchanges;
pub mod http;
mod intake;
pub mod limits;
pub mod outbox;
pub mod outgoing;
mod port;
#[cfg(feature = "sftp")]
mod sftp;
pub mod simulator;
pub mod spool;
mod versions;
pub mod world;
pub mod worlds;
