//! Random worlds with random messages, vendors' answers, clock moves and administration, and each
//! message's story in them.
//!
//! `worlds` makes worlds and `acts` what happens in them. `invariants` says what must hold of a
//! state at any moment, `story` walks the journal and holds it to the rules, message by message:
//! its schedule is counted anew in `numbers`, from the numbers of the clauses and without any code
//! of the engine. `run` brings them together.
//!
//! How many cases are tried is said by the environment's PROPTEST_CASES, see docs/benchmarks.md.

mod acts;
mod invariants;
mod numbers;
mod run;
mod story;
mod systems;
mod worlds;
