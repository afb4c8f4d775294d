//! Pages of the memo and receipt lists: counted from 0, with the pages before and after.

use serde::Serialize;
use uuid::Uuid;

use crate::http::parameters::{QueryText, whole_number};
use crate::http::refused::Refused;
use crate::http::service::ordering::ShownOrder;

/// How many a page holds when the caller does not say. Assumed: the interface names none.
const ASSUMED_SIZE: u64 = 20;

/// How many a page may hold. Assumed.
const ASSUMED_LARGEST: u64 = 1_000;

/// The page that a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) number: u64,
    pub(super) size: u64,
}

impl Page {
    pub(super) fn of(query: &QueryText) -> Result<Page, Refused> {
        let most = i32::MAX.unsigned_abs().into();
        let number = query.read_with("page", |text| whole_number(text, 0, most))?;
        let size = query.read_with("size", |text| whole_number(text, 1, ASSUMED_LARGEST))?;
        Ok(Page {
            number: number.unwrap_or(0),
            size: size.unwrap_or(ASSUMED_SIZE),
        })
    }

    /// What of a list stands on this page.
    pub(super) fn cut<T>(self, list: impl Iterator<Item = T>) -> Vec<T> {
        let skip = usize::try_from(self.number * self.size).unwrap_or(usize::MAX);
        let take = usize::try_from(self.size).unwrap_or(usize::MAX);
        list.skip(skip).take(take).collect()
    }

    pub(super) fn pages(self, total: u64) -> u64 {
        total.div_ceil(self.size)
    }
}

/// The interface's PagingResultUUID.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PagingResultUuid {
    content: Vec<Uuid>,
    number: u64,
    size: u64,
    previous: Option<PagingArguments>,
    next: Option<PagingArguments>,
    total_elements: u64,
    total_pages: u64,
}

#[derive(Debug, Serialize)]
struct PagingArguments {
    page: u64,
    size: u64,
    ordering: Vec<ShownOrder>,
}

impl PagingResultUuid {
    pub(super) fn new(
        page: Page,
        content: Vec<Uuid>,
        total_elements: u64,
        ordering: Vec<ShownOrder>,
    ) -> PagingResultUuid {
        let total_pages = page.pages(total_elements);
        let arguments = |number| PagingArguments {
            page: number,
            size: page.size,
            ordering: ordering.clone(),
        };
        PagingResultUuid {
            content,
            number: page.number,
            size: page.size,
            previous: page.number.checked_sub(1).map(arguments),
            next: Some(page.number + 1)
                .filter(|next| *next < total_pages)
                .map(arguments),
            total_elements,
            total_pages,
        }
    }
}
