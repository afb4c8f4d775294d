//! What the owner of a mailbox writes: a new letter, an answer, a letter forwarded (SEND-10). Made
//! of what was said in the call, the world as it stands, and the message that it is about.

use jiff::Timestamp;
use serde::Deserialize;
use testpost_engine::Engine;
use testpost_engine::chance::{self, Lane};
use testpost_engine::document::Target;
use testpost_engine::id::ContactPointId;
use testpost_engine::profile::Profile;
use testpost_engine::state::contact_structure::FilledIn;
use testpost_memo::id::{MessageUuid, PartyId};
use testpost_memo::model::{LabelledValue, Message};
use testpost_memo::read::{Discard, read};
use testpost_memo::write::{Held, Letter, LetterParty, write};
use testpost_memo::{MemoVersion, MessageType};
use utoipa::ToSchema;

use super::item::MailboxItem;
use super::owner::Owner;
use crate::http::control::messages::compose::{attachment, party, wrong};
use crate::http::refused::Refused;
use crate::intake::IntakeSettings;
use crate::spool::SpooledBody;
use crate::world::World;

const MOST_ATTACHMENTS: u8 = 20;
const LONGEST_LABEL: usize = 256;

/// What is written in one of a contact point's fields (DEL-9).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ContactInfo {
    /// The field's title.
    label: String,
    value: String,
}

/// Whom something is written to, as the call says it.
#[derive(Debug, Default)]
pub(super) struct Address {
    pub(super) to: Option<PartyId>,
    pub(super) point: Option<ContactPointId>,
    pub(super) filled_in: Vec<FilledIn>,
    pub(super) way: Way,
}

/// How a contact point was come by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// Chosen in the mailbox's pages or by a link: it has to be for the owner (CS-2).
    #[default]
    Chosen,
    /// The authority's letter named it for answers.
    NamedForAnswers,
}

impl Address {
    pub(super) fn said(
        to: Option<&str>,
        point: Option<&str>,
        contact_info: &[ContactInfo],
    ) -> Result<Address, Refused> {
        let to = to.map(|text| party("to", text)).transpose()?;
        let point = point.map(contact_point).transpose()?;
        let filled_in = contact_info.iter().map(|info| FilledIn {
            label: info.label.clone(),
            value: info.value.clone(),
        });
        Ok(Address {
            to,
            point,
            filled_in: filled_in.collect(),
            way: Way::Chosen,
        })
    }
}

pub(super) fn contact_point(text: &str) -> Result<ContactPointId, Refused> {
    text.parse()
        .map_err(|fault: testpost_engine::id::NotAUuid| {
            wrong("contactPointId", fault.to_string(), text)
        })
}

/// What the writer says of the letter itself.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) label: String,
    pub(super) text: String,
    pub(super) attachments: u8,
}

impl Text {
    pub(super) fn look_through(&self) -> Result<(), Refused> {
        if self.attachments > MOST_ATTACHMENTS {
            return Err(wrong(
                "numberOfAdditionalAttachments",
                format!("at most {MOST_ATTACHMENTS}"),
                self.attachments,
            ));
        }
        if self.label.chars().count() > LONGEST_LABEL {
            let message = format!("at most {LONGEST_LABEL} characters");
            return Err(wrong("label", message, self.label.as_str()));
        }
        Ok(())
    }
}

/// A title with a few letters before it, cut where MeMo takes no more.
pub(super) fn titled(before: &str, label: &str) -> String {
    let title = format!("{before}: {label}");
    title.chars().take(LONGEST_LABEL).collect()
}

/// Where the writing is done: what the world has to say about it.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) uuid: MessageUuid,
    pub(super) now: Timestamp,
    pub(super) intake: IntakeSettings,
    sender: LetterParty,
    recipient: LetterParty,
    post_type: Option<String>,
    point: Option<(ContactPointId, Option<String>)>,
    filled_in: Vec<FilledIn>,
}

impl Desk {
    pub(super) async fn in_world(
        world: &World,
        owner: PartyId,
        address: Address,
    ) -> Result<Desk, Refused> {
        world
            .query_at(move |engine, now| Desk::of(engine, now, owner, address))
            .await?
    }

    fn of(
        engine: &Engine,
        now: Timestamp,
        owner: PartyId,
        address: Address,
    ) -> Result<Desk, Refused> {
        let state = engine.state();
        let name = |id: &PartyId| match state.registry.party(id) {
            Some(party) => party.name().to_owned(),
            None => id.number().to_owned(),
        };
        let kind = state.registry.party(&owner).map(|party| party.target());
        let known = address.point.and_then(|id| state.contact_points.get(&id));
        match (known, kind) {
            (Some(point), Some(kind)) => {
                if address.way == Way::Chosen {
                    point.may_be_used_by(kind)?;
                }
                point.may_be_filled_in(&address.filled_in)?;
            }
            (None, _) if !address.filled_in.is_empty() => {
                let message = "no contact point that has fields is named".to_owned();
                return Err(wrong("contactInfo", message, serde_json::Value::Null));
            }
            (Some(_) | None, _) => {}
        }
        let authority = known.map(|point| PartyId::Cvr(point.authority));
        let Some(to) = address.to.or(authority) else {
            let message = "name the recipient, or a contact point that there is".to_owned();
            return Err(wrong("to", message, serde_json::Value::Null));
        };
        if to == owner {
            let message = "a mailbox does not write to itself".to_owned();
            return Err(wrong("to", message, to.number()));
        }
        let seq = engine.journal().last_seq() + 1;
        let drawn = chance::uuid(engine.birth().seed, seq, Lane::Message);
        Ok(Desk {
            uuid: MessageUuid::from_uuid(drawn)
                .map_err(|fault| Refused::ours(&fault.to_string()))?,
            now,
            intake: IntakeSettings::of(engine),
            sender: LetterParty {
                label: name(&owner),
                id: owner,
            },
            recipient: LetterParty {
                label: name(&to),
                id: to,
            },
            post_type: kind.and_then(|kind| post_type(engine.profile(), kind)),
            point: address
                .point
                .map(|id| (id, known.map(|point| point.name.clone()))),
            filled_in: address.filled_in,
        })
    }

    /// The letter, and what Letter itself does not know of it.
    pub(super) fn letter(&self, text: Text) -> Letter {
        Letter {
            version: MemoVersion::V1_2,
            message_type: MessageType::DigitalPost,
            message_uuid: self.uuid,
            message_id: None,
            label: text.label,
            notification: None,
            reply: false,
            value_date: None,
            mandatory: false,
            legal_notification: false,
            sender: self.sender.clone(),
            recipient: self.recipient.clone(),
            contact_point: self.point.as_ref().map(|(id, _)| id.as_uuid()),
            created: self.now,
            text: text.text,
            attachments: (1..=text.attachments).map(attachment).collect(),
            reply_to: None,
            forward_of: None,
        }
    }

    /// Fills in what a letter does not say by itself.
    pub(super) fn complete(&self, message: &mut Message) {
        let header = &mut message.header;
        header.post_type = self.post_type.clone();
        if let (Some(point), Some((_, label))) = (&mut header.recipient.contact_point, &self.point)
        {
            point.label = label.clone();
            let filled_in = self.filled_in.iter().map(|field| LabelledValue {
                label: field.label.clone(),
                value: field.value.clone(),
            });
            point.contact_info = filled_in.collect();
        }
    }
}

fn post_type(profile: &Profile, kind: Target) -> Option<String> {
    let said = match kind {
        Target::Citizen => &profile.post_type_citizen,
        Target::Company => &profile.post_type_company,
        Target::Authority => &profile.post_type_authority,
    };
    Some(said.clone()).filter(|said| !said.is_empty())
}

/// The message as bytes.
pub(super) fn written(letter: &Letter, message: &Message) -> Result<Vec<u8>, Refused> {
    let mut xml = Vec::new();
    write(message, &mut Held::new(&letter.contents()), &mut xml)
        .map_err(|fault| wrong("contactInfo", fault.to_string(), serde_json::Value::Null))?;
    Ok(xml)
}

/// A message of a mailbox, with its body in the spool.
pub(super) struct Earlier {
    pub(super) owner: PartyId,
    pub(super) message: Message,
    pub(super) body: SpooledBody,
    pub(super) received_at: Timestamp,
}

impl Earlier {
    pub(super) async fn in_mailbox(
        world: &World,
        owner: Owner,
        uuid: MessageUuid,
    ) -> Result<Earlier, Refused> {
        let (owner, hash, received_at) = world
            .query(move |engine| {
                let owner = owner.known(engine)?;
                let received_at = MailboxItem::find(engine, &owner, uuid)?.received_at;
                let message = engine.state().messages.get(uuid);
                let message =
                    message.ok_or_else(|| Refused::ours("a mailbox names an unknown message"))?;
                Ok::<_, Refused>((owner, message.body.hash, received_at))
            })
            .await??;
        let body = world
            .spool()
            .get(&hash)
            .ok_or_else(|| Refused::ours("the spool does not have the message"))?;
        let again = body.clone();
        let message = tokio::task::spawn_blocking(move || read(again.reader()?, &mut Discard))
            .await
            .map_err(|fault| Refused::ours(&fault.to_string()))?
            .map_err(|fault| Refused::ours(&format!("a message cannot be read: {fault}")))?;
        Ok(Earlier {
            owner,
            message,
            body,
            received_at,
        })
    }
}
