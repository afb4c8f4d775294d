//! What a scenario needs of the system under test, and whether a target has it.

use super::{Act, ScenarioDocument, Step, TargetPart};
use crate::target::TargetDocument;

/// Why this target cannot play in the scenario; none when it can.
pub(crate) fn unmet(document: &ScenarioDocument, target: &TargetDocument) -> Option<String> {
    let Some(part) = &document.target else {
        return Some("it puts no system under test".to_owned());
    };
    let steps = || document.steps.iter().map(|step| &step.value);
    let looks = steps().any(|step| matches!(step, Step::Expect(expect) if expect.held.is_some()));
    let lacks = |what: &str| Some(format!("the target file does not say {what}"));
    let look_at = match &part.value {
        TargetPart::Receiver(_) => {
            let Some(receiver) = &target.receiver else {
                return lacks("where the target receives (`receiver`)");
            };
            let stops = steps().any(|step| matches!(step, Step::Target(_)));
            if stops && receiver.stop.is_none() {
                return lacks("how the target is stopped and started (`stop`, `start`)");
            }
            &receiver.look_at
        }
        TargetPart::Sender(_) => {
            let Some(sender) = &target.sender else {
                return lacks("how the target sends (`sender`)");
            };
            if steps().any(|step| matches!(step, Step::Target(_))) {
                return lacks("how a sender is stopped and started");
            }
            for step in steps() {
                let Step::Act(act) = step else { continue };
                match act {
                    Act::Recall(_) if sender.acts.recall.is_none() => {
                        return lacks("how the target is made to recall (`acts.recall`)");
                    }
                    Act::FetchReceipts if sender.acts.fetch_receipts.is_none() => {
                        return lacks("how it is made to fetch receipts (`acts.fetch-receipts`)");
                    }
                    Act::Send(_) | Act::Recall(_) | Act::FetchReceipts => {}
                }
            }
            &sender.look_at
        }
    };
    if looks && look_at.is_none() {
        return lacks("where the target may be looked at (`look-at`)");
    }
    None
}
