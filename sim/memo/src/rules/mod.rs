//! The rules beyond the schema that need no knowledge of the world (MEMO-1 to MEMO-20).
mod file_name;
mod follow;
pub mod html;
mod party;
mod settings;

pub(crate) use follow::RuleCheck;
pub use settings::{BodyRule, HtmlRule, Rules};
