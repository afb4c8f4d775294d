//! The world, and the thing in it, that a control call's address names.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::ControlPort;
use crate::http::parameters::{in_path, malformed};
use crate::http::problem::Problem;
use crate::http::refused::Refused;
use crate::world::World;

/// The world `{w}`.
#[derive(Debug)]
pub(crate) struct InWorld(pub(super) World);

impl FromRequestParts<ControlPort> for InWorld {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &ControlPort) -> Result<Self, Problem> {
        let name = in_path(parts, "w").await.unwrap_or_default();
        port.worlds.get(&name).map(InWorld).ok_or_else(|| {
            let known: Vec<String> = port
                .worlds
                .list()
                .iter()
                .map(|world| world.name().to_string())
                .collect();
            Refused::unknown_world(&name, &known).into()
        })
    }
}

/// The `{id}` at the end of an address.
#[derive(Debug)]
pub(crate) struct Named<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Named<T>
where
    T: FromStr,
    T::Err: Display,
    S: Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let text = in_path(parts, "id").await.unwrap_or_default();
        text.parse()
            .map(Named)
            .map_err(|fault: T::Err| malformed("id", &text, &fault.to_string()).into())
    }
}

/// There is no such thing in this world.
pub(super) fn not_found(code: &'static str, what: impl Display) -> Refused {
    Refused::new(
        StatusCode::NOT_FOUND,
        code,
        format!("this world has no {what}"),
        "list what there is: the same address without its last part",
    )
}

/// There is one already.
pub(super) fn already_there(code: &'static str, what: impl Display) -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        code,
        format!("this world has {what} already"),
        "change it with PATCH, or choose another number or id",
    )
}
