//! The check of a message's format, from the spool and away from the threads that serve calls:
//! the same for a system's send and for what the Testportal writes (MEMO-1).

use testpost_engine::Engine;
use testpost_memo::check::{Options, Report, check};

use super::refused::Refused;
use crate::spool::SpooledBody;

/// What a world's profile says about messages that come in.
#[derive(Debug)]
pub(super) struct MessageLimits {
    pub(super) max_bytes: u64,
    check: Options,
}

impl MessageLimits {
    pub(super) fn of(engine: &Engine) -> MessageLimits {
        MessageLimits {
            max_bytes: engine.profile().max_bytes,
            check: engine.profile().check_options(),
        }
    }

    pub(super) async fn look_at(&self, body: SpooledBody) -> Result<Report, Refused> {
        let options = self.check.clone();
        tokio::task::spawn_blocking(move || check(body.reader()?, &options))
            .await
            .map_err(|fault| {
                Refused::ours(&format!("the check of a message ended early: {fault}"))
            })?
            .map_err(|fault| Refused::ours(&format!("the spool cannot be read: {fault}")))
    }
}
