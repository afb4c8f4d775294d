//! GET outbox/sms: NemSMS, and the links that confirm sign-ups (SMS-1, SMS-2).

use axum::Json;
use axum::extract::State;
use testpost_engine::state::TextMessage;

use super::mail::OutboxItem;
use crate::http::control::ControlPort;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::control::times::show;
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// The text messages that went out, the oldest first.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/outbox/sms",
    tag = "outbox",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<OutboxItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn sms(
    State(port): State<ControlPort>,
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<OutboxItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<u64> = listing.after(|text| text.parse().ok())?;
    let links = format!(
        "{}/control/v1/worlds/{}/nemsms/confirmations",
        port.control_url,
        world.name()
    );
    let items = world
        .query(move |engine| {
            let texts = (1..).zip(&engine.state().sms);
            let item = |text: &TextMessage| OutboxItem {
                at: show(text.at),
                to: Some(text.to.to_string()),
                subject: text.subject.clone(),
                // The engine knows no address of this port: the link is put in here.
                text: match text.link {
                    Some(link) => format!("{} {links}/{link}", text.text),
                    None => text.text.clone(),
                },
                clause: text.clause.to_owned(),
            };
            listing.cut(after.as_ref(), texts, item, ToString::to_string)
        })
        .await?;
    Ok(Json(items))
}
