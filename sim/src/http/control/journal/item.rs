//! An event as the control interface shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use testpost_engine::Engine;
use testpost_engine::event::{Cause, Event, Log};
use utoipa::ToSchema;

use crate::http::control::times::show;

/// One event, with the fields of its type beside those that all have.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
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
    /// Who did it: CVR and a number, System for what happens by itself, Testportal for the
    /// control interface (LOG-8).
    actor: String,
    /// For whom, where a supplier has power of attorney (SYS-6).
    on_behalf_of: Option<String>,
    /// Why something failed or was refused; a failed call names its endpoint too (LOG-9).
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// How many attachments the message has (Bilag), where the event stands in the log.
    attachments: Option<u32>,
    #[serde(flatten)]
    own: BTreeMap<String, Value>,
}

impl JournalItem {
    pub(in crate::http::control) fn of(engine: &Engine, event: &Event) -> Self {
        let entry = event.body.log_entry();
        let mut own: BTreeMap<String, Value> = match serde_json::to_value(&event.body) {
            Ok(Value::Object(fields)) => fields.into_iter().collect(),
            Ok(_) | Err(_) => BTreeMap::new(),
        };
        // A key is its owner's: GET …/systems shows it, the journal does not.
        for key in ["type", "message", "clause", "apiKey"] {
            own.remove(key);
        }
        let reason = event.body.reason();
        if reason.is_some() {
            own.remove("reason");
        }
        // A changed system stands under a name of its own: `system` is always an id.
        if let Some(Value::Object(mut changed)) = own.remove("system") {
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
            actor: event.by.name(),
            on_behalf_of: event.by.on_behalf_of(),
            reason,
            attachments: entry.and(event.body.message()).and_then(|uuid| {
                let message = engine.state().messages.get(uuid)?;
                Some(message.outline.additional_documents)
            }),
            own,
        }
    }
}
