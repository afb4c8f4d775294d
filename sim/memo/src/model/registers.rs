//! Entries of public registers: people, companies, addresses, cases, vehicles and the like.
/// What the message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentData {
    pub cpr_data: Option<CprData>,
    pub cvr_data: Option<CvrData>,
    pub motor_vehicle: Option<MotorVehicle>,
    pub property_number: Option<PropertyNumber>,
    pub case_id: Option<CaseId>,
    pub kle_data: Option<KleData>,
    pub form_data: Option<FormData>,
    pub production_unit: Option<ProductionUnit>,
    pub education: Option<Education>,
    pub address: Option<Address>,
    pub unstructured_address: Option<UnstructuredAddress>,
    pub additional_content_data: Vec<AdditionalContentData>,
}

/// A case and the system it is kept in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseId {
    pub case_id: String,
    pub case_system: String,
}

/// Anything else, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdditionalContentData {
    pub content_data_type: Option<String>,
    pub content_data_name: String,
    pub content_data_value: String,
}

/// A citizen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CprData {
    pub cpr_number: String,
    pub name: Option<String>,
}

/// A company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvrData {
    pub cvr_number: String,
    pub company_name: Option<String>,
}

/// An electronic identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eid {
    pub eid: String,
    pub label: Option<String>,
}

/// A place of work of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductionUnit {
    pub production_unit_number: String,
    pub production_unit_name: Option<String>,
}

/// A company as the tax authority knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeNumber {
    pub se_number: String,
    pub company_name: Option<String>,
}

/// A property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyNumber {
    pub property_number: String,
}

/// A place by its GLN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlobalLocationNumber {
    pub global_location_number: String,
    pub location: Option<String>,
}

/// A subject of the municipalities' classification KLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KleData {
    pub subject_key: String,
    pub version: String,
    pub activity_facet: Option<String>,
    pub label: String,
}

/// A task of the reference model FORM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormData {
    pub task_key: String,
    pub version: String,
    pub activity_facet: Option<String>,
    pub label: String,
}

/// A vehicle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotorVehicle {
    pub license_number: String,
    pub chassis_number: Option<String>,
}

/// A unit of the health care register SOR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SorData {
    pub sor_identifier: String,
    pub entry_name: Option<String>,
}

/// An education.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Education {
    pub education_code: String,
    pub education_name: Option<String>,
}

/// An address in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub id: Option<String>,
    pub address_label: Option<String>,
    pub house_number: Option<String>,
    pub door: Option<String>,
    pub floor: Option<String>,
    pub co: Option<String>,
    pub zip_code: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub address_point: Option<AddressPoint>,
}

/// Where an address lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressPoint {
    pub geographic_easting_measure: Option<String>,
    pub geographic_northing_measure: Option<String>,
    pub geographic_height_measure: Option<String>,
}

/// An address in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnstructuredAddress {
    pub unstructured: String,
}
