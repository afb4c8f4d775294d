//! Any archive at all: it is unpacked without a panic, to an end and within its bounds, and every
//! name that comes out of it stays inside.
use std::io::{self, Read, Write};

use liblzma::{
    stream::{Check, Filters, LzmaOptions, Stream},
    write::XzEncoder,
};
use tar::{EntryType, Header};
use testpost_memo::container::{Archive, ArchiveFault, Framing, Item, Limits};

use super::{A_MOMENT, recipe::Recipe};
use crate::archive_making::{END, entry, file, pax, tar};

fn limits() -> Limits {
    Limits {
        decoder_memory: 8 * 1024 * 1024,
        unpacked_bytes: 300_000,
        entries: 40,
        entry_bytes: 20_000,
        name_bytes: 60,
        ratio: 100,
        ratio_from: 100_000,
    }
}

const WORDS: &[&[u8]] = &[
    b"\0",
    b"../",
    b"/",
    b"\\..\\",
    b"C:",
    b"\xE6",
    b"ustar\0",
    b"ustar  \0",
    b"path=",
    b"size=",
    b"GNU.sparse.major=1\n",
    b"12 path=../x\n",
    b"99999999999999999999",
    b"\x80\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
    b"77777777777\0",
    b"\xFD7zXZ\0",
    b"\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
    &[0; 512],
];

/// A tar with an entry of each kind that the recipe asks for.
fn plain(recipe: &mut Recipe<'_>) -> Vec<u8> {
    let mut entries = Vec::new();
    for _ in 0..recipe.byte() % 6 {
        let size = recipe.below(3000);
        let name = format!("post/{size}.xml");
        match recipe.byte() % 8 {
            0 => entries.push(pax("path", &name)),
            1 => entries.push(entry(b"L", EntryType::GNULongName, name.as_bytes())),
            2 => entries.push(pax("size", &size.to_string())),
            3 => entries.push(entry(b"g", EntryType::XGlobalHeader, b"13 comment=x\n")),
            4 => entries.push(entry(b"x", EntryType::new(recipe.byte()), b"x")),
            _ => entries.push(file(&name, &vec![b'x'; size])),
        }
    }
    entries.push(file("last.xml", b"<x/>"));
    tar(&entries)
}

/// Gives headers the check sum that they have after they were changed, so that changes are seen
/// beyond it.
fn sum_up(bytes: &mut [u8]) {
    let (blocks, _) = bytes.as_chunks_mut::<512>();
    for block in blocks {
        if block[257..262] == *b"ustar" {
            let mut header = Header::new_old();
            header.as_mut_bytes().copy_from_slice(block);
            header.set_cksum();
            block.copy_from_slice(header.as_bytes());
        }
    }
}

/// With a small dictionary: a new one for each archive is the most expensive part.
fn compress(bytes: &[u8], framing: Framing) -> Vec<u8> {
    let mut options = LzmaOptions::new_preset(0).unwrap();
    options.dict_size(4096);
    let stream = match framing {
        Framing::Lzma => Stream::new_lzma_encoder(&options).unwrap(),
        Framing::Xz => {
            let mut filters = Filters::new();
            filters.lzma2(&options);
            Stream::new_stream_encoder(&filters, Check::Crc32).unwrap()
        }
    };
    let mut encoder = XzEncoder::new_stream(Vec::new(), stream);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn archive(input: &[u8]) -> Vec<u8> {
    let mut recipe = Recipe::new(input);
    let how = recipe.byte();
    if how < 16 {
        return recipe.rest().to_vec();
    }
    let mut bytes = if how < 32 {
        [recipe.take(2000), &END].concat()
    } else {
        plain(&mut recipe)
    };
    for _ in 0..recipe.byte() % 5 {
        recipe.change(&mut bytes, WORDS);
    }
    if !how.is_multiple_of(4) {
        sum_up(&mut bytes);
    }
    let framing = if how.is_multiple_of(2) {
        Framing::Xz
    } else {
        Framing::Lzma
    };
    let mut archive = compress(&bytes, framing);
    for _ in 0..recipe.byte() % 3 {
        recipe.change(&mut archive, WORDS);
    }
    archive
}

#[test]
fn no_archive_breaks_the_reader() {
    bolero::check!()
        .with_test_time(A_MOMENT)
        .with_max_len(3000)
        .for_each(|input: &[u8]| {
            // A fault is as good an end as any.
            let _ = holds(&archive(input));
        });
}

fn holds(bytes: &[u8]) -> Result<(), ArchiveFault> {
    let limits = limits();
    let mut archive = Archive::open(bytes, &limits)?;
    let mut items = 0;
    let mut unpacked = 0;
    while let Some(item) = archive.next_item()? {
        items += 1;
        assert!(items <= limits.entries);
        match item {
            Item::File(mut entry) => {
                let name = entry.name().to_owned();
                assert!(stays_inside(&name, limits.name_bytes), "{name:?}");
                let size = entry.size();
                assert!(size <= limits.entry_bytes);
                // Every other one is left unread.
                if size.is_multiple_of(2) {
                    match io::copy(&mut entry.by_ref().take(size + 1), &mut io::sink()) {
                        Ok(read) => {
                            assert_eq!(read, size);
                            unpacked += size;
                        }
                        Err(_) => return archive.next_item().map(|_| panic!("a fault is told")),
                    }
                }
                assert!(unpacked <= limits.unpacked_bytes);
            }
            Item::Refused { name, fault, .. } => {
                assert!(name.chars().count() <= 80 && !name.chars().any(char::is_control));
                assert!(!fault.to_string().is_empty());
            }
        }
    }
    // After the end there is nothing more.
    assert!(archive.next_item()?.is_none());
    Ok(())
}

fn stays_inside(name: &str, most: usize) -> bool {
    let parts: Vec<&str> = name.split(['/', '\\']).collect();
    let inside = parts.iter().all(|part| *part != "..") && !parts[0].is_empty();
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    inside && !drive && name.len() <= most && !name.chars().any(char::is_control)
}
