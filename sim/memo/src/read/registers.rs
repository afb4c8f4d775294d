//! Entries of registers out of their nodes.
use super::node::{FromNode, Node};
use crate::{
    model::{
        AdditionalContentData, Address, AddressPoint, CaseId, ContentData, CprData, CvrData,
        Education, Eid, FormData, GlobalLocationNumber, KleData, MotorVehicle, ProductionUnit,
        PropertyNumber, SeNumber, SorData, UnstructuredAddress,
    },
    read::ReadFault,
};

impl FromNode for ContentData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            cpr_data: node.opt("CPRdata")?,
            cvr_data: node.opt("CVRdata")?,
            motor_vehicle: node.opt("MotorVehicle")?,
            property_number: node.opt("PropertyNumber")?,
            case_id: node.opt("CaseID")?,
            kle_data: node.opt("KLEdata")?,
            form_data: node.opt("FORMdata")?,
            production_unit: node.opt("ProductionUnit")?,
            education: node.opt("Education")?,
            address: node.opt("Address")?,
            unstructured_address: node.opt("UnstructuredAddress")?,
            additional_content_data: node.many("AdditionalContentData")?,
        })
    }
}

impl FromNode for CaseId {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            case_id: node.text("caseID")?,
            case_system: node.text("caseSystem")?,
        })
    }
}

impl FromNode for AdditionalContentData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            content_data_type: node.text_opt("contentDataType"),
            content_data_name: node.text("contentDataName")?,
            content_data_value: node.text("contentDataValue")?,
        })
    }
}

impl FromNode for CprData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            cpr_number: node.text("cprNumber")?,
            name: node.text_opt("name"),
        })
    }
}

impl FromNode for CvrData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            cvr_number: node.text("cvrNumber")?,
            company_name: node.text_opt("companyName"),
        })
    }
}

impl FromNode for Eid {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            eid: node.text("eID")?,
            label: node.text_opt("label"),
        })
    }
}

impl FromNode for ProductionUnit {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            production_unit_number: node.text("productionUnitNumber")?,
            production_unit_name: node.text_opt("productionUnitName"),
        })
    }
}

impl FromNode for SeNumber {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            se_number: node.text("seNumber")?,
            company_name: node.text_opt("companyName"),
        })
    }
}

impl FromNode for PropertyNumber {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            property_number: node.text("propertyNumber")?,
        })
    }
}

impl FromNode for GlobalLocationNumber {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            global_location_number: node.text("globalLocationNumber")?,
            location: node.text_opt("location"),
        })
    }
}

impl FromNode for KleData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            subject_key: node.text("subjectKey")?,
            version: node.text("version")?,
            activity_facet: node.text_opt("activityFacet"),
            label: node.text("label")?,
        })
    }
}

impl FromNode for FormData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            task_key: node.text("taskKey")?,
            version: node.text("version")?,
            activity_facet: node.text_opt("activityFacet"),
            label: node.text("label")?,
        })
    }
}

impl FromNode for MotorVehicle {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            license_number: node.text("licenseNumber")?,
            chassis_number: node.text_opt("chassisNumber"),
        })
    }
}

impl FromNode for SorData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            sor_identifier: node.text("sorIdentifier")?,
            entry_name: node.text_opt("entryName"),
        })
    }
}

impl FromNode for Education {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            education_code: node.text("educationCode")?,
            education_name: node.text_opt("educationName"),
        })
    }
}

impl FromNode for Address {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            id: node.text_opt("id"),
            address_label: node.text_opt("addressLabel"),
            house_number: node.text_opt("houseNumber"),
            door: node.text_opt("door"),
            floor: node.text_opt("floor"),
            co: node.text_opt("co"),
            zip_code: node.text_opt("zipCode"),
            city: node.text_opt("city"),
            country: node.text_opt("country"),
            address_point: node.opt("AddressPoint")?,
        })
    }
}

impl FromNode for AddressPoint {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            geographic_easting_measure: node.text_opt("geographicEastingMeasure"),
            geographic_northing_measure: node.text_opt("geographicNorthingMeasure"),
            geographic_height_measure: node.text_opt("geographicHeightMeasure"),
        })
    }
}

impl FromNode for UnstructuredAddress {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            unstructured: node.text("unstructured")?,
        })
    }
}
