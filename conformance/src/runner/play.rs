//! Plays one scenario: sets its world up, takes its steps one after another, and collects
//! the checks.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use testpost_reports::{Check, Direction, ExchangeExcerpt, Level, Part};

use super::{ControlFault, ExchangePart, Judgement, Letters, SentLetter, Stage};
use crate::scenario::{
    Anchor, Duration, Moment, Place, Placed, Scenario, ScenarioFault, System, filled,
};
use crate::step;

/// How many exchanges a failed check shows.
const EXCHANGES: usize = 20;

/// How many characters of a body it shows.
const BODY: usize = 4_000;

/// Why a scenario cannot go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepFault {
    /// The simulator is gone: the whole run ends.
    #[error("{0}")]
    Unreachable(String),
    /// This scenario ends here, undecided.
    #[error("{0}")]
    Broken(String),
    /// The scenario's world, or what it sets in it, cannot be.
    #[error("{0}")]
    WrongFile(Box<ScenarioFault>),
    /// A fault of testpost itself.
    #[error("{0}")]
    Own(String),
}

impl From<ControlFault> for StepFault {
    fn from(fault: ControlFault) -> Self {
        match fault {
            ControlFault::Unreachable { .. } => Self::Unreachable(fault.to_string()),
            ControlFault::Refused { .. } | ControlFault::Unreadable { .. } => {
                Self::Broken(fault.to_string())
            }
        }
    }
}

/// A scenario on its way.
#[derive(Debug)]
pub(crate) struct Play<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) stage: Stage,
    pub(crate) letters: Letters,
    /// Virtual time, at the start and now.
    pub(crate) started: Timestamp,
    pub(crate) now: Timestamp,
    pub(crate) checks: Vec<Check>,
    /// What steps have captured, by name.
    pub(crate) captured: BTreeMap<String, String>,
    /// Whether nothing is left to be asked, although steps are.
    pub(crate) over: bool,
}

impl Play<'_> {
    /// Takes all steps; stops early only when a step cannot be taken at all.
    pub(crate) async fn go(&mut self) -> Result<(), StepFault> {
        let scenario = self.scenario;
        for step in &scenario.document.steps {
            self.now = self.stage.settle().await?;
            step::carry_out(self, step)
                .await
                .map_err(|fault| at_step(fault, scenario, Place::of(step)))?;
            if self.over {
                break;
            }
        }
        self.now = self.stage.settle().await?;
        Ok(())
    }

    /// A text with what was captured in the place of `{{name}}`.
    pub(crate) fn words(&self, text: &str) -> Result<String, StepFault> {
        self.words_about(text, None)
    }

    /// The same about a letter, whose UUID `{{uuid}}` is.
    pub(crate) fn words_about(
        &self,
        text: &str,
        letter: Option<&SentLetter>,
    ) -> Result<String, StepFault> {
        let value = |name: &str| match (name, letter) {
            ("uuid", Some(letter)) => Some(letter.uuid.clone()),
            (name, _) => self.captured.get(name).cloned(),
        };
        filled(text, value)
            .map_err(|name| StepFault::Broken(format!("nothing was captured as `{name}` yet")))
    }

    pub(crate) fn letter(&self, name: &Placed<String>) -> Result<&SentLetter, StepFault> {
        self.letter_named(&name.value)
    }

    pub(crate) fn letter_named(&self, name: &str) -> Result<&SentLetter, StepFault> {
        self.letters
            .named(name)
            .ok_or_else(|| StepFault::Own(format!("the letter `{name}` was not kept")))
    }

    pub(crate) fn system(&self, name: &Placed<String>) -> Result<System, StepFault> {
        let found = self.stage.directory.system(&name.value).found();
        found
            .cloned()
            .ok_or_else(|| StepFault::Own(format!("the system `{}` was not found", name.value)))
    }

    /// The CPR or CVR number of somebody.
    pub(crate) fn party_number(&self, name: &Placed<String>) -> Result<String, StepFault> {
        let found = self.stage.directory.party(&name.value).found();
        found
            .map(|party| party.number().to_owned())
            .ok_or_else(|| StepFault::Own(format!("`{}` was not found", name.value)))
    }

    /// A moment as a time; a bare duration counts from the letter it is about.
    pub(crate) fn time_of(
        &self,
        moment: &Moment,
        about: Option<&SentLetter>,
    ) -> Result<Timestamp, StepFault> {
        let (length, from) = match moment {
            Moment::At(at) => return Ok(*at),
            Moment::After(length, Anchor::Start) => (length, self.started),
            Moment::After(length, Anchor::Letter(name)) => {
                (length, self.letter_named(name)?.sent_at)
            }
            Moment::After(length, Anchor::Implied) => {
                (length, about.map_or(self.now, |letter| letter.sent_at))
            }
        };
        later(from, length.get())
    }

    /// Adds a judgement as a check, with the exchanges that explain it when it does not hold.
    pub(crate) async fn add_check(
        &mut self,
        judgement: Judgement,
        level: Level,
        clauses: Vec<String>,
        place: Place,
    ) -> Result<(), StepFault> {
        let messages = if judgement.outcome.holds() {
            Vec::new()
        } else {
            judgement.messages.clone()
        };
        let mut check = judgement.into_check(level, clauses);
        check.at = Some(self.now);
        let (file, place) = self.scenario.sources.origin(place);
        check.file = file.display().to_string();
        check.line = place.line;
        check.column = place.column;
        for message in messages.iter().filter(|message| !message.is_empty()) {
            check.exchanges.extend(self.exchanges_of(message).await?);
        }
        self.checks.push(check);
        Ok(())
    }

    pub(crate) fn scenario_clauses(&self) -> Vec<String> {
        self.scenario.clauses().map(str::to_owned).collect()
    }

    async fn exchanges_of(&self, message: &str) -> Result<Vec<ExchangeExcerpt>, StepFault> {
        let stage = &self.stage;
        let all = stage
            .control
            .exchanges_of(&stage.world, message)
            .await?
            .items;
        let skipped = all.len().saturating_sub(EXCHANGES);
        let mut excerpts = Vec::new();
        for item in all.into_iter().skip(skipped) {
            let detail = stage.control.exchange(&stage.world, &item.id).await?;
            let systems = stage.directory.systems();
            let system = item.system.map(|id| {
                let mut known = systems.filter(|s| s.id.eq_ignore_ascii_case(&id));
                known
                    .next()
                    .map_or(id.clone(), |system| system.name.clone())
            });
            excerpts.push(ExchangeExcerpt {
                at: item.at,
                direction: match item.direction.as_str() {
                    "in" => Direction::In,
                    _ => Direction::Out,
                },
                kind: item.kind,
                method: item.method,
                url: item.url,
                status: item.status,
                error: item.error,
                system,
                request: Some(part(detail.request)),
                response: item.status.map(|_| part(detail.response)),
            });
        }
        Ok(excerpts)
    }
}

fn part(part: ExchangePart) -> Part {
    let body: String = part.body.chars().take(BODY).collect();
    let cut = part.body_truncated || body.len() < part.body.len();
    Part {
        headers: part.headers,
        body,
        body_size: part.body_size,
        cut,
    }
}

pub(crate) fn later(from: Timestamp, by: SignedDuration) -> Result<Timestamp, StepFault> {
    from.checked_add(by).map_err(|_| {
        let by = Duration::from(by);
        StepFault::Broken(format!("{by} after {from} is beyond the calendar"))
    })
}

fn at_step(fault: StepFault, scenario: &Scenario, place: Place) -> StepFault {
    match fault {
        StepFault::Broken(why) => {
            let (file, place) = scenario.sources.origin(place);
            let Place { line, column } = place;
            StepFault::Broken(format!("{}:{line}:{column}: {why}", file.display()))
        }
        StepFault::Unreachable(_) | StepFault::WrongFile(_) | StepFault::Own(_) => fault,
    }
}
