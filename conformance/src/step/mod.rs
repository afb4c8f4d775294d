//! The steps of a scenario, one file for a group of verbs. A step acts as a vendor or a tester
//! would, over the ports; what a call must answer becomes a check.

mod act;
mod add;
mod advance;
mod answer_check;
mod any_call;
mod carry_out;
mod change;
mod compose;
mod letter_fault;
mod letter_form;
mod mailbox;
mod pull;
mod recall;
mod receipt;
mod recipient;
mod send;
mod send_archive;
mod system;
mod wait;

pub(crate) use carry_out::carry_out;
