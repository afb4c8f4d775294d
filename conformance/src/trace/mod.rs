//! What a run heard from outside, kept so that the same verdicts can be had without the vendor.
//!
//! The runner asks the simulator, the service port, the vendors and the wall clock. Each answer
//! is a note on the scenario's tape; a replay is told the notes in their order and judges anew.
//! Nothing else of a run is kept: what follows from seed and scenario is worked out again.

mod file;
mod tape;

pub use file::{Trace, TraceFault, TracedScenario};
pub use tape::Note;
pub(crate) use tape::{Tape, Told};
