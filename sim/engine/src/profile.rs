//! The assumed values: everything the documents do not say and the simulator must decide.
//!
//! Each is a named setting with its clause, default and unit; nothing assumed is a constant
//! elsewhere in the code. A world file overrides them by name, and `GET …/profile` and every
//! report show those in force.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use testpost_memo::check::{Limits, Options};
use testpost_memo::container::Limits as Bounds;
use testpost_memo::rules::html::HtmlPolicy;
use testpost_memo::rules::{BodyRule, HtmlRule, Rules};

use crate::calendar::{parse_duration, show_duration};

/// A setting's value as it stands in a world file or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)] // written only; reading has a visitor of its own, for the sake of its messages
pub enum SettingValue {
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<SettingValue>),
}

impl fmt::Display for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::List(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{value}")?;
                }
                f.write_str("]")
            }
        }
    }
}

impl<'de> Deserialize<'de> for SettingValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            type Value = SettingValue;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false, a whole number, a text, or a list of these")
            }
            fn visit_bool<E>(self, value: bool) -> Result<SettingValue, E> {
                Ok(SettingValue::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<SettingValue, E> {
                Ok(SettingValue::Integer(value))
            }
            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<SettingValue, E> {
                i64::try_from(value)
                    .map(SettingValue::Integer)
                    .map_err(E::custom)
            }
            fn visit_str<E>(self, value: &str) -> Result<SettingValue, E> {
                Ok(SettingValue::Text(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<SettingValue, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = items.next_element()? {
                    values.push(value);
                }
                Ok(SettingValue::List(values))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

/// A type that a setting can have.
trait Setting: Sized {
    fn read(value: &SettingValue) -> Result<Self, String>;
    fn show(&self) -> SettingValue;
}

fn unlike<T>(value: &SettingValue, wanted: &str) -> Result<T, String> {
    Err(format!("'{value}' does not fit: {wanted}"))
}

impl Setting for bool {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Bool(value) => Ok(*value),
            SettingValue::Integer(_) | SettingValue::Text(_) | SettingValue::List(_) => {
                unlike(value, "write true or false")
            }
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Bool(*self)
    }
}

impl Setting for u64 {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Integer(number) if *number >= 0 => Ok(number.unsigned_abs()),
            SettingValue::Integer(_)
            | SettingValue::Bool(_)
            | SettingValue::Text(_)
            | SettingValue::List(_) => unlike(value, "write a whole number, 0 or more"),
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl Setting for String {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) => Ok(text.clone()),
            // A world file may leave the quotes out where a text looks like a number.
            SettingValue::Integer(number) => Ok(number.to_string()),
            SettingValue::Bool(_) | SettingValue::List(_) => unlike(value, "write a text"),
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(self.clone())
    }
}

impl Setting for BodyRule {
    fn read(value: &SettingValue) -> Result<Self, String> {
        Ok(if bool::read(value)? {
            Self::ByType
        } else {
            Self::Free
        })
    }
    fn show(&self) -> SettingValue {
        SettingValue::Bool(match self {
            Self::ByType => true,
            Self::Free => false,
        })
    }
}

impl Setting for HtmlRule {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) if text == "NONE" => Ok(Self::Off),
            SettingValue::Text(text) if text == "LENIENT" => Ok(Self::By(HtmlPolicy::Lenient)),
            SettingValue::Text(text) if text == "STRICT" => Ok(Self::By(HtmlPolicy::Strict)),
            SettingValue::Text(_)
            | SettingValue::Integer(_)
            | SettingValue::Bool(_)
            | SettingValue::List(_) => unlike(value, "write one of NONE, LENIENT, STRICT"),
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(
            match self {
                Self::Off => "NONE",
                Self::By(HtmlPolicy::Lenient) => "LENIENT",
                Self::By(HtmlPolicy::Strict) => "STRICT",
            }
            .to_owned(),
        )
    }
}

impl Setting for SignedDuration {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) => match parse_duration(text) {
                Ok(duration) if duration.subsec_nanos() % 1_000_000 != 0 => {
                    unlike(value, "a duration here is in whole milliseconds")
                }
                Ok(duration) if !duration.is_negative() => Ok(duration),
                Ok(_) => unlike(value, "a duration here cannot be negative"),
                Err(fault) => Err(fault.to_string()),
            },
            SettingValue::Integer(_) | SettingValue::Bool(_) | SettingValue::List(_) => {
                unlike(value, "write an ISO 8601 duration such as PT20H or P7D")
            }
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(show_duration(*self))
    }
}

impl Setting for Time {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) => text
                .parse()
                .or_else(|_| unlike(value, "write a time of day such as 00:00:00")),
            SettingValue::Integer(_) | SettingValue::Bool(_) | SettingValue::List(_) => {
                unlike(value, "write a time of day such as \"00:00:00\", in quotes")
            }
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(self.to_string())
    }
}

impl Setting for TimeZone {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) => TimeZone::get(text)
                .or_else(|_| unlike(value, "write a time zone's name such as Europe/Copenhagen")),
            SettingValue::Integer(_) | SettingValue::Bool(_) | SettingValue::List(_) => {
                unlike(value, "write a time zone's name such as Europe/Copenhagen")
            }
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(self.iana_name().unwrap_or("UTC").to_owned())
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::List(values) => values.iter().map(T::read).collect(),
            SettingValue::Bool(_) | SettingValue::Integer(_) | SettingValue::Text(_) => {
                unlike(value, "write a list in brackets, for example [PT0H, PT1H]")
            }
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::List(self.iter().map(T::show).collect())
    }
}

/// What SEND-11 lets a call be refused for, before anything is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallFault {
    /// XML that is not well formed.
    NotWellFormed,
    /// A wrong or missing memo-message-uuid (MEMO-6).
    Uuid,
    /// Every finding of the schema check.
    Schema,
    /// Every rule beyond the schema that the message breaks by itself.
    Rules,
}

impl Setting for CallFault {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) if text == "not-well-formed" => Ok(Self::NotWellFormed),
            SettingValue::Text(text) if text == "uuid" => Ok(Self::Uuid),
            SettingValue::Text(text) if text == "schema" => Ok(Self::Schema),
            SettingValue::Text(text) if text == "rules" => Ok(Self::Rules),
            SettingValue::Text(_)
            | SettingValue::Integer(_)
            | SettingValue::Bool(_)
            | SettingValue::List(_) => {
                unlike(value, "write one of not-well-formed, uuid, schema, rules")
            }
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(
            match self {
                Self::NotWellFormed => "not-well-formed",
                Self::Uuid => "uuid",
                Self::Schema => "schema",
                Self::Rules => "rules",
            }
            .to_owned(),
        )
    }
}

/// What the receipts of an archive's messages name as their transmission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveTransmission {
    /// That of the call.
    Shared,
    /// Each one of its own.
    Own,
}

/// What the endpoint of a REST PUBLISH/SUBSCRIBE receiver is sent (DEL-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishSends {
    /// That there is a message; the receiver fetches it.
    Notification,
    /// The message itself, as in REST PUSH.
    Memo,
}

impl Setting for PublishSends {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) if text == "notification" => Ok(Self::Notification),
            SettingValue::Text(text) if text == "memo" => Ok(Self::Memo),
            SettingValue::Text(_)
            | SettingValue::Integer(_)
            | SettingValue::Bool(_)
            | SettingValue::List(_) => unlike(value, "write one of notification, memo"),
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(
            match self {
                Self::Notification => "notification",
                Self::Memo => "memo",
            }
            .to_owned(),
        )
    }
}

impl Setting for ArchiveTransmission {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) if text == "shared" => Ok(Self::Shared),
            SettingValue::Text(text) if text == "own" => Ok(Self::Own),
            SettingValue::Text(_)
            | SettingValue::Integer(_)
            | SettingValue::Bool(_)
            | SettingValue::List(_) => unlike(value, "write one of shared, own"),
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(
            match self {
                Self::Shared => "shared",
                Self::Own => "own",
            }
            .to_owned(),
        )
    }
}

/// What the file of a single MeMo is called that comes by SFTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileNameRule {
    Free,
    /// The file's name, as memo-message-uuid does over REST, says which message it is.
    Uuid,
}

impl Setting for FileNameRule {
    fn read(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Text(text) if text == "FREE" => Ok(Self::Free),
            SettingValue::Text(text) if text == "UUID" => Ok(Self::Uuid),
            SettingValue::Text(_)
            | SettingValue::Integer(_)
            | SettingValue::Bool(_)
            | SettingValue::List(_) => unlike(value, "write one of FREE, UUID"),
        }
    }
    fn show(&self) -> SettingValue {
        SettingValue::Text(
            match self {
                Self::Free => "FREE",
                Self::Uuid => "UUID",
            }
            .to_owned(),
        )
    }
}

/// One setting as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingView {
    pub name: &'static str,
    pub value: SettingValue,
    pub default: SettingValue,
    pub unit: &'static str,
    pub clause: &'static str,
    pub description: &'static str,
}

/// Why a setting was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingFault {
    #[error(
        "there is no setting '{name}'; the nearest is '{nearest}' (GET …/profile lists them all)"
    )]
    Unknown { name: String, nearest: &'static str },
    #[error("setting '{name}': {reason}")]
    Value { name: String, reason: String },
}

macro_rules! settings {
    ($($name:literal $field:ident: $kind:ty = $default:expr, $unit:literal, $clause:literal, $description:literal;)*) => {
        /// The assumed values in force in a world.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Profile {
            $(#[doc = $description] pub $field: $kind,)*
        }

        impl Profile {
            /// Every setting at its default.
            #[must_use]
            pub fn assumed() -> Self {
                Self { $($field: $default,)* }
            }

            /// Takes over one setting by its name.
            pub fn set(&mut self, name: &str, value: &SettingValue) -> Result<(), SettingFault> {
                match name {
                    $($name => {
                        self.$field = Setting::read(value).map_err(|reason| SettingFault::Value { name: name.to_owned(), reason })?;
                        Ok(())
                    })*
                    _ => Err(SettingFault::Unknown { name: name.to_owned(), nearest: nearest(name) }),
                }
            }

            /// Every setting with its value, default, unit, clause and description.
            #[must_use]
            pub fn view(&self) -> Vec<SettingView> {
                let assumed = Self::assumed();
                vec![$(SettingView {
                    name: $name,
                    value: self.$field.show(),
                    default: assumed.$field.show(),
                    unit: $unit,
                    clause: $clause,
                    description: $description,
                },)*]
            }
        }

        /// The names of all settings, in their order.
        pub const NAMES: &[&str] = &[$($name,)*];
    };
}

fn hours(hours: &[i64]) -> Vec<SignedDuration> {
    hours
        .iter()
        .map(|&hours| SignedDuration::from_hours(hours))
        .collect()
}

fn days(days: &[i64]) -> Vec<SignedDuration> {
    days.iter()
        .map(|&days| SignedDuration::from_hours(24 * days))
        .collect()
}

settings! {
    "send.refuse-at-call" refuse_at_call: Vec<CallFault> = vec![CallFault::NotWellFormed, CallFault::Uuid],
        "not-well-formed, uuid, schema, rules", "SEND-11", "faults answered 400 at the call; all others are accepted and refused by receipt";
    "send.max-bytes" max_bytes: u64 = Rules::standard().max_bytes,
        "bytes", "MEMO-1", "how much the XML of one message may weigh";
    "archive.max-bytes" archive_max_bytes: u64 = 99_500_000,
        "bytes", "SEND-11", "how much an archive may weigh as it is sent; a larger one is refused at the call";
    "archive.max-unpacked-bytes" archive_max_unpacked_bytes: u64 = Bounds::standard().unpacked_bytes,
        "bytes", "SEND-11", "what an archive may unpack to; one that goes beyond is broken";
    "archive.max-entries" archive_max_entries: u64 = 10_000,
        "files and folders", "SEND-11", "how many entries an archive may have; one that has more is broken";
    "archive.transmission-id" archive_transmission: ArchiveTransmission = ArchiveTransmission::Shared,
        "shared, own", "SEND-2", "which transmissionId the receipts of an archive's messages carry: the one of the call's 201, or each its own";
    "memo.notification-characters" notification_characters: u64 = 160,
        "characters", "schema", "the longest notification; an older schema package says 150";
    "memo.max-attachments" max_attachments: u64 = Rules::standard().max_attachments,
        "AdditionalDocument elements", "MEMO-2", "how many attachments one message may have";
    "memo.file-extensions" file_extensions: Vec<String> = Rules::standard().file_extensions,
        "extensions of file names", "MEMO-7", "the approved file types; what encodingFormat says is not looked at";
    "memo.body-by-type" body_rule: BodyRule = BodyRule::ByType,
        "true, false", "MEMO-9", "whether a letter has to have a body and a NemSMS must not have one";
    "memo.action-codes" action_codes: Vec<String> = Rules::standard().action_codes,
        "codes", "MEMO-15", "the codes that an action may have";
    "memo.post-types" post_types: Vec<String> = Rules::standard().post_types,
        "kinds", "MEMO-16", "what postType may say";
    "memo.html-check" html_check: HtmlRule = HtmlRule::By(HtmlPolicy::Lenient),
        "NONE, LENIENT, STRICT", "MEMO-20", "how HTML documents are looked into: LENIENT refuses what acts by itself (scripts, embedded documents, forwarding), STRICT all but plain text and pictures that the document holds itself";
    "memo.schema-version" memo_schema_version: String = "1.1.0".to_owned(),
        "text", "MEMO-19", "memoSchVersion of a message that is converted from 1.2 to 1.1";
    "publish.sends" publish_sends: PublishSends = PublishSends::Notification,
        "notification, memo", "DEL-7", "what a REST PUBLISH/SUBSCRIBE receiver's endpoint is sent: that there is a message, which it then fetches, or the message itself";
    "contact-point.search-term-characters" search_term_characters: String = " -".to_owned(),
        "characters", "CS-6", "what a search term may have beside letters and digits";
    "mark.code-version" mark_code_version: String = "1.0".to_owned(),
        "text", "DEL-3", "the version of a contact point's KLE or FORM code that names none";
    "mark.search-term-name" mark_search_term_name: String = "searchTerm".to_owned(),
        "text", "DEL-3", "contentDataName of a search term that a contact point puts on a message";
    "mailbox.reply-needs-leave" reply_needs_leave: bool = true,
        "true, false", "SEND-10", "whether a mailbox answers only what has reply = true, and until its replyByDateTime";
    "mailbox.post-type.citizen" post_type_citizen: String = String::new(),
        "text", "MEMO-16", "postType of what a citizen writes; empty leaves it out";
    "mailbox.post-type.company" post_type_company: String = "VIRKSOMHEDSPOST".to_owned(),
        "text", "MEMO-16", "postType of what a company writes in its mailbox; empty leaves it out";
    "mailbox.post-type.authority" post_type_authority: String = "MYNDIGHEDSPOST".to_owned(),
        "text", "MEMO-16", "postType of what an authority writes in its mailbox; empty leaves it out";
    "push.wall-timeout" push_timeout: SignedDuration = SignedDuration::from_secs(60),
        "wall time", "DEL-8", "how long a push or a receipt callback may take before it counts as failed";
    "retry.first-day" retry_first_day: Vec<SignedDuration> = hours(&[0, 1, 4, 10, 20]),
        "time since the first attempt", "RETRY-2", "the attempts of the first day";
    "retry.daily" retry_daily: SignedDuration = SignedDuration::from_hours(24),
        "time", "RETRY-3", "the interval of the attempts after the first day";
    "retry.give-up-after" retry_give_up_after: SignedDuration = SignedDuration::from_hours(168),
        "time since the first attempt", "RETRY-4", "when the attempts end and the message goes to the primary system";
    "retry.primary" retry_primary: Vec<SignedDuration> = hours(&[0, 1, 24]),
        "time since the hand-over", "RETRY-5", "the last attempts, at the primary system";
    "retry.exhausted-receipt" exhausted_receipt: bool = false,
        "true, false", "RETRY-5", "whether the sender gets a second, negative receipt when the last attempt has failed";
    "deactivation.after" deactivation_after: SignedDuration = SignedDuration::from_hours(168),
        "time since the first failure", "RETRY-8", "how long a system may receive nothing at all before it is deactivated";
    "deactivation.warnings" deactivation_warnings: Vec<SignedDuration> = days(&[1, 3, 5, 6]),
        "time since the first failure", "RETRY-9", "when the technical contact is warned by mail; one more mail goes out at the deactivation";
    "value-date.time" value_date_time: Time = Time::midnight(),
        "time of day", "VALUE-1", "when on its value date a message is sent";
    "value-date.zone" value_date_zone: TimeZone = copenhagen(),
        "time zone", "VALUE-1", "the time zone in which a value date is a date";
    "value-date.refusal-receipt" value_date_refusal_receipt: bool = true,
        "true, false", "VALUE-1", "whether the sender gets a negative receipt when the recipient can no longer be reached on the value date";
    "value-date.furthest" value_date_furthest: SignedDuration = SignedDuration::from_hours(24 * 365),
        "time since acceptance", "MEMO-10", "how far ahead a value date may lie";
    "receipt.retry.first-day" receipt_first_day: Vec<SignedDuration> = hours(&[0, 1, 4, 10, 20]),
        "time since the first attempt", "SEND-4", "the attempts of the first day to call a business receipt back";
    "receipt.retry.daily" receipt_daily: SignedDuration = SignedDuration::from_hours(24),
        "time", "SEND-4", "the interval of the attempts after the first day";
    "receipt.retry.give-up-after" receipt_give_up_after: SignedDuration = SignedDuration::from_hours(168),
        "time since the first attempt", "SEND-4", "when a receipt that cannot be called back is given up";
    "exemption.two-whole-years" exemption_two_whole_years: bool = false,
        "true, false", "EX-1", "whether a company's exemption that is made in December ends in the third November after it, so that it lasts two whole years, instead of in the November two calendar years on";
    "exemption.zone" exemption_zone: TimeZone = copenhagen(),
        "time zone", "EX-1", "the time zone in which November ends";
    "exemption.lifting-delay" exemption_lifting_delay: SignedDuration = SignedDuration::ZERO,
        "time since the lifting", "EX-5", "when the lifting of an exemption takes effect";
    "exemption.legal-notifications-arrive" exempt_get_legal_notifications: bool = false,
        "true, false", "SEND-7", "whether a legal notification reaches exempt recipients though it is not mandatory mail";
    "sftp.upload-folder" sftp_upload_folder: String = "upload".to_owned(),
        "name of a folder", "SYS-4", "where an SFTP sender puts its files";
    "sftp.receipt-folder" sftp_receipt_folder: String = "receipts".to_owned(),
        "name of a folder", "SEND-3", "where an SFTP sender finds its receipts";
    "sftp.memo-suffixes" sftp_memo_suffixes: Vec<String> = vec![".xml".to_owned()],
        "ends of file names", "SYS-4", "the files that are one MeMo each; capital letters count as small ones";
    "sftp.archive-suffixes" sftp_archive_suffixes: Vec<String> = vec![".tar.lzma".to_owned()],
        "ends of file names", "SYS-4", "the files that are archives of MeMos";
    "sftp.temporary-suffixes" sftp_temporary_suffixes: Vec<String> = [".tmp", ".part", ".filepart"].map(str::to_owned).to_vec(),
        "ends of file names", "SYS-4", "the files that are not handed in until they are renamed; so are those whose name begins with a dot";
    "sftp.file-name" sftp_file_name: FileNameRule = FileNameRule::Free,
        "FREE, UUID", "MEMO-6", "whether the file of a single MeMo may be called anything or has to be called as its messageUUID";
    "receipt.delay" receipt_delay: SignedDuration = SignedDuration::ZERO,
        "time since the receipt was made", "SEND-5", "how late every business receipt is first called back or listed; its message does not wait for it";
    "receipt.overtaken" receipt_overtaken: SignedDuration = SignedDuration::ZERO,
        "time since the receipt was made", "SEND-5", "how long every second business receipt of a sender system waits at most for a later one to come before it";
    "receipt.twice" receipt_twice: bool = false,
        "true, false", "SEND-5", "whether every business receipt is called back twice in each attempt";
    "nemsms.period" nem_sms_period: SignedDuration = SignedDuration::ZERO,
        "time since acceptance", "SMS-2", "how long a NemSMS without a value date waits for its recipient to sign up; PT0S: a single try at once";
    "nemsms.failed-receipt" nem_sms_failed_receipt: bool = false,
        "true, false", "SMS-2", "whether the sender gets a second, negative receipt when a NemSMS has failed";
    "nemsms.despite-exemption" nem_sms_despite_exemption: bool = false,
        "true, false", "SEND-7", "whether a NemSMS reaches those who are exempt from Digital Post or not registered, once they are signed up for NemSMS";
    "recall.by-companies" recall_by_companies: bool = false,
        "true, false", "RECALL-1", "whether a company may recall its messages as an authority may";
}

impl Profile {
    /// How the format's check is to look at a message of this world.
    #[must_use]
    pub fn check_options(&self) -> Options {
        Options {
            version: None,
            limits: Limits {
                notification_characters: self.notification_characters,
                ..Limits::standard()
            },
            rules: Some(Rules {
                max_bytes: self.max_bytes,
                max_attachments: self.max_attachments,
                file_extensions: self.file_extensions.clone(),
                body: self.body_rule,
                action_codes: self.action_codes.clone(),
                post_types: self.post_types.clone(),
                html: self.html_check,
            }),
        }
    }

    /// How much an archive of this world may ask of whoever unpacks it.
    #[must_use]
    pub fn archive_bounds(&self) -> Bounds {
        let standard = Bounds::standard();
        Bounds {
            unpacked_bytes: self.archive_max_unpacked_bytes,
            entries: self.archive_max_entries,
            // Above the most that a message may weigh, so that the rule about messages speaks
            // first.
            entry_bytes: standard
                .entry_bytes
                .max(self.max_bytes.saturating_add(self.max_bytes / 10)),
            ..standard
        }
    }

    /// What settings must be together, or what is wrong with them.
    pub(crate) fn faults(&self) -> Vec<SettingFault> {
        let schedules = [
            ("retry.first-day", &self.retry_first_day, true),
            ("receipt.retry.first-day", &self.receipt_first_day, true),
            ("retry.primary", &self.retry_primary, false),
            ("deactivation.warnings", &self.deactivation_warnings, false),
        ];
        let unordered = schedules.iter().filter_map(|(name, times, from_zero)| {
            let reason = if !times.is_sorted_by(|earlier, later| earlier < later) {
                "the times must rise"
            } else if *from_zero && times.first() != Some(&SignedDuration::ZERO) {
                "the first attempt is made at PT0H: begin the list with it"
            } else {
                return None;
            };
            Some((*name, reason))
        });
        let shortest = SignedDuration::from_secs(60);
        let intervals = [
            ("retry.daily", self.retry_daily),
            ("receipt.retry.daily", self.receipt_daily),
        ];
        let too_short = intervals
            .into_iter()
            .filter(|(_, interval)| *interval < shortest)
            .map(|(name, _)| (name, "an interval is at least PT1M"));
        let longest = SignedDuration::from_hours(24 * 366);
        let spans = [
            ("receipt.delay", self.receipt_delay),
            ("receipt.overtaken", self.receipt_overtaken),
            ("retry.give-up-after", self.retry_give_up_after),
            ("receipt.retry.give-up-after", self.receipt_give_up_after),
        ];
        let too_long = spans
            .into_iter()
            .filter(|(_, span)| *span > longest)
            .map(|(name, _)| (name, "at most P366D"));
        let impatient = (!self.push_timeout.is_positive()
            || self.push_timeout > SignedDuration::from_hours(1))
        .then_some(("push.wall-timeout", "more than PT0S and at most PT1H"));
        let texts = [
            ("memo.schema-version", &self.memo_schema_version),
            ("mark.code-version", &self.mark_code_version),
            ("mark.search-term-name", &self.mark_search_term_name),
        ];
        let wordy = texts
            .into_iter()
            .filter(|(_, text)| text.chars().count() > 256)
            .map(|(name, _)| (name, "at most 256 characters"));
        let folders = [
            ("sftp.upload-folder", &self.sftp_upload_folder),
            ("sftp.receipt-folder", &self.sftp_receipt_folder),
        ];
        let unnameable = folders
            .into_iter()
            .filter(|(_, folder)| !is_folder_name(folder))
            .map(|(name, _)| (name, "1 to 50 letters a-z, A-Z, digits, '-' and '_'"));
        let one_folder = (self.sftp_upload_folder == self.sftp_receipt_folder)
            .then_some(("sftp.receipt-folder", "not the name of the upload folder"));
        unordered
            .chain(unnameable)
            .chain(one_folder)
            .chain(wordy)
            .chain(impatient)
            .chain(too_short)
            .chain(too_long)
            .map(|(name, reason)| SettingFault::Value {
                name: name.to_owned(),
                reason: reason.to_owned(),
            })
            .collect()
    }
}

fn is_folder_name(text: &str) -> bool {
    (1..=50).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn copenhagen() -> TimeZone {
    // The zone's data is compiled in, so that this cannot fail; UTC stands in all the same.
    TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC)
}

/// The known name that is most like `name`.
fn nearest(name: &str) -> &'static str {
    NAMES
        .iter()
        .copied()
        .min_by_key(|known| strsim::damerau_levenshtein(known, name))
        .unwrap_or("retry.first-day")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_setting_shows_can_be_set_again() {
        let mut profile = Profile::assumed();
        for setting in Profile::assumed().view() {
            profile.set(setting.name, &setting.value).unwrap();
        }
        assert_eq!(profile, Profile::assumed());
    }

    #[test]
    fn an_unknown_setting_names_the_nearest() {
        let fault = Profile::assumed()
            .set("retry.firstday", &SettingValue::Bool(true))
            .unwrap_err();
        assert_eq!(
            fault,
            SettingFault::Unknown {
                name: "retry.firstday".into(),
                nearest: "retry.first-day"
            }
        );
    }

    #[test]
    fn a_value_that_does_not_fit_says_what_would() {
        let fault = Profile::assumed()
            .set("retry.daily", &SettingValue::Text("1 day".into()))
            .unwrap_err();
        assert!(fault.to_string().contains("P7D"), "{fault}");
    }
}
