//! GET profile.

use axum::Json;
use serde::Serialize;
use serde_json::Value;
use testpost_engine::profile::{SettingValue, SettingView};
use utoipa::ToSchema;

use crate::http::control::in_world::InWorld;
use crate::http::control::listing::Items;
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// One assumed value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileItem {
    name: String,
    value: Value,
    default: Value,
    unit: String,
    clause: String,
    description: String,
}

impl From<SettingView> for ProfileItem {
    fn from(view: SettingView) -> Self {
        let json = |value: &SettingValue| serde_json::to_value(value).unwrap_or_default();
        ProfileItem {
            name: view.name.to_owned(),
            value: json(&view.value),
            default: json(&view.default),
            unit: view.unit.to_owned(),
            clause: view.clause.to_owned(),
            description: view.description.to_owned(),
        }
    }
}

/// The assumed values in force, each with its clause. Always the whole list.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/profile",
    tag = "profile",
    params(("w" = String, Path, description = "the world's name")),
    responses((status = 200, body = Items<ProfileItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<ProfileItem>>, Problem> {
    query.only(&[])?;
    let view = world.query(|engine| engine.profile().view()).await?;
    Ok(Json(Items::all(view.into_iter().map(Into::into).collect())))
}
