//! POST mailboxes/{owner}/messages/{uuid}/reply: the owner answers a letter.

use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use testpost_engine::command::Origin;
use testpost_memo::id::{MessageUuid, PartyId};
use testpost_memo::write::reply_data;
use utoipa::ToSchema;

use super::compose::{
    Address, ContactInfo, Desk, Earlier, Text, Way, contact_point, titled, written,
};
use super::owner::Owner;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::control::messages::send::{SentMessage, Written, hand_in};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// An answer. It goes to the sender of the letter, and to the contact point that it names for
/// answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Answer {
    /// Another contact point than the one that the letter names.
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

/// Answers a letter, if its sender allows that.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages/{id}/reply",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
        ("id" = String, Path, description = "the UUID of the message that is answered"),
    ),
    request_body = Answer,
    responses((status = 201, body = SentMessage), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn reply(
    InWorld(world): InWorld,
    owner: Owner,
    Named(uuid): Named<MessageUuid>,
    body: JsonBody<Answer>,
) -> Result<(StatusCode, Json<SentMessage>), Problem> {
    let said = body.read;
    let earlier = Earlier::in_mailbox(&world, owner, uuid).await?;
    let text = Text {
        label: said
            .label
            .unwrap_or_else(|| titled("SV", &earlier.message.header.label)),
        text: said.text.unwrap_or_else(|| "Et svar.\n".to_owned()),
        attachments: said.number_of_additional_attachments,
    };
    text.look_through()?;
    let chosen = said.contact_point_id.as_deref();
    let mut address = Address::said(None, chosen, &said.contact_info)?;
    answer_to(&earlier, &mut address)?;
    // One at a time in this world: a new message's id follows from how far its journal has come.
    let _turn = world.testportal_turn().await;
    let call = world.open_call();
    let owner = earlier.owner;
    let desk = Desk::in_world(&world, owner, address).await?;
    let letter = desk.letter(text);
    let mut message = letter.to_message();
    desk.complete(&mut message);
    message.header.reply_data = reply_data(&earlier.message, desk.uuid);
    let new = Written {
        uuid: desk.uuid,
        body: world.spool().put(written(&letter, &message)?),
    };
    let origin = Origin::Mailbox { owner };
    let sent = hand_in(&world, &call, origin, new, &desk.intake).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// To the letter's sender, and the contact point that it names unless another was chosen.
fn answer_to(earlier: &Earlier, address: &mut Address) -> Result<(), Refused> {
    let sender = &earlier.message.header.sender;
    let to = PartyId::parse(&sender.sender_id, &sender.id_type);
    address.to = Some(to.map_err(|fault| Refused::ours(&fault.to_string()))?);
    if let (None, Some(point)) = (address.point, &sender.contact_point) {
        address.point = Some(contact_point(&point.contact_point_id)?);
        address.way = Way::NamedForAnswers;
    }
    Ok(())
}
