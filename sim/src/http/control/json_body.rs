//! JSON bodies of control calls: read into a type, and for a change merged into what is there.
//!
//! A body that cannot be used is refused with the place, and for an unknown key with the known
//! one that is most like it. A change is a merge patch (RFC 7396): null takes a value away.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::document::{DocumentFault, read_yaml};
use crate::http::problem::Problem;
use crate::http::refused::Refused;
use crate::limits::LIMITS;

/// How large a body may be.
const LARGEST: usize = 10_000_000;

/// How much of one that is larger is read at most.
const READ_AT_MOST: usize = 100_000_000;

/// A body that is a JSON object and reads as a `T`.
#[derive(Debug)]
pub(crate) struct JsonBody<T> {
    pub(super) read: T,
    raw: Map<String, Value>,
}

impl<T, S> FromRequest<S> for JsonBody<T>
where
    T: DeserializeOwned,
    S: Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let body = tokio::time::timeout(LIMITS.receiving.whole, take(request.into_body()))
            .await
            .map_err(|_| not_valid("it came too slowly".to_owned(), None))??;
        let text =
            std::str::from_utf8(&body).map_err(|fault| not_valid(fault.to_string(), None))?;
        Ok(read_object(text)?)
    }
}

/// Takes a body in. What is too large is read on for a while: a client that is refused in the
/// middle of its body may never see the answer.
async fn take(mut body: Body) -> Result<Bytes, Refused> {
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|fault| not_valid(fault.to_string(), None))?;
        let piece = frame.into_data().unwrap_or_default();
        seen += piece.len();
        if seen <= LARGEST {
            kept.extend_from_slice(&piece);
        } else if seen > READ_AT_MOST {
            break;
        }
    }
    if seen <= LARGEST {
        return Ok(kept.freeze());
    }
    Err(Refused::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body.too.large",
        format!("the body is larger than {LARGEST} bytes"),
        "send at most 10 MB",
    ))
}

fn read_object<T: DeserializeOwned>(text: &str) -> Result<JsonBody<T>, Refused> {
    let raw: Value = serde_json::from_str(text).map_err(|fault| from_json(&fault))?;
    let Value::Object(raw) = raw else {
        return Err(not_valid("the body is not a JSON object".to_owned(), None));
    };
    let read = serde_json::from_str(text).map_err(|fault| {
        // The reader of world files says more about the same fault.
        match read_yaml::<T>(text, "request body") {
            Err(more) => more.faults.into_iter().next().map_or_else(
                || from_json(&fault),
                |place| not_valid(place.message.clone(), Some(place)),
            ),
            Ok(_) => from_json(&fault),
        }
    })?;
    Ok(JsonBody { read, raw })
}

fn from_json(fault: &serde_json::Error) -> Refused {
    let place = DocumentFault {
        message: fault.to_string(),
        line: Some(fault.line() as u64),
        column: Some(fault.column() as u64),
        nearest: None,
    };
    not_valid(place.message.clone(), Some(place))
}

fn not_valid(message: String, place: Option<DocumentFault>) -> Refused {
    let said = match &place {
        Some(DocumentFault {
            line: Some(line),
            column: Some(column),
            nearest,
            ..
        }) => {
            let nearest = nearest.as_ref().map_or_else(String::new, |nearest| {
                format!("; did you mean '{nearest}'?")
            });
            format!("request body:{line}:{column}: {message}{nearest}")
        }
        Some(_) | None => format!("request body: {message}"),
    };
    let mut refused = Refused::new(
        StatusCode::BAD_REQUEST,
        "body.not.valid",
        said,
        "send JSON as GET /control/v1/openapi.json describes it",
    );
    refused.details.places.extend(place);
    refused
}

impl<T> JsonBody<T> {
    /// What the caller sent, without the keys that are not part of the document, as a document.
    pub(super) fn document<D: DeserializeOwned>(&self, without: &[&str]) -> Result<D, Refused> {
        let mut raw = self.raw.clone();
        raw.retain(|key, _| !without.contains(&key.as_str()));
        from_value(Value::Object(raw))
    }

    /// What there is, changed by what the caller sent. `fixed` names what cannot be changed.
    pub(super) fn merged_into<D: DeserializeOwned>(
        &self,
        current: &impl Serialize,
        without: &[&str],
        fixed: &[&str],
    ) -> Result<D, Refused> {
        let mut merged = serde_json::to_value(current)
            .map_err(|fault| Refused::ours(&format!("an item cannot be written: {fault}")))?;
        for key in fixed {
            let (old, new) = (merged.get(*key), self.raw.get(*key));
            if new.is_some() && old != new {
                return Err(not_valid(format!("'{key}' cannot be changed"), None));
            }
        }
        merge(&mut merged, &Value::Object(self.raw.clone()));
        if let Value::Object(merged) = &mut merged {
            merged.retain(|key, _| !without.contains(&key.as_str()));
        }
        from_value(merged)
    }

    /// Whether the caller sent anything beside these keys.
    pub(super) fn has_more_than(&self, keys: &[&str]) -> bool {
        self.raw.keys().any(|key| !keys.contains(&key.as_str()))
    }
}

fn from_value<D: DeserializeOwned>(value: Value) -> Result<D, Refused> {
    serde_json::from_value(value).map_err(|fault| not_valid(fault.to_string(), None))
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(target) = target {
        for (key, value) in patch {
            if value.is_null() {
                target.remove(key);
            } else {
                merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Town {
        #[expect(dead_code, reason = "only read")]
        name: String,
    }

    fn refusal(text: &str) -> Refused {
        read_object::<Town>(text).unwrap_err()
    }

    #[test]
    fn an_unknown_key_says_where_it_stands_and_what_was_meant() {
        let refused = refusal("{\"name\": \"a\",\n  \"naem\": 1}");
        assert_eq!(
            refused.message,
            "request body:2:3: unknown key 'naem'; known here: name; did you mean 'name'?"
        );
        assert_eq!(refused.details.places[0].nearest.as_deref(), Some("name"));
    }

    #[test]
    fn what_is_no_json_says_where_it_breaks() {
        for (text, place) in [
            ("", "request body:1:0: "),
            ("{\"name\": }", "request body:1:10: "),
            ("name: a", "request body:1:2: "),
            ("[]", "request body: the body is not a JSON object"),
            ("{}", "request body:1:1: "),
        ] {
            let refused = refusal(text);
            assert!(refused.message.starts_with(place), "{text}: {refused:?}");
        }
    }

    #[test]
    fn null_takes_a_value_away_and_the_rest_stays() {
        let mut target = json!({"a": 1, "b": {"c": 2, "d": 3}});
        merge(&mut target, &json!({"a": null, "b": {"c": 4}}));
        assert_eq!(target, json!({"b": {"c": 4, "d": 3}}));
    }
}
