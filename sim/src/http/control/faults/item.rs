//! The fault rules in force, and the table of faults.

use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::calendar::show_duration;
use testpost_engine::faults::{Fault, FaultProfile, Legality, Rule};
use utoipa::ToSchema;

/// What goes wrong on purpose in a world.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FaultsItem {
    /// The rules in force, those of a profile written out.
    rules: Vec<RuleItem>,
    /// Every fault there is.
    faults: Vec<FaultItem>,
}

/// One rule.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleItem {
    /// A name from the table of faults.
    #[schema(value_type = String, example = "unavailable")]
    fault: Fault,
    /// Only these systems, by name or id; all unless said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    systems: Vec<String>,
    /// Only calls of these operations, by operationId; all unless said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["SendMemo"]))]
    operations: Vec<String>,
    /// How often of a hundred; always where neither this nor `nth` is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<u8>,
    /// Only the n-th occasion, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<u64>,
    /// The fault's measure, an ISO 8601 duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// When a service window begins: a timestamp, or a time of day for a window every day.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// One fault of the table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FaultItem {
    name: &'static str,
    /// What it strikes.
    strikes: &'static str,
    /// Whether the real Digital Post may do it.
    legal: bool,
    /// Whether this version can do it.
    available: bool,
    clause: &'static str,
    /// What `by` is unless said; null where the fault has no measure.
    by: Option<String>,
    description: &'static str,
}

/// What takes the place of the rules in force.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultsFields {
    /// `calm` or `hostile`: rules that come before those written out.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "hostile")]
    #[expect(dead_code, reason = "read once more as the engine's document")]
    profile: Option<FaultProfile>,
    #[serde(default)]
    #[expect(dead_code, reason = "read once more as the engine's document")]
    rules: Vec<RuleItem>,
}

impl FaultsItem {
    pub(super) fn of(engine: &Engine) -> FaultsItem {
        FaultsItem {
            rules: engine
                .state()
                .faults
                .rules()
                .iter()
                .map(RuleItem::of)
                .collect(),
            faults: Fault::ALL.iter().copied().map(FaultItem::of).collect(),
        }
    }
}

impl RuleItem {
    fn of(rule: &Rule) -> RuleItem {
        let text = |value| serde_json::to_value(value).ok();
        let text = |end| text(end).and_then(|value| value.as_str().map(ToOwned::to_owned));
        RuleItem {
            fault: rule.fault,
            systems: rule.systems.iter().map(ToString::to_string).collect(),
            operations: rule.operations.clone(),
            percent: rule.percent,
            nth: rule.nth,
            by: rule.by.map(show_duration),
            from: rule.from.and_then(text),
            to: rule.to.and_then(text),
        }
    }
}

impl FaultItem {
    fn of(fault: Fault) -> FaultItem {
        FaultItem {
            name: fault.name(),
            strikes: fault.occasion().words(),
            legal: fault.legality() == Legality::Legal,
            available: fault.is_available(),
            clause: fault.clause(),
            by: fault
                .measure()
                .map(|measure| show_duration(measure.default)),
            description: fault.what(),
        }
    }
}
