//! Looks through what a scenario says of systems that it connects or changes.

use testpost_sim::document::nearest;

use super::check::Checker;
use super::{Anchor, Moment, Place, SystemFields};

/// What can be said of a system, as in a world file.
const FIELDS: [&str; 20] = [
    "id",
    "apiKey",
    "name",
    "roles",
    "protocol",
    "endpoint",
    "receiptEndpoint",
    "memoVersion",
    "technicalContact",
    "businessContactEmail",
    "active",
    "activeFrom",
    "activeTo",
    "allowedIps",
    "delegatedCVR",
    "sshPublicKey",
    "certificate",
    "moveExistingMail",
    "standardSystemTemplateId",
    "useConfirmed",
];

impl Checker<'_> {
    /// Every key must be one that systems have, every moment one that can be worked out, and the
    /// address of another system's vendor must be somebody's.
    pub(super) fn system_fields(&mut self, fields: &SystemFields, place: Place) {
        if fields.is_empty() {
            self.fault(
                place,
                "nothing is said of the system",
                "Write under `with:` what is to be so.",
            );
        }
        for (key, value) in fields {
            let place = Place::of(value);
            if !FIELDS.contains(&key.as_str()) {
                let near = nearest(key, &FIELDS);
                let message = format!("systems have no `{key}`");
                let remedy = format!("Known: {}.", FIELDS.join(", "));
                self.unknown(place, message, near.as_deref(), remedy);
            }
            let Some(text) = value.value.as_str() else {
                continue;
            };
            match key.as_str() {
                "activeFrom" | "activeTo" => match text.parse::<Moment>() {
                    Ok(Moment::After(_, Anchor::Letter(letter))) => {
                        self.known_letter(&letter, place);
                    }
                    Ok(Moment::At(_) | Moment::After(_, Anchor::Start | Anchor::Implied)) => {}
                    Err(why) => self.fault(place, why, "Write a moment."),
                },
                "endpoint" => {
                    if let Some(name) = text.strip_prefix("that of ")
                        && self.directory.system(name).found().is_none()
                    {
                        let message = format!("the world has no system `{name}`");
                        self.fault(place, message, "Name a receiver system of the world.");
                    }
                }
                _ => {}
            }
        }
    }
}
