//! The part of XPath that an expectation about a message needs: a path of element names, the
//! prefixes left aside, with `[2]` or `[name='text']` behind a name, and `@name` at the end.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};

/// A path into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XPath {
    written: String,
    pub steps: Vec<XPathStep>,
    /// The attribute that is meant; otherwise the elements' text.
    pub attribute: Option<String>,
}

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XPathStep {
    pub axis: Axis,
    /// A name without its prefix, or `*`.
    pub name: String,
    pub predicates: Vec<Predicate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    Child,
    /// However far down.
    Descendant,
}

/// What else an element must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// The first is 1.
    Position(usize),
    /// It has a child of this name and text.
    Child { name: String, text: String },
}

impl fmt::Display for XPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl FromStr for XPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no path that is understood here; write names with `/` or `//` \
                 before them, and behind a name `[2]` or `[name='text']`, such as \
                 //ContactInfo[label='Matrikelnummer']/value"
            )
        };
        let mut rest = text.trim();
        if !rest.starts_with('/') {
            return Err(wrong());
        }
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (axis, after) = match rest.strip_prefix("//") {
                Some(after) => (Axis::Descendant, after),
                None => (Axis::Child, rest.strip_prefix('/').ok_or_else(wrong)?),
            };
            if let Some(attribute) = after.strip_prefix('@') {
                let is_name = !attribute.is_empty() && !attribute.contains(['/', '[']);
                if !is_name || axis == Axis::Descendant || steps.is_empty() {
                    return Err(wrong());
                }
                return Ok(Self {
                    written: text.to_owned(),
                    steps,
                    attribute: Some(local(attribute).to_owned()),
                });
            }
            let end = after.find(['/', '[']).unwrap_or(after.len());
            let (name, mut after) = after.split_at(end);
            if local(name).is_empty() {
                return Err(wrong());
            }
            let mut predicates = Vec::new();
            while let Some(inner) = after.strip_prefix('[') {
                let (predicate, left) = predicate(inner).ok_or_else(wrong)?;
                predicates.push(predicate);
                after = left;
            }
            steps.push(XPathStep {
                axis,
                name: local(name).to_owned(),
                predicates,
            });
            rest = after;
        }
        Ok(Self {
            written: text.to_owned(),
            steps,
            attribute: None,
        })
    }
}

/// What stands between brackets, and what follows them.
fn predicate(inner: &str) -> Option<(Predicate, &str)> {
    if let Some((number, rest)) = inner.split_once(']')
        && let Ok(position) = number.trim().parse::<usize>()
    {
        return (position > 0).then_some((Predicate::Position(position), rest));
    }
    let (name, value) = inner.split_once('=')?;
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (text, rest) = value[1..].split_once(quote)?;
    let name = local(name.trim()).to_owned();
    let text = text.to_owned();
    Some((Predicate::Child { name, text }, rest.strip_prefix(']')?))
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl<'de> Deserialize<'de> for XPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_not_understood_is_refused_with_what_would_be() {
        for wrong in [
            "label", "/", "//", "/a//@b", "/@b", "/a[0]", "/a[b='c]", "/a[b]", "/a/",
        ] {
            let fault = wrong.parse::<XPath>();
            assert!(fault.unwrap_err().contains("ContactInfo"), "{wrong}");
        }
    }

    #[test]
    fn prefixes_are_left_aside() {
        let path: XPath = "//memo:ContactInfo[memo:label='a/b']/memo:value[2]"
            .parse()
            .unwrap();
        let [info, value] = &path.steps[..] else {
            panic!("two steps");
        };
        assert_eq!(
            (info.axis, info.name.as_str()),
            (Axis::Descendant, "ContactInfo")
        );
        let text = "a/b".to_owned();
        let name = "label".to_owned();
        assert_eq!(info.predicates, [Predicate::Child { name, text }]);
        assert_eq!(value.predicates, [Predicate::Position(2)]);
    }
}
