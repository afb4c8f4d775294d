//! POST messages: what the Testportal does (TEST-1). Anybody may write to anybody; whether the
//! message is allowed is for Digital Post to say, by receipt, as with any other.

use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use testpost_engine::command::Origin;
use testpost_memo::id::MessageUuid;
use utoipa::ToSchema;

use super::compose::{Composed, compose};
use crate::http::control::in_world::InWorld;
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use crate::intake::{IntakeSettings, take_message};
use crate::spool::SpooledBody;
use crate::world::{OpenCall, World};

/// A message to be written by the Testportal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewMessage {
    /// The sender's CPR or CVR number.
    #[schema(example = "2211771212")]
    pub(super) from: String,
    /// The recipient's CPR or CVR number.
    #[schema(example = "20000001")]
    pub(super) to: String,
    pub(super) contact_point_id: Option<String>,
    /// A text of several pages instead of a few lines.
    #[serde(default)]
    pub(super) long_message: bool,
    /// At most 5.
    #[serde(default)]
    #[schema(maximum = 5)]
    pub(super) number_of_additional_attachments: u8,
    /// Whether the recipient may answer.
    #[serde(default)]
    pub(super) reply: bool,
    /// Not in this version.
    #[serde(default)]
    pub(super) action: bool,
    #[serde(default)]
    pub(super) mandatory: bool,
    #[serde(default)]
    pub(super) legal_notification: bool,
    #[schema(value_type = Option<String>, example = "2026-02-01")]
    pub(super) value_date: Option<jiff::civil::Date>,
}

/// What was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentMessage {
    #[serde(rename = "messageUUID")]
    message_uuid: String,
    #[serde(rename = "transmissionId")]
    transmission_id: String,
}

/// Writes a message and sends it, as the Testportal does.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/messages",
    tag = "messages",
    params(("w" = String, Path, description = "the world's name")),
    request_body = NewMessage,
    responses((status = 201, body = SentMessage), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn send(
    InWorld(world): InWorld,
    body: JsonBody<NewMessage>,
) -> Result<(StatusCode, Json<SentMessage>), Problem> {
    // One at a time in this world: a new message's id follows from how far its journal has come.
    let _turn = world.testportal_turn().await;
    let call = world.open_call();
    let Composed { letter, intake } = compose(&world, body.read).await?;
    let written = Written {
        uuid: letter.message_uuid,
        body: world.spool().put(letter.to_xml()),
    };
    let sent = hand_in(&world, &call, Origin::Testportal, written, &intake).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// A message that was written here.
pub(in crate::http::control) struct Written {
    pub(in crate::http::control) uuid: MessageUuid,
    pub(in crate::http::control) body: SpooledBody,
}

/// Hands a message in as a sender system would, and looks it over as any other.
pub(in crate::http::control) async fn hand_in(
    world: &World,
    call: &OpenCall,
    origin: Origin,
    written: Written,
    intake: &IntakeSettings,
) -> Result<SentMessage, Refused> {
    let Written { uuid, body } = written;
    let accepted = take_message(world, call, origin, intake, body, Some(uuid.to_string()))
        .await
        .map_err(Refused::from)?;
    Ok(SentMessage {
        message_uuid: accepted.message.to_string(),
        transmission_id: accepted.receipt.transmission_id.to_string(),
    })
}
