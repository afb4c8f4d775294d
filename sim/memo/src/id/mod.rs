//! The identifiers of Digital Post that a message carries.
mod cpr;
mod cvr;
mod fault;
mod message_uuid;
mod party_id;

pub use cpr::Cpr;
pub use cvr::Cvr;
pub use fault::IdFault;
pub use message_uuid::MessageUuid;
pub use party_id::{IdType, PartyId};
