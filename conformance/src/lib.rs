//! testpost: the scenario runner, the reference vendor and the command line.

pub mod catalogue;
pub mod cli;
pub mod party;
pub mod scenario;
