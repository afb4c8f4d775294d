//! `log`: the event log of a letter, by its Danish names (LOG-2).

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::{LogExpected, LogSide, Placed, as_logged};

use super::ground;

pub(crate) async fn judge(play: &Play<'_>, said: &LogExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.message)?;
    let stage = &play.stage;
    let journal = stage.control.journal_of(&stage.world, &letter.uuid).await?;
    let log: Vec<String> = journal
        .items
        .into_iter()
        .filter(|item| match said.of {
            None => true,
            Some(LogSide::Sender) => item.log.as_deref() == Some("outgoing"),
            Some(LogSide::Receiver) => item.log.as_deref() == Some("incoming"),
        })
        .filter_map(|item| item.name)
        .collect();
    let (mut outcome, expected) = compare(said, &log, ground::lost("the journal", journal.dropped));
    if said.lacks.is_some() || said.exactly.is_some() {
        outcome = outcome.in_doubt(ground::doubt_about(play, letter).await?);
    }
    let whose = said.of.map_or("event log", |of| match of {
        LogSide::Sender => "sender's log",
        LogSide::Receiver => "receiver's log",
    });
    Ok(Judgement {
        name: format!("{whose} of {}", said.message.value),
        outcome,
        expected,
        seen: if log.is_empty() {
            "an empty log".to_owned()
        } else {
            log.join(", ")
        },
        remedy: "Events stand in the log in the order in which they happened; see LOG-2 for the \
                 names."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

/// What is expected against what is kept of the log; `lost` says that its beginning is gone.
fn compare(said: &LogExpected, log: &[String], lost: Option<String>) -> (Outcome, String) {
    let names = |list: &Option<Vec<Placed<String>>>| -> Option<Vec<String>> {
        let list = list.as_ref()?;
        Some(list.iter().map(|name| as_logged(&name.value)).collect())
    };
    let mut outcome = Outcome::Holds;
    let mut expected = Vec::new();
    if let Some(has) = names(&said.has) {
        let holds = if said.in_order == Some(true) {
            expected.push(format!("{} in this order", has.join(", ")));
            stand_in_order(&has, log)
        } else {
            expected.push(has.join(", "));
            has.iter().all(|name| log.contains(name))
        };
        outcome = outcome.and(Outcome::of(holds).unless_gone(lost.clone()));
    }
    if let Some(exactly) = names(&said.exactly) {
        let whole = Outcome::of(exactly == log);
        outcome = outcome.and(whole.in_doubt(lost.clone()).unless_gone(lost.clone()));
        expected.push(format!("exactly {}", exactly.join(", ")));
    }
    if let Some(lacks) = names(&said.lacks) {
        let holds = !lacks.iter().any(|name| log.contains(name));
        outcome = outcome.and(Outcome::of(holds).in_doubt(lost));
        expected.push(format!("not {}", lacks.join(", ")));
    }
    (outcome, expected.join("; "))
}

/// Whether the names stand in the log in this order, whatever stands between them.
fn stand_in_order(names: &[String], log: &[String]) -> bool {
    let mut rest = log.iter();
    names.iter().all(|name| rest.any(|logged| logged == name))
}

#[cfg(test)]
mod tests {
    use super::{Outcome, compare, ground, stand_in_order};
    use crate::scenario::LogExpected;

    #[test]
    fn a_log_whose_beginning_is_gone_proves_no_absence() {
        let log = ["Sendt".to_owned()];
        let come_to = |expectation: &str, dropped| {
            let yaml = format!("{{message: letter, {expectation}}}");
            let said: LogExpected = serde_saphyr::from_str(&yaml).unwrap();
            compare(&said, &log, ground::lost("the journal", dropped)).0
        };
        for (expectation, whole) in [
            ("lacks: [Afvist]", Outcome::Holds),
            ("exactly: [Sendt]", Outcome::Holds),
            ("exactly: [Afvist, Sendt]", Outcome::Broken),
            ("has: [Afvist]", Outcome::Broken),
            ("has: [Sendt], lacks: [Afvist]", Outcome::Holds),
        ] {
            assert_eq!(come_to(expectation, 0), whole, "{expectation}");
            let gone = come_to(expectation, 3);
            assert!(
                matches!(gone, Outcome::Undecided(_)),
                "{expectation}: {gone:?}"
            );
        }
        assert_eq!(come_to("has: [Sendt]", 3), Outcome::Holds);
        assert_eq!(come_to("lacks: [Sendt]", 3), Outcome::Broken);
    }

    #[test]
    fn an_order_allows_others_between_and_nothing_out_of_turn() {
        let log = [
            "Valideret",
            "Afsendelse fejlet",
            "Afsendelse fejlet",
            "Sendt",
        ]
        .map(String::from);
        let in_order = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
            stand_in_order(&names, &log)
        };
        assert!(in_order(&["Valideret", "Sendt"]));
        assert!(in_order(&["Afsendelse fejlet", "Afsendelse fejlet"]));
        assert!(!in_order(&["Sendt", "Valideret"]));
        assert!(!in_order(&["Sendt", "Sendt"]));
    }
}
