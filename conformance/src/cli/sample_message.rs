//! A message made up from a seed: who, what and how much is given, the rest is drawn.
//!
//! Its files are prose that is drawn again each time it is read, so none of it is ever held. When
//! a size is asked for, the files share what is left beside the markup; base64 grows in fours, and
//! the messageID takes up the last few bytes.

use std::io::{self, Read, Write};

use jiff::Timestamp;
use jiff::civil::Date;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};
use testpost_memo::id::{Cvr, MessageUuid, PartyId};
use testpost_memo::model::{ContentRef, Document, File, Message, Sha256Hash};
use testpost_memo::write::{self, ContentSource, Letter, LetterParty, WriteFault};
use testpost_memo::{MemoVersion, MessageType};
use uuid::Uuid;

/// What the message is to be.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) version: MemoVersion,
    pub(crate) message_type: MessageType,
    pub(crate) from: Cvr,
    pub(crate) to: PartyId,
    pub(crate) contact_point: Option<Uuid>,
    /// Of the whole XML, in bytes.
    pub(crate) size: Option<u64>,
    pub(crate) attachments: u16,
    pub(crate) value_date: Option<Date>,
    pub(crate) seed: u64,
}

/// Why there can be no such message, or why it was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SampleFault {
    #[error("a NEMSMS has no documents, so it can have no attachments")]
    NoAttachments,
    #[error("such a message weighs {}, not {asked} bytes", range(*.least, *.most))]
    Size {
        asked: u64,
        least: u64,
        most: Option<u64>,
    },
    #[error(transparent)]
    Io(io::Error),
    #[error("the message cannot be written: {0}")]
    Broken(WriteFault),
}

fn range(least: u64, most: Option<u64>) -> String {
    match most {
        Some(most) => format!("from {least} to {most} bytes"),
        None => format!("at least {least} bytes"),
    }
}

impl From<WriteFault> for SampleFault {
    fn from(fault: WriteFault) -> Self {
        match fault {
            WriteFault::Io(error) => Self::Io(error),
            WriteFault::ContentUnreadable { .. }
            | WriteFault::OtherContent { .. }
            | WriteFault::Character { .. }
            | WriteFault::TechnicalAction { .. } => Self::Broken(fault),
        }
    }
}

/// The most that the messageID can take up beside what it has; it may have 256 characters.
const MOST_PADDING: u64 = 240;
/// Files without a size of the whole.
const LETTER_BYTES: u64 = 600;
const ATTACHMENT_BYTES: u64 = 2_000;

/// A message that can be written any number of times.
#[derive(Debug)]
pub(crate) struct SampleMessage {
    message: Message,
    seed: u64,
}

impl SampleMessage {
    pub(crate) fn new(wish: &Wish) -> Result<Self, SampleFault> {
        let mut sample = Self {
            message: letter(wish).to_message(),
            seed: wish.seed,
        };
        let files = match &mut sample.message.body {
            Some(body) => {
                body.additional_documents = (1..=wish.attachments).map(attachment).collect();
                1 + u64::from(wish.attachments)
            }
            None if wish.attachments > 0 => return Err(SampleFault::NoAttachments),
            None => 0,
        };
        match wish.size {
            Some(size) => sample.weigh(size, files)?,
            None => sample.fill(|at| {
                if at == 0 {
                    LETTER_BYTES
                } else {
                    ATTACHMENT_BYTES
                }
            })?,
        }
        Ok(sample)
    }

    /// Makes the whole weigh that much.
    fn weigh(&mut self, asked: u64, files: u64) -> Result<(), SampleFault> {
        // No file may be empty (MEMO-8), so each has one group of base64 at least.
        self.fill(|_| 3)?;
        let mut counted = Counted(0);
        self.write(&mut counted)?;
        let least = counted.0;
        let most = (files == 0).then_some(least + MOST_PADDING);
        let out_of_reach = SampleFault::Size { asked, least, most };
        let Some(left) = asked.checked_sub(least) else {
            return Err(out_of_reach);
        };
        if most.is_some_and(|most| asked > most) {
            return Err(out_of_reach);
        }
        let (groups, padding) = if files == 0 {
            (0, left)
        } else {
            (left / 4, left % 4)
        };
        let id = self.message.header.message_id.get_or_insert_default();
        id.extend((0..padding).map(|_| '0'));
        let (each, more) = (groups.checked_div(files), groups.checked_rem(files));
        let (each, more) = (each.unwrap_or(0), more.unwrap_or(0));
        self.fill(|at| 3 * (1 + each + if at == 0 { more } else { 0 }))
    }

    /// Says of each file that it has so many bytes.
    fn fill(&mut self, bytes: impl Fn(usize) -> u64) -> Result<(), SampleFault> {
        let seed = self.seed;
        let Some(body) = &mut self.message.body else {
            return Ok(());
        };
        let documents = std::iter::once(&mut body.main_document);
        let documents = documents.chain(&mut body.additional_documents);
        let files = documents.flat_map(|document| &mut document.files);
        for (at, file) in files.enumerate() {
            let size = bytes(at);
            let mut hash = Hashed(Sha256::new());
            io::copy(&mut Prose::new(seed, at, size), &mut hash).map_err(SampleFault::Io)?;
            file.content = ContentRef {
                size,
                sha256: Sha256Hash::from_bytes(hash.0.finalize().into()),
            };
        }
        Ok(())
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> Result<(), SampleFault> {
        let mut contents = Contents {
            seed: self.seed,
            at: 0,
        };
        Ok(write::write(&self.message, &mut contents, out)?)
    }
}

fn letter(wish: &Wish) -> Letter {
    let mut chance = chance(wish.seed, 0);
    let mut bytes = [0; 16];
    chance.fill_bytes(&mut bytes);
    let number = chance.next_u32() % 100_000_000;
    let subject = SUBJECTS[chance.next_u32() as usize % SUBJECTS.len()];
    let party = |id: PartyId, label: &str| LetterParty {
        id,
        label: label.to_owned(),
    };
    let recipient = match wish.to {
        PartyId::Cpr(_) => "Testborger",
        PartyId::Cvr(_) => "Testmodtager",
    };
    Letter {
        version: wish.version,
        message_type: wish.message_type,
        message_uuid: MessageUuid::from_random_bytes(bytes),
        message_id: Some(format!("TP-{number:08}")),
        label: subject.to_owned(),
        notification: match wish.message_type {
            MessageType::DigitalPost => None,
            MessageType::NemSms => Some(format!("{subject}. Ring, hvis du er i tvivl.")),
        },
        reply: false,
        value_date: wish.value_date,
        mandatory: false,
        legal_notification: false,
        sender: party(wish.from.into(), "Testafsender"),
        recipient: party(wish.to, recipient),
        contact_point: wish.contact_point,
        created: CREATED,
        text: String::new(),
        attachments: Vec::new(),
        reply_to: None,
        forward_of: None,
    }
}

/// When such messages were written: the same for all, and before any world begins.
const CREATED: Timestamp = Timestamp::constant(1_767_600_000, 0);

fn attachment(number: u16) -> Document {
    Document {
        id: None,
        label: Some(format!("Bilag {number}")),
        files: vec![File {
            encoding_format: "text/plain".to_owned(),
            filename: format!("bilag-{number}.txt"),
            language: "da".to_owned(),
            // Filled in with the others.
            content: ContentRef {
                size: 0,
                sha256: Sha256Hash::from_bytes([0; 32]),
            },
        }],
        actions: Vec::new(),
    }
}

/// A generator for each thing that is drawn, so that one does not depend on another.
fn chance(seed: u64, of: u64) -> ChaCha8Rng {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    chance.set_stream(of);
    chance
}

/// Hands out the files once more, in their order.
struct Contents {
    seed: u64,
    at: usize,
}

impl ContentSource for Contents {
    fn next(&mut self, content: &ContentRef) -> io::Result<impl Read> {
        let prose = Prose::new(self.seed, self.at, content.size);
        self.at += 1;
        Ok(prose)
    }
}

/// So many bytes of Danish words in lines.
struct Prose {
    chance: ChaCha8Rng,
    left: u64,
    /// What is left of the word at hand.
    word: &'static [u8],
    words: u64,
}

impl Prose {
    fn new(seed: u64, file: usize, size: u64) -> Self {
        Self {
            chance: chance(seed, 1 + file as u64),
            left: size,
            word: &[],
            words: 0,
        }
    }

    fn next_word(&mut self) {
        self.words += 1;
        self.word = if self.words.is_multiple_of(2) {
            if self.words.is_multiple_of(24) {
                b"\n"
            } else {
                b" "
            }
        } else {
            WORDS[self.chance.next_u32() as usize % WORDS.len()].as_bytes()
        };
        // A word that does not fit would end in the middle of a letter.
        if self.word.len() as u64 > self.left {
            self.word = b".";
        }
    }
}

impl Read for Prose {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        while length < buffer.len() && self.left > 0 {
            if self.word.is_empty() {
                self.next_word();
            }
            let taken = self.word.len().min(buffer.len() - length);
            buffer[length..length + taken].copy_from_slice(&self.word[..taken]);
            self.word = &self.word[taken..];
            self.left -= taken as u64;
            length += taken;
        }
        Ok(length)
    }
}

struct Hashed(Sha256);

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SUBJECTS: &[&str] = &[
    "Svar på din ansøgning",
    "Tid til undersøgelse",
    "Plads i børnehave",
    "Ændring af din ydelse",
    "Indkaldelse til møde",
    "Kvittering for anmeldelse",
];

const WORDS: &[&str] = &[
    "kære",
    "borger",
    "vi",
    "har",
    "modtaget",
    "din",
    "ansøgning",
    "om",
    "plads",
    "i",
    "børnehave",
    "og",
    "du",
    "får",
    "svar",
    "inden",
    "fjorten",
    "dage",
    "hvis",
    "der",
    "er",
    "spørgsmål",
    "kan",
    "ringe",
    "til",
    "os",
    "på",
    "hverdage",
    "mødet",
    "holdes",
    "rådhuset",
    "lokale",
    "seks",
    "husk",
    "at",
    "medbringe",
    "brevet",
    "afgørelsen",
    "bygger",
    "loven",
    "klage",
    "skal",
    "sendes",
    "efter",
    "den",
    "dag",
    "venlig",
    "hilsen",
    "kommunen",
    "sagsbehandler",
    "økonomi",
    "række",
];
