//! The README's table of assumed values is the profile's.

use testpost_engine::profile::Profile;

/// Set to anything to write the table anew.
const UPDATE: &str = "TESTPOST_UPDATE_README";
const BEGIN: &str = "<!-- settings: begin -->\n";
const END: &str = "<!-- settings: end -->";

#[test]
fn the_readme_shows_every_assumed_value() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut table = String::from(
        "| setting | default | unit | clause | what it decides |\n|---|---|---|---|---|\n",
    );
    for setting in Profile::assumed().view() {
        table += &format!(
            "| `{}` | `{}` | {} | {} | {} |\n",
            setting.name, setting.default, setting.unit, setting.clause, setting.description
        );
    }
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (shown, after) = rest.split_once(END).unwrap();
    if std::env::var_os(UPDATE).is_some() {
        let written = format!("{before}{BEGIN}{table}{END}{after}");
        #[expect(clippy::disallowed_methods, reason = "a test's file, not the engine's")]
        std::fs::write(path, written).unwrap();
        return;
    }
    assert_eq!(
        shown, table,
        "the table is stale; renew it with {UPDATE}=1 cargo test -p testpost-engine readme"
    );
}
