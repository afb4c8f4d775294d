//! Messages for tests, as strategies of proptest: valid ones, ones at all limits, ones with
//! exactly one rule broken, and valid ones in unusual XML.
//!
//! Only with the feature `generate`. All numbers of people and companies are made up.
mod body;
mod breach;
mod change;
mod dice;
mod encoding;
mod header;
mod identity;
mod messages;
mod moment;
mod party;
mod place;
mod registers;
mod rule_breach;
mod sample;
mod schema_breach;
mod shape;
mod shown;
mod text;
mod tree;
mod unusual;
mod unusual_text;
mod unusual_tree;

pub use breach::{Breach, BrokenMessage, broken_message, message_broken_by};
pub use change::{ChangedMessage, changed_message};
pub use encoding::TextEncoding;
pub use messages::{message_at_its_limits, valid_message, valid_message_of};
pub use rule_breach::RuleBreach;
pub use sample::Sample;
pub use schema_breach::SchemaBreach;
pub use unusual::{Twist, UnusualMessage, unusual_message};
