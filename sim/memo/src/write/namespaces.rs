//! Which namespaces a message uses: they are declared at its root, the others not at all, so
//! that a plain letter stays plain.
use crate::{
    model::{AttentionData, ContentData, Message},
    schema::{DMV, FORM, GLN, GRD, KLE, MEMO, SOR, UDD},
};

/// In a fixed order, that of MeMo itself first.
pub(super) fn used_namespaces(message: &Message) -> Vec<&'static str> {
    let header = &message.header;
    let attention: Vec<&AttentionData> = [
        header.sender.attention_data.as_ref(),
        header.recipient.attention_data.as_ref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let about = |has: fn(&ContentData) -> bool| header.content_data.as_ref().is_some_and(has);
    let within = |has: fn(&AttentionData) -> bool| attention.iter().any(|data| has(data));
    let uses = [
        (MEMO, true),
        (GRD, within(attention_uses_grd) || about(content_uses_grd)),
        (GLN, within(|data| data.global_location_number.is_some())),
        (KLE, about(|data| data.kle_data.is_some())),
        (FORM, about(|data| data.form_data.is_some())),
        (DMV, about(|data| data.motor_vehicle.is_some())),
        (SOR, within(|data| data.sor_data.is_some())),
        (UDD, about(|data| data.education.is_some())),
    ];
    let used = uses.into_iter().filter(|&(_, used)| used);
    used.map(|(namespace, _)| namespace).collect()
}

fn attention_uses_grd(data: &AttentionData) -> bool {
    data.production_unit.is_some()
        || data.se_number.is_some()
        || data.eid.is_some()
        || data.address.is_some()
        || data.unstructured_address.is_some()
}

fn content_uses_grd(data: &ContentData) -> bool {
    data.cpr_data.is_some()
        || data.cvr_data.is_some()
        || data.property_number.is_some()
        || data.production_unit.is_some()
        || data.address.is_some()
        || data.unstructured_address.is_some()
}
