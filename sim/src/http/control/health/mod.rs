//! Whether testpost runs and is ready.

pub(crate) mod live;
pub(crate) mod ready;
