//! `call`: any call of the interface, or of the control interface, and what is kept of its
//! answer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CallRule, Placed, StatusExpected};

/// A call of a system, or, without `by`, of the control interface below this world.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnyCall {
    /// The system that calls the service port, with its own key.
    pub by: Option<Placed<String>>,
    /// GET unless said.
    pub method: Option<CallMethod>,
    /// Below `/apis/v1`, or below the world's own part of the control interface; with `?name=value`.
    pub path: Placed<String>,
    /// A text as it is; anything else as JSON.
    pub body: Option<serde_json::Value>,
    /// `application/json` unless said.
    pub content_type: Option<String>,
    /// 200, 201 or 204 unless said.
    pub expect_status: Option<Placed<StatusExpected>>,
    /// What must be so in the answer.
    #[serde(default)]
    pub answer: Vec<Placed<CallRule>>,
    /// Names for what later steps need, each with a JSON pointer into the answer.
    #[serde(default)]
    pub capture: BTreeMap<String, Placed<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum CallMethod {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}
