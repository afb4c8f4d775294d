//! GET outbox/mail.

use axum::Json;
use serde::Serialize;
use testpost_engine::state::Mail;
use utoipa::ToSchema;

use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::control::times::show;
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// A mail or a text message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutboxItem {
    pub(super) at: String,
    /// Null where nobody is named to send it to.
    pub(super) to: Option<String>,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) clause: String,
}

impl From<&Mail> for OutboxItem {
    fn from(mail: &Mail) -> Self {
        OutboxItem {
            at: show(mail.at),
            to: mail.to.clone(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            clause: mail.clause.to_owned(),
        }
    }
}

/// The mails that went out, the oldest first.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/outbox/mail",
    tag = "outbox",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<OutboxItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn mail(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<OutboxItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<u64> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query(move |engine| {
            let mails = (1..).zip(&engine.state().mail);
            let item = OutboxItem::from;
            listing.cut(after.as_ref(), mails, item, ToString::to_string)
        })
        .await?;
    Ok(Json(items))
}
