//! GET and POST nemsms/confirmations/{id}: the link that was texted (SMS-1).

use axum::Json;
use testpost_engine::Reply;
use testpost_engine::command::Administration;
use testpost_engine::id::ConfirmationToken;

use super::item::NemSmsItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use crate::world::World;

/// What opening the texted link does: the sign-up is in force, and NemSMS that waited for it are
/// texted. Done again it changes nothing.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/nemsms/confirmations/{id}",
    tag = "nemsms",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "what stands at the end of the link"),
    ),
    responses((status = 200, body = NemSmsItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn open(
    InWorld(world): InWorld,
    Named(link): Named<ConfirmationToken>,
) -> Result<Json<NemSmsItem>, Problem> {
    confirm_in(&world, link).await
}

/// The same as opening the link.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/nemsms/confirmations/{id}",
    tag = "nemsms",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "what stands at the end of the link"),
    ),
    responses((status = 200, body = NemSmsItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn confirm(
    InWorld(world): InWorld,
    Named(link): Named<ConfirmationToken>,
) -> Result<Json<NemSmsItem>, Problem> {
    confirm_in(&world, link).await
}

async fn confirm_in(world: &World, link: ConfirmationToken) -> Result<Json<NemSmsItem>, Problem> {
    let confirmed = world.change(
        move |_, _| Ok(vec![Administration::ConfirmSignUp(link)]),
        |engine, now, replies| {
            let [Reply::SignUp(party)] = replies else {
                return Err(Problem::from(Refused::ours(
                    "a confirmation without a sign-up",
                )));
            };
            Ok(NemSmsItem::find(engine, now, party)?)
        },
    );
    Ok(Json(confirmed.await?))
}
