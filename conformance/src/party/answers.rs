//! What a vendor answers, in turn: a status, at once or late, or one of the ways of not answering.
//!
//! A script is never empty; its last answer repeats. The words are those of `--answer`.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// One answer to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This status, and what belongs to it.
    Status(AnswerStatus),
    /// The connection is reset before anything of the call is read.
    Refuse,
    /// The call is read in part, then the connection is closed.
    HangUp,
    /// The call is read in part, then the connection is reset.
    Reset,
    /// What came is taken in and kept, and then the connection is closed without an answer
    /// (RETRY-7).
    AcceptThenHangUp,
    /// 200, but only after [`SLOW`].
    Slow,
    /// The call is read whole and never answered, until the vendor stops.
    Timeout,
}

/// How long a slow answer is in coming: wall time, and within what a caller ought to wait.
pub const SLOW: std::time::Duration = std::time::Duration::from_millis(500);

/// A final HTTP status: 200 to 599.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerStatus(u16);

impl AnswerStatus {
    pub const OK: Self = Self(200);
    pub const SERVER_ERROR: Self = Self(500);

    pub fn new(status: u16) -> Result<Self, AnswersFault> {
        if (200..=599).contains(&status) {
            Ok(Self(status))
        } else {
            Err(AnswersFault::Status(status))
        }
    }

    pub fn code(self) -> u16 {
        self.0
    }

    /// Whether the caller may take it as "received".
    pub fn accepts(self) -> bool {
        (200..300).contains(&self.0)
    }
}

/// Answers in turn; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    before: Vec<Answer>,
    last: Answer,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswersFault {
    #[error("no answer given; write at least one, such as 200")]
    Empty,
    #[error("{0} is no final HTTP status; write one from 200 to 599")]
    Status(u16),
    #[error(
        "'{0}' is no answer; write statuses such as 503,503,200, or the words refuse, hang-up, reset, timeout, accept-then-hang-up and slow"
    )]
    Word(String),
}

impl Answers {
    pub fn always(answer: Answer) -> Self {
        Self {
            before: Vec::new(),
            last: answer,
        }
    }

    pub fn accepting() -> Self {
        Self::always(Answer::Status(AnswerStatus::OK))
    }

    pub fn in_turn(answers: impl IntoIterator<Item = Answer>) -> Result<Self, AnswersFault> {
        let mut before: Vec<Answer> = answers.into_iter().collect();
        let last = before.pop().ok_or(AnswersFault::Empty)?;
        Ok(Self { before, last })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{}", status.code()),
            Self::Refuse => f.write_str("refuse"),
            Self::HangUp => f.write_str("hang-up"),
            Self::Reset => f.write_str("reset"),
            Self::AcceptThenHangUp => f.write_str("accept-then-hang-up"),
            Self::Slow => f.write_str("slow"),
            Self::Timeout => f.write_str("timeout"),
        }
    }
}

impl FromStr for Answer {
    type Err = AnswersFault;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "refuse" => Ok(Self::Refuse),
            "hang-up" => Ok(Self::HangUp),
            "reset" => Ok(Self::Reset),
            "accept-then-hang-up" => Ok(Self::AcceptThenHangUp),
            "slow" => Ok(Self::Slow),
            "timeout" => Ok(Self::Timeout),
            number => number
                .parse()
                .map_err(|_| AnswersFault::Word(number.to_owned()))
                .and_then(AnswerStatus::new)
                .map(Self::Status),
        }
    }
}

impl FromStr for Answers {
    type Err = AnswersFault;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let answers: Vec<Answer> = list
            .split(',')
            .map(|word| word.trim().parse())
            .collect::<Result<_, _>>()?;
        Self::in_turn(answers)
    }
}

/// The script a running vendor follows; a new one may be put in its place at any time.
#[derive(Debug)]
pub(crate) struct Script {
    state: Mutex<(VecDeque<Answer>, Answer)>,
}

impl Script {
    pub(crate) fn new(answers: Answers) -> Self {
        Self {
            state: Mutex::new((answers.before.into(), answers.last)),
        }
    }

    pub(crate) fn replace(&self, answers: Answers) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = (answers.before.into(), answers.last);
    }

    pub(crate) fn next(&self) -> Answer {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let last = state.1;
        state.0.pop_front().unwrap_or(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_of_a_script_repeats() {
        let script = Script::new("503, refuse,200".parse().expect("a script"));
        let said: Vec<String> = (0..4).map(|_| script.next().to_string()).collect();
        assert_eq!(said, ["503", "refuse", "200", "200"]);
    }

    #[test]
    fn a_script_with_a_wrong_word_or_status_says_what_may_be_written() {
        assert_eq!(
            "503,maybe".parse::<Answers>(),
            Err(AnswersFault::Word("maybe".to_owned()))
        );
        assert_eq!("100".parse::<Answers>(), Err(AnswersFault::Status(100)));
        assert_eq!(
            "".parse::<Answers>(),
            Err(AnswersFault::Word(String::new()))
        );
        assert_eq!(Answers::in_turn([]), Err(AnswersFault::Empty));
    }
}
