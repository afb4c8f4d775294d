//! Everything a world knows at one moment. It changes only in `apply`, by events.

pub mod agenda;
mod apply;
mod apply_exemptions;
mod apply_nem_sms;
mod apply_receipt;
mod apply_systems;
pub mod archives;
mod attempts;
pub(crate) mod birth;
mod by_uuid;
pub(crate) mod connect;
pub(crate) mod contact_point_form;
pub mod contact_structure;
pub(crate) mod exemption_terms;
pub mod exemptions;
pub mod faults;
mod field_forms;
pub mod mailboxes;
pub mod messages;
pub mod nem_sms;
pub(crate) mod november;
pub mod receipt_files;
pub mod receipts;
pub mod registry;
pub mod systems;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::document::TemplateDocument;
use crate::id::{ConfirmationToken, ContactPointId, MobileNumber, SystemId, TemplateId};
use crate::state::agenda::Agenda;
use crate::state::archives::Archives;
use crate::state::contact_structure::ContactPoint;
use crate::state::exemptions::Exemptions;
use crate::state::faults::Faults;
use crate::state::mailboxes::Mailboxes;
use crate::state::messages::Messages;
use crate::state::nem_sms::NemSms;
use crate::state::receipt_files::ReceiptFiles;
use crate::state::receipts::Receipts;
use crate::state::registry::Registry;
use crate::state::systems::System;

pub(crate) use birth::born;

/// A warning mail in the outbox (RETRY-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mail {
    #[serde(with = "crate::calendar::milliseconds")]
    pub at: Timestamp,
    /// The technical contact's address; none where the system names no contact.
    pub to: Option<String>,
    pub subject: String,
    pub text: String,
    pub clause: &'static str,
}

/// A text message in the outbox: a NemSMS, or the link that confirms a sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextMessage {
    #[serde(with = "crate::calendar::milliseconds")]
    pub at: Timestamp,
    pub to: MobileNumber,
    pub subject: String,
    pub text: String,
    pub clause: &'static str,
    /// Where it carries a link: what the link confirms. The address is the server's to write.
    pub link: Option<ConfirmationToken>,
}

/// The state of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub registry: Registry,
    pub exemptions: Exemptions,
    pub nem_sms: NemSms,
    pub systems: BTreeMap<SystemId, System>,
    /// Standard supplier systems (SYS-11).
    pub templates: BTreeMap<TemplateId, TemplateDocument>,
    pub contact_points: BTreeMap<ContactPointId, Arc<ContactPoint>>,
    pub messages: Messages,
    pub archives: Archives,
    pub receipts: Receipts,
    pub receipt_files: ReceiptFiles,
    pub mailboxes: Mailboxes,
    pub agenda: Agenda,
    pub mail: Vec<Mail>,
    pub faults: Faults,
    pub sms: Vec<TextMessage>,
    /// The time of the last event.
    pub now: Timestamp,
}
