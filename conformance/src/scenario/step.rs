//! The steps a scenario may take: each is a mapping with one key, its verb.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use testpost_memo::MemoVersion;
use uuid::Uuid;

use super::{
    Act, AddData, Answers, AnyCall, Duration, Elements, Exempt, ExemptionChange, Expect,
    FaultsStep, ForwardMail, HandleMail, Include, LetterEncoding, Moment, MoveMail, OfSignUp,
    PersonStatus, Placed, ReceiptChoice, ReceiptStatus, ReplyMail, SendArchive, SignUp,
    StatusExpected, Wait, WriteMail,
};

/// One step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A sender system sends a letter.
    Send(Box<Send>),
    /// A sender system hands several letters in as one file.
    SendArchive(Box<SendArchive>),
    /// The same bytes are sent once more.
    Repeat(Repeat),
    /// The sender takes a letter with a value date back.
    Recall(Recall),
    /// The clock moves.
    Advance(Advance),
    /// A receiver system answers otherwise from now on.
    Receiver(ReceiverChange),
    /// A sender system answers receipts otherwise from now on.
    Sender(SenderChange),
    /// A receiver system posts a business receipt.
    Receipt(PostReceipt),
    /// A pull system lists the letters that wait for it.
    List(List),
    /// A pull system fetches a letter.
    Fetch(Fetch),
    /// A pull sender fetches its receipt.
    FetchReceipt(FetchReceipt),
    /// A system is taken into use.
    Activate(Placed<String>),
    /// A system is taken out of use.
    Deactivate(Placed<String>),
    /// A receiver system becomes its organisation's primary.
    Primary(Placed<String>),
    /// The owner of a mailbox opens a letter.
    Open(HandleMail),
    /// The owner of a mailbox puts a letter into a folder.
    Move(MoveMail),
    /// The owner of a mailbox deletes a letter.
    Delete(HandleMail),
    /// The owner of a mailbox writes a letter.
    Write(Box<WriteMail>),
    /// The owner of a mailbox answers a letter.
    Reply(Box<ReplyMail>),
    /// The owner of a mailbox sends a letter on.
    Forward(Box<ForwardMail>),
    /// An organisation connects a system.
    Connect(Connect),
    /// Something is said otherwise of a system.
    ChangeSystem(ChangeSystem),
    /// A system is deleted.
    RemoveSystem(RemoveSystem),
    /// A system gets a new API key, which nobody tells it.
    RenewApiKey(RenewApiKey),
    /// A citizen's status changes.
    Citizen(PersonChange),
    /// A company's status changes.
    Company(PersonChange),
    /// A contact point is opened, closed or changed otherwise.
    ContactPoint(Box<ContactPointChange>),
    /// The system under test is made to act.
    Act(Act),
    /// The system under test is stopped or started.
    Target(TargetChange),
    /// A citizen or company becomes exempt.
    Exempt(Exempt),
    /// An exemption is lifted.
    Lift(ExemptionChange),
    /// A company's exemption is renewed.
    Renew(ExemptionChange),
    /// Other faults go wrong on purpose from now on.
    Faults(FaultsStep),
    /// A number is signed up for NemSMS.
    #[serde(rename = "nemsms")]
    NemSms(SignUp),
    /// The link that was texted last is opened.
    #[serde(rename = "confirm-nemsms")]
    ConfirmNemSms(OfSignUp),
    /// A sign-up for NemSMS ends.
    #[serde(rename = "end-nemsms")]
    EndNemSms(OfSignUp),
    /// Somebody or something new comes into the world.
    Add(AddData),
    /// Any call of the interface, or of the control interface.
    Call(Box<AnyCall>),
    /// Wall time passes, or an event comes.
    Wait(Wait),
    /// The steps of a fragment stand here.
    Include(Include),
    /// What must hold now.
    Expect(Box<Expect>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TargetChange {
    Stop,
    Start,
    Restart,
}

/// What `send` says.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// An organisation, by name or CVR.
    pub from: Placed<String>,
    /// Which of its sender systems; otherwise the first active one.
    pub via: Option<Placed<String>>,
    /// A citizen, company or authority, by name or number.
    pub to: Option<Placed<String>>,
    /// A contact point by name, or any id, known or not.
    #[serde(rename = "contactPoint")]
    pub contact_point: Option<Placed<String>>,
    /// What later steps call this letter.
    #[serde(rename = "as")]
    pub name: Option<Placed<String>>,
    #[serde(rename = "type")]
    pub message_type: Option<LetterType>,
    pub version: Option<LetterVersion>,
    pub label: Option<String>,
    pub notification: Option<String>,
    pub text: Option<String>,
    #[serde(rename = "messageId")]
    pub message_id: Option<String>,
    #[serde(rename = "valueDate")]
    pub value_date: Option<Placed<ValueDate>>,
    pub mandatory: Option<bool>,
    #[serde(rename = "legalNotification")]
    pub legal_notification: Option<bool>,
    pub reply: Option<bool>,
    pub uuid: Option<Placed<LetterUuid>>,
    /// How many further documents go with it.
    pub attachments: Option<u32>,
    /// Which of the elements that may be left out stand in it; the usual few unless said.
    pub elements: Option<Elements>,
    /// UTF-8 unless said.
    pub encoding: Option<LetterEncoding>,
    /// The prefix of MeMo's own namespace; `memo` unless said.
    pub prefix: Option<String>,
    /// How many bytes the whole of it weighs, or up to three fewer.
    pub size: Option<u64>,
    /// A MeMo file that is sent as it is, relative to the scenario.
    pub memo: Option<Placed<PathBuf>>,
    /// What is wrong with it.
    pub fault: Option<Placed<LetterFault>>,
    /// The status that the call must answer; 201 unless said.
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<StatusExpected>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum LetterType {
    #[serde(rename = "DIGITALPOST")]
    DigitalPost,
    #[serde(rename = "NEMSMS")]
    NemSms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum LetterVersion {
    #[serde(rename = "1.1")]
    V1_1,
    #[serde(rename = "1.2")]
    V1_2,
}

impl From<LetterVersion> for MemoVersion {
    fn from(version: LetterVersion) -> Self {
        match version {
            LetterVersion::V1_1 => Self::V1_1,
            LetterVersion::V1_2 => Self::V1_2,
        }
    }
}

/// A value date: a date, or days after today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueDate {
    On(Date),
    InDays(i64),
}

impl<'de> Deserialize<'de> for ValueDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || {
            de::Error::custom(format!(
                "`{text}` is no value date; write a date such as 2026-01-12, or whole days from \
                 today such as P3D"
            ))
        };
        if text.starts_with('P') {
            let days = text.parse::<Duration>().ok().and_then(Duration::whole_days);
            return days.map(Self::InDays).ok_or_else(wrong);
        }
        text.parse().map(Self::On).map_err(|_| wrong())
    }
}

/// Which UUID a letter carries, when it is not a fresh one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterUuid {
    SameAs(String),
    Is(Uuid),
}

impl<'de> Deserialize<'de> for LetterUuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Some(letter) = text.strip_prefix("same-as ") {
            return Ok(Self::SameAs(letter.trim().to_owned()));
        }
        Uuid::parse_str(&text).map(Self::Is).map_err(|_| {
            de::Error::custom(format!(
                "`{text}` is no UUID; write one, or `same-as letter` for another letter's"
            ))
        })
    }
}

/// What is wrong with a letter or its call, on purpose. Several may be combined.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LetterFault {
    /// Leaves out the first element of this name.
    pub drop_element: Option<Placed<String>>,
    /// Repeats the first element of this name.
    pub repeat_element: Option<Placed<String>>,
    /// Gives the first element of this name another text.
    pub set_text: Option<Placed<SetText>>,
    /// Puts an element of this name, which MeMo does not know, first in the header.
    pub unknown_element: Option<String>,
    /// Cuts the message off in the middle.
    #[serde(default)]
    pub cut: bool,
    /// What the request says of the message's UUID.
    pub request_uuid: Option<RequestUuid>,
    pub content_type: Option<String>,
    pub credentials: Option<CredentialFault>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetText {
    pub element: String,
    pub text: Option<String>,
    /// A text of so many characters.
    pub length: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RequestUuid {
    /// It does not name it.
    Missing,
    /// It names another one.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialFault {
    Missing,
    WrongKey,
    UnknownSystem,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    #[serde(rename = "as")]
    pub name: Option<Placed<String>>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<StatusExpected>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    #[serde(alias = "letter", alias = "of")]
    pub message: Placed<String>,
    /// The system that recalls; otherwise the one that sent it.
    pub via: Option<Placed<String>>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// How far the clock moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advance {
    By(Duration),
    To(Timestamp),
    UntilSettled,
    UntilIdle { limit: Option<Duration> },
    UntilMoment(Placed<Moment>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceMapping {
    by: Option<Duration>,
    to: Option<Timestamp>,
    until: Option<Placed<String>>,
    limit: Option<Duration>,
}

impl<'de> Deserialize<'de> for Advance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrMapping;
        impl<'de> Visitor<'de> for TextOrMapping {
            type Value = Advance;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a duration such as PT24H, {to: timestamp}, {until: P7D after letter} or {until: idle, limit: P60D}",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Advance, E> {
                text.parse().map(Advance::By).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Advance, A::Error> {
                let said = AdvanceMapping::deserialize(MapAccessDeserializer::new(map))?;
                Advance::of_mapping(said).map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(TextOrMapping)
    }
}

impl Advance {
    fn of_mapping(said: AdvanceMapping) -> Result<Self, String> {
        let AdvanceMapping {
            by,
            to,
            until,
            limit,
        } = said;
        match (by, to, until, limit) {
            (Some(by), None, None, None) => Ok(Self::By(by)),
            (None, Some(to), None, None) => Ok(Self::To(to)),
            (None, None, Some(until), limit) => match (until.value.as_str(), limit) {
                ("idle", limit) => Ok(Self::UntilIdle { limit }),
                (_, Some(_)) => Err("`limit` goes with `until: idle` only".to_owned()),
                ("settled", None) => Ok(Self::UntilSettled),
                (moment, None) => Ok(Self::UntilMoment(Placed::new(
                    moment.parse()?,
                    until.referenced,
                    until.defined,
                ))),
            },
            _ => Err(
                "the clock moves one way at a time; write exactly one of `by`, `to` and `until`"
                    .to_owned(),
            ),
        }
    }
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiverChange {
    pub system: Placed<String>,
    pub answers: Option<Answers>,
    pub receipt: Option<ReceiptChoice>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SenderChange {
    pub system: Placed<String>,
    pub receipts: Answers,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostReceipt {
    pub by: Placed<String>,
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    pub status: ReceiptStatus,
    #[serde(rename = "errorCode")]
    pub error_code: Option<String>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub by: Placed<String>,
    pub has: Option<Vec<Placed<String>>>,
    pub lacks: Option<Vec<Placed<String>>>,
    pub count: Option<u64>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    pub by: Placed<String>,
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    /// The version of MeMo that it must come in.
    pub version: Option<LetterVersion>,
    /// The receipt it posts at once.
    pub receipt: Option<ReceiptStatus>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FetchReceipt {
    pub by: Placed<String>,
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    /// What the receipt must say.
    pub status: Option<ReceiptStatus>,
    /// Whether fetching deletes it.
    #[serde(default)]
    pub delete: bool,
    /// What the deletion must be answered; 200 unless said.
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

/// What is said of a system, by the names of the world file.
pub type SystemFields = BTreeMap<String, Placed<serde_json::Value>>;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connect {
    /// The organisation, by name or CVR.
    pub owner: Placed<String>,
    pub with: SystemFields,
    /// A status of 400 or more when it must be refused.
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSystem {
    pub system: Placed<String>,
    pub with: SystemFields,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveSystem {
    pub system: Placed<String>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewApiKey {
    pub system: Placed<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// A name or number.
    pub name: Placed<String>,
    pub status: PersonStatus,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactPointChange {
    /// A name or id.
    pub name: Placed<String>,
    pub active: Option<bool>,
    /// Anything else that the control interface says of a contact point.
    pub with: Option<Placed<serde_json::Map<String, serde_json::Value>>>,
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<u16>>,
}
