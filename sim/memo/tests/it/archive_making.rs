//! Archives for tests, made byte by byte, so that they can be wrong in every way.
use std::io::Write;

use liblzma::{
    stream::{Check, LzmaOptions, Stream},
    write::XzEncoder,
};
use tar::{EntryType, Header};
use testpost_memo::container::Framing;

pub(crate) const BOTH: [Framing; 2] = [Framing::Lzma, Framing::Xz];

pub(crate) fn compress(bytes: &[u8], framing: Framing) -> Vec<u8> {
    let stream = match framing {
        Framing::Lzma => Stream::new_lzma_encoder(&LzmaOptions::new_preset(0).unwrap()).unwrap(),
        Framing::Xz => Stream::new_easy_encoder(0, Check::Crc64).unwrap(),
    };
    let mut encoder = XzEncoder::new_stream(Vec::new(), stream);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A header with whatever name, and a check sum that is right.
pub(crate) fn header(name: &[u8], kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

/// Its header and its content, filled up to whole blocks.
pub(crate) fn entry(name: &[u8], kind: EntryType, content: &[u8]) -> Vec<u8> {
    let header = header(name, kind, content.len() as u64);
    let mut bytes = [header.as_bytes(), content].concat();
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

pub(crate) fn file(name: &str, content: &[u8]) -> Vec<u8> {
    entry(name.as_bytes(), EntryType::Regular, content)
}

/// A pax record: its length counts itself. Short enough for two digits, or told otherwise.
pub(crate) fn pax(key: &str, value: &str) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let length = (rest + 1..rest + 7)
        .find(|length| *length == rest + length.to_string().len())
        .unwrap();
    let record = format!("{length} {key}={value}\n");
    entry(b"pax", EntryType::XHeader, record.as_bytes())
}

pub(crate) const END: [u8; 1024] = [0; 1024];

pub(crate) fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    [&entries.concat()[..], &END].concat()
}
