//! The engine's tests: rules clause by clause, and properties over random worlds.

mod determinism;
mod post;
mod properties;
mod recall;
mod receipts;
mod retry;
mod routing;
mod validation;
