//! The step `faults`: a named profile, or rules written out (docs/faults.md). And what a call may
//! be expected to be answered when its answer may be lost on purpose.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde_json::{Value, json};
use testpost_engine::faults::{FaultProfile, FaultRule};

use super::Placed;

/// What goes wrong on purpose from a step on, in place of what did.
#[derive(Debug, Clone)]
pub enum FaultsStep {
    Profile(FaultProfile),
    Rules(Vec<Placed<FaultRule<Placed<String>>>>),
}

impl FaultsStep {
    /// As the control interface takes it; `id` finds the id of a system by its name.
    pub(crate) fn body<E>(
        &self,
        id: impl Fn(&Placed<String>) -> Result<String, E>,
    ) -> Result<Value, E> {
        let rules = match self {
            Self::Profile(profile) => return Ok(json!({ "profile": profile })),
            Self::Rules(rules) => rules.iter().map(|rule| {
                let rule = rule.value.clone();
                let ids = rule.systems.iter().map(&id).collect::<Result<_, E>>()?;
                Ok(rule.about(ids))
            }),
        };
        let rules: Vec<FaultRule<String>> = rules.collect::<Result<_, E>>()?;
        Ok(json!({ "rules": rules }))
    }
}

impl<'de> Deserialize<'de> for FaultsStep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ProfileOrRules;
        impl<'de> Visitor<'de> for ProfileOrRules {
            type Value = FaultsStep;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "calm, hostile, or a list of rules such as [{fault: unavailable, nth: 1}]",
                )
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<FaultsStep, E> {
                let named = |profile: &FaultProfile| profile.name() == name;
                match FaultProfile::ALL.into_iter().find(named) {
                    Some(profile) => Ok(FaultsStep::Profile(profile)),
                    None => Err(E::custom(format!(
                        "`{name}` is no profile of faults; write calm, hostile, or a list of rules"
                    ))),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<FaultsStep, A::Error> {
                let mut rules = Vec::new();
                while let Some(rule) = list.next_element()? {
                    rules.push(rule);
                }
                Ok(FaultsStep::Rules(rules))
            }
        }
        deserializer.deserialize_any(ProfileOrRules)
    }
}

/// What a call must be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusExpected {
    Is(u16),
    /// No whole answer comes.
    None,
}

impl From<u16> for StatusExpected {
    fn from(status: u16) -> Self {
        Self::Is(status)
    }
}

impl<'de> Deserialize<'de> for StatusExpected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StatusOrNone;
        impl Visitor<'_> for StatusOrNone {
            type Value = StatusExpected;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an HTTP status, or none where the answer is to be lost")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<StatusExpected, E> {
                u16::try_from(number)
                    .map(StatusExpected::Is)
                    .map_err(|_| E::custom(format!("{number} is no HTTP status")))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<StatusExpected, E> {
                u16::try_from(number)
                    .map(StatusExpected::Is)
                    .map_err(|_| E::custom(format!("{number} is no HTTP status")))
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<StatusExpected, E> {
                match word {
                    "none" => Ok(StatusExpected::None),
                    _ => Err(E::custom(format!(
                        "`{word}` is no answer; write an HTTP status, or none"
                    ))),
                }
            }
        }
        deserializer.deserialize_any(StatusOrNone)
    }
}
