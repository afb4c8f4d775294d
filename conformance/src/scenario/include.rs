//! What is put together before a scenario is read: fragments.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::Placed;

/// The steps of a fragment stand in the place of this one (see `written`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Include {
    /// Relative to the file that includes it.
    pub file: Placed<PathBuf>,
    /// The fragment's values.
    #[serde(default)]
    pub with: BTreeMap<String, serde_json::Value>,
}
