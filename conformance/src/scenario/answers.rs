//! How a system played by the reference vendor answers: statuses in turn, or no answer.
//!
//! The last of several answers goes on for ever after.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::ReceiptStatus;

/// One answer to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Status(u16),
    /// The connection is turned away before anything of the call is read.
    Refuse,
    /// The call is taken and never answered.
    Timeout,
    /// The call is taken in part and the connection closed without an answer.
    HangUp,
    /// The call is taken in part and the connection reset.
    Reset,
    /// The call is taken whole and kept, and the connection closed without an answer.
    AcceptThenHangUp,
    /// 200, half a second of wall time later.
    Slow,
    /// The endpoint is an https address at which every TLS handshake fails.
    TlsFault,
}

/// The words, for messages.
const WORDS: &str = "refuse, timeout, hang-up, reset, accept-then-hang-up, slow and tls-fault";

impl Answer {
    fn of_number(number: u64) -> Result<Self, String> {
        match u16::try_from(number) {
            Ok(status @ 200..=599) => Ok(Self::Status(status)),
            Ok(_) | Err(_) => Err(format!(
                "`{number}` is no final HTTP status; write one from 200 to 599, such as 503"
            )),
        }
    }

    fn of_word(word: &str) -> Result<Self, String> {
        match word {
            "refuse" => Ok(Self::Refuse),
            "timeout" => Ok(Self::Timeout),
            "hang-up" => Ok(Self::HangUp),
            "reset" => Ok(Self::Reset),
            "accept-then-hang-up" => Ok(Self::AcceptThenHangUp),
            "slow" => Ok(Self::Slow),
            "tls-fault" => Ok(Self::TlsFault),
            other => match other.parse() {
                Ok(number) => Self::of_number(number),
                Err(_) => Err(format!(
                    "`{other}` is no answer; write an HTTP status such as 503, or one of {WORDS}"
                )),
            },
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::Refuse => f.write_str("refuse"),
            Self::Timeout => f.write_str("timeout"),
            Self::HangUp => f.write_str("hang-up"),
            Self::Reset => f.write_str("reset"),
            Self::AcceptThenHangUp => f.write_str("accept-then-hang-up"),
            Self::Slow => f.write_str("slow"),
            Self::TlsFault => f.write_str("tls-fault"),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl Visitor<'_> for One {
            type Value = Answer;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an HTTP status, or one of {WORDS}")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Answer, E> {
                Answer::of_number(number).map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Answer, E> {
                Answer::of_number(number.unsigned_abs()).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Answer, E> {
                Answer::of_word(word).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(One)
    }
}

/// Answers in turn; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers(Vec<Answer>);

impl Answers {
    #[must_use]
    pub fn in_turn(&self) -> &[Answer] {
        &self.0
    }

    /// Whether the endpoint itself is at fault: that is so for good, and not in turn.
    #[must_use]
    pub fn is_tls_fault(&self) -> bool {
        self.0.contains(&Answer::TlsFault)
    }
}

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Answers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    "an HTTP status, or one of {WORDS}, or a list of them such as [503, 503, 200]"
                )
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Answers, E> {
                let one = Answer::of_number(number).map_err(E::custom)?;
                Ok(Answers(vec![one]))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Answers, E> {
                self.visit_u64(number.unsigned_abs())
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Answers, E> {
                let one = Answer::of_word(word).map_err(E::custom)?;
                Ok(Answers(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Answers, A::Error> {
                let mut answers = Vec::new();
                while let Some(answer) = list.next_element()? {
                    answers.push(answer);
                }
                if answers.is_empty() {
                    return Err(de::Error::custom(
                        "an empty list of answers; write at least one, such as [503, 200]",
                    ));
                }
                Ok(Answers(answers))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

/// Which business receipt a receiver posts for what it has kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ReceiptChoice {
    #[serde(rename = "COMPLETED")]
    Completed,
    #[serde(rename = "INVALID")]
    Invalid,
    #[serde(rename = "NOT_ALLOWED")]
    NotAllowed,
    #[serde(rename = "none")]
    None,
}

impl ReceiptChoice {
    #[must_use]
    pub fn status(self) -> Option<ReceiptStatus> {
        match self {
            Self::Completed => Some(ReceiptStatus::Completed),
            Self::Invalid => Some(ReceiptStatus::Invalid),
            Self::NotAllowed => Some(ReceiptStatus::NotAllowed),
            Self::None => None,
        }
    }
}

/// When a receiver posts its receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Inside {
    /// While it still answers the push.
    Push,
    /// After the push has been answered.
    After,
}
