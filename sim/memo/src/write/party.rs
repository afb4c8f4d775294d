//! Sender, recipient and what belongs to them as XML.
use std::io::Write;

use super::{
    WriteFault,
    xml::{WriteChildren, Xml},
};
use crate::{
    model::{
        AttentionData, AttentionPerson, ContactPoint, ContentResponsible, Email, GeneratingSystem,
        LabelledValue, Recipient, Representative, Sender, Telephone,
    },
    schema::{GLN, GRD, MEMO, SOR},
};

impl WriteChildren for Sender {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("senderID", &self.sender_id)?;
        xml.text("idType", &self.id_type)?;
        xml.text_opt("idTypeLabel", self.id_type_label.as_deref())?;
        xml.text("label", &self.label)?;
        xml.opt(MEMO, "AttentionData", self.attention_data.as_ref())?;
        xml.opt(MEMO, "ContactPoint", self.contact_point.as_ref())?;
        xml.opt(MEMO, "Representative", self.representative.as_ref())
    }
}

impl WriteChildren for Recipient {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("recipientID", &self.recipient_id)?;
        xml.text("idType", &self.id_type)?;
        xml.text_opt("idTypeLabel", self.id_type_label.as_deref())?;
        xml.text_opt("label", self.label.as_deref())?;
        xml.opt(MEMO, "AttentionData", self.attention_data.as_ref())?;
        xml.opt(MEMO, "ContactPoint", self.contact_point.as_ref())
    }
}

impl WriteChildren for Representative {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt("representativeID", self.representative_id.as_deref())?;
        xml.text_opt("idType", self.id_type.as_deref())?;
        xml.text_opt("idTypeLabel", self.id_type_label.as_deref())?;
        xml.text_opt("label", self.label.as_deref())
    }
}

impl WriteChildren for ContactPoint {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt("contactGroup", self.contact_group.as_deref())?;
        xml.text("contactPointID", &self.contact_point_id)?;
        xml.text_opt("label", self.label.as_deref())?;
        xml.many(MEMO, "ContactInfo", &self.contact_info)
    }
}

impl WriteChildren for LabelledValue {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("label", &self.label)?;
        xml.text("value", &self.value)
    }
}

impl WriteChildren for AttentionData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.opt(MEMO, "AttentionPerson", self.attention_person.as_ref())?;
        xml.opt(GRD, "ProductionUnit", self.production_unit.as_ref())?;
        xml.opt(
            GLN,
            "GlobalLocationNumber",
            self.global_location_number.as_ref(),
        )?;
        xml.opt(MEMO, "EMail", self.email.as_ref())?;
        xml.opt(GRD, "SEnumber", self.se_number.as_ref())?;
        xml.opt(MEMO, "Telephone", self.telephone.as_ref())?;
        xml.opt(GRD, "EID", self.eid.as_ref())?;
        xml.opt(
            MEMO,
            "ContentResponsible",
            self.content_responsible.as_ref(),
        )?;
        xml.opt(MEMO, "GeneratingSystem", self.generating_system.as_ref())?;
        xml.opt(SOR, "SORdata", self.sor_data.as_ref())?;
        xml.opt(GRD, "Address", self.address.as_ref())?;
        xml.opt(
            GRD,
            "UnstructuredAddress",
            self.unstructured_address.as_ref(),
        )
    }
}

impl WriteChildren for AttentionPerson {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt("personID", self.person_id.as_deref())?;
        xml.text_opt("label", self.label.as_deref())
    }
}

impl WriteChildren for Email {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("emailAddress", &self.email_address)?;
        xml.text_opt("relatedAgent", self.related_agent.as_deref())
    }
}

impl WriteChildren for Telephone {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("telephoneNumber", &self.telephone_number)?;
        xml.text_opt("relatedAgent", self.related_agent.as_deref())
    }
}

impl WriteChildren for ContentResponsible {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt(
            "contentResponsibleID",
            self.content_responsible_id.as_deref(),
        )?;
        xml.text_opt("label", self.label.as_deref())
    }
}

impl WriteChildren for GeneratingSystem {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("generatingSystemID", &self.generating_system_id)?;
        xml.text_opt("label", self.label.as_deref())
    }
}
