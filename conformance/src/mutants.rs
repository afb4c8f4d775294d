//! The table of mutants: vendors that each do one thing wrong, and the checks of the suites that
//! fail them.
//!
//! A check is a scenario of a suite. Each mutant has checks of its own that must fail it; one that
//! no mutant has as its own is unproven. The table itself comes from running mutants.

use std::fmt::Write as _;

use futures_util::{StreamExt, TryStreamExt};
use testpost_reports::{RunReport, ScenarioResult, Verdict};

use crate::party::flaw::{ReceiverFlaw, SenderFlaw};
use crate::runner::{RunFault, RunOptions, UnderTest, run_selected, select_texts};
use crate::suite::Suite;
use crate::target::Flaws;

/// How many mutants are met at once: most of their time they are waited for.
const AT_ONCE: usize = 8;

/// A vendor that does one thing wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mutant {
    pub suite: Suite,
    pub name: &'static str,
    pub clause: &'static str,
    pub words: &'static str,
    /// The checks that must fail it.
    pub own: &'static [&'static str],
    flaws: Flaws,
}

/// Which checks meet a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meets {
    Own,
    All,
}

/// What came of a mutant's meeting with checks, by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    pub mutant: Mutant,
    pub failed_by: Vec<String>,
    /// Those that could not be decided.
    pub undecided: Vec<String>,
    /// Of its own checks, those that did not fail it with its clause, and what they said.
    pub missed_by: Vec<String>,
}

/// Every mutant of a suite, in the order of their list.
#[must_use]
pub fn of(suite: Suite) -> Vec<Mutant> {
    match suite {
        Suite::Receiver => ReceiverFlaw::ALL
            .iter()
            .map(|flaw| Mutant {
                suite,
                name: flaw.name(),
                clause: flaw.clause(),
                words: flaw.words(),
                own: flaw.checks(),
                flaws: Flaws {
                    receiver: Some(*flaw),
                    sender: None,
                },
            })
            .collect(),
        Suite::Sender => SenderFlaw::ALL
            .iter()
            .map(|flaw| Mutant {
                suite,
                name: flaw.name(),
                clause: flaw.clause(),
                words: flaw.words(),
                own: flaw.checks(),
                flaws: Flaws {
                    receiver: None,
                    sender: Some(*flaw),
                },
            })
            .collect(),
    }
}

/// The checks of a suite, by their names.
pub fn checks(suite: Suite) -> impl Iterator<Item = &'static str> {
    let files = suite.scenarios().iter();
    files.map(|(file, _)| name_of(file))
}

/// The checks that no mutant has to fail.
#[must_use]
pub fn unproven(suite: Suite) -> Vec<&'static str> {
    let mutants = of(suite);
    checks(suite)
        .filter(|check| !mutants.iter().any(|mutant| mutant.own.contains(check)))
        .collect()
}

fn name_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".yaml").unwrap_or(name)
}

/// Has every mutant of a suite meet checks; `full_size` says whether those with messages of full
/// size are among them.
pub async fn meet(suite: Suite, meets: Meets, full_size: bool) -> Result<Vec<Met>, RunFault> {
    let mutants = of(suite).into_iter();
    futures_util::stream::iter(mutants.map(|mutant| meet_one(mutant, meets, full_size)))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

async fn meet_one(mutant: Mutant, meets: Meets, full_size: bool) -> Result<Met, RunFault> {
    let options = RunOptions {
        paths: Vec::new(),
        under_test: UnderTest::Reference(mutant.flaws),
        port: None,
        against: None,
        control_token: None,
        tags: Vec::new(),
        clauses: Vec::new(),
        names: Vec::new(),
        jobs: None,
        seed: None,
        epoch: None,
        fail_fast: false,
        baseline: None,
        trace: None,
        progress: None,
        full_size,
    };
    let texts: Vec<(&str, &str)> = mutant
        .suite
        .scenarios()
        .iter()
        .filter(|(file, _)| match meets {
            Meets::All => true,
            Meets::Own => mutant.own.contains(&name_of(file)),
        })
        .copied()
        .collect();
    let report = match select_texts(&options, mutant.suite.name(), &texts) {
        Ok(selected) => Some(run_selected(&options, &selected).await?),
        // All of its own are of full size.
        Err(RunFault::NothingSelected(_)) => None,
        Err(fault) => return Err(fault),
    };
    Ok(met(mutant, report.as_ref()))
}

fn met(mutant: Mutant, report: Option<&RunReport>) -> Met {
    let mut met = Met {
        mutant,
        failed_by: Vec::new(),
        undecided: Vec::new(),
        missed_by: Vec::new(),
    };
    for scenario in report.iter().flat_map(|report| &report.scenarios) {
        let name = name_of(&scenario.file).to_owned();
        if mutant.own.contains(&name.as_str()) && !fails_for(scenario, mutant.clause) {
            met.missed_by.push(format!("{name}: {}", said(scenario)));
        }
        match scenario.verdict {
            Verdict::Fail => met.failed_by.push(name),
            Verdict::Inconclusive => met.undecided.push(name),
            Verdict::Pass | Verdict::Warn | Verdict::Skipped => {}
        }
    }
    met
}

/// Whether one of its checks fails and cites the clause.
fn fails_for(scenario: &ScenarioResult, clause: &str) -> bool {
    scenario.checks.iter().any(|check| {
        check.verdict == Verdict::Fail && check.clauses.iter().any(|cited| cited == clause)
    })
}

/// What a scenario says that did not fail as it must.
fn said(scenario: &ScenarioResult) -> String {
    let mut lines: Vec<String> = scenario.reason.iter().cloned().collect();
    for check in &scenario.checks {
        lines.push(format!(
            "{} {} ({}): expected {}, seen {}",
            check.verdict.as_str(),
            check.name,
            check.clauses.join(", "),
            check.expected.as_deref().unwrap_or("-"),
            check.seen.as_deref().unwrap_or("-"),
        ));
    }
    lines.join("; ")
}

/// The whole page docs/mutants.md.
#[must_use]
pub fn page(tables: &[(Suite, Vec<Met>)]) -> String {
    let tables: Vec<String> = tables
        .iter()
        .map(|(suite, table)| markdown(*suite, table))
        .collect();
    format!("{PAGE}\n{}", tables.join("\n"))
}

/// What the page says before its tables.
const PAGE: &str = "# Mutants

The suites prove themselves. A mutant is the reference vendor with one flaw: it breaks one clause, and
is right in all else. Each check of the suites, a file under `scenarios/suites`, has a mutant that it
must fail, with the clause that the mutant breaks; the vendor without a flaw passes them all. A test
has each mutant meet its own checks; `testpost clauses` names a check that no mutant proves.

`testpost vendor receiver --flaw NAME` and `testpost conformance receiver --flaw NAME` are one mutant
to look at. This page has every mutant meet every check, and is written by

```sh
testpost conformance mutants --full-size --table markdown > docs/mutants.md
```

In bold, the checks that are meant for the mutant. Others fail it too where they need what it breaks;
undecided are those that could not be carried on with it.
";

/// One line a mutant.
#[must_use]
pub fn lines(tables: &[(Suite, Vec<Met>)]) -> String {
    let mut text = String::new();
    for (suite, table) in tables {
        for met in table {
            // A String takes every write.
            let _ = writeln!(
                text,
                "{} {} ({}): {}",
                suite.name(),
                met.mutant.name,
                met.mutant.clause,
                met.failed_by.join(", ")
            );
        }
    }
    text
}

/// The table of one suite.
fn markdown(suite: Suite, table: &[Met]) -> String {
    let mut text = format!(
        "## The {} suite: {} mutants, {} checks\n\n\
         | mutant | it… | clause | failed by |\n|---|---|---|---|\n",
        suite.name(),
        table.len(),
        checks(suite).count(),
    );
    for met in table {
        // A String takes every write.
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            met.mutant.name,
            met.mutant.words,
            met.mutant.clause,
            cells(met).join(", ")
        );
    }
    text
}

/// Its own checks first, in bold.
fn cells(met: &Met) -> Vec<String> {
    let own = met.mutant.own.iter().map(|check| {
        if met.failed_by.iter().any(|name| name == check) {
            format!("**{check}**")
        } else {
            format!("**{check}** (not run)")
        }
    });
    let is_other = |name: &&String| !met.mutant.own.contains(&name.as_str());
    let others = met.failed_by.iter().filter(is_other).cloned();
    let undecided = met
        .undecided
        .iter()
        .map(|name| format!("{name} (undecided)"));
    own.chain(others).chain(undecided).collect()
}
