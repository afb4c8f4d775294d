//! Archives of messages: written and read back, and read as other programs write them.
use std::{
    io::{self, Read},
    process::Command,
};

use proptest::prelude::*;
use tar::EntryType;
use testpost_memo::{
    check::check,
    container::{Archive, ArchiveFault, Framing, Item, Limits, WriteFault, Writer},
};

use crate::{
    archive_making::{BOTH, compress, entry, file, pax, tar},
    fixture, options,
};

/// Names with contents, and of refused entries the code.
pub(crate) type Found = Vec<(String, Result<Vec<u8>, &'static str>)>;

/// What is in an archive, and why it was read no further.
pub(crate) fn unpack(bytes: &[u8], limits: &Limits) -> (Found, Option<ArchiveFault>) {
    let mut found = Vec::new();
    let mut archive = match Archive::open(bytes, limits) {
        Ok(archive) => archive,
        Err(fault) => return (found, Some(fault)),
    };
    loop {
        match archive.next_item() {
            Ok(Some(Item::File(mut entry))) => {
                let name = entry.name().to_owned();
                let mut content = Vec::new();
                // A failure is told again by the archive.
                let _ = entry.read_to_end(&mut content);
                found.push((name, Ok(content)));
            }
            Ok(Some(Item::Refused { name, fault, .. })) => found.push((name, Err(fault.code()))),
            Ok(None) => return (found, None),
            Err(fault) => return (found, Some(fault)),
        }
    }
}

fn sound(bytes: &[u8]) -> Found {
    let (found, fault) = unpack(bytes, &Limits::standard());
    assert!(fault.is_none(), "{fault:?}");
    found
}

fn pack(entries: &[(String, Vec<u8>)], framing: Framing) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), framing).unwrap();
    for (name, content) in entries {
        writer
            .add(name, content.len() as u64, &content[..])
            .unwrap();
    }
    writer.finish().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_was_packed_is_unpacked(
        entries in prop::collection::vec(("[a-zæøå0-9]{1,50}(/[a-z]{1,120}){0,3}\\.xml", prop::collection::vec(any::<u8>(), 0..2000)), 1..5),
        xz: bool,
    ) {
        let framing = if xz { Framing::Xz } else { Framing::Lzma };
        let found = sound(&pack(&entries, framing));
        let expected: Vec<_> = entries.into_iter().map(|(name, content)| (name, Ok(content))).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_message_is_checked_straight_out_of_an_archive() {
    let names = [
        "valid/smallest-1.2",
        "invalid/text-too-long",
        "valid/full-1.1",
    ];
    let messages = names.map(fixture);
    let entries: Vec<_> = messages
        .iter()
        .enumerate()
        .map(|(number, message)| (format!("{number}.xml"), message.clone()))
        .collect();
    for framing in BOTH {
        let bytes = pack(&entries, framing);
        let mut archive = Archive::open(&bytes[..], &Limits::standard()).unwrap();
        let mut valid = Vec::new();
        while let Some(item) = archive.next_item().unwrap() {
            let Item::File(entry) = item else {
                panic!("{item:?}")
            };
            assert_eq!(entry.number(), valid.len() as u64 + 1);
            assert_eq!(entry.size(), messages[valid.len()].len() as u64);
            valid.push(check(entry, &options()).unwrap().valid());
        }
        assert_eq!(valid, [true, false, true]);
    }
}

#[test]
fn the_same_entries_are_the_same_bytes() {
    let entries = [("a.xml".to_owned(), fixture("valid/full-1.2"))];
    for framing in BOTH {
        assert_eq!(pack(&entries, framing), pack(&entries, framing));
    }
}

#[test]
fn an_entry_that_is_not_read_is_passed_over() {
    let bytes = compress(
        &tar(&[file("1", &[7; 70_000]), file("2", b"two")]),
        Framing::Xz,
    );
    let mut archive = Archive::open(&bytes[..], &Limits::standard()).unwrap();
    let mut names = Vec::new();
    while let Some(Item::File(mut entry)) = archive.next_item().unwrap() {
        entry.read_exact(&mut [0; 3]).unwrap();
        names.push(entry.name().to_owned());
    }
    assert_eq!(names, ["1", "2"]);
    assert!(archive.next_item().unwrap().is_none());
}

#[test]
fn long_names_are_read_as_gnu_and_pax_write_them() {
    let long = format!("{}/1.xml", "mappe/".repeat(40));
    let folder_cleaned = long.replace("//", "/");
    let gnu = [long.as_bytes(), b"\0"].concat();
    let bytes = tar(&[
        entry(b"././@LongLink", EntryType::GNULongName, &gnu),
        file("mappe/", b"one"),
        pax("path", "blåbær.xml"),
        file("bl?b?r.xml", b"two"),
        entry(b"g", EntryType::XGlobalHeader, b"13 comment=x\n"),
        entry(b"././@LongLink", EntryType::GNULongName, b"gnu.xml\0"),
        pax("path", "pax.xml"),
        file("neither.xml", b"three"),
        file("post/", b""),
        entry(b"folder", EntryType::Directory, b""),
        file("last.xml", b"four"),
    ]);
    let expected = [
        (folder_cleaned.as_str(), "one"),
        ("blåbær.xml", "two"),
        ("pax.xml", "three"),
        ("last.xml", "four"),
    ];
    for framing in BOTH {
        let found = sound(&compress(&bytes, framing));
        let found: Vec<_> = found
            .iter()
            .map(|(name, content)| {
                let content = content.as_ref().unwrap();
                (name.as_str(), std::str::from_utf8(content).unwrap())
            })
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn an_xz_archive_may_have_several_streams_with_padding_between() {
    let bytes = tar(&[file("1.xml", b"one"), file("2.xml", b"two")]);
    let (left, right) = bytes.split_at(700);
    let (left, right) = (compress(left, Framing::Xz), compress(right, Framing::Xz));
    for padding in [0, 4, 8] {
        let whole = [&left[..], &[0; 8][..padding], &right, &[0; 4]].concat();
        assert_eq!(sound(&whole).len(), 2, "{padding}");
    }
}

/// The program `tar`, where it and its compressors are there, is the judge of what is written,
/// and writes what is read.
#[test]
fn archives_go_back_and_forth_with_the_program_tar() {
    let runs = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !runs("tar") || !runs("xz") {
        let _ = io::Write::write_all(
            &mut io::stderr(),
            b"passed over: there is no tar or no xz\n",
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let entries = [
        ("1.xml".to_owned(), b"one".to_vec()),
        (format!("{}.xml", "x".repeat(200)), vec![b'a'; 100_000]),
    ];
    for (framing, option) in [(Framing::Lzma, "--lzma"), (Framing::Xz, "--xz")] {
        std::fs::write(at("ours"), pack(&entries, framing)).unwrap();
        std::fs::create_dir_all(at("out")).unwrap();
        let tar = |arguments: &[&str]| {
            let output = Command::new("tar")
                .current_dir(folder.path())
                .args(arguments)
                .output()
                .unwrap();
            assert!(
                output.status.success() && output.stderr.is_empty(),
                "{output:?}"
            );
        };
        tar(&[option, "-xf", "ours", "-C", "out"]);
        for (name, content) in &entries {
            assert_eq!(&std::fs::read(at("out").join(name)).unwrap(), content);
        }
        for format in ["--format=gnu", "--format=pax", "--format=ustar"] {
            let long = &entries[1].0;
            let mut arguments = vec![option, format, "-cf", "theirs", "-C", "out", "./1.xml"];
            if format != "--format=ustar" {
                arguments.push(long);
            }
            tar(&arguments);
            let found = sound(&std::fs::read(at("theirs")).unwrap());
            assert_eq!(
                found[0],
                ("1.xml".to_owned(), Ok(b"one".to_vec())),
                "{format}"
            );
            if let Some((name, content)) = found.get(1) {
                assert_eq!(
                    (name, content.as_ref()),
                    (long, Ok(&entries[1].1)),
                    "{format}"
                );
            }
        }
    }
}

#[test]
fn what_no_reader_would_take_is_not_written() {
    let mut writer = Writer::new(Vec::new(), Framing::Lzma).unwrap();
    for name in ["", "../x", "/x", "a/", "x\n"] {
        let fault = writer.add(name, 0, io::empty()).unwrap_err();
        assert!(matches!(fault, WriteFault::Name { .. }), "{name:?}");
    }
    for size in [2, 4] {
        let fault = writer.add("x", size, &b"abc"[..]).unwrap_err();
        assert!(matches!(fault, WriteFault::Size { .. }), "{size}");
    }
}
