//! What is around the compressed data: LZMA-alone, the older one and what `.tar.lzma` means, or
//! xz. They are told apart by their first bytes.
use std::fmt;

/// Bytes that are looked at: a plain tar shows itself only after 257.
pub(super) const HEAD: usize = 512;

pub(super) const XZ_MAGIC: &[u8] = b"\xFD7zXZ\0";

/// One of the two framings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Framing {
    /// LZMA-alone: no check sum, and no more than a header of 13 bytes.
    Lzma,
    Xz,
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lzma => "LZMA-alone",
            Self::Xz => "xz",
        })
    }
}

/// The framing that the first bytes show, or what they show instead when that is known.
pub(super) fn detect(head: &[u8]) -> Result<Framing, Option<&'static str>> {
    if head.starts_with(XZ_MAGIC) {
        return Ok(Framing::Xz);
    }
    if begins_lzma(head) {
        return Ok(Framing::Lzma);
    }
    let known: [(&[u8], &str); 7] = [
        (b"\x1F\x8B", "gzip"),
        (b"PK\x03\x04", "zip"),
        (b"BZh", "bzip2"),
        (b"\x28\xB5\x2F\xFD", "zstd"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"\xEF\xBB\xBF<", "XML"),
        (b"<", "XML"),
    ];
    let found = known.iter().find(|(magic, _)| head.starts_with(magic));
    let tar = || head.get(257..262) == Some(b"ustar");
    Err(found
        .map(|&(_, name)| name)
        .or_else(|| tar().then_some("a tar that is not compressed")))
}

/// LZMA-alone has no magic; but its properties, its dictionary (a power of two, or one and a
/// half) and its size (unknown, or less than 256 GiB) hardly ever come about by chance.
fn begins_lzma(head: &[u8]) -> bool {
    let [properties, d0, d1, d2, d3, size @ ..] = head else {
        return false;
    };
    let Some(size) = size.first_chunk::<8>() else {
        return false;
    };
    let dictionary = u32::from_le_bytes([*d0, *d1, *d2, *d3]);
    let size = u64::from_le_bytes(*size);
    let highest = dictionary.checked_ilog2().map(|bit| 1_u32 << bit);
    let round = dictionary == u32::MAX
        || highest.is_some_and(|power| dictionary == power || dictionary == power | power >> 1);
    *properties < 9 * 5 * 5 && round && (size == u64::MAX || size < 1 << 38)
}
