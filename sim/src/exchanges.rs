//! The exchanges of one world with the outside: every call in and out, with virtual and wall
//! time, headers and the beginnings of the bodies, secrets masked.
//!
//! Here live the things that differ between two runs (ports, wall time, what a vendor
//! answered), so that the journal need not hold them. The list is bounded by number and by
//! bytes; the oldest go first, and how many went is counted.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};

/// Which of a world's lives: each reset begins another. What was begun in one does not belong
/// into the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Life(u64);

impl Life {
    fn next(self) -> Life {
        Life(self.0 + 1)
    }
}

/// How much of one body is kept.
pub const BODY_CAP: usize = 64 * 1024;

/// The number of an exchange within its world: `x1`, `x2` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExchangeId(u64);

impl ExchangeId {
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ExchangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "x{}", self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no exchange's id: they look like x1")]
pub struct ExchangeIdFault(String);

impl FromStr for ExchangeId {
    type Err = ExchangeIdFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix('x')
            .and_then(|number| number.parse().ok())
            .map(ExchangeId)
            .ok_or_else(|| ExchangeIdFault(text.to_owned()))
    }
}

/// Seen from the simulated Digital Post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeKind {
    Send,
    Push,
    Notify,
    Receipt,
    Fetch,
    List,
    Recall,
    Mail,
    Sms,
    Sftp,
}

/// What becomes an exchange once it is recorded.
#[derive(Debug, Clone)]
pub struct NewExchange {
    /// World time.
    pub at: Timestamp,
    pub wall: Timestamp,
    pub direction: Direction,
    pub kind: ExchangeKind,
    pub method: String,
    pub url: String,
    /// `None` when no answer came.
    pub status: Option<u16>,
    pub error: Option<String>,
    pub attempt: Option<u32>,
    /// As the outside named it, so that a call refused for its id is found as well.
    pub message: Option<String>,
    pub system: Option<String>,
    pub duration_ms: u64,
    pub request: RecordedPart,
    pub response: RecordedPart,
}

#[derive(Debug, Clone)]
pub struct Exchange {
    pub id: ExchangeId,
    pub call: NewExchange,
}

impl Exchange {
    fn weight(&self) -> usize {
        512 + self.call.url.len() + self.call.request.weight() + self.call.response.weight()
    }
}

/// One side of an exchange.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedPart {
    pub headers: Vec<(String, String)>,
    pub body: RecordedBody,
}

impl RecordedPart {
    /// Keeps the headers with their secrets masked.
    pub fn new(headers: &HeaderMap, body: RecordedBody) -> RecordedPart {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let name = name.as_str().to_owned();
                let value = masked(&name, &String::from_utf8_lossy(value.as_bytes()));
                (name, value)
            })
            .collect();
        RecordedPart { headers, body }
    }

    fn weight(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(n, v)| n.len() + v.len()).sum();
        headers + self.body.kept.len()
    }
}

/// The beginning of a body and how long it was. Filled piece by piece while the body passes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedBody {
    kept: Vec<u8>,
    size: u64,
}

impl RecordedBody {
    pub fn of(body: &[u8]) -> RecordedBody {
        let mut recorded = RecordedBody::default();
        recorded.push(body);
        recorded
    }

    pub fn push(&mut self, piece: &[u8]) {
        let room = BODY_CAP.saturating_sub(self.kept.len());
        let part = piece.get(..room).unwrap_or(piece);
        self.kept.extend_from_slice(part);
        self.size += piece.len() as u64;
    }

    /// Counts what passed without being looked at.
    pub fn skip(&mut self, bytes: u64) {
        self.size += bytes;
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn kept(&self) -> &[u8] {
        &self.kept
    }

    pub fn truncated(&self) -> bool {
        self.size > self.kept.len() as u64
    }

    /// The kept part and its encoding: text where it is text, else base64.
    pub fn text(&self) -> (String, &'static str) {
        match std::str::from_utf8(&self.kept) {
            Ok(text) => (text.to_owned(), "text"),
            // The cap may have cut a character in two: what is before it is text all the same.
            Err(error) if self.truncated() && error.error_len().is_none() => {
                let whole = self.kept.get(..error.valid_up_to()).unwrap_or_default();
                (String::from_utf8_lossy(whole).into_owned(), "text")
            }
            Err(_) => (BASE64.encode(&self.kept), "base64"),
        }
    }
}

/// Hides what a header gives away, and leaves what helps to find a mistake: the scheme, and
/// that something was sent at all.
fn masked(name: &str, value: &str) -> String {
    const SECRET: &[&str] = &[
        "authorization",
        "proxy-authorization",
        "x-api-key",
        "api-key",
        "apikey",
        "cookie",
        "set-cookie",
    ];
    if !SECRET.contains(&name.to_ascii_lowercase().as_str()) {
        return value.to_owned();
    }
    match value.split_once(' ') {
        Some((scheme, _)) if name.ends_with("authorization") => format!("{scheme} ****"),
        Some(_) | None => "****".to_owned(),
    }
}

/// What to list. The default is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExchangeFilter {
    pub message: Option<String>,
    pub direction: Option<Direction>,
    pub kind: Option<ExchangeKind>,
    /// Only those after this one.
    pub after: Option<ExchangeId>,
    /// At most so many; the oldest first.
    pub limit: Option<usize>,
}

impl ExchangeFilter {
    /// Whether one fits whose number is no question any more.
    fn fits(&self, exchange: &Exchange) -> bool {
        let call = &exchange.call;
        self.message.as_ref().is_none_or(|wanted| {
            call.message
                .as_ref()
                .is_some_and(|message| message.eq_ignore_ascii_case(wanted))
        }) && self.direction.is_none_or(|wanted| call.direction == wanted)
            && self.kind.is_none_or(|wanted| call.kind == wanted)
    }
}

/// How much a world keeps of its exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangeCaps {
    pub count: usize,
    pub bytes: usize,
}

impl ExchangeCaps {
    pub const STANDARD: ExchangeCaps = ExchangeCaps {
        count: 10_000,
        bytes: 64 * 1024 * 1024,
    };
}

#[derive(Debug)]
pub struct Exchanges {
    caps: ExchangeCaps,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    life: Life,
    /// Shared, so that whoever lists them copies no bodies while others wait to record.
    ring: VecDeque<Arc<Exchange>>,
    bytes: usize,
    last: u64,
    dropped: u64,
}

impl Exchanges {
    pub fn new(caps: ExchangeCaps) -> Exchanges {
        Exchanges {
            caps,
            kept: Mutex::new(Kept::default()),
        }
    }

    pub fn record(&self, call: NewExchange) -> ExchangeId {
        self.lock().push(call, self.caps)
    }

    /// As `record`, for a call that began in this life: one from before a reset is not kept.
    pub fn record_in(&self, life: Life, call: NewExchange) -> Option<ExchangeId> {
        let mut kept = self.lock();
        (kept.life == life).then(|| kept.push(call, self.caps))
    }

    /// Oldest first.
    pub fn list(&self, filter: &ExchangeFilter) -> Vec<Arc<Exchange>> {
        let kept = self.lock();
        kept.ring
            .range(kept.place_after(filter.after)..)
            .filter(|exchange| filter.fits(exchange))
            .take(filter.limit.unwrap_or(usize::MAX))
            .cloned()
            .collect()
    }

    pub fn get(&self, id: ExchangeId) -> Option<Arc<Exchange>> {
        let kept = self.lock();
        let first = kept.ring.front()?.id.0;
        let index = usize::try_from(id.0.checked_sub(first)?).ok()?;
        kept.ring.get(index).cloned()
    }

    /// How many were recorded and are no longer kept.
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    pub fn life(&self) -> Life {
        self.lock().life
    }

    /// Forgets all and begins the next life.
    pub fn start_over(&self) -> Life {
        let mut kept = self.lock();
        let life = kept.life.next();
        *kept = Kept {
            life,
            ..Kept::default()
        };
        life
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Nothing panics while it holds this lock, and a list of calls is never half written.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn push(&mut self, call: NewExchange, caps: ExchangeCaps) -> ExchangeId {
        self.last += 1;
        let id = ExchangeId(self.last);
        let exchange = Exchange { id, call };
        self.bytes += exchange.weight();
        self.ring.push_back(Arc::new(exchange));
        while self.ring.len() > caps.count || self.bytes > caps.bytes {
            let Some(oldest) = self.ring.pop_front() else {
                break;
            };
            self.bytes -= oldest.weight();
            self.dropped += 1;
        }
        id
    }

    /// Where in the ring those after this one begin: their numbers have no gaps.
    fn place_after(&self, after: Option<ExchangeId>) -> usize {
        let (Some(after), Some(first)) = (after, self.ring.front()) else {
            return 0;
        };
        let skip = after.0.saturating_add(1).saturating_sub(first.id.0);
        usize::try_from(skip)
            .unwrap_or(usize::MAX)
            .min(self.ring.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(message: &str, direction: Direction) -> NewExchange {
        NewExchange {
            at: Timestamp::UNIX_EPOCH,
            wall: Timestamp::UNIX_EPOCH,
            direction,
            kind: ExchangeKind::Push,
            method: "POST".to_owned(),
            url: "http://127.0.0.1:1/".to_owned(),
            status: Some(200),
            error: None,
            attempt: Some(1),
            message: Some(message.to_owned()),
            system: None,
            duration_ms: 1,
            request: RecordedPart::default(),
            response: RecordedPart::default(),
        }
    }

    #[test]
    fn the_oldest_go_first_and_are_counted() {
        let exchanges = Exchanges::new(ExchangeCaps {
            count: 2,
            bytes: 1_000_000,
        });
        for name in ["a", "b", "c"] {
            exchanges.record(call(name, Direction::Out));
        }
        let ids: Vec<String> = exchanges
            .list(&ExchangeFilter::default())
            .iter()
            .map(|exchange| exchange.id.to_string())
            .collect();
        assert_eq!(ids, ["x2", "x3"]);
        assert_eq!(exchanges.dropped(), 1);
        assert!(exchanges.get("x1".parse().unwrap()).is_none());
        let third = exchanges.get("x3".parse().unwrap()).unwrap();
        assert_eq!(third.call.message.as_deref(), Some("c"));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let exchanges = Exchanges::new(ExchangeCaps {
            count: 100,
            bytes: 100_000,
        });
        for _ in 0..3 {
            let mut big = call("a", Direction::In);
            big.request.body = RecordedBody::of(&[b'x'; BODY_CAP]);
            exchanges.record(big);
        }
        assert_eq!(exchanges.list(&ExchangeFilter::default()).len(), 1);
        assert_eq!(exchanges.dropped(), 2);
    }

    #[test]
    fn a_filter_keeps_what_it_names() {
        let exchanges = Exchanges::new(ExchangeCaps::STANDARD);
        exchanges.record(call("a", Direction::Out));
        exchanges.record(call("b", Direction::In));
        let filter = ExchangeFilter {
            direction: Some(Direction::In),
            ..ExchangeFilter::default()
        };
        assert_eq!(exchanges.list(&filter).len(), 1);
        let filter = ExchangeFilter {
            message: Some("A".to_owned()),
            ..ExchangeFilter::default()
        };
        assert_eq!(exchanges.list(&filter).len(), 1);
    }

    #[test]
    fn a_body_is_cut_at_the_cap_and_never_within_a_character() {
        let mut text = "a".repeat(BODY_CAP - 1);
        text.push('ø');
        let body = RecordedBody::of(text.as_bytes());
        assert!(body.truncated());
        assert_eq!(body.size(), BODY_CAP as u64 + 1);
        let (kept, encoding) = body.text();
        assert_eq!((kept.len(), encoding), (BODY_CAP - 1, "text"));
        assert_eq!(
            RecordedBody::of(&[0xff, 0]).text(),
            ("/wA=".into(), "base64")
        );
    }

    #[test]
    fn secrets_are_masked_and_the_scheme_stays() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", "Basic c2VjcmV0".parse().unwrap());
        headers.insert("x-api-key", "secret".parse().unwrap());
        headers.insert("content-type", "application/xml".parse().unwrap());
        let part = RecordedPart::new(&headers, RecordedBody::default());
        let text = format!("{:?}", part.headers);
        assert!(text.contains("Basic ****"), "{text}");
        assert!(text.contains("application/xml"), "{text}");
        assert!(
            !text.contains("c2VjcmV0") && !text.contains("secret"),
            "{text}"
        );
    }

    #[test]
    fn a_list_goes_on_where_it_ended_though_the_oldest_went() {
        let exchanges = Exchanges::new(ExchangeCaps {
            count: 3,
            bytes: 1_000_000,
        });
        for name in ["a", "b", "c", "d", "e"] {
            exchanges.record(call(name, Direction::Out));
        }
        for (after, expected) in [("x1", 3), ("x2", 3), ("x3", 2), ("x5", 0), ("x9", 0)] {
            let filter = ExchangeFilter {
                after: Some(after.parse().unwrap()),
                ..ExchangeFilter::default()
            };
            assert_eq!(exchanges.list(&filter).len(), expected, "{after}");
        }
    }

    #[test]
    fn a_call_from_before_a_reset_is_not_kept_after_it() {
        let exchanges = Exchanges::new(ExchangeCaps::STANDARD);
        let before = exchanges.life();
        let now = exchanges.start_over();
        let call = || call("a", Direction::In);
        assert_eq!(exchanges.record_in(before, call()), None);
        assert!(exchanges.record_in(now, call()).is_some());
        assert_eq!(exchanges.list(&ExchangeFilter::default()).len(), 1);
    }
}
