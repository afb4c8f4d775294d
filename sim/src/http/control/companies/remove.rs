//! DELETE companies/{id}.

use axum::http::StatusCode;
use testpost_engine::command::Administration;

use super::item::CompanyItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use testpost_memo::id::Cvr;

/// Removes a company.
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}/companies/{id}",
    tag = "companies",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CVR number"),
    ),
    responses((status = 204, description = "it is gone"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    InWorld(world): InWorld,
    Named(id): Named<Cvr>,
) -> Result<StatusCode, Problem> {
    let removed = world.change(
        move |engine, now| {
            // A number of the other kind of organisation is not here.
            CompanyItem::find(engine, now, &id)?;
            Ok(vec![Administration::RemoveOrganisation(id)])
        },
        |_, _, _| Ok::<_, Refused>(()),
    );
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}
