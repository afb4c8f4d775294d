//! The control token: where one is set, each call to the control interface shows it.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::ControlPort;
use crate::http::problem::Problem;
use crate::http::refused::Refused;

/// Lets through whoever shows the token, and those who ask for nothing but health.
pub(crate) async fn demand(
    State(port): State<ControlPort>,
    request: Request,
    next: Next,
) -> Response {
    let Some(token) = &port.token else {
        return next.run(request).await;
    };
    let shown = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, shown)| shown.trim());
    let is_health = matches!(request.uri().path(), "/healthz" | "/readyz");
    if is_health || shown.is_some_and(|shown| token.matches(shown)) {
        return next.run(request).await;
    }
    Problem(Refused::new(
        StatusCode::UNAUTHORIZED,
        "control.token.missing",
        match shown {
            None => "this control port demands a token, and the call shows none",
            Some(_) => "the token is wrong",
        },
        "send 'Authorization: Bearer TOKEN' with the token that serve was started with (--control-token or TESTPOST_CONTROL_TOKEN)",
    ))
    .into_response()
}
