//! Made-up Danish people, for names that nobody has given: a locale of our own for `fake`, whose
//! own list has no Danish one. The names are those of fixtures/people, and nobody bears them.

use fake::Fake;
use fake::faker::name::raw::{FirstName, LastName};
use fake::locales::Data;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;

const GIVEN: &str = include_str!("../../fixtures/people/given-names.txt");
const SURNAMES: &str = include_str!("../../fixtures/people/surnames.txt");

/// The Danish locale.
#[derive(Debug, Clone, Copy)]
pub struct Dansk;

impl Data for Dansk {
    const NAME_FIRST_NAME: &'static [&'static str] = &lines::<{ count(GIVEN) }>(GIVEN);
    const NAME_LAST_NAME: &'static [&'static str] = &lines::<{ count(SURNAMES) }>(SURNAMES);
}

/// A given name and a surname, the same for the same seed.
#[must_use]
pub fn full_name(seed: u64) -> String {
    let mut chance = ChaCha12Rng::seed_from_u64(seed);
    let given: String = FirstName(Dansk).fake_with_rng(&mut chance);
    let surname: String = LastName(Dansk).fake_with_rng(&mut chance);
    format!("{given} {surname}")
}

/// How many lines end in the text.
const fn count(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut lines, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'\n' {
            lines += 1;
        }
        at += 1;
    }
    lines
}

/// The lines of a text in which each ends with a line feed.
const fn lines<const N: usize>(text: &'static str) -> [&'static str; N] {
    let mut lines = [""; N];
    let (mut rest, mut line) = (text, 0);
    while line < N {
        let mut end = 0;
        while rest.as_bytes()[end] != b'\n' {
            end += 1;
        }
        (lines[line], _) = rest.split_at(end);
        (_, rest) = rest.split_at(end + 1);
        line += 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_has_every_name_of_the_files() {
        let lists = [
            (Dansk::NAME_FIRST_NAME, GIVEN),
            (Dansk::NAME_LAST_NAME, SURNAMES),
        ];
        for (names, file) in lists {
            assert_eq!(names, file.lines().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_name_is_the_same_for_the_same_seed_and_made_of_both_lists() {
        assert_eq!(full_name(7), full_name(7));
        let names: std::collections::BTreeSet<String> = (0..50).map(full_name).collect();
        assert!(names.len() > 30, "{names:?}");
        for name in names {
            let (given, surname) = name.split_once(' ').unwrap();
            assert!(Dansk::NAME_FIRST_NAME.contains(&given), "{name}");
            assert!(Dansk::NAME_LAST_NAME.contains(&surname), "{name}");
        }
    }
}
