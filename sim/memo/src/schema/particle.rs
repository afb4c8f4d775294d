//! What the tables are made of: an element with children has them in one order, and each child
//! has a type and a number of times that it may stand there.
use super::SimpleType;
use crate::MemoVersion;

/// An element that has children.
#[derive(Debug)]
pub(crate) struct ElementType {
    pub(crate) namespace: &'static str,
    pub(crate) local: &'static str,
    /// In the order in which they have to stand. No two have the same name.
    pub(crate) children: &'static [Particle],
}

/// A child as its parent has it.
#[derive(Debug)]
pub(crate) struct Particle {
    /// None: that of the parent.
    namespace: Option<&'static str>,
    pub(crate) local: &'static str,
    pub(crate) content: Content,
    least_1_1: u32,
    least_1_2: u32,
    /// None: any number.
    pub(crate) most: Option<u32>,
    since: MemoVersion,
    /// At most one of the children that carry this mark may stand in a parent.
    pub(crate) alternative: bool,
}

/// What is inside an element.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content {
    Text(SimpleType),
    Elements(&'static ElementType),
}

impl ElementType {
    /// The child of that name, and its place in the order.
    pub(crate) fn find(&self, namespace: &str, local: &str) -> Option<usize> {
        self.children
            .iter()
            .position(|child| child.local == local && child.namespace(self) == namespace)
    }
}

impl Particle {
    pub(crate) fn namespace(&self, parent: &ElementType) -> &'static str {
        self.namespace.unwrap_or(parent.namespace)
    }

    /// How often it has to stand there. Of an unknown version the least is asked.
    pub(crate) fn least(&self, version: Option<MemoVersion>) -> u32 {
        match version {
            Some(MemoVersion::V1_1) => self.least_1_1,
            Some(MemoVersion::V1_2) => self.least_1_2,
            None => self.least_1_1.min(self.least_1_2),
        }
    }

    /// Whether it has to stand there in any version.
    pub(crate) fn may_be_demanded(&self) -> bool {
        self.least_1_1.max(self.least_1_2) > 0
    }

    pub(crate) fn is_in(&self, version: Option<MemoVersion>) -> bool {
        version.is_none_or(|version| version >= self.since)
    }

    /// The same, in 1.2 alone.
    pub(super) const fn only_1_2(mut self) -> Self {
        self.since = MemoVersion::V1_2;
        self.least_1_1 = 0;
        self
    }

    /// The same, but 1.1 cannot do without it.
    pub(super) const fn required_in_1_1(mut self) -> Self {
        self.least_1_1 = 1;
        self
    }

    /// The same, as one of several of which only one may stand there.
    pub(super) const fn alternative(mut self) -> Self {
        self.alternative = true;
        self
    }
}

const fn particle(
    local: &'static str,
    content: Content,
    least: u32,
    most: Option<u32>,
) -> Particle {
    Particle {
        namespace: None,
        local,
        content,
        least_1_1: least,
        least_1_2: least,
        most,
        since: MemoVersion::V1_1,
        alternative: false,
    }
}

/// A text that has to stand there once.
pub(super) const fn text(local: &'static str, of: SimpleType) -> Particle {
    particle(local, Content::Text(of), 1, Some(1))
}

/// A text that may stand there once.
pub(super) const fn text_opt(local: &'static str, of: SimpleType) -> Particle {
    particle(local, Content::Text(of), 0, Some(1))
}

const fn child(of: &'static ElementType, least: u32, most: Option<u32>) -> Particle {
    let mut child = particle(of.local, Content::Elements(of), least, most);
    child.namespace = Some(of.namespace);
    child
}

/// An element that has to stand there once.
pub(super) const fn one(of: &'static ElementType) -> Particle {
    child(of, 1, Some(1))
}

/// An element that may stand there up to so many times.
pub(super) const fn up_to(most: u32, of: &'static ElementType) -> Particle {
    child(of, 0, Some(most))
}

/// An element that has to stand there at least so many times.
pub(super) const fn at_least(least: u32, of: &'static ElementType) -> Particle {
    child(of, least, None)
}
