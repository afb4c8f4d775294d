//! The names of message events in the event log (LOG-2), and whose log each stands in.

use super::LogSide;

/// The names in the sender's log.
const OUTGOING: [&str; 13] = [
    "Fejlet",
    "Valideret",
    "Afvist",
    "Afvist teknisk",
    "Teknisk kvittering sendt",
    "Forretningskvittering sendt",
    "Forretningskvittering fejlet",
    "Tilbagekaldt",
    "Valideret – sendes efter valør",
    "Sendt til modtager efter valør",
    "NemSMS fejlet",
    "Forkyndt",
    "Tilgængelig for modtageren",
];

/// The names in the receiver's log.
const INCOMING: [&str; 4] = [
    "Sendt",
    "Afsendelse fejlet",
    "Afhentet",
    "Forretningskvittering modtaget",
];

/// The names that can stand in the log of a side, or in either.
pub(crate) fn names_in(side: Option<LogSide>) -> Vec<&'static str> {
    match side {
        Some(LogSide::Sender) => OUTGOING.to_vec(),
        Some(LogSide::Receiver) => INCOMING.to_vec(),
        None => OUTGOING.into_iter().chain(INCOMING).collect(),
    }
}

/// The name as the log writes it: a plain hyphen is taken for the dash.
pub(crate) fn as_logged(written: &str) -> String {
    written.replace(" - ", " – ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGINE: &str = include_str!("../../../sim/engine/src/event_log.rs");

    /// What nothing writes could be expected to be absent, and would prove nothing.
    #[test]
    fn every_name_that_can_be_expected_is_written_by_the_engine() {
        let silent: Vec<&str> = names_in(None)
            .into_iter()
            .filter(|name| !ENGINE.contains(&format!("\"{name}\"")))
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
    }
}
