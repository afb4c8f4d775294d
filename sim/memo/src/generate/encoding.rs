//! A document in the encodings that messages come in.

/// How a document is encoded, and how it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// Without a word about it.
    Utf8,
    Utf8Declared,
    /// With a byte order mark.
    Utf8Marked,
    Utf16LittleEndian,
    Utf16BigEndian,
    /// Without a byte order mark, told by its first characters.
    Utf16LittleEndianUnmarked,
    Iso8859,
}

impl TextEncoding {
    pub(super) const ALL: [Self; 7] = [
        Self::Utf8,
        Self::Utf8Declared,
        Self::Utf8Marked,
        Self::Utf16LittleEndian,
        Self::Utf16BigEndian,
        Self::Utf16LittleEndianUnmarked,
        Self::Iso8859,
    ];

    /// What an XML declaration says; None when it need not stand there at all.
    pub(super) fn declared(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Utf8Declared | Self::Utf8Marked => Some("utf-8"),
            Self::Utf16LittleEndian | Self::Utf16BigEndian => Some("UTF-16"),
            Self::Utf16LittleEndianUnmarked => Some("UTF-16LE"),
            Self::Iso8859 => Some("ISO-8859-1"),
        }
    }

    /// Whether a character can stand in the document itself.
    pub(super) fn has(self, character: char) -> bool {
        match self {
            Self::Iso8859 => character <= '\u{ff}',
            Self::Utf8
            | Self::Utf8Declared
            | Self::Utf8Marked
            | Self::Utf16LittleEndian
            | Self::Utf16BigEndian
            | Self::Utf16LittleEndianUnmarked => true,
        }
    }

    /// The bytes of a document; characters that it does not have become question marks.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        let little = || text.encode_utf16().flat_map(u16::to_le_bytes);
        match self {
            Self::Utf8 | Self::Utf8Declared => text.as_bytes().to_vec(),
            Self::Utf8Marked => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Self::Utf16LittleEndian => [0xFF, 0xFE].into_iter().chain(little()).collect(),
            Self::Utf16LittleEndianUnmarked => little().collect(),
            Self::Utf16BigEndian => [0xFE, 0xFF]
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
                .collect(),
            Self::Iso8859 => text
                .chars()
                .map(|character| u8::try_from(character).unwrap_or(b'?'))
                .collect(),
        }
    }
}
