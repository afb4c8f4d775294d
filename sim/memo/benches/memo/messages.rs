//! Messages to measure with: a letter whose files weigh as much as is asked for.
use testpost_memo::{
    MemoVersion, MessageType,
    id::{MessageUuid, PartyId},
    write::{Letter, LetterFile, LetterParty},
};

/// The most that a message may weigh (MEMO-1).
pub(crate) const FULL_SIZE: usize = 99_500_000;
/// A short letter without attachments.
pub(crate) const SMALL: usize = 2_000;

/// Its content is in the attachment, or in the letter itself where it is small.
pub(crate) fn letter(content: usize) -> Option<Letter> {
    letter_with(LetterFile {
        filename: "bilag.pdf".to_owned(),
        encoding_format: "application/pdf".to_owned(),
        content: noise(content),
    })
}

fn letter_with(attachment: LetterFile) -> Option<Letter> {
    let party = |id, id_type, label: &str| {
        Some(LetterParty {
            id: PartyId::parse(id, id_type).ok()?,
            label: label.to_owned(),
        })
    };
    let content = attachment.content.len();
    let small = content < SMALL;
    Some(Letter {
        version: MemoVersion::V1_2,
        message_type: MessageType::DigitalPost,
        message_uuid: MessageUuid::from_random_bytes([7; 16]),
        message_id: Some("2026-4711".to_owned()),
        label: "Plads i børnehave".to_owned(),
        notification: None,
        reply: false,
        value_date: None,
        mandatory: false,
        legal_notification: false,
        sender: party("20000001", "CVR", "Prøvekøbing Kommune")?,
        recipient: party("2211771212", "CPR", "Mette Testesen")?,
        contact_point: None,
        created: jiff::Timestamp::UNIX_EPOCH,
        text: "Kære Mette. ".repeat(if small { content / 12 } else { 8 }),
        attachments: if small { Vec::new() } else { vec![attachment] },
        reply_to: None,
        forward_of: None,
    })
}

/// A message of that size, give or take a few bytes and never more.
pub(crate) fn message(size: usize) -> Option<Vec<u8>> {
    let around = letter(0)?.to_xml().len() + if size > SMALL { 600 } else { 0 };
    let content = size.saturating_sub(around) / 4 * 3;
    letter(content).map(|letter| letter.to_xml())
}

/// A message of that size, give or take a few bytes and never more, whose attachment is an HTML
/// document.
pub(crate) fn html_message(size: usize) -> Option<Vec<u8>> {
    let content = size.saturating_sub(letter(0)?.to_xml().len() + 600) / 4 * 3;
    let letter = letter_with(LetterFile {
        filename: "bilag.html".to_owned(),
        encoding_format: "text/html".to_owned(),
        content: html(content),
    });
    letter.map(|letter| letter.to_xml())
}

/// Paragraphs of words in no order, always the same, with a link and some bold words in each:
/// what repeats itself would be learned by a processor, and every check of it be too fast.
fn html(length: usize) -> Vec<u8> {
    const WORDS: [&str; 16] = [
        "kommunen",
        "har",
        "modtaget",
        "din",
        "ansøgning",
        "om",
        "plads",
        "i",
        "børnehave",
        "og",
        "svarer",
        "på",
        "den",
        "senest",
        "<b>første</b>",
        "hverdag",
    ];
    let mut dice = noise(length).into_iter();
    let mut document = String::with_capacity(length + 400);
    while document.len() < length {
        let number = dice.next().unwrap_or_default();
        document.push_str("<p>");
        for die in dice.by_ref().take(20 + usize::from(number % 40)) {
            document.push_str(WORDS[usize::from(die % 16)]);
            document.push(if die < 16 { '\n' } else { ' ' });
        }
        document.push_str("<a href=\"https://www.fjordby.example/sag/");
        document.push_str(&number.to_string());
        document.push_str("\">Se sagen</a></p>\n");
    }
    let mut document = document.into_bytes();
    document.truncate(length);
    document
}

/// Bytes that do not compress and are always the same.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        // Knuth's multiplier for 64 bits.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        bytes.extend_from_slice(&state.to_be_bytes()[..4]);
    }
    bytes.truncate(length);
    bytes
}
