//! The children of an open element as they come: which came, in which order, and which are
//! still missing when it closes.
//!
//! One mistake is one finding. A child that comes too late is misplaced but not missing as well,
//! and what is missing is told once, at the place where it should have stood.
use crate::{
    MemoVersion,
    schema::{ElementType, Particle},
    xml::Position,
};

/// Names outside the schema that are counted apart, for their positions in paths. A message can
/// invent any number of names.
const OTHER_NAMES: usize = 32;

#[derive(Debug)]
pub(super) struct Children {
    pub(super) of: &'static ElementType,
    /// The child furthest down the order that has come.
    reached: usize,
    counts: Vec<u32>,
    /// Where children that have to come would have had to stand, when a later one stood there.
    passed: Vec<(usize, Position)>,
    others: Vec<(String, u32)>,
}

/// How a child came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    Right,
    TooMany {
        most: u32,
    },
    /// After a child that it has to precede.
    Misplaced {
        after: usize,
    },
    /// Beside a child that it excludes.
    Excluded {
        by: usize,
    },
}

impl Children {
    pub(super) fn new(of: &'static ElementType) -> Self {
        Self {
            of,
            reached: 0,
            counts: vec![0; of.children.len()],
            passed: Vec::new(),
            others: Vec::new(),
        }
    }

    /// A child of the schema came.
    pub(super) fn arrive(&mut self, index: usize, place: Position) -> Arrival {
        let child = &self.of.children[index];
        self.counts[index] = self.counts[index].saturating_add(1);
        if let Some(most) = child.most.filter(|&most| self.counts[index] > most) {
            return Arrival::TooMany { most };
        }
        if child.alternative
            && let Some(by) = self.excluder(index)
        {
            return Arrival::Excluded { by };
        }
        if index < self.reached {
            return Arrival::Misplaced {
                after: self.reached,
            };
        }
        for (at, passed) in self.of.children[..index].iter().enumerate() {
            if at >= self.reached && self.counts[at] == 0 && passed.may_be_demanded() {
                self.passed.push((at, place));
            }
        }
        self.reached = index;
        Arrival::Right
    }

    fn excluder(&self, index: usize) -> Option<usize> {
        let others = self.of.children.iter().enumerate();
        others
            .filter(|&(at, other)| at != index && other.alternative && self.counts[at] > 0)
            .map(|(at, _)| at)
            .next()
    }

    /// How often the child has come.
    pub(super) fn count(&self, index: usize) -> u32 {
        self.counts[index]
    }

    /// A child outside the schema came: its position among those of its name.
    pub(super) fn other(&mut self, name: &str) -> u32 {
        if let Some((_, count)) = self.others.iter_mut().find(|(other, _)| other == name) {
            *count = count.saturating_add(1);
            return *count;
        }
        if self.others.len() < OTHER_NAMES {
            self.others.push((name.to_owned(), 1));
        }
        1
    }

    /// What is missing when the element closes at `end`, each with the place where it belongs.
    pub(super) fn missing(
        &self,
        version: Option<MemoVersion>,
        end: Position,
    ) -> impl Iterator<Item = (&'static Particle, Position)> {
        let children = self.of.children.iter().enumerate();
        children
            .filter(move |&(at, child)| self.counts[at] < child.least(version))
            .map(move |(at, child)| {
                let mut passed = self.passed.iter();
                let place = passed.find(|&&(passed, _)| passed == at);
                (child, place.map_or(end, |&(_, place)| place))
            })
    }

    /// What may come next: the children from here to the first that has to come.
    pub(super) fn expected(&self, version: Option<MemoVersion>) -> Vec<&'static Particle> {
        let mut expected = Vec::new();
        for (at, child) in self.of.children.iter().enumerate().skip(self.reached) {
            let full = child.most.is_some_and(|most| self.counts[at] >= most);
            if full || !child.is_in(version) {
                continue;
            }
            expected.push(child);
            if self.counts[at] < child.least(version) {
                break;
            }
        }
        expected
    }

    /// The child that a name outside the schema was probably meant to be.
    pub(super) fn meant_by(&self, local: &str) -> Option<usize> {
        const LONGEST: usize = 40;
        if local.len() > LONGEST {
            return None;
        }
        let same = |child: &Particle| child.local.eq_ignore_ascii_case(local);
        let near =
            |child: &Particle| local.len() > 3 && strsim::osa_distance(child.local, local) <= 2;
        let open = || {
            let children = self.of.children.iter().enumerate();
            children.filter(|&(at, _)| self.counts[at] == 0)
        };
        open()
            .find(|(_, child)| same(child))
            .or_else(|| open().find(|(_, child)| near(child)))
            .map(|(at, _)| at)
    }
}
