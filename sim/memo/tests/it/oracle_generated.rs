//! Compares verdicts with those of xmllint and the published schemas on generated messages:
//! valid, broken once, with one thing changed, and in unusual XML.
//!
//! The messages are the same each time; `TESTPOST_ORACLE_SEED` (a number) makes others, and
//! `TESTPOST_ORACLE_MESSAGES` more of them.
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use testpost_memo::{
    MemoVersion,
    generate::{
        Breach, SchemaBreach, Twist, broken_message, changed_message, message_at_its_limits,
        unusual_message, valid_message,
    },
};

use crate::oracle::{disagreements, schemas};

/// How many messages of each version are compared, unless the environment says otherwise.
const MESSAGES: usize = 300;

fn number_from(variable: &str) -> Option<usize> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
    )
}

fn runner() -> TestRunner {
    let seed = number_from("TESTPOST_ORACLE_SEED").unwrap_or(0);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&(seed as u64).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config::default(), rng)
}

/// A message: what it is, which version it follows, and its XML.
type Generated = (String, MemoVersion, Vec<u8>);

fn generated() -> impl Strategy<Value = Generated> {
    prop_oneof![
        1 => valid_message().prop_map(|sample| {
            ("valid".to_owned(), sample.message.version, sample.to_xml())
        }),
        1 => message_at_its_limits().prop_map(|sample| {
            ("at its limits".to_owned(), sample.message.version, sample.to_xml())
        }),
        6 => broken_message()
            // memoVersion is any number to the schemas: see `oracle_differences`.
            .prop_filter("a rule of the schemas", |broken| {
                broken.breach != Breach::Schema(SchemaBreach::VersionUnknown)
            })
            .prop_map(|broken| (format!("{:?}", broken.breach), broken.version, broken.xml)),
        12 => changed_message().prop_map(|changed| (changed.what, changed.version, changed.xml)),
        2 => unusual_message(valid_message())
            // White space around dates and numbers: see `oracle_differences`.
            .prop_filter("no white space", |unusual| {
                !unusual.twists.contains(&Twist::WhiteSpace)
            })
            .prop_map(|unusual| {
                let what = format!("{:?} {:?}", unusual.encoding, unusual.twists);
                (what, unusual.sample.message.version, unusual.xml)
            }),
    ]
}

#[test]
fn xmllint_agrees_on_generated_messages() {
    let Some(folder) = schemas() else { return };
    let most = number_from("TESTPOST_ORACLE_MESSAGES").unwrap_or(MESSAGES);
    let strategy = generated();
    let mut runner = runner();
    let mut by_version = [Vec::new(), Vec::new()];
    while by_version.iter().any(|messages| messages.len() < most) {
        let (what, version, xml) = strategy.new_tree(&mut runner).unwrap().current();
        let messages = &mut by_version[usize::from(version == MemoVersion::V1_2)];
        if messages.len() < most {
            messages.push((what, xml));
        }
    }
    let [old, new] = by_version;
    let mut found = disagreements(&folder, &old, MemoVersion::V1_1);
    found.extend(disagreements(&folder, &new, MemoVersion::V1_2));
    assert!(
        found.is_empty(),
        "{} of {} messages:\n{}",
        found.len(),
        2 * most,
        found.join("\n")
    );
}
