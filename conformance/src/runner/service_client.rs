//! Raw calls of the service port, as a vendor's system makes them.
//!
//! Wrong calls must be sayable, so nothing of a call is checked here but whom it goes to.

use std::time::Duration;

use reqwest::{Client, Method, Url, header};
use serde::{Deserialize, Serialize};

use crate::outward::{self, innermost};
use crate::party::service::Credentials;
use crate::trace::{Tape, Told};

const PATIENCE: Duration = Duration::from_secs(120);

/// The service port, at one world's own address.
#[derive(Debug, Clone)]
pub(crate) struct ServiceClient {
    base: Url,
    client: Client,
    tape: Tape,
}

/// One call.
#[derive(Debug)]
pub(crate) struct ServiceCall<'a> {
    pub(crate) method: Method,
    /// Below `/apis/v1`.
    pub(crate) path: &'a [&'a str],
    pub(crate) query: Vec<(&'a str, String)>,
    pub(crate) credentials: Option<Credentials>,
    /// With its media type.
    pub(crate) body: Option<(String, Vec<u8>)>,
}

/// What the service answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ServiceAnswer {
    pub(crate) status: u16,
    #[serde(with = "body_text")]
    pub(crate) body: Vec<u8>,
}

/// A body as text where it is one, so that a trace can be read.
mod body_text {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Body {
        Text(String),
        Base64(String),
    }

    pub(super) fn serialize<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let body = match std::str::from_utf8(body) {
            Ok(text) => Body::Text(text.to_owned()),
            Err(_) => Body::Base64(STANDARD.encode(body)),
        };
        body.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        match Body::deserialize(deserializer)? {
            Body::Text(text) => Ok(text.into_bytes()),
            Body::Base64(text) => STANDARD.decode(text).map_err(serde::de::Error::custom),
        }
    }
}

/// The error code and words of an ErrorMessage.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ErrorMessage {
    pub(crate) code: Option<String>,
    /// A problem document of the control port calls it so.
    #[serde(alias = "detail")]
    pub(crate) message: Option<String>,
}

impl ServiceAnswer {
    /// That no whole answer came; status 0 stands for that.
    pub(crate) fn none() -> Self {
        Self {
            status: 0,
            body: Vec::new(),
        }
    }

    pub(crate) fn is_none(&self) -> bool {
        self.status == 0
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(crate) fn error(&self) -> ErrorMessage {
        self.json().unwrap_or_default()
    }

    /// Status, code and words on one line.
    pub(crate) fn in_words(&self) -> String {
        if self.is_none() {
            return "no answer".to_owned();
        }
        let ErrorMessage { code, message } = self.error();
        let mut words = self.status.to_string();
        if (200..300).contains(&self.status) {
            return words;
        }
        for part in [code, message].into_iter().flatten() {
            words.push(' ');
            words.push_str(&part);
        }
        words
    }
}

impl ServiceClient {
    /// `address` is the base without `/apis/v1`.
    pub(crate) fn new(address: &str) -> Result<Self, String> {
        let base = outward::base(address, "/apis/v1/").map_err(|fault| fault.to_string())?;
        let client = outward::vendor_client(&base)
            .timeout(PATIENCE)
            .build()
            .map_err(|fault| innermost(&fault))?;
        let tape = Tape::blank();
        Ok(Self { base, client, tape })
    }

    /// The same, with what it hears on a tape.
    pub(crate) fn with_tape(self, tape: &Tape) -> Self {
        let tape = tape.clone();
        Self { tape, ..self }
    }

    /// The same, for calls of which the tape keeps only what came of them all.
    pub(crate) fn without_tape(&self) -> Self {
        self.clone().with_tape(&Tape::blank())
    }

    /// Makes the call; an error is a call without an answer.
    pub(crate) async fn call(&self, call: ServiceCall<'_>) -> Result<ServiceAnswer, String> {
        let asked = format!("service {} /{}", call.method, call.path.join("/"));
        if let Told::Then(answer) = self.tape.told(&asked)? {
            return answer;
        }
        let answer = self.ask(call).await;
        self.tape.keep(&asked, &answer);
        answer
    }

    async fn ask(&self, call: ServiceCall<'_>) -> Result<ServiceAnswer, String> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut request = self
            .client
            .request(call.method, url)
            .header(header::ACCEPT, "application/json, application/xml");
        if let Some(credentials) = &call.credentials {
            request = request.header(header::AUTHORIZATION, credentials.authorization());
        }
        if let Some((media_type, body)) = call.body {
            request = request.header(header::CONTENT_TYPE, media_type).body(body);
        }
        let response = request.send().await.map_err(|fault| innermost(&fault))?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|fault| innermost(&fault))?;
        Ok(ServiceAnswer {
            status,
            body: body.to_vec(),
        })
    }
}
