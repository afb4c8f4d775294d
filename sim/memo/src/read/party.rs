//! Sender, recipient and what belongs to them out of their nodes.
use super::node::{FromNode, Node};
use crate::{
    model::{
        AttentionData, AttentionPerson, ContactPoint, ContentResponsible, Email, GeneratingSystem,
        LabelledValue, Recipient, Representative, Sender, Telephone,
    },
    read::ReadFault,
};

impl FromNode for Sender {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            sender_id: node.text("senderID")?,
            id_type: node.text("idType")?,
            id_type_label: node.text_opt("idTypeLabel"),
            label: node.text("label")?,
            attention_data: node.opt("AttentionData")?,
            contact_point: node.opt("ContactPoint")?,
            representative: node.opt("Representative")?,
        })
    }
}

impl FromNode for Recipient {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            recipient_id: node.text("recipientID")?,
            id_type: node.text("idType")?,
            id_type_label: node.text_opt("idTypeLabel"),
            label: node.text_opt("label"),
            attention_data: node.opt("AttentionData")?,
            contact_point: node.opt("ContactPoint")?,
        })
    }
}

impl FromNode for Representative {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            representative_id: node.text_opt("representativeID"),
            id_type: node.text_opt("idType"),
            id_type_label: node.text_opt("idTypeLabel"),
            label: node.text_opt("label"),
        })
    }
}

impl FromNode for ContactPoint {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            contact_group: node.text_opt("contactGroup"),
            contact_point_id: node.text("contactPointID")?,
            label: node.text_opt("label"),
            contact_info: node.many("ContactInfo")?,
        })
    }
}

impl FromNode for LabelledValue {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            label: node.text("label")?,
            value: node.text("value")?,
        })
    }
}

impl FromNode for AttentionData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            attention_person: node.opt("AttentionPerson")?,
            production_unit: node.opt("ProductionUnit")?,
            global_location_number: node.opt("GlobalLocationNumber")?,
            email: node.opt("EMail")?,
            se_number: node.opt("SEnumber")?,
            telephone: node.opt("Telephone")?,
            eid: node.opt("EID")?,
            content_responsible: node.opt("ContentResponsible")?,
            generating_system: node.opt("GeneratingSystem")?,
            sor_data: node.opt("SORdata")?,
            address: node.opt("Address")?,
            unstructured_address: node.opt("UnstructuredAddress")?,
        })
    }
}

impl FromNode for AttentionPerson {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            person_id: node.text_opt("personID"),
            label: node.text_opt("label"),
        })
    }
}

impl FromNode for Email {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            email_address: node.text("emailAddress")?,
            related_agent: node.text_opt("relatedAgent"),
        })
    }
}

impl FromNode for Telephone {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            telephone_number: node.text("telephoneNumber")?,
            related_agent: node.text_opt("relatedAgent"),
        })
    }
}

impl FromNode for ContentResponsible {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            content_responsible_id: node.text_opt("contentResponsibleID"),
            label: node.text_opt("label"),
        })
    }
}

impl FromNode for GeneratingSystem {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            generating_system_id: node.text("generatingSystemID")?,
            label: node.text_opt("label"),
        })
    }
}
