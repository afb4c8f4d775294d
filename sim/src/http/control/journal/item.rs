//! An event as the control interface shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use testpost_engine::event::{Cause, Event, Log};
use utoipa::ToSchema;

use crate::http::control::times::show;

/// One event, with the fields of its type beside those that all have.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct JournalItem {
    pub(in crate::http::control) seq: u64,
    at: String,
    /// The interface's EventLogEventTag where there is one.
    #[serde(rename = "type")]
    tag: String,
    /// The Danish name in the event log; null for what the log does not show.
    name: Option<String>,
    /// Whose log: outgoing is the sender's, incoming the receiver's.
    #[schema(value_type = Option<String>)]
    log: Option<Log>,
    pub(in crate::http::control) clause: String,
    message: Option<String>,
    system: Option<String>,
    /// call, due, outcome or administration
    #[schema(value_type = String)]
    cause: Cause,
    #[serde(flatten)]
    own: BTreeMap<String, Value>,
}

impl From<&Event> for JournalItem {
    fn from(event: &Event) -> Self {
        let entry = event.body.log_entry();
        let mut own: BTreeMap<String, Value> = match serde_json::to_value(&event.body) {
            Ok(Value::Object(fields)) => fields.into_iter().collect(),
            Ok(_) | Err(_) => BTreeMap::new(),
        };
        for key in ["type", "message", "clause"] {
            own.remove(key);
        }
        // A changed system stands under a name of its own: `system` is always an id.
        if let Some(Value::Object(mut changed)) = own.remove("system") {
            // The key is its owner's: GET …/systems shows it, the journal does not.
            changed.remove("apiKey");
            own.insert("changed".to_owned(), Value::Object(changed));
        }
        JournalItem {
            seq: event.seq,
            at: show(event.at),
            tag: event.body.tag().to_owned(),
            name: entry.map(|(_, name)| name.to_owned()),
            log: entry.map(|(log, _)| log),
            clause: event.body.clause().to_owned(),
            message: event.body.message().map(|uuid| uuid.to_string()),
            system: event.body.system().map(|id| id.to_string()),
            cause: event.cause,
            own,
        }
    }
}
