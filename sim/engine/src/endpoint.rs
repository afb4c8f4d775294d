//! Where a system is called.
use std::{fmt, ops::Deref, sync::Arc};

use serde::{Deserialize, Serialize};

/// The address of a system's endpoint. Each attempt names it several times over, in what is to be
/// called, what is open and what happened, so that it is shared and not copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Endpoint(Arc<str>);

impl Deref for Endpoint {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Endpoint {
    fn from(address: &str) -> Self {
        Self(address.into())
    }
}

impl From<String> for Endpoint {
    fn from(address: String) -> Self {
        Self(address.into())
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0.as_ref().to_owned()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}
