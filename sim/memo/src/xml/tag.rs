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
    local_at: usize,
    pub(crate) namespace: Option<String>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) place: Position,
}

impl Tag {
    pub(super) fn none() -> Self {
        Self {
            name: String::new(),
            local_at: 0,
            namespace: None,
            attributes: Vec::new(),
            place: Position::START,
        }
    }

    pub(crate) fn local(&self) -> &str {
        &self.name[self.local_at..]
    }

    /// Whether the name begins with this prefix and its colon, or has none where it is empty.
    pub(super) fn has_prefix(&self, prefix_and_colon: &str) -> bool {
        self.name[..self.local_at] == *prefix_and_colon
    }

    pub(super) fn set_namespace(&mut self, namespace: Option<&str>) {
        if self.namespace.as_deref() != namespace {
            self.namespace = namespace.map(str::to_owned);
        }
    }

    /// Takes a name, in the namespace that is set, and has no attributes.
    pub(super) fn become_plain(&mut self, name: &str, local_at: usize, place: Position) {
        self.name.clear();
        self.name.push_str(name);
        self.local_at = local_at;
        self.attributes.clear();
        self.place = place;
    }
}

/// Reads a tag and declares its namespaces. `place` is where its `<` stands. What it is goes into
/// `into`, whose memory serves one tag after the other.
pub(super) fn start_tag(
    tag: &BytesStart<'_>,
    namespaces: &mut NamespaceResolver,
    most_attributes: usize,
    place: Position,
    into: &mut Tag,
) -> Result<(), Fault> {
    let name = tag.name().into_inner();
    if !is_qualified_name(name) {
        return Err(Fault::not_well_formed(
            place,
            format!("{:?} is no name for an element", shortened(name)),
            "Write &lt; for the character <, or give the element a name.",
        ));
    }
    let raw = tag.attributes_raw();
    let mut attributes = if raw.is_empty() {
        Vec::new()
    } else {
        let after_name = place.after("<").after(name);
        attributes::read(raw, after_name, most_attributes)?
    };
    namespaces.set_level(namespaces.level().saturating_add(1));
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
            let found = resolve(namespaces, &attribute.name, attribute.place, Uses::Prefix)?;
            attribute.namespace = found.map(str::to_owned);
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
    let local_at = memchr::memchr(b':', name.as_bytes()).map_or(0, |colon| colon + 1);
    into.set_namespace(namespace_of_tag(namespaces, name, place)?);
    into.become_plain(name, local_at, place);
    into.attributes = attributes;
    Ok(())
}

/// The namespace of an element with this name, declared by now.
pub(super) fn namespace_of_tag<'n>(
    namespaces: &'n NamespaceResolver,
    name: &str,
    place: Position,
) -> Result<Option<&'n str>, Fault> {
    resolve(namespaces, name, place, Uses::Default)
}

/// Whether a name without a prefix is in the default namespace.
enum Uses {
    Default,
    Prefix,
}

fn resolve<'n>(
    namespaces: &'n NamespaceResolver,
    name: &str,
    place: Position,
    uses: Uses,
) -> Result<Option<&'n str>, Fault> {
    let use_default = match uses {
        Uses::Default => true,
        Uses::Prefix => false,
    };
    match namespaces.resolve(QName(name), use_default).0 {
        ResolveResult::Bound(Namespace(namespace)) => Ok(Some(namespace)),
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
