//! The reference vendor over loopback, and the real binary from outside.

mod baseline;
mod binary;
mod commands;
mod coverage;
mod fake_service;
mod letters;
mod memo_archive;
mod memo_check;
mod memo_convert;
mod memo_new;
mod mutants;
mod receiver;
mod run;
mod scenario_files;
mod sender;
mod serve;
#[cfg(feature = "sftp")]
mod sftp;
mod shipped_scenarios;
mod trace;
mod verdicts;
