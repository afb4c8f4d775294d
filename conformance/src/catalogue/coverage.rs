//! Which scenarios and cases cover which clause, and what nothing covers yet.

use super::cases::FixtureCase;
use super::clause::Clause;
use super::register::{Catalogue, UnknownClause};

/// Something that cites clauses: a scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cites {
    /// The file's name as it is to be shown.
    pub name: String,
    pub clauses: Vec<String>,
}

impl From<&FixtureCase> for Cites {
    fn from(case: &FixtureCase) -> Self {
        Self {
            name: case.name.clone(),
            clauses: case.clauses.clone(),
        }
    }
}

/// A clause and what covers it, in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered<'a> {
    pub clause: &'a Clause,
    pub scenarios: Vec<String>,
    pub cases: Vec<String>,
}

impl Covered<'_> {
    #[must_use]
    pub fn is_covered(&self) -> bool {
        !self.scenarios.is_empty() || !self.cases.is_empty()
    }
}

/// The whole catalogue with what covers each clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage<'a> {
    pub clauses: Vec<Covered<'a>>,
    /// Ids that were cited and stand in no catalogue, with the name of who cited them.
    pub unknown: Vec<(String, UnknownClause)>,
}

#[must_use]
pub fn coverage<'a>(
    catalogue: &'a Catalogue,
    scenarios: &[Cites],
    cases: &[FixtureCase],
) -> Coverage<'a> {
    let cases: Vec<Cites> = cases.iter().map(Cites::from).collect();
    let covered = |clause| Covered {
        clause,
        scenarios: citing(scenarios, clause),
        cases: citing(&cases, clause),
    };
    let clauses = catalogue.clauses().iter().map(covered).collect();
    let all = scenarios.iter().chain(&cases);
    let cited = all.flat_map(|cites| cites.clauses.iter().map(move |id| (&cites.name, id)));
    let unknown = cited.filter_map(|(name, id)| Some((name.clone(), catalogue.find(id).err()?)));
    Coverage {
        clauses,
        unknown: unknown.collect(),
    }
}

fn citing(all: &[Cites], clause: &Clause) -> Vec<String> {
    let id = clause.id.as_str();
    let citing = all
        .iter()
        .filter(|cites| cites.clauses.iter().any(|cited| cited == id));
    citing.map(|cites| cites.name.clone()).collect()
}
