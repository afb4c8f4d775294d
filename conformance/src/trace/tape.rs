//! The tape of one scenario: it keeps what is heard, or tells what was.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;

/// How many bytes of notes a scenario may have.
const MOST: usize = 64 * 1024 * 1024;

/// One thing that was asked, and what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub asked: String,
    pub came: Value,
}

/// What a tape has to say.
#[derive(Debug)]
pub(crate) enum Told<T> {
    /// This is what came then.
    Then(T),
    /// Nothing: it must be asked now.
    Ask,
}

#[derive(Debug, Clone)]
pub(crate) struct Tape(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    Blank,
    Keeping(Mutex<Kept>),
    Telling(Mutex<VecDeque<Note>>),
}

#[derive(Debug, Default)]
struct Kept {
    notes: Vec<Note>,
    bytes: usize,
}

impl Tape {
    /// One that keeps nothing and tells nothing.
    pub(crate) fn blank() -> Self {
        Self(Arc::new(Kind::Blank))
    }

    pub(crate) fn keeping() -> Self {
        Self(Arc::new(Kind::Keeping(Mutex::default())))
    }

    pub(crate) fn telling(notes: Vec<Note>) -> Self {
        Self(Arc::new(Kind::Telling(Mutex::new(notes.into()))))
    }

    /// Whether nothing outside may be asked.
    pub(crate) fn is_telling(&self) -> bool {
        match *self.0 {
            Kind::Telling(_) => true,
            Kind::Blank | Kind::Keeping(_) => false,
        }
    }

    /// What came when this was asked; an error where the trace does not have it.
    pub(crate) fn told<T: DeserializeOwned>(&self, asked: &str) -> Result<Told<T>, String> {
        let Kind::Telling(notes) = &*self.0 else {
            return Ok(Told::Ask);
        };
        let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(note) = notes.pop_front() else {
            return Err(format!("the trace ends before `{asked}`"));
        };
        if note.asked != asked {
            return Err(format!(
                "the trace has `{}` where this version of testpost asks for `{asked}`",
                note.asked
            ));
        }
        serde_json::from_value(note.came)
            .map(Told::Then)
            .map_err(|fault| format!("the trace's `{asked}` cannot be read: {fault}"))
    }

    /// Keeps what came.
    pub(crate) fn keep<T: Serialize>(&self, asked: &str, came: &T) {
        let Kind::Keeping(kept) = &*self.0 else {
            return;
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        // What is too much is left out; the replay says where it ends.
        if kept.bytes > MOST {
            return;
        }
        let came = serde_json::to_value(came).unwrap_or_default();
        kept.bytes += asked.len() + size(&came);
        kept.notes.push(Note {
            asked: asked.to_owned(),
            came,
        });
    }

    /// Everything that was kept.
    pub(crate) fn notes(&self) -> Vec<Note> {
        match &*self.0 {
            Kind::Keeping(kept) => {
                let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.notes.clone()
            }
            Kind::Blank | Kind::Telling(_) => Vec::new(),
        }
    }

    /// Waits in wall time; a replay does not.
    pub(crate) async fn pause(&self, length: Duration) {
        if !self.is_telling() {
            tokio::time::sleep(length).await;
        }
    }

    /// How much wall time has passed, in whole milliseconds.
    pub(crate) fn elapsed(&self, since: Instant) -> Result<Duration, String> {
        const ASKED: &str = "wall time";
        let millis = match self.told::<u64>(ASKED)? {
            Told::Then(millis) => millis,
            Told::Ask => {
                let millis = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
                self.keep(ASKED, &millis);
                millis
            }
        };
        Ok(Duration::from_millis(millis))
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| key.len() + size(value))
            .sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_told_in_its_order_and_nothing_else() {
        let keeping = Tape::keeping();
        keeping.keep("GET /clock", &7);
        keeping.keep("wall time", &120);
        let telling = Tape::telling(keeping.notes());
        assert!(matches!(
            telling.told::<u64>("GET /clock"),
            Ok(Told::Then(7))
        ));
        let fault = telling.told::<u64>("GET /due").unwrap_err();
        assert!(
            fault.contains("`wall time`") && fault.contains("`GET /due`"),
            "{fault}"
        );
        let fault = telling.told::<u64>("GET /due").unwrap_err();
        assert!(fault.contains("ends before"), "{fault}");
    }
}
