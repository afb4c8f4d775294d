//! testpost: the scenario runner, the reference vendor and the command line.

pub mod cli;
pub mod party;
pub mod scenario;
