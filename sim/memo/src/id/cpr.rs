//! A citizen's CPR number: ten digits, no check digit (new numbers have none).
//!
//! It is personal data even in a simulator, so Display and Debug mask the last four digits.
//! Whoever needs the whole number asks for it by name.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::IdFault;

/// A CPR number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cpr([u8; 10]);

impl Cpr {
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        let digits: [u8; 10] = text.as_bytes().try_into().map_err(|_| IdFault::Cpr)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits))
        } else {
            Err(IdFault::Cpr)
        }
    }

    /// The whole number, unmasked.
    pub fn as_str(&self) -> &str {
        // Only digits are ever stored.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}****", &self.as_str()[..6])
    }
}

impl fmt::Debug for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cpr({self})")
    }
}

impl TryFrom<String> for Cpr {
    type Error = IdFault;

    fn try_from(text: String) -> Result<Self, IdFault> {
        Self::parse(&text)
    }
}

impl From<Cpr> for String {
    fn from(cpr: Cpr) -> Self {
        cpr.as_str().to_owned()
    }
}

impl std::str::FromStr for Cpr {
    type Err = IdFault;

    fn from_str(text: &str) -> Result<Self, IdFault> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpr_number_is_shown_without_its_last_four_digits() {
        let cpr = Cpr::parse("2211771212").unwrap();
        assert_eq!(cpr.to_string(), "221177****");
        assert_eq!(format!("{cpr:?}"), "Cpr(221177****)");
        assert_eq!(cpr.as_str(), "2211771212");
    }

    #[test]
    fn anything_but_ten_digits_is_refused_without_being_repeated() {
        for text in ["221177-1212", "221177121", "22117712123", "22117712１2", ""] {
            let fault = Cpr::parse(text).unwrap_err();
            assert!(!fault.to_string().contains("2211"), "{fault}");
        }
    }

    #[test]
    fn it_travels_through_json_as_a_plain_string() {
        let cpr: Cpr = serde_json::from_str("\"2211771212\"").unwrap();
        assert_eq!(serde_json::to_string(&cpr).unwrap(), "\"2211771212\"");
        assert!(serde_json::from_str::<Cpr>("\"221177\"").is_err());
    }
}
