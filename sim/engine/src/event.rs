//! What happened: the facts the journal is made of, and the only way state changes.
//!
//! An event's type is the interface's EventLogEventTag where there is one, else a name of ours
//! in the same style. What the event log calls it, and by which clause it happened, stands in
//! `event_log`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_memo::id::{Cpr, Cvr, MessageUuid, PartyId};
use testpost_memo::{Finding, Outline};

use crate::actor::Actor;
use crate::command::{Body, Origin};
use crate::document::TemplateDocument;
use crate::effect::{CallOutcome, EffectId, Receipt, ReceiptStatus};
use crate::endpoint::Endpoint;
use crate::faults::{Fault, Rule};
use crate::id::{
    ApiKey, ConfirmationToken, ContactPointId, ExemptionId, MobileNumber, ReceiptId, SystemId,
    TemplateId, TransmissionId,
};
use crate::state::contact_structure::ContactPoint;
use crate::state::exemptions::{EndReason, Exemption, UnopenedMail};
use crate::state::mailboxes::Folder;
use crate::state::receipt_files::ReceiptKind;
use crate::state::registry::{Citizen, Organisation};
use crate::state::systems::System;

/// One event of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Counted from 1 without gaps.
    pub seq: u64,
    #[serde(with = "crate::calendar::milliseconds")]
    pub at: Timestamp,
    pub cause: Cause,
    /// LOG-8.
    pub by: Actor,
    pub body: EventBody,
}

/// What made an event happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A call on the service port.
    Call,
    /// Something that the owner of a mailbox did.
    Mailbox,
    /// Its time had come.
    Due,
    /// The outcome of a call to a vendor's system.
    Outcome,
    /// A change of test data or of the clock.
    Administration,
}

/// Whose event log an event stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// Udgående: the sender's.
    Outgoing,
    /// Indgående: the receiver's.
    Incoming,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Destination {
    System { system: SystemId },
    Mailbox { owner: PartyId },
}

/// The two halves of a delivery that fails (RETRY-1 to RETRY-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The seven days.
    Schedule,
    /// The last attempts, at the primary system.
    Primary,
}

/// What an attempt hands to the receiver system.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sends {
    #[default]
    Memo,
    /// DEL-7: that there is one.
    Notification,
}

/// What follows a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Next {
    Attempt {
        #[serde(with = "crate::calendar::milliseconds")]
        at: Timestamp,
    },
    /// RETRY-4.
    HandOver {
        #[serde(with = "crate::calendar::milliseconds")]
        at: Timestamp,
    },
    /// Nothing more by itself.
    Nothing,
}

/// What something that was put off waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    /// Its time.
    Time,
    /// A later one that overtakes it, or else its time.
    Overtaken,
}

/// Why a message went to the primary system after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandOverReason {
    /// RETRY-4, RETRY-6: seven days of failure.
    GaveUp,
    /// RETRY-10: its system was deactivated, or is no longer there.
    SystemInactive,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase"
)]
pub enum EventBody {
    // A message as its sender sees it.
    /// SEND-1: accepted, and said so.
    TechnicalReceiptSent {
        message: MessageUuid,
        origin: Origin,
        transmission: TransmissionId,
        outline: Box<Outline>,
        body: Body,
        findings: Vec<Finding>,
    },
    MemoSendValidated {
        message: MessageUuid,
    },
    DelayedMemoSendValidatedAwaitingDelay {
        message: MessageUuid,
        #[serde(with = "crate::calendar::milliseconds")]
        until: Timestamp,
    },
    MemoSendValidationFailed {
        message: MessageUuid,
        status: ReceiptStatus,
        code: String,
        reason: String,
        clause: String,
    },
    /// SEND-11: an archive was read to its end; what is in it follows.
    MemoArchiveReceived {
        system: SystemId,
        transmission: TransmissionId,
        archive: Body,
        entries: u64,
    },
    /// SEND-8: a broken archive; its one receipt is about no message.
    MemoArchiveRejected {
        system: SystemId,
        transmission: TransmissionId,
        archive: Body,
        receipt: ReceiptId,
        code: String,
        reason: String,
    },
    /// An entry of an archive that is no message of its own; its receipt is about none.
    MemoSendFailed {
        system: SystemId,
        transmission: TransmissionId,
        receipt: ReceiptId,
        /// From 1.
        entry: u64,
        /// What it is called in the archive.
        file: String,
        /// What it calls itself, where another message is called so.
        named: Option<MessageUuid>,
        code: String,
        reason: String,
        clause: String,
    },
    // Receipts about no message have no `message`.
    BusinessReceiptCreated {
        message: MessageUuid,
        receipt: ReceiptId,
        status: ReceiptStatus,
        code: Option<String>,
        reason: Option<String>,
    },
    /// SEND-5: it comes later than it could.
    BusinessReceiptPutOff {
        message: MessageUuid,
        system: SystemId,
        receipt: ReceiptId,
        #[serde(with = "crate::calendar::milliseconds")]
        until: Timestamp,
        wait: Wait,
        /// None where the profile says so.
        fault: Option<Fault>,
    },
    BusinessReceiptAttemptStarted {
        message: Option<MessageUuid>,
        system: SystemId,
        receipt: ReceiptId,
        attempt: u32,
    },
    BusinessReceiptSendToSenderSystem {
        message: Option<MessageUuid>,
        system: SystemId,
        receipt: ReceiptId,
        effect: Option<EffectId>,
    },
    BusinessReceiptSendToSenderSystemFailed {
        message: Option<MessageUuid>,
        system: SystemId,
        receipt: ReceiptId,
        effect: EffectId,
        attempt: u32,
        /// What was called (LOG-9).
        endpoint: Option<Endpoint>,
        outcome: CallOutcome,
        next: Next,
    },
    /// The sender system is there no more.
    BusinessReceiptGivenUp {
        message: Option<MessageUuid>,
        system: SystemId,
        receipt: ReceiptId,
    },
    BusinessReceiptFetched {
        message: Option<MessageUuid>,
        system: SystemId,
        receipt: ReceiptId,
    },
    BusinessReceiptDeleted {
        message: Option<MessageUuid>,
        system: SystemId,
        receipt: ReceiptId,
    },
    /// SEND-3: the answer to a file of an SFTP sender lies in its receipt folder.
    FileAnswered {
        system: SystemId,
        file: String,
        kind: ReceiptKind,
        receipt: ReceiptId,
        content: Box<Receipt>,
    },
    FileAnswerRemoved {
        system: SystemId,
        receipt: ReceiptId,
    },
    MemoSendRecalled {
        message: MessageUuid,
    },
    DelayedMemoSendSent {
        message: MessageUuid,
    },
    MemoAvailableToRecipient {
        message: MessageUuid,
        destination: Destination,
        /// Whether it was available before, elsewhere: then the log does not say it again.
        #[serde(default)]
        again: bool,
    },

    // Its way to the receiver.
    MemoSendRouted {
        message: MessageUuid,
        destination: Destination,
        contact_point: Option<ContactPointId>,
        clause: String,
        reason: String,
    },
    MemoSendReadyForFetch {
        message: MessageUuid,
        system: SystemId,
    },
    /// Its first attempt is made later than it could be.
    MemoSendPutOff {
        message: MessageUuid,
        system: SystemId,
        #[serde(with = "crate::calendar::milliseconds")]
        until: Timestamp,
        wait: Wait,
        fault: Option<Fault>,
    },
    MemoSendAttemptStarted {
        message: MessageUuid,
        system: SystemId,
        attempt: u32,
        stage: Stage,
        #[serde(default)]
        sends: Sends,
    },
    /// DEL-7: the receiver knows of the message, and is to fetch it.
    MemoSendNotified {
        message: MessageUuid,
        system: SystemId,
        effect: EffectId,
        attempt: u32,
        outcome: CallOutcome,
    },
    MemoSendSentToRecipientSystem {
        message: MessageUuid,
        system: SystemId,
        effect: EffectId,
        attempt: u32,
        outcome: CallOutcome,
    },
    MemoSendSentToRecipientSystemFailed {
        message: MessageUuid,
        system: SystemId,
        effect: EffectId,
        attempt: u32,
        stage: Stage,
        /// What was called, whatever the system's endpoint is by now (LOG-9).
        endpoint: Option<Endpoint>,
        outcome: CallOutcome,
        next: Next,
    },
    MemoSendHandedToPrimary {
        message: MessageUuid,
        from: SystemId,
        destination: Destination,
        reason: HandOverReason,
        /// When the first of the last attempts is made, where it is not made at once.
        #[serde(default, with = "crate::calendar::milliseconds::option")]
        attempt_at: Option<Timestamp>,
    },
    /// SYS-15: it lies in the mailbox no more.
    MemoMovedToSystem {
        message: MessageUuid,
        owner: PartyId,
        system: SystemId,
    },
    MemoSendHeld {
        message: MessageUuid,
        system: SystemId,
    },
    MemoSendFetchedByRecipientSystem {
        message: MessageUuid,
        system: SystemId,
    },
    BusinessReceiptReceivedByRecipientSystem {
        message: MessageUuid,
        system: SystemId,
        status: ReceiptStatus,
        code: Option<String>,
        reason: Option<String>,
    },

    // Mailboxes.
    MessageRead {
        message: MessageUuid,
        owner: PartyId,
    },
    MessageMoved {
        message: MessageUuid,
        owner: PartyId,
        folder: Folder,
    },
    MessageDeleted {
        message: MessageUuid,
        owner: PartyId,
    },
    /// LEGAL-1: served.
    MessageLegallyNotified {
        message: MessageUuid,
        owner: PartyId,
    },

    // Systems.
    SystemReachable {
        system: SystemId,
    },
    SystemFailing {
        system: SystemId,
        #[serde(default, with = "crate::calendar::milliseconds::option")]
        warn_at: Option<Timestamp>,
        #[serde(with = "crate::calendar::milliseconds")]
        deactivate_at: Timestamp,
    },
    SystemWarned {
        system: SystemId,
        to: Option<String>,
        /// One more address that gets the same (SYS-11).
        #[serde(default)]
        also_to: Option<String>,
        subject: String,
        text: String,
        #[serde(default, with = "crate::calendar::milliseconds::option")]
        warn_at: Option<Timestamp>,
    },
    SystemDeactivated {
        system: SystemId,
        #[serde(with = "crate::calendar::milliseconds")]
        failing_since: Timestamp,
        to: Option<String>,
        #[serde(default)]
        also_to: Option<String>,
        subject: String,
        text: String,
    },

    // NemSMS.
    /// SMS-1: a number is signed up; not in force yet.
    NemSmsCreated {
        party: PartyId,
        mobile: MobileNumber,
        link: ConfirmationToken,
    },
    /// SMS-3: another number takes its place; not in force yet.
    NemSmsUpdated {
        party: PartyId,
        mobile: MobileNumber,
        link: ConfirmationToken,
    },
    /// SMS-1: the link was texted.
    PincodeSentToMobileNemSms {
        party: PartyId,
        to: MobileNumber,
        link: ConfirmationToken,
        subject: String,
        text: String,
    },
    /// SMS-1: the link was confirmed; the sign-up is in force.
    NemSmsActivated {
        party: PartyId,
    },
    /// SMS-3: the sign-up is over.
    NemSmsDeleted {
        party: PartyId,
    },
    /// SMS-2: it waits for the recipient to sign up.
    NemSmsSendAwaitingSignUp {
        message: MessageUuid,
        #[serde(with = "crate::calendar::milliseconds")]
        until: Timestamp,
    },
    NemSmsSentSuccessfully {
        message: MessageUuid,
        to: MobileNumber,
        subject: String,
        text: String,
    },
    /// SMS-2.
    NemSmsSendFailed {
        message: MessageUuid,
        reason: String,
    },

    // Exemptions.
    /// EX-1, EX-2.
    DigitalPostExempted {
        exemption: Box<Exemption>,
    },
    /// EX-2: mail that was not opened is to go on by paper.
    UnopenedMailAsPhysicalPost {
        exemption: ExemptionId,
        party: PartyId,
        to: UnopenedMail,
    },
    /// EX-2: it stays where it is.
    UnopenedMailNotAsPhysicalPost {
        exemption: ExemptionId,
        party: PartyId,
    },
    /// EX-6.
    DigitalPostExemptionRenewed {
        exemption: ExemptionId,
        party: PartyId,
        exempt_by_proxy: bool,
        #[serde(default, with = "crate::calendar::milliseconds::option")]
        ends_at: Option<Timestamp>,
    },
    /// EX-5: asked for; it ends when it takes effect.
    DigitalPostExemptionLifted {
        exemption: ExemptionId,
        party: PartyId,
        exempt_by_proxy: bool,
        #[serde(with = "crate::calendar::milliseconds")]
        takes_effect_at: Timestamp,
    },
    /// EX-1, EX-5: an exemption has ended.
    DigitalPostRegistered {
        exemption: ExemptionId,
        party: PartyId,
        reason: EndReason,
    },

    // Test data and the clock.
    ContactCprUpdated {
        citizen: Citizen,
    },
    ContactCprRemoved {
        cpr: Cpr,
    },
    OrganisationChanged {
        organisation: Box<Organisation>,
    },
    OrganisationRemoved {
        cvr: Cvr,
    },
    SystemChanged {
        system: Box<System>,
    },
    SystemRemoved {
        system: SystemId,
    },
    /// SYS-13: its certificate is gone with the old key.
    SystemApiKeyRenewed {
        system: SystemId,
        api_key: ApiKey,
    },
    /// SYS-15: what lay in the mailbox of its owner is being moved to it.
    MailboxMovedToSystem {
        owner: PartyId,
        system: SystemId,
    },
    StandardSystemTemplateChanged {
        template: Box<TemplateDocument>,
    },
    StandardSystemTemplateRemoved {
        template: TemplateId,
    },
    /// SYS-7: its time of activation has begun.
    SystemWindowBegan {
        system: SystemId,
    },
    /// SYS-7: its time of activation has ended.
    SystemWindowEnded {
        system: SystemId,
    },
    /// By hand: it sends and receives again (SYS-7).
    SystemSwitchedOn {
        system: SystemId,
    },
    /// By hand: it neither sends nor receives any more (SYS-16).
    SystemSwitchedOff {
        system: SystemId,
    },
    PrimarySystemChanged {
        owner: Cvr,
        system: Option<SystemId>,
    },
    ContactPointChanged {
        point: Box<ContactPoint>,
    },
    ContactPointRemoved {
        point: ContactPointId,
    },
    ClockMoved,

    // What goes wrong on purpose.
    FaultsChanged {
        rules: Vec<Rule>,
    },
    /// The call that the event before it began is made twice; none where the profile says so.
    CallDoubled {
        message: Option<MessageUuid>,
        system: SystemId,
        fault: Option<Fault>,
    },
    /// The push that the event before it began is spoilt in this way.
    MemoSendSpoilt {
        message: MessageUuid,
        system: SystemId,
        fault: Fault,
    },
}
