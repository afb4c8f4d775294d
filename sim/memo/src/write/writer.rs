//! Writes a message as XML in UTF-8 in one pass: its elements in the order of the schema, each
//! file encoded while it is read. The same model is the same bytes.
//!
//! The model is written as it is, with all that it holds: whether that is valid in its version
//! is for the check to say.
use std::io::Write;

use super::{
    ContentSource, WriteFault, body::write_body, escape, namespaces::used_namespaces, xml::Xml,
};
use crate::{
    model::Message,
    schema::{MEMO, MESSAGE, prefix_of},
};

/// Writes a message; the contents of its files come from `contents`.
pub fn write(
    message: &Message,
    contents: &mut impl ContentSource,
    out: &mut impl Write,
) -> Result<(), WriteFault> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<memo:Message")?;
    for namespace in used_namespaces(message) {
        let prefix = prefix_of(namespace).unwrap_or("memo");
        write!(out, " xmlns:{prefix}=\"{namespace}\"")?;
    }
    write!(out, " memoVersion=\"{}\"", message.version)?;
    if let Some(version) = &message.schema_version {
        if let Some(character) = escape::forbidden(version) {
            let xpath = "/memo:Message[1]/@memoSchVersion".to_owned();
            return Err(WriteFault::Character { xpath, character });
        }
        out.write_all(b" memoSchVersion=\"")?;
        escape::write_attribute(version, out)?;
        out.write_all(b"\"")?;
    }
    out.write_all(b">\n")?;
    let mut xml = Xml::within_root(out, MEMO, MESSAGE.local);
    xml.one(MEMO, "MessageHeader", &message.header)?;
    if let Some(body) = &message.body {
        xml.element(MEMO, "MessageBody", 1, |xml| {
            write_body(body, contents, xml)
        })?;
    }
    Ok(out.write_all(b"</memo:Message>\n")?)
}
