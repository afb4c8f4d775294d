//! Random worlds with random messages, vendors' answers, clock moves and administration, and each
//! message's story in them.
//!
//! `worlds` makes worlds, `acts` what happens in them, and `people` what citizens and companies do.
//! `invariants` says what must hold of a state at any moment. `story` walks the journal and holds it
//! to the rules, message by message, together with `receipts` and `nem_sms`: the schedule is counted
//! anew in `numbers`, from the numbers of the clauses and without any code of the engine; `systems`
//! and `recipients` keep what the journal has said of them. `run` brings it all together, and
//! `with_faults` does where calls are late and doubled on purpose, without the schedule.
//!
//! How many cases are tried is said by the environment's PROPTEST_CASES, see docs/benchmarks.md.

mod acts;
mod invariants;
mod nem_sms;
mod numbers;
mod people;
mod receipts;
mod recipients;
mod run;
mod story;
mod systems;
mod with_faults;
mod worlds;
