//! The two HTTP ports: the service port that speaks Digital Post, the control port beside it.

pub mod control;
mod parameters;
mod problem;
mod refused;
mod router;
pub mod service;

pub use router::control_document;
