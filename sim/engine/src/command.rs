//! What can be asked of the engine, and what it answers.
//!
//! A command that changes something comes here; one that only looks is a method of the state.

use jiff::Timestamp;
use testpost_memo::check::Report;
use testpost_memo::id::{Cpr, Cvr, MessageUuid, PartyId};
use testpost_memo::mark::Mark;
use testpost_memo::{Code as FormatCode, MemoVersion};

use crate::document::{
    AuthorityDocument, CitizenDocument, CompanyDocument, ContactPointDocument, ExemptionDocument,
    SystemDocument, TemplateDocument,
};
use crate::effect::{BodyHash, CallOutcome, EffectId, Receipt, ReceiptStatus};
use crate::faults::FaultsDocument;
use crate::id::{
    ConfirmationToken, ContactPointId, ExemptionId, MobileNumber, ReceiptId, SystemId, TemplateId,
};
use crate::rejection::Rejection;
use crate::state::exemptions::UnopenedMail;
use crate::state::mailboxes::Folder;

/// Who a caller of the service port says it is (SYS-14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// From the Basic header; none where there was no header or it could not be read.
    pub system: Option<SystemId>,
    pub api_key: Option<String>,
    /// Where the call comes from; none where that is not looked at (SYS-5).
    pub address: Option<std::net::IpAddr>,
}

/// Where a message was written.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Origin {
    /// A sender system, over the REST interface.
    System { system: SystemId },
    /// The Testportal (TEST-1); there is no system to give receipts to.
    Testportal,
    /// Its owner's mailbox (TEST-2); there is no system to give receipts to here either.
    Mailbox { owner: PartyId },
}

/// A message's body, kept in the server's spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Body {
    pub hash: BodyHash,
    pub size: u64,
}

/// Something to do.
#[derive(Debug, Clone)]
pub enum Command {
    /// SEND-1. `report` is what the format's check found in the body.
    Send {
        origin: Origin,
        uuid_parameter: Option<String>,
        report: Box<Report>,
        body: Body,
    },
    /// SEND-8, SEND-11: several messages in one file.
    SendArchive {
        system: SystemId,
        archive: Body,
        content: ArchiveContent,
    },
    /// SYS-4: a file that an SFTP sender has handed in whole. The answer becomes a file too.
    TakeFile {
        system: SystemId,
        name: String,
        content: FileContent,
    },
    /// SEND-3: an SFTP sender reads the file of a receipt.
    ReadReceiptFile {
        system: SystemId,
        name: String,
    },
    RemoveReceiptFile {
        system: SystemId,
        name: String,
    },
    /// RECALL-1, RECALL-3.
    Recall {
        system: SystemId,
        message: MessageUuid,
    },
    /// DEL-6: the system reads a message that waits for it.
    FetchMemo {
        system: SystemId,
        message: MessageUuid,
    },
    /// DEL-5, DEL-6: the receiver system's business receipt.
    CreateReceipt {
        system: SystemId,
        message: MessageUuid,
        receipt: ReceiverReceipt,
    },
    /// SEND-3: the sender system reads a receipt, and may remove it by that.
    FetchReceipt {
        system: SystemId,
        receipt: ReceiptId,
        then: AfterFetch,
    },
    DeleteReceipt {
        system: SystemId,
        receipt: ReceiptId,
    },
    /// TEST-2: the owner of a mailbox does something with a message in it.
    HandleMail {
        owner: PartyId,
        message: MessageUuid,
        handling: Handling,
    },
    /// How an effect went.
    EffectEnded {
        id: EffectId,
        outcome: CallOutcome,
    },
    /// The clock now stands at `now`; nothing else happens by it.
    MoveClock,
    /// Test data and administration.
    Administer(Box<Administration>),
}

/// What is done with a message in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    Open,
    Move {
        folder: Folder,
    },
    /// It is gone for good.
    Delete,
}

/// What came out of an archive.
#[derive(Debug, Clone)]
pub enum ArchiveContent {
    Entries(Vec<ArchiveEntry>),
    /// It cannot be read to its end, so that nothing in it is to be trusted.
    Broken {
        code: FormatCode,
        reason: String,
    },
}

/// One entry of an archive.
#[derive(Debug, Clone)]
pub struct ArchiveEntry {
    /// From 1.
    pub number: u64,
    pub name: String,
    pub content: EntryContent,
}

#[derive(Debug, Clone)]
pub enum EntryContent {
    /// A file, which ought to be a MeMo: what the format's check found in it.
    File { report: Box<Report>, body: Body },
    /// No file that could be looked at.
    Refused { code: FormatCode, reason: String },
}

/// What is in a file that was handed in.
#[derive(Debug, Clone)]
pub enum FileContent {
    /// `report` is what the format's check found in it.
    Memo { report: Box<Report>, body: Body },
    Archive {
        archive: Body,
        content: ArchiveContent,
    },
    /// Nothing that could be looked at, and why.
    Refused(Box<Rejection>),
}

/// What happens to a receipt when it has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFetch {
    Keep,
    Delete,
}

/// What a receiver system says in its receipt; its own ids and times stay in the exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverReceipt {
    pub status: ReceiptStatus,
    pub message_uuid: Option<MessageUuid>,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
}

/// Changes to test data. Whole objects: a partial change is merged by the caller.
#[derive(Debug, Clone)]
pub enum Administration {
    PutCitizen(CitizenDocument),
    RemoveCitizen(Cpr),
    /// Systems inside are ignored when the company is known already.
    PutCompany(CompanyDocument),
    /// Systems and contact points inside are ignored when the authority is known already.
    PutAuthority(AuthorityDocument),
    RemoveOrganisation(Cvr),
    /// SYS-2: the first receiver system becomes the primary.
    PutSystem {
        owner: Cvr,
        system: SystemDocument,
    },
    RemoveSystem(SystemId),
    MakePrimary(SystemId),
    Activate(SystemId),
    Deactivate(SystemId),
    /// SYS-13.
    RenewApiKey(SystemId),
    /// SYS-11.
    PutTemplate(TemplateDocument),
    RemoveTemplate(TemplateId),
    PutContactPoint {
        owner: Cvr,
        point: ContactPointDocument,
    },
    RemoveContactPoint(ContactPointId),
    /// SMS-1, SMS-3: a number is signed up for NemSMS, or takes another's place.
    SignUp {
        party: PartyId,
        mobile: MobileNumber,
        how: SignUpHow,
    },
    /// SMS-1: somebody opened the texted link.
    ConfirmSignUp(ConfirmationToken),
    /// SMS-3.
    EndSignUp(PartyId),
    /// EX-1, EX-2.
    Exempt(ExemptionDocument),
    /// EX-6.
    RenewExemption {
        exemption: ExemptionId,
        exempt_by_proxy: bool,
    },
    /// EX-5.
    LiftExemption {
        exemption: ExemptionId,
        exempt_by_proxy: bool,
    },
    /// What goes wrong on purpose from now on, in place of what did.
    PutFaults(FaultsDocument),
}

impl Administration {
    /// Whether it makes several things at once.
    #[must_use]
    pub fn has_parts(&self) -> bool {
        match self {
            Self::PutCompany(company) => !company.systems.is_empty(),
            Self::PutAuthority(authority) => {
                !authority.systems.is_empty() || !authority.contact_points.is_empty()
            }
            Self::PutCitizen(_)
            | Self::RemoveCitizen(_)
            | Self::RemoveOrganisation(_)
            | Self::PutSystem { .. }
            | Self::RemoveSystem(_)
            | Self::MakePrimary(_)
            | Self::Activate(_)
            | Self::Deactivate(_)
            | Self::RenewApiKey(_)
            | Self::PutTemplate(_)
            | Self::RemoveTemplate(_)
            | Self::PutContactPoint { .. }
            | Self::RemoveContactPoint(_)
            | Self::SignUp { .. }
            | Self::ConfirmSignUp(_)
            | Self::EndSignUp(_)
            | Self::Exempt(_)
            | Self::RenewExemption { .. }
            | Self::LiftExemption { .. }
            | Self::PutFaults(_) => false,
        }
    }
}

/// Whether a number is signed up for NemSMS anew or in another's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpHow {
    First,
    InPlaceOfAnother,
}

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Accepted(Accepted),
    ArchiveAccepted(ArchiveAccepted),
    Memo {
        body: Body,
        /// MEMO-19: the version the receiver system chose.
        version: MemoVersion,
        /// DEL-3: what the contact point puts on it.
        marks: Vec<Mark>,
    },
    Receipt(Receipt),
    System(SystemId),
    Template(TemplateId),
    ContactPoint(ContactPointId),
    Exemption(Box<ExemptionReceipt>),
    /// A file of an SFTP sender was refused, and its receipt says so.
    FileRefused(Box<Rejection>),
    /// Whose sign-up for NemSMS it was.
    SignUp(PartyId),
    Done,
}

/// EX-4: the receipt (kvittering) of a case about an exemption. It is given in answer to the
/// command and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExemptionReceipt {
    pub exemption: ExemptionId,
    pub party: PartyId,
    pub name: String,
    pub what: WhatWasDone,
    pub at: Timestamp,
    pub exempt_by_proxy: bool,
    pub unopened_mail: UnopenedMail,
    /// EX-5: from when a lifting counts.
    pub takes_effect_at: Option<Timestamp>,
    /// EX-1: when a company's exemption ends by itself.
    pub ends_at: Option<Timestamp>,
}

/// What a case about an exemption came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum WhatWasDone {
    Exempted,
    Renewed,
    Lifted,
}

/// The technical receipt of an accepted message (teknisk kvittering).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub receipt: Receipt,
    pub message: MessageUuid,
    pub repeat: Repeat,
    pub at: Timestamp,
}

/// The technical receipt of an archive: one for the call (SEND-11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveAccepted {
    pub receipt: Receipt,
    /// What was new in it, in its order.
    pub messages: Vec<MessageUuid>,
    pub repeat: Repeat,
}

/// SEND-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    First,
    Again,
}
