//! The guide to the language says nothing that the language does not know.

use super::read::read_yaml;
use super::{Placed, ScenarioDocument, Step};

const GUIDE: &str = include_str!("../../../docs/scenarios.md");

/// The YAML examples of the guide.
fn examples() -> Vec<&'static str> {
    let mut blocks = GUIDE.split("```yaml\n").skip(1);
    let mut examples = Vec::new();
    for block in blocks.by_ref() {
        examples.push(block.split("```").next().unwrap());
    }
    examples
}

#[test]
fn every_example_of_the_guide_can_be_read() {
    let mut wrong = Vec::new();
    for example in examples() {
        let file = std::path::Path::new("example.yaml");
        let document = if ["given:", "target:"]
            .iter()
            .any(|head| example.starts_with(head))
        {
            format!("scenario: Example\n{example}steps: []\n")
        } else if example.starts_with("- ") {
            format!("scenario: Example\nsteps:\n{example}")
        } else {
            example.to_owned()
        };
        if let Err(faults) = read_yaml::<ScenarioDocument>(&document, file) {
            wrong.push(format!("{}\n{document}", faults[0].line()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_verb_has_an_example() {
    let mut verbs: Vec<&str> = Vec::new();
    for example in examples().into_iter().filter(|e| e.starts_with("- ")) {
        let file = std::path::Path::new("example.yaml");
        let steps: Vec<Placed<Step>> = read_yaml(example, file).unwrap();
        verbs.extend(steps.iter().map(|step| verb(&step.value)));
    }
    for verb in ALL {
        assert!(
            verbs.contains(&verb),
            "the guide has no example of `{verb}`"
        );
    }
}

const ALL: [&str; 37] = [
    "send",
    "send-archive",
    "repeat",
    "recall",
    "advance",
    "receiver",
    "sender",
    "receipt",
    "list",
    "fetch",
    "fetch-receipt",
    "activate",
    "deactivate",
    "primary",
    "open",
    "move",
    "delete",
    "write",
    "reply",
    "forward",
    "connect",
    "change-system",
    "remove-system",
    "renew-api-key",
    "citizen",
    "company",
    "contact-point",
    "act",
    "target",
    "exempt",
    "lift",
    "renew",
    "faults",
    "nemsms",
    "confirm-nemsms",
    "end-nemsms",
    "expect",
];

/// A verb more here is one more to document.
fn verb(step: &Step) -> &'static str {
    match step {
        Step::Send(_) => "send",
        Step::SendArchive(_) => "send-archive",
        Step::Repeat(_) => "repeat",
        Step::Recall(_) => "recall",
        Step::Advance(_) => "advance",
        Step::Receiver(_) => "receiver",
        Step::Sender(_) => "sender",
        Step::Receipt(_) => "receipt",
        Step::List(_) => "list",
        Step::Fetch(_) => "fetch",
        Step::FetchReceipt(_) => "fetch-receipt",
        Step::Activate(_) => "activate",
        Step::Deactivate(_) => "deactivate",
        Step::Primary(_) => "primary",
        Step::Open(_) => "open",
        Step::Move(_) => "move",
        Step::Delete(_) => "delete",
        Step::Write(_) => "write",
        Step::Reply(_) => "reply",
        Step::Forward(_) => "forward",
        Step::Connect(_) => "connect",
        Step::ChangeSystem(_) => "change-system",
        Step::RemoveSystem(_) => "remove-system",
        Step::RenewApiKey(_) => "renew-api-key",
        Step::Citizen(_) => "citizen",
        Step::Company(_) => "company",
        Step::ContactPoint(_) => "contact-point",
        Step::Act(_) => "act",
        Step::Target(_) => "target",
        Step::Exempt(_) => "exempt",
        Step::Lift(_) => "lift",
        Step::Renew(_) => "renew",
        Step::Faults(_) => "faults",
        Step::NemSms(_) => "nemsms",
        Step::ConfirmNemSms(_) => "confirm-nemsms",
        Step::EndNemSms(_) => "end-nemsms",
        Step::Expect(_) => "expect",
    }
}
