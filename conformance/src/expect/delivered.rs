//! `delivered` and `not-delivered`: where a letter ended, and when (DEL-1, DEL-4, RETRY-4).

use jiff::Timestamp;

use crate::runner::{Judgement, MessageView, Outcome, Play, SentLetter, StepFault};
use crate::scenario::{DeliveredExpected, NotDeliveredExpected, Placed};

use super::ground;

/// Where a letter may end, as a scenario names it.
pub(crate) struct Destination<'a> {
    /// The scenario's own word.
    pub(crate) word: &'a str,
    /// The system's id; none is a mailbox.
    system: Option<String>,
}

impl Destination<'_> {
    pub(crate) fn is_system(&self, id: &str) -> bool {
        self.system
            .as_deref()
            .is_some_and(|own| own.eq_ignore_ascii_case(id))
    }
}

/// The system a word means; `primary` is that of the letter's recipient, as it is now.
pub(crate) async fn destination<'a>(
    play: &Play<'_>,
    letter: &SentLetter,
    word: &'a Placed<String>,
) -> Result<Destination<'a>, StepFault> {
    let system = match word.value.as_str() {
        "mailbox" => None,
        "primary" => {
            let stage = &play.stage;
            let live = stage.control.systems(&stage.world).await?;
            let own = stage
                .directory
                .systems()
                .filter(|s| Some(s.owner.as_str()) == letter.to.as_deref());
            let primary = own.map(|s| s.id.clone()).find(|id| {
                live.iter()
                    .any(|v| v.primary && v.id.eq_ignore_ascii_case(id))
            });
            let none = || StepFault::Broken("the recipient has no primary system".to_owned());
            Some(primary.ok_or_else(none)?)
        }
        _ => Some(play.system(word)?.id),
    };
    Ok(Destination {
        word: word.value.as_str(),
        system,
    })
}

pub(crate) async fn judge(
    play: &Play<'_>,
    said: &DeliveredExpected,
) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.letter)?;
    let stage = &play.stage;
    let view = stage.control.message(&stage.world, &letter.uuid).await?;
    let delivered = view.as_ref().and_then(|view| view.delivered_to.as_ref());
    let mut holds = delivered.is_some();
    let mut expected = match &said.to {
        None => "delivered".to_owned(),
        Some(word) => {
            let wanted = destination(play, letter, word).await?;
            holds &= delivered.is_some_and(|to| match (&to.system, to.kind.as_str()) {
                (Some(system), "system") => wanted.is_system(system),
                (_, "mailbox") => wanted.system.is_none(),
                (_, _) => false,
            });
            match &wanted.system {
                Some(id) if word.value == "primary" => format!("primary ({})", name_of(play, id)),
                Some(_) | None => word.value.clone(),
            }
        }
    };
    let mut outcome = Outcome::of(holds);
    if let Some(at) = &said.at {
        let wanted = play.time_of(&at.value, Some(letter))?;
        let was = view.as_ref().and_then(handed_over_at);
        let unknown = (holds && was.is_none())
            .then(|| "when it was handed over stands nowhere any more".to_owned());
        outcome = outcome.and(Outcome::of(was == Some(wanted)).unless_gone(unknown));
        expected.push_str(&format!(" at {wanted}"));
    }
    Ok(Judgement {
        name: format!("delivery of {}", said.letter.value),
        outcome,
        expected,
        seen: where_it_is(play, view.as_ref()),
        remedy: "Look at the attempts below, and at the contact point that the letter names."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

pub(crate) async fn judge_not(
    play: &Play<'_>,
    said: &NotDeliveredExpected,
) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.letter)?;
    let stage = &play.stage;
    let view = stage.control.message(&stage.world, &letter.uuid).await?;
    let delivered = view.as_ref().is_some_and(|v| v.delivered_to.is_some());
    Ok(Judgement {
        name: format!("{} is not delivered", said.letter.value),
        outcome: Outcome::of(!delivered).in_doubt(ground::doubt(letter, view.as_ref())),
        expected: "not delivered".to_owned(),
        seen: where_it_is(play, view.as_ref()),
        remedy: "Look at what let it through: its receipt and its log.".to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

fn where_it_is(play: &Play<'_>, view: Option<&MessageView>) -> String {
    let Some(view) = view else {
        return "no such message was accepted".to_owned();
    };
    let mut words = match &view.delivered_to {
        None => format!("not delivered, {}", view.state),
        Some(to) => match &to.system {
            Some(id) => name_of(play, id),
            None => to.kind.clone(),
        },
    };
    if view.delivered_to.is_some()
        && let Some(at) = handed_over_at(view)
    {
        words.push_str(&format!(" at {at}"));
    }
    if let Some(why) = &view.why {
        words.push_str(&format!(" ({why})"));
    }
    words
}

/// When it was handed over: the last attempt that was taken, or when it became available.
fn handed_over_at(view: &MessageView) -> Option<Timestamp> {
    let taken = |status: u16| (200..300).contains(&status);
    let pushed = view
        .attempts
        .iter()
        .rev()
        .find(|a| a.status.is_some_and(taken));
    pushed.map(|attempt| attempt.at).or_else(|| {
        let available = |kind: &str| {
            matches!(
                kind,
                "MEMO_SEND_FETCHED_BY_RECIPIENT_SYSTEM" | "MEMO_AVAILABLE_TO_RECIPIENT"
            )
        };
        let mut events = view.timeline.iter().rev();
        events.find(|e| available(&e.kind)).map(|e| e.at)
    })
}

fn name_of(play: &Play<'_>, id: &str) -> String {
    let mut systems = play.stage.directory.systems();
    systems
        .find(|s| s.id.eq_ignore_ascii_case(id))
        .map_or_else(|| id.to_owned(), |s| s.name.clone())
}
