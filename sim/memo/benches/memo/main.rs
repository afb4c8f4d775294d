//! How fast messages are checked, read, written, packed and unpacked: `cargo bench -p
//! testpost-memo`. docs/benchmarks.md says what came out and how to compare.
#![expect(
    clippy::unwrap_used,
    reason = "what fails here is a failed measurement"
)]

mod messages;

use std::io::{Read, Write, sink};

use divan::{
    Bencher, black_box,
    counter::{BytesCount, ItemsCount},
};
use messages::{FULL_SIZE, SMALL, html_message, letter, message};
use testpost_memo::{
    check::{Limits, Options, check},
    container::{self, Archive, Framing, Item, Writer},
    read::{Discard, read},
    rules::Rules,
    write::{Held, write},
};

fn main() {
    divan::main();
}

/// As `testpost memo check` does it: with the rules beyond the schema.
fn options() -> Options {
    Options {
        version: None,
        limits: Limits::standard(),
        rules: Some(Rules::standard()),
    }
}

fn measure(bencher: Bencher<'_, '_>, size: usize, work: impl Fn(&[u8]) + Sync) {
    let message = message(size).unwrap();
    bencher
        .counter(BytesCount::new(message.len()))
        .counter(ItemsCount::new(1_usize))
        .bench(|| work(black_box(&message)));
}

#[divan::bench(args = [SMALL, 100_000, FULL_SIZE])]
fn checks(bencher: Bencher<'_, '_>, size: usize) {
    let options = options();
    assert!(
        check(&message(size).unwrap()[..], &options)
            .unwrap()
            .valid()
    );
    measure(bencher, size, |message| {
        black_box(check(message, &options).unwrap());
    });
}

/// HTML has a check of its own (MEMO-20).
#[divan::bench]
fn checks_html(bencher: Bencher<'_, '_>) {
    let options = options();
    let message = html_message(FULL_SIZE).unwrap();
    assert!(check(&message[..], &options).unwrap().valid());
    bencher
        .counter(BytesCount::new(message.len()))
        .bench(|| black_box(check(black_box(&message[..]), &options).unwrap()));
}

#[divan::bench(args = [SMALL, 100_000, FULL_SIZE])]
fn reads(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, size, |message| {
        black_box(read(message, &mut Discard).unwrap());
    });
}

#[divan::bench(args = [SMALL, 100_000, FULL_SIZE])]
fn writes(bencher: Bencher<'_, '_>, size: usize) {
    let bytes = message(size).unwrap();
    let mut contents: Vec<Vec<u8>> = Vec::new();
    let message = read(&bytes[..], &mut contents).unwrap();
    bencher
        .counter(BytesCount::new(bytes.len()))
        .counter(ItemsCount::new(1_usize))
        .bench(|| write(black_box(&message), &mut Held::new(&contents), &mut sink()).unwrap());
}

const FRAMINGS: [Framing; 2] = [Framing::Lzma, Framing::Xz];

/// A thousand small messages and one of 5 MB.
fn entries() -> Vec<Vec<u8>> {
    let small = (0..1000).map(|number| letter(900 + number % 300).unwrap().to_xml());
    small.chain([message(5_000_000).unwrap()]).collect()
}

fn pack(entries: &[Vec<u8>], framing: Framing) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), framing).unwrap();
    for (number, entry) in entries.iter().enumerate() {
        let name = format!("{number}.xml");
        writer.add(&name, entry.len() as u64, &entry[..]).unwrap();
    }
    writer.finish().unwrap()
}

fn total(entries: &[Vec<u8>]) -> usize {
    entries.iter().map(Vec::len).sum()
}

#[divan::bench(args = FRAMINGS)]
fn unpacks(bencher: Bencher<'_, '_>, framing: Framing) {
    let entries = entries();
    let archive = pack(&entries, framing);
    bencher
        .counter(BytesCount::new(total(&entries)))
        .counter(ItemsCount::new(entries.len()))
        .bench(|| {
            let limits = container::Limits::standard();
            let mut archive = Archive::open(black_box(&archive[..]), &limits).unwrap();
            let mut buffer = Vec::new();
            while let Some(Item::File(mut entry)) = archive.next_item().unwrap() {
                buffer.clear();
                entry.read_to_end(&mut buffer).unwrap();
                sink().write_all(&buffer).unwrap();
            }
        });
}

#[divan::bench(args = FRAMINGS, sample_count = 5)]
fn packs(bencher: Bencher<'_, '_>, framing: Framing) {
    let entries = entries();
    bencher
        .counter(BytesCount::new(total(&entries)))
        .counter(ItemsCount::new(entries.len()))
        .bench(|| black_box(pack(black_box(&entries), framing)));
}
