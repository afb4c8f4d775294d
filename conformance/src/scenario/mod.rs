//! The scenario language: what a file may say, read with the place of everything it says.
//!
//! This part reads and checks; it starts nothing and speaks to nobody. Carrying out is the
//! runner's.

mod act_step;
mod add_data;
mod answers;
mod any_call;
mod archive_step;
mod calls;
mod check;
mod check_data;
mod check_expect;
mod check_given;
mod check_letter;
mod check_names;
mod check_step;
mod check_system;
mod directory;
mod document;
mod duration;
mod expectation;
mod fault;
mod faults_step;
mod file;
mod include;
mod letter_form;
mod log_names;
mod mailbox_step;
mod moment;
mod needs;
mod place;
mod read;
mod recipient_step;
mod schema;
mod select;
mod sense;
mod status;
mod step;
mod wait;
mod world_source;
mod written;
mod xpath;

pub use act_step::{Act, ActSend, ArchiveSend, Sent};
pub use add_data::AddData;
pub use answers::{Answer, Answers, Inside, ReceiptChoice};
pub use any_call::{AnyCall, CallMethod};
pub use archive_step::{
    ArchiveExpected, ArchiveFile, ArchiveLetter, ArchivePart, RefusedEntry, SendArchive,
};
pub use calls::{CallKind, CallRule, CallsExpected, Pattern};
pub use check::check;
pub use directory::{
    Citizen, ContactPoint, Directory, Lookup, Organisation, OrganisationKind, Party, Protocol,
    System,
};
pub use document::{Given, ScenarioDocument, TargetPart};
pub use duration::Duration;
pub use expectation::*;
pub use fault::{Faults, ScenarioFault};
pub use faults_step::{FaultsStep, StatusExpected};
pub(crate) use file::load_recorded;
pub use file::{Scenario, load, load_text};
pub use include::Include;
pub use letter_form::{Elements, LetterEncoding};
pub(crate) use log_names::as_logged;
pub use mailbox_step::{ForwardMail, HandleMail, MoveMail, ReplyMail, WriteMail};
pub use moment::{Anchor, DueMoment, Moment};
pub(crate) use needs::unmet;
pub use place::{Place, Placed};
pub(crate) use read::read_yaml;
pub use recipient_step::{Exempt, ExemptionChange, OfSignUp, SignUp};
pub use schema::{schema, schema_text};
pub use select::{Selection, find_files, is_fragment};
pub use sense::Sense;
pub use status::{PersonStatus, ReceiptStatus};
pub use step::*;
pub use wait::{EventAwaited, Wait, Within};
pub use world_source::WorldSource;
pub(crate) use world_source::beside;
pub use written::Sources;
pub(crate) use written::filled;
pub use xpath::{Axis, Predicate, XPath, XPathStep};

#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod guide_tests;
#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod shape_tests;
