//! Sender and recipient, and what helps to find the right person or desk with them.
use super::{
    Address, Eid, GlobalLocationNumber, ProductionUnit, SeNumber, SorData, UnstructuredAddress,
};

/// Who sends the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub sender_id: String,
    pub id_type: String,
    pub id_type_label: Option<String>,
    pub label: String,
    pub attention_data: Option<AttentionData>,
    pub contact_point: Option<ContactPoint>,
    pub representative: Option<Representative>,
}

/// Whom the message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub recipient_id: String,
    pub id_type: String,
    pub id_type_label: Option<String>,
    pub label: Option<String>,
    pub attention_data: Option<AttentionData>,
    pub contact_point: Option<ContactPoint>,
}

/// On whose behalf the sender sends. Version 1.2 only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representative {
    pub representative_id: Option<String>,
    pub id_type: Option<String>,
    pub id_type_label: Option<String>,
    pub label: Option<String>,
}

/// The desk of an authority that a message is for or from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPoint {
    pub contact_group: Option<String>,
    pub contact_point_id: String,
    pub label: Option<String>,
    pub contact_info: Vec<LabelledValue>,
}

/// A label and a value: ContactInfo and AdditionalReplyData.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledValue {
    pub label: String,
    pub value: String,
}

/// Who or what within the party is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttentionData {
    pub attention_person: Option<AttentionPerson>,
    pub production_unit: Option<ProductionUnit>,
    pub global_location_number: Option<GlobalLocationNumber>,
    pub email: Option<Email>,
    pub se_number: Option<SeNumber>,
    pub telephone: Option<Telephone>,
    pub eid: Option<Eid>,
    pub content_responsible: Option<ContentResponsible>,
    pub generating_system: Option<GeneratingSystem>,
    pub sor_data: Option<SorData>,
    pub address: Option<Address>,
    pub unstructured_address: Option<UnstructuredAddress>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttentionPerson {
    pub person_id: Option<String>,
    pub label: Option<String>,
}

/// An e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    pub email_address: String,
    pub related_agent: Option<String>,
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telephone {
    pub telephone_number: String,
    pub related_agent: Option<String>,
}

/// Who answers for the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentResponsible {
    pub content_responsible_id: Option<String>,
    pub label: Option<String>,
}

/// The system that made the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratingSystem {
    pub generating_system_id: String,
    pub label: Option<String>,
}
