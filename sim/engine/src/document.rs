//! The world file as data: people, organisations, systems and contact points to begin with.
//!
//! Keys are those of the control interface's documentation and of the REST interface's models;
//! an unknown one is refused. What the texts mean together (a contact point's system, a
//! company's one receiver) is looked at when a world is born, in `state::birth`.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_memo::MemoVersion;
use testpost_memo::id::{Cpr, Cvr};

use crate::faults::FaultsDocument;
use crate::id::{ApiKey, MobileNumber, OrganisationId, SystemId, TemplateId};
use crate::profile::SettingValue;

mod contact_point;

pub use contact_point::{
    CodeKind, ContactPointCode, ContactPointDocument, ExternalLink, InputField, Megabytes, Target,
};

/// One world file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorldDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Timestamp>,
    /// `real`, `virtual` or `scaled:N`; the engine itself has no clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub profile: BTreeMap<String, SettingValue>,
    /// What goes wrong on purpose from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<FaultsDocument>,
    #[serde(default)]
    pub citizens: Vec<CitizenDocument>,
    #[serde(default)]
    pub companies: Vec<CompanyDocument>,
    #[serde(default)]
    pub authorities: Vec<AuthorityDocument>,
    /// EX-2: exemptions on terms of their own; `status: EXEMPT` alone makes a plain one.
    #[serde(default)]
    pub exemptions: Vec<ExemptionDocument>,
    /// SYS-11.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_system_templates: Vec<TemplateDocument>,
    /// SMS-1: who is signed up for NemSMS.
    #[serde(default)]
    pub nem_sms_subscriptions: Vec<NemSmsDocument>,
}

/// A sign-up for NemSMS, in the words of the interface's NemSmsSubscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NemSmsDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpr_number: Option<Cpr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cvr_number: Option<Cvr>,
    pub mobile_number: MobileNumber,
    /// Whether the texted link has been confirmed before the world begins.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// An exemption (fritagelse), in the words of the interface's ExemptionCommand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExemptionDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpr_number: Option<Cpr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cvr_number: Option<Cvr>,
    /// Whether somebody with a power of attorney (fuldmagt) asked for it.
    #[serde(default)]
    pub exempt_by_proxy: bool,
    /// Whether mail that is not opened yet is forwarded on paper.
    #[serde(default)]
    pub forward_to_address: bool,
    /// Where to, when not to the registered address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<ForwardingAddress>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// When it was made; now unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Timestamp>,
}

/// The interface's ExemptionRecipientCommand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ForwardingAddress {
    pub name: String,
    pub address1_text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address2_text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address3_text: Option<String>,
    pub zip_code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
}

/// How far a citizen or company can be reached by Digital Post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RecipientStatus {
    /// Tilmeldt.
    Registered,
    /// Fritaget: only mandatory mail gets through (SEND-7).
    Exempt,
    /// Ophørt.
    Closed,
    /// Død.
    Dead,
    /// Ikke tilmeldt.
    Unregistered,
}

const fn registered() -> RecipientStatus {
    RecipientStatus::Registered
}

const fn yes() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CitizenDocument {
    pub cpr: Cpr,
    pub name: String,
    #[serde(default = "registered")]
    pub status: RecipientStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyDocument {
    pub cvr: Cvr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<OrganisationId>,
    pub name: String,
    #[serde(default = "registered")]
    pub status: RecipientStatus,
    #[serde(default)]
    pub systems: Vec<SystemDocument>,
}

/// The interface's OrganisationAuthorityType.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AuthorityType {
    State,
    Municipality,
    Region,
    Other,
}

const fn other_authority() -> AuthorityType {
    AuthorityType::Other
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthorityDocument {
    pub cvr: Cvr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<OrganisationId>,
    pub name: String,
    #[serde(default = "other_authority", rename = "type")]
    pub authority_type: AuthorityType,
    #[serde(default)]
    pub mandatory_post_allowed: bool,
    #[serde(default)]
    pub legal_notification_allowed: bool,
    #[serde(default)]
    pub systems: Vec<SystemDocument>,
    #[serde(default)]
    pub contact_points: Vec<ContactPointDocument>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    Sender,
    Recipient,
}

/// SYS-4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Protocol {
    RestPush,
    RestPull,
    RestPublishSubscribe,
    Sftp,
}

impl Protocol {
    /// Whether Digital Post calls the receiver, instead of the receiver calling it.
    #[must_use]
    pub const fn is_called(self) -> bool {
        match self {
            Self::RestPush | Self::RestPublishSubscribe => true,
            Self::RestPull | Self::Sftp => false,
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RestPush => "REST_PUSH",
            Self::RestPull => "REST_PULL",
            Self::RestPublishSubscribe => "REST_PUBLISH_SUBSCRIBE",
            Self::Sftp => "SFTP",
        })
    }
}

/// SYS-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TechnicalContact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

const fn version_1_1() -> MemoVersion {
    MemoVersion::V1_1 // MEMO-19
}

/// A system as its owner describes it. What is made from a template says only what is free
/// (SYS-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SystemDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<SystemId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<ApiKey>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// None only where a template says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_endpoint: Option<String>,
    #[serde(default = "version_1_1")]
    pub memo_version: MemoVersion,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technical_contact: Option<TechnicalContact>,
    /// One more address that warnings go to (SYS-11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_contact_email: Option<String>,
    /// SYS-7: false leaves it out of use until somebody activates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_from: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_to: Option<Timestamp>,
    #[serde(default)]
    pub allowed_ips: Vec<String>,
    #[serde(
        default,
        rename = "delegatedCVR",
        skip_serializing_if = "Option::is_none"
    )]
    pub delegated_cvr: Option<Cvr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssh_public_key: Option<String>,
    /// The client certificate that was left with Digital Post, as PEM (SYS-13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// SYS-15: whether mail that lies in the mailbox moves to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub move_existing_mail: Option<bool>,
    /// SYS-17: the template it is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_system_template_id: Option<TemplateId>,
    /// SYS-17: that the template's use is agreed with the supplier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_confirmed: Option<bool>,
}

/// A standard supplier system (standard leverandørsystem): what its supplier has decided for all
/// that are made from it (SYS-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TemplateId>,
    pub name: String,
    /// The supplier's CVR number: who gets power of attorney (SYS-6).
    pub supplier: Cvr,
    pub roles: Vec<Role>,
    pub protocol: Protocol,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_endpoint: Option<String>,
    #[serde(default = "version_1_1")]
    pub memo_version: MemoVersion,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technical_contact: Option<TechnicalContact>,
    #[serde(default)]
    pub allowed_ips: Vec<String>,
}

/// What is wrong with a world document whose every key is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}; {remedy}")]
pub struct DocumentFault {
    /// Where: keys and positions, as in `authorities[0].systems[1].endpoint`.
    pub path: String,
    pub message: String,
    pub remedy: String,
}
