//! The committed schema is what the types say, takes every shipped scenario, and refuses what
//! the reader refuses.

use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::Value;

use super::read::read_yaml;
use super::{find_files, schema, schema_text};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

#[test]
fn the_committed_schema_is_what_the_types_say() {
    let file = shipped().join("scenario.schema.json");
    if std::env::var_os("TESTPOST_RENEW").is_some() {
        std::fs::write(&file, schema_text()).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == schema_text(),
        "scenarios/scenario.schema.json is stale; renew it with: TESTPOST_RENEW=1 cargo test -p \
         testpost-conformance --lib committed_schema"
    );
}

#[test]
fn every_shipped_scenario_fits_the_schema() {
    let schema = schema();
    let mut wrong = Vec::new();
    for file in find_files(&[shipped()]).unwrap() {
        let text = std::fs::read_to_string(&file).unwrap();
        let document: Value = read_yaml(&text, &file).unwrap();
        if let Err(why) = fits(&schema, &schema, &document, "") {
            wrong.push(format!("{}: {why}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_reader_refuses_the_schema_refuses_too() {
    let schema = schema();
    for steps in [
        "[{sned: {from: A, to: B}}]",
        "[{send: {from: A, too: B}}]",
        "[{send: {to: B}}]",
        "[{send: {from: A, to: B}, recall: {message: a}}]",
        "[{advance: 24 hours}]",
        "[{receiver: {system: a, answers: 99}}]",
        "[{receiver: {system: a, answers: [503, sometimes]}}]",
        "[{expect: {receipt: {of: letter, status: DONE}}}]",
        "[{expect: {receipt: {status: COMPLETED}}}]",
        "[{faults: [{fault: answer-lots}]}]",
    ] {
        let text = format!("{{scenario: A, steps: {steps}}}");
        let document: Value = read_yaml(&text, Path::new("x.yaml")).unwrap();
        assert!(fits(&schema, &schema, &document, "").is_err(), "{steps}");
    }
}

/// The part of JSON Schema that is used here.
fn fits(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(schema) = schema.as_object() else {
        return match schema.as_bool() {
            Some(false) => Err(format!("{at}: nothing may stand here")),
            Some(true) | None => Ok(()),
        };
    };
    for (keyword, said) in schema {
        let problem = match keyword.as_str() {
            "$ref" => {
                let pointer = said.as_str().unwrap().trim_start_matches('#');
                fits(root, root.pointer(pointer).unwrap(), value, at).err()
            }
            "type" => {
                let kinds = said
                    .as_array()
                    .cloned()
                    .unwrap_or_else(|| vec![said.clone()]);
                let is = kinds
                    .iter()
                    .any(|kind| is_of(kind.as_str().unwrap(), value));
                (!is).then(|| format!("{at}: {value} is not {said}"))
            }
            "enum" => {
                let known = said.as_array().unwrap().contains(value);
                (!known).then(|| format!("{at}: {value} is none of {said}"))
            }
            "const" => (said != value).then(|| format!("{at}: {value} is not {said}")),
            "pattern" => value.as_str().and_then(|text| {
                let pattern = Regex::new(said.as_str().unwrap()).unwrap();
                (!pattern.is_match(text)).then(|| format!("{at}: {text} does not match {said}"))
            }),
            "minimum" => value
                .as_f64()
                .filter(|n| *n < said.as_f64().unwrap())
                .map(|n| format!("{at}: {n} is too small")),
            "maximum" => value
                .as_f64()
                .filter(|n| *n > said.as_f64().unwrap())
                .map(|n| format!("{at}: {n} is too large")),
            "minItems" => value
                .as_array()
                .filter(|list| (list.len() as u64) < said.as_u64().unwrap())
                .map(|_| format!("{at}: too few")),
            "required" => {
                let names = said.as_array().unwrap().iter();
                let mut lacking = names.filter(|name| {
                    value.is_object() && value.get(name.as_str().unwrap()).is_none()
                });
                lacking
                    .next()
                    .map(|name| format!("{at}: {name} is missing"))
            }
            "properties" | "additionalProperties" => members(root, schema, value, at).err(),
            "items" => value.as_array().and_then(|items| {
                let mut items = items.iter().enumerate();
                items.find_map(|(n, item)| fits(root, said, item, &format!("{at}/{n}")).err())
            }),
            "anyOf" => {
                let tried: Vec<String> = said
                    .as_array()
                    .unwrap()
                    .iter()
                    .map_while(|one| fits(root, one, value, at).err())
                    .collect();
                (tried.len() == said.as_array().unwrap().len()).then(|| tried.join(" | "))
            }
            "oneOf" => {
                let all = said.as_array().unwrap();
                let fitting = all
                    .iter()
                    .filter(|one| fits(root, one, value, at).is_ok())
                    .count();
                (fitting != 1).then(|| format!("{at}: {value} fits {fitting} of the choices"))
            }
            "$defs" | "$schema" | "title" | "description" | "default" | "format" => None,
            other => panic!("the keyword {other} is not looked at"),
        };
        if let Some(problem) = problem {
            return Err(problem);
        }
    }
    Ok(())
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known"),
    }
}

fn members(
    root: &Value,
    schema: &serde_json::Map<String, Value>,
    value: &Value,
    at: &str,
) -> Result<(), String> {
    let known = schema.get("properties").and_then(Value::as_object);
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match known.and_then(|known| known.get(name)) {
            Some(schema) => fits(root, schema, member, &at)?,
            None => {
                if let Some(others) = schema.get("additionalProperties") {
                    fits(root, others, member, &at)?;
                }
            }
        }
    }
    Ok(())
}
