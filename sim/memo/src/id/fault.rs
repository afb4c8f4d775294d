//! Why a text is not the identifier it should be.
//!
//! The texts never repeat a CPR number: what was given may be a real one.
use thiserror::Error;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdFault {
    #[error("a CPR number is ten digits without a hyphen; this has another form")]
    Cpr,
    #[error("a CVR number is eight digits; {0:?} is not")]
    Cvr(String),
    #[error(
        "a message UUID is a UUID of version 4, like 6ba3a9d2-50c4-4e1f-9d0b-3a1f5e6c7d88; {0:?} is not"
    )]
    MessageUuid(String),
    #[error("the kind of an id is CPR or CVR; {0:?} is neither")]
    IdType(String),
}
