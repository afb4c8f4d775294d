//! Reads a target file, and says at once all that is wrong with it.

use std::path::Path;

use testpost_memo::id::Cvr;
use uuid::Uuid;

use super::document::{HttpCall, TargetDocument, Way};
use crate::outward;
use crate::scenario::{Place, Placed, Protocol, ScenarioFault, read_yaml};

/// The target in `file`.
pub fn load(file: &Path) -> Result<TargetDocument, Vec<ScenarioFault>> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("the target file cannot be read: {error}");
        vec![ScenarioFault::at(file, Place::START, message)]
    })?;
    let document: TargetDocument = read_yaml(&text, file)?;
    let mut checker = Checker {
        file,
        faults: Vec::new(),
    };
    checker.whole(&document);
    if checker.faults.is_empty() {
        return Ok(document);
    }
    let faults = checker.faults.into_iter();
    Err(faults.map(|fault| fault.with_text(&text)).collect())
}

struct Checker<'a> {
    file: &'a Path,
    faults: Vec<ScenarioFault>,
}

impl Checker<'_> {
    fn fault(&mut self, place: Place, message: impl Into<String>, remedy: &str) {
        let fault = ScenarioFault::at(self.file, place, message).with_remedy(remedy);
        self.faults.push(fault);
    }

    fn whole(&mut self, document: &TargetDocument) {
        let start = Place::of(&document.target);
        if document.receiver.is_none() && document.sender.is_none() {
            self.fault(
                start,
                "the file says neither where the target receives nor how it sends",
                "Add `receiver:` or `sender:`.",
            );
        }
        if let Some(receiver) = &document.receiver {
            self.identity(&receiver.system, &receiver.api_key, receiver.cvr.as_ref());
            let place = Place::of(&receiver.system);
            let protocol = receiver.protocol.value;
            match (&receiver.endpoint, protocol) {
                (Some(endpoint), _) => self.address(endpoint),
                (None, Protocol::RestPush | Protocol::RestPublishSubscribe) => self.fault(
                    place,
                    "a receiver that is pushed to needs an `endpoint`",
                    "Write the address at which it takes pushes, or `protocol: REST_PULL`.",
                ),
                (None, Protocol::RestPull) => {}
                (None, Protocol::Sftp) => self.fault(
                    Place::of(&receiver.protocol),
                    "nobody receives by SFTP (SYS-4)",
                    "Write REST_PUSH, REST_PULL or REST_PUBLISH_SUBSCRIBE.",
                ),
            }
            let ways = [
                receiver.stop.as_ref(),
                receiver.start.as_ref().map(|start| &start.by),
                receiver.fetch.as_ref(),
            ];
            ways.into_iter()
                .flatten()
                .for_each(|way| self.way(way, place));
            if receiver.stop.is_some() != receiver.start.is_some() {
                self.fault(
                    place,
                    "`stop` and `start` belong together",
                    "Say how it is stopped and how it is started, or neither.",
                );
            }
        }
        if let Some(sender) = &document.sender {
            self.identity(&sender.system, &sender.api_key, sender.cvr.as_ref());
            let place = Place::of(&sender.system);
            match (&sender.receipt_endpoint, sender.protocol.value) {
                (Some(endpoint), _) => self.address(endpoint),
                (None, Protocol::RestPush) => self.fault(
                    place,
                    "a REST PUSH sender needs a `receiptEndpoint` (SEND-3)",
                    "Write the address at which it takes receipts, or `protocol: REST_PULL`.",
                ),
                (None, Protocol::RestPull | Protocol::Sftp) => {}
                (None, Protocol::RestPublishSubscribe) => self.fault(
                    Place::of(&sender.protocol),
                    "nobody sends by REST PUBLISH/SUBSCRIBE (SYS-4)",
                    "Write REST_PUSH, REST_PULL or SFTP.",
                ),
            }
            let acts = &sender.acts;
            let ways = [
                Some(&acts.send),
                acts.recall.as_ref(),
                acts.fetch_receipts.as_ref(),
                acts.send_archive.as_ref(),
            ];
            ways.into_iter()
                .flatten()
                .for_each(|way| self.way(way, place));
        }
    }

    fn identity(
        &mut self,
        system: &Placed<String>,
        api_key: &Placed<String>,
        cvr: Option<&Placed<String>>,
    ) {
        for id in [system, api_key] {
            if Uuid::parse_str(&id.value).is_err() {
                self.fault(
                    Place::of(id),
                    format!("`{}` is no UUID", id.value),
                    "System ids and API keys are UUIDs (SYS-9).",
                );
            }
        }
        if let Some(cvr) = cvr
            && let Err(fault) = Cvr::parse(&cvr.value)
        {
            self.fault(
                Place::of(cvr),
                fault.to_string(),
                "Write eight digits in quotes.",
            );
        }
    }

    fn address(&mut self, address: &Placed<String>) {
        if let Err(fault) = outward::base(&address.value, "") {
            self.fault(
                Place::of(address),
                format!("`{}` is no address that is called: {fault}", address.value),
                "Write one such as http://127.0.0.1:9001/recipient-system.",
            );
        }
    }

    fn way(&mut self, way: &Way, place: Place) {
        match way {
            Way::Http(call) => {
                let HttpCall { url, .. } = call.as_ref();
                let begins = url.split("{{").next().unwrap_or_default();
                if !begins.starts_with("http://") && !begins.starts_with("https://") {
                    let message = format!("`{url}` is no address that is called");
                    self.fault(place, message, "Begin it with http:// or https://.");
                }
            }
            Way::Command(line) if line.first().is_none_or(String::is_empty) => self.fault(
                place,
                "a command is empty",
                "Write a program and its arguments: `command: [./send, \"{{to}}\"]`.",
            ),
            Way::Command(_) | Way::Prompt(_) | Way::Nothing => {}
        }
    }
}
