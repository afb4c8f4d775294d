//! Who sends or receives: a citizen by CPR number, or an organisation by CVR number (MEMO-17).
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Cpr, Cvr, IdFault};

/// Which kind of id a party has, as idType spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IdType {
    #[serde(rename = "CPR")]
    Cpr,
    #[serde(rename = "CVR")]
    Cvr,
}

impl IdType {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cpr => "CPR",
            Self::Cvr => "CVR",
        }
    }

    pub fn parse(text: &str) -> Result<Self, IdFault> {
        match text {
            "CPR" => Ok(Self::Cpr),
            "CVR" => Ok(Self::Cvr),
            other => Err(IdFault::IdType(other.chars().take(40).collect())),
        }
    }
}

impl fmt::Display for IdType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The id of a party. Display masks a CPR number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PartyId {
    #[serde(rename = "CPR")]
    Cpr(Cpr),
    #[serde(rename = "CVR")]
    Cvr(Cvr),
}

impl PartyId {
    pub fn parse(id: &str, id_type: &str) -> Result<Self, IdFault> {
        match IdType::parse(id_type)? {
            IdType::Cpr => Cpr::parse(id).map(Self::Cpr),
            IdType::Cvr => Cvr::parse(id).map(Self::Cvr),
        }
    }

    pub fn id_type(&self) -> IdType {
        match self {
            Self::Cpr(_) => IdType::Cpr,
            Self::Cvr(_) => IdType::Cvr,
        }
    }

    /// The whole number, unmasked.
    pub fn number(&self) -> &str {
        match self {
            Self::Cpr(cpr) => cpr.as_str(),
            Self::Cvr(cvr) => cvr.as_str(),
        }
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpr(cpr) => write!(f, "CPR {cpr}"),
            Self::Cvr(cvr) => write!(f, "CVR {cvr}"),
        }
    }
}

impl From<Cpr> for PartyId {
    fn from(cpr: Cpr) -> Self {
        Self::Cpr(cpr)
    }
}

impl From<Cvr> for PartyId {
    fn from(cvr: Cvr) -> Self {
        Self::Cvr(cvr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_type_decides_which_number_it_has_to_be() {
        assert_eq!(
            PartyId::parse("2211771212", "CPR").unwrap().number(),
            "2211771212"
        );
        assert_eq!(
            PartyId::parse("12345678", "CVR").unwrap().to_string(),
            "CVR 12345678"
        );
        assert_eq!(PartyId::parse("12345678", "CPR"), Err(IdFault::Cpr));
        assert!(PartyId::parse("2211771212", "CVR").is_err());
        assert!(PartyId::parse("2211771212", "cpr").is_err());
    }
}
