//! The table of faults (fejl, der kan slås til): what can be made to go wrong on purpose.
//!
//! Each has a name, a doc line, what it strikes, the clause it bears on, and whether the real
//! Digital Post may do it. `docs/faults.md` is written from this table. Whether a fault strikes
//! is decided by a rule (`rule`); what then happens is a step in `delivery` for receipts and
//! pushes, and the service port's own affair for calls.

mod operation;
mod profile;
mod rule;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

pub use profile::FaultProfile;
pub use rule::{FaultRule, FaultsDocument, Rule, Window, WindowEnd, resolve};

/// What a fault strikes, and so what a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// A call of a vendor's system on the service port.
    Call,
    /// A business receipt that was made for a sender system.
    ReceiptMade,
    /// One attempt to call a business receipt back.
    ReceiptCall,
    /// A message that was routed to a push system, before its first attempt.
    Routed,
    /// One attempt to push a message.
    Push,
}

impl Occasion {
    /// In words, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::ReceiptMade => "receipt made",
            Self::ReceiptCall => "receipt call",
            Self::Routed => "message routed to a push system",
            Self::Push => "push",
        }
    }
}

/// Whether the real Digital Post may do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legality {
    Legal,
    /// Neither its documents nor its interface let it.
    Beyond,
}

/// The one measure that some faults have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    pub default: SignedDuration,
    pub most: SignedDuration,
    /// What the duration is.
    pub words: &'static str,
}

const fn measure(default_ms: i64, most_secs: i64, words: &'static str) -> Option<Measure> {
    Some(Measure {
        default: SignedDuration::from_millis(default_ms),
        most: SignedDuration::from_secs(most_secs),
        words,
    })
}

const HOUR: i64 = 3_600;

macro_rules! faults {
    ($($name:ident = $text:literal, $occasion:ident, $legal:ident, $clause:literal, $measure:expr, $what:literal;)*) => {
        /// A fault by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Fault {
            $(#[doc = $what] $name,)*
        }

        impl Fault {
            /// All there are, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            #[must_use]
            pub const fn occasion(self) -> Occasion {
                match self { $(Self::$name => Occasion::$occasion,)* }
            }

            #[must_use]
            pub const fn legality(self) -> Legality {
                match self { $(Self::$name => Legality::$legal,)* }
            }

            /// The clause it bears on.
            #[must_use]
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$name => $clause,)* }
            }

            /// What `by` means for it; none where it has no measure.
            #[must_use]
            pub const fn measure(self) -> Option<Measure> {
                match self { $(Self::$name => $measure,)* }
            }

            /// What it does, in a line.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }
        }
    };
}

faults! {
    Latency = "latency", Call, Legal, "SEND-1", measure(200, 10, "wall time before the call is looked at"),
        "a call waits before it is looked at";
    TooManyRequests = "too-many-requests", Call, Beyond, "SEND-6", measure(30_000, HOUR, "what Retry-After says, in whole seconds"),
        "a call is answered 429 with Retry-After, which the interface does not list; nothing has happened";
    Unavailable = "unavailable", Call, Legal, "SEND-6", measure(30_000, HOUR, "what Retry-After says, in whole seconds"),
        "a call is answered 503, SendMemo with a Receipt as its body; the message is not accepted";
    ConnectionReset = "connection-reset", Call, Legal, "SEND-12", None,
        "the connection is reset before the call is looked at; nothing has happened";
    AnswerLost = "answer-lost", Call, Legal, "SEND-12", None,
        "the call is carried out and the connection is reset before its answer is written";
    HalfBody = "half-body", Call, Legal, "SEND-12", None,
        "the call is carried out and the connection is reset in the middle of the answer's body";
    ServiceWindow = "service-window", Call, Legal, "SEND-6", None,
        "every call between two times of the world's clock is answered as by unavailable";
    QueryLag = "query-lag", Call, Legal, "DEL-6", measure(60_000, 24 * HOUR, "virtual time that lists lag behind"),
        "lists leave out what came in lately; fetches by id do not, and what is taken away is gone at once";
    ReceiptLate = "receipt-late", ReceiptMade, Legal, "SEND-5", measure(3 * 3_600_000, 168 * HOUR, "virtual time from the receipt's making to its first call-back or listing"),
        "a business receipt comes late; its message is delivered meanwhile";
    ReceiptReordered = "receipt-reordered", ReceiptMade, Legal, "SEND-5", measure(600_000, 24 * HOUR, "virtual time that it waits at most for a later one"),
        "a business receipt waits until a later one of the same sender system has been brought or listed";
    ReceiptDoubled = "receipt-doubled", ReceiptCall, Legal, "SEND-5", None,
        "a business receipt is called back twice in one attempt, one call after the other";
    PushLate = "push-late", Routed, Legal, "SEND-1", measure(3_600_000, 168 * HOUR, "virtual time from the routing to the first attempt"),
        "a message's first attempt is made late; its schedule counts from that attempt";
    PushReordered = "push-reordered", Routed, Legal, "DEL-5", measure(600_000, 24 * HOUR, "virtual time that it waits at most for a later one"),
        "a message's first attempt waits until a later message has been pushed to the same system";
    PushDoubled = "push-doubled", Push, Legal, "RETRY-7", None,
        "a message is pushed twice in one attempt, as if the first answer had been lost; a 2xx to either ends the schedule";
    PushCut = "push-cut", Push, Legal, "DEL-8", None,
        "the connection of a push is closed in the middle of its body; the attempt has failed";
    PushUnreadable = "push-unreadable", Push, Beyond, "DEL-10", None,
        "the message in a push ends in the middle, within a form that is whole";
    PushInvalid = "push-invalid", Push, Beyond, "DEL-10", None,
        "the message in a push has an element that MeMo does not know";
    PushMisdirected = "push-misdirected", Push, Beyond, "DEL-10", None,
        "the message in a push names another recipient than the one it is handed to";
    ExpiredCertificate = "expired-certificate", Call, Beyond, "SYS-14", None,
        "the service port shows a certificate that has expired; it needs a TLS port, which this version does not have";
}

impl Fault {
    /// The fault of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// Whether this version can do it.
    #[must_use]
    pub const fn is_available(self) -> bool {
        !matches!(self, Self::ExpiredCertificate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_written_in_documents_as_the_table_names_it() {
        for fault in Fault::ALL {
            let written = serde_json::to_value(fault).unwrap();
            assert_eq!(written, fault.name());
            assert_eq!(Fault::named(fault.name()), Some(*fault));
        }
    }

    #[test]
    fn a_measure_has_a_default_within_its_bound() {
        for measure in Fault::ALL.iter().filter_map(|fault| fault.measure()) {
            assert!(measure.default <= measure.most, "{}", measure.words);
        }
    }
}
