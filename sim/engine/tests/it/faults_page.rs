//! The table of `docs/faults.md` is the engine's.

use testpost_engine::calendar::show_duration;
use testpost_engine::faults::{Fault, FaultProfile, Legality, Rule};

/// Set to anything to write the tables anew.
const UPDATE: &str = "TESTPOST_UPDATE_FAULTS";

#[test]
fn the_page_of_faults_shows_every_fault_and_every_rule_of_the_profiles() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/faults.md");
    let page = std::fs::read_to_string(path).unwrap();
    let fresh = filled(&filled(&page, "table", &table()), "hostile", &hostile());
    if std::env::var_os(UPDATE).is_some() {
        #[expect(clippy::disallowed_methods, reason = "a test's file, not the engine's")]
        std::fs::write(path, fresh).unwrap();
        return;
    }
    assert_eq!(
        page, fresh,
        "a table is stale; renew it with {UPDATE}=1 cargo test -p testpost-engine faults_page"
    );
}

fn filled(page: &str, name: &str, table: &str) -> String {
    let (begin, end) = (
        format!("<!-- {name}: begin -->\n"),
        format!("<!-- {name}: end -->"),
    );
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}{table}{end}{after}")
}

fn table() -> String {
    let mut table = String::from(
        "| fault | strikes each | real Digital Post may | clause | `by`: default, at most | what it does |\n|---|---|---|---|---|---|\n",
    );
    for fault in Fault::ALL {
        let may = match fault.legality() {
            Legality::Legal => "yes",
            Legality::Beyond => "no",
        };
        let by = fault.measure().map_or_else(String::new, |measure| {
            format!(
                "{}, {}: {}",
                show_duration(measure.default),
                show_duration(measure.most),
                measure.words
            )
        });
        table += &format!(
            "| `{}` | {} | {may} | {} | {by} | {} |\n",
            fault.name(),
            fault.occasion().words(),
            fault.clause(),
            fault.what()
        );
    }
    table
}

fn hostile() -> String {
    let mut lines = String::from("```yaml\n");
    for rule in FaultProfile::Hostile.rules() {
        lines += &format!("- {}\n", in_a_line(&rule));
    }
    lines + "```\n"
}

fn in_a_line(rule: &Rule) -> String {
    let value = serde_json::to_value(rule).unwrap();
    let keys = ["fault", "operations", "percent", "nth", "by", "from", "to"];
    let said: Vec<String> = keys
        .iter()
        .filter_map(|key| {
            let value = value.get(key)?;
            let text = if let Some(items) = value.as_array() {
                let items: Vec<&str> = items.iter().filter_map(|item| item.as_str()).collect();
                format!("[{}]", items.join(", "))
            } else {
                let text = value.as_str().map(ToOwned::to_owned);
                match text.unwrap_or_else(|| value.to_string()) {
                    text if text.contains(':') => format!("\"{text}\""),
                    text => text,
                }
            };
            Some(format!("{key}: {text}"))
        })
        .collect();
    format!("{{{}}}", said.join(", "))
}
