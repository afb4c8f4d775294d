//! What a scenario needs of the system under test, and whether a target has it.

use testpost_engine::faults::Fault;

use super::{
    Act, CallKind, Directory, FaultsStep, Protocol, Scenario, ScenarioDocument, Step, TargetPart,
};
use crate::target::{ReceiverTarget, SenderTarget, TargetDocument};

/// Why this target cannot play in the scenario; none when it can.
pub(crate) fn unmet(scenario: &Scenario, target: &TargetDocument) -> Option<String> {
    let document = &scenario.document;
    let Some(part) = &document.target else {
        return Some("it puts no system under test".to_owned());
    };
    let directory = Directory::of_world(&scenario.world.document);
    let written = directory.system(&part.value.system().value).found();
    let written = written.map(|system| system.protocol);
    let look_at = match &part.value {
        TargetPart::Receiver(_) => {
            let Some(receiver) = &target.receiver else {
                return lacks("where the target receives (`receiver`)");
            };
            if let Some(why) = of_receiver(document, written, receiver) {
                return Some(why);
            }
            &receiver.look_at
        }
        TargetPart::Sender(_) => {
            let Some(sender) = &target.sender else {
                return lacks("how the target sends (`sender`)");
            };
            if let Some(why) = of_sender(document, written, sender) {
                return Some(why);
            }
            &sender.look_at
        }
    };
    let looks =
        steps(document).any(|step| matches!(step, Step::Expect(expect) if expect.held.is_some()));
    if looks && look_at.is_none() {
        return lacks("where the target may be looked at (`look-at`)");
    }
    None
}

fn lacks(what: &str) -> Option<String> {
    Some(format!("the target file does not say {what}"))
}

fn steps(document: &ScenarioDocument) -> impl Iterator<Item = &Step> {
    document.steps.iter().map(|step| &step.value)
}

fn of_receiver(
    document: &ScenarioDocument,
    written: Option<Protocol>,
    receiver: &ReceiverTarget,
) -> Option<String> {
    let own = receiver.protocol.value;
    // Who is told of a message and fetches it is handed it all the same.
    let is_told = own == Protocol::RestPublishSubscribe && written == Some(Protocol::RestPush);
    if let Some(written) = written.filter(|written| *written != own && !is_told) {
        return Some(other_protocol(written, own));
    }
    if is_told && steps(document).any(is_about_pushes) {
        return Some(other_protocol(Protocol::RestPush, own));
    }
    if steps(document).any(|step| matches!(step, Step::Target(_))) && receiver.stop.is_none() {
        return lacks("how the target is stopped and started (`stop`, `start`)");
    }
    let fetches = steps(document).any(|step| matches!(step, Step::Act(Act::Fetch)));
    if fetches && receiver.fetch.is_none() {
        return lacks("how the target is made to fetch (`fetch`)");
    }
    None
}

/// Whether a step is about what stands in a push, or about the call itself.
fn is_about_pushes(step: &Step) -> bool {
    if let Step::Expect(expect) = step {
        let calls = expect.calls.as_ref();
        return calls.is_some_and(|calls| calls.value.kind == CallKind::Push);
    }
    let Step::Faults(FaultsStep::Rules(rules)) = step else {
        return false;
    };
    rules.iter().any(|rule| {
        matches!(
            rule.value.fault,
            Fault::PushCut | Fault::PushUnreadable | Fault::PushInvalid | Fault::PushMisdirected
        )
    })
}

fn of_sender(
    document: &ScenarioDocument,
    written: Option<Protocol>,
    sender: &SenderTarget,
) -> Option<String> {
    let own = sender.protocol.value;
    // What it sends is the same, whether receipts are brought to it or fetched by it.
    let alike = own == Protocol::RestPull
        && written == Some(Protocol::RestPush)
        && !steps(document).any(is_about_brought_receipts);
    if let Some(written) = written.filter(|written| *written != own && !alike) {
        return Some(other_protocol(written, own));
    }
    if steps(document).any(|step| matches!(step, Step::Target(_))) {
        return lacks("how a sender is stopped and started");
    }
    let ways = &sender.acts;
    steps(document).find_map(|step| {
        let Step::Act(act) = step else { return None };
        match act {
            Act::Recall(_) if ways.recall.is_none() => {
                lacks("how the target is made to recall (`acts.recall`)")
            }
            Act::FetchReceipts if ways.fetch_receipts.is_none() => {
                lacks("how it is made to fetch receipts (`acts.fetch-receipts`)")
            }
            Act::SendArchive(_) if ways.send_archive.is_none() => {
                lacks("how it is made to send an archive (`acts.send-archive`)")
            }
            Act::Send(_)
            | Act::SendArchive(_)
            | Act::Recall(_)
            | Act::FetchReceipts
            | Act::Fetch => None,
        }
    })
}

/// Whether a step is about receipts that are brought to a sender.
fn is_about_brought_receipts(step: &Step) -> bool {
    let Step::Expect(expect) = step else {
        return false;
    };
    let calls = expect.calls.as_ref();
    let held = expect.held.as_ref();
    calls.is_some_and(|calls| calls.value.to.is_some())
        || held.is_some_and(|held| held.value.failed.is_some())
}

fn other_protocol(written: Protocol, own: Protocol) -> String {
    format!(
        "it is about {} systems, and the target is one with {}",
        written.as_str(),
        own.as_str()
    )
}
