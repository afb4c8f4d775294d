//! Identifiers of systems, contact points, organisations, receipts and transmissions.
//!
//! A newtype each, so that one cannot stand where another belongs. Numbers of people and
//! organisations (CPR, CVR) and message UUIDs are the format's own and live in
//! `testpost_memo::id`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not the UUID it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a UUID; expected 36 characters like 6b0d4a4e-0f0a-4c39-8f1e-000000000001")]
pub struct NotAUuid {
    text: String,
}

macro_rules! uuid_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with this value; any UUID will do, of whatever version.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.as_hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = NotAUuid;

            fn from_str(text: &str) -> Result<Self, NotAUuid> {
                // The 36-character form only: the interface knows no other.
                if text.len() == 36
                    && let Ok(uuid) = Uuid::try_parse(text)
                {
                    return Ok(Self(uuid));
                }
                Err(NotAUuid { text: text.to_owned() })
            }
        }
    };
}

uuid_newtype!(
    /// A sender system, receiver system or both (afsendersystem, modtagersystem).
    SystemId
);
uuid_newtype!(
    /// The template of a standard supplier system (standard leverandørsystem).
    TemplateId
);
uuid_newtype!(
    /// A contact point (kontaktpunkt).
    ContactPointId
);
uuid_newtype!(
    /// An organisation, as the interface's `organisationId` names it.
    OrganisationId
);
uuid_newtype!(
    /// One transmission: what the 201 of a send names, and the business receipt after it.
    TransmissionId
);
uuid_newtype!(
    /// A receipt that a sender system can fetch.
    ReceiptId
);
uuid_newtype!(
    /// An exemption (fritagelse).
    ExemptionId
);

uuid_newtype!(
    /// What the link that is texted to somebody carries, so that it confirms one sign-up (SMS-1).
    ConfirmationToken
);

/// A Danish mobile number as NemSMS takes it: eight digits, the first from 2 to 9 (SMS-1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MobileNumber(String);

/// A text that is no mobile number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{text}' is no mobile number; write eight digits of which the first is 2 to 9, without spaces or country code"
)]
pub struct NotAMobileNumber {
    text: String,
}

impl MobileNumber {
    /// The number with these digits.
    pub fn parse(text: &str) -> Result<Self, NotAMobileNumber> {
        let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && text.bytes().next() >= Some(b'2') {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAMobileNumber {
                text: text.chars().take(40).collect(),
            })
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for MobileNumber {
    type Error = NotAMobileNumber;

    fn try_from(text: String) -> Result<Self, NotAMobileNumber> {
        Self::parse(&text)
    }
}

impl From<MobileNumber> for String {
    fn from(number: MobileNumber) -> Self {
        number.0
    }
}

/// The API key of a system. `Display` and `Debug` never show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key itself, for the interfaces that show it to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `other` is this key, in a time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        self.0.len() == other.len()
            && self
                .0
                .bytes()
                .zip(other.bytes())
                .fold(0, |differs, (a, b)| differs | (a ^ b))
                == 0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::MobileNumber;

    #[test]
    fn sms_1_a_mobile_number_is_eight_digits_from_2_on() {
        for right in ["20000000", "99999999"] {
            assert_eq!(MobileNumber::parse(right).unwrap().as_str(), right);
        }
        for wrong in [
            "",
            "10000000",
            "2000000",
            "200000000",
            "+4520000000",
            "20 00 00 00",
            "２0000000",
        ] {
            assert!(MobileNumber::parse(wrong).is_err(), "{wrong}");
        }
    }
}
