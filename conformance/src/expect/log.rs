//! `log`: the event log of a letter, by its Danish names (LOG-2).

use crate::runner::{Judgement, Play, StepFault};
use crate::scenario::{LogExpected, LogSide, Placed, as_logged};

pub(crate) async fn judge(play: &Play<'_>, said: &LogExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.message)?;
    let stage = &play.stage;
    let items = stage.control.journal_of(&stage.world, &letter.uuid).await?;
    let log: Vec<String> = items
        .into_iter()
        .filter(|item| match said.of {
            None => true,
            Some(LogSide::Sender) => item.log.as_deref() == Some("outgoing"),
            Some(LogSide::Receiver) => item.log.as_deref() == Some("incoming"),
        })
        .filter_map(|item| item.name)
        .collect();
    let names = |list: &Option<Vec<Placed<String>>>| -> Option<Vec<String>> {
        let list = list.as_ref()?;
        Some(list.iter().map(|name| as_logged(&name.value)).collect())
    };
    let mut holds = true;
    let mut expected = Vec::new();
    if let Some(has) = names(&said.has) {
        if said.in_order == Some(true) {
            holds &= stand_in_order(&has, &log);
            expected.push(format!("{} in this order", has.join(", ")));
        } else {
            holds &= has.iter().all(|name| log.contains(name));
            expected.push(has.join(", "));
        }
    }
    if let Some(exactly) = names(&said.exactly) {
        holds &= exactly == log;
        expected.push(format!("exactly {}", exactly.join(", ")));
    }
    if let Some(lacks) = names(&said.lacks) {
        holds &= !lacks.iter().any(|name| log.contains(name));
        expected.push(format!("not {}", lacks.join(", ")));
    }
    let whose = said.of.map_or("event log", |of| match of {
        LogSide::Sender => "sender's log",
        LogSide::Receiver => "receiver's log",
    });
    Ok(Judgement {
        name: format!("{whose} of {}", said.message.value),
        holds,
        expected: expected.join("; "),
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

/// Whether the names stand in the log in this order, whatever stands between them.
fn stand_in_order(names: &[String], log: &[String]) -> bool {
    let mut rest = log.iter();
    names.iter().all(|name| rest.any(|logged| logged == name))
}

#[cfg(test)]
mod tests {
    use super::stand_in_order;

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
