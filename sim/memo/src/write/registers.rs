//! Entries of registers as XML.
use std::io::Write;

use super::{
    WriteFault,
    xml::{WriteChildren, Xml},
};
use crate::{
    model::{
        AdditionalContentData, Address, AddressPoint, CaseId, ContentData, CprData, CvrData,
        Education, Eid, FormData, GlobalLocationNumber, KleData, MotorVehicle, ProductionUnit,
        PropertyNumber, SeNumber, SorData, UnstructuredAddress,
    },
    schema::{DMV, FORM, GRD, KLE, MEMO, UDD},
};

impl WriteChildren for ContentData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.opt(GRD, "CPRdata", self.cpr_data.as_ref())?;
        xml.opt(GRD, "CVRdata", self.cvr_data.as_ref())?;
        xml.opt(DMV, "MotorVehicle", self.motor_vehicle.as_ref())?;
        xml.opt(GRD, "PropertyNumber", self.property_number.as_ref())?;
        xml.opt(MEMO, "CaseID", self.case_id.as_ref())?;
        xml.opt(KLE, "KLEdata", self.kle_data.as_ref())?;
        xml.opt(FORM, "FORMdata", self.form_data.as_ref())?;
        xml.opt(GRD, "ProductionUnit", self.production_unit.as_ref())?;
        xml.opt(UDD, "Education", self.education.as_ref())?;
        xml.opt(GRD, "Address", self.address.as_ref())?;
        xml.opt(
            GRD,
            "UnstructuredAddress",
            self.unstructured_address.as_ref(),
        )?;
        xml.many(MEMO, "AdditionalContentData", &self.additional_content_data)
    }
}

impl WriteChildren for CaseId {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("caseID", &self.case_id)?;
        xml.text("caseSystem", &self.case_system)
    }
}

impl WriteChildren for AdditionalContentData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt("contentDataType", self.content_data_type.as_deref())?;
        xml.text("contentDataName", &self.content_data_name)?;
        xml.text("contentDataValue", &self.content_data_value)
    }
}

impl WriteChildren for CprData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("cprNumber", &self.cpr_number)?;
        xml.text_opt("name", self.name.as_deref())
    }
}

impl WriteChildren for CvrData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("cvrNumber", &self.cvr_number)?;
        xml.text_opt("companyName", self.company_name.as_deref())
    }
}

impl WriteChildren for Eid {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("eID", &self.eid)?;
        xml.text_opt("label", self.label.as_deref())
    }
}

impl WriteChildren for ProductionUnit {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("productionUnitNumber", &self.production_unit_number)?;
        xml.text_opt("productionUnitName", self.production_unit_name.as_deref())
    }
}

impl WriteChildren for SeNumber {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("seNumber", &self.se_number)?;
        xml.text_opt("companyName", self.company_name.as_deref())
    }
}

impl WriteChildren for PropertyNumber {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("propertyNumber", &self.property_number)
    }
}

impl WriteChildren for GlobalLocationNumber {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("globalLocationNumber", &self.global_location_number)?;
        xml.text_opt("location", self.location.as_deref())
    }
}

impl WriteChildren for KleData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("subjectKey", &self.subject_key)?;
        xml.text("version", &self.version)?;
        xml.text_opt("activityFacet", self.activity_facet.as_deref())?;
        xml.text("label", &self.label)
    }
}

impl WriteChildren for FormData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("taskKey", &self.task_key)?;
        xml.text("version", &self.version)?;
        xml.text_opt("activityFacet", self.activity_facet.as_deref())?;
        xml.text("label", &self.label)
    }
}

impl WriteChildren for MotorVehicle {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("licenseNumber", &self.license_number)?;
        xml.text_opt("chassisNumber", self.chassis_number.as_deref())
    }
}

impl WriteChildren for SorData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("sorIdentifier", &self.sor_identifier)?;
        xml.text_opt("entryName", self.entry_name.as_deref())
    }
}

impl WriteChildren for Education {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("educationCode", &self.education_code)?;
        xml.text_opt("educationName", self.education_name.as_deref())
    }
}

impl WriteChildren for Address {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt("id", self.id.as_deref())?;
        xml.text_opt("addressLabel", self.address_label.as_deref())?;
        xml.text_opt("houseNumber", self.house_number.as_deref())?;
        xml.text_opt("door", self.door.as_deref())?;
        xml.text_opt("floor", self.floor.as_deref())?;
        xml.text_opt("co", self.co.as_deref())?;
        xml.text_opt("zipCode", self.zip_code.as_deref())?;
        xml.text_opt("city", self.city.as_deref())?;
        xml.text_opt("country", self.country.as_deref())?;
        xml.opt(GRD, "AddressPoint", self.address_point.as_ref())
    }
}

impl WriteChildren for AddressPoint {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt(
            "geographicEastingMeasure",
            self.geographic_easting_measure.as_deref(),
        )?;
        xml.text_opt(
            "geographicNorthingMeasure",
            self.geographic_northing_measure.as_deref(),
        )?;
        xml.text_opt(
            "geographicHeightMeasure",
            self.geographic_height_measure.as_deref(),
        )
    }
}

impl WriteChildren for UnstructuredAddress {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("unstructured", &self.unstructured)
    }
}
