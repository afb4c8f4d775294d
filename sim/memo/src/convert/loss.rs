//! What a message said in one version and cannot say in the other.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::xml::shortened;

/// Something that was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Where it stood.
    pub xpath: String,
    /// What it said, shortened.
    pub value: String,
    pub why: String,
}

impl Loss {
    pub(super) fn new(xpath: &str, value: &str, why: &str) -> Self {
        Self {
            xpath: xpath.to_owned(),
            value: shortened(value),
            why: why.to_owned(),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} is lost: {}", self.xpath, self.value, self.why)
    }
}
