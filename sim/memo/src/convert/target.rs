//! What a message is to become.
use crate::MemoVersion;

/// A version, with what a message of it needs and one of the other version may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    V1_1 {
        /// memoSchVersion.
        schema_version: String,
    },
    V1_2,
}

impl Target {
    /// The schema version is for 1.1 alone.
    pub fn new(version: MemoVersion, schema_version: &str) -> Self {
        match version {
            MemoVersion::V1_1 => Self::V1_1 {
                schema_version: schema_version.to_owned(),
            },
            MemoVersion::V1_2 => Self::V1_2,
        }
    }

    pub fn version(&self) -> MemoVersion {
        match self {
            Self::V1_1 { .. } => MemoVersion::V1_1,
            Self::V1_2 => MemoVersion::V1_2,
        }
    }
}
