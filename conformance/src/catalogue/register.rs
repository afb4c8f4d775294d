//! The catalogue as it is shipped, and finding a clause in it.

use std::sync::OnceLock;

use testpost_sim::document::{DocumentError, nearest, read_yaml};

use super::clause::Clause;

const SHIPPED: &str = include_str!("../../../fixtures/spec/clauses.yaml");

/// All clauses, in the order of their chapters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    clauses: Vec<Clause>,
}

/// An id that stands in no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no clause {given}{}; `testpost clauses` lists them all", or_nearest(.nearest.as_deref()))]
pub struct UnknownClause {
    pub given: String,
    pub nearest: Option<String>,
}

fn or_nearest(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |id| format!(", the nearest is {id}"))
}

impl Catalogue {
    /// The catalogue that is built in. It is read once; that it can be read is tested.
    pub fn shipped() -> Result<&'static Self, &'static DocumentError> {
        static READ: OnceLock<Result<Catalogue, DocumentError>> = OnceLock::new();
        let read = READ.get_or_init(|| Self::read(SHIPPED, "fixtures/spec/clauses.yaml"));
        read.as_ref()
    }

    /// Reads a catalogue. `source_name` is only for the error's text.
    pub fn read(text: &str, source_name: &str) -> Result<Self, DocumentError> {
        let clauses = read_yaml(text, source_name)?;
        Ok(Self { clauses })
    }

    #[must_use]
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// The clause of this id.
    pub fn find(&self, id: &str) -> Result<&Clause, UnknownClause> {
        let found = self.clauses.iter().find(|clause| clause.id.as_str() == id);
        found.ok_or_else(|| {
            let known: Vec<&str> = self
                .clauses
                .iter()
                .map(|clause| clause.id.as_str())
                .collect();
            UnknownClause {
                given: id.to_owned(),
                nearest: nearest(id, &known),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_clause_stands_once() {
        let mut seen = BTreeSet::new();
        for clause in Catalogue::shipped().unwrap().clauses() {
            assert!(seen.insert(&clause.id), "{} stands twice", clause.id);
        }
    }

    #[test]
    fn what_is_implemented_has_a_danish_wording_too() {
        for clause in Catalogue::shipped().unwrap().clauses() {
            assert!(
                !clause.implemented || clause.da.is_some(),
                "{} lacks its Danish wording",
                clause.id
            );
        }
    }

    #[test]
    fn a_clause_without_a_source_says_what_is_assumed() {
        let catalogue = Catalogue::shipped().unwrap();
        let sourceless = catalogue
            .clauses()
            .iter()
            .filter(|clause| clause.source == "none");
        for clause in sourceless {
            assert!(
                clause.assumed.is_some(),
                "{} has no source, so that all or part of it is assumed",
                clause.id
            );
        }
    }

    #[test]
    fn an_unknown_clause_names_its_nearest_neighbour() {
        let catalogue = Catalogue::shipped().unwrap();
        assert_eq!(catalogue.find("RETRY-3").unwrap().id.chapter(), "RETRY");
        let told = |id: &str| catalogue.find(id).unwrap_err().to_string();
        assert_eq!(
            told("RETYR-3"),
            "there is no clause RETYR-3, the nearest is RETRY-3; `testpost clauses` lists them all"
        );
        assert_eq!(
            told("send-12"),
            "there is no clause send-12, the nearest is SEND-12; `testpost clauses` lists them all"
        );
        assert_eq!(
            told("quux"),
            "there is no clause quux; `testpost clauses` lists them all"
        );
    }

    #[test]
    fn a_malformed_id_is_refused_with_its_place() {
        let text = "- {id: retry3, level: must, source: none, implemented: false, en: a}";
        let fault = Catalogue::read(text, "mine.yaml").unwrap_err().to_string();
        assert!(fault.starts_with("mine.yaml:1:"), "{fault}");
        assert!(fault.contains("'retry3' is no id of a clause"), "{fault}");
    }

    /// The texts that the catalogue is drawn from lie beside the repository where it is
    /// developed, and nowhere else.
    #[test]
    fn the_catalogue_has_every_clause_of_the_texts_it_is_drawn_from() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/spec");
        if !folder.is_dir() {
            eprintln!("passed over: the texts are not beside this copy of the repository");
            return;
        }
        let mut wanted = Vec::new();
        for (file, opening) in [
            ("behaviour.md", "- "),
            ("memo.md", "| "),
            ("kombit.md", "- "),
        ] {
            let text = fs::read_to_string(folder.join(file)).unwrap();
            let ids = text
                .lines()
                .filter_map(|line| line.strip_prefix(opening))
                .map(first_word);
            wanted.extend(ids.filter(|id| is_id(id)).map(str::to_owned));
        }
        let have: Vec<&str> = Catalogue::shipped()
            .unwrap()
            .clauses()
            .iter()
            .map(|clause| clause.id.as_str())
            .collect();
        assert!(
            wanted.len() > 100,
            "the texts were not understood: {wanted:?}"
        );
        assert_eq!(have, wanted);
    }

    #[test]
    fn the_glossary_cites_only_clauses_that_are_there() {
        let glossary = include_str!("../../../docs/glossary.md");
        let words = glossary.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let mut cited = words.filter(|word| is_id(word)).peekable();
        assert!(
            cited.peek().is_some(),
            "the glossary cites no clause at all"
        );
        for id in cited {
            Catalogue::shipped().unwrap().find(id).unwrap();
        }
    }

    fn first_word(line: &str) -> &str {
        line.split_whitespace().next().unwrap_or_default()
    }

    fn is_id(word: &str) -> bool {
        super::super::ClauseId::try_from(word.to_owned()).is_ok()
    }
}
