//! The steps that the owners of mailboxes take: citizens, companies and authorities.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Placed;

/// A letter in a mailbox is opened or deleted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandleMail {
    /// The mailbox's owner, by name or number.
    pub by: Placed<String>,
    #[serde(alias = "of", alias = "message")]
    pub letter: Placed<String>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// A letter in a mailbox is put into a folder.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveMail {
    pub by: Placed<String>,
    #[serde(alias = "of", alias = "message")]
    pub letter: Placed<String>,
    /// INBOX, SENT, DELETED, or a name of the owner's own.
    pub to: String,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// A new letter is written in a mailbox.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteMail {
    pub by: Placed<String>,
    /// The recipient; otherwise the contact point's authority.
    pub to: Option<Placed<String>>,
    /// By name, or any id, known or not.
    #[serde(rename = "contactPoint")]
    pub contact_point: Option<Placed<String>>,
    #[serde(rename = "as")]
    pub name: Option<Placed<String>>,
    pub label: Option<String>,
    pub text: Option<String>,
    /// What is written in the contact point's fields, by their titles.
    #[serde(default)]
    pub input: BTreeMap<String, String>,
    pub attachments: Option<u8>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// A letter in a mailbox is answered.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyMail {
    pub by: Placed<String>,
    /// The letter that is answered.
    #[serde(alias = "of", alias = "message")]
    pub letter: Placed<String>,
    /// Another contact point than the one that the letter names for answers.
    #[serde(rename = "contactPoint")]
    pub contact_point: Option<Placed<String>>,
    #[serde(rename = "as")]
    pub name: Option<Placed<String>>,
    pub label: Option<String>,
    pub text: Option<String>,
    #[serde(default)]
    pub input: BTreeMap<String, String>,
    pub attachments: Option<u8>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// A letter in a mailbox is sent on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForwardMail {
    pub by: Placed<String>,
    /// The letter that is sent on.
    #[serde(alias = "of", alias = "message")]
    pub letter: Placed<String>,
    pub to: Option<Placed<String>>,
    #[serde(rename = "contactPoint")]
    pub contact_point: Option<Placed<String>>,
    #[serde(rename = "as")]
    pub name: Option<Placed<String>>,
    pub label: Option<String>,
    pub comment: Option<String>,
    #[serde(default)]
    pub input: BTreeMap<String, String>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}
