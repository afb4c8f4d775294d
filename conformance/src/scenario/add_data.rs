//! `add`: test data that comes into the world while a scenario runs.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Placed;

/// Somebody or something new, by the names of the world file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AddData {
    Citizen(Placed<Map<String, Value>>),
    /// Its systems are connected with `connect`.
    Company(Placed<Map<String, Value>>),
    /// Its systems are connected with `connect`.
    Authority(Placed<Map<String, Value>>),
    /// Its `owner` is a CVR number.
    ContactPoint(Placed<Map<String, Value>>),
}

impl AddData {
    #[must_use]
    pub fn said(&self) -> &Placed<Map<String, Value>> {
        match self {
            Self::Citizen(said)
            | Self::Company(said)
            | Self::Authority(said)
            | Self::ContactPoint(said) => said,
        }
    }

    /// The name and number or id that it is called by.
    pub(crate) fn called(&self) -> impl Iterator<Item = &str> {
        let said = &self.said().value;
        let keys = ["cpr", "cvr", "id", "name"].into_iter();
        keys.filter_map(|key| said.get(key)?.as_str())
    }

    /// The list of the control interface that it belongs to.
    #[must_use]
    pub const fn resource(&self) -> &'static str {
        match self {
            Self::Citizen(_) => "citizens",
            Self::Company(_) => "companies",
            Self::Authority(_) => "authorities",
            Self::ContactPoint(_) => "contact-points",
        }
    }
}
