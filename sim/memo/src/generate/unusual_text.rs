//! Values in unusual XML: other spellings, CDATA, references, comments in the middle.
use std::fmt::Write as _;

use super::{Twist, unusual_tree::UnusualWriter};
use crate::schema::{SimpleType, WhiteSpace};

impl UnusualWriter<'_> {
    /// The text of an element, in a way that means the same for its type.
    pub(super) fn value(&mut self, of: SimpleType, text: &str) {
        let mut text = text.to_owned();
        if self.has(Twist::Spellings) {
            text = self.respelled(of, &text);
        }
        // An empty reply is false, and one of white space is nothing at all.
        let collapses = of.white_space() == WhiteSpace::Collapse && !text.is_empty();
        if self.has(Twist::WhiteSpace) && collapses {
            let space = |writer: &mut Self| {
                let spaces = ["", " ", "\n  ", "\t", "\r"];
                writer.dice.choose(&spaces).unwrap_or_default()
            };
            text = format!("{}{text}{}", space(self), space(self));
        }
        self.text(&text);
    }

    fn respelled(&mut self, of: SimpleType, text: &str) -> String {
        match of {
            SimpleType::Boolean => {
                let spellings = if text == "true" {
                    ["true", "1"].as_slice()
                } else {
                    ["false", "0", ""].as_slice()
                };
                self.dice.choose(spellings).unwrap_or_default().to_owned()
            }
            SimpleType::Uuid => text.to_ascii_uppercase(),
            SimpleType::Base64 => {
                let mut spaced = String::new();
                for character in text.chars() {
                    spaced.push(character);
                    if self.dice.once_in(5) {
                        let space = self.dice.choose(&[" ", "\n", "\t", "\n    "]);
                        spaced.push_str(space.unwrap_or_default());
                    }
                }
                spaced
            }
            SimpleType::Text
            | SimpleType::Comment
            | SimpleType::Notification
            | SimpleType::Uri
            | SimpleType::Language
            | SimpleType::DateTime
            | SimpleType::Date
            | SimpleType::MessageType
            | SimpleType::LicenseNumber
            | SimpleType::GlobalLocation
            | SimpleType::ProductionNumber => text.to_owned(),
        }
    }

    fn text(&mut self, text: &str) {
        const OPEN: &str = "<![CDATA[";
        const CLOSE: &str = "]]>";
        let mut within = false;
        for character in text.chars() {
            if self.has(Twist::Cdata) && self.dice.once_in(6) {
                self.out.push_str(if within { CLOSE } else { OPEN });
                within = !within;
            }
            // A bare CR would be read as a line feed.
            let fits = character != '\r' && self.encoding.has(character);
            if within && (!fits || (character == '>' && self.out.ends_with("]]"))) {
                self.out.push_str(CLOSE);
                within = false;
            }
            if within {
                self.plain(character);
                continue;
            }
            if self.has(Twist::Comments) && self.dice.once_in(10) {
                self.comment();
            }
            let needless = self.has(Twist::References) && self.dice.once_in(5);
            match character {
                _ if !fits || needless => self.reference(character),
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' if self.out.ends_with("]]") => self.out.push_str("&gt;"),
                other => self.plain(other),
            }
        }
        if within {
            self.out.push_str(CLOSE);
        }
    }

    fn plain(&mut self, character: char) {
        if character == '\n' && self.has(Twist::LineEnds) {
            self.out.push('\r');
        }
        self.out.push(character);
    }

    pub(super) fn attribute_value(&mut self, value: &str, quote: char) {
        for character in value.chars() {
            let fits = !matches!(character, '\t' | '\n' | '\r') && self.encoding.has(character);
            let needless = self.has(Twist::References) && self.dice.once_in(5);
            match character {
                _ if !fits || needless || character == quote => self.reference(character),
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                other => self.out.push(other),
            }
        }
    }

    /// A reference by number or, where there is one, by name.
    fn reference(&mut self, character: char) {
        let number = u32::from(character);
        let name = match character {
            '&' => Some("amp"),
            '<' => Some("lt"),
            '>' => Some("gt"),
            '"' => Some("quot"),
            '\'' => Some("apos"),
            _ => None,
        };
        // A String takes every write.
        let _ = match (self.dice.below(3), name) {
            (0, Some(name)) => write!(self.out, "&{name};"),
            (0 | 1, _) => write!(self.out, "&#{number};"),
            (_, _) => write!(self.out, "&#x{number:04x};"),
        };
    }
}
