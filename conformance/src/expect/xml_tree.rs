//! A message as a tree of elements, and the places in it that a path leads to. Names are without
//! their prefixes. For messages as small as an exchange keeps them.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::scenario::{Axis, Predicate, XPath, XPathStep};

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

/// Reads a whole message; the element that is answered has the root as its one child.
pub(super) fn read(message: &str) -> Result<Element, String> {
    let unreadable = |fault: &dyn std::fmt::Display| format!("the message cannot be read: {fault}");
    let mut reader = Reader::from_str(message);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|fault| unreadable(&fault))? {
            Event::Start(tag) => open.push(element(&tag)?),
            Event::Empty(tag) => {
                let element = element(&tag)?;
                close(&mut open, element);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(&mut open, element);
                }
            }
            Event::Text(text) => {
                add_text(&mut open, &text);
            }
            Event::CData(text) => {
                add_text(&mut open, &text);
            }
            Event::GeneralRef(name) => {
                let text = quick_xml::escape::unescape(&format!("&{};", &*name))
                    .map_err(|fault| unreadable(&fault))?
                    .into_owned();
                add_text(&mut open, &text);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(top), true) => Ok(top),
        (Some(_) | None, _) => Err("the message breaks off".to_owned()),
    }
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute =
            attribute.map_err(|fault| format!("an attribute cannot be read: {fault}"))?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = attribute.value.into_owned();
        attributes.push((name, value));
    }
    Ok(Element {
        name: tag.local_name().as_ref().to_owned(),
        attributes,
        ..Element::default()
    })
}

fn close(open: &mut [Element], element: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(element);
    }
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The texts of all places that the path leads to, in the order of the message.
pub(super) fn find(top: &Element, path: &XPath) -> Vec<String> {
    let mut here = vec![top];
    for step in &path.steps {
        here = here.into_iter().flat_map(|from| go(from, step)).collect();
    }
    match &path.attribute {
        None => here.iter().map(|e| e.text.trim().to_owned()).collect(),
        Some(name) => {
            let attributes = here.iter().flat_map(|element| &element.attributes);
            let meant = attributes.filter(|(known, _)| known == name);
            meant.map(|(_, value)| value.clone()).collect()
        }
    }
}

fn go<'e>(from: &'e Element, step: &XPathStep) -> Vec<&'e Element> {
    let parents = match step.axis {
        Axis::Child => vec![from],
        Axis::Descendant => with_all_below(from),
    };
    // A position counts among the children of one parent, as in XPath.
    parents
        .into_iter()
        .flat_map(|parent| {
            let named = parent
                .children
                .iter()
                .filter(|child| step.name == "*" || child.name == step.name);
            let mut meant: Vec<&Element> = named.collect();
            for predicate in &step.predicates {
                meant = match predicate {
                    Predicate::Position(position) => {
                        meant.into_iter().skip(position - 1).take(1).collect()
                    }
                    Predicate::Child { name, text } => {
                        let has = |element: &&Element| {
                            let mut children = element.children.iter();
                            children.any(|c| c.name == *name && c.text.trim() == text)
                        };
                        meant.into_iter().filter(has).collect()
                    }
                };
            }
            meant
        })
        .collect()
}

fn with_all_below(element: &Element) -> Vec<&Element> {
    let mut all = vec![element];
    for child in &element.children {
        all.extend(with_all_below(child));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_elements_attributes_and_what_they_say() {
        let message = r#"<?xml version="1.0"?><m:Message xmlns:m="x" memoVersion="1.2"><m:Header>
            <m:Info><m:label>a</m:label><m:value>1 &amp; 2</m:value></m:Info>
            <m:Info><m:label>b</m:label><m:value><![CDATA[3]]></m:value></m:Info><m:none/>
            </m:Header></m:Message>"#;
        let tree = read(message).unwrap();
        for (path, expected) in [
            ("/Message/@memoVersion", vec!["1.2"]),
            ("//Info/value", vec!["1 & 2", "3"]),
            ("//m:Info[m:label='b']/m:value", vec!["3"]),
            ("/Message/Header/Info[1]/value", vec!["1 & 2"]),
            ("//Info[2]/*", vec!["b", "3"]),
            ("//none", vec![""]),
            ("/Header", vec![]),
        ] {
            assert_eq!(find(&tree, &path.parse().unwrap()), expected, "{path}");
        }
    }

    #[test]
    fn a_message_that_breaks_off_is_not_half_read() {
        assert!(read("<a><b>").is_err());
    }
}
