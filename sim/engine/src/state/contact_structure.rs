//! The contact structure (kontaktstruktur): the points through which mail finds a system.

use serde::{Deserialize, Serialize};
use testpost_memo::id::Cvr;
use testpost_memo::mark::Mark;
use testpost_memo::model::{
    AdditionalContentData, FormData, GlobalLocationNumber, KleData, SorData,
};

use crate::code::Code;
use crate::document::{CodeKind, ContactPointCode, ExternalLink, InputField, Megabytes, Target};
use crate::id::{ContactPointId, SystemId};
use crate::profile::Profile;
use crate::rejection::Rejection;

/// A contact point (kontaktpunkt).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactPoint {
    pub id: ContactPointId,
    /// The authority it belongs to.
    pub authority: Cvr,
    pub name: String,
    pub description: String,
    pub internal_description: Option<String>,
    pub system: Option<SystemId>,
    pub targets: Vec<Target>,
    pub search_terms: Vec<String>,
    #[serde(rename = "contactPointCodes")]
    pub codes: Vec<ContactPointCode>,
    #[serde(rename = "recommendedAttributes")]
    pub fields: Vec<InputField>,
    #[serde(rename = "reportLink")]
    pub external_link: Option<ExternalLink>,
    pub active: bool,
    /// CS-2: a hidden point takes mail all the same.
    pub visible: bool,
    #[serde(rename = "memoSizeThresholdMB")]
    pub memo_size_threshold: Option<Megabytes>,
    pub allowed_number_of_attachments: Option<u32>,
}

impl ContactPoint {
    /// DEL-3: what is put on the mail that is sent through it, in the order in which it takes
    /// what room there is: codes first.
    #[must_use]
    pub fn marks(&self, profile: &Profile) -> Vec<Mark> {
        let codes = self.codes.iter().map(|code| code_mark(code, profile));
        let terms = self.search_terms.iter().map(|term| {
            Mark::Additional(AdditionalContentData {
                content_data_type: None,
                content_data_name: profile.mark_search_term_name.clone(),
                content_data_value: term.clone(),
            })
        });
        codes.chain(terms).collect()
    }
}

/// What was written in one of a point's fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledIn {
    /// The field's title.
    pub label: String,
    pub value: String,
}

/// As long as a text of a MeMo can be.
const LONGEST_VALUE: usize = 256;

impl ContactPoint {
    /// CS-2: whether somebody of this kind may write through it. A hidden point is for whoever
    /// has its link.
    pub fn may_be_used_by(&self, sender: Target) -> Result<(), Rejection> {
        if !self.visible || self.targets.contains(&sender) {
            return Ok(());
        }
        Err(Rejection::new(
            Code::ContactPointNotForSender,
            format!("contact point '{}' is not for {sender}", self.name),
            "choose a contact point that has you among its targets",
        ))
    }

    /// DEL-9: whether these are fields that it has, each filled in once.
    pub fn may_be_filled_in(&self, inputs: &[FilledIn]) -> Result<(), Rejection> {
        for (index, input) in inputs.iter().enumerate() {
            let refused = |message: String| {
                let titles: Vec<&str> = self.fields.iter().map(|field| &field.name[..]).collect();
                let remedy = match titles[..] {
                    [] => "it has no fields to fill in".to_owned(),
                    [..] => format!("its fields: {}", titles.join(", ")),
                };
                Err(Rejection::new(
                    Code::ContactPointFieldNotValid,
                    format!("contact point '{}': {message}", self.name),
                    remedy,
                ))
            };
            let label = &input.label;
            if !self.fields.iter().any(|field| field.name == *label) {
                return refused(format!("there is no field '{label}'"));
            }
            if inputs[..index].iter().any(|other| other.label == *label) {
                return refused(format!("the field '{label}' is filled in twice"));
            }
            if input.value.chars().count() > LONGEST_VALUE {
                return refused(format!(
                    "what stands in the field '{label}' is longer than {LONGEST_VALUE} characters"
                ));
            }
        }
        Ok(())
    }
}

fn code_mark(code: &ContactPointCode, profile: &Profile) -> Mark {
    let text = code.code.clone();
    let name = || code.name.clone().unwrap_or_else(|| text.clone());
    let version = || {
        let said = code.code_version.clone();
        said.unwrap_or_else(|| profile.mark_code_version.clone())
    };
    match code.kind {
        CodeKind::Kle => Mark::Kle(KleData {
            label: name(),
            version: version(),
            activity_facet: None,
            subject_key: text,
        }),
        CodeKind::Form => Mark::Form(FormData {
            label: name(),
            version: version(),
            activity_facet: None,
            task_key: text,
        }),
        CodeKind::Gln => Mark::Gln(GlobalLocationNumber {
            global_location_number: text,
            location: code.name.clone(),
        }),
        CodeKind::Sor => Mark::Sor(SorData {
            sor_identifier: text,
            entry_name: code.name.clone(),
        }),
        CodeKind::Custom => Mark::Additional(AdditionalContentData {
            content_data_type: code.contact_point_code_type_name.clone(),
            content_data_name: name(),
            content_data_value: text,
        }),
    }
}
