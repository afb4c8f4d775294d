//! The UUID of a message (memoUuidType): version 4, with the variant of RFC 9562, nothing else.
//!
//! Upper case is accepted, as the schema does, and shown in lower case, so that two spellings
//! of one UUID are one message (MEMO-6, MEMO-18).
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::IdFault;

/// The UUID of a message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageUuid(Uuid);

impl MessageUuid {
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        // Uuid's own parser also takes braces, URNs and texts without hyphens.
        if text.len() != 36 {
            return Err(fault(text));
        }
        let uuid = Uuid::try_parse(text).map_err(|_| fault(text))?;
        Self::from_uuid(uuid)
    }

    /// Fails unless it is a version 4 UUID.
    pub fn from_uuid(uuid: Uuid) -> Result<Self, IdFault> {
        if uuid.get_version_num() == 4 && uuid.get_variant() == uuid::Variant::RFC4122 {
            Ok(Self(uuid))
        } else {
            Err(fault(&uuid.to_string()))
        }
    }

    /// A version 4 UUID of these random bytes, whichever they are.
    pub fn from_random_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    pub fn as_uuid(&self) -> Uuid {
        self.0
    }
}

fn fault(text: &str) -> IdFault {
    IdFault::MessageUuid(text.chars().take(64).collect())
}

impl fmt::Display for MessageUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.hyphenated())
    }
}

impl fmt::Debug for MessageUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageUuid({self})")
    }
}

impl TryFrom<String> for MessageUuid {
    type Error = IdFault;

    fn try_from(text: String) -> Result<Self, IdFault> {
        Self::parse(&text)
    }
}

impl From<MessageUuid> for String {
    fn from(uuid: MessageUuid) -> Self {
        uuid.to_string()
    }
}

impl std::str::FromStr for MessageUuid {
    type Err = IdFault;

    fn from_str(text: &str) -> Result<Self, IdFault> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_is_accepted_and_shown_in_lower_case() {
        let uuid = MessageUuid::parse("6BA3A9D2-50C4-4E1F-9D0B-3A1F5E6C7D88").unwrap();
        assert_eq!(uuid.to_string(), "6ba3a9d2-50c4-4e1f-9d0b-3a1f5e6c7d88");
    }

    #[test]
    fn only_version_4_with_its_variant_is_a_message_uuid() {
        for text in [
            "6ba3a9d2-50c4-1e1f-9d0b-3a1f5e6c7d88",
            "6ba3a9d2-50c4-4e1f-cd0b-3a1f5e6c7d88",
            "6ba3a9d250c44e1f9d0b3a1f5e6c7d88",
            "{6ba3a9d2-50c4-4e1f-9d0b-3a1f5e6c7d88}",
            " 6ba3a9d2-50c4-4e1f-9d0b-3a1f5e6c7d88",
            "6ba3a9d2-50c4-4e1f-9d0b-3a1f5e6c7d8g",
            "",
        ] {
            assert!(MessageUuid::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn random_bytes_always_make_one() {
        for byte in [0, 0x5a, 0xff] {
            let uuid = MessageUuid::from_random_bytes([byte; 16]);
            assert_eq!(MessageUuid::parse(&uuid.to_string()), Ok(uuid));
        }
    }
}
