//! Reads documents that people write, as YAML or as JSON (which is YAML too): world files
//! here, scenario files in the conformance crate.
//!
//! Every fault says what is wrong, where (file, line, column) and, for a name nobody knows,
//! which known name is nearest. Knows nothing of what the documents mean.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_saphyr::{Error, MessageFormatter, UserMessageFormatter};
use testpost_engine::document::WorldDocument;

/// One thing wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentFault {
    pub message: String,
    /// From 1; `None` when the fault belongs to the document as a whole.
    pub line: Option<u64>,
    pub column: Option<u64>,
    /// For an unknown name: the known one that is most like it.
    pub nearest: Option<String>,
}

/// A document that cannot be used, with all that was found wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct DocumentError {
    /// The file's path, or what else the text came from, such as `request body`.
    pub source_name: String,
    pub faults: Vec<DocumentFault>,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            f.write_str(&self.source_name)?;
            if let (Some(line), Some(column)) = (fault.line, fault.column) {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": {}", fault.message)?;
            if let Some(nearest) = &fault.nearest {
                write!(f, "; did you mean '{nearest}'?")?;
            }
        }
        Ok(())
    }
}

/// Reads a world file. What its parts mean together is looked at when the world is made.
pub fn read_world(text: &str, source_name: &str) -> Result<WorldDocument, DocumentError> {
    read_yaml(text, source_name)
}

/// Reads any document of ours. `source_name` is only for the error's text.
pub fn read_yaml<T: DeserializeOwned>(text: &str, source_name: &str) -> Result<T, DocumentError> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        // `no` and `on` are words in a Danish test file, not truth values.
        strict_booleans: true,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| DocumentError {
        source_name: source_name.to_owned(),
        faults: vec![fault_of(&error)],
    })
}

fn fault_of(error: &Error) -> DocumentFault {
    let location = error.location();
    let error = error.without_snippet();
    let (message, nearest) = if let Error::SerdeUnknownField {
        field, expected, ..
    } = error
    {
        (
            format!("unknown key '{field}'; known here: {}", expected.join(", ")),
            nearest(field, expected),
        )
    } else if let Error::SerdeUnknownVariant {
        variant, expected, ..
    } = error
    {
        (
            format!(
                "unknown value '{variant}'; known here: {}",
                expected.join(", ")
            ),
            nearest(variant, expected),
        )
    } else {
        (
            UserMessageFormatter.format_message(error).into_owned(),
            None,
        )
    };
    DocumentFault {
        message,
        line: location.map(|place| place.line()),
        column: location.map(|place| place.column()),
        nearest,
    }
}

/// The known name most like the one given, when one is alike enough to be meant.
pub fn nearest(given: &str, known: &[&str]) -> Option<String> {
    let given = given.to_lowercase();
    known
        .iter()
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Town {
        name: String,
        #[serde(default)]
        people: Vec<Person>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Person {
        cpr: String,
        post_type: Option<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    enum Kind {
        Letter,
        Parcel,
    }

    fn fault(text: &str) -> String {
        read_yaml::<Town>(text, "town.yaml")
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn yaml_and_json_are_read_alike() {
        let yaml = "name: no\npeople:\n  - {cpr: '0101701234', postType: LETTER}\n";
        let json = r#"{"name": "no", "people": [{"cpr": "0101701234", "postType": "LETTER"}]}"#;
        let town: Town = read_yaml(yaml, "town.yaml").unwrap();
        assert_eq!(town, read_yaml(json, "request body").unwrap());
        assert_eq!(town.name, "no");
    }

    #[test]
    fn a_number_without_quotes_keeps_its_leading_zero() {
        let town: Town = read_yaml("{name: a, people: [{cpr: 0101701234}]}", "x").unwrap();
        assert_eq!(town.people[0].cpr, "0101701234");
    }

    #[test]
    fn an_unknown_key_says_where_it_stands_and_what_was_meant() {
        assert_eq!(
            fault("name: a\npeople:\n  - cpr: '1'\n    postTipe: LETTER\n"),
            "town.yaml:4:5: unknown key 'postTipe'; known here: cpr, postType; did you mean 'postType'?"
        );
        assert_eq!(
            fault("{\n  \"name\": \"a\",\n  \"xyz\": 1\n}"),
            "town.yaml:3:3: unknown key 'xyz'; known here: name, people"
        );
    }

    #[test]
    fn an_unknown_value_says_what_is_known() {
        assert_eq!(
            fault("name: a\npeople: [{cpr: '1', postType: LETER}]\n"),
            "town.yaml:2:31: unknown value 'LETER'; known here: LETTER, PARCEL; did you mean 'LETTER'?"
        );
    }

    #[test]
    fn other_faults_say_where_they_are() {
        for (text, place) in [
            ("people: []\n", "town.yaml:1:1: "),
            ("name: a\npeople: 7\n", "town.yaml:2:9: "),
            ("name: a\nname: b\n", "town.yaml:2:1: "),
            ("name: a\npeople: [\n", "town.yaml:2:9: "),
            ("", "town.yaml:1:1: "),
        ] {
            let fault = fault(text);
            assert!(fault.starts_with(place), "{text:?}: {fault}");
        }
    }

    #[test]
    fn a_world_file_is_refused_with_the_place_of_what_is_wrong() {
        let fault = |text: &str| read_world(text, "w.yaml").unwrap_err().to_string();
        let faults = [
            fault("citizens:\n  - {cpr: '12', name: Mette Testesen}\n"),
            fault("citizens:\n  - {cpr: '2211771212', name: A, status: FRITAGET}\n"),
            fault("companies:\n  - cvr: '12345674'\n    nam: A\n"),
            fault("companies:\n  - cvr: '12345674'\n"),
            fault("profile:\n  retry.daily: [1, {}]\n"),
            fault("epoch: yesterday\n"),
        ];
        insta::assert_snapshot!(faults.join("\n"));
    }
}
