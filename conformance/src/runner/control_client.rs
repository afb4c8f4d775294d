//! A small typed client of the control interface: one method a call, nothing clever.

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Method, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::ServiceAnswer;
use super::control_views::*;
use super::options::ControlToken;
use crate::outward::{self, innermost};
use crate::trace::{Tape, Told};

/// Moving a clock may wait for many calls that time out.
const PATIENCE: Duration = Duration::from_secs(300);

/// Why a call of the control interface did not do what it was for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ControlFault {
    /// No answer came.
    #[error("the simulator at {url} does not answer: {why}")]
    Unreachable { url: String, why: String },
    /// It said no.
    #[error("the simulator refused {call} with {status}: {said}")]
    Refused {
        call: String,
        status: u16,
        said: String,
    },
    /// It answered something else than the interface says.
    #[error("the simulator's answer to {call} cannot be read: {why}")]
    Unreadable { call: String, why: String },
}

impl ControlFault {
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Unreachable { .. } | Self::Unreadable { .. } => None,
        }
    }
}

/// The control interface of one simulator.
#[derive(Debug, Clone)]
pub(crate) struct ControlClient {
    base: Url,
    token: Option<ControlToken>,
    client: Client,
    tape: Tape,
}

impl ControlClient {
    /// `address` is the control port's base URL, without a path.
    pub(crate) fn new(address: &str, token: Option<ControlToken>) -> Result<Self, ControlFault> {
        let unreachable = |why: String| ControlFault::Unreachable {
            url: address.to_owned(),
            why,
        };
        let base = outward::base(address, "/control/v1/")
            .map_err(|fault| unreachable(fault.to_string()))?;
        let client = outward::client(&base)
            .timeout(PATIENCE)
            .build()
            .map_err(|fault| unreachable(fault.to_string()))?;
        Ok(Self {
            base,
            token,
            client,
            tape: Tape::blank(),
        })
    }

    /// The same, with what it hears on a tape.
    pub(crate) fn with_tape(&self, tape: &Tape) -> Self {
        Self {
            tape: tape.clone(),
            ..self.clone()
        }
    }

    pub(crate) async fn worlds(&self) -> Result<Vec<WorldView>, ControlFault> {
        self.list(&["worlds"], &[]).await
    }

    pub(crate) async fn create_world(&self, body: &Value) -> Result<WorldView, ControlFault> {
        self.send(Method::POST, &["worlds"], Some(body)).await
    }

    pub(crate) async fn remove_world(&self, world: &str) -> Result<(), ControlFault> {
        self.call(Method::DELETE, &["worlds", world], &[], None)
            .await
            .map(drop)
    }

    pub(crate) async fn clock(&self, world: &str) -> Result<ClockView, ControlFault> {
        self.send(Method::GET, &["worlds", world, "clock"], None)
            .await
    }

    /// All due work is done, no time passes.
    pub(crate) async fn settle(&self, world: &str) -> Result<AdvancedView, ControlFault> {
        self.advance(world, json!({"until": "settled"})).await
    }

    pub(crate) async fn advance_to(
        &self,
        world: &str,
        to: Timestamp,
    ) -> Result<AdvancedView, ControlFault> {
        self.advance(world, json!({ "to": to })).await
    }

    async fn advance(&self, world: &str, body: Value) -> Result<AdvancedView, ControlFault> {
        let path = ["worlds", world, "clock", "advance"];
        self.send(Method::POST, &path, Some(&body)).await
    }

    pub(crate) async fn due(&self, world: &str) -> Result<Vec<DueItem>, ControlFault> {
        self.list(&["worlds", world, "due"], &[]).await
    }

    /// All events that are kept.
    pub(crate) async fn journal(&self, world: &str) -> Result<Kept<JournalItem>, ControlFault> {
        let query = [("limit", "1000")];
        self.kept(&["worlds", world, "journal"], &query).await
    }

    pub(crate) async fn journal_of(
        &self,
        world: &str,
        message: &str,
    ) -> Result<Kept<JournalItem>, ControlFault> {
        let query = [("message", message), ("limit", "1000")];
        self.kept(&["worlds", world, "journal"], &query).await
    }

    pub(crate) async fn exchanges_of(
        &self,
        world: &str,
        message: &str,
    ) -> Result<Kept<ExchangeItem>, ControlFault> {
        let query = [("message", message), ("limit", "1000")];
        self.kept(&["worlds", world, "exchanges"], &query).await
    }

    /// All exchanges of a kind.
    pub(crate) async fn exchanges(
        &self,
        world: &str,
        kind: &str,
    ) -> Result<Kept<ExchangeItem>, ControlFault> {
        let query = [("kind", kind), ("limit", "1000")];
        self.kept(&["worlds", world, "exchanges"], &query).await
    }

    pub(crate) async fn all_exchanges(
        &self,
        world: &str,
    ) -> Result<Kept<ExchangeItem>, ControlFault> {
        let query = [("limit", "1000")];
        self.kept(&["worlds", world, "exchanges"], &query).await
    }

    /// Any call at all, whatever it is answered.
    pub(crate) async fn any(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<ServiceAnswer, ControlFault> {
        let (status, body) = self.exchange_raw(method, path, query, body).await?;
        let status = status.as_u16();
        Ok(ServiceAnswer { status, body })
    }

    /// One exchange with its bodies.
    pub(crate) async fn exchange(
        &self,
        world: &str,
        id: &str,
    ) -> Result<ExchangeDetail, ControlFault> {
        let path = ["worlds", world, "exchanges", id];
        self.send(Method::GET, &path, None).await
    }

    /// Waits in wall time for an event about a message; false when none came.
    pub(crate) async fn await_event(
        &self,
        world: &str,
        kind: &str,
        message: &str,
        timeout: Duration,
    ) -> Result<bool, ControlFault> {
        let timeout = format!("PT{:.3}S", timeout.as_secs_f64());
        let query = [
            ("type", kind),
            ("message", message),
            ("timeout", timeout.as_str()),
        ];
        match self
            .call(Method::GET, &["worlds", world, "await"], &query, None)
            .await
        {
            Ok(_) => Ok(true),
            Err(ControlFault::Refused { status: 408, .. }) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// One message; none when the world does not know it.
    pub(crate) async fn message(
        &self,
        world: &str,
        uuid: &str,
    ) -> Result<Option<MessageView>, ControlFault> {
        match self
            .send(Method::GET, &["worlds", world, "messages", uuid], None)
            .await
        {
            Ok(view) => Ok(Some(view)),
            Err(ControlFault::Refused { status: 404, .. }) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    pub(crate) async fn mailbox(
        &self,
        world: &str,
        owner: &str,
    ) -> Result<Vec<MailboxItem>, ControlFault> {
        let path = ["worlds", world, "mailboxes", owner, "messages"];
        self.list(&path, &[]).await
    }

    pub(crate) async fn systems(&self, world: &str) -> Result<Vec<SystemView>, ControlFault> {
        self.list(&["worlds", world, "systems"], &[]).await
    }

    pub(crate) async fn patch(
        &self,
        world: &str,
        resource: &str,
        id: &str,
        change: &Value,
    ) -> Result<(), ControlFault> {
        let path = ["worlds", world, resource, id];
        self.call(Method::PATCH, &path, &[], Some(change))
            .await
            .map(drop)
    }

    /// A call whose refusal may be meant: the answer as it came.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&Value>,
    ) -> Result<ServiceAnswer, ControlFault> {
        self.any(method, path, &[], body).await
    }

    pub(crate) async fn make(
        &self,
        world: &str,
        resource: &str,
        body: &Value,
    ) -> Result<(), ControlFault> {
        let path = ["worlds", world, resource];
        self.call(Method::POST, &path, &[], Some(body))
            .await
            .map(drop)
    }

    /// Other faults go wrong on purpose from now on.
    pub(crate) async fn put_faults(&self, world: &str, faults: &Value) -> Result<(), ControlFault> {
        let path = ["worlds", world, "faults"];
        self.call(Method::PUT, &path, &[], Some(faults))
            .await
            .map(drop)
    }

    pub(crate) async fn remove(
        &self,
        world: &str,
        resource: &str,
        id: &str,
    ) -> Result<(), ControlFault> {
        let path = ["worlds", world, resource, id];
        self.call(Method::DELETE, &path, &[], None).await.map(drop)
    }

    pub(crate) async fn renew_api_key(&self, world: &str, id: &str) -> Result<(), ControlFault> {
        let path = ["worlds", world, "systems", id, "renewapitoken"];
        self.call(Method::POST, &path, &[], None).await.map(drop)
    }

    pub(crate) async fn make_primary(&self, world: &str, id: &str) -> Result<(), ControlFault> {
        let path = ["worlds", world, "systems", id, "primary"];
        self.call(Method::POST, &path, &[], None).await.map(drop)
    }

    pub(crate) async fn recipient(
        &self,
        world: &str,
        number: &str,
    ) -> Result<RecipientView, ControlFault> {
        let path = ["worlds", world, "recipients", number];
        self.send(Method::GET, &path, None).await
    }

    pub(crate) async fn mail(&self, world: &str) -> Result<Vec<MailItem>, ControlFault> {
        self.list(&["worlds", world, "outbox", "mail"], &[]).await
    }

    pub(crate) async fn sms(&self, world: &str) -> Result<Vec<MailItem>, ControlFault> {
        self.list(&["worlds", world, "outbox", "sms"], &[]).await
    }

    pub(crate) async fn profile(&self, world: &str) -> Result<Vec<SettingView>, ControlFault> {
        self.list(&["worlds", world, "profile"], &[]).await
    }

    #[cfg(test)]
    pub(crate) async fn raw_journal(&self, world: &str) -> String {
        let path = ["worlds", world, "journal"];
        let query = [("limit", "1000")];
        let bytes = self.call(Method::GET, &path, &query, None).await;
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    /// All items of a list that loses none.
    async fn list<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Vec<T>, ControlFault> {
        Ok(self.kept(path, query).await?.items)
    }

    /// All items of a list, page by page.
    async fn kept<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Kept<T>, ControlFault> {
        let mut items = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut query = query.to_vec();
            if let Some(after) = &after {
                query.push(("after", after));
            }
            let bytes = self.call(Method::GET, path, &query, None).await?;
            let page: Page<T> = read(&format!("GET /{}", path.join("/")), &bytes)?;
            let came_on = !page.items.is_empty();
            items.extend(page.items);
            after = match page.next {
                Some(Value::String(cursor)) => Some(cursor),
                Some(Value::Number(cursor)) => Some(cursor.to_string()),
                _ => None,
            };
            if after.is_none() || !came_on {
                return Ok(Kept {
                    items,
                    dropped: page.dropped,
                });
            }
        }
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&Value>,
    ) -> Result<T, ControlFault> {
        let call = format!("{method} /{}", path.join("/"));
        let bytes = self.call(method, path, &[], body).await?;
        read(&call, &bytes)
    }

    async fn call(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Vec<u8>, ControlFault> {
        let call = format!("{method} /{}", path.join("/"));
        let (status, bytes) = self.exchange_raw(method, path, query, body).await?;
        if status.is_success() {
            Ok(bytes)
        } else {
            Err(ControlFault::Refused {
                call,
                status: status.as_u16(),
                said: said(status, &bytes),
            })
        }
    }

    async fn exchange_raw(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<(StatusCode, Vec<u8>), ControlFault> {
        let asked = format!("{method} /{}", path.join("/"));
        let unreadable = |why: String| ControlFault::Unreadable {
            call: asked.clone(),
            why,
        };
        match self
            .tape
            .told::<ServiceAnswer>(&asked)
            .map_err(unreadable)?
        {
            Told::Then(answer) => {
                let status = StatusCode::from_u16(answer.status);
                let status = status.map_err(|fault| unreadable(fault.to_string()))?;
                return Ok((status, answer.body));
            }
            Told::Ask => {}
        }
        let (status, body) = self.ask_now(method, path, query, body).await?;
        let answer = ServiceAnswer {
            status: status.as_u16(),
            body,
        };
        self.tape.keep(&asked, &answer);
        Ok((status, answer.body))
    }

    async fn ask_now(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<(StatusCode, Vec<u8>), ControlFault> {
        let unreachable = |fault: &reqwest::Error| ControlFault::Unreachable {
            url: self.base.to_string(),
            why: innermost(fault),
        };
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = self.client.request(method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.secret());
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|fault| unreachable(&fault))?;
        let status = response.status();
        let bytes = response
            .bytes()
            .await
            .map_err(|fault| unreachable(&fault))?;
        Ok((status, bytes.to_vec()))
    }
}

fn read<T: DeserializeOwned>(call: &str, bytes: &[u8]) -> Result<T, ControlFault> {
    serde_json::from_slice(bytes).map_err(|fault| ControlFault::Unreadable {
        call: call.to_owned(),
        why: fault.to_string(),
    })
}

/// What a problem document says, or the plain text of any other answer.
fn said(status: StatusCode, bytes: &[u8]) -> String {
    let Ok(problem) = serde_json::from_slice::<Problem>(bytes) else {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim();
        return if text.is_empty() {
            status.canonical_reason().unwrap_or("no words").to_owned()
        } else {
            text.chars().take(400).collect()
        };
    };
    let mut words = problem.detail.or(problem.title).unwrap_or_default();
    for error in problem.errors {
        // Writing to a String cannot fail.
        let _ = write!(words, "; {}", error.message);
    }
    if let Some(remedy) = problem.remedy {
        let _ = write!(words, " ({remedy})");
    }
    words
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{body_json, method, path, query_param};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    async fn stub() -> (MockServer, ControlClient) {
        let server = MockServer::start().await;
        let client = ControlClient::new(&server.uri(), None).unwrap();
        (server, client)
    }

    #[tokio::test]
    async fn a_list_is_read_to_its_last_page() {
        let (server, client) = stub().await;
        let item = |n: u64| json!({"at": "2026-01-05T08:00:00.000Z", "type": "X", "seq": n});
        let journal = || Mock::given(method("GET")).and(path("/control/v1/worlds/w/journal"));
        journal()
            .and(query_param("after", "2"))
            .respond_with(
                ResponseTemplate::new(200)
                    .set_body_json(json!({"items": [item(3)], "next": null, "dropped": 7})),
            )
            .mount(&server)
            .await;
        journal()
            .and(query_param("message", "m"))
            .respond_with(
                ResponseTemplate::new(200)
                    .set_body_json(json!({"items": [item(1), item(2)], "next": 2})),
            )
            .mount(&server)
            .await;
        let kept = client.journal_of("w", "m").await.unwrap();
        assert_eq!((kept.items.len(), kept.dropped), (3, 7));
    }

    #[tokio::test]
    async fn a_refusal_carries_the_problems_words_and_remedy() {
        let (server, client) = stub().await;
        let problem = json!({
            "title": "Bad world", "detail": "the world has faults", "remedy": "mend them",
            "errors": [{"message": "unknown key 'ctizens'"}],
        });
        Mock::given(method("POST"))
            .and(path("/control/v1/worlds"))
            .and(body_json(json!({"name": "w"})))
            .respond_with(ResponseTemplate::new(400).set_body_json(problem))
            .mount(&server)
            .await;
        let fault = client
            .create_world(&json!({"name": "w"}))
            .await
            .unwrap_err();
        assert_eq!(fault.status(), Some(400));
        let words = fault.to_string();
        assert!(
            words.ends_with("the world has faults; unknown key 'ctizens' (mend them)"),
            "{words}"
        );
    }

    #[tokio::test]
    async fn an_event_that_never_comes_and_a_message_nobody_knows_are_no_faults() {
        let (server, client) = stub().await;
        Mock::given(path("/control/v1/worlds/w/await"))
            .and(query_param("timeout", "PT0.250S"))
            .respond_with(ResponseTemplate::new(408))
            .mount(&server)
            .await;
        let patience = Duration::from_millis(250);
        assert!(!client.await_event("w", "X", "m", patience).await.unwrap());
        assert!(client.message("w", "m").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_told_apart_from_a_refusal() {
        // Port 9 is the discard service's; nothing serves it here.
        let nowhere = ControlClient::new("http://127.0.0.1:9", None).unwrap();
        let fault = nowhere.worlds().await.unwrap_err();
        assert!(matches!(fault, ControlFault::Unreachable { .. }), "{fault}");
    }
}
