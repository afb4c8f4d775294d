//! The operations of the interface that are not simulated, and the paths it does not have.
//!
//! The list of all operations is fixtures/spec/operations.csv. One that is not simulated
//! answers 501 and its name, a known path called with a wrong method 405, an unknown path 404
//! with the known one that is most like it.

use std::sync::LazyLock;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::ServicePort;
use super::call_log::AsCalled;
use super::error_message::ErrorMessage;
use crate::http::refused::Refused;

const BASE: &str = "/apis/v1";

/// One operation of the interface.
#[derive(Debug)]
struct Operation {
    method: &'static str,
    path: &'static str,
    name: &'static str,
}

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    include_str!("../../../../fixtures/spec/operations.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split(',');
            Some(Operation {
                method: columns.next()?,
                path: columns.next()?,
                name: columns.next()?,
            })
        })
        .collect()
});

/// Answers whatever has no handler.
pub(in crate::http) async fn answer_others(request: Request) -> Response {
    let path = request.uri().path();
    let (base, rest) = match path.find(BASE) {
        Some(at) => path.split_at(at + BASE.len()),
        None => (BASE, path),
    };
    let known = operations_at(rest);
    if known.is_empty() || !path.contains(BASE) {
        return ErrorMessage(unknown(path, base, rest)).into_response();
    }
    if request.method() == Method::OPTIONS {
        let allow = HeaderValue::try_from(allowed(&known));
        let allow = allow.unwrap_or(HeaderValue::from_static("OPTIONS"));
        return (StatusCode::NO_CONTENT, [(header::ALLOW, allow)]).into_response();
    }
    match known.iter().find(|one| one.method == request.method()) {
        Some(operation) => ErrorMessage(not_simulated(operation.name)).into_response(),
        None => ErrorMessage(wrong_method(request.method(), path, &known)).into_response(),
    }
}

/// The door of the service port. The interface has no HEAD: without this a HEAD would fetch.
pub(in crate::http) async fn at_the_door(
    State(port): State<ServicePort>,
    mut request: Request,
    next: Next,
) -> Response {
    let called = AsCalled(request.uri().clone());
    request.extensions_mut().insert(called);
    request.extensions_mut().insert(port);
    if request.method() == Method::HEAD {
        answer_others(request).await
    } else {
        next.run(request).await
    }
}

/// The operation that a call is of, by its operationId.
pub(super) fn called(parts: &Parts) -> Option<&'static str> {
    let AsCalled(uri) = parts.extensions.get()?;
    let (_, rest) = uri.path().split_once(BASE)?;
    let known = operations_at(rest);
    let operation = known.iter().find(|one| one.method == parts.method)?;
    Some(operation.name)
}

fn not_simulated(name: &str) -> Refused {
    Refused::new(
        StatusCode::NOT_IMPLEMENTED,
        "operation.not.simulated",
        format!("the operation {name} is not simulated in this version of testpost"),
        "use the control interface for test data; the README lists what is simulated",
    )
}

fn wrong_method(method: &Method, path: &str, known: &[&Operation]) -> Refused {
    let allow = allowed(known);
    let mut refused = Refused::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method.not.allowed",
        format!("{path} does not take {method}"),
        format!("use one of {allow}"),
    );
    refused.details.allow = Some(allow);
    refused
}

fn unknown(path: &str, base: &str, rest: &str) -> Refused {
    let nearest = nearest(rest).map_or_else(String::new, |nearest| {
        format!("; the nearest path is {base}{nearest}")
    });
    Refused::new(
        StatusCode::NOT_FOUND,
        "path.not.found",
        format!("the interface has no path {path}{nearest}"),
        "paths begin with /apis/v1 or /worlds/NAME/apis/v1; the control interface is on the control port",
    )
}

fn allowed(known: &[&Operation]) -> String {
    let methods: Vec<&str> = known.iter().map(|operation| operation.method).collect();
    methods.join(", ")
}

/// The operations at the path that fits best: a written-out segment fits better than a
/// parameter. A path that ends in a slash also answers without it.
fn operations_at(rest: &str) -> Vec<&'static Operation> {
    let fitting = |path: &str| {
        let (ours, theirs) = (segments(path), segments(rest));
        let fits = ours.len() == theirs.len()
            && (path.ends_with('/') || !rest.ends_with('/'))
            && ours
                .iter()
                .zip(&theirs)
                .all(|(ours, theirs)| ours == theirs || ours.contains('{') && !theirs.is_empty());
        fits.then(|| ours.iter().filter(|segment| !segment.contains('{')).count())
    };
    let best = OPERATIONS
        .iter()
        .filter_map(|operation| Some((fitting(operation.path)?, operation.path)))
        .max_by_key(|(literal, _)| *literal);
    let Some((_, path)) = best else {
        return Vec::new();
    };
    OPERATIONS
        .iter()
        .filter(|operation| operation.path == path)
        .collect()
}

fn segments(path: &str) -> Vec<&str> {
    // One slash at either end belongs to the form; a doubled one is a segment without a name.
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path).split('/').collect()
}

/// The known path most like this one, compared with the caller's own values as its parameters.
fn nearest(rest: &str) -> Option<&'static str> {
    let theirs = segments(rest);
    OPERATIONS
        .iter()
        .map(|operation| {
            let ours = segments(operation.path);
            let filled: Vec<&str> = ours
                .iter()
                .enumerate()
                .map(|(index, segment)| match theirs.get(index) {
                    Some(value) if segment.contains('{') => *value,
                    Some(_) | None => *segment,
                })
                .collect();
            let distance = strsim::damerau_levenshtein(&filled.join("/"), &theirs.join("/"));
            (distance, operation.path)
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= rest.len().max(6) / 2)
        .map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str) -> Vec<&'static str> {
        operations_at(path).iter().map(|one| one.name).collect()
    }

    #[test]
    fn a_path_is_found_with_and_without_its_last_slash() {
        assert_eq!(names("/memos/"), ["ListAvailableMemos", "SendMemo"]);
        assert_eq!(names("/memos"), ["ListAvailableMemos", "SendMemo"]);
        assert_eq!(names("/memos/1"), ["FetchMemo", "DeleteMemo"]);
        assert!(names("/memos/1/").is_empty());
        assert!(names("/nothing").is_empty());
        assert!(names("//memos/").is_empty());
        assert!(names("/memos//").is_empty());
    }

    #[test]
    fn a_written_out_segment_goes_before_a_parameter() {
        assert_eq!(names("/mailboxes/trustees"), ["QueryTrustees"]);
        assert_eq!(names("/mailboxes/7"), ["FetchMailbox", "UpdateMailbox"]);
    }

    #[test]
    fn a_mistyped_path_finds_the_nearest() {
        assert_eq!(nearest("/memo/"), Some("/memos/"));
        assert_eq!(nearest("/memos/123/receipts"), Some("/memos/{id}/receipt"));
        assert_eq!(nearest("/recepts-bulk/"), Some("/receipts-bulk/"));
        assert_eq!(nearest("/zzzzzzzzzzzzzzzzzzzzzzzz"), None);
    }

    /// The list is made of the interface's facts: method, path and operationId.
    #[test]
    fn the_list_of_operations_is_the_interface_s() {
        let document = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/spec/rest-api-1.68.0.json"
        );
        let Ok(text) = std::fs::read_to_string(document) else {
            eprintln!("passed over: the interface's document is not there");
            return;
        };
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut expected = Vec::new();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                expected.push(format!("{} {path} {name}", method.to_uppercase()));
            }
        }
        let ours: Vec<String> = OPERATIONS
            .iter()
            .map(|one| format!("{} {} {}", one.method, one.path, one.name))
            .collect();
        assert_eq!(ours, expected);
    }
}
