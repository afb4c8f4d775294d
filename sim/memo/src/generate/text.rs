//! Texts: Danish ones from a small list of words, and ones of any characters that XML has.
use proptest::{char, collection, prelude::*, sample::select};

use crate::xml::is_char;

/// Words that letters of public authorities are made of, and a few that are awkward in XML.
const WORDS: &[&str] = &[
    "afgørelse",
    "ansøgning",
    "Asta",
    "barselsdagpenge",
    "bilag 2",
    "Borgerservice",
    "børnehave",
    "Fjordby Kommune",
    "flyttedag",
    "frist",
    "for",
    "Grønnegade 4, 2. tv.",
    "høring",
    "indkaldelse",
    "Jonas Ærø",
    "kontaktperson",
    "Krog & Søn",
    "lægehus",
    "Mette Skov",
    "om",
    "opkrævning",
    "plads",
    "på",
    "sagsnr. 2026-17",
    "Skovbørnehaven",
    "svar",
    "til",
    "tilbud",
    "ydelse",
    "årsopgørelse",
    "æbleskiver <3",
    "Østerbro",
    "»kladde«",
    "50 % rabat",
];

/// Words for the names of files, made of letters and digits alone.
const FILE_WORDS: &[&str] = &[
    "Afgoerelse",
    "bilag",
    "brev",
    "høringssvar",
    "kvittering",
    "opgørelse",
    "plan",
    "sag17",
    "skema",
    "årsrapport",
];

/// A text of at most so many characters.
pub(super) fn any(most: usize) -> BoxedStrategy<String> {
    prop_oneof![
        12 => danish(most),
        2 => collection::vec(xml_character(), 0..=most.min(40)).prop_map(String::from_iter),
        1 => of_length(most),
    ]
    .boxed()
}

/// A text of exactly so many characters, of one to four bytes each.
pub(super) fn of_length(length: usize) -> BoxedStrategy<String> {
    prop_oneof![
        select(&['x', 'å', '€', '😀'][..])
            .prop_map(move |character| String::from_iter([character].repeat(length))),
        danish(length).prop_map(move |text| {
            let missing = length - text.chars().count();
            text + &"ø".repeat(missing)
        }),
    ]
    .boxed()
}

/// A few words of Danish.
pub(super) fn danish(most: usize) -> BoxedStrategy<String> {
    collection::vec(select(WORDS), 1..6)
        .prop_map(move |words| words.join(" ").chars().take(most).collect())
        .boxed()
}

/// The name of a file without its extension, of at most so many characters.
pub(super) fn file_stem(most: usize) -> BoxedStrategy<String> {
    collection::vec(select(FILE_WORDS), 1..4)
        .prop_map(move |words| words.join("-").chars().take(most).collect())
        .boxed()
}

/// Any character that XML has, those with a meaning in XML often.
pub(super) fn xml_character() -> BoxedStrategy<char> {
    prop_oneof![
        6 => char::range(' ', '~'),
        3 => select(&['æ', 'ø', 'å', 'Æ', 'Ø', 'Å', 'é', 'ü'][..]),
        2 => select(&['<', '>', '&', '\'', '"', ']', '[', '-', '?', '!', ';', '#'][..]),
        2 => select(&['\t', '\n', '\r', ' '][..]),
        1 => select(&['\u{7f}', '\u{85}', '\u{a0}', '\u{2028}', '\u{fffd}', '\u{feff}'][..]),
        1 => select(&['😀', '𝄞', '\u{10000}', '\u{10ffff}'][..]),
        1 => char::range('\u{80}', '\u{fffd}').prop_filter("a character of XML", |c| is_char(*c)),
    ]
    .boxed()
}
