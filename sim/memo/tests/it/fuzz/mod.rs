//! Fuzz targets. `cargo test` tries each for a moment; docs/benchmarks.md has the commands that
//! let them run for hours.
mod archives;
mod messages;
mod recipe;

/// How long a target runs unless BOLERO_RANDOM_TEST_TIME_MS says otherwise.
const A_MOMENT: std::time::Duration = std::time::Duration::from_secs(2);
