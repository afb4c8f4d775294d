//! The two HTTP ports: the service port that speaks Digital Post, the control port beside it.

pub mod control;
pub mod service;
