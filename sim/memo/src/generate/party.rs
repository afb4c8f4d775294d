//! Sender, recipient and what belongs to them.
use proptest::prelude::*;

use super::{
    identity,
    registers::{
        address, eid, global_location_number, production_unit, se_number, sor_data,
        unstructured_address,
    },
    shape::Shape,
};
use crate::{
    MemoVersion,
    model::{
        AttentionData, AttentionPerson, ContactPoint, ContentResponsible, Email, GeneratingSystem,
        LabelledValue, Recipient, Representative, Sender, Telephone,
    },
};

pub(super) fn sender(shape: Shape) -> BoxedStrategy<Sender> {
    let representative = match shape.version {
        MemoVersion::V1_1 => Just(None).boxed(),
        MemoVersion::V1_2 => shape.opt(representative(shape)),
    };
    (
        identity::party(),
        shape.text_opt(),
        shape.text(),
        shape.opt(attention_data(shape)),
        shape.opt(contact_point(shape)),
        representative,
    )
        .prop_map(
            |(id, id_type_label, label, attention_data, contact_point, representative)| {
                let (sender_id, id_type) = id;
                Sender {
                    sender_id,
                    id_type,
                    id_type_label,
                    label,
                    attention_data,
                    contact_point,
                    representative,
                }
            },
        )
        .boxed()
}

pub(super) fn recipient(shape: Shape) -> BoxedStrategy<Recipient> {
    (
        identity::party(),
        shape.text_opt(),
        shape.text_opt(),
        shape.opt(attention_data(shape)),
        shape.opt(contact_point(shape)),
    )
        .prop_map(
            |(id, id_type_label, label, attention_data, contact_point)| {
                let (recipient_id, id_type) = id;
                Recipient {
                    recipient_id,
                    id_type,
                    id_type_label,
                    label,
                    attention_data,
                    contact_point,
                }
            },
        )
        .boxed()
}

fn representative(shape: Shape) -> impl Strategy<Value = Representative> {
    let id = shape.opt(identity::party());
    (id, shape.text_opt(), shape.text_opt()).prop_map(|(id, id_type_label, label)| {
        let (representative_id, id_type) = id.unzip();
        Representative {
            representative_id,
            id_type,
            id_type_label,
            label,
        }
    })
}

fn contact_point(shape: Shape) -> impl Strategy<Value = ContactPoint> {
    (
        shape.text_opt(),
        identity::uuid_text(),
        shape.text_opt(),
        shape.many(0, 2, labelled_value(shape)),
    )
        .prop_map(
            |(contact_group, contact_point_id, label, contact_info)| ContactPoint {
                contact_group,
                contact_point_id,
                label,
                contact_info,
            },
        )
}

pub(super) fn labelled_value(shape: Shape) -> impl Strategy<Value = LabelledValue> {
    (shape.text(), shape.text()).prop_map(|(label, value)| LabelledValue { label, value })
}

fn attention_data(shape: Shape) -> BoxedStrategy<AttentionData> {
    let people = (
        shape.opt(attention_person(shape)),
        shape.opt(email(shape)),
        shape.opt(telephone(shape)),
        shape.opt(content_responsible(shape)),
        shape.opt(generating_system(shape)),
    );
    let entries = (
        shape.opt(production_unit(shape)),
        shape.opt(global_location_number(shape)),
        shape.opt(se_number(shape)),
        shape.opt(eid(shape)),
        shape.opt(sor_data(shape)),
        shape.opt(address(shape)),
        shape.opt(unstructured_address(shape)),
    );
    (people, entries)
        .prop_map(|(people, entries)| {
            let (attention_person, email, telephone, content_responsible, generating_system) =
                people;
            let (unit, location, se_number, eid, sor_data, address, unstructured) = entries;
            AttentionData {
                attention_person,
                production_unit: unit,
                global_location_number: location,
                email,
                se_number,
                telephone,
                eid,
                content_responsible,
                generating_system,
                sor_data,
                address,
                unstructured_address: unstructured,
            }
        })
        .boxed()
}

fn attention_person(shape: Shape) -> impl Strategy<Value = AttentionPerson> {
    let id = shape.opt(identity::cpr());
    (id, shape.text_opt()).prop_map(|(person_id, label)| AttentionPerson { person_id, label })
}

fn email(shape: Shape) -> impl Strategy<Value = Email> {
    (shape.text(), shape.text_opt()).prop_map(|(email_address, related_agent)| Email {
        email_address,
        related_agent,
    })
}

fn telephone(shape: Shape) -> impl Strategy<Value = Telephone> {
    (shape.text(), shape.text_opt()).prop_map(|(telephone_number, related_agent)| Telephone {
        telephone_number,
        related_agent,
    })
}

fn content_responsible(shape: Shape) -> impl Strategy<Value = ContentResponsible> {
    (shape.text_opt(), shape.text_opt()).prop_map(|(id, label)| ContentResponsible {
        content_responsible_id: id,
        label,
    })
}

fn generating_system(shape: Shape) -> impl Strategy<Value = GeneratingSystem> {
    (shape.text(), shape.text_opt()).prop_map(|(id, label)| GeneratingSystem {
        generating_system_id: id,
        label,
    })
}
