//! Times as the control interface writes them: UTC with milliseconds.

use jiff::Timestamp;

pub(super) use testpost_engine::calendar::milliseconds::show;

pub(super) fn show_some(at: Option<Timestamp>) -> Option<String> {
    at.map(show)
}
