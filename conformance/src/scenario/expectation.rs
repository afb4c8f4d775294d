//! What a scenario may expect: the keys of an `expect` step.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer};

use super::{
    ArchiveExpected, CallsExpected, DueMoment, Duration, LetterVersion, Moment, PersonStatus,
    Placed, ReceiptStatus, Within, XPath,
};

/// One `expect` step; every key in it is an expectation of its own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expect {
    /// How binding they are; `must` unless said.
    pub level: Option<ExpectLevel>,
    /// Which clauses they bear on; otherwise the scenario's.
    pub clauses: Option<Vec<Placed<String>>>,
    /// How long to wait for them to come true.
    pub within: Option<Within>,
    pub receipt: Option<Placed<ReceiptExpected>>,
    pub archive: Option<Placed<ArchiveExpected>>,
    pub receiver_receipt: Option<Placed<ReceiverReceiptExpected>>,
    pub attempts: Option<Placed<AttemptsExpected>>,
    pub delivered: Option<Placed<DeliveredExpected>>,
    pub not_delivered: Option<Placed<NotDeliveredExpected>>,
    pub mailbox: Option<Placed<MailboxExpected>>,
    pub log: Option<Placed<LogExpected>>,
    pub state: Option<Placed<StateExpected>>,
    pub mail: Option<Placed<MailExpected>>,
    pub sms: Option<Placed<SmsExpected>>,
    pub due: Option<Placed<DueExpected>>,
    pub answered: Option<Placed<AnsweredExpected>>,
    pub same_transmission_id: Option<Placed<Vec<Placed<String>>>>,
    pub seen: Option<Placed<SeenExpected>>,
    pub content: Option<Placed<ContentExpected>>,
    pub system: Option<Placed<SystemExpected>>,
    pub held: Option<Placed<HeldExpected>>,
    pub calls: Option<Placed<CallsExpected>>,
    pub quiet: Option<Placed<QuietExpected>>,
    pub recipient: Option<Placed<RecipientExpected>>,
}

impl Expect {
    /// Whether no expectation stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            level: _,
            clauses: _,
            within: _,
            receipt,
            archive,
            receiver_receipt,
            attempts,
            delivered,
            not_delivered,
            mailbox,
            log,
            state,
            mail,
            sms,
            due,
            answered,
            same_transmission_id,
            seen,
            content,
            system,
            held,
            recipient,
            calls,
            quiet,
        } = self;
        receipt.is_none()
            && archive.is_none()
            && receiver_receipt.is_none()
            && attempts.is_none()
            && delivered.is_none()
            && not_delivered.is_none()
            && mailbox.is_none()
            && log.is_none()
            && state.is_none()
            && mail.is_none()
            && sms.is_none()
            && due.is_none()
            && answered.is_none()
            && same_transmission_id.is_none()
            && seen.is_none()
            && content.is_none()
            && system.is_none()
            && held.is_none()
            && calls.is_none()
            && quiet.is_none()
            && recipient.is_none()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExpectLevel {
    Must,
    Should,
}

/// The business receipt that the sender gets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptExpected {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    pub status: ReceiptOrNone,
    #[serde(rename = "errorCode")]
    pub error_code: Option<String>,
    /// Whether it reached the sender's receipt endpoint.
    pub reached: Option<bool>,
    pub within: Option<Duration>,
}

/// The business receipt that a receiver posts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiverReceiptExpected {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    pub status: ReceiptOrNone,
    pub within: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum ReceiptOrNone {
    #[serde(rename = "COMPLETED")]
    Completed,
    #[serde(rename = "INVALID")]
    Invalid,
    #[serde(rename = "NOT_ALLOWED")]
    NotAllowed,
    #[serde(rename = "none")]
    None,
}

impl ReceiptOrNone {
    #[must_use]
    pub fn status(self) -> Option<ReceiptStatus> {
        match self {
            Self::Completed => Some(ReceiptStatus::Completed),
            Self::Invalid => Some(ReceiptStatus::Invalid),
            Self::NotAllowed => Some(ReceiptStatus::NotAllowed),
            Self::None => None,
        }
    }
}

/// The attempts to hand a letter over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttemptsExpected {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    /// A system's name or `primary`; otherwise at any.
    pub at: Option<Placed<String>>,
    pub count: Option<u64>,
    /// Their times, all of them, counted from the letter.
    pub times: Option<Placed<Vec<Moment>>>,
    /// What came of them, all of them, in the words of the message's page.
    pub outcomes: Option<Vec<String>>,
    /// No attempt later than this.
    #[serde(rename = "none-after")]
    pub none_after: Option<Placed<Moment>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveredExpected {
    #[serde(alias = "of", alias = "message")]
    pub letter: Placed<String>,
    /// A system's name, `primary` or `mailbox`; otherwise anywhere.
    pub to: Option<Placed<String>>,
    /// When it was handed over.
    pub at: Option<Placed<Moment>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotDeliveredExpected {
    #[serde(alias = "of", alias = "message")]
    pub letter: Placed<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxExpected {
    /// A citizen, company or authority, by name or number.
    pub of: Placed<String>,
    pub has: Option<Vec<Placed<String>>>,
    pub lacks: Option<Vec<Placed<String>>>,
    pub count: Option<u64>,
    /// Only what lies in this folder; otherwise all that was received.
    pub folder: Option<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogExpected {
    #[serde(alias = "letter")]
    pub message: Placed<String>,
    /// Whose log; otherwise both.
    pub of: Option<LogSide>,
    /// Events that stand in it.
    pub has: Option<Vec<Placed<String>>>,
    /// Whether they stand there in this order.
    #[serde(rename = "in-order")]
    pub in_order: Option<bool>,
    /// The whole log, in order.
    pub exactly: Option<Vec<Placed<String>>>,
    /// Events that do not stand in it.
    pub lacks: Option<Vec<Placed<String>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogSide {
    Sender,
    Receiver,
}

impl LogSide {
    /// In words, for messages.
    #[must_use]
    pub fn log_words(self) -> &'static str {
        match self {
            Self::Sender => "the sender's log",
            Self::Receiver => "the receiver's log",
        }
    }
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateExpected {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    pub is: LetterState,
}

/// Where a letter is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LetterState {
    Received,
    Rejected,
    AwaitingValueDate,
    Recalled,
    Delivering,
    AwaitingFetch,
    Delivered,
    Held,
    RefusedAtCall,
    Failed,
}

impl LetterState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Rejected => "REJECTED",
            Self::AwaitingValueDate => "AWAITING_VALUE_DATE",
            Self::Recalled => "RECALLED",
            Self::Delivering => "DELIVERING",
            Self::AwaitingFetch => "AWAITING_FETCH",
            Self::Delivered => "DELIVERED",
            Self::Held => "HELD",
            Self::RefusedAtCall => "REFUSED_AT_CALL",
            Self::Failed => "FAILED",
        }
    }
}

/// Warning mails.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailExpected {
    /// A system, whose technical contact is meant, or an e-mail address.
    pub to: Placed<String>,
    pub count: Option<u64>,
    /// Words in the subject.
    pub subject: Option<String>,
    /// Words in the text.
    pub text: Option<String>,
}

/// Text messages: NemSMS, and the links that confirm sign-ups.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsExpected {
    /// A mobile number.
    pub to: Placed<String>,
    pub count: Option<u64>,
    /// Words in the text.
    pub text: Option<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DueExpected {
    #[serde(alias = "letter", alias = "of")]
    pub message: Placed<String>,
    /// A moment, or `none`.
    pub at: Placed<DueMoment>,
}

/// What a call of the scenario was answered.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnsweredExpected {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    pub status: Option<u16>,
    pub code: Option<String>,
}

/// How often a receiver system got a letter, and kept it, or a sender system its receipt.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenExpected {
    pub by: Placed<String>,
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    /// Answered with a 2xx.
    pub kept: Option<u64>,
    /// All pushes that reached it.
    pub pushes: Option<u64>,
    /// How often the letter's business receipt was brought to it.
    pub receipts: Option<u64>,
    /// The version of MeMo that all of them came in.
    pub version: Option<LetterVersion>,
}

/// What stands in the message that a receiver system was handed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentExpected {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    #[serde(rename = "seen-by")]
    pub seen_by: Placed<String>,
    pub xpath: Placed<XPath>,
    /// The text of the one place that the path leads to.
    pub is: Option<String>,
    /// The texts of all the places, in the order of the message.
    pub are: Option<Vec<String>>,
    /// How many places there are.
    pub count: Option<u64>,
}

/// That nothing happens any more.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietExpected {
    pub after: Placed<Moment>,
    /// Nothing about this letter; otherwise nothing at all.
    #[serde(alias = "letter", alias = "message")]
    pub of: Option<Placed<String>>,
    /// Nothing to or from this system.
    pub system: Option<Placed<String>>,
}

/// How a citizen or company stands in the register.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RecipientExpected {
    /// By name or number.
    pub of: Placed<String>,
    pub status: Option<PersonStatus>,
    /// The number that NemSMS are texted to, or `none`.
    pub nemsms: Option<String>,
    /// When the exemption ends by itself: a timestamp, or `none`.
    pub exempt_until: Option<ExemptUntil>,
}

/// When an exemption ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExemptUntil {
    /// It lasts until it is lifted.
    Lifted,
    At(Timestamp),
}

impl<'de> Deserialize<'de> for ExemptUntil {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "none" {
            return Ok(Self::Lifted);
        }
        text.parse().map(Self::At).map_err(|_| {
            de::Error::custom(format!(
                "`{text}` is no time; write a timestamp such as 2028-11-30T23:00:00Z, or `none`"
            ))
        })
    }
}

/// How a system stands.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SystemExpected {
    pub name: Placed<String>,
    pub active: Option<bool>,
    pub primary: Option<bool>,
    /// How many business receipts wait for it to fetch them.
    pub receipts_waiting: Option<u64>,
}

/// What the system under test shows of a letter, where it may be looked at.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldExpected {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    /// How often it is listed.
    pub count: Option<u64>,
    /// Whether it is shown as one that has failed.
    pub failed: Option<bool>,
    /// Whether its bytes are those that it was handed over with.
    pub unchanged: Option<bool>,
}
