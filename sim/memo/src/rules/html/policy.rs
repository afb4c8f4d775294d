//! What the two policies allow. The sources say that there are two and which is the default; all
//! that follows is assumed.
//!
//! LENIENT takes a document as it is, with pictures and styles from elsewhere, but nothing that
//! acts by itself: no scripts in any form, no documents or programs within, no forwarding. STRICT
//! takes only elements and attributes that show a text, and nothing that is loaded from elsewhere.
use std::fmt;

use super::{
    listed::Listed,
    token::{Token, Value},
    url::{Address, Scheme, reads_as},
};

/// How much an HTML document may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlPolicy {
    Lenient,
    Strict,
}

/// Elements that act, bring a document or a program of their own, or change how the rest is read.
static ACTING: Listed = Listed::new(&[
    b"applet",
    b"base",
    b"embed",
    b"frame",
    b"frameset",
    b"iframe",
    b"math",
    b"noembed",
    b"noframes",
    b"noscript",
    b"object",
    b"plaintext",
    b"portal",
    b"script",
    b"svg",
    b"xmp",
]);

/// Attributes with an address.
static ADDRESSES: Listed = Listed::new(&[
    b"action",
    b"background",
    b"cite",
    b"data",
    b"formaction",
    b"href",
    b"longdesc",
    b"manifest",
    b"ping",
    b"poster",
    b"src",
    b"xlink:href",
]);

/// Elements that show a text.
static SHOWING: Listed = Listed::new(&[
    b"a",
    b"abbr",
    b"address",
    b"article",
    b"aside",
    b"b",
    b"blockquote",
    b"body",
    b"br",
    b"caption",
    b"cite",
    b"code",
    b"col",
    b"colgroup",
    b"dd",
    b"del",
    b"div",
    b"dl",
    b"dt",
    b"em",
    b"figcaption",
    b"figure",
    b"footer",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"head",
    b"header",
    b"hr",
    b"html",
    b"i",
    b"img",
    b"ins",
    b"li",
    b"main",
    b"mark",
    b"meta",
    b"nav",
    b"ol",
    b"p",
    b"pre",
    b"q",
    b"s",
    b"section",
    b"small",
    b"span",
    b"strong",
    b"sub",
    b"sup",
    b"table",
    b"tbody",
    b"td",
    b"tfoot",
    b"th",
    b"thead",
    b"time",
    b"title",
    b"tr",
    b"u",
    b"ul",
]);

/// Their attributes, whichever element they stand on.
static PLAIN: Listed = Listed::new(&[
    b"align",
    b"alt",
    b"border",
    b"cellpadding",
    b"cellspacing",
    b"charset",
    b"class",
    b"colspan",
    b"content",
    b"datetime",
    b"dir",
    b"headers",
    b"height",
    b"href",
    b"id",
    b"lang",
    b"name",
    b"role",
    b"rowspan",
    b"scope",
    b"span",
    b"src",
    b"start",
    b"summary",
    b"title",
    b"type",
    b"valign",
    b"value",
    b"width",
    b"xml:lang",
    b"xmlns",
]);

/// What a policy does not allow, in words that follow "in line 3 of the document".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault<'t> {
    Element(&'t [u8]),
    Script { element: &'t [u8], name: &'t [u8] },
    Document { element: &'t [u8] },
    Refresh,
    Hidden { name: &'t [u8] },
    Leads { name: &'t [u8], to: &'static str },
    Attribute(&'t [u8]),
    Outside { name: &'t [u8] },
}

impl fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = String::from_utf8_lossy;
        match *self {
            Self::Element(name) => write!(f, "there is <{}>", shown(name)),
            Self::Script { element, name } => {
                write!(f, "<{}> has the script {}", shown(element), shown(name))
            }
            Self::Document { element } => {
                write!(f, "<{}> has a document in srcdoc", shown(element))
            }
            Self::Refresh => f.write_str("<meta> forwards by refresh"),
            Self::Hidden { name } => {
                write!(f, "{} is too long to tell where it leads", shown(name))
            }
            Self::Leads { name, to } => write!(f, "{} leads to {to}", shown(name)),
            Self::Attribute(name) => write!(f, "there is the attribute {}", shown(name)),
            Self::Outside { name } => write!(
                f,
                "{} leads out of the document or to what is not listed",
                shown(name)
            ),
        }?;
        f.write_str(", which is not allowed")
    }
}

impl HtmlPolicy {
    /// What of the token is not allowed.
    pub(super) fn fault(self, token: Token<'_>) -> Option<Fault<'_>> {
        match (self, token) {
            (Self::Lenient, Token::Element { name }) => {
                ACTING.contains(name).then_some(Fault::Element(name))
            }
            (Self::Strict, Token::Element { name }) => {
                (!SHOWING.contains(name)).then_some(Fault::Element(name))
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
        }
    }
}

/// LENIENT.
fn acting<'t>(element: &'t [u8], name: &'t [u8], value: Value<'_>) -> Option<Fault<'t>> {
    if name.len() > 2 && name.starts_with(b"on") {
        return Some(Fault::Script { element, name });
    }
    if name == b"srcdoc" {
        return Some(Fault::Document { element });
    }
    if element == b"meta" && name == b"http-equiv" && reads_as(value, "refresh") {
        return Some(Fault::Refresh);
    }
    if !ADDRESSES.contains(name) {
        return None;
    }
    let leads = |to| Some(Fault::Leads { name, to });
    let address = Address::read(value);
    match address.scheme {
        Scheme::Hidden => Some(Fault::Hidden { name }),
        Scheme::Named(scheme) => match scheme.as_bytes() {
            b"javascript" => leads("javascript:"),
            b"vbscript" => leads("vbscript:"),
            b"data" => {
                let kind = address.rest();
                match kind.trim_start() {
                    kind if kind.starts_with("text/html") => leads("data:text/html"),
                    kind if kind.starts_with("application/xhtml") => {
                        leads("data:application/xhtml")
                    }
                    _ => None,
                }
            }
            _ => None,
        },
        Scheme::None => None,
    }
}

/// STRICT.
fn strict<'t>(name: &'t [u8], value: Value<'_>) -> Option<Fault<'t>> {
    if !PLAIN.contains(name) && !name.starts_with(b"aria-") {
        return Some(Fault::Attribute(name));
    }
    let address = match name {
        b"href" | b"src" => Address::read(value),
        _ => return None,
    };
    let allowed = match (name, address.scheme) {
        (b"href", Scheme::Named(scheme)) => {
            matches!(scheme.as_bytes(), b"https" | b"mailto" | b"tel")
        }
        (b"href", Scheme::None) => value.bytes.starts_with(b"#"),
        (_, Scheme::Named(scheme)) => match scheme.as_bytes() {
            b"cid" => true,
            b"data" => {
                let kind = address.rest();
                let pictures = ["image/png", "image/jpeg", "image/gif"];
                pictures.iter().any(|picture| kind.starts_with(picture))
            }
            _ => false,
        },
        (_, Scheme::None | Scheme::Hidden) => false,
    };
    (!allowed).then_some(Fault::Outside { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_its_list_and_no_other_name_is() {
        for listed in [&ACTING, &ADDRESSES, &SHOWING, &PLAIN] {
            assert!(listed.names().is_sorted());
            for name in listed.names() {
                assert!(listed.contains(name));
                let longer = [name, &b"x"[..]].concat();
                assert!(!listed.contains(&longer));
            }
            for name in [&b""[..], b"-", b"\xff", b"zzz", &[b'a'; 64]] {
                assert!(!listed.contains(name), "{name:?}");
            }
        }
    }
}
