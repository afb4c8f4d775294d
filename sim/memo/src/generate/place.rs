//! Places in the tree of a message at which something can be changed.
use super::tree::{Element, Node, Way};
use crate::{
    MemoVersion,
    schema::{Content, SimpleType},
};

/// The ways to all elements that have children in the schema.
pub(super) fn parents(tree: &Element) -> Vec<Way> {
    let mut ways = tree.ways();
    ways.retain(|way| tree.at(way).is_some_and(|one| one.element_type().is_some()));
    ways
}

/// The ways to all elements with a text of such a type.
pub(super) fn texts(tree: &Element, such: impl Fn(SimpleType) -> bool) -> Vec<Way> {
    let mut ways = tree.ways();
    ways.retain(|way| tree.at(way).and_then(simple_type).is_some_and(&such));
    ways
}

pub(super) fn simple_type(element: &Element) -> Option<SimpleType> {
    match element.of {
        Some(Content::Text(of)) => Some(of),
        Some(Content::Elements(_)) | None => None,
    }
}

pub(super) fn ways_to(tree: &Element, local: &str) -> Vec<Way> {
    let mut ways = tree.ways();
    ways.retain(|way| tree.at(way).is_some_and(|one| one.local == local));
    ways
}

/// All elements but the root, each as the way to its parent and its place there.
pub(super) fn children_where(
    tree: &Element,
    such: impl Fn(&Element, &Element) -> bool,
) -> Vec<(Way, usize)> {
    let mut found = Vec::new();
    for way in parents(tree) {
        let Some(parent) = tree.at(&way) else {
            continue;
        };
        let places = parent.children().filter(|(_, child)| such(parent, child));
        found.extend(places.map(|(at, _)| (way.clone(), at)));
    }
    found
}

pub(super) fn least(parent: &Element, child: &Element, version: MemoVersion) -> u32 {
    let of = parent.element_type();
    let at = of.and_then(|of| Some(&of.children[of.find(&child.namespace, &child.local)?]));
    at.map_or(0, |particle| particle.least(Some(version)))
}

pub(super) fn most(parent: &Element, child: &Element) -> Option<usize> {
    let of = parent.element_type()?;
    let particle = &of.children[of.find(&child.namespace, &child.local)?];
    usize::try_from(particle.most?).ok()
}

pub(super) fn times(parent: &Element, child: &Element) -> usize {
    parent
        .children()
        .filter(|(_, one)| one.same_name(child))
        .count()
}

pub(super) fn differs_from_next(tree: &Element, way: &[usize], at: usize) -> bool {
    let nodes = tree.at(way).map(|parent| &parent.nodes[at..]);
    match nodes {
        Some([Node::Element(one), Node::Element(next), ..]) => !one.same_name(next),
        Some(_) | None => false,
    }
}

pub(super) fn is_first_of_name(tree: &Element, way: &[usize], at: usize) -> bool {
    let Some(parent) = tree.at(way) else {
        return false;
    };
    let Some(Node::Element(child)) = parent.nodes.get(at) else {
        return false;
    };
    let mut earlier = parent.children().take_while(|(place, _)| *place < at);
    !earlier.any(|(_, one)| one.same_name(child))
}
