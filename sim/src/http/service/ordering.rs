//! In which order a list stands: `sort=property:asc` or `:desc`, as the interface's query operations
//! write it, answered as the interface's Order.
//!
//! The interface does not say which properties there are for a list of ids. Assumed: `id`, and
//! `received`, the order of arrival, which is what a list has that says nothing.

use serde::Serialize;
use uuid::Uuid;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Property {
    #[default]
    Received,
    Id,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum OrderDirection {
    #[default]
    Asc,
    Desc,
}

/// What a caller asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Order {
    property: Property,
    direction: OrderDirection,
    asked: bool,
}

/// The interface's Order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct ShownOrder {
    property: &'static str,
    direction: OrderDirection,
}

impl Order {
    pub(super) fn of(text: &str) -> Result<Order, String> {
        let wrong = || {
            "write received:asc, received:desc, id:asc or id:desc; without a direction it is asc"
                .to_owned()
        };
        let (property, direction) = match text.split_once(':') {
            Some((property, direction)) => (property, direction),
            None => (text, "asc"),
        };
        let property = match property {
            "received" => Property::Received,
            "id" => Property::Id,
            _ => return Err(wrong()),
        };
        let direction = match direction.to_ascii_lowercase().as_str() {
            "asc" => OrderDirection::Asc,
            "desc" => OrderDirection::Desc,
            _ => return Err(wrong()),
        };
        Ok(Order {
            property,
            direction,
            asked: true,
        })
    }

    /// Puts a list, which comes in the order of arrival, in this order.
    pub(super) fn sort(self, list: &mut [Uuid]) {
        match self.property {
            Property::Received => {}
            Property::Id => list.sort_unstable(),
        }
        match self.direction {
            OrderDirection::Asc => {}
            OrderDirection::Desc => list.reverse(),
        }
    }

    /// What the pages before and after are asked for by.
    pub(super) fn shown(self) -> Vec<ShownOrder> {
        let property = match self.property {
            Property::Received => "received",
            Property::Id => "id",
        };
        let shown = ShownOrder {
            property,
            direction: self.direction,
        };
        self.asked.then_some(shown).into_iter().collect()
    }
}
