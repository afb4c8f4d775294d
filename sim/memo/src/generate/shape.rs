//! How full a generated message is: anything that is valid, or everything at its limit.
//!
//! The strategies for the parts of a message are the same for both; what differs is asked here.
use proptest::{collection, option, prelude::*};

use super::text;
use crate::MemoVersion;

/// The version of a message, and how full it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) version: MemoVersion,
    pub(super) extent: Extent,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Extent {
    /// Texts of any length, with or without what may be left out.
    Any,
    /// Every text as long as it may be, everything there, as often as it may be.
    Limits,
}

/// memoTextType.
const TEXT: usize = 256;

impl Shape {
    /// A text that may have this many characters.
    pub(super) fn text_up_to(self, most: usize) -> BoxedStrategy<String> {
        match self.extent {
            Extent::Any => text::any(most),
            Extent::Limits => text::of_length(most),
        }
    }

    /// A memoTextType.
    pub(super) fn text(self) -> BoxedStrategy<String> {
        self.text_up_to(TEXT)
    }

    pub(super) fn text_opt(self) -> BoxedStrategy<Option<String>> {
        self.opt(self.text())
    }

    /// What may be left out.
    pub(super) fn opt<T: std::fmt::Debug + 'static>(
        self,
        strategy: impl Strategy<Value = T> + 'static,
    ) -> BoxedStrategy<Option<T>> {
        match self.extent {
            Extent::Any => option::of(strategy).boxed(),
            Extent::Limits => strategy.prop_map(Some).boxed(),
        }
    }

    /// What may stand there so many times.
    pub(super) fn many<T: std::fmt::Debug + 'static>(
        self,
        least: usize,
        most: usize,
        strategy: impl Strategy<Value = T> + 'static,
    ) -> BoxedStrategy<Vec<T>> {
        match self.extent {
            // Seldom more than a few: the messages would be long and say nothing more.
            Extent::Any => {
                let strategy = strategy.boxed();
                let few = collection::vec(strategy.clone(), least..=most.min(least + 2));
                prop_oneof![9 => few, 1 => collection::vec(strategy, least..=most)].boxed()
            }
            Extent::Limits => collection::vec(strategy, most).boxed(),
        }
    }
}
