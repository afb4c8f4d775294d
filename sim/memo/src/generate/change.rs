//! Messages with one thing changed, which leaves them valid or does not: whoever compares two
//! checks wants both kinds, near to each other.
use std::fmt;

use proptest::prelude::*;

use super::{
    Sample,
    dice::Dice,
    messages::valid_message,
    place::{simple_type, texts},
    shown::Shown,
    tree::{Attribute, Element, Node, Way},
};
use crate::{
    MemoVersion,
    schema::{DMV, GRD, KLE, MEMO, SimpleType},
};

/// A message that was valid before one thing was changed.
#[derive(Clone)]
pub struct ChangedMessage {
    /// In words, for whoever reads of it.
    pub what: String,
    pub version: MemoVersion,
    pub xml: Vec<u8>,
}

impl fmt::Debug for ChangedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangedMessage")
            .field("what", &self.what)
            .field("version", &self.version)
            .field("xml", &Shown(&self.xml))
            .finish()
    }
}

/// A valid message with one thing changed: in its structure, order, types, lengths, namespaces
/// or attributes. It may be valid still.
pub fn changed_message() -> impl Strategy<Value = ChangedMessage> {
    (valid_message(), any::<u64>()).prop_filter_map(
        "a message in which that can be changed",
        |(sample, seed)| changed(&sample, &mut Dice::new(seed)),
    )
}

fn changed(sample: &Sample, dice: &mut Dice) -> Option<ChangedMessage> {
    let mut tree = Element::of_sample(sample)?;
    let what = change(&mut tree, dice)?;
    Some(ChangedMessage {
        what,
        version: sample.message.version,
        xml: tree.to_xml(),
    })
}

fn change(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    match dice.below(12) {
        0 | 1 => change_order(tree, dice),
        2 => change_name(tree, dice),
        3 | 4 => change_attribute(tree, dice),
        5 => change_root_attribute(tree, dice),
        6 => add_text(tree, dice),
        7 => change_length(tree, dice),
        8 => borrow_value(tree, dice),
        _ => change_value(tree, dice),
    }
}

/// Leaves out, doubles or moves an element, or puts a copy of one somewhere else.
fn change_order(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let (way, at) = any_child(tree, dice)?;
    let name = tree.at(&[way.clone(), vec![at]].concat())?.local.clone();
    let ways = tree.ways();
    let parent = tree.at_mut(&way)?;
    let places = parent.nodes.len();
    Some(match dice.below(5) {
        0 => {
            parent.nodes.remove(at);
            format!("{name} left out")
        }
        1 => {
            let copy = parent.nodes.get(at)?.clone();
            parent.nodes.insert(at, copy);
            format!("{name} doubled")
        }
        2 => {
            let node = parent.nodes.remove(at);
            let to = dice.below(places);
            parent.nodes.insert(to, node);
            format!("{name} moved from place {at} to {to}")
        }
        3 => {
            parent.nodes.swap(at, (at + 1) % places);
            format!("{name} swapped with its neighbour")
        }
        _ => {
            let copy = parent.nodes.get(at)?.clone();
            let other = tree.at_mut(&dice.choose(&ways)?)?;
            let to = dice.below(other.nodes.len() + 1);
            other.nodes.insert(to, copy);
            format!("a copy of {name} in {}", other.local)
        }
    })
}

fn change_name(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let (way, at) = any_child(tree, dice)?;
    let sibling = dice.choose(
        &tree
            .at(&way)?
            .element_type()?
            .children
            .iter()
            .collect::<Vec<_>>(),
    );
    let sibling = sibling?.local;
    let element = tree.at_mut(&[way, vec![at]].concat())?;
    let before = element.local.clone();
    if dice.once_in(2) {
        let namespaces = [MEMO, GRD, KLE, DMV, "", "https://fjordby.example/andet"];
        element.namespace = dice.choose(&namespaces)?.to_owned();
        Some(format!("{before} in the namespace {:?}", element.namespace))
    } else {
        let names = [sibling, "Label", "label", "ukendt", "File"];
        element.local = dice.choose(&names)?.to_owned();
        Some(format!("{before} called {}", element.local))
    }
}

fn change_attribute(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let way = dice.choose(&tree.ways())?;
    let element = tree.at_mut(&way)?;
    let own_type = simple_type(element).map(|of| {
        let (namespace, local) = of.schema_name();
        let prefix = if namespace.ends_with("XMLSchema") {
            "xs"
        } else {
            "dt"
        };
        format!("{prefix}:{local}")
    });
    let attribute = match dice.below(9) {
        0 => Attribute::plain("ukendt", "x"),
        1 => Attribute {
            namespace: Some("https://fjordby.example/andet"),
            ..Attribute::plain("ukendt", "x")
        },
        2 => Attribute::xsi(
            "schemaLocation",
            "https://DigitalPost.dk/MeMo-1 MeMo_core.xsd",
        ),
        3 => Attribute::xsi("noNamespaceSchemaLocation", "MeMo_core.xsd"),
        4 => Attribute::xsi("nil", dice.choose(&["true", "false", "1", "x"])?),
        5 => Attribute::xsi(
            "type",
            dice.choose(&["xs:string", "dt:memoTextType", "xs:date"])?,
        ),
        6 | 7 => Attribute::xsi("type", own_type.unwrap_or("dt:memoTextType".to_owned())),
        _ => Attribute::xsi("ukendt", "x"),
    };
    let what = format!(
        "{}={:?} on {}",
        attribute.local, attribute.value, element.local
    );
    element.attributes.push(attribute);
    Some(what)
}

/// Changes one of the attributes of the root, its version aside: the published schemas take any
/// number for it.
fn change_root_attribute(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let at = dice.below(tree.attributes.len());
    let one_point_two = tree.attributes.len() == 1;
    let attribute = tree.attributes.get_mut(at)?;
    if attribute.local == "memoVersion" {
        let spellings: &[&str] = if one_point_two {
            &["1.2", " 1.2 ", "+1.2", "01.20", "1.2\n", "1,2", "1.2.0", ""]
        } else {
            &["1.1", " 1.1 ", "+1.1", "01.10", "1.1\n", "1,1", "1.1.0", ""]
        };
        attribute.value = dice.choose(spellings)?.to_owned();
        return Some(format!("memoVersion={:?}", attribute.value));
    }
    if dice.once_in(3) {
        let removed = tree.attributes.remove(at);
        return Some(format!("without {}", removed.local));
    }
    let length = dice.choose(&[0, 1, 255, 256, 257])?;
    let character = dice.choose(&['x', 'æ', '😀', '\t'])?;
    attribute.value = String::from_iter([character].repeat(length));
    Some(format!("memoSchVersion of {length} {character:?}"))
}

fn add_text(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let mut ways = tree.ways();
    ways.retain(|way| tree.at(way).is_some_and(|one| one.element_type().is_some()));
    let element = tree.at_mut(&dice.choose(&ways)?)?;
    if dice.once_in(4) {
        element.nodes.clear();
        return Some(format!("nothing in {}", element.local));
    }
    let at = dice.below(element.nodes.len() + 1);
    let text = dice.choose(&[" ", "\n\t", "x", "\u{a0}", "&", "\u{2028}"])?;
    element.nodes.insert(at, Node::Text(text.to_owned()));
    Some(format!("the text {text:?} in {}", element.local))
}

/// Gives a text one of the lengths around the limits of the types.
fn change_length(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let ways = texts(tree, |of| of.most_characters(0).is_some());
    let text = tree.at_mut(&dice.choose(&ways)?)?;
    let limits = [7, 160, 256, 512];
    let limit = dice.choose(&limits)?;
    let length = limit + dice.below(3) - 1;
    let character = dice.choose(&['x', 'å', '€', '😀', ' '])?;
    text.set_text(String::from_iter([character].repeat(length)));
    Some(format!("{length} {character:?} in {}", text.local))
}

/// Gives a text the value of another one, mostly of another type. Base64 is left alone: some
/// checks pass over all characters that it does not have.
fn borrow_value(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let ways = texts(tree, |of| of != SimpleType::Base64);
    let value = tree.at(&dice.choose(&ways)?)?.text();
    let text = tree.at_mut(&dice.choose(&ways)?)?;
    text.set_text(&value);
    Some(format!("{value:?} in {}", text.local))
}

/// Gives a text a value near the edges of its type.
fn change_value(tree: &mut Element, dice: &mut Dice) -> Option<String> {
    let ways = texts(tree, |of| !edge_values(of).is_empty());
    let text = tree.at_mut(&dice.choose(&ways)?)?;
    let value = dice.choose(edge_values(simple_type(text)?))?;
    text.set_text(value);
    Some(format!("{value:?} in {}", text.local))
}

/// Values just inside and just outside of a type.
fn edge_values(of: SimpleType) -> &'static [&'static str] {
    match of {
        SimpleType::Text
        | SimpleType::Comment
        | SimpleType::Notification
        | SimpleType::LicenseNumber => &["", " ", "\t\r\n", "]]>", "<a>&amp;</a>"],
        SimpleType::Uri => &[
            "",
            " ",
            "a b",
            "a%20b",
            "a%2",
            "a#b",
            "a#b#c",
            "//vært/sti",
            "1a:b",
            "a/b:c",
            "mailto:x@y.example",
            "http://[::1]/",
            "http://[::1/",
            "http://h:80a/",
            "?x=[1]",
            "{x}",
        ],
        SimpleType::Language => &[
            "", "d", "da", "DA", " da ", "dan", "d1", "1d", "da-DK", "æø",
        ],
        SimpleType::Uuid => &[
            "",
            "5F0B6F0E-51D3-4C4A-BA56-0C6C1A4C3E01",
            "5f0b6f0e-51d3-5c4a-9a56-0c6c1a4c3e01",
            "5f0b6f0e-51d3-4c4a-7a56-0c6c1a4c3e01",
            "5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e01 ",
            "5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e0",
            "{5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e01}",
        ],
        SimpleType::DateTime => &[
            "",
            "2024-02-29T24:00:00Z",
            "2023-02-29T12:00:00Z",
            "2026-01-05T12:00:00",
            "2026-01-05T12:00:00.1Z",
            "2026-01-05T12:00:00.Z",
            "2026-01-05T12:00:60Z",
            "2026-01-05T25:00:00Z",
            "2026-01-05T12:60:00Z",
            "12026-01-05T12:00:00Z",
            "2026-01-05T12:00:00-00:00",
            "2026-01-05T12:00:00ZZ",
            "2026-01-05Z",
            "-0044-03-15T12:00:00Z",
        ],
        SimpleType::Date => &[
            "",
            "2024-02-29",
            "2026-02-29",
            "2026-04-31",
            "2026-01-05Z",
            "2026-01-05+14:00",
            "2026-01-05+14:01",
            "2026-01-05-13:59",
            "2026-01-05+1:00",
            "12026-01-05",
            "26-01-05",
            "2026-01-05T00:00:00",
            "-2026-01-05",
        ],
        SimpleType::Boolean => &["", " ", "true", "false", "1", "0", " 1 ", "True", "01", "x"],
        SimpleType::MessageType => &[
            "",
            "DIGITALPOST",
            " DIGITALPOST",
            "NEMSMS",
            "NEMSMS\n",
            "nemsms",
        ],
        SimpleType::GlobalLocation => &[
            "",
            "0",
            "9999999999999",
            "10000000000000",
            "-1",
            "+1",
            "00000000000000000000009",
            "-9223372036854775808",
            "-9223372036854775809",
            "1.0",
            "1e3",
            "٣",
        ],
        SimpleType::ProductionNumber => &[
            "",
            "9999999999",
            "10000000000",
            "09999999999",
            "-0",
            "--1",
            "+",
            "0x1",
        ],
        SimpleType::Base64 => &[
            "",
            " ",
            "QQ==",
            "QR==",
            "QUI=",
            "QUJ=",
            "QUJD",
            "QUJ",
            "Q Q = =",
            "QQ=",
            "====",
            "QQ==QQ==",
            "\nQU\tJD\r",
        ],
    }
}

/// Any element but the root, as the way to its parent and its place there.
fn any_child(tree: &Element, dice: &mut Dice) -> Option<(Way, usize)> {
    let mut ways = tree.ways();
    ways.retain(|way| !way.is_empty());
    let mut way = dice.choose(&ways)?;
    let at = way.pop()?;
    Some((way, at))
}
