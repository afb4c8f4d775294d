//! POST exemptions.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::command::Administration;
use testpost_engine::document::ExemptionDocument;
use utoipa::ToSchema;

use super::case::ExemptionCase;
use crate::http::control::in_world::InWorld;
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};

/// An exemption to be made: of the citizen or the company that one of the numbers names.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the engine's own document reads")]
pub(crate) struct NewExemption {
    #[schema(example = "2211771212")]
    cpr_number: Option<String>,
    cvr_number: Option<String>,
    /// Whether somebody with a power of attorney (fuldmagt) asked for it; false by default
    exempt_by_proxy: Option<bool>,
    /// Whether unopened mail is forwarded on paper; false by default
    forward_to_address: Option<bool>,
    /// Where to, when not to the registered address
    recipient: Option<NewAddress>,
    organisation: Option<String>,
    /// When it was made; now by default, never later
    date: Option<String>,
}

/// An address on paper.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the engine's own document reads")]
pub(crate) struct NewAddress {
    name: String,
    address1_text: String,
    address2_text: Option<String>,
    address3_text: Option<String>,
    zip_code: String,
    country_code: Option<String>,
}

/// Makes a citizen or a company exempt. The receipt is answered here and nowhere else.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/exemptions",
    tag = "exemptions",
    params(("w" = String, Path, description = "the world's name")),
    request_body = NewExemption,
    responses((status = 201, body = ExemptionCase), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<ExemptionDocument>,
) -> Result<(StatusCode, Json<ExemptionCase>), Problem> {
    let made = world.change(
        move |_, _| Ok(vec![Administration::Exempt(body.read)]),
        ExemptionCase::of,
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}
