//! The reference vendor over loopback, and the real binary from outside.

mod binary;
mod commands;
mod fake_service;
mod letters;
mod memo_check;
mod receiver;
mod run;
mod sender;
mod serve;
mod shipped_scenarios;
mod verdicts;
