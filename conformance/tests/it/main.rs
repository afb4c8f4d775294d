//! The reference vendor over loopback, and the real binary from outside.

mod fake_service;
mod letters;
mod receiver;
mod sender;
