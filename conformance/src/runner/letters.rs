//! The letters a scenario has sent, by the names it gave them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::scenario::System;

use super::ServiceAnswer;

/// A letter as it was sent, and what the call was answered.
#[derive(Debug, Clone)]
pub(crate) struct SentLetter {
    pub(crate) name: Option<String>,
    /// The message's own UUID, whatever the request said of it.
    pub(crate) uuid: String,
    /// The system that sent it; none for what was written in a mailbox.
    pub(crate) by: Option<System>,
    /// The recipient's number; none where the message was a file.
    pub(crate) to: Option<String>,
    pub(crate) sent_at: Timestamp,
    /// The message; none where only Digital Post knows it.
    pub(crate) xml: Option<Vec<u8>>,
    pub(crate) answer: ServiceAnswer,
    /// Whether the scenario says that this call is to be refused.
    pub(crate) refusal_is_meant: bool,
}

impl SentLetter {
    /// The transmission id of the technical receipt.
    pub(crate) fn transmission_id(&self) -> Option<String> {
        self.answer.transmission_id()
    }
}

impl ServiceAnswer {
    /// The transmission id, where it is a technical receipt.
    pub(crate) fn transmission_id(&self) -> Option<String> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct TechnicalReceipt {
            transmission_id: Option<String>,
        }
        let receipt: TechnicalReceipt = self.json()?;
        receipt.transmission_id
    }
}

#[derive(Debug, Default)]
pub(crate) struct Letters {
    sent: Vec<SentLetter>,
    /// The archives by their names, with the transmission id of each that was accepted.
    archives: BTreeMap<String, Option<String>>,
}

impl Letters {
    pub(crate) fn add_archive(&mut self, name: String, answer: &ServiceAnswer) {
        self.archives.insert(name, answer.transmission_id());
    }

    /// The transmission id of an archive; none where it was not accepted.
    pub(crate) fn archive(&self, name: &str) -> Option<&str> {
        self.archives.get(name)?.as_deref()
    }

    pub(crate) fn add(&mut self, letter: SentLetter) {
        self.sent.push(letter);
    }

    /// The scenario says later on that the call was to be refused.
    pub(crate) fn refusal_is_meant(&mut self, name: &str) {
        let mut letters = self.sent.iter_mut();
        if let Some(letter) = letters.find(|l| l.name.as_deref() == Some(name)) {
            letter.refusal_is_meant = true;
        }
    }

    pub(crate) fn named(&self, name: &str) -> Option<&SentLetter> {
        self.sent.iter().find(|l| l.name.as_deref() == Some(name))
    }

    /// The name of the letter with this UUID, or the UUID itself.
    pub(crate) fn name_of<'a>(&'a self, uuid: &'a str) -> &'a str {
        self.sent
            .iter()
            .find(|l| l.uuid.eq_ignore_ascii_case(uuid))
            .and_then(|l| l.name.as_deref())
            .unwrap_or(uuid)
    }
}
