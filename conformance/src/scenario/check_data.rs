//! The part of looking through a scenario that concerns new test data and calls of any kind.

use super::check::Checker;
use super::{AddData, AnyCall, Place};

/// What each kind is known by.
const fn known_by(add: &AddData) -> &'static [&'static str] {
    match add {
        AddData::Citizen(_) => &["cpr", "name"],
        AddData::Company(_) | AddData::Authority(_) => &["cvr", "name"],
        AddData::ContactPoint(_) => &["owner", "name"],
    }
}

impl Checker<'_> {
    /// What is added is known to the steps that follow.
    pub(super) fn add(&mut self, add: &AddData) {
        let said = add.said();
        let place = Place::of(said);
        for key in known_by(add) {
            let is_text = said
                .value
                .get(*key)
                .is_some_and(serde_json::Value::is_string);
            if !is_text {
                let message = format!("the key `{key}` is missing here, or no text");
                self.fault(
                    place,
                    message,
                    "Later steps know it by that; quote numbers.",
                );
            }
        }
        if let Some(owner) = said.value.get("owner").and_then(|owner| owner.as_str())
            && matches!(add, AddData::ContactPoint(_))
            && self.directory.organisation(owner).found().is_none()
        {
            let message = format!("the world has no organisation `{owner}`");
            self.fault(place, message, "Name one by its name or CVR number.");
        }
        if said.value.contains_key("systems") {
            self.fault(
                place,
                "systems are not added with their organisation",
                "Connect them with `connect`, or write them in the world file.",
            );
        }
        self.not_yet
            .retain(|name| !add.called().any(|called| called == name));
    }

    pub(super) fn any_call(&mut self, call: &AnyCall) {
        if let Some(by) = &call.by {
            self.any_system(by);
        }
        if !call.path.value.starts_with('/') {
            self.fault(
                Place::of(&call.path),
                "a path begins with a stroke",
                "Write it below `/apis/v1`, such as `/memos/`, or, without `by`, below this \
                 world of the control interface, such as `/messages`.",
            );
        }
        for rule in &call.answer {
            let said = &rule.value;
            if said.xpath.is_some() || said.header.is_some() || said.parameter.is_some() {
                self.fault(
                    Place::of(rule),
                    "only the body of an answer is looked into",
                    "Write `json` with a pointer, or `is` or `matches` for the whole body.",
                );
            }
        }
        for pointer in call.capture.values() {
            if !pointer.value.is_empty() && !pointer.value.starts_with('/') {
                self.fault(
                    Place::of(pointer),
                    format!("`{}` is no JSON pointer", pointer.value),
                    "Write for instance `/content/0/messageUUID`.",
                );
            }
        }
    }
}
