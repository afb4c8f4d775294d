//! Narrow and wide terminals, with and without colour.

use testpost_reports::terminal::{self, Colour, TerminalStyle};

use crate::sample;

fn drawn(width: usize, colour: Colour) -> String {
    terminal::render(&sample::run(), TerminalStyle { width, colour })
}

fn table(width: usize, colour: Colour) -> String {
    let screen = drawn(width, colour);
    let lines = screen.lines().skip_while(|line| !line.starts_with('╭'));
    let lines: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[test]
fn the_table_never_is_wider_than_the_terminal() {
    for width in [30, 40, 59, 60, 79, 80, 99, 100, 139, 140, 200] {
        let table = table(width, Colour::Off);
        let widest = table
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap();
        assert!(
            widest <= width,
            "{widest} columns on a terminal of {width}:\n{table}"
        );
    }
}

#[test]
fn a_narrow_terminal_shows_verdict_and_name() {
    insta::assert_snapshot!("narrow", drawn(40, Colour::Off));
}

#[test]
fn a_wide_terminal_shows_every_column() {
    insta::assert_snapshot!("wide", table(200, Colour::Off));
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let coloured = drawn(100, Colour::On);
    assert!(coloured.contains("\u{1b}[31m"), "a failure is red");
    assert_eq!(without_escapes(&coloured), drawn(100, Colour::Off));
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::new();
    for (index, part) in text.split("\u{1b}[").enumerate() {
        let shown = if index == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        };
        plain.push_str(shown);
    }
    plain
}
