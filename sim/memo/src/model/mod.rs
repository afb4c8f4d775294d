//! A message as data: every element of MeMo 1.1 and 1.2.
//!
//! Texts are kept as they stand, dates and numbers too, so that a message can be written again
//! unchanged; only ids and booleans are taken further. Files are not part of it: they are handed
//! to whoever reads the message, and only their size and hash stay.
mod body;
mod content;
mod message;
mod party;
mod registers;

pub use body::{Action, Document, EntryPoint, File, MessageBody, Reservation};
pub use content::{ContentHasher, ContentRef, Sha256Hash};
pub use message::{ForwardData, Message, MessageHeader, ReplyData};
pub use party::{
    AttentionData, AttentionPerson, ContactPoint, ContentResponsible, Email, GeneratingSystem,
    LabelledValue, Recipient, Representative, Sender, Telephone,
};
pub use registers::{
    AdditionalContentData, Address, AddressPoint, CaseId, ContentData, CprData, CvrData, Education,
    Eid, FormData, GlobalLocationNumber, KleData, MotorVehicle, ProductionUnit, PropertyNumber,
    SeNumber, SorData, UnstructuredAddress,
};
