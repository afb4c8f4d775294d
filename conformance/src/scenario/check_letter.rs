//! Looks through what a scenario says of the letters that are sent, written and packed, and of their
//! names.

use testpost_sim::document::nearest;

use super::check::Checker;
use super::world_source::beside;
use super::{Act, ArchivePart, LetterUuid, Place, Placed, Send, SendArchive, TargetPart};

impl Checker<'_> {
    pub(super) fn act(&mut self, act: &Act, place: Place) {
        match (act, self.target()) {
            (Act::Fetch, Some(TargetPart::Receiver(_))) => {}
            (Act::Fetch, _) => self.no_target(place, "only a receiver under test can fetch"),
            (_, Some(TargetPart::Sender(_))) => {}
            (_, _) => self.no_target(place, "only a sender under test can be made to do this"),
        }
        match act {
            Act::Send(send) => {
                let lookup = self.directory.party(&send.to.value);
                let to = self.looked_up("citizen or organisation", &send.to, lookup);
                let owner = to.map(|to| to.number().to_owned()).unwrap_or_default();
                if let Some(point) = &send.contact_point
                    && uuid::Uuid::parse_str(&point.value).is_err()
                {
                    let lookup = self.directory.contact_point_for(&owner, &point.value);
                    self.looked_up("contact point", point, lookup);
                }
                self.name_letter(Some(&send.name));
            }
            Act::Recall(letter) => self.letter(letter),
            Act::SendArchive(archive) => {
                let lookup = self.directory.party(&archive.to.value);
                self.looked_up("citizen or organisation", &archive.to, lookup);
            }
            Act::FetchReceipts | Act::Fetch => {}
        }
    }

    pub(super) fn send(&mut self, send: &Send, place: Place) {
        let lookup = self.directory.organisation(&send.from.value);
        if let Some(from) = self.looked_up("organisation", &send.from, lookup) {
            match &send.via {
                Some(via) => {
                    let lookup = self.directory.system_of(from, &via.value);
                    self.looked_up("system of the sending organisation", via, lookup);
                }
                None if !from.systems.iter().any(|s| s.sends) => self.fault(
                    Place::of(&send.from),
                    format!("{} has no sender system", from.name),
                    "Give it one in the world file, or name another system with `via:`.",
                ),
                None => {}
            }
        }
        let owner = match (&send.to, &send.memo) {
            (Some(to), _) => {
                let lookup = self.directory.party(&to.value);
                self.looked_up("citizen or organisation", to, lookup)
                    .map(|party| party.number().to_owned())
            }
            (None, Some(_)) => None,
            (None, None) => {
                self.fault(
                    place,
                    "the letter has no recipient",
                    "Add `to:` with a name or number.",
                );
                None
            }
        };
        if let Some(point) = &send.contact_point
            && uuid::Uuid::parse_str(&point.value).is_err()
        {
            let owner = owner.unwrap_or_default();
            let lookup = self.directory.contact_point_for(&owner, &point.value);
            self.looked_up("contact point", point, lookup);
        }
        if let Some(LetterUuid::SameAs(letter)) = send.uuid.as_ref().map(|u| &u.value) {
            let place = send.uuid.as_ref().map_or(place, Place::of);
            self.known_letter(letter, place);
        }
        if let Some(memo) = &send.memo {
            let path = beside(self.file, &memo.value);
            if !path.is_file() {
                self.fault(
                    Place::of(memo),
                    format!("there is no file {}", path.display()),
                    "Write its path relative to this file.",
                );
            }
        }
        let set_text = send.fault.as_ref().and_then(|f| f.value.set_text.as_ref());
        if let Some(set) = set_text
            && set.value.text.is_some() == set.value.length.is_some()
        {
            self.fault(
                Place::of(set),
                "it is not clear which text is meant",
                "Write exactly one of `text:` and `length:`.",
            );
        }
        self.name_letter(send.name.as_ref());
    }

    pub(super) fn archive(&mut self, archive: &SendArchive) {
        if archive.entries.is_empty() {
            self.fault(
                Place::of(&archive.from),
                "the archive has no entries",
                "Add at least one `letter:` or `file:` under `entries:`.",
            );
        }
        for entry in &archive.entries {
            match &entry.value {
                ArchivePart::File(_) => {}
                ArchivePart::Letter(letter) => {
                    if let Some(fault) = &letter.fault
                        && fault.value.is_of_the_call()
                    {
                        self.fault(
                            Place::of(fault),
                            "a letter in an archive has no call of its own to be wrong",
                            "Leave out `request-uuid`, `content-type` and `credentials`.",
                        );
                    }
                    self.send(&archive.alone(letter), Place::of(entry));
                }
            }
        }
        if let Some(name) = &archive.name {
            if self.archives.contains(&name.value) {
                let message = format!("two archives are called `{}`", name.value);
                self.fault(Place::of(name), message, "Give each a name of its own.");
            }
            self.archives.push(name.value.clone());
        }
    }

    pub(super) fn known_archive(&mut self, written: &Placed<String>) {
        if self.archives.contains(&written.value) {
            return;
        }
        let known: Vec<&str> = self.archives.iter().map(String::as_str).collect();
        let near = nearest(&written.value, &known);
        let message = format!(
            "no archive called `{}` has been sent before this",
            written.value
        );
        let remedy = "Name an archive with `as:` when it is sent.".to_owned();
        self.unknown(Place::of(written), message, near.as_deref(), remedy);
    }

    /// Whom a letter of a mailbox is for; where `needed` is a place, somebody must be named.
    pub(super) fn address(
        &mut self,
        needed: Option<Place>,
        to: Option<&Placed<String>>,
        point: Option<&Placed<String>>,
    ) {
        let mut owner = String::new();
        if let Some(to) = to {
            let lookup = self.directory.party(&to.value);
            let found = self.looked_up("citizen or organisation", to, lookup);
            owner = found.map_or(owner, |party| party.number().to_owned());
        }
        if let Some(point) = point
            && uuid::Uuid::parse_str(&point.value).is_err()
        {
            let lookup = self.directory.contact_point_for(&owner, &point.value);
            self.looked_up("contact point", point, lookup);
        }
        if let (Some(place), None, None) = (needed, to, point) {
            self.fault(
                place,
                "the letter has no recipient",
                "Add `to:` with a name or number, or `contactPoint:`.",
            );
        }
    }

    pub(super) fn name_letter(&mut self, name: Option<&Placed<String>>) {
        let Some(name) = name else { return };
        let place = Place::of(name);
        if matches!(name.value.as_str(), "start" | "none") {
            let message = format!("a letter cannot be called `{}`", name.value);
            self.fault(
                place,
                message,
                "The word has a meaning of its own; choose another.",
            );
        } else if self.letters.contains(&name.value) {
            let message = format!("two letters are called `{}`", name.value);
            self.fault(place, message, "Give each a name of its own.");
        } else {
            self.letters.push(name.value.clone());
        }
    }
}
