//! Waiting for an event of the journal, past or coming, for a bounded wall time.

use std::time::Duration;

use testpost_engine::Event;
use testpost_memo::id::MessageUuid;
use tokio::time::Instant;

use super::handle::{CallFault, World};
use super::task::JournalEnd;

/// Which event. Without a message, any message's will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFilter {
    /// The event's type, such as `MEMO_SEND_VALIDATED`; `None` for any.
    pub tag: Option<String>,
    pub message: Option<MessageUuid>,
}

impl EventFilter {
    fn fits(&self, event: &Event) -> bool {
        self.tag.as_ref().is_none_or(|tag| event.body.tag() == tag)
            && self
                .message
                .is_none_or(|message| event.body.message() == Some(message))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AwaitFault {
    #[error("no such event came within {} ms of wall time", .0.as_millis())]
    Timeout(Duration),
    #[error("the world is gone")]
    Gone,
}

impl World {
    /// The first event that fits, if there is one already; else the first that comes.
    pub async fn await_event(
        &self,
        filter: EventFilter,
        timeout: Duration,
    ) -> Result<Event, AwaitFault> {
        let end = Instant::now() + timeout;
        let mut last_event = self.watch_events();
        let mut looked_through = JournalEnd::default();
        loop {
            // Marked as seen before looking: what comes meanwhile wakes us again.
            let last = *last_event.borrow_and_update();
            let after = looked_through.seq_in(last.life);
            let wanted = filter.clone();
            let found = self
                .query(move |engine| {
                    engine
                        .journal()
                        .after(after)
                        .find(|event| wanted.fits(event))
                        .cloned()
                })
                .await
                .map_err(|_: CallFault| AwaitFault::Gone)?;
            if let Some(event) = found {
                return Ok(event);
            }
            looked_through = last;
            match tokio::time::timeout_at(end, last_event.changed()).await {
                Err(_) => return Err(AwaitFault::Timeout(timeout)),
                Ok(Err(_)) => return Err(AwaitFault::Gone),
                Ok(Ok(())) => {}
            }
        }
    }
}
