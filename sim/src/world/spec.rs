//! What a world is made from. Kept with the world, because reset makes it again from this.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use testpost_engine::document::{DocumentFault, WorldDocument};

use crate::clock::ClockMode;

/// The name of a world. It stands in addresses, so it is made of few characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorldName(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' cannot be the name of a world: use 1 to 100 letters a-z, A-Z, digits, '-', '_' and '.', beginning with a letter or a digit"
)]
pub struct WorldNameFault(String);

impl WorldName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WorldName {
    type Err = WorldNameFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let good = (1..=100).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if good {
            Ok(WorldName(text.to_owned()))
        } else {
            Err(WorldNameFault(text.to_owned()))
        }
    }
}

impl fmt::Display for WorldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for WorldName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A world to be made.
#[derive(Debug, Clone)]
pub struct WorldSpec {
    pub name: WorldName,
    pub document: WorldDocument,
    pub seed: u64,
    pub epoch: Timestamp,
    pub clock: ClockMode,
}

/// Why no world could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorldFault {
    #[error("there is a world named {0} already; remove it first, or choose another name")]
    NameTaken(WorldName),
    #[error("{}", in_lines(.0))]
    Document(Vec<DocumentFault>),
}

fn in_lines(faults: &[DocumentFault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
