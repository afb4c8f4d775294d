//! Entries of registers.
use proptest::prelude::*;

use super::{identity, shape::Shape};
use crate::model::{
    AdditionalContentData, Address, AddressPoint, CaseId, ContentData, CprData, CvrData, Education,
    Eid, FormData, GlobalLocationNumber, KleData, MotorVehicle, ProductionUnit, PropertyNumber,
    SeNumber, SorData, UnstructuredAddress,
};

pub(super) fn content_data(shape: Shape) -> BoxedStrategy<ContentData> {
    let entries = (
        shape.opt(cpr_data(shape)),
        shape.opt(cvr_data(shape)),
        shape.opt(motor_vehicle(shape)),
        shape.opt(property_number(shape)),
        shape.opt(case_id(shape)),
        shape.opt(kle_data(shape)),
        shape.opt(form_data(shape)),
        shape.opt(production_unit(shape)),
        shape.opt(education(shape)),
        shape.opt(address(shape)),
        shape.opt(unstructured_address(shape)),
        shape.many(0, 10, additional_content_data(shape)),
    );
    entries
        .prop_map(
            |(cpr, cvr, vehicle, property, case, kle, form, unit, udd, a, u, more)| ContentData {
                cpr_data: cpr,
                cvr_data: cvr,
                motor_vehicle: vehicle,
                property_number: property,
                case_id: case,
                kle_data: kle,
                form_data: form,
                production_unit: unit,
                education: udd,
                address: a,
                unstructured_address: u,
                additional_content_data: more,
            },
        )
        .boxed()
}

fn cpr_data(shape: Shape) -> impl Strategy<Value = CprData> {
    (identity::cpr(), shape.text_opt()).prop_map(|(cpr_number, name)| CprData { cpr_number, name })
}

fn cvr_data(shape: Shape) -> impl Strategy<Value = CvrData> {
    (identity::cvr(), shape.text_opt()).prop_map(|(cvr_number, company_name)| CvrData {
        cvr_number,
        company_name,
    })
}

fn motor_vehicle(shape: Shape) -> impl Strategy<Value = MotorVehicle> {
    (shape.text_up_to(7), shape.text_opt()).prop_map(|(license_number, chassis_number)| {
        MotorVehicle {
            license_number,
            chassis_number,
        }
    })
}

fn property_number(shape: Shape) -> impl Strategy<Value = PropertyNumber> {
    shape
        .text()
        .prop_map(|property_number| PropertyNumber { property_number })
}

fn case_id(shape: Shape) -> impl Strategy<Value = CaseId> {
    (shape.text(), shape.text()).prop_map(|(case_id, case_system)| CaseId {
        case_id,
        case_system,
    })
}

fn kle_data(shape: Shape) -> impl Strategy<Value = KleData> {
    let texts = (shape.text(), shape.text(), shape.text_opt(), shape.text());
    texts.prop_map(|(subject_key, version, activity_facet, label)| KleData {
        subject_key,
        version,
        activity_facet,
        label,
    })
}

fn form_data(shape: Shape) -> impl Strategy<Value = FormData> {
    let texts = (shape.text(), shape.text(), shape.text_opt(), shape.text());
    texts.prop_map(|(task_key, version, activity_facet, label)| FormData {
        task_key,
        version,
        activity_facet,
        label,
    })
}

pub(super) fn production_unit(shape: Shape) -> impl Strategy<Value = ProductionUnit> {
    (identity::production_unit(), shape.text_opt()).prop_map(|(number, name)| ProductionUnit {
        production_unit_number: number,
        production_unit_name: name,
    })
}

fn education(shape: Shape) -> impl Strategy<Value = Education> {
    (shape.text(), shape.text_opt()).prop_map(|(education_code, education_name)| Education {
        education_code,
        education_name,
    })
}

fn additional_content_data(shape: Shape) -> impl Strategy<Value = AdditionalContentData> {
    let texts = (shape.text_opt(), shape.text(), shape.text());
    texts.prop_map(|(kind, name, value)| AdditionalContentData {
        content_data_type: kind,
        content_data_name: name,
        content_data_value: value,
    })
}

pub(super) fn se_number(shape: Shape) -> impl Strategy<Value = SeNumber> {
    (identity::cvr(), shape.text_opt()).prop_map(|(se_number, company_name)| SeNumber {
        se_number,
        company_name,
    })
}

pub(super) fn eid(shape: Shape) -> impl Strategy<Value = Eid> {
    (shape.text(), shape.text_opt()).prop_map(|(eid, label)| Eid { eid, label })
}

pub(super) fn global_location_number(shape: Shape) -> impl Strategy<Value = GlobalLocationNumber> {
    (identity::location(), shape.text_opt()).prop_map(|(number, location)| GlobalLocationNumber {
        global_location_number: number,
        location,
    })
}

pub(super) fn sor_data(shape: Shape) -> impl Strategy<Value = SorData> {
    (shape.text(), shape.text_opt()).prop_map(|(sor_identifier, entry_name)| SorData {
        sor_identifier,
        entry_name,
    })
}

pub(super) fn address(shape: Shape) -> BoxedStrategy<Address> {
    let text = || shape.text_opt();
    let place = (text(), text(), text(), text(), text());
    let town = (text(), text(), text(), text());
    (place, town, shape.opt(address_point(shape)))
        .prop_map(|(place, town, address_point)| {
            let (id, address_label, house_number, door, floor) = place;
            let (co, zip_code, city, country) = town;
            Address {
                id,
                address_label,
                house_number,
                door,
                floor,
                co,
                zip_code,
                city,
                country,
                address_point,
            }
        })
        .boxed()
}

fn address_point(shape: Shape) -> impl Strategy<Value = AddressPoint> {
    let measures = (shape.text_opt(), shape.text_opt(), shape.text_opt());
    measures.prop_map(|(easting, northing, height)| AddressPoint {
        geographic_easting_measure: easting,
        geographic_northing_measure: northing,
        geographic_height_measure: height,
    })
}

pub(super) fn unstructured_address(shape: Shape) -> impl Strategy<Value = UnstructuredAddress> {
    shape
        .text()
        .prop_map(|unstructured| UnstructuredAddress { unstructured })
}
