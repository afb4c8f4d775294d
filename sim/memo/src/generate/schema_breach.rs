//! The rules of the schema, and how each is broken at one place of a message.
use super::{
    dice::Dice,
    place::{
        children_where, differs_from_next, is_first_of_name, least, most, parents, simple_type,
        texts, times, ways_to,
    },
    tree::{Attribute, Element, Node, Way},
};
use crate::{
    Code, MemoVersion,
    schema::{MEMO, SimpleType},
};

/// A rule of the schema, broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaBreach {
    ElementMissing,
    ElementTooMany,
    ElementMisplaced,
    ElementUnexpected,
    ElementWithinText,
    ElementNotInVersion,
    ElementAlternatives,
    NamespaceUnexpected,
    RootUnexpected,
    TextTooLong,
    TextUnexpected,
    ValueInvalid,
    Base64Invalid,
    AttributeMissing,
    AttributeUnexpected,
    VersionUnknown,
    NilNotAllowed,
    TypeNotAllowed,
}

impl SchemaBreach {
    pub const ALL: [Self; 18] = [
        Self::ElementMissing,
        Self::ElementTooMany,
        Self::ElementMisplaced,
        Self::ElementUnexpected,
        Self::ElementWithinText,
        Self::ElementNotInVersion,
        Self::ElementAlternatives,
        Self::NamespaceUnexpected,
        Self::RootUnexpected,
        Self::TextTooLong,
        Self::TextUnexpected,
        Self::ValueInvalid,
        Self::Base64Invalid,
        Self::AttributeMissing,
        Self::AttributeUnexpected,
        Self::VersionUnknown,
        Self::NilNotAllowed,
        Self::TypeNotAllowed,
    ];

    /// The code of the finding that it leads to.
    pub fn code(self) -> Code {
        match self {
            Self::ElementMissing => Code::SchemaElementMissing,
            Self::ElementTooMany => Code::SchemaElementTooMany,
            Self::ElementMisplaced => Code::SchemaElementMisplaced,
            Self::ElementUnexpected | Self::ElementWithinText => Code::SchemaElementUnexpected,
            Self::ElementNotInVersion => Code::SchemaElementNotInVersion,
            Self::ElementAlternatives => Code::SchemaElementAlternatives,
            Self::NamespaceUnexpected => Code::SchemaNamespaceUnexpected,
            Self::RootUnexpected => Code::SchemaRootUnexpected,
            Self::TextTooLong => Code::SchemaTextTooLong,
            Self::TextUnexpected => Code::SchemaTextUnexpected,
            Self::ValueInvalid => Code::SchemaValueInvalid,
            Self::Base64Invalid => Code::SchemaBase64Invalid,
            Self::AttributeMissing => Code::SchemaAttributeMissing,
            Self::AttributeUnexpected => Code::SchemaAttributeUnexpected,
            Self::VersionUnknown => Code::SchemaVersionUnknown,
            Self::NilNotAllowed => Code::SchemaNilNotAllowed,
            Self::TypeNotAllowed => Code::SchemaTypeNotAllowed,
        }
    }
}

impl SchemaBreach {
    /// Breaks the rule at one of the places where it can be; None when there is none.
    pub(super) fn commit(
        self,
        tree: &mut Element,
        version: MemoVersion,
        dice: &mut Dice,
    ) -> Option<()> {
        match self {
            Self::ElementMissing => {
                let places = children_where(tree, |parent, child| {
                    least(parent, child, version) > 0 && times(parent, child) == 1
                });
                let (way, at) = dice.choose(&places)?;
                tree.at_mut(&way)?.nodes.remove(at);
            }
            Self::ElementTooMany => {
                let places = children_where(tree, |parent, child| {
                    most(parent, child) == Some(times(parent, child))
                });
                let (way, at) = dice.choose(&places)?;
                let parent = tree.at_mut(&way)?;
                let copy = parent.nodes.get(at)?.clone();
                parent.nodes.insert(at, copy);
            }
            Self::ElementMisplaced => {
                let places: Vec<_> = children_where(tree, |_, _| true)
                    .into_iter()
                    .filter(|(way, at)| differs_from_next(tree, way, *at))
                    .collect();
                let (way, at) = dice.choose(&places)?;
                tree.at_mut(&way)?.nodes.swap(at, at + 1);
            }
            Self::ElementUnexpected => {
                let ways = parents(tree);
                let parent = tree.at_mut(&dice.choose(&ways)?)?;
                let at = dice.below(parent.nodes.len() + 1);
                let local = dice.choose(&["heltUkendt", "Fremmedelement", "x-1.2_æ"])?;
                let stranger = Element::new(MEMO, local, "");
                parent.nodes.insert(at, Node::Element(stranger));
            }
            Self::ElementWithinText => {
                let ways = texts(tree, |_| true);
                let text = tree.at_mut(&dice.choose(&ways)?)?;
                let at = dice.below(text.nodes.len() + 1);
                let within = Element::new(MEMO, "label", "x");
                text.nodes.insert(at, Node::Element(within));
            }
            Self::ElementNotInVersion => {
                let sender = ways_to(tree, "Sender").pop()?;
                let representative = Element::new(MEMO, "Representative", "");
                let sender = tree.at_mut(&sender)?;
                sender.nodes.push(Node::Element(representative));
            }
            Self::ElementAlternatives => {
                let ways = [ways_to(tree, "Reservation"), ways_to(tree, "EntryPoint")].concat();
                let mut way = dice.choose(&ways)?;
                let at = way.pop()?;
                let action = tree.at_mut(&way)?;
                let other = other_aim(action, at)?;
                action
                    .nodes
                    .insert(at + dice.below(2), Node::Element(other));
            }
            Self::NamespaceUnexpected => {
                // What rules beyond the schema would miss is left where it is.
                let missed = ["MessageBody", "notification", "idType"];
                let places =
                    children_where(tree, |_, child| !missed.contains(&child.local.as_str()));
                let first = |(way, at): &(Way, usize)| is_first_of_name(tree, way, *at);
                let places: Vec<_> = places.into_iter().filter(first).collect();
                let (mut way, at) = dice.choose(&places)?;
                way.push(at);
                let others = [
                    "",
                    "https://fjordby.example/andet",
                    "https://digitalpost.dk/MeMo-1",
                ];
                tree.at_mut(&way)?.namespace = dice.choose(&others)?.to_owned();
            }
            Self::RootUnexpected => match dice.below(3) {
                0 => tree.namespace = String::new(),
                1 => tree.namespace = "https://digitalpost.dk/MeMo-1".to_owned(),
                _ => tree.local = "Besked".to_owned(),
            },
            Self::TextTooLong => {
                let ways = texts(tree, |of| of.most_characters(SCHEMA_NOTIFICATION).is_some());
                let way = dice.choose(&ways)?;
                let text = tree.at_mut(&way)?;
                let most = simple_type(text)?.most_characters(SCHEMA_NOTIFICATION)?;
                let character = dice.choose(&['x', 'æ', '€', '😀'])?;
                let length = usize::try_from(most).ok()? + 1 + dice.below(3);
                text.set_text(String::from_iter([character].repeat(length)));
            }
            Self::TextUnexpected => {
                let ways = parents(tree);
                let parent = tree.at_mut(&dice.choose(&ways)?)?;
                let at = dice.below(parent.nodes.len() + 1);
                let stray = dice.choose(&["forkert", ".", "\u{a0}", " \n x"])?;
                parent.nodes.insert(at, Node::Text(stray.to_owned()));
            }
            Self::ValueInvalid => {
                let ways = texts(tree, |of| !wrong_values(of).is_empty());
                let text = tree.at_mut(&dice.choose(&ways)?)?;
                text.set_text(dice.choose(wrong_values(simple_type(text)?))?);
            }
            Self::Base64Invalid => {
                let ways = texts(tree, |of| of == SimpleType::Base64);
                let wrong = ["QUJ", "QR==", "QQ-_", "Q===", "QQ==QQ==", "=", "QUJDQ"];
                tree.at_mut(&dice.choose(&ways)?)?
                    .set_text(dice.choose(&wrong)?);
            }
            Self::AttributeMissing => {
                let at = dice.below(tree.attributes.len());
                tree.attributes.remove(at);
            }
            Self::AttributeUnexpected => {
                let way = dice.choose(&tree.ways())?;
                let is_root = way.is_empty();
                let attribute = match dice.below(3) {
                    0 if is_root && version == MemoVersion::V1_2 => {
                        Attribute::plain("memoSchVersion", "1.1.0")
                    }
                    1 => Attribute {
                        namespace: Some("https://fjordby.example/andet"),
                        ..Attribute::plain("memoVersion", "1.1")
                    },
                    _ => Attribute::plain("label", ""),
                };
                tree.at_mut(&way)?.attributes.push(attribute);
            }
            Self::VersionUnknown => {
                let unknown = dice.choose(&["1.3", "1.12", "2.0", "1", "11.1", "-1.1"])?;
                let mut attributes = tree.attributes.iter_mut();
                let version = attributes.find(|attribute| attribute.local == "memoVersion")?;
                version.value = unknown.to_owned();
            }
            Self::NilNotAllowed => {
                let way = dice.choose(&tree.ways())?;
                let nil = Attribute::xsi("nil", dice.choose(&["true", "1"])?);
                tree.at_mut(&way)?.attributes.push(nil);
            }
            Self::TypeNotAllowed => {
                let way = dice.choose(&tree.ways())?;
                let wrong = dice.choose(&["xs:string", "xs:anyType", "dt:memoTypeType", "memo"])?;
                tree.at_mut(&way)?
                    .attributes
                    .push(Attribute::xsi("type", wrong));
            }
        }
        Some(())
    }
}

/// memoNotificationType of the schemas in force.
const SCHEMA_NOTIFICATION: u64 = 160;

/// Texts that are not of a type, whatever stands around them. Types of text alone have none.
fn wrong_values(of: SimpleType) -> &'static [&'static str] {
    match of {
        SimpleType::Text
        | SimpleType::Comment
        | SimpleType::Notification
        | SimpleType::LicenseNumber
        | SimpleType::Base64 => &[],
        SimpleType::Uri => &["a%2", "https://fjordby.example/a#b#c", "http://[::1/"],
        SimpleType::Language => &["", "dan", "d1", "æ"],
        SimpleType::Uuid => &[
            "",
            "5f0b6f0e-51d3-1c4a-9a56-0c6c1a4c3e01",
            "5f0b6f0e-51d3-4c4a-ca56-0c6c1a4c3e01",
            " 5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e01",
            "5f0b6f0e51d34c4a9a560c6c1a4c3e01",
        ],
        SimpleType::DateTime => &[
            "",
            "2026-01-05T08:00:00",
            "2026-01-05T08:00:00+00:00",
            "2026-02-29T08:00:00Z",
            "2026-01-05T24:00:01Z",
            "05-01-2026 08:00",
        ],
        SimpleType::Date => &["", "2026-02-29", "05-01-2026", "2026-1-5", "0000-01-05"],
        SimpleType::Boolean => &[" ", "ja", "TRUE", "2"],
        SimpleType::MessageType => &["", "digitalpost", "BREV", "DIGITALPOST "],
        SimpleType::GlobalLocation => &["", "10000000000000", "579000000000x", "1.0"],
        SimpleType::ProductionNumber => &["", "10000000000", "1 000 000 000", "P1"],
    }
}

/// The other one of Reservation and EntryPoint, well made.
fn other_aim(action: &Element, at: usize) -> Option<Element> {
    let Node::Element(aim) = action.nodes.get(at)? else {
        return None;
    };
    let text = |local, text| Node::Element(Element::new(MEMO, local, text));
    let uuid = "8d0f7b0e-7d52-4f6c-8a7c-2f4f5a0c9e11";
    let (local, nodes) = if aim.local == "Reservation" {
        ("EntryPoint", vec![text("url", "https://fjordby.example/")])
    } else {
        let nodes = vec![
            text("description", "Besøg"),
            text("reservationUUID", uuid),
            text("abstract", "Besøg"),
            text("location", "Rådhuset"),
            text("startDateTime", "2026-02-01T09:00:00Z"),
            text("endDateTime", "2026-02-01T10:00:00Z"),
        ];
        ("Reservation", nodes)
    };
    let mut other = Element::new(MEMO, local, "");
    other.nodes = nodes;
    Some(other)
}
