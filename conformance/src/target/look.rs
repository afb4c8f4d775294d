//! Looks at what the system under test has, where it may be looked at.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::call::call;
use super::document::{HttpCall, LookAt};
use super::template::Words;

/// A message as the system under test shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Looked {
    pub(crate) uuid: String,
    pub(crate) state: Option<String>,
    pub(crate) sha256: Option<String>,
}

/// Why nothing could be seen. It proves nothing about the system under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the system under test cannot be looked at: {0}")]
pub(crate) struct LookFault(String);

impl LookFault {
    pub(crate) fn new(why: String) -> Self {
        Self(why)
    }

    pub(crate) fn nowhere() -> Self {
        Self("the target file has no `look-at`".to_owned())
    }
}

pub(crate) async fn look(at: &LookAt, patience: Duration) -> Result<Vec<Looked>, LookFault> {
    let said = HttpCall {
        headers: at.headers.clone(),
        ..HttpCall::get(&at.url)
    };
    let answer = call(&said, &Words::default(), patience)
        .await
        .map_err(LookFault)?;
    if answer.status != 200 {
        return Err(LookFault(format!("{} answered {}", at.url, answer.status)));
    }
    let shown: Value = serde_json::from_slice(&answer.body)
        .map_err(|fault| LookFault(format!("{}: {fault}", at.url)))?;
    let list = shown
        .pointer(&at.messages)
        .and_then(Value::as_array)
        .ok_or_else(|| {
            LookFault(format!(
                "there is no list at `{}` in what {} answers; set `look-at.messages`",
                at.messages, at.url
            ))
        })?;
    list.iter()
        .map(|item| {
            let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
            let uuid = text(&at.uuid).ok_or_else(|| {
                LookFault(format!(
                    "an item of {} has no text at `{}`; set `look-at.uuid`",
                    at.url, at.uuid
                ))
            })?;
            Ok(Looked {
                uuid: uuid.to_lowercase(),
                state: text(&at.state).map(str::to_owned),
                sha256: text(&at.sha256).map(str::to_lowercase),
            })
        })
        .collect()
}
