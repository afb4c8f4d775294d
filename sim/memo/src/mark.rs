//! Codes and words that Digital Post puts on a message on its way (DEL-3): each into the place
//! that MeMo has for it, and what finds its place taken beside the others in
//! AdditionalContentData, as long as there is room. Nothing that the sender wrote is changed.
use crate::{
    model::{
        AdditionalContentData, AttentionData, ContentData, FormData, GlobalLocationNumber, KleData,
        Message, SorData,
    },
    write::fit,
};

/// How many AdditionalContentData a message may have.
const MOST_ADDITIONAL: usize = 10;

/// Something to be put on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// In ContentData.
    Kle(KleData),
    /// In ContentData.
    Form(FormData),
    /// In the recipient's AttentionData.
    Gln(GlobalLocationNumber),
    /// In the recipient's AttentionData.
    Sor(SorData),
    /// In ContentData.
    Additional(AdditionalContentData),
}

impl Mark {
    /// As one of the AdditionalContentData.
    fn additional(&self) -> AdditionalContentData {
        let (kind, name, value) = match self {
            Self::Kle(data) => ("KLE", &data.label, &data.subject_key),
            Self::Form(data) => ("FORM", &data.label, &data.task_key),
            Self::Gln(data) => (
                "GLN",
                data.location
                    .as_ref()
                    .unwrap_or(&data.global_location_number),
                &data.global_location_number,
            ),
            Self::Sor(data) => (
                "SOR",
                data.entry_name.as_ref().unwrap_or(&data.sor_identifier),
                &data.sor_identifier,
            ),
            Self::Additional(data) => return fitted(data),
        };
        AdditionalContentData {
            content_data_type: Some(kind.to_owned()),
            content_data_name: fit(name),
            content_data_value: fit(value),
        }
    }
}

/// Whether a message was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    Changed,
    /// It says all this already, or has no room for it.
    Unchanged,
}

/// Puts the marks on a message, in their order.
pub fn mark(message: &mut Message, marks: &[Mark]) -> Marked {
    let mut marked = Marked::Unchanged;
    // Two rounds, so that no mark that finds its place taken is in the way of one that does not.
    let left: Vec<&Mark> = marks
        .iter()
        .filter(|mark| {
            let done = put_in_place(message, mark);
            if done {
                marked = Marked::Changed;
            }
            !done && !says(message, mark)
        })
        .collect();
    for mark in left {
        if put_beside(message, mark.additional()) {
            marked = Marked::Changed;
        }
    }
    marked
}

/// Puts a mark into the place of its own, if it has one and that is free.
fn put_in_place(message: &mut Message, mark: &Mark) -> bool {
    let header = &mut message.header;
    match mark {
        Mark::Kle(data) => {
            let content = header.content_data.get_or_insert_with(no_content);
            let data = KleData {
                subject_key: fit(&data.subject_key),
                version: fit(&data.version),
                activity_facet: data.activity_facet.as_deref().map(fit),
                label: fit(&data.label),
            };
            put(&mut content.kle_data, data)
        }
        Mark::Form(data) => {
            let content = header.content_data.get_or_insert_with(no_content);
            let data = FormData {
                task_key: fit(&data.task_key),
                version: fit(&data.version),
                activity_facet: data.activity_facet.as_deref().map(fit),
                label: fit(&data.label),
            };
            put(&mut content.form_data, data)
        }
        Mark::Gln(data) => {
            let attention = &mut header.recipient.attention_data;
            let attention = attention.get_or_insert_with(no_attention);
            let data = GlobalLocationNumber {
                global_location_number: fit(&data.global_location_number),
                location: data.location.as_deref().map(fit),
            };
            put(&mut attention.global_location_number, data)
        }
        Mark::Sor(data) => {
            let attention = &mut header.recipient.attention_data;
            let attention = attention.get_or_insert_with(no_attention);
            let data = SorData {
                sor_identifier: fit(&data.sor_identifier),
                entry_name: data.entry_name.as_deref().map(fit),
            };
            put(&mut attention.sor_data, data)
        }
        Mark::Additional(_) => false,
    }
}

fn put<T>(place: &mut Option<T>, data: T) -> bool {
    let free = place.is_none();
    if free {
        *place = Some(data);
    }
    free
}

/// Whether the message has this very code in its place already.
fn says(message: &Message, mark: &Mark) -> bool {
    let header = &message.header;
    let content = header.content_data.as_ref();
    let attention = header.recipient.attention_data.as_ref();
    match mark {
        Mark::Kle(data) => content
            .and_then(|content| content.kle_data.as_ref())
            .is_some_and(|there| there.subject_key == data.subject_key),
        Mark::Form(data) => content
            .and_then(|content| content.form_data.as_ref())
            .is_some_and(|there| there.task_key == data.task_key),
        Mark::Gln(data) => attention
            .and_then(|attention| attention.global_location_number.as_ref())
            .is_some_and(|there| there.global_location_number == data.global_location_number),
        Mark::Sor(data) => attention
            .and_then(|attention| attention.sor_data.as_ref())
            .is_some_and(|there| there.sor_identifier == data.sor_identifier),
        Mark::Additional(_) => false,
    }
}

fn put_beside(message: &mut Message, data: AdditionalContentData) -> bool {
    let content = message.header.content_data.get_or_insert_with(no_content);
    let all = &mut content.additional_content_data;
    if all.len() >= MOST_ADDITIONAL || all.contains(&data) {
        return false;
    }
    all.push(data);
    true
}

fn fitted(data: &AdditionalContentData) -> AdditionalContentData {
    AdditionalContentData {
        content_data_type: data.content_data_type.as_deref().map(fit),
        content_data_name: fit(&data.content_data_name),
        content_data_value: fit(&data.content_data_value),
    }
}

fn no_content() -> ContentData {
    ContentData {
        cpr_data: None,
        cvr_data: None,
        motor_vehicle: None,
        property_number: None,
        case_id: None,
        kle_data: None,
        form_data: None,
        production_unit: None,
        education: None,
        address: None,
        unstructured_address: None,
        additional_content_data: Vec::new(),
    }
}

fn no_attention() -> AttentionData {
    AttentionData {
        attention_person: None,
        production_unit: None,
        global_location_number: None,
        email: None,
        se_number: None,
        telephone: None,
        eid: None,
        content_responsible: None,
        generating_system: None,
        sor_data: None,
        address: None,
        unstructured_address: None,
    }
}
