//! A letter in an unusual but good form: with every element or with none that may be left out, of
//! a certain weight, under another prefix, in another encoding.
//!
//! The letter with every element is the fixture of that name with parties of the scenario.

use testpost_memo::MemoVersion;
use testpost_memo::model::{ContactPoint, Message};
use testpost_memo::read;
use testpost_memo::write::{Held, Letter, write};

use crate::runner::StepFault;
use crate::scenario::{Elements, LetterEncoding, Send};

const FULL_1_1: &[u8] = include_bytes!("../../../fixtures/memo/valid/full-1.1/memo.xml");
const FULL_1_2: &[u8] = include_bytes!("../../../fixtures/memo/valid/full-1.2/memo.xml");

/// More than a letter may weigh, with room for a scenario about that.
const HEAVIEST: u64 = 110_000_000;

/// The letter's bytes in the form that `send` asks for.
pub(super) fn written(letter: &Letter, said: &Send) -> Result<Vec<u8>, StepFault> {
    let broken = |what: &str| StepFault::Broken(format!("the letter cannot be written: {what}"));
    let xml = match (said.elements, said.size) {
        (None, None) => letter.to_xml(),
        (None, Some(size)) => weighing(letter, size)?,
        (Some(Elements::Fewest), None) => {
            let mut message = letter.to_message();
            thin(&mut message);
            let mut xml = Vec::new();
            write(&message, &mut Held::new(&letter.contents()), &mut xml)
                .map_err(|fault| broken(&fault.to_string()))?;
            xml
        }
        (Some(Elements::All), None) => full(letter).map_err(|fault| broken(&fault))?,
        (Some(_), Some(_)) => return Err(broken("`size` and `elements` do not go together")),
    };
    if said.prefix.is_none() && said.encoding.is_none() {
        return Ok(xml);
    }
    let mut text = String::from_utf8(xml).map_err(|fault| broken(&fault.to_string()))?;
    if let Some(prefix) = &said.prefix {
        text = under_prefix(&text, prefix);
    }
    Ok(encoded(
        &text,
        said.encoding.unwrap_or(LetterEncoding::Utf8),
    ))
}

/// Its text grows until the whole weighs that much; base64 grows in fours.
fn weighing(letter: &Letter, size: u64) -> Result<Vec<u8>, StepFault> {
    const SENTENCE: &str = "Kære modtager, her er endnu en linje i et langt brev.\n";
    let least = Letter {
        text: "...".to_owned(),
        ..letter.clone()
    };
    let least = least.to_xml().len() as u64;
    if !(least..=HEAVIEST).contains(&size) {
        return Err(StepFault::Broken(format!(
            "such a letter weighs from {least} to {HEAVIEST} bytes, not {size}"
        )));
    }
    let bytes = usize::try_from(3 + (size - least) / 4 * 3).unwrap_or(usize::MAX);
    let mut text = SENTENCE.repeat(bytes / SENTENCE.len());
    text.extend(std::iter::repeat_n('.', bytes - text.len()));
    Ok(Letter {
        text,
        ..letter.clone()
    }
    .to_xml())
}

/// Nothing stands in it that may be left out.
fn thin(message: &mut Message) {
    let header = &mut message.header;
    header.message_id = None;
    header.notification = None;
    header.reply = None;
    header.mandatory = None;
    header.legal_notification = None;
    header.recipient.label = None;
    if let Some(body) = &mut message.body {
        body.main_document.label = None;
    }
}

/// The fixture with every element, between the letter's parties.
fn full(letter: &Letter) -> Result<Vec<u8>, String> {
    let fixture = match letter.version {
        MemoVersion::V1_1 => FULL_1_1,
        MemoVersion::V1_2 => FULL_1_2,
    };
    let mut contents: Vec<Vec<u8>> = Vec::new();
    let mut message = read::read(fixture, &mut contents).map_err(|fault| fault.to_string())?;
    let own = letter.to_message();
    let header = &mut message.header;
    header.message_uuid = own.header.message_uuid;
    header.label = own.header.label;
    header.reply = own.header.reply;
    header.do_not_deliver_until_date = own.header.do_not_deliver_until_date;
    header.mandatory = own.header.mandatory;
    header.legal_notification = own.header.legal_notification;
    header.sender.sender_id = own.header.sender.sender_id;
    header.sender.id_type = own.header.sender.id_type;
    header.sender.label = own.header.sender.label;
    header.recipient.recipient_id = own.header.recipient.recipient_id;
    header.recipient.id_type = own.header.recipient.id_type;
    header.recipient.label = own.header.recipient.label;
    let point = own.header.recipient.contact_point;
    header.recipient.contact_point = match (header.recipient.contact_point.take(), point) {
        (Some(full), Some(own)) => Some(ContactPoint {
            contact_point_id: own.contact_point_id,
            ..full
        }),
        (_, own) => own,
    };
    let mut xml = Vec::new();
    write(&message, &mut Held::new(&contents), &mut xml).map_err(|fault| fault.to_string())?;
    Ok(xml)
}

/// MeMo's namespace is bound to another prefix, or to none at all.
fn under_prefix(text: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return text
            .replace("<memo:", "<")
            .replace("</memo:", "</")
            .replace("xmlns:memo=", "xmlns=");
    }
    text.replace("<memo:", &format!("<{prefix}:"))
        .replace("</memo:", &format!("</{prefix}:"))
        .replace("xmlns:memo=", &format!("xmlns:{prefix}="))
}

/// The document says its encoding, and is in it.
fn encoded(text: &str, encoding: LetterEncoding) -> Vec<u8> {
    let bare = match text.split_once("?>") {
        Some((declaration, rest)) if declaration.starts_with("<?xml") => rest.trim_start(),
        Some(_) | None => text,
    };
    let name = match encoding {
        LetterEncoding::Utf8 => "UTF-8",
        LetterEncoding::Utf16 | LetterEncoding::Utf16BigEndian => "UTF-16",
        LetterEncoding::Latin1 => "ISO-8859-1",
    };
    let whole = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\n{bare}");
    match encoding {
        LetterEncoding::Utf8 => whole.into_bytes(),
        LetterEncoding::Utf16 => [0xff, 0xfe]
            .into_iter()
            .chain(whole.encode_utf16().flat_map(u16::to_le_bytes))
            .collect(),
        LetterEncoding::Utf16BigEndian => [0xfe, 0xff]
            .into_iter()
            .chain(whole.encode_utf16().flat_map(u16::to_be_bytes))
            .collect(),
        // What it does not have is written as a reference.
        LetterEncoding::Latin1 => whole
            .chars()
            .flat_map(|character| match u8::try_from(character) {
                Ok(byte) => vec![byte],
                Err(_) => format!("&#{};", u32::from(character)).into_bytes(),
            })
            .collect(),
    }
}
