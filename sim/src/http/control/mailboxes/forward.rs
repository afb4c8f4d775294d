//! POST mailboxes/{owner}/messages/{uuid}/forward: the owner sends a letter on, with all that is in
//! it.

use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use testpost_engine::command::Origin;
use testpost_memo::convert::rewrite;
use testpost_memo::id::MessageUuid;
use testpost_memo::model::Message;
use testpost_memo::write::{date_time, forward_data};
use utoipa::ToSchema;

use super::compose::{Address, ContactInfo, Desk, Earlier, Text, titled};
use super::owner::Owner;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::control::messages::compose::wrong;
use crate::http::control::messages::send::{SentMessage, Written, hand_in};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use crate::spool::SpooledBody;
use crate::world::World;

const LONGEST_COMMENT: usize = 512;

/// Where a letter is sent on to. It needs a recipient or a contact point.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Forwarding {
    /// The recipient's CPR or CVR number; the contact point's authority when left out.
    to: Option<String>,
    contact_point_id: Option<String>,
    label: Option<String>,
    /// At most 512 characters.
    comment: Option<String>,
    /// What is written in the contact point's fields, at most two (DEL-9).
    #[serde(default)]
    contact_info: Vec<ContactInfo>,
}

/// Sends a letter on to somebody else.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages/{id}/forward",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
        ("id" = String, Path, description = "the UUID of the message that is sent on"),
    ),
    request_body = Forwarding,
    responses((status = 201, body = SentMessage), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn forward(
    InWorld(world): InWorld,
    owner: Owner,
    Named(uuid): Named<MessageUuid>,
    body: JsonBody<Forwarding>,
) -> Result<(StatusCode, Json<SentMessage>), Problem> {
    let said = body.read;
    if let Some(comment) = &said.comment
        && comment.chars().count() > LONGEST_COMMENT
    {
        let message = format!("at most {LONGEST_COMMENT} characters");
        return Err(wrong("comment", message, comment.as_str()).into());
    }
    let earlier = Earlier::in_mailbox(&world, owner, uuid).await?;
    let text = Text {
        label: said
            .label
            .unwrap_or_else(|| titled("VS", &earlier.message.header.label)),
        text: String::new(),
        attachments: 0,
    };
    text.look_through()?;
    let point = said.contact_point_id.as_deref();
    let address = Address::said(said.to.as_deref(), point, &said.contact_info)?;
    // One at a time in this world: a new message's id follows from how far its journal has come.
    let _turn = world.testportal_turn().await;
    let call = world.open_call();
    let owner = earlier.owner;
    let desk = Desk::in_world(&world, owner, address).await?;
    let message = sent_on(&desk, &earlier, text, said.comment);
    let new = Written {
        uuid: desk.uuid,
        body: with_the_files_of(&world, &earlier, message).await?,
    };
    let origin = Origin::Mailbox { owner };
    let sent = hand_in(&world, &call, origin, new, &desk.intake).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// A header of its own, and the documents of the letter that is sent on.
fn sent_on(desk: &Desk, earlier: &Earlier, text: Text, comment: Option<String>) -> Message {
    let original = &earlier.message;
    let mut message = desk.letter(text).to_message();
    desk.complete(&mut message);
    let header = &mut message.header;
    header.message_type = original.header.message_type;
    header.notification = original.header.notification.clone();
    let received_at = date_time(earlier.received_at);
    header.forward_data = Some(forward_data(original, &received_at, comment));
    message.body = original.body.clone();
    if let Some(body) = &mut message.body {
        body.created_date_time = date_time(desk.now);
    }
    message
}

/// Written anew in the spool; its files are streamed, never held.
async fn with_the_files_of(
    world: &World,
    earlier: &Earlier,
    message: Message,
) -> Result<SpooledBody, Refused> {
    let name = format!("sent on as {}", message.header.message_uuid);
    let made = world
        .spool()
        .derived(&earlier.body, &name, move |body, mut out| {
            rewrite(body, |_| message, &mut out)
        });
    made.await
        .map_err(|fault| wrong("comment", fault.to_string(), serde_json::Value::Null))
}
