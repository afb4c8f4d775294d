//! PATCH mailboxes/{owner}/messages/{uuid}: opened, moved.

use axum::Json;
use serde::Deserialize;
use testpost_engine::Command;
use testpost_engine::command::Handling;
use testpost_engine::state::mailboxes::{Folder, NotAFolder};
use testpost_memo::id::MessageUuid;
use utoipa::ToSchema;

use super::item::MailboxItem;
use super::owner::Owner;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::control::messages::compose::wrong;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// What the owner does with a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MailChange {
    /// Opens it: only true can be said.
    read: Option<bool>,
    /// Moves it: INBOX, SENT, DELETED, or the name of one of the owner's own folders
    folder: Option<String>,
}

impl MailChange {
    /// In this order.
    fn handlings(&self) -> Result<Vec<Handling>, Refused> {
        let opened = match self.read {
            Some(true) => Some(Handling::Open),
            Some(false) => {
                let message = "what has been opened stays so".to_owned();
                return Err(wrong("read", message, false));
            }
            None => None,
        };
        let folder = self.folder.as_ref().map(|name| {
            name.parse()
                .map_err(|fault: NotAFolder| wrong("folder", fault.to_string(), name.as_str()))
        });
        let moved = folder
            .transpose()?
            .map(|folder: Folder| Handling::Move { folder });
        let all: Vec<Handling> = opened.into_iter().chain(moved).collect();
        if all.is_empty() {
            let message = "say what is done with the message: 'read' or 'folder'".to_owned();
            return Err(wrong("read", message, serde_json::Value::Null));
        }
        Ok(all)
    }
}

/// Opens a message or moves it to a folder. A legal notification is served by that (LEGAL-1).
#[utoipa::path(
    patch,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages/{id}",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
        ("id" = String, Path, description = "the message's UUID"),
    ),
    request_body = MailChange,
    responses((status = 200, body = MailboxItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    owner: Owner,
    Named(message): Named<MessageUuid>,
    body: JsonBody<MailChange>,
) -> Result<Json<MailboxItem>, Problem> {
    let owner = world.query(move |engine| owner.known(engine)).await??;
    for handling in body.read.handlings()? {
        let command = Command::HandleMail {
            owner,
            message,
            handling,
        };
        world.command(command).await?;
    }
    let item = world
        .query(move |engine| {
            let item = MailboxItem::find(engine, &owner, message)?;
            Ok::<_, Problem>(MailboxItem::of(engine, item))
        })
        .await??;
    Ok(Json(item))
}
