//! Whole messages: valid ones, and ones at all limits.
//!
//! They keep to the schema and to what Digital Post demands of any message: https, approved
//! types of files, known codes, a body or a notification. Whether a sender, a recipient or a
//! contact point exists, and which day is in the past, no generator can know.
use proptest::{prelude::*, sample::select};

use super::{
    Sample,
    body::body,
    header::header,
    shape::{Extent, Shape},
    text,
};
use crate::{MemoVersion, MessageType, model::Message};

/// A valid message of either version and type.
pub fn valid_message() -> impl Strategy<Value = Sample> {
    prop_oneof![
        valid_message_of(MemoVersion::V1_1),
        valid_message_of(MemoVersion::V1_2),
    ]
}

/// A valid message of one version.
pub fn valid_message_of(version: MemoVersion) -> impl Strategy<Value = Sample> {
    let shape = Shape {
        version,
        extent: Extent::Any,
    };
    prop_oneof![
        7 => message(shape, MessageType::DigitalPost),
        1 => message(shape, MessageType::NemSms),
    ]
}

/// A valid message with all there can be in it: each text as long as it may be in characters,
/// of up to four bytes each, and each element as often as it may stand there.
///
/// Where the schema sets no bound, answers are four and technical documents three, with two
/// files in each document.
pub fn message_at_its_limits() -> impl Strategy<Value = Sample> {
    select(&[MemoVersion::V1_1, MemoVersion::V1_2][..]).prop_flat_map(|version| {
        let shape = Shape {
            version,
            extent: Extent::Limits,
        };
        message(shape, MessageType::DigitalPost)
    })
}

fn message(shape: Shape, of: MessageType) -> BoxedStrategy<Sample> {
    let body = match of {
        MessageType::DigitalPost => body(shape).prop_map(Some).boxed(),
        MessageType::NemSms => Just(None).boxed(),
    };
    (schema_version(shape), header(shape, of), body)
        .prop_map(move |(schema_version, header, body)| {
            let (body, contents) = body.unzip();
            let message = Message {
                version: shape.version,
                schema_version,
                header,
                body,
            };
            Sample {
                message,
                contents: contents.unwrap_or_default(),
            }
        })
        .boxed()
}

/// memoSchVersion, which only 1.1 has.
fn schema_version(shape: Shape) -> BoxedStrategy<Option<String>> {
    let version = match (shape.version, shape.extent) {
        (MemoVersion::V1_2, _) => return Just(None).boxed(),
        (MemoVersion::V1_1, Extent::Any) => {
            prop_oneof![5 => Just("1.1.0".to_owned()), 1 => text::any(256)].boxed()
        }
        (MemoVersion::V1_1, Extent::Limits) => text::of_length(256),
    };
    version.prop_map(Some).boxed()
}
