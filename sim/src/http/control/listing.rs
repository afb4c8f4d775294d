//! Lists of the control interface: {items, next}, at most 1,000 at a time.
//!
//! `next` is where the list goes on, to be given back as `after`. It names the last item that
//! was shown, so that what is added meanwhile moves nothing.

use std::ops::Bound;

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::parameters::{QueryText, malformed, whole_number};
use crate::http::refused::Refused;

const STANDARD: u64 = 100;
const MOST: u64 = 1_000;

/// Part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Items<T: ToSchema> {
    pub(super) items: Vec<T>,
    /// Where the list goes on: give it as `after`. Null at the end.
    pub(super) next: Option<String>,
}

impl<T: ToSchema> Items<T> {
    /// A list that is always shown whole.
    pub(super) fn all(items: Vec<T>) -> Items<T> {
        Items { items, next: None }
    }
}

/// The keys of a map that come after this one.
pub(super) fn beyond<K>(after: Option<&K>) -> (Bound<&K>, Bound<&K>) {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    (from, Bound::Unbounded)
}

/// What part of a list the caller wants.
#[derive(Debug, Clone)]
pub(super) struct Listing {
    pub(super) limit: usize,
    after: Option<String>,
}

impl Listing {
    /// Reads `limit` and `after`, and refuses every parameter but these and `others`.
    pub(super) fn of(query: &QueryText, others: &[&str]) -> Result<Listing, Refused> {
        let known: Vec<&str> = others.iter().copied().chain(["limit", "after"]).collect();
        query.only(&known)?;
        let limit = query.read_with("limit", |text| whole_number(text, 1, MOST))?;
        Ok(Listing {
            limit: usize::try_from(limit.unwrap_or(STANDARD)).unwrap_or(usize::MAX),
            after: query.text("after").map(ToOwned::to_owned),
        })
    }

    /// `after` as the key of this list's items.
    pub(super) fn after<K>(
        &self,
        read: impl FnOnce(&str) -> Option<K>,
    ) -> Result<Option<K>, Refused> {
        let Some(text) = &self.after else {
            return Ok(None);
        };
        read(text).map(Some).ok_or_else(|| {
            malformed(
                "after",
                text,
                "give back what stood in 'next' of this same list",
            )
        })
    }

    /// Cuts a list in the order of its keys, and makes items of what is shown only.
    pub(super) fn cut<K: PartialOrd, S, T: ToSchema>(
        &self,
        after: Option<&K>,
        list: impl Iterator<Item = (K, S)>,
        item: impl Fn(S) -> T,
        show: impl FnOnce(&K) -> String,
    ) -> Items<T> {
        let mut rest = list.filter(|(key, _)| after.is_none_or(|after| key > after));
        let mut items = Vec::new();
        let mut last = None;
        for (key, source) in rest.by_ref().take(self.limit) {
            items.push(item(source));
            last = Some(key);
        }
        let more = rest.next().is_some();
        Items {
            items,
            next: last.filter(|_| more).map(|last| show(&last)),
        }
    }
}
