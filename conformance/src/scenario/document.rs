//! The shape of a scenario file: its head, what is given, and its steps.
//!
//! Only shapes and words are decided here. Whether the names mean something in the
//! scenario's world is looked at afterwards, when the world is known.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answers, Inside, Placed, ReceiptChoice, Step};

/// A scenario file as written.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioDocument {
    /// One sentence that says what is shown.
    pub scenario: Placed<String>,
    /// The clauses that the scenario bears on.
    #[serde(default)]
    pub clauses: Vec<Placed<String>>,
    #[serde(default)]
    pub tags: Vec<String>,
    /// A world file, relative to this one, or the name of a shipped world.
    pub world: Option<Placed<String>>,
    pub seed: Option<u64>,
    pub epoch: Option<Timestamp>,
    /// Assumed values that differ in this scenario.
    #[serde(default)]
    pub profile: BTreeMap<String, Placed<serde_json::Value>>,
    /// Named values: `{{name}}` in a text is what stands here.
    #[serde(default)]
    pub values: BTreeMap<String, serde_json::Value>,
    /// Lists of values by name, or a list of rows: the scenario is run with each of them.
    pub matrix: Option<serde_json::Value>,
    /// Whose part the system under test takes.
    pub target: Option<Placed<TargetPart>>,
    #[serde(default)]
    pub given: Vec<Placed<Given>>,
    pub steps: Vec<Placed<Step>>,
}

/// The system of the world that the system under test takes the part of.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TargetPart {
    Receiver(Placed<String>),
    Sender(Placed<String>),
}

impl TargetPart {
    #[must_use]
    pub fn system(&self) -> &Placed<String> {
        match self {
            Self::Receiver(system) | Self::Sender(system) => system,
        }
    }
}

/// How a system behaves from the start; it has either `receiver` or `sender`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// A receiver system, by name.
    pub receiver: Option<Placed<String>>,
    /// What it answers to pushes.
    pub answers: Option<Placed<Answers>>,
    /// Which receipt it posts for what it kept.
    pub receipt: Option<Placed<ReceiptChoice>>,
    /// When it posts the receipt.
    pub inside: Option<Placed<Inside>>,
    /// A sender system, by name.
    pub sender: Option<Placed<String>>,
    /// What it answers to receipts.
    pub receipts: Option<Placed<Answers>>,
}
