//! Archives made to hurt, and archives that were hurt on the way: refused with the reason, within
//! bounds, and an entry that is wrong takes no other with it.
use std::{
    cell::Cell,
    io::{self, BufReader, Read},
};

use tar::EntryType;
use testpost_memo::container::{Archive, ArchiveFault, Framing, Item, Limits};

use crate::{
    archive_making::{BOTH, END, compress, entry, file, header, pax, tar},
    archives::unpack,
};

fn whole(entries: &[Vec<u8>]) -> Vec<u8> {
    compress(&tar(entries), Framing::Xz)
}

fn fault_of(bytes: &[u8]) -> ArchiveFault {
    unpack(bytes, &Limits::standard()).1.expect("a fault")
}

/// A first piece, and then a second one again and again; counts what was taken.
struct Endless<'a> {
    first: &'a [u8],
    again: &'a [u8],
    at: usize,
    taken: &'a Cell<u64>,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.first.is_empty() && self.at == self.again.len() {
            self.at = 0;
        }
        let from = if self.first.is_empty() {
            &self.again[self.at..]
        } else {
            self.first
        };
        let length = from.len().min(buffer.len());
        buffer[..length].copy_from_slice(&from[..length]);
        if self.first.is_empty() {
            self.at += length;
        } else {
            self.first = &self.first[length..];
        }
        self.taken.set(self.taken.get() + length as u64);
        Ok(length)
    }
}

/// What ends an archive that never ends, and how much of it was taken for that.
fn end_of_endless(first: &[u8], again: &[u8], limits: &Limits) -> (&'static str, u64) {
    let taken = Cell::new(0);
    let endless = Endless {
        first,
        again,
        at: 0,
        taken: &taken,
    };
    let mut archive = Archive::open(BufReader::with_capacity(1000, endless), limits).unwrap();
    let fault = loop {
        match archive.next_item() {
            Ok(Some(Item::File(mut entry))) => {
                let _ = io::copy(&mut entry, &mut io::sink());
            }
            Ok(Some(Item::Refused { .. })) => {}
            Ok(None) => panic!("it has no end"),
            Err(fault) => break fault,
        }
    };
    (fault.code(), taken.get())
}

#[test]
fn an_archive_that_unpacks_to_gigabytes_is_refused_after_a_little_of_it() {
    let limits = Limits {
        unpacked_bytes: 20_000_000,
        ..Limits::standard()
    };
    let zeros = compress(&vec![0; 1_000_000], Framing::Xz);
    for size in [1_000_000_u64, 5_000_000_000, 1 << 62, u64::MAX] {
        let begins = compress(
            header(b"1.xml", EntryType::Regular, size).as_bytes(),
            Framing::Xz,
        );
        let (code, taken) = end_of_endless(&begins, &zeros, &limits);
        if size == 1_000_000 {
            // The block after it is all zeros: the end of the tar, after which nothing is taken
            // but zeros, and those not for ever.
            assert_eq!(code, "archive.too.dense");
        }
        assert!(
            ["archive.too.dense", "archive.too.large"].contains(&code),
            "{code}"
        );
        assert!(taken < 100_000, "{taken}");
    }
    // The same without the help of the ratio.
    let limits = Limits {
        ratio: u64::MAX,
        ..limits
    };
    let begins = header(b"1.xml", EntryType::Regular, 1 << 40);
    let begins = compress(begins.as_bytes(), Framing::Xz);
    let (code, taken) = end_of_endless(&begins, &zeros, &limits);
    assert_eq!(code, "archive.too.large");
    assert!(taken < 100_000, "{taken}");
}

#[test]
fn zeros_are_refused_by_their_ratio_and_the_same_attachment_to_many_is_not() {
    let zeros = whole(&[file("1.xml", &vec![0; 30_000_000])]);
    assert_eq!(fault_of(&zeros).code(), "archive.too.dense");
    let mut state = 1_u32;
    let attachment: Vec<u8> = (0..100_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"[(state >> 27) as usize]
        })
        .collect();
    let letters: Vec<_> = (0..200)
        .map(|number| file(&format!("{number}.xml"), &attachment))
        .collect();
    let (found, fault) = unpack(&whole(&letters), &Limits::standard());
    assert_eq!(found.len(), 200);
    assert!(fault.is_none(), "{fault:?}");
}

#[test]
fn a_million_entries_are_refused_when_the_bound_is_reached() {
    let limits = Limits {
        entries: 3000,
        ..Limits::standard()
    };
    for kind in [EntryType::Regular, EntryType::Directory, EntryType::Symlink] {
        let thousand: Vec<_> = (0..1000).map(|_| entry(b"x.xml", kind, b"")).collect();
        let thousand = compress(&thousand.concat(), Framing::Xz);
        let (code, taken) = end_of_endless(&thousand, &thousand, &limits);
        assert_eq!(code, "archive.too.many.entries");
        assert!(taken < 20_000, "{taken}");
    }
}

#[test]
fn extended_headers_without_end_are_refused() {
    let comment = entry(b"g", EntryType::XGlobalHeader, b"13 comment=x\n");
    for again in [
        comment,
        pax("path", "x"),
        entry(b"L", EntryType::GNULongName, b"x\0"),
    ] {
        let again = compress(&again, Framing::Xz);
        let (code, taken) = end_of_endless(&again, &again, &Limits::standard());
        assert_eq!(code, "archive.header.damaged");
        assert!(taken < 10_000, "{taken}");
    }
}

#[test]
fn data_that_asks_for_too_much_memory_is_refused() {
    let mut bytes = compress(&tar(&[file("1.xml", b"x")]), Framing::Lzma);
    bytes[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(fault_of(&bytes).code(), "archive.memory");
    let small = Limits {
        decoder_memory: 1000,
        ..Limits::standard()
    };
    for framing in BOTH {
        let bytes = compress(&tar(&[file("1.xml", b"x")]), framing);
        assert_eq!(unpack(&bytes, &small).1.unwrap().code(), "archive.memory");
    }
}

#[test]
fn an_entry_that_cannot_be_taken_is_refused_alone() {
    let sparse_map = {
        let mut header = header(b"sparse", EntryType::GNUSparse, 3);
        header.as_gnu_mut().unwrap().set_is_extended(true);
        header.set_cksum();
        let mut bytes = header.as_bytes().to_vec();
        bytes.extend([1; 512]);
        bytes.extend([0; 512]);
        bytes.extend(b"abc");
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    };
    let long = "x".repeat(600);
    let cases: Vec<(&str, Vec<Vec<u8>>)> = vec![
        ("archive.entry.name.climbs", vec![file("../1.xml", b"x")]),
        (
            "archive.entry.name.climbs",
            vec![file("a/../../1.xml", b"x")],
        ),
        (
            "archive.entry.name.climbs",
            vec![file("a\\..\\..\\1.xml", b"x")],
        ),
        (
            "archive.entry.name.climbs",
            vec![pax("path", "../1.xml"), file("1.xml", b"x")],
        ),
        (
            "archive.entry.name.absolute",
            vec![file("/etc/passwd", b"x")],
        ),
        ("archive.entry.name.absolute", vec![file("C:\\1.xml", b"x")]),
        (
            "archive.entry.name.encoding",
            vec![entry(b"bl\xE5b\xE6r.xml", EntryType::Regular, b"x")],
        ),
        (
            "archive.entry.name.encoding",
            vec![entry(b"\xFF\xFE1\0", EntryType::Regular, b"x")],
        ),
        ("archive.entry.name.character", vec![file("a\n1.xml", b"x")]),
        (
            "archive.entry.name.character",
            vec![file("\u{1b}[2J", b"x")],
        ),
        ("archive.entry.name.missing", vec![file("", b"x")]),
        ("archive.entry.name.missing", vec![file(".", b"x")]),
        (
            "archive.entry.name.too.long",
            vec![pax("path", &long), file("1.xml", b"x")],
        ),
        (
            "archive.entry.name.too.long",
            vec![
                entry(b"L", EntryType::GNULongName, long.as_bytes()),
                file("1.xml", b"x"),
            ],
        ),
        (
            "archive.entry.extension",
            vec![
                entry(b"L", EntryType::GNULongName, &[b'x'; 70_000]),
                file("1.xml", b"x"),
            ],
        ),
        (
            "archive.entry.extension",
            vec![
                entry(b"P", EntryType::XHeader, &[b'1'; 70_000]),
                file("1.xml", b"x"),
            ],
        ),
        (
            "archive.entry.extension",
            vec![
                entry(b"P", EntryType::XHeader, b"99 path=1.xml\n"),
                file("1.xml", b"x"),
            ],
        ),
        (
            "archive.entry.no.file",
            vec![entry(b"1.xml", EntryType::Symlink, b"")],
        ),
        (
            "archive.entry.no.file",
            vec![entry(b"1.xml", EntryType::Link, b"")],
        ),
        (
            "archive.entry.no.file",
            vec![entry(b"1.xml", EntryType::Char, b"")],
        ),
        (
            "archive.entry.no.file",
            vec![entry(b"1.xml", EntryType::Block, b"")],
        ),
        (
            "archive.entry.no.file",
            vec![entry(b"1.xml", EntryType::Fifo, b"")],
        ),
        (
            "archive.entry.no.file",
            vec![entry(b"1.xml", EntryType::new(b'V'), b"x")],
        ),
        (
            "archive.entry.sparse",
            vec![entry(b"1.xml", EntryType::GNUSparse, b"x")],
        ),
        ("archive.entry.sparse", vec![sparse_map]),
        (
            "archive.entry.sparse",
            vec![pax("GNU.sparse.major", "1"), file("1.xml", b"x")],
        ),
        (
            "archive.entry.too.large",
            vec![file("1.xml", &[b'x'; 80_001])],
        ),
    ];
    let limits = Limits {
        entry_bytes: 80_000,
        ..Limits::standard()
    };
    for (code, entries) in cases {
        let entries: Vec<_> = [
            vec![file("before.xml", b"1")],
            entries,
            vec![file("after.xml", b"2")],
        ]
        .concat();
        let (found, fault) = unpack(&whole(&entries), &limits);
        assert!(fault.is_none(), "{code}: {fault:?}");
        assert_eq!(found.len(), 3, "{code}");
        assert_eq!(
            found[0],
            ("before.xml".to_owned(), Ok(b"1".to_vec())),
            "{code}"
        );
        assert_eq!(found[1].1, Err(code));
        assert!(
            !found[1].0.chars().any(char::is_control),
            "{:?}",
            found[1].0
        );
        assert_eq!(
            found[2],
            ("after.xml".to_owned(), Ok(b"2".to_vec())),
            "{code}"
        );
    }
}

#[test]
fn an_archive_cut_anywhere_is_never_taken_as_whole() {
    let content: Vec<u8> = (0..3000_u32).map(|n| ((n * n) >> 3) as u8).collect();
    for framing in BOTH {
        let bytes = compress(
            &tar(&[file("1.xml", &content), file("2.xml", b"x")]),
            framing,
        );
        for length in 0..bytes.len() {
            let fault = fault_of(&bytes[..length]);
            let code = fault.code();
            let expected = match length {
                0 => "archive.empty",
                1..14 if code == "archive.framing.unknown" => continue,
                _ => "archive.cut.off",
            };
            assert_eq!(code, expected, "{framing} {length}: {fault}");
        }
    }
}

#[test]
fn a_tar_cut_before_it_was_compressed_is_refused() {
    let bytes = tar(&[file("1.xml", &[b'x'; 700]), file("2.xml", b"x")]);
    for length in (0..bytes.len() - 1024)
        .step_by(100)
        .chain([512, 1536, 2048, 2560])
    {
        let fault = fault_of(&compress(&bytes[..length], Framing::Lzma));
        let expected = match length {
            0 => "archive.empty",
            1..512 => "archive.no.tar",
            _ => "archive.cut.off",
        };
        assert_eq!(fault.code(), expected, "{length}: {fault}");
    }
}

#[test]
fn an_xz_archive_damaged_anywhere_is_refused() {
    let content: Vec<u8> = (0..500_u32).map(|n| ((n * n) >> 3) as u8).collect();
    let bytes = whole(&[file("1.xml", &content)]);
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        let fault = fault_of(&damaged);
        assert!(!matches!(fault, ArchiveFault::Io(_)), "{at}: {fault}");
    }
}

#[test]
fn a_damaged_header_refuses_the_archive_from_there_on() {
    let mut bytes = tar(&[file("1.xml", b"one"), file("2.xml", b"two")]);
    bytes[1024 + 3] ^= 1;
    let (found, fault) = unpack(&compress(&bytes, Framing::Lzma), &Limits::standard());
    assert_eq!(found, [("1.xml".to_owned(), Ok(b"one".to_vec()))]);
    let fault = fault.unwrap();
    assert_eq!(fault.code(), "archive.header.damaged");
    assert!(fault.to_string().contains("entry 2"), "{fault}");

    let mut no_size = header(b"1.xml", EntryType::Regular, 0);
    no_size.as_old_mut().size = *b"cucumber\0\0\0\0";
    no_size.set_cksum();
    let bytes = [no_size.as_bytes(), &END[..]].concat();
    assert_eq!(
        fault_of(&compress(&bytes, Framing::Xz)).code(),
        "archive.header.damaged"
    );
}

#[test]
fn what_follows_an_archive_refuses_it() {
    let bytes = tar(&[file("1.xml", b"one")]);
    for framing in BOTH {
        for rubbish in [&b"x"[..], b"\0", b"\0\0\0\0x", b"\xFD", b"\0\xFD7zXZ\0"] {
            let trailing = [&compress(&bytes, framing), rubbish].concat();
            let code = fault_of(&trailing).code();
            let cut = framing == Framing::Xz && rubbish == b"\xFD";
            let expected = if cut {
                "archive.cut.off"
            } else {
                "archive.trailing.data"
            };
            assert_eq!(code, expected, "{framing} {rubbish:?}");
        }
        let within = [&bytes[..], &[0; 9000], b"x"].concat();
        assert_eq!(
            fault_of(&compress(&within, framing)).code(),
            "archive.trailing.data"
        );
    }
}

#[test]
fn what_is_no_archive_is_told_by_its_name() {
    for (bytes, word) in [
        (&b"\x1F\x8B\x08\0"[..], "gzip"),
        (b"PK\x03\x04rest", "zip"),
        (b"BZh91AY", "bzip2"),
        (b"\x28\xB5\x2F\xFDrest", "zstd"),
        (b"<?xml version='1.0'?><memo:Message/>", "XML"),
        (&tar(&[file("1.xml", b"x")]), "tar that is not compressed"),
        (b"whatever it may be", "no archive"),
    ] {
        let fault = fault_of(bytes);
        assert_eq!(fault.code(), "archive.framing.unknown");
        assert!(fault.to_string().contains(word), "{fault}");
    }
    for framing in BOTH {
        let message = vec![b'<'; 2000];
        assert_eq!(
            fault_of(&compress(&message, framing)).code(),
            "archive.no.tar"
        );
        for nothing in [&[][..], &END, &[0; 10_240]] {
            assert_eq!(
                fault_of(&compress(nothing, framing)).code(),
                "archive.empty"
            );
        }
        let folder = tar(&[entry(b"post/", EntryType::Directory, b"")]);
        assert_eq!(
            fault_of(&compress(&folder, framing)).code(),
            "archive.empty"
        );
    }
    assert_eq!(fault_of(b"").code(), "archive.empty");
}

#[test]
fn a_failure_to_read_is_told_as_that() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::ConnectionReset))
        }
    }
    let bytes = whole(&[file("1.xml", &[7; 2000])]);
    for length in [0, 20, bytes.len() - 1] {
        let input = BufReader::new(bytes[..length].chain(Broken));
        let fault = Archive::open(input, &Limits::standard()).and_then(|mut archive| {
            while archive.next_item()?.is_some() {}
            Ok(())
        });
        assert!(
            matches!(fault, Err(ArchiveFault::Io(_))),
            "{length}: {fault:?}"
        );
    }
}
