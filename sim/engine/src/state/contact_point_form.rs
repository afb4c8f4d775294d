//! What a contact point may look like: the form's limits (CS-1 to CS-7), and what it is tied to.
//! All that is wrong is said at once.

use testpost_memo::id::Cvr;
use testpost_memo::rules::Rules;

use crate::document::{
    CodeKind, ContactPointCode, ContactPointDocument, ExternalLink, InputField, Role, Target,
};
use crate::id::{ContactPointId, SystemId};
use crate::profile::Profile;
use crate::state::State;
use crate::state::contact_structure::ContactPoint;
use crate::state::field_forms::is_http_address;
use crate::state::systems::System;

/// CS-1.
const LONGEST_NAME: usize = 50;
const LONGEST_DESCRIPTION: usize = 250;
/// CS-4.
const LONGEST_HEADING: usize = 50;
const LONGEST_LINK_TEXT: usize = 50;
/// CS-5.
const MOST_FIELDS: usize = 2;
const LONGEST_TITLE: usize = 25;
/// CS-6.
const LONGEST_TERM: usize = 30;
/// A code stands in a MeMo, whose texts have so many characters at most.
const LONGEST_IN_MEMO: usize = 256;
/// A GLN has thirteen digits; MeMo takes no more.
const MOST_GLN_DIGITS: usize = 13;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PointFault {
    pub(crate) clause: &'static str,
    pub(crate) field: String,
    pub(crate) message: String,
    pub(crate) remedy: &'static str,
}

/// A contact point of `authority` as the document describes it, or all that is wrong with it.
pub(crate) fn contact_point(
    state: &State,
    profile: &Profile,
    authority: Cvr,
    id: ContactPointId,
    document: &ContactPointDocument,
) -> Result<ContactPoint, Vec<PointFault>> {
    let mut form = Form {
        profile,
        faults: Vec::new(),
    };
    form.texts(document);
    form.targets(document);
    form.capacity(document);
    if let Some(link) = &document.report_link {
        form.link(link);
    }
    form.fields(&document.recommended_attributes);
    if let Some(terms) = &document.search_terms {
        form.search_terms(terms);
    }
    for (index, code) in document.contact_point_codes.iter().enumerate() {
        form.code(index, code);
    }
    let system = match system(state, authority, document) {
        Ok(system) => system,
        Err(fault) => {
            form.faults.push(fault);
            None
        }
    };
    if !form.faults.is_empty() {
        return Err(form.faults);
    }
    let everybody = || match document.visible {
        true => Target::ALL.to_vec(),
        false => Vec::new(),
    };
    Ok(ContactPoint {
        id,
        authority,
        name: document.name.clone(),
        description: document
            .description
            .clone()
            .unwrap_or_else(|| document.name.clone()),
        internal_description: document.internal_description.clone(),
        system,
        targets: document.targets.clone().unwrap_or_else(everybody),
        search_terms: document.search_terms.clone().unwrap_or_default(),
        codes: document.contact_point_codes.clone(),
        fields: document.recommended_attributes.clone(),
        external_link: document.report_link.clone(),
        active: document.active,
        visible: document.visible,
        memo_size_threshold: document.memo_size_threshold,
        allowed_number_of_attachments: document.allowed_number_of_attachments,
    })
}

struct Form<'p> {
    profile: &'p Profile,
    faults: Vec<PointFault>,
}

impl Form<'_> {
    fn fault(
        &mut self,
        clause: &'static str,
        field: impl Into<String>,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        self.faults.push(PointFault {
            clause,
            field: field.into(),
            message: message.into(),
            remedy,
        });
    }

    /// A text has to be there and to be short enough.
    fn text(&mut self, clause: &'static str, field: impl Into<String>, text: &str, most: usize) {
        let length = text.chars().count();
        if length > most {
            let message = format!("{length} characters; at most {most} are allowed");
            self.fault(clause, field, message, "shorten the text");
        } else if text.trim().is_empty() {
            self.fault(clause, field, "there is no text", "write one");
        }
    }

    fn text_if_any(
        &mut self,
        clause: &'static str,
        field: impl Into<String>,
        text: Option<&str>,
        most: usize,
    ) {
        if let Some(text) = text {
            self.text(clause, field, text, most);
        }
    }

    /// CS-1.
    fn texts(&mut self, document: &ContactPointDocument) {
        self.text("CS-1", "name", &document.name, LONGEST_NAME);
        let description = document.description.as_deref();
        self.text_if_any("CS-1", "description", description, LONGEST_DESCRIPTION);
    }

    /// CS-2.
    fn targets(&mut self, document: &ContactPointDocument) {
        if document.visible && document.targets.as_ref().is_some_and(Vec::is_empty) {
            self.fault(
                "CS-2",
                "targets",
                "a visible contact point is for somebody",
                "name CITIZEN, COMPANY or AUTHORITY, or hide it with visible: false",
            );
        }
    }

    /// CS-3: the point's limits may be lower than everybody's, not higher. A profile that lowers
    /// everybody's makes no point wrong.
    fn capacity(&mut self, document: &ContactPointDocument) {
        let standard = Rules::standard();
        let bytes = self.profile.max_bytes.max(standard.max_bytes);
        let attachments = self.profile.max_attachments.max(standard.max_attachments);
        let size = document.memo_size_threshold;
        if let Some(size) = size.filter(|size| size.bytes() > bytes) {
            let message = format!(
                "{} bytes; a message weighs {bytes} bytes at most anywhere",
                size.bytes()
            );
            self.fault("CS-3", "memoSizeThresholdMB", message, "lower it");
        }
        let most = document.allowed_number_of_attachments;
        if let Some(most) = most.filter(|&most| u64::from(most) > attachments) {
            let message =
                format!("{most} attachments; a message has {attachments} at most anywhere");
            self.fault("CS-3", "allowedNumberOfAttachments", message, "lower it");
        }
    }

    /// CS-4.
    fn link(&mut self, link: &ExternalLink) {
        self.text("CS-4", "reportLink.label", &link.label, LONGEST_HEADING);
        let texts = [
            ("description", &link.description, LONGEST_DESCRIPTION),
            (
                "externalLinkText",
                &link.external_link_text,
                LONGEST_LINK_TEXT,
            ),
        ];
        for (field, text, most) in texts {
            let field = format!("reportLink.{field}");
            self.text_if_any("CS-4", field, text.as_deref(), most);
        }
        if !is_http_address(&link.external_link) {
            self.fault(
                "CS-4",
                "reportLink.externalLink",
                format!("'{}' is not an http or https address", link.external_link),
                "write it whole, for example https://example.invalid/selvbetjening",
            );
        }
    }

    /// CS-5.
    fn fields(&mut self, fields: &[InputField]) {
        if fields.len() > MOST_FIELDS {
            let message = format!("{} fields; at most {MOST_FIELDS} are allowed", fields.len());
            self.fault("CS-5", "recommendedAttributes", message, "take some away");
        }
        for (index, field) in fields.iter().enumerate() {
            let at = format!("recommendedAttributes[{index}].name");
            self.text("CS-5", at.clone(), &field.name, LONGEST_TITLE);
            if fields[..index].contains(field) {
                let message = format!("the title '{}' stands twice", field.name);
                self.fault("CS-5", at, message, "give each field a title of its own");
            }
        }
    }

    /// CS-6.
    fn search_terms(&mut self, terms: &[String]) {
        if terms.is_empty() {
            self.fault(
                "CS-6",
                "searchTerms",
                "there is no search term",
                "name one at least",
            );
        }
        for (index, term) in terms.iter().enumerate() {
            let at = format!("searchTerms[{index}]");
            self.text("CS-6", at.clone(), term, LONGEST_TERM);
            let others = &self.profile.search_term_characters;
            let special = term
                .chars()
                .find(|&character| !character.is_alphanumeric() && !others.contains(character));
            if let Some(character) = special {
                let message = format!("{character:?} is a special character");
                let remedy = "use letters and digits, and what the profile's contact-point.search-term-characters says";
                self.fault("CS-6", at, message, remedy);
            }
        }
    }

    /// CS-7: a code has to fit into the messages that it is put on.
    fn code(&mut self, index: usize, code: &ContactPointCode) {
        let at = format!("contactPointCodes[{index}]");
        self.text("CS-7", format!("{at}.code"), &code.code, LONGEST_IN_MEMO);
        let texts = [
            ("name", &code.name),
            ("codeVersion", &code.code_version),
            (
                "contactPointCodeTypeName",
                &code.contact_point_code_type_name,
            ),
        ];
        for (field, text) in texts {
            let field = format!("{at}.{field}");
            self.text_if_any("CS-7", field, text.as_deref(), LONGEST_IN_MEMO);
        }
        let is_number = code.code.chars().all(|c| c.is_ascii_digit());
        if code.kind == CodeKind::Gln && !(is_number && code.code.len() <= MOST_GLN_DIGITS) {
            let message = format!("'{}' is no GLN", code.code);
            let remedy = "write a GLN of thirteen digits";
            self.fault("CS-7", format!("{at}.code"), message, remedy);
        }
    }
}

/// DEL-2: the receiver system that the point is tied to.
fn system(
    state: &State,
    authority: Cvr,
    document: &ContactPointDocument,
) -> Result<Option<SystemId>, PointFault> {
    let Some(name) = &document.system else {
        return Ok(None);
    };
    let fault = |message: String, remedy| PointFault {
        clause: "DEL-2",
        field: "system".to_owned(),
        message,
        remedy,
    };
    let known: Vec<&System> = state
        .systems
        .values()
        .filter(|system| system.owner == authority)
        .collect();
    let found = known
        .iter()
        .find(|system| &system.name == name || system.id.to_string() == name.to_lowercase());
    match found {
        Some(system) if system.has_role(Role::Recipient) => Ok(Some(system.id)),
        Some(_) => Err(fault(
            format!("'{name}' is not a receiver system"),
            "tie the contact point to a system with the role RECIPIENT",
        )),
        None => {
            let nearest = known
                .iter()
                .map(|system| system.name.as_str())
                .min_by_key(|other| strsim::damerau_levenshtein(other, name));
            let hint = nearest.map_or_else(String::new, |nearest| {
                format!("; the nearest is '{nearest}'")
            });
            Err(fault(
                format!("the authority has no system '{name}'{hint}"),
                "name one of the authority's own systems, by name or id",
            ))
        }
    }
}
