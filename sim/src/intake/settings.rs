//! What a world's profile says about messages that come in.

use testpost_engine::Engine;
use testpost_memo::check::Options;
use testpost_memo::container::Limits;

/// Taken from the world once for each call.
#[derive(Debug, Clone)]
pub(crate) struct IntakeSettings {
    /// How much one message may weigh (MEMO-1).
    pub(crate) max_bytes: u64,
    /// How much an archive may weigh as it is sent.
    pub(crate) archive_max_bytes: u64,
    pub(super) check: Options,
    pub(super) archive: Limits,
}

impl IntakeSettings {
    pub(crate) fn of(engine: &Engine) -> IntakeSettings {
        let profile = engine.profile();
        IntakeSettings {
            max_bytes: profile.max_bytes,
            archive_max_bytes: profile.archive_max_bytes,
            check: profile.check_options(),
            archive: profile.archive_bounds(),
        }
    }
}
