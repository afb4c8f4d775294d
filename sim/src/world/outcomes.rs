//! The effects that are under way, and the order in which their outcomes reach the engine.
//!
//! On a virtual clock the outcomes wait until every effect that is open has ended, and then come
//! in the order in which the effects were started: whatever a vendor does inside a call comes
//! before any outcome, however fast the others answer, so that a run repeats. On other clocks
//! they go on as they come.

use std::collections::{BTreeMap, VecDeque};

use testpost_engine::{CallOutcome, EffectId};

use crate::exchanges::NewExchange;

/// The number of a started effect within its world's task. Not the engine's id: after a reset
/// the engine counts from the start, and an outcome from before must not be taken for a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    AsStarted,
    AsTheyCome,
}

/// How an effect ended. The exchanges go with the outcome, so that they have an order that repeats
/// as well; there is none when the call was never made, and two when it was made twice.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) outcome: CallOutcome,
    pub(super) exchanges: Vec<NewExchange>,
}

#[derive(Debug)]
struct UnderWay {
    effect: EffectId,
    ended: Option<Ended>,
}

#[derive(Debug)]
pub(super) struct Outcomes {
    order: Order,
    under_way: BTreeMap<Ticket, UnderWay>,
    /// How many of those have not ended.
    open: usize,
    /// Those that have ended, as they came.
    came: VecDeque<Ticket>,
    /// What ended together and is still to be told, in its order.
    batch: VecDeque<(EffectId, Ended)>,
    tickets: u64,
}

impl Outcomes {
    pub(super) fn new(order: Order) -> Outcomes {
        Outcomes {
            order,
            under_way: BTreeMap::new(),
            open: 0,
            came: VecDeque::new(),
            batch: VecDeque::new(),
            tickets: 0,
        }
    }

    pub(super) fn none_open(&self) -> bool {
        self.under_way.is_empty() && self.batch.is_empty()
    }

    /// Whether outcomes that ended together have been told in part.
    pub(super) fn is_telling(&self) -> bool {
        !self.batch.is_empty()
    }

    pub(super) fn start(&mut self, effect: EffectId) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let under_way = UnderWay {
            effect,
            ended: None,
        };
        self.under_way.insert(ticket, under_way);
        self.open += 1;
        ticket
    }

    pub(super) fn ended(&mut self, ticket: Ticket, ended: Ended) {
        // Not found: it was started before a reset.
        if let Some(under_way) = self.under_way.get_mut(&ticket)
            && under_way.ended.is_none()
        {
            under_way.ended = Some(ended);
            self.open -= 1;
            match self.order {
                Order::AsStarted => {}
                Order::AsTheyCome => self.came.push_back(ticket),
            }
        }
    }

    /// The next outcome the engine is to hear of, if its turn has come.
    pub(super) fn next(&mut self) -> Option<(EffectId, Ended)> {
        match self.order {
            Order::AsStarted => {
                if self.batch.is_empty() && self.open == 0 {
                    let ended = std::mem::take(&mut self.under_way).into_values();
                    self.batch = ended
                        .filter_map(|one| Some((one.effect, one.ended?)))
                        .collect();
                }
                self.batch.pop_front()
            }
            Order::AsTheyCome => {
                let ticket = self.came.pop_front()?;
                let one = self.under_way.remove(&ticket)?;
                Some((one.effect, one.ended?))
            }
        }
    }

    /// Forgets all; their outcomes will find nobody.
    pub(super) fn clear(&mut self) {
        self.under_way.clear();
        self.open = 0;
        self.came.clear();
        self.batch.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> Ended {
        Ended {
            outcome: CallOutcome::Answered { status },
            exchanges: Vec::new(),
        }
    }

    fn next(outcomes: &mut Outcomes) -> Option<(u64, u16)> {
        let (effect, ended) = outcomes.next()?;
        match ended.outcome {
            CallOutcome::Answered { status } => Some((effect.0, status)),
            CallOutcome::Failed { reason } => panic!("{reason:?}"),
        }
    }

    fn three(order: Order) -> (Outcomes, Vec<Ticket>) {
        let mut outcomes = Outcomes::new(order);
        let tickets = (1..=3).map(|id| outcomes.start(EffectId(id))).collect();
        (outcomes, tickets)
    }

    #[test]
    fn outcomes_wait_for_all_that_is_open_and_come_in_the_order_of_their_starts() {
        let (mut outcomes, tickets) = three(Order::AsStarted);
        outcomes.ended(tickets[2], answered(203));
        outcomes.ended(tickets[0], answered(201));
        assert_eq!(next(&mut outcomes), None);
        outcomes.ended(tickets[1], answered(202));
        assert_eq!(next(&mut outcomes), Some((1, 201)));
        assert!(outcomes.is_telling());
        assert!(!outcomes.none_open());
        let later = outcomes.start(EffectId(4));
        assert_eq!(next(&mut outcomes), Some((2, 202)));
        assert_eq!(next(&mut outcomes), Some((3, 203)));
        assert!(!outcomes.is_telling());
        assert_eq!(next(&mut outcomes), None);
        outcomes.ended(later, answered(204));
        assert_eq!(next(&mut outcomes), Some((4, 204)));
        assert!(outcomes.none_open());
    }

    #[test]
    fn on_a_running_clock_an_outcome_waits_for_none() {
        let (mut outcomes, tickets) = three(Order::AsTheyCome);
        outcomes.ended(tickets[2], answered(203));
        assert_eq!(next(&mut outcomes), Some((3, 203)));
        assert_eq!(next(&mut outcomes), None);
        assert!(!outcomes.none_open());
    }

    #[test]
    fn an_outcome_from_before_a_reset_is_not_taken_for_a_new_one() {
        let (mut outcomes, tickets) = three(Order::AsStarted);
        outcomes.clear();
        outcomes.start(EffectId(1));
        outcomes.ended(tickets[0], answered(200));
        assert_eq!(next(&mut outcomes), None);
    }
}
