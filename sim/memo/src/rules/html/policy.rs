//! What the two policies allow. The sources say that there are two and which is the default; all
//! that follows is assumed.
//!
//! LENIENT takes a document as it is, with pictures and styles from elsewhere, but nothing that
//! acts by itself: no scripts in any form, no documents or programs within, no forwarding. STRICT
//! takes only elements and attributes that show a text, and nothing that is loaded from elsewhere.
use super::{
    tokenizer::{Token, Value},
    url::{Scheme, scheme},
};

/// How much an HTML document may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlPolicy {
    Lenient,
    Strict,
}

/// Elements that act, bring a document or a program of their own, or change how the rest is read.
const ACTING: &[&str] = &[
    "applet",
    "base",
    "embed",
    "frame",
    "frameset",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "portal",
    "script",
    "svg",
    "xmp",
];

/// Attributes with an address.
const ADDRESSES: &[&str] = &[
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "longdesc",
    "manifest",
    "ping",
    "poster",
    "src",
    "xlink:href",
];

/// Elements that show a text.
const SHOWING: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "ins",
    "li",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
];

/// Their attributes, whichever element they stand on.
const PLAIN: &[&str] = &[
    "align",
    "alt",
    "border",
    "cellpadding",
    "cellspacing",
    "charset",
    "class",
    "colspan",
    "content",
    "datetime",
    "dir",
    "headers",
    "height",
    "href",
    "id",
    "lang",
    "name",
    "role",
    "rowspan",
    "scope",
    "span",
    "src",
    "start",
    "summary",
    "title",
    "type",
    "valign",
    "value",
    "width",
    "xml:lang",
    "xmlns",
];

impl HtmlPolicy {
    /// What of the token is not allowed, in words.
    pub(super) fn fault(self, token: Token<'_>) -> Option<String> {
        let what = match (self, token) {
            (Self::Lenient, Token::Element { name }) => ACTING.contains(&name).then(|| tag(name)),
            (Self::Strict, Token::Element { name }) => {
                (!SHOWING.contains(&name)).then(|| tag(name))
            }
            (
                Self::Lenient,
                Token::Attribute {
                    element,
                    name,
                    value,
                },
            ) => acting(element, name, value),
            (Self::Strict, Token::Attribute { name, value, .. }) => strict(name, value),
        }?;
        Some(format!("{what}, which is not allowed"))
    }
}

fn tag(name: &str) -> String {
    format!("there is <{name}>")
}

/// LENIENT.
fn acting(element: &str, name: &str, value: Value<'_>) -> Option<String> {
    if name.len() > 2 && name.starts_with("on") {
        return Some(format!("<{element}> has the script {name}"));
    }
    if name == "srcdoc" {
        return Some(format!("<{element}> has a document in srcdoc"));
    }
    if element == "meta"
        && name == "http-equiv"
        && value.text.trim().eq_ignore_ascii_case("refresh")
    {
        return Some("<meta> forwards by refresh".to_owned());
    }
    if !ADDRESSES.contains(&name) {
        return None;
    }
    match scheme(value) {
        Scheme::Hidden => Some(format!("{name} is too long to tell where it leads")),
        Scheme::Named { scheme, .. } if matches!(scheme.as_str(), "javascript" | "vbscript") => {
            Some(format!("{name} leads to {scheme}:"))
        }
        Scheme::Named { scheme, rest } if scheme == "data" => {
            let rest = rest.trim_start().to_ascii_lowercase();
            let document = ["text/html", "application/xhtml"]
                .into_iter()
                .find(|kind| rest.starts_with(kind))?;
            Some(format!("{name} leads to data:{document}"))
        }
        Scheme::Named { .. } | Scheme::None => None,
    }
}

/// STRICT.
fn strict(name: &str, value: Value<'_>) -> Option<String> {
    if !PLAIN.contains(&name) && !name.starts_with("aria-") {
        return Some(format!("there is the attribute {name}"));
    }
    let allowed = match (name, scheme(value)) {
        ("href", Scheme::Named { scheme, .. }) => {
            matches!(scheme.as_str(), "https" | "mailto" | "tel")
        }
        ("href", Scheme::None) => value.text.starts_with('#'),
        ("src", Scheme::Named { scheme, rest }) => {
            scheme == "cid"
                || (scheme == "data"
                    && ["image/png", "image/jpeg", "image/gif"]
                        .iter()
                        .any(|kind| rest.to_ascii_lowercase().starts_with(kind)))
        }
        ("src", Scheme::None) | ("href" | "src", Scheme::Hidden) => false,
        (_, _) => true,
    };
    (!allowed).then(|| format!("{name} leads out of the document or to what is not listed"))
}
