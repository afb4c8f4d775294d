//! The model of a message in the other version.
//!
//! There and back again loses only what is said here. One thing is added: what 1.1 has to say
//! of mandatory and legalNotification is written out as false, which is what 1.2 means by
//! leaving them out.
use super::{Loss, Target};
use crate::{
    MemoVersion,
    model::{Message, Representative},
};

/// A message in the version that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    pub message: Message,
    /// In the order of the message.
    pub lost: Vec<Loss>,
}

/// The message in this version. One that has it already stays as it is.
pub fn to_version(mut message: Message, target: &Target) -> Converted {
    let mut lost = Vec::new();
    match (message.version, target) {
        (MemoVersion::V1_1, Target::V1_1 { .. }) | (MemoVersion::V1_2, Target::V1_2) => {}
        (MemoVersion::V1_1, Target::V1_2) => {
            if let Some(version) = message.schema_version.take() {
                lost.push(Loss::new(
                    "/memo:Message[1]/@memoSchVersion",
                    &version,
                    "MeMo 1.2 does not say the version of its schema",
                ));
            }
        }
        (MemoVersion::V1_2, Target::V1_1 { schema_version }) => {
            message.schema_version = Some(schema_version.clone());
            message.header.mandatory.get_or_insert(false);
            message.header.legal_notification.get_or_insert(false);
            if let Some(representative) = message.header.sender.representative.take() {
                lose_representative(&representative, &mut lost);
            }
            let forward = message.header.forward_data.as_mut();
            if let Some(original) = forward.and_then(|data| data.original_representative.take()) {
                lost.push(Loss::new(
                    "/memo:Message[1]/memo:MessageHeader[1]/memo:ForwardData[1]/memo:originalRepresentative[1]",
                    &original,
                    NO_REPRESENTATIVES,
                ));
            }
        }
    }
    message.version = target.version();
    Converted { message, lost }
}

const NO_REPRESENTATIVES: &str = "MeMo 1.1 has no representatives";

fn lose_representative(representative: &Representative, lost: &mut Vec<Loss>) {
    const AT: &str = "/memo:Message[1]/memo:MessageHeader[1]/memo:Sender[1]/memo:Representative[1]";
    let texts = [
        ("representativeID", &representative.representative_id),
        ("idType", &representative.id_type),
        ("idTypeLabel", &representative.id_type_label),
        ("label", &representative.label),
    ];
    let before = lost.len();
    for (name, text) in texts {
        if let Some(text) = text {
            let xpath = format!("{AT}/memo:{name}[1]");
            lost.push(Loss::new(&xpath, text, NO_REPRESENTATIVES));
        }
    }
    // One that says nothing was there all the same.
    if lost.len() == before {
        lost.push(Loss::new(AT, "", NO_REPRESENTATIVES));
    }
}
