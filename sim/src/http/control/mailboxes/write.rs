//! POST mailboxes/{owner}/messages: the owner writes a new letter.

use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use testpost_engine::command::Origin;
use utoipa::ToSchema;

use super::compose::{Address, ContactInfo, Desk, Text, written};
use super::owner::Owner;
use crate::http::control::in_world::InWorld;
use crate::http::control::json_body::JsonBody;
use crate::http::control::messages::send::{SentMessage, Written, hand_in};
use crate::http::problem::{Problem, ProblemDocument};

/// A letter that the owner of a mailbox writes. It needs a recipient or a contact point.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewLetter {
    /// The recipient's CPR or CVR number; the contact point's authority when left out.
    to: Option<String>,
    contact_point_id: Option<String>,
    label: Option<String>,
    text: Option<String>,
    /// What is written in the contact point's fields, at most two (DEL-9).
    #[serde(default)]
    contact_info: Vec<ContactInfo>,
    /// At most 20.
    #[serde(default)]
    #[schema(maximum = 20)]
    number_of_additional_attachments: u8,
}

/// Writes a letter and sends it.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
    ),
    request_body = NewLetter,
    responses((status = 201, body = SentMessage), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn write(
    InWorld(world): InWorld,
    owner: Owner,
    body: JsonBody<NewLetter>,
) -> Result<(StatusCode, Json<SentMessage>), Problem> {
    let said = body.read;
    let text = Text {
        label: said.label.unwrap_or_else(|| "Henvendelse".to_owned()),
        text: said.text.unwrap_or_else(|| "En henvendelse.\n".to_owned()),
        attachments: said.number_of_additional_attachments,
    };
    text.look_through()?;
    let point = said.contact_point_id.as_deref();
    let address = Address::said(said.to.as_deref(), point, &said.contact_info)?;
    let owner = world.query(move |engine| owner.known(engine)).await??;
    // One at a time in this world: a new message's id follows from how far its journal has come.
    let _turn = world.testportal_turn().await;
    let call = world.open_call();
    let desk = Desk::in_world(&world, owner, address).await?;
    let letter = desk.letter(text);
    let mut message = letter.to_message();
    desk.complete(&mut message);
    let new = Written {
        uuid: desk.uuid,
        body: world.spool().put(written(&letter, &message)?),
    };
    let origin = Origin::Mailbox { owner };
    let sent = hand_in(&world, &call, origin, new, &desk.intake).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}
