//! POST nemsms (SMS-1).

use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use testpost_engine::command::{Administration, SignUpHow};
use testpost_engine::id::MobileNumber;
use testpost_memo::id::{Cpr, Cvr, PartyId};
use utoipa::ToSchema;

use super::item::NemSmsItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// A sign-up to be made: of the citizen or the company that one of the numbers names.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewSignUp {
    #[schema(value_type = Option<String>, example = "2211771212")]
    cpr_number: Option<Cpr>,
    #[schema(value_type = Option<String>)]
    cvr_number: Option<Cvr>,
    #[schema(value_type = String, example = "20000000", pattern = "^[2-9]\\d{7}$")]
    mobile_number: MobileNumber,
}

/// Signs a number up for NemSMS, and texts it the link that confirms it. Until then it is not in
/// force.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/nemsms",
    tag = "nemsms",
    params(("w" = String, Path, description = "the world's name")),
    request_body = NewSignUp,
    responses((status = 201, body = NemSmsItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<NewSignUp>,
) -> Result<(StatusCode, Json<NemSmsItem>), Problem> {
    let party = match (body.read.cpr_number, body.read.cvr_number) {
        (Some(cpr), None) => PartyId::Cpr(cpr),
        (None, Some(cvr)) => PartyId::Cvr(cvr),
        (None, None) | (Some(_), Some(_)) => {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                "field.not.valid",
                "cprNumber: it is not clear whom this is about",
                "write exactly one of cprNumber and cvrNumber",
            )
            .into());
        }
    };
    let change = Administration::SignUp {
        party,
        mobile: body.read.mobile_number,
        how: SignUpHow::First,
    };
    let made = world.change(
        move |_, _| Ok(vec![change]),
        move |engine, now, _| NemSmsItem::find(engine, now, &party),
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}
