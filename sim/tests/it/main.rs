//! A world and the simulator as a whole, against vendors on real sockets.
#![expect(
    clippy::unwrap_used,
    reason = "what goes wrong while a test is set up ends the test"
)]

mod archives;
mod clock_moves;
mod connected_systems;
mod control_port;
mod exemptions;
mod faults;
mod mail;
mod mailboxes;
mod marking;
mod nem_sms;
mod order;
mod oversize;
mod post;
mod service_port;
#[cfg(feature = "sftp")]
mod sftp;
mod simulator;
mod town;
mod vendor;
mod versions;
mod world_life;
