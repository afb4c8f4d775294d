//! The contact structure (kontaktstruktur): the points through which mail finds a system.

use serde::{Deserialize, Serialize};
use testpost_memo::id::Cvr;

use crate::document::{Megabytes, Target};
use crate::id::{ContactPointId, SystemId};

/// A contact point (kontaktpunkt).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactPoint {
    pub id: ContactPointId,
    /// The authority it belongs to.
    pub authority: Cvr,
    pub name: String,
    pub description: String,
    pub internal_description: Option<String>,
    pub system: Option<SystemId>,
    pub targets: Vec<Target>,
    pub search_terms: Vec<String>,
    pub active: bool,
    /// CS-2: a hidden point takes mail all the same.
    pub visible: bool,
    #[serde(rename = "memoSizeThresholdMB")]
    pub memo_size_threshold: Option<Megabytes>,
    pub allowed_number_of_attachments: Option<u32>,
}
