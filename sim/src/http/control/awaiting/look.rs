//! GET await: the first event that fits, past or coming.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::calendar::parse_duration;

use crate::document::nearest;
use crate::http::control::in_world::InWorld;
use crate::http::control::journal::item::JournalItem;
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use crate::world::{AwaitFault, CallFault, EventFilter, World};

/// How long a call may wait.
const LONGEST: Duration = Duration::from_secs(60);

/// Answers with the first such event, past or coming; 408 when none comes in time (wall time).
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/await",
    tag = "journal",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("type" = Option<String>, Query, description = "the event's type, such as MEMO_SEND_VALIDATED"),
        ("message" = Option<String>, Query, description = "the message it is about"),
        ("timeout" = Option<String>, Query, description = "an ISO 8601 duration, PT10S by default, at most PT60S"),
    ),
    responses((status = 200, body = JournalItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<JournalItem>, Problem> {
    query.only(&["type", "message", "timeout"])?;
    let filter = EventFilter {
        tag: query.text("type").map(ToOwned::to_owned),
        message: query.read("message")?,
    };
    let timeout = query.read_with("timeout", timeout)?;
    let timeout = timeout.unwrap_or(Duration::from_secs(10));
    let tag = filter.tag.clone();
    match world.await_event(filter, timeout).await {
        Ok(event) => {
            let item = world.query(move |engine| JournalItem::of(engine, &event));
            Ok(Json(item.await?))
        }
        Err(AwaitFault::Gone) => Err(CallFault::Gone.into()),
        Err(fault @ AwaitFault::Timeout(_)) => {
            let hint = like(&world, tag).await;
            Err(none_came(&fault, hint).into())
        }
    }
}

fn timeout(text: &str) -> Result<Duration, String> {
    let duration = parse_duration(text).map_err(|fault| fault.to_string())?;
    match Duration::try_from(duration) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        Ok(_) | Err(_) => Err("write a duration from PT0S to PT60S".to_owned()),
    }
}

fn none_came(fault: &AwaitFault, hint: Option<String>) -> Refused {
    Refused::new(
        StatusCode::REQUEST_TIMEOUT,
        "event.did.not.come",
        fault.to_string(),
        hint.unwrap_or_else(|| {
            "look at the journal and at due; on a virtual clock, advance first".to_owned()
        }),
    )
}

/// An event that was there and whose type is most like the one that was waited for.
async fn like(world: &World, tag: Option<String>) -> Option<String> {
    let tag = tag?;
    let seen = world
        .query(|engine| {
            let tags = engine.journal().events().map(|event| event.body.tag());
            tags.collect::<BTreeSet<_>>()
        })
        .await
        .ok()?;
    if seen.contains(tag.as_str()) {
        return None;
    }
    let seen: Vec<&str> = seen.into_iter().collect();
    let nearest = nearest(&tag, &seen)?;
    Some(format!(
        "no event of type {tag} was there at all; the nearest that was is {nearest}"
    ))
}
