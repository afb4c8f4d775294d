//! POST clock/advance: moves a virtual clock from due instant to due instant.

use axum::Json;
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use testpost_engine::calendar::parse_duration;
use utoipa::ToSchema;

use crate::http::control::in_world::InWorld;
use crate::http::control::json_body::JsonBody;
use crate::http::control::times::show;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use crate::world::{Advance, AdvanceFault};

/// How far to move: one of `by`, `to` and `until`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdvanceBody {
    /// An ISO 8601 duration; a day is 24 hours.
    #[schema(example = "PT24H")]
    by: Option<String>,
    #[schema(value_type = Option<String>, example = "2026-01-06T08:00:00Z")]
    to: Option<Timestamp>,
    until: Option<Until>,
    /// With `until: idle`: at most so long, P60D by default.
    #[schema(example = "P60D")]
    limit: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Until {
    /// All due work is done and no call is open; moves no time.
    Settled,
    /// Nothing about messages is due any more.
    Idle,
}

/// Where the clock stands after a move.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdvancedItem {
    now: String,
    /// How many events the move brought.
    events: u64,
}

/// Moves a virtual clock, and answers when all is settled.
///
/// Settled means that no outgoing call is open, so a system must not call this from inside a call
/// that it is answering: where a move is under way it is told so (409), and otherwise the move
/// waits for that very call, which ends by its time-out (`push.wall-timeout` in the profile) and
/// counts as failed.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/clock/advance",
    tag = "clock",
    params(("w" = String, Path, description = "the world's name")),
    request_body = AdvanceBody,
    responses((status = 200, body = AdvancedItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn advance(
    InWorld(world): InWorld,
    body: JsonBody<AdvanceBody>,
) -> Result<Json<AdvancedItem>, Problem> {
    let advanced = world.advance(how_far(&body.read)?).await.map_err(refused)?;
    Ok(Json(AdvancedItem {
        now: show(advanced.now),
        events: advanced.events,
    }))
}

fn how_far(body: &AdvanceBody) -> Result<Advance, Refused> {
    let advance = match (&body.by, body.to, body.until) {
        (Some(by), None, None) => Advance::By(duration("by", by)?),
        (None, Some(to), None) => Advance::To(to),
        (None, None, Some(Until::Settled)) => Advance::Settled,
        (None, None, Some(Until::Idle)) => Advance::Idle {
            limit: duration("limit", body.limit.as_deref().unwrap_or("P60D"))?,
        },
        _ => {
            return Err(malformed(
                "an advance needs exactly one of 'by', 'to' and 'until'".to_owned(),
            ));
        }
    };
    match (&body.limit, advance) {
        (Some(_), Advance::By(_) | Advance::To(_) | Advance::Settled) => {
            Err(malformed("'limit' goes with until: idle only".to_owned()))
        }
        (_, advance) => Ok(advance),
    }
}

fn duration(field: &str, text: &str) -> Result<SignedDuration, Refused> {
    parse_duration(text).map_err(|fault| malformed(format!("'{field}': {fault}")))
}

fn malformed(message: String) -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "advance.not.valid",
        message,
        "send one of {\"by\": \"PT24H\"}, {\"to\": \"2026-01-06T08:00:00Z\"}, {\"until\": \"settled\"}, {\"until\": \"idle\", \"limit\": \"P60D\"}",
    )
}

fn refused(fault: AdvanceFault) -> Refused {
    let (status, code, remedy) = match fault {
        AdvanceFault::Backwards { .. } => (
            StatusCode::BAD_REQUEST,
            "clock.backwards",
            "move it forwards, or reset the world",
        ),
        AdvanceFault::TooFar => (StatusCode::BAD_REQUEST, "clock.too.far", "move it less far"),
        AdvanceFault::Busy => (
            StatusCode::CONFLICT,
            "clock.busy",
            "wait for the other advance to answer; a system that is being called must not advance",
        ),
        AdvanceFault::RealClock => (
            StatusCode::CONFLICT,
            "clock.not.virtual",
            "make a world with \"clock\": \"virtual\"",
        ),
        AdvanceFault::Reset => (
            StatusCode::CONFLICT,
            "world.reset",
            "advance the world again",
        ),
        AdvanceFault::Gone => (StatusCode::NOT_FOUND, "world.gone", "make a new world"),
    };
    Refused::new(status, code, fault.to_string(), remedy)
}
