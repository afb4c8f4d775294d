//! The text of an element while it streams in: kept as far as it can matter, counted to its end,
//! its white space as its type has it.
use crate::{
    Code,
    schema::{Base64Fault, Base64Stream, Decoded, SimpleType, ValueFault, WhiteSpace},
    xml::Position,
};

/// Characters that are kept: more than the longest type of text allows.
const KEPT: u64 = 2048;

#[derive(Debug)]
pub(super) struct Value {
    of: SimpleType,
    text: String,
    characters: u64,
    /// Anything at all came, be it white space alone.
    touched: bool,
    space_owed: bool,
    base64: Base64Stream,
    /// A finding about it has been made already; no other follows from the same mistake.
    pub(super) spoiled: bool,
}

impl Value {
    pub(super) fn new(of: SimpleType) -> Self {
        Self {
            of,
            text: String::new(),
            characters: 0,
            touched: false,
            space_owed: false,
            base64: Base64Stream::default(),
            spoiled: false,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes a piece. Base64 can be wrong in the middle; everything else is judged at the end.
    /// The bytes that it stands for go to `bytes`.
    pub(super) fn push(
        &mut self,
        piece: &str,
        place: Position,
        bytes: &mut impl Decoded,
    ) -> Result<(), (Position, ValueFault)> {
        self.touched |= !piece.is_empty();
        if self.of == SimpleType::Base64 {
            if self.spoiled {
                return Ok(());
            }
            return self.base64.feed(piece, bytes).map_err(|(at, fault)| {
                self.spoiled = true;
                (place.after(&piece[..at]), base64_fault(fault))
            });
        }
        match self.of.white_space() {
            WhiteSpace::Keep => self.append(piece),
            WhiteSpace::Collapse => self.collapse(piece),
        }
        Ok(())
    }

    fn append(&mut self, piece: &str) {
        let count = piece.chars().count() as u64;
        let room = KEPT.saturating_sub(self.characters);
        self.characters += count;
        if count <= room {
            self.text.push_str(piece);
        } else {
            self.text.extend(piece.chars().take(room as usize));
        }
    }

    /// Runs of white space become one space, and none is left at the ends.
    fn collapse(&mut self, piece: &str) {
        self.text.reserve(piece.len().min(KEPT as usize));
        for character in piece.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                self.space_owed = self.characters > 0;
                continue;
            }
            if std::mem::take(&mut self.space_owed) {
                self.keep(' ');
            }
            self.keep(character);
        }
    }

    fn keep(&mut self, character: char) {
        if self.characters < KEPT {
            self.text.push(character);
        }
        self.characters += 1;
    }

    /// Judges the whole.
    pub(super) fn judge(&self, notification_characters: u64) -> Result<(), ValueFault> {
        if self.of == SimpleType::Base64 {
            return self.base64.end().map_err(base64_fault);
        }
        // An element with a default takes it when there is nothing inside.
        if self.of == SimpleType::Boolean && !self.touched {
            return Ok(());
        }
        if let Some(most) = self.of.most_characters(notification_characters)
            && self.characters > most
        {
            return Err(ValueFault {
                code: Code::SchemaTextTooLong,
                message: format!(
                    "the text has {} characters, {most} are allowed",
                    self.characters
                ),
                remedy: format!("Shorten it to {most} characters."),
            });
        }
        self.of.judge(&self.text)
    }
}

fn base64_fault(fault: Base64Fault) -> ValueFault {
    ValueFault {
        code: Code::SchemaBase64Invalid,
        message: fault.describe(),
        remedy: "Encode the file as base64 with the characters A-Z, a-z, 0-9, + and /, and = for padding.".to_owned(),
    }
}
