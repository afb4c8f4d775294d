//! testpost: the scenario runner, the reference vendor and the command line.

pub mod baseline;
pub mod catalogue;
pub mod cli;
mod expect;
pub mod mutants;
pub mod outward;
pub mod party;
pub mod people;
pub mod runner;
pub mod scenario;
mod step;
pub mod suite;
pub mod target;
pub mod trace;
