//! The attributes of elements: memoVersion and memoSchVersion on the root, those of XML Schema
//! instances anywhere, and no others. Namespace declarations are no attributes.
use super::findings::Mistake;
use crate::{
    Code, MemoVersion,
    schema::{Content, SimpleType, XML_SCHEMA_INSTANCE},
    xml::{Attribute, Position, Tag},
};

/// What the root says about its version.
#[derive(Debug)]
pub(super) struct RootVersion {
    /// The version that it says, when it is one of the two.
    pub(super) said: Option<MemoVersion>,
    /// The version that it is checked against.
    pub(super) checked: Option<MemoVersion>,
}

/// Reads the version of the root, and what is wrong with its two attributes.
pub(super) fn read_version(
    tag: &Tag,
    asked: Option<MemoVersion>,
    xpath: impl Fn(&str) -> String,
    mut report: impl FnMut(Mistake),
) -> RootVersion {
    let of_root = |name: &str| {
        let mut attributes = tag.attributes.iter();
        attributes.find(|attribute| attribute.name == name)
    };
    let mut mistake = |code, place: Position, name: &str, message: String, remedy: &str, clause| {
        report(Mistake {
            code,
            place,
            xpath: xpath(name),
            message,
            remedy: remedy.to_owned(),
            clause,
        });
    };
    let version = of_root("memoVersion");
    let said = version.and_then(|attribute| MemoVersion::from_decimal(&attribute.value));
    match (version, said, asked) {
        (None, _, _) => mistake(
            Code::SchemaAttributeMissing,
            tag.place,
            "memoVersion",
            "the attribute memoVersion is missing".to_owned(),
            "Add memoVersion=\"1.1\" or memoVersion=\"1.2\".",
            Some("MEMO-19"),
        ),
        (Some(attribute), None, _) => mistake(
            Code::SchemaVersionUnknown,
            attribute.place,
            "memoVersion",
            format!("there is no MeMo version {:?}", shown(&attribute.value)),
            "Write the version that the message follows: 1.1 or 1.2.",
            Some("MEMO-19"),
        ),
        (Some(attribute), Some(said), Some(asked)) if said != asked => mistake(
            Code::SchemaVersionUnexpected,
            attribute.place,
            "memoVersion",
            format!("the message says version {said}, and version {asked} is asked for"),
            "Send the version that was agreed on, or ask for the one that was sent.",
            Some("MEMO-19"),
        ),
        (Some(_), Some(_), _) => {}
    }
    let checked = asked.or(said);
    let schema_version = of_root("memoSchVersion");
    match (checked, schema_version) {
        (Some(MemoVersion::V1_1), None) => mistake(
            Code::SchemaAttributeMissing,
            tag.place,
            "memoSchVersion",
            "the attribute memoSchVersion is missing, and version 1.1 needs it".to_owned(),
            "Add memoSchVersion=\"1.1.0\".",
            None,
        ),
        (Some(MemoVersion::V1_2), Some(attribute)) => mistake(
            Code::SchemaAttributeUnexpected,
            attribute.place,
            "memoSchVersion",
            "version 1.2 has no attribute memoSchVersion".to_owned(),
            "Leave it out, or send version 1.1.",
            None,
        ),
        (Some(MemoVersion::V1_1) | None, Some(attribute))
            if attribute.value.chars().count() > 256 =>
        {
            mistake(
                Code::SchemaTextTooLong,
                attribute.place,
                "memoSchVersion",
                "the attribute has more than 256 characters".to_owned(),
                "Write the version of the schema, like 1.1.0.",
                None,
            );
        }
        (Some(MemoVersion::V1_1) | None, Some(_)) | (Some(MemoVersion::V1_2) | None, None) => {}
    }
    RootVersion { said, checked }
}

/// Whether the root has this attribute of its own.
fn belongs_to_root(attribute: &Attribute) -> bool {
    matches!(attribute.name.as_str(), "memoVersion" | "memoSchVersion")
}

/// What is wrong with the attributes of an element, the two of the root aside.
pub(super) fn check_attributes(
    tag: &Tag,
    content: Content,
    is_root: bool,
    namespace_of_value: impl Fn(&str) -> Option<String>,
    xpath: impl Fn(&str) -> String,
    mut report: impl FnMut(Mistake),
) {
    for attribute in &tag.attributes {
        if attribute.is_declaration() || (is_root && belongs_to_root(attribute)) {
            continue;
        }
        let (code, message, remedy) = match (attribute.namespace.as_deref(), attribute.local()) {
            (Some(XML_SCHEMA_INSTANCE), "schemaLocation" | "noNamespaceSchemaLocation") => continue,
            (Some(XML_SCHEMA_INSTANCE), "nil") => (
                Code::SchemaNilNotAllowed,
                "no element of MeMo may be nil".to_owned(),
                "Leave the element out, or give it a content.",
            ),
            (Some(XML_SCHEMA_INSTANCE), "type") => {
                if repeats_type(&attribute.value, content, &namespace_of_value) {
                    continue;
                }
                (
                    Code::SchemaTypeNotAllowed,
                    format!(
                        "the element cannot have the type {:?}",
                        shown(&attribute.value)
                    ),
                    "Leave the attribute out.",
                )
            }
            (_, _) => (
                Code::SchemaAttributeUnexpected,
                format!("MeMo has no attribute {} here", shown(&attribute.name)),
                "Leave the attribute out.",
            ),
        };
        report(Mistake {
            code,
            place: attribute.place,
            xpath: xpath(&shown(&attribute.name)),
            message,
            remedy: remedy.to_owned(),
            clause: None,
        });
    }
}

/// xsi:type may name the type that the element has anyway. Elements with children have types
/// without a name, and no type of text has another derived from it.
fn repeats_type(
    value: &str,
    content: Content,
    namespace_of: impl Fn(&str) -> Option<String>,
) -> bool {
    let value = value.trim_matches([' ', '\t', '\n', '\r']);
    let of: SimpleType = match content {
        Content::Text(of) => of,
        Content::Elements(_) => return false,
    };
    let (namespace, local) = of.schema_name();
    let name = value.split_once(':').map_or(value, |(_, local)| local);
    name == local && namespace_of(value).as_deref() == Some(namespace)
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
