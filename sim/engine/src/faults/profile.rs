//! Rules that go together under one name: `calm` has none, `hostile` has every fault that the
//! real Digital Post may do, at modest rates.

use jiff::SignedDuration;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::rule::{FaultRule, Rule, WindowEnd};
use super::{Fault, Legality};

/// A named set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FaultProfile {
    /// Nothing goes wrong on purpose.
    Calm,
    /// All that is legal, at modest rates.
    Hostile,
}

/// The operations for which the interface lists 503 and which are simulated.
const MAY_ANSWER_503: [&str; 7] = [
    "SendMemo",
    "ListAvailableMemos",
    "FetchMemo",
    "ListAvailableReceipts",
    "FetchReceipt",
    "DeleteReceipt",
    "BulkFetchReceipts",
];

impl FaultProfile {
    pub const ALL: [Self; 2] = [Self::Calm, Self::Hostile];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Hostile => "hostile",
        }
    }

    #[must_use]
    pub fn rules(self) -> Vec<Rule> {
        match self {
            Self::Calm => Vec::new(),
            Self::Hostile => Fault::ALL
                .iter()
                .filter(|fault| fault.legality() == Legality::Legal)
                .map(|fault| hostile(*fault))
                .collect(),
        }
    }
}

/// A legal fault at a modest rate.
fn hostile(fault: Fault) -> Rule {
    let at = |percent| FaultRule {
        percent: Some(percent),
        ..Rule::of(fault)
    };
    match fault {
        Fault::Latency => FaultRule {
            by: Some(SignedDuration::from_millis(50)),
            ..at(10)
        },
        Fault::Unavailable => FaultRule {
            operations: MAY_ANSWER_503.map(str::to_owned).to_vec(),
            ..at(5)
        },
        Fault::ConnectionReset | Fault::AnswerLost | Fault::HalfBody | Fault::PushCut => at(2),
        Fault::ServiceWindow => FaultRule {
            operations: MAY_ANSWER_503.map(str::to_owned).to_vec(),
            from: Some(WindowEnd::Daily(Time::constant(2, 0, 0, 0))),
            to: Some(WindowEnd::Daily(Time::constant(2, 15, 0, 0))),
            ..Rule::of(fault)
        },
        Fault::QueryLag => FaultRule {
            by: Some(SignedDuration::from_secs(10)),
            ..at(10)
        },
        Fault::ReceiptLate | Fault::PushLate => at(5),
        Fault::ReceiptReordered | Fault::PushReordered => at(10),
        Fault::ReceiptDoubled | Fault::PushDoubled => at(5),
        // Beyond what is legal; not reached, and calm if it were.
        Fault::TooManyRequests
        | Fault::PushUnreadable
        | Fault::PushInvalid
        | Fault::PushMisdirected
        | Fault::ExpiredCertificate => Rule::of(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::operation;

    #[test]
    fn hostile_is_all_that_is_legal_and_nothing_beyond_and_calm_is_nothing() {
        let rules = FaultProfile::Hostile.rules();
        let legal = Fault::ALL
            .iter()
            .filter(|fault| fault.legality() == Legality::Legal);
        assert!(legal.copied().eq(rules.iter().map(|rule| rule.fault)));
        for rule in rules {
            let modest = rule.percent.is_some_and(|percent| percent <= 10);
            assert!(modest || rule.window().is_some(), "{:?}", rule.fault);
        }
        assert_eq!(FaultProfile::Calm.rules(), []);
    }

    #[test]
    fn the_profiles_name_operations_that_there_are() {
        for rule in FaultProfile::ALL.into_iter().flat_map(FaultProfile::rules) {
            for name in &rule.operations {
                assert_eq!(operation::unknown(name), None);
            }
        }
    }
}
