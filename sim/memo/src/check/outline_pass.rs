//! A first reading of a message: it only fills the outline.
use std::io::{self, BufRead};

use quick_xml::{Reader, events::Event};

use super::{Options, Report};
use crate::{MemoVersion, MessageType, Outline, id::MessageUuid};

/// Checks a message while it is read. Only a failure to read it ends in an error.
pub fn check(input: impl BufRead, _options: &Options) -> io::Result<Report> {
    let mut reader = Reader::from_reader(input);
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut outline = Outline::default();
    let mut buffer = Vec::new();
    let mut well_formed = true;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                text.clear();
                if path.is_empty() {
                    outline.version = tag
                        .try_get_attribute("memoVersion")
                        .ok()
                        .flatten()
                        .and_then(|a| MemoVersion::from_decimal(&a.value));
                }
                path.push(tag.local_name().as_ref().to_owned());
                if path.len() == 2 && path[1] == "MessageBody" {
                    outline.has_body = true;
                }
                if path.len() == 3 && path[2] == "AdditionalDocument" {
                    outline.additional_documents += 1;
                }
            }
            Ok(Event::Text(chunk)) => text.push_str(&chunk),
            Ok(Event::End(_)) => {
                note(&path, &text, &mut outline);
                path.pop();
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(quick_xml::Error::Io(fault)) => return Err(io::Error::new(fault.kind(), fault)),
            Err(_) => {
                well_formed = false;
                break;
            }
        }
    }
    Ok(Report {
        version: outline.version,
        well_formed,
        outline,
        findings: Vec::new(),
        more_findings: 0,
    })
}

fn note(path: &[String], text: &str, outline: &mut Outline) {
    let steps: Vec<&str> = path.iter().skip(2).map(String::as_str).collect();
    let value = || Some(text.to_owned());
    match steps.as_slice() {
        ["messageType"] => outline.message_type = MessageType::parse(text),
        ["messageUUID"] => {
            outline.message_uuid = MessageUuid::parse(text).ok();
            outline.message_uuid_text = value();
        }
        ["messageID"] => outline.message_id = value(),
        ["label"] => outline.label = value(),
        ["notification"] => outline.notification = value(),
        ["reply"] => outline.reply = text == "true",
        ["mandatory"] => outline.mandatory = text == "true",
        ["legalNotification"] => outline.legal_notification = text == "true",
        ["doNotDeliverUntilDate"] => outline.value_date = text.parse().ok(),
        ["postType"] => outline.post_type = value(),
        ["Sender", "senderID"] => outline.sender.id = value(),
        ["Sender", "idType"] => outline.sender.id_type = value(),
        ["Sender", "label"] => outline.sender.label = value(),
        ["Recipient", "recipientID"] => outline.recipient.id = value(),
        ["Recipient", "idType"] => outline.recipient.id_type = value(),
        ["Recipient", "label"] => outline.recipient.label = value(),
        ["Recipient", "ContactPoint", "contactPointID"] => {
            outline.recipient.contact_point_id = value();
        }
        ["ForwardData", "messageUUID"] => outline.forward_of = MessageUuid::parse(text).ok(),
        ["ReplyData", "messageUUID"] => outline.reply_to = MessageUuid::parse(text).ok(),
        _ => {}
    }
}
