//! The JSON Schema of the scenario language, made from the types that read it.
//!
//! Editors complete and check with it. It is a little more lenient than the reader: it knows no
//! names of a world, and wherever something else than a text belongs it lets a named value
//! stand, `"{{name}}"`.

use std::borrow::Cow;

use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value, json};
use testpost_engine::faults::{Fault, FaultProfile};

use super::{
    Advance, Answer, Answers, DueMoment, Duration, ExemptUntil, FaultsStep, LetterUuid, Moment,
    Pattern, ScenarioDocument, Sent, StatusExpected, ValueDate, Wait, Within, XPath,
};

/// A letter is named under any of these; which of them a type has is its own affair.
const LETTER: [&str; 3] = ["of", "letter", "message"];

/// The schema as a document.
#[must_use]
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(AsRead);
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<ScenarioDocument>();
    schema.insert("title".to_owned(), json!("testpost scenario"));
    schema.to_value()
}

/// As it is committed and printed.
#[must_use]
pub fn schema_text() -> String {
    let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    format!("{text}\n")
}

/// What the reader takes beside what its types say: other names for a letter, and named values.
#[derive(Debug, Clone)]
struct AsRead;

impl Transform for AsRead {
    fn transform(&mut self, schema: &mut Schema) {
        letter_by_any_name(schema);
        transform_subschemas(self, schema);
        if let Some(items) = schema.get_mut("items")
            && !is_plain_text(items)
            && items["$ref"] != "#/$defs/Step"
        {
            *items = or_named(items.take());
        }
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            // A named value cannot decide what the names of values are.
            if !is_plain_text(property) && !matches!(name.as_str(), "values" | "matrix" | "steps") {
                *property = or_named(property.take());
            }
        }
    }
}

fn or_named(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "string", "pattern": r"\{\{.+\}\}" }] })
}

fn is_plain_text(schema: &Value) -> bool {
    let is_text = schema["type"] == "string" || schema["type"] == json!(["string", "null"]);
    is_text && schema.get("pattern").is_none() && schema.get("enum").is_none()
}

/// Where a type has one of the names for a letter, the others do as well.
fn letter_by_any_name(schema: &mut Schema) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let had: Vec<&str> = LETTER
        .into_iter()
        .filter(|name| properties.contains_key(*name))
        .collect();
    let (main, more): (&str, Vec<&str>) = match had.as_slice() {
        // Whose log is said under `of` there.
        ["of", "message"] => ("message", vec!["letter"]),
        [one] => (one, LETTER.into_iter().filter(|name| name != one).collect()),
        _ => return,
    };
    // A mailbox, a recipient and a system are `of` somebody; a letter is one by its description.
    let letter = properties.get(main).cloned().unwrap_or_default();
    if !is_of_a_letter(&letter) {
        return;
    }
    let main = main.to_owned();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for name in &more {
            properties.insert((*name).to_owned(), letter.clone());
        }
    }
    let required = schema.get_mut("required").and_then(Value::as_array_mut);
    if let Some(required) = required
        && let Some(place) = required.iter().position(|name| *name == main.as_str())
    {
        required.remove(place);
        let names = std::iter::once(main.as_str()).chain(more);
        let any: Vec<Value> = names.map(|name| json!({ "required": [name] })).collect();
        schema.insert("oneOf".to_owned(), Value::Array(any));
    }
}

/// Marked by the types, and taken away again.
fn is_of_a_letter(property: &Value) -> bool {
    property["description"]
        .as_str()
        .is_none_or(|words| !words.contains("by name or number"))
}

/// A text of a form of its own.
macro_rules! text_schema {
    ($($type:ty, $name:literal, $pattern:literal, $what:literal;)*) => {
        $(impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "description": $what })
            }
        })*
    };
}

text_schema! {
    Duration, "Duration", r"^-?P",
        "An ISO 8601 duration such as PT23H59M or P7D; a day is 24 hours.";
    Moment, "Moment", r"^(P|\d{4}-)",
        "A timestamp, or a duration `after start` or after a letter: P7D after letter.";
    DueMoment, "DueMoment", r"^(P|\d{4}-|none$)", "A moment, or none.";
    ExemptUntil, "ExemptUntil", r"^(\d{4}-|none$)", "A timestamp, or none.";
    ValueDate, "ValueDate", r"^(P\d+D|\d{4}-\d\d-\d\d)$",
        "A date, or whole days from today such as P3D.";
    LetterUuid, "LetterUuid", r"^(same-as .+|[0-9a-fA-F-]{32,36})$",
        "A UUID, or that of another letter: same-as letter.";
    XPath, "XPath", r"^(/|@|[A-Za-z_])", "A part of XPath: //MessageHeader/label.";
    Pattern, "Pattern", r"^", "A regular expression; it may match anywhere unless it is anchored.";
}

/// The words of an answer that is no status.
const ANSWERS: [&str; 7] = [
    "refuse",
    "timeout",
    "hang-up",
    "reset",
    "accept-then-hang-up",
    "slow",
    "tls-fault",
];

impl JsonSchema for Answer {
    fn schema_name() -> Cow<'static, str> {
        "Answer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An HTTP status, or a way of not answering.",
            "anyOf": [
                { "type": "integer", "minimum": 200, "maximum": 599 },
                { "type": "string", "enum": ANSWERS },
            ],
        })
    }
}

impl JsonSchema for Answers {
    fn schema_name() -> Cow<'static, str> {
        "Answers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Answer>();
        json_schema!({
            "description": "One answer, or several in turn; the last one goes on for ever.",
            "anyOf": [one, { "type": "array", "minItems": 1, "items": one }],
        })
    }
}

impl JsonSchema for StatusExpected {
    fn schema_name() -> Cow<'static, str> {
        "StatusExpected".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An HTTP status, or none where the answer is to be lost.",
            "anyOf": [
                { "type": "integer", "minimum": 100, "maximum": 599 },
                { "type": "string", "enum": ["none"] },
            ],
        })
    }
}

impl JsonSchema for Sent {
    fn schema_name() -> Cow<'static, str> {
        "Sent".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Whether a call must come of it.",
            "anyOf": [{ "type": "boolean" }, { "type": "string", "enum": ["if-allowed", "either"] }],
        })
    }
}

impl JsonSchema for Advance {
    fn schema_name() -> Cow<'static, str> {
        "Advance".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let length = generator.subschema_for::<Duration>();
        json_schema!({
            "description": "How far the clock moves: one of a duration, `by`, `to` and `until`.",
            "anyOf": [length, {
                "type": "object",
                "properties": {
                    "by": length,
                    "to": { "type": "string", "format": "date-time" },
                    "until": {
                        "type": "string",
                        "description": "settled, idle, or a moment such as P7D after letter",
                    },
                    "limit": length,
                },
                "additionalProperties": false,
            }],
        })
    }
}

impl JsonSchema for Wait {
    fn schema_name() -> Cow<'static, str> {
        "Wait".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let length = generator.subschema_for::<Duration>();
        let event = generator.subschema_for::<super::EventAwaited>();
        json_schema!({
            "description": "Wall time, or an event about a letter.",
            "anyOf": [length, event],
        })
    }
}

impl JsonSchema for Within {
    fn schema_name() -> Cow<'static, str> {
        "Within".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let length = generator.subschema_for::<Duration>();
        let clock = |name: &str| {
            json!({
                "type": "object",
                "properties": { name: length },
                "required": [name],
                "additionalProperties": false,
            })
        };
        json_schema!({
            "description": "Wall time, or virtual time: {virtual: P1D}.",
            "anyOf": [length, clock("wall"), clock("virtual")],
        })
    }
}

impl JsonSchema for FaultsStep {
    fn schema_name() -> Cow<'static, str> {
        "FaultsStep".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let profiles: Vec<&str> = FaultProfile::ALL.iter().map(|p| p.name()).collect();
        let faults: Vec<&str> = Fault::ALL.iter().map(|fault| fault.name()).collect();
        let texts = json!({ "type": "array", "items": { "type": "string" } });
        let mut keys = Map::new();
        keys.insert(
            "fault".to_owned(),
            json!({ "type": "string", "enum": faults }),
        );
        keys.insert("systems".to_owned(), texts.clone());
        keys.insert("operations".to_owned(), texts);
        keys.insert(
            "percent".to_owned(),
            json!({ "type": "integer", "minimum": 0, "maximum": 100 }),
        );
        keys.insert("nth".to_owned(), json!({ "type": "integer", "minimum": 1 }));
        for text in ["by", "from", "to"] {
            keys.insert(text.to_owned(), json!({ "type": "string" }));
        }
        json_schema!({
            "description": "calm, hostile, or rules, as docs/faults.md has them.",
            "anyOf": [
                { "type": "string", "enum": profiles },
                { "type": "array", "items": {
                    "type": "object",
                    "properties": keys,
                    "required": ["fault"],
                    "additionalProperties": false,
                } },
            ],
        })
    }
}

impl JsonSchema for super::Include {
    fn schema_name() -> Cow<'static, str> {
        "Include".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The steps of a fragment stand here; the file is relative to this one.",
            "anyOf": [{ "type": "string" }, {
                "type": "object",
                "properties": { "file": { "type": "string" }, "with": { "type": "object" } },
                "required": ["file"],
                "additionalProperties": false,
            }],
        })
    }
}
