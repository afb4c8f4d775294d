//! Carries out what the engine wants done outside. One file for each way out.

mod carry_out;
mod publish;
mod receipt_callback;
mod rest_push;
mod smtp;
mod spoilt;

pub use carry_out::{CallSettings, CarriedOut, Outbox};
pub use smtp::{Mail, Mailer, Record, SmtpFault, SmtpServer};
