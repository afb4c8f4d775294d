//! Addresses that the control port does not have, and wrong methods at those it has.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::http::control_document;
use crate::http::problem::Problem;
use crate::http::refused::Refused;

/// Every path with its methods, as the OpenAPI document has them.
static PATHS: LazyLock<Vec<(String, Vec<&'static str>)>> = LazyLock::new(|| {
    control_document()
        .paths
        .paths
        .into_iter()
        .map(|(path, item)| {
            let methods = [
                ("GET", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            let methods = methods.into_iter().filter(|(_, has)| *has);
            (path, methods.map(|(name, _)| name).collect())
        })
        .collect()
});

/// 404 with the nearest known path, or 405 with what the path takes.
pub(crate) async fn answer_others(request: Request) -> Response {
    let path = request.uri().path();
    let fitting = PATHS.iter().find(|(known, _)| fits(known, path));
    let Some((_, methods)) = fitting else {
        return Problem(unknown(path)).into_response();
    };
    let allow = methods.join(", ");
    if request.method() == Method::OPTIONS {
        let allow = HeaderValue::try_from(allow).unwrap_or(HeaderValue::from_static("OPTIONS"));
        return (StatusCode::NO_CONTENT, [(header::ALLOW, allow)]).into_response();
    }
    let mut refused = Refused::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method.not.allowed",
        format!("{path} does not take {}", request.method()),
        format!("use one of {allow}"),
    );
    refused.details.allow = Some(allow);
    Problem(refused).into_response()
}

fn unknown(path: &str) -> Refused {
    let nearest = PATHS
        .iter()
        .map(|(known, _)| {
            let filled = filled(known, path);
            (strsim::damerau_levenshtein(&filled, path), known)
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= path.len().max(8) / 2)
        .map_or_else(String::new, |(_, known)| {
            format!("; the nearest is {known}")
        });
    Refused::new(
        StatusCode::NOT_FOUND,
        "path.not.found",
        format!("the control port has no {path}{nearest}"),
        "GET /control/v1/openapi.json describes what there is; Digital Post itself is on the service port",
    )
}

fn fits(known: &str, path: &str) -> bool {
    known.split('/').count() == path.split('/').count() && filled(known, path) == path
}

/// A known path with the caller's values as its parameters.
fn filled(known: &str, path: &str) -> String {
    let values: Vec<&str> = path.split('/').collect();
    let segments: Vec<&str> = known
        .split('/')
        .enumerate()
        .map(|(index, segment)| match values.get(index) {
            Some(value) if segment.starts_with('{') => *value,
            Some(_) | None => segment,
        })
        .collect();
    segments.join("/")
}
