//! Which testpost this is, and which interface it simulates.

pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What `--version` says.
pub(crate) const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ninterface 1.68.0",
    "\nprofile   the defaults of this version; a world file overrides them by name",
    "\nseed      1, unless a world file or --seed says otherwise",
    "\nepoch     2026-01-05T08:00:00Z for run, the time of the start for serve,",
    "\n          unless a world file or --epoch says otherwise",
);
