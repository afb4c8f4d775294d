//! Messages with exactly one rule broken, of the schema or beyond it: one finding, with a code
//! that is known beforehand.
use std::fmt;

use proptest::{prelude::*, sample::select};

use super::{
    Sample,
    dice::Dice,
    messages::{valid_message, valid_message_of},
    rule_breach::RuleBreach,
    schema_breach::SchemaBreach,
    shown::Shown,
    tree::Element,
};
use crate::{Code, MemoVersion};

/// What is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breach {
    Schema(SchemaBreach),
    /// Of the rules beyond the schema, with their standard settings.
    Rule(RuleBreach),
}

impl Breach {
    /// All there are.
    pub fn all() -> Vec<Self> {
        let schema = SchemaBreach::ALL.into_iter().map(Self::Schema);
        let rules = RuleBreach::ALL.into_iter().map(Self::Rule);
        schema.chain(rules).collect()
    }

    /// The code of the finding that it leads to.
    pub fn code(self) -> Code {
        match self {
            Self::Schema(breach) => breach.code(),
            Self::Rule(breach) => breach.code(),
        }
    }
}

/// A message with one rule broken.
#[derive(Clone)]
pub struct BrokenMessage {
    pub breach: Breach,
    /// The code of the one finding.
    pub code: Code,
    /// The version that the message was valid in before.
    pub version: MemoVersion,
    pub xml: Vec<u8>,
}

impl fmt::Debug for BrokenMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrokenMessage")
            .field("breach", &self.breach)
            .field("code", &self.code)
            .field("version", &self.version)
            .field("xml", &Shown(&self.xml))
            .finish()
    }
}

/// A message with exactly one rule broken.
pub fn broken_message() -> impl Strategy<Value = BrokenMessage> {
    select(Breach::all()).prop_flat_map(message_broken_by)
}

/// A message with this rule broken, and no other.
pub fn message_broken_by(breach: Breach) -> impl Strategy<Value = BrokenMessage> {
    let valid = if breach == Breach::Schema(SchemaBreach::ElementNotInVersion) {
        valid_message_of(MemoVersion::V1_1).boxed()
    } else {
        valid_message().boxed()
    };
    (valid, any::<u64>()).prop_filter_map(
        "a message in which the rule can be broken",
        move |(sample, seed)| broken(&sample, breach, &mut Dice::new(seed)),
    )
}

fn broken(sample: &Sample, breach: Breach, dice: &mut Dice) -> Option<BrokenMessage> {
    let version = sample.message.version;
    let mut tree = Element::of_sample(sample)?;
    match breach {
        Breach::Schema(breach) => breach.commit(&mut tree, version, dice)?,
        Breach::Rule(breach) => breach.commit(&mut tree, dice)?,
    }
    Some(BrokenMessage {
        breach,
        code: breach.code(),
        version,
        xml: tree.to_xml(),
    })
}
