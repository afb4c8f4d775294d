//! What the steps about a citizen's or company's own standing say: `exempt`, `lift`, `renew`,
//! `nemsms`, `confirm-nemsms`, `end-nemsms`.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Placed;

/// Somebody becomes exempt from Digital Post.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exempt {
    /// A citizen or company, by name or number.
    pub name: Placed<String>,
    /// Whether somebody with a power of attorney asked for it.
    #[serde(rename = "exemptByProxy", default)]
    pub exempt_by_proxy: bool,
    /// Whether unopened mail is forwarded to the registered address.
    #[serde(rename = "forwardToAddress", default)]
    pub forward_to_address: bool,
    /// When it was made, if not now.
    pub date: Option<Timestamp>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// The exemption of somebody is lifted or renewed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExemptionChange {
    /// A citizen or company, by name or number.
    pub name: Placed<String>,
    /// Whether somebody with a power of attorney asked for it.
    #[serde(rename = "exemptByProxy", default)]
    pub exempt_by_proxy: bool,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// A number is signed up for NemSMS, or takes another's place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// A citizen or company, by name or number.
    pub name: Placed<String>,
    pub mobile: String,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// Whoever is signed up opens the link that was texted last, or ends the sign-up.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfSignUp {
    /// A citizen or company, by name or number.
    pub name: Placed<String>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}
