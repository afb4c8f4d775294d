//! Text from outside that would break a report if it were drawn as it is.

use testpost_reports::terminal::{Colour, TerminalStyle};
use testpost_reports::{ScenarioResult, Verdict, html, json, junit, sarif, terminal};

use crate::sample::{check, report, scenario};

fn hostile() -> ScenarioResult {
    let file = "scenarios/æøå/]]>.yaml";
    let mut seen = check(
        "label\u{1b}[2J of <letter> & \"co\"",
        Verdict::Fail,
        file,
        3,
    );
    seen.expected = Some("Børneøen på Ærø ]]> <![CDATA[ &amp; \u{0}\u{7}\u{fffe}".into());
    seen.seen = Some(format!(
        "first line\nsecond\tline\r\n{}",
        "long ".repeat(1_000)
    ));
    seen.remedy = Some("\u{202e}turned round".into());
    scenario(
        "Nasty\nname | with ╮ frames \u{1b}[31mred\u{1b}[0m",
        file,
        &["SEND-11"],
        vec![seen],
    )
}

#[test]
fn hostile_text_on_the_terminal() {
    let style = TerminalStyle {
        width: 80,
        colour: Colour::Off,
    };
    let shown = terminal::render(&report(vec![hostile()]), style);
    assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
    insta::assert_snapshot!("hostile_terminal", shown);
}

#[test]
fn hostile_text_in_junit() {
    let xml = junit::render(&report(vec![hostile()])).unwrap();
    assert!(!xml.contains("]]>"));
    let allowed = |c: char| matches!(c, '\n' | ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}');
    assert!(xml.chars().all(allowed));
    insta::assert_snapshot!("hostile_junit", xml);
}

#[test]
fn hostile_text_in_html_is_text_and_nothing_else() {
    let mut nasty = hostile();
    nasty.checks[0].name = "<script>alert(1)</script><img src=x onerror=alert(2)>".into();
    nasty.checks[0].file = "\"><script src=//x></script>.yaml".into();
    let page = html::render(&report(vec![nasty])).unwrap();
    assert!(
        !page.contains("<script") && !page.contains("<img"),
        "{page}"
    );
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"));
    assert!(page.chars().all(|c| c == '\n' || !c.is_control()));
}

#[test]
fn an_html_report_asks_nothing_of_the_network() {
    let page = html::render(&crate::sample::run()).unwrap();
    for outside in ["src=", "url(", "@import", "<link", "<script", "http-equiv"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let mut hrefs = page.split("href=\"").skip(1);
    assert!(hrefs.all(|href| href.starts_with('#')));
}

#[test]
fn hostile_text_in_sarif_stays_json_and_its_file_an_address() {
    let text = sarif::render(&report(vec![hostile()]));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let result = &read["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "scenarios/%C3%A6%C3%B8%C3%A5/%5D%5D%3E.yaml"
    );
    assert_eq!(place["region"]["startLine"], 3);
}

#[test]
fn hostile_text_in_json_stays_as_it_was() {
    let text = json::render(&report(vec![hostile()]));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let check = &read["scenarios"][0]["checks"][0];
    assert_eq!(
        check["expected"].as_str(),
        hostile().checks[0].expected.as_deref()
    );
    assert_eq!(check["seen"].as_str(), hostile().checks[0].seen.as_deref());
}

#[test]
fn a_scenario_tells_the_conditions_it_ran_under() {
    let mut own = scenario(
        "Own",
        "own.yaml",
        &[],
        vec![check("a", Verdict::Fail, "own.yaml", 1)],
    );
    own.seed = Some(7);
    own.epoch = Some(crate::sample::at("2026-03-01T00:00:00Z"));
    own.overrides = vec![testpost_reports::ProfileValue {
        name: "retry.give-up-after".into(),
        value: "P3D".into(),
        clause: None,
        overridden: true,
    }];
    let report = report(vec![own]);
    let words = "seed 7, epoch 2026-03-01T00:00:00Z, retry.give-up-after: P3D";
    let style = TerminalStyle {
        colour: Colour::Off,
        width: 120,
    };
    assert!(terminal::render(&report, style).contains(words));
    assert!(junit::render(&report).unwrap().contains(words));
    let json: serde_json::Value = serde_json::from_str(&json::render(&report)).unwrap();
    assert_eq!(json["scenarios"][0]["seed"], 7);
    assert_eq!(json["scenarios"][0]["epoch"], "2026-03-01T00:00:00Z");
    assert_eq!(json["scenarios"][0]["overrides"][0]["value"], "P3D");
}
