//! A start tag with its attributes, its namespaces declared and resolved.
//!
//! quick-xml keeps the declarations, but they are handed to it with their references resolved:
//! it would take the values as they stand.
use quick_xml::{
    events::BytesStart,
    name::{Namespace, NamespaceResolver, PrefixDeclaration, QName, ResolveResult},
};

use super::{
    attributes::{self, Attribute},
    fault::Fault,
    names::{is_qualified_name, shortened},
    position::Position,
};
use crate::Code;

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// With its prefix, as it stands.
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) place: Position,
}

impl Tag {
    pub(crate) fn local(&self) -> &str {
        self.name
            .split_once(':')
            .map_or(self.name.as_str(), |(_, local)| local)
    }
}

/// Reads a tag and declares its namespaces. `place` is where its `<` stands.
pub(super) fn start_tag(
    tag: &BytesStart<'_>,
    namespaces: &mut NamespaceResolver,
    most_attributes: usize,
    place: Position,
) -> Result<Tag, Fault> {
    let name = tag.name().into_inner();
    if !is_qualified_name(name) {
        return Err(Fault::not_well_formed(
            place,
            format!("{:?} is no name for an element", shortened(name)),
            "Write &lt; for the character <, or give the element a name.",
        ));
    }
    let after_name = place.after("<").after(name);
    let mut attributes = attributes::read(tag.attributes_raw(), after_name, most_attributes)?;
    namespaces
        .push(&BytesStart::new("scope"))
        .map_err(|error| bad_namespace(place, &error.to_string()))?;
    for attribute in &attributes {
        let Some(prefix) = QName(&attribute.name).as_namespace_binding() else {
            continue;
        };
        if attribute.value.is_empty() && prefix != PrefixDeclaration::Default {
            return Err(bad_namespace(
                attribute.place,
                "a prefix cannot stand for no namespace",
            ));
        }
        namespaces
            .add(prefix, Namespace(&attribute.value))
            .map_err(|error| bad_namespace(attribute.place, &error.to_string()))?;
    }
    for attribute in &mut attributes {
        if attribute.prefix().is_some() {
            attribute.namespace =
                resolve(namespaces, &attribute.name, attribute.place, Uses::Prefix)?;
        }
    }
    for (at, attribute) in attributes.iter().enumerate() {
        let twice = attributes[..at].iter().any(|earlier| {
            attribute.namespace.is_some()
                && earlier.namespace == attribute.namespace
                && earlier.local() == attribute.local()
        });
        if twice {
            return Err(Fault::not_well_formed(
                attribute.place,
                format!("the attribute {} stands twice", shortened(&attribute.name)),
                "Leave one of them out.",
            ));
        }
    }
    Ok(Tag {
        name: name.to_owned(),
        namespace: resolve(namespaces, name, place, Uses::Default)?,
        attributes,
        place,
    })
}

/// Whether a name without a prefix is in the default namespace.
enum Uses {
    Default,
    Prefix,
}

fn resolve(
    namespaces: &NamespaceResolver,
    name: &str,
    place: Position,
    uses: Uses,
) -> Result<Option<String>, Fault> {
    let use_default = match uses {
        Uses::Default => true,
        Uses::Prefix => false,
    };
    match namespaces.resolve(QName(name), use_default).0 {
        ResolveResult::Bound(Namespace(namespace)) => Ok(Some(namespace.to_owned())),
        ResolveResult::Unbound => Ok(None),
        ResolveResult::Unknown(prefix) => Err(Fault::new(
            Code::XmlPrefixUndeclared,
            place,
            format!("the prefix {} is not declared", shortened(&prefix)),
            format!(
                "Declare it on the root element: xmlns:{}=\"…\".",
                shortened(&prefix)
            ),
        )),
    }
}

fn bad_namespace(place: Position, why: &str) -> Fault {
    Fault::not_well_formed(
        place,
        format!("the namespace cannot be declared: {}", shortened(why)),
        "Declare each prefix with the namespace that MeMo has for it.",
    )
}
