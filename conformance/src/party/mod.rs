//! The reference vendor: a small receiver system and a small sender system that do what a
//! correct vendor does, over real HTTP.
//!
//! They know the service only by its address and their own key, as any vendor does; nothing
//! here looks into a world or an engine. Time, seed and pauses come in with the configuration.
//! With a flaw, a vendor does one thing wrong on purpose, so that checks can be proven.
//! Sources: SEND-1 to SEND-6, DEL-5, DEL-10, RETRY-7.

pub mod answers;
mod archive;
mod door;
pub mod flaw;
mod judge;
pub mod memo_content;
mod message_shelf;
mod misread;
mod missend;
mod notification;
pub mod order;
mod push_form;
pub mod receipt;
mod receipt_desk;
pub mod receiver;
mod receiver_desk;
mod receiver_errand;
pub mod seen;
pub mod sender;
pub mod service;
#[cfg_attr(not(feature = "sftp"), path = "no_sftp_sender.rs")]
pub(crate) mod sftp_sender;
mod transmission;

pub(crate) use push_form::hex;
