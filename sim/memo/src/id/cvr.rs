//! An organisation's CVR number: eight digits. It is public, so it is shown whole.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::IdFault;

/// A CVR number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cvr([u8; 8]);

impl Cvr {
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        match <[u8; 8]>::try_from(text.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
            Ok(_) | Err(_) => Err(IdFault::Cvr(text.chars().take(40).collect())),
        }
    }

    pub fn as_str(&self) -> &str {
        // Only digits are ever stored.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Cvr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Cvr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cvr({self})")
    }
}

impl TryFrom<String> for Cvr {
    type Error = IdFault;

    fn try_from(text: String) -> Result<Self, IdFault> {
        Self::parse(&text)
    }
}

impl From<Cvr> for String {
    fn from(cvr: Cvr) -> Self {
        cvr.as_str().to_owned()
    }
}

impl std::str::FromStr for Cvr {
    type Err = IdFault;

    fn from_str(text: &str) -> Result<Self, IdFault> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cvr_number_is_eight_digits() {
        assert_eq!(Cvr::parse("12345678").unwrap().to_string(), "12345678");
        for text in ["1234567", "123456789", "1234567a", "", "12 45678"] {
            assert!(Cvr::parse(text).is_err(), "{text:?}");
        }
    }
}
