//! `testpost memo pack` and `memo unpack` from outside.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use liblzma::write::XzEncoder;
use tar::{EntryType, Header};
use tempfile::TempDir;

use crate::binary::{Ended, run};
use crate::letters::letter;

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn letters(&self, names: &[&str]) -> Vec<PathBuf> {
        let numbered = names.iter().zip(1..);
        let made = numbered.map(|(name, number)| {
            let path = self.at(name);
            fs::write(&path, letter(number).to_xml()).expect("a file");
            path
        });
        made.collect()
    }

    fn pack(&self, files: &[PathBuf], options: &[&str]) -> Ended {
        let archive = self.at("a.tar.lzma");
        let mut arguments = vec!["memo".into(), "pack".into(), "--out".into(), archive];
        arguments.extend(files.iter().cloned());
        arguments.extend(options.iter().map(PathBuf::from));
        run(arguments)
    }

    fn unpack(&self, archive: &str, options: &[&str]) -> Ended {
        let (archive, out) = (self.at(archive), self.at("out"));
        let mut arguments = vec!["memo".into(), "unpack".into(), archive, "--out".into(), out];
        arguments.extend(options.iter().map(PathBuf::from));
        run(arguments)
    }
}

fn same(one: &Path, other: &Path) -> bool {
    fs::read(one).expect("a file") == fs::read(other).expect("a file")
}

#[test]
fn what_was_packed_is_unpacked_in_both_framings() {
    for (framing, magic) in [("lzma", b"\x5D\0"), ("xz", b"\xFD7")] {
        let place = Place::new();
        let files = place.letters(&["1.xml", "blåbær.xml"]);
        let ended = place.pack(&files, &["--framing", framing]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.stdout.contains("2 entries"), "{ended:?}");
        let archive = fs::read(place.at("a.tar.lzma")).expect("an archive");
        assert!(archive.starts_with(magic), "{:?}", &archive[..8]);
        let ended = place.unpack("a.tar.lzma", &[]);
        assert_eq!(ended.code, 0, "{ended:?}");
        for name in ["1.xml", "blåbær.xml"] {
            assert!(same(&place.at(name), &place.at("out").join(name)), "{name}");
        }
    }
}

#[test]
fn a_file_that_is_there_is_only_written_over_by_force() {
    let place = Place::new();
    place.pack(&place.letters(&["1.xml"]), &[]);
    fs::create_dir(place.at("out")).expect("a folder");
    fs::write(place.at("out/1.xml"), "mine").expect("a file");
    let ended = place.unpack("a.tar.lzma", &[]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("--force"), "{ended:?}");
    assert_eq!(fs::read(place.at("out/1.xml")).expect("a file"), b"mine");
    let ended = place.unpack("a.tar.lzma", &["--force"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(same(&place.at("1.xml"), &place.at("out/1.xml")));
}

/// An archive as no honest program makes it: names and kinds as they are given.
fn archive(entries: &[(&str, EntryType)]) -> Vec<u8> {
    let mut encoder = XzEncoder::new(Vec::new(), 0);
    for (name, kind) in entries {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(0);
        header.set_cksum();
        encoder.write_all(header.as_bytes()).expect("a header");
    }
    encoder.write_all(&[0; 1024]).expect("the end");
    encoder.finish().expect("an archive")
}

#[test]
fn what_cannot_be_packed_is_named_and_leaves_no_archive() {
    let place = Place::new();
    fs::create_dir(place.at("post")).expect("a folder");
    let letters = place.letters(&["1.xml"]);
    for (file, said) in [("post", "is no file"), ("2.xml", "cannot be read")] {
        let ended = place.pack(&[letters[0].clone(), place.at(file)], &[]);
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(ended.stderr.contains(said), "{ended:?}");
        assert!(ended.stderr.contains(file), "{ended:?}");
        assert!(!place.at("a.tar.lzma").exists());
    }
}

#[test]
fn nothing_is_written_outside_the_folder() {
    let place = Place::new();
    let entries = [
        ("../outside.xml", EntryType::Regular),
        ("/tmp/testpost-outside.xml", EntryType::Regular),
        ("link.xml", EntryType::Symlink),
        ("post/inside.xml", EntryType::Regular),
    ];
    fs::write(place.at("b"), archive(&entries)).expect("a file");
    let ended = place.unpack("b", &[]);
    assert_eq!(ended.code, 4, "{ended:?}");
    for word in [
        "entry 1",
        "climbs",
        "entry 2",
        "absolute",
        "entry 3",
        "symbolic link",
    ] {
        assert!(ended.stderr.contains(word), "{word}: {ended:?}");
    }
    assert!(ended.stdout.contains("1 entries"), "{ended:?}");
    assert!(place.at("out/post/inside.xml").exists());
    assert!(!place.at("outside.xml").exists());
    assert!(!Path::new("/tmp/testpost-outside.xml").exists());
}

#[cfg(unix)]
#[test]
fn a_link_that_is_in_the_folder_already_is_not_followed() {
    let place = Place::new();
    let entries = [("post/1.xml", EntryType::Regular)];
    fs::write(place.at("b"), archive(&entries)).expect("a file");
    fs::create_dir_all(place.at("elsewhere")).expect("a folder");
    fs::create_dir_all(place.at("out")).expect("a folder");
    std::os::unix::fs::symlink(place.at("elsewhere"), place.at("out/post")).expect("a link");
    let ended = place.unpack("b", &["--force"]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(!place.at("elsewhere/1.xml").exists());

    fs::remove_file(place.at("out/post")).expect("it was there");
    fs::create_dir(place.at("out/post")).expect("a folder");
    fs::write(place.at("elsewhere/kept.xml"), "kept").expect("a file");
    let link = place.at("out/post/1.xml");
    std::os::unix::fs::symlink(place.at("elsewhere/kept.xml"), &link).expect("a link");
    assert_eq!(place.unpack("b", &[]).code, 4);
    assert_eq!(place.unpack("b", &["--force"]).code, 0);
    assert_eq!(
        fs::read(place.at("elsewhere/kept.xml")).expect("a file"),
        b"kept"
    );
    assert_eq!(fs::read(&link).expect("a file"), b"");
}

#[test]
fn a_broken_archive_is_refused_and_half_a_file_is_not_left() {
    let place = Place::new();
    place.pack(&place.letters(&["1.xml", "2.xml"]), &["--framing", "xz"]);
    let whole = fs::read(place.at("a.tar.lzma")).expect("an archive");
    fs::write(place.at("cut"), &whole[..whole.len() / 2]).expect("a file");
    let ended = place.unpack("cut", &[]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("archive.cut.off"), "{ended:?}");
    for name in ["1.xml", "2.xml"] {
        let path = place.at("out").join(name);
        assert!(!path.exists() || same(&path, &place.at(name)), "{name}");
    }
    fs::write(place.at("text"), "<memo:Message/>").expect("a file");
    let ended = place.unpack("text", &[]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("looks like XML"), "{ended:?}");
    assert_eq!(place.unpack("nowhere", &[]).code, 4);
}

#[test]
fn files_that_cannot_be_packed_leave_no_archive() {
    let place = Place::new();
    let files = place.letters(&["1.xml"]);
    fs::copy(&files[0], place.at("a.tar.lzma")).expect("a copy");
    let ended = place.pack(&[place.at("a.tar.lzma")], &[]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(same(&files[0], &place.at("a.tar.lzma")));
    fs::remove_file(place.at("a.tar.lzma")).expect("it was there");

    let missing = [files[0].clone(), place.at("2.xml")];
    let ended = place.pack(&missing, &[]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("2.xml"), "{ended:?}");
    assert!(!place.at("a.tar.lzma").exists());

    fs::create_dir(place.at("other")).expect("a folder");
    fs::copy(&files[0], place.at("other/1.xml")).expect("a copy");
    let twice = [files[0].clone(), place.at("other/1.xml")];
    let ended = place.pack(&twice, &[]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("same name"), "{ended:?}");
}
