//! How a faulty sender writes and sends a message: what is changed in its order, its text, its
//! call and its archive. A correct sender passes through here unchanged.

use testpost_memo::MessageType;
use testpost_memo::id::{Cvr, PartyId};
use testpost_memo::write::Letter;

use super::flaw::SenderFlaw;
use super::order::Order;

/// The order as a sender with this flaw understands it.
pub(super) fn understood(order: &Order, flaw: Option<SenderFlaw>) -> Order {
    let mut order = order.clone();
    match flaw {
        Some(SenderFlaw::IgnoresValueDate) => order.value_date = None,
        Some(SenderFlaw::IgnoresPointLimits) => order.most_attachments = None,
        Some(SenderFlaw::NemSmsWithoutNotification) => order.notification = None,
        Some(_) | None => {}
    }
    order
}

/// The message's text as a sender with this flaw writes it.
pub(super) fn written(letter: Letter, flaw: Option<SenderFlaw>, link: Option<&str>) -> Vec<u8> {
    let letter = match flaw {
        Some(SenderFlaw::SendsAsAnother) => as_another(letter),
        Some(SenderFlaw::EmptyAttachment) => with_empty_files(letter),
        Some(_) | None => letter,
    };
    if flaw == Some(SenderFlaw::NemSmsWithBody) && letter.message_type == MessageType::NemSms {
        let letter = Letter {
            message_type: MessageType::DigitalPost,
            ..letter
        };
        let text = String::from_utf8_lossy(&letter.to_xml()).into_owned();
        return text.replacen(">DIGITALPOST<", ">NEMSMS<", 1).into_bytes();
    }
    let xml = super::order::written(&letter, link);
    let text = String::from_utf8_lossy(&xml);
    match flaw {
        Some(SenderFlaw::LeavesOutLabel) => without(&text, "<memo:label>", "</memo:label>"),
        Some(SenderFlaw::SaysOtherVersion) => {
            let (own, other) = if text.contains("memoVersion=\"1.1\"") {
                ("1.1", "1.2")
            } else {
                ("1.2", "1.1")
            };
            text.replacen(
                &format!("memoVersion=\"{own}\""),
                &format!("memoVersion=\"{other}\""),
                1,
            )
            .into_bytes()
        }
        Some(SenderFlaw::UuidOfVersion1) => {
            let uuid = letter.message_uuid.to_string();
            text.replace(&uuid, &of_version_1(&uuid)).into_bytes()
        }
        Some(_) | None => xml,
    }
}

fn as_another(letter: Letter) -> Letter {
    let mut sender = letter.sender.clone();
    // A number that no organisation of the worlds has.
    if let Ok(cvr) = Cvr::parse("20000099") {
        sender.id = PartyId::Cvr(cvr);
    }
    Letter { sender, ..letter }
}

fn with_empty_files(mut letter: Letter) -> Letter {
    for file in &mut letter.attachments {
        file.content = Vec::new();
    }
    letter
}

/// Without the first element between these tags.
fn without(text: &str, start: &str, end: &str) -> Vec<u8> {
    let cut = text.find(start).and_then(|from| {
        let length = text.get(from..)?.find(end)?;
        Some((from, from + length + end.len()))
    });
    let mut text = text.to_owned();
    if let Some((from, to)) = cut {
        text.replace_range(from..to, "");
    }
    text.into_bytes()
}

pub(super) fn of_version_1(uuid: &str) -> String {
    let mut text = uuid.to_owned();
    if text.len() == 36 {
        text.replace_range(14..15, "1");
    }
    text
}

/// The archive as a sender with this flaw packs it. `bare` is the messages alone.
pub(super) fn packed(packed: Vec<u8>, bare: Vec<u8>, flaw: Option<SenderFlaw>) -> Vec<u8> {
    match flaw {
        Some(SenderFlaw::BareArchive) => bare,
        Some(SenderFlaw::ArchiveCutShort) => {
            let half = packed.len() / 2;
            packed.into_iter().take(half).collect()
        }
        Some(_) | None => packed,
    }
}
