//! Carries out scenarios: against a simulator in this process or one that runs elsewhere,
//! always over its two ports, and turns what came of them into a report.
//!
//! It never looks into a simulator by any other way than the interfaces a user has.

mod cast;
mod control_client;
mod control_views;
mod host;
mod ids;
mod letters;
mod options;
mod play;
mod played;
mod replay;
mod report;
mod run;
mod service_client;
mod sftp_client;
mod stage;
#[cfg(test)]
pub(crate) mod test_play;
mod timeline;
mod under_test;
mod verdict_of_check;

pub(crate) use cast::{Cast, NewAddress, credentials_of, post_receipt};
pub(crate) use control_client::{ControlClient, ControlFault};
pub(crate) use control_views::*;
pub(crate) use ids::Ids;
pub(crate) use letters::{Letters, SentLetter};
pub use options::{ControlToken, Progress, RunFault, RunOptions};
pub(crate) use play::{Play, StepFault, later};
pub use replay::{Differing, replay};
pub use run::{Selected, run, run_selected, select, select_texts};
pub(crate) use service_client::{ServiceAnswer, ServiceCall, ServiceClient};
pub(crate) use sftp_client::{SftpClient, SftpUser};
pub(crate) use stage::{PushKept, Stage};
pub(crate) use under_test::Tested;
pub use under_test::UnderTest;
pub(crate) use verdict_of_check::{Judgement, Outcome};
