//! A contact point as the control interface shows and takes it.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::document::{ContactPointCode, ExternalLink, InputField, Megabytes, Target};
use testpost_engine::id::{ContactPointId, SystemId};
use testpost_engine::state::contact_structure::ContactPoint;
use testpost_memo::id::Cvr;
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::refused::Refused;

/// One contact point.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContactPointItem {
    #[schema(value_type = String)]
    id: ContactPointId,
    /// The authority's CVR number.
    #[schema(value_type = String)]
    pub(super) authority: Cvr,
    name: String,
    description: String,
    internal_description: Option<String>,
    /// The receiver system's id; without one it takes no mail (DEL-2).
    #[schema(value_type = Option<String>)]
    system: Option<SystemId>,
    /// CITIZEN, COMPANY, AUTHORITY
    #[schema(value_type = Vec<String>)]
    targets: Vec<Target>,
    search_terms: Vec<String>,
    /// Put on the mail sent through the point (DEL-3): {type: KLE, FORM, GLN, SOR or CUSTOM,
    /// code, name, codeVersion, contactPointCodeTypeName}
    #[schema(value_type = Vec<Object>)]
    contact_point_codes: Vec<ContactPointCode>,
    /// The fields to fill in, at most two: {name: title}
    #[schema(value_type = Vec<Object>)]
    recommended_attributes: Vec<InputField>,
    /// {label, description, externalLinkText, externalLink}
    #[schema(value_type = Option<Object>)]
    report_link: Option<ExternalLink>,
    active: bool,
    visible: bool,
    #[serde(rename = "memoSizeThresholdMB")]
    #[schema(value_type = Option<f64>)]
    memo_size_threshold: Option<Megabytes>,
    allowed_number_of_attachments: Option<u32>,
}

impl ContactPointItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        _: Timestamp,
        after: Option<&ContactPointId>,
    ) -> impl Iterator<Item = (ContactPointId, ContactPointItem)> {
        let points = engine.state().contact_points.range(beyond(after));
        points.map(|(_, point)| (point.id, ContactPointItem::from(&**point)))
    }

    pub(super) fn find(
        engine: &Engine,
        _: Timestamp,
        id: &ContactPointId,
    ) -> Result<ContactPointItem, Refused> {
        match engine.state().contact_points.get(id) {
            Some(point) => Ok(ContactPointItem::from(&**point)),
            None => Err(not_found(
                "contact.point.not.found",
                format!("contact point {id}"),
            )),
        }
    }
}

impl ContactPointItem {
    /// As it has to be said to be so: lists that stay empty because nobody gave them are left
    /// out, since one that is given may not be empty (CS-2, CS-6).
    pub(super) fn to_be_changed(&self) -> Result<serde_json::Value, Refused> {
        let mut value = serde_json::to_value(self)
            .map_err(|fault| Refused::ours(&format!("an item cannot be written: {fault}")))?;
        if let Some(fields) = value.as_object_mut() {
            for key in ["targets", "searchTerms"] {
                if fields
                    .get(key)
                    .and_then(|list| list.as_array())
                    .is_some_and(Vec::is_empty)
                {
                    fields.remove(key);
                }
            }
        }
        Ok(value)
    }
}

impl From<&ContactPoint> for ContactPointItem {
    fn from(point: &ContactPoint) -> Self {
        ContactPointItem {
            id: point.id,
            authority: point.authority,
            name: point.name.clone(),
            description: point.description.clone(),
            internal_description: point.internal_description.clone(),
            system: point.system,
            targets: point.targets.clone(),
            search_terms: point.search_terms.clone(),
            contact_point_codes: point.codes.clone(),
            recommended_attributes: point.fields.clone(),
            report_link: point.external_link.clone(),
            active: point.active,
            visible: point.visible,
            memo_size_threshold: point.memo_size_threshold,
            allowed_number_of_attachments: point.allowed_number_of_attachments,
        }
    }
}

/// A contact point to be made or changed. To make one, owner and name are needed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "read to check it; then taken over as JSON")]
pub(crate) struct ContactPointFields {
    /// The authority's CVR number.
    #[schema(value_type = Option<String>)]
    owner: Option<Cvr>,
    /// The same as `owner`, as a contact point is shown.
    #[schema(value_type = Option<String>)]
    authority: Option<Cvr>,
    /// Made from the world's seed when left out.
    #[schema(value_type = Option<String>)]
    id: Option<ContactPointId>,
    name: Option<String>,
    /// The name by default.
    description: Option<String>,
    internal_description: Option<String>,
    /// The receiver system, by name or id.
    system: Option<String>,
    /// CITIZEN, COMPANY, AUTHORITY
    #[schema(value_type = Option<Vec<String>>)]
    targets: Option<Vec<Target>>,
    search_terms: Option<Vec<String>>,
    /// {type: KLE, FORM, GLN, SOR or CUSTOM, code, name, codeVersion, contactPointCodeTypeName}
    #[schema(value_type = Option<Vec<Object>>)]
    contact_point_codes: Option<Vec<ContactPointCode>>,
    /// The fields to fill in, at most two: {name: title}, or the title alone
    #[schema(value_type = Option<Vec<Object>>)]
    recommended_attributes: Option<Vec<InputField>>,
    /// {label, description, externalLinkText, externalLink}
    #[schema(value_type = Option<Object>)]
    report_link: Option<ExternalLink>,
    active: Option<bool>,
    visible: Option<bool>,
    #[serde(rename = "memoSizeThresholdMB")]
    #[schema(value_type = Option<f64>)]
    memo_size_threshold: Option<Megabytes>,
    allowed_number_of_attachments: Option<u32>,
}

impl ContactPointFields {
    pub(super) fn owner(&self) -> Result<Cvr, Refused> {
        self.owner.or(self.authority).ok_or_else(|| {
            Refused::new(
                StatusCode::BAD_REQUEST,
                "owner.missing",
                "'owner' is missing: every contact point belongs to an authority",
                "say \"owner\": the authority's CVR number",
            )
        })
    }
}
