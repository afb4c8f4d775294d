//! Where something stands in a file, and a value together with its place.

use serde_saphyr::{Location, Spanned};

/// A value read from a file, with where it stood.
pub type Placed<T> = Spanned<T>;

/// Line and column, counted from one. A file that could not be read at all has 1:1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u64,
    pub column: u64,
}

impl Place {
    pub const START: Self = Self { line: 1, column: 1 };

    #[must_use]
    pub fn of<T>(placed: &Placed<T>) -> Self {
        Self::from(placed.referenced)
    }
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self {
            line: location.line().max(1),
            column: location.column().max(1),
        }
    }
}
