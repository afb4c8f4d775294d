//! The expectations of a scenario, one file for each. Every one looks at the world through the
//! control interface, says what was expected and what was seen, and changes nothing.

mod answered;
mod archive;
mod attempts;
mod calls;
mod content;
mod delivered;
mod due;
mod ground;
mod held;
mod judge;
mod log;
mod mail;
mod mailbox;
mod quiet;
mod receipt;
mod recipient;
mod seen;
mod sms;
mod state;
mod system;
mod xml_tree;

pub(crate) use calls::holds_of_answer;
pub(crate) use ground::doubt_about;
pub(crate) use judge::judge;
