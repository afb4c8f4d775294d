//! The samples under `samples/` are what the renderers draw today.
//!
//! `TESTPOST_WRITE_SAMPLES=1 cargo test -p testpost-reports` writes them anew.

use std::fs;
use std::path::Path;

use testpost_reports::terminal::{Colour, TerminalStyle};
use testpost_reports::{html, json, junit, sarif, terminal};

use crate::sample;

fn compare(name: &str, drawn: &str) {
    compare_file(&format!("samples/{name}"), drawn);
}

fn compare_file(name: &str, drawn: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("TESTPOST_WRITE_SAMPLES").is_some() {
        fs::write(&path, drawn).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        drawn, committed,
        "{name} is stale: write it anew with TESTPOST_WRITE_SAMPLES=1 and look at the difference"
    );
}

#[test]
fn the_terminal_sample_is_what_the_terminal_shows() {
    let style = TerminalStyle {
        width: 120,
        colour: Colour::Off,
    };
    compare("terminal.txt", &terminal::render(&sample::run(), style));
}

#[test]
fn the_junit_sample_is_what_build_servers_get() {
    compare("junit.xml", &junit::render(&sample::run()).unwrap());
}

#[test]
fn the_json_sample_is_what_programs_get() {
    compare("report.json", &json::render(&sample::run()));
}

#[test]
fn the_sarif_sample_is_what_code_scanners_get() {
    compare("report.sarif", &sarif::render(&sample::run()));
}

#[test]
fn the_html_sample_is_what_people_see() {
    compare("report.html", &html::render(&sample::run()).unwrap());
}

#[test]
fn the_schema_is_that_of_the_json_report() {
    compare_file("report.schema.json", &json::schema());
}
