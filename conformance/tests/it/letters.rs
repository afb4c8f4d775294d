//! Letters to send and push in these tests.

use jiff::Timestamp;
use testpost_memo::id::{MessageUuid, PartyId};
use testpost_memo::write::{Letter, LetterParty};
use testpost_memo::{MemoVersion, MessageType};

pub(crate) const AUTHORITY: &str = "20000001";

pub(crate) fn letter(number: u8) -> Letter {
    let party = |id: &str, id_type: &str, label: &str| LetterParty {
        id: PartyId::parse(id, id_type).expect("a party"),
        label: label.to_owned(),
    };
    Letter {
        version: MemoVersion::V1_2,
        message_type: MessageType::DigitalPost,
        message_uuid: MessageUuid::from_random_bytes([number; 16]),
        message_id: Some(format!("M-{number}")),
        label: "Plads i børnehave".to_owned(),
        notification: None,
        reply: false,
        value_date: None,
        mandatory: false,
        legal_notification: false,
        sender: party("2211771212", "CPR", "Mette Testesen"),
        recipient: party(AUTHORITY, "CVR", "Prøvekøbing Kommune"),
        contact_point: None,
        created: Timestamp::UNIX_EPOCH,
        text: "Er der en plads?".to_owned(),
        attachments: Vec::new(),
        reply_to: None,
        forward_of: None,
    }
}
