//! PATCH nemsms/{owner} (SMS-3).

use axum::Json;
use serde::Deserialize;
use testpost_engine::command::{Administration, SignUpHow};
use testpost_engine::id::MobileNumber;
use utoipa::ToSchema;

use super::item::NemSmsItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::json_body::JsonBody;
use crate::http::control::mailboxes::owner::Owner;
use crate::http::problem::{Problem, ProblemDocument};

/// Another number for a sign-up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NumberChange {
    #[schema(value_type = String, example = "20000000", pattern = "^[2-9]\\d{7}$")]
    mobile_number: MobileNumber,
}

/// Changes the number. A link is texted to the new one; until it is confirmed the sign-up is not
/// in force, and the old link confirms nothing any more.
#[utoipa::path(
    patch,
    path = "/control/v1/worlds/{w}/nemsms/{owner}",
    tag = "nemsms",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
    ),
    request_body = NumberChange,
    responses((status = 200, body = NemSmsItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    Owner(party): Owner,
    body: JsonBody<NumberChange>,
) -> Result<Json<NemSmsItem>, Problem> {
    let change = Administration::SignUp {
        party,
        mobile: body.read.mobile_number,
        how: SignUpHow::InPlaceOfAnother,
    };
    let changed = world.change(
        move |_, _| Ok(vec![change]),
        move |engine, now, _| NemSmsItem::find(engine, now, &party),
    );
    Ok(Json(changed.await?))
}
