//! A running world: one task that owns its engine, and the handle everyone else has of it.

mod advance;
mod await_event;
mod call_faults;
mod handle;
#[cfg(feature = "sftp")]
mod held_files;
mod incoming;
mod outcomes;
mod spec;
mod task;
pub(crate) mod whole_times;

pub use advance::{Advance, AdvanceFault, Advanced};
pub use await_event::{AwaitFault, EventFilter};
pub use call_faults::{CallFaults, StruckCall};
pub use handle::{CallFault, ClockView, World};
#[cfg(feature = "sftp")]
pub(crate) use held_files::{HeldFile, HeldFiles};
pub use incoming::OpenCall;
pub use spec::{WorldFault, WorldName, WorldNameFault, WorldSpec};
