//! Moving a virtual clock: what can be asked for, and how far a move has come.
//!
//! A move goes from due instant to due instant and waits at each until all is settled. It is a
//! state of the world's task and never something the task waits for: while the clock moves,
//! vendors post receipts inside the pushes they answer, and those must get through.

use jiff::{SignedDuration, Timestamp};
use testpost_engine::Engine;
use tokio::sync::oneshot;

use super::whole_times;

/// How to move the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advance {
    By(SignedDuration),
    /// What is due exactly then is done.
    To(Timestamp),
    /// Moves no time; ends when all due work is done and no call is open.
    Settled,
    /// Until nothing about messages is due any more; at most so long.
    Idle {
        limit: SignedDuration,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advanced {
    pub now: Timestamp,
    /// How many events the move brought. That the clock moved is not one of them.
    pub events: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdvanceFault {
    #[error("the clock stands at {now}; it does not go back")]
    Backwards { now: Timestamp },
    #[error("the clock is being moved already; wait for the answer to that call")]
    Busy,
    #[error(
        "this world's clock goes by itself; only a virtual clock can be moved, so make a world with clock: virtual"
    )]
    RealClock,
    #[error("that is beyond the end of the calendar, {}", Timestamp::MAX)]
    TooFar,
    #[error("the world was reset while its clock was moved")]
    Reset,
    #[error("the world is gone")]
    Gone,
}

/// Where a move ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    Settled,
    Instant(Timestamp),
    Idle { limit: Timestamp },
}

/// A move under way.
#[derive(Debug)]
pub(super) struct Move {
    goal: Goal,
    pub(super) start: Timestamp,
    /// The journal's last event when the move began.
    pub(super) events_before: u64,
    pub(super) reply: oneshot::Sender<Result<Advanced, AdvanceFault>>,
}

/// What a move does next, once the world is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NextStop {
    /// Something is due then.
    Due(Timestamp),
    /// The end of the move.
    End(Timestamp),
}

impl Move {
    pub(super) fn plan(
        advance: Advance,
        now: Timestamp,
        events_before: u64,
        reply: oneshot::Sender<Result<Advanced, AdvanceFault>>,
    ) -> Result<
        Move,
        (
            AdvanceFault,
            oneshot::Sender<Result<Advanced, AdvanceFault>>,
        ),
    > {
        match goal(advance, now) {
            Ok(goal) => Ok(Move {
                goal,
                start: now,
                events_before,
                reply,
            }),
            Err(fault) => Err((fault, reply)),
        }
    }

    pub(super) fn next_stop(&self, engine: &Engine, now: Timestamp) -> NextStop {
        let target = match self.goal {
            Goal::Settled => return NextStop::End(now),
            Goal::Idle { .. } if engine.next_due_about_messages().is_none() => {
                return NextStop::End(now);
            }
            Goal::Instant(target) | Goal::Idle { limit: target } => target,
        };
        match engine.next_due() {
            Some(due) if due <= target => NextStop::Due(due.max(now)),
            Some(_) | None => NextStop::End(target),
        }
    }
}

/// Where a move goes, in whole milliseconds.
fn goal(advance: Advance, now: Timestamp) -> Result<Goal, AdvanceFault> {
    let later = |by: SignedDuration| {
        if by.is_negative() {
            return Err(AdvanceFault::Backwards { now });
        }
        let target = now.checked_add(by).map_err(|_| AdvanceFault::TooFar)?;
        Ok(whole_times::cut(target))
    };
    match advance {
        Advance::By(by) => later(by).map(Goal::Instant),
        Advance::To(target) if target < now => Err(AdvanceFault::Backwards { now }),
        Advance::To(target) => Ok(Goal::Instant(whole_times::cut(target))),
        Advance::Settled => Ok(Goal::Settled),
        Advance::Idle { limit } => later(limit).map(|limit| Goal::Idle { limit }),
    }
}
