//! The types of text in MeMo, and whether a text is of its type.
//!
//! Lengths count Unicode characters, as XML Schema does. White space is kept for types made from
//! xs:string and collapsed for all others, before the text is judged.
use super::{
    date_time::{is_date, is_date_time},
    namespace::{DATA_TYPES, XML_SCHEMA},
    uri::is_any_uri,
};
use crate::{Code, MessageType, id::MessageUuid};

/// A type of text. The names are those of the schema, without `memo` and `Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SimpleType {
    Text,
    Comment,
    Notification,
    Uri,
    Language,
    Uuid,
    DateTime,
    Date,
    /// Empty is allowed and means false, the default.
    Boolean,
    MessageType,
    LicenseNumber,
    GlobalLocation,
    ProductionNumber,
    Base64,
}

/// What becomes of white space before a text is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhiteSpace {
    Keep,
    Collapse,
}

/// Why a text is not of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueFault {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl SimpleType {
    pub(crate) fn white_space(self) -> WhiteSpace {
        match self {
            Self::Text
            | Self::Comment
            | Self::Notification
            | Self::Uuid
            | Self::MessageType
            | Self::LicenseNumber => WhiteSpace::Keep,
            Self::Uri
            | Self::Language
            | Self::DateTime
            | Self::Date
            | Self::Boolean
            | Self::GlobalLocation
            | Self::ProductionNumber
            | Self::Base64 => WhiteSpace::Collapse,
        }
    }

    /// Its name in the schema, by which xsi:type may repeat it: namespace and local name.
    pub(crate) fn schema_name(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => (DATA_TYPES, "memoTextType"),
            Self::Comment => (DATA_TYPES, "memoCommentType"),
            Self::Notification => (DATA_TYPES, "memoNotificationType"),
            Self::Uri => (DATA_TYPES, "memoUriType"),
            Self::Language => (DATA_TYPES, "memoLanguageType"),
            Self::Uuid => (DATA_TYPES, "memoUuidType"),
            Self::DateTime => (DATA_TYPES, "memoDateTimeType"),
            Self::MessageType => (DATA_TYPES, "memoMessageType"),
            Self::LicenseNumber => (DATA_TYPES, "memoLicenseNumberType"),
            Self::GlobalLocation => (DATA_TYPES, "memoGLNType"),
            Self::ProductionNumber => (DATA_TYPES, "memoPNumberType"),
            Self::Date => (XML_SCHEMA, "date"),
            Self::Boolean => (XML_SCHEMA, "boolean"),
            Self::Base64 => (XML_SCHEMA, "base64Binary"),
        }
    }

    /// The most characters it may have.
    pub(crate) fn most_characters(self, notification_characters: u64) -> Option<u64> {
        match self {
            Self::Text | Self::Uri => Some(256),
            Self::Comment => Some(512),
            Self::Notification => Some(notification_characters),
            Self::LicenseNumber => Some(7),
            Self::Language
            | Self::Uuid
            | Self::DateTime
            | Self::Date
            | Self::Boolean
            | Self::MessageType
            | Self::GlobalLocation
            | Self::ProductionNumber
            | Self::Base64 => None,
        }
    }

    /// Judges a text whose white space is already as the type has it, its length aside. Base64
    /// is judged while it streams.
    pub(crate) fn judge(self, text: &str) -> Result<(), ValueFault> {
        let (right, what, remedy) = match self {
            Self::Text
            | Self::Comment
            | Self::Notification
            | Self::LicenseNumber
            | Self::Base64 => return Ok(()),
            Self::Uri => (
                is_any_uri(text),
                "is no URI",
                "Write an address like https://www.example.dk/side.",
            ),
            Self::Language => (
                is_language(text),
                "is no language of two letters",
                "Write the language with two letters, like da or en.",
            ),
            Self::Uuid => (
                MessageUuid::parse(text).is_ok(),
                "is no UUID of version 4",
                "Write a UUID of version 4 with its four hyphens and no space around it: the third group begins with 4.",
            ),
            Self::DateTime => (
                text.ends_with('Z') && is_date_time(text),
                "is no date and time in UTC",
                "Write it like 2026-01-05T08:00:00Z, in UTC and with the Z.",
            ),
            Self::Date => (
                is_date(text),
                "is no date",
                "Write it like 2026-01-05: year, month and day.",
            ),
            Self::Boolean => (
                parse_boolean(text).is_some(),
                "is neither true nor false",
                "Write true or false (1 and 0 are taken as well).",
            ),
            Self::MessageType => (
                MessageType::parse(text).is_some(),
                "is no type of message",
                "Write DIGITALPOST or NEMSMS, in capitals.",
            ),
            Self::GlobalLocation => (
                is_long_up_to(text, 9_999_999_999_999),
                "is no number of at most 13 digits",
                "Write the 13 digits of the location number and nothing else.",
            ),
            Self::ProductionNumber => (
                is_long_up_to(text, 9_999_999_999),
                "is no number of at most 10 digits",
                "Write the 10 digits of the production unit number and nothing else.",
            ),
        };
        if right {
            return Ok(());
        }
        let message = if text.is_empty() {
            format!("the empty text {what}")
        } else {
            format!("{:?} {what}", shown(text))
        };
        Err(ValueFault {
            code: Code::SchemaValueInvalid,
            message,
            remedy: remedy.to_owned(),
        })
    }
}

/// The value of an xs:boolean.
pub(crate) fn parse_boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// xs:language, at most two characters long: letters alone are left of its pattern.
fn is_language(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_long_up_to(text: &str, most: i64) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digits = digits.trim_start_matches('0');
    let sign = if text.starts_with('-') { "-" } else { "" };
    match format!("{sign}0{digits}").parse::<i64>() {
        Ok(number) => number <= most,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_takes_its_own_texts_and_no_others() {
        let cases: &[(SimpleType, &[&str], &[&str])] = &[
            (SimpleType::Language, &["da", "e"], &["", "dan", "d1", "æ"]),
            (
                SimpleType::Boolean,
                &["true", "false", "1", "0"],
                &["", "TRUE", "yes", "2"],
            ),
            (
                SimpleType::MessageType,
                &["DIGITALPOST", "NEMSMS"],
                &["", "digitalpost", " NEMSMS"],
            ),
            (
                SimpleType::GlobalLocation,
                &[
                    "0",
                    "+5790000000001",
                    "-7",
                    "9999999999999",
                    "00000000000000000000001",
                ],
                &[
                    "",
                    "10000000000000",
                    "1.0",
                    "--1",
                    "-",
                    "-9999999999999999999",
                ],
            ),
            (
                SimpleType::ProductionNumber,
                &["9999999999"],
                &["10000000000", "1e3"],
            ),
            (
                SimpleType::DateTime,
                &["2026-01-05T08:00:00Z"],
                &["2026-01-05T08:00:00", "2026-01-05T08:00:00+00:00", "Z"],
            ),
        ];
        for (kind, right, wrong) in cases {
            for text in *right {
                assert_eq!(kind.judge(text), Ok(()), "{kind:?} {text:?}");
            }
            for text in *wrong {
                assert!(kind.judge(text).is_err(), "{kind:?} {text:?}");
            }
        }
    }
}
