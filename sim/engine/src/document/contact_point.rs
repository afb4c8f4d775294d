//! A contact point as a world file or the control interface describes it. Keys are those of the
//! interface's ContactPoint; what its texts may be is looked at in `state::contact_point_form`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::yes;
use crate::id::ContactPointId;

/// The interface's TargetGroup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Target {
    Citizen,
    Company,
    Authority,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Citizen => "citizens",
            Self::Company => "companies",
            Self::Authority => "authorities",
        })
    }
}

impl Target {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Citizen, Self::Company, Self::Authority];
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPointDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ContactPointId>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub internal_description: Option<String>,
    /// The receiver system it is tied to, by name or id; a point without one takes no mail (DEL-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// CS-2: left out, a visible point is for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<Target>>,
    /// CS-6: left out, there are none; a list that is given has one at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_terms: Option<Vec<String>>,
    /// CS-7.
    #[serde(default)]
    pub contact_point_codes: Vec<ContactPointCode>,
    /// CS-5: the fields to fill in.
    #[serde(default)]
    pub recommended_attributes: Vec<InputField>,
    /// CS-4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_link: Option<ExternalLink>,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(default = "yes")]
    pub visible: bool,
    #[serde(
        default,
        rename = "memoSizeThresholdMB",
        skip_serializing_if = "Option::is_none"
    )]
    pub memo_size_threshold: Option<Megabytes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_number_of_attachments: Option<u32>,
}

/// The interface's ContactPointCodeType.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CodeKind {
    /// A subject of the municipalities' classification KLE.
    Kle,
    /// A task of the reference model FORM.
    Form,
    /// A place by its GLN.
    Gln,
    /// A unit of the health care register SOR.
    Sor,
    /// The authority's own.
    Custom,
}

/// A code that is put on the mail sent through a contact point (DEL-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPointCode {
    #[serde(rename = "type")]
    pub kind: CodeKind,
    pub code: String,
    /// The code itself where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The version of the classification; the profile's where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_version: Option<String>,
    /// What kind of code it is to the authority, for its own codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_point_code_type_name: Option<String>,
}

/// A link to somewhere else, such as a self-service page (CS-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExternalLink {
    /// The heading.
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_link_text: Option<String>,
    pub external_link: String,
}

/// A field that whoever writes through a contact point can fill in (inputfelt). In a world file
/// its title alone will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputField {
    /// The title.
    pub name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InputFieldMapping {
    name: String,
}

impl<'de> Deserialize<'de> for InputField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TitleOrMapping;
        impl<'de> Visitor<'de> for TitleOrMapping {
            type Value = InputField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's title, or {name: title}")
            }

            fn visit_str<E: de::Error>(self, title: &str) -> Result<InputField, E> {
                Ok(InputField {
                    name: title.to_owned(),
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<InputField, A::Error> {
                let InputFieldMapping { name } =
                    InputFieldMapping::deserialize(MapAccessDeserializer::new(map))?;
                Ok(InputField { name })
            }
        }
        deserializer.deserialize_any(TitleOrMapping)
    }
}

/// A size that the interface gives in MB (1,000,000 bytes) with a fraction, kept in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Megabytes(u64);

impl Megabytes {
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "the interface writes MB as a decimal fraction; it becomes whole bytes at once"
)]
mod decimal {
    use super::{Deserialize, Deserializer, Megabytes, Serialize, Serializer};

    impl<'de> Deserialize<'de> for Megabytes {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let megabytes = f64::deserialize(deserializer)?;
            if !(0.0..=1_000_000.0).contains(&megabytes) {
                return Err(serde::de::Error::custom(format!(
                    "{megabytes} MB is not a size; write a number such as 99.5"
                )));
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 10^12, looked at above"
            )]
            let bytes = (megabytes * 1_000_000.0).round() as u64;
            Ok(Self(bytes))
        }
    }

    impl Serialize for Megabytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            #[expect(
                clippy::cast_precision_loss,
                reason = "at most 10^12, which a f64 holds exactly"
            )]
            serializer.serialize_f64(self.0 as f64 / 1_000_000.0)
        }
    }
}
