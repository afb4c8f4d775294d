//! A message of full size passes through in pieces: what is held at a time does not grow with it.
use std::{
    io::{self, BufRead, Read, Seek, SeekFrom, Write},
    process::Command,
};

use crate::{codes, fixture, with_rules};
use testpost_memo::{
    check::check,
    convert::{Target, convert},
    model::{ContentHasher, ContentRef},
    read::{Discard, read},
    write::{ContentSource, write},
};

/// The most that a message may weigh.
const FULL_SIZE: u64 = 99_500_000;

/// A valid message around a content of a given length that exists only while it is read, yielded
/// in pieces of a given length.
pub(crate) struct Generated {
    before: Vec<u8>,
    content: u64,
    after: Vec<u8>,
    at: u64,
    window: Vec<u8>,
}

impl Generated {
    fn new(size: u64, piece: usize) -> Self {
        let text = String::from_utf8(fixture("valid/smallest-1.2")).unwrap();
        let (before, rest) = text.split_once("<memo:content>").unwrap();
        let (_, after) = rest.split_once("</memo:content>").unwrap();
        let before = format!("{before}<memo:content>").into_bytes();
        let after = format!("</memo:content>{after}").into_bytes();
        let around = (before.len() + after.len()) as u64;
        Self {
            content: (size - around) / 4 * 4,
            before,
            after,
            at: 0,
            window: b"QUJD".repeat(piece.div_ceil(4) + 1)[..piece].to_vec(),
        }
    }

    /// Of exactly this size: what base64 cannot make up for stands in spaces after the content.
    pub(crate) fn of_exactly(size: u64, piece: usize) -> Self {
        let mut message = Self::new(size, piece);
        let short =
            size - message.before.len() as u64 - message.content - message.after.len() as u64;
        message.after.splice(0..0, b" ".repeat(short as usize));
        message
    }
}

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Generated {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let piece = self.window.len() as u64;
        let before = self.before.len() as u64;
        let from = |bytes: &[u8], at: u64| (at as usize, bytes.len());
        if self.at < before {
            let (at, end) = from(&self.before, self.at);
            return Ok(&self.before[at..end.min(at + piece as usize)]);
        }
        let at = self.at - before;
        if at < self.content {
            return Ok(&self.window[..piece.min(self.content - at) as usize]);
        }
        let (at, end) = from(&self.after, at - self.content);
        Ok(&self.after[at..end.min(at + piece as usize)])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
    }
}

impl Seek for Generated {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(at) => self.at = at,
            SeekFrom::Current(0) => {}
            SeekFrom::Current(_) | SeekFrom::End(_) => {
                return Err(io::Error::from(io::ErrorKind::Unsupported));
            }
        }
        Ok(self.at)
    }
}

/// Counts what is written, and keeps nothing of it.
struct Count(u64);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What this process has held at most, in bytes. Only Linux tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// True in a process of its own, in which the test of that name runs once more: what other tests
/// hold at the same time would be counted in.
fn measured_alone(name: &str) -> bool {
    const ALONE: &str = "TESTPOST_MEASURED_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("streaming::{name}")])
        .env(ALONE, "yes")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
    false
}

/// Holds what is done to a few megabytes. Code that runs for the first time is counted in, and a
/// test has a lot of it.
fn within_a_few_megabytes(what: impl FnOnce()) {
    let before = peak();
    what();
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after - before < 8_000_000, "{}", after - before);
    }
}

#[test]
fn a_message_of_full_size_is_checked_in_a_few_megabytes() {
    if !measured_alone("a_message_of_full_size_is_checked_in_a_few_megabytes") {
        return;
    }
    within_a_few_megabytes(|| {
        let mut message = Generated::new(FULL_SIZE, 8000);
        let report = check(&mut message, &with_rules()).unwrap();
        assert!(report.valid(), "{:?}", codes(&report));
        assert!(message.at > FULL_SIZE - 4, "{}", message.at);
    });
}

/// Content that is generated while it is read.
struct Repeated;

impl ContentSource for Repeated {
    fn next(&mut self, content: &ContentRef) -> io::Result<impl Read> {
        Ok(io::repeat(b'A').take(content.size))
    }
}

#[test]
fn a_large_message_is_written_in_a_few_megabytes() {
    if !measured_alone("a_large_message_is_written_in_a_few_megabytes") {
        return;
    }
    const SIZE: u64 = 30_000_000;
    let mut message = read(&fixture("valid/smallest-1.2")[..], &mut Discard).unwrap();
    let mut hasher = ContentHasher::default();
    for _ in 0..SIZE / 1000 {
        hasher.update(&[b'A'; 1000]);
    }
    let body = message.body.as_mut().unwrap();
    body.main_document.files[0].content = hasher.finish();
    within_a_few_megabytes(|| {
        let mut count = Count(0);
        write(&message, &mut Repeated, &mut count).unwrap();
        assert!(count.0 > SIZE / 3 * 4, "{}", count.0);
    });
}

#[test]
fn a_message_of_full_size_is_converted_in_a_few_megabytes() {
    if !measured_alone("a_message_of_full_size_is_converted_in_a_few_megabytes") {
        return;
    }
    let target = Target::V1_1 {
        schema_version: "1.1.0".to_owned(),
    };
    within_a_few_megabytes(|| {
        let mut message = Generated::new(FULL_SIZE, 8000);
        let mut count = Count(0);
        convert(&mut message, &target, &mut count).unwrap();
        assert!(message.at > FULL_SIZE - 4, "{}", message.at);
        assert!(count.0 > FULL_SIZE - 1000, "{}", count.0);
    });
}

#[test]
fn where_the_pieces_end_makes_no_difference() {
    for piece in [1, 2, 3, 7, 4096] {
        let mut message = Generated::new(20_000, piece);
        let report = check(&mut message, &with_rules()).unwrap();
        assert!(report.valid(), "{piece}: {:?}", codes(&report));
    }
    for kind in ["valid", "invalid"] {
        for entry in std::fs::read_dir(crate::fixture_root().join(kind)).unwrap() {
            let path = entry.unwrap().path().join("memo.xml");
            let message = std::fs::read(&path).unwrap();
            let mut drops = io::BufReader::with_capacity(1, &message[..]);
            let whole = check(&message[..], &with_rules()).unwrap();
            assert_eq!(
                check(&mut drops, &with_rules()).unwrap(),
                whole,
                "{}",
                path.display()
            );
        }
    }
}
