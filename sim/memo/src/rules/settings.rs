//! What the rules go by: everything about them that is assumed, and what they allow.
//!
//! Digital Post keeps these in its profile under names of its own; `standard` has the defaults
//! for whoever checks a message without a Digital Post.
use super::html::HtmlPolicy;

/// The rules that a message is held to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// MEMO-1: bytes of the message's XML.
    pub max_bytes: u64,
    /// MEMO-2: AdditionalDocument elements.
    pub max_attachments: u64,
    /// MEMO-7: extensions of file names, without the dot, in lower case. The encodingFormat of a
    /// file is not looked at: the name is what the reader's machine goes by.
    pub file_extensions: Vec<String>,
    /// MEMO-9.
    pub body: BodyRule,
    /// MEMO-15.
    pub action_codes: Vec<String>,
    /// MEMO-16.
    pub post_types: Vec<String>,
    /// MEMO-20.
    pub html: HtmlRule,
}

/// Whether the type of a message decides if it has a body (MEMO-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyRule {
    /// A letter has one, a NemSMS has none.
    ByType,
    /// Both may be with or without.
    Free,
}

/// Whether HTML documents are looked into (MEMO-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlRule {
    Off,
    By(HtmlPolicy),
}

impl Rules {
    pub fn standard() -> Self {
        let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Self {
            max_bytes: 99_500_000,
            max_attachments: 10,
            file_extensions: list(&[
                "pdf", "txt", "html", "xml", "ics", "gif", "jpg", "jpeg", "png", "tif", "tiff",
                "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "csv",
                "gml", "dwg", "dxf",
            ]),
            body: BodyRule::ByType,
            action_codes: list(&[
                "AFTALE",
                "BEKRAEFT",
                "BETALING",
                "FORBEREDELSE",
                "INFORMATION",
                "SELVBETJENING",
                "TILMELDING",
                "UNDERSKRIV",
            ]),
            post_types: list(&["MYNDIGHEDSPOST", "VIRKSOMHEDSPOST"]),
            html: HtmlRule::By(HtmlPolicy::Lenient),
        }
    }
}
