//! A call to the system under test, made as its target file writes it.

use std::time::Duration;

use reqwest::{Method, header};

use super::document::HttpCall;
use super::template::{Dress, Words};
use crate::outward;

/// Longer answers are cut off; nothing that is read from a target comes near it.
const ANSWER_LIMIT: usize = 16 * 1024 * 1024;

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Makes the call; an error says in words why there is no answer.
pub(super) async fn call(
    said: &HttpCall,
    words: &Words,
    patience: Duration,
) -> Result<Answer, String> {
    let address = words.fill(&said.url, Dress::Url)?;
    let url = outward::base(&address, "").map_err(|fault| format!("{address}: {fault}"))?;
    let method: Method = said
        .method
        .parse()
        .map_err(|_| format!("`{}` is no HTTP method", said.method))?;
    let client = outward::client(&url)
        .timeout(patience)
        .build()
        .map_err(|fault| fault.to_string())?;
    let mut request = client.request(method, url);
    let mut content_type = None;
    for (name, value) in &said.headers {
        let value = words.fill(value, Dress::Plain)?;
        if name.eq_ignore_ascii_case(header::CONTENT_TYPE.as_str()) {
            content_type = Some(value.clone());
        }
        request = request.header(name, value);
    }
    if let Some(body) = &said.body {
        let json = content_type.as_deref().is_none_or(|t| t.contains("json"));
        let dress = if json { Dress::Json } else { Dress::Plain };
        if content_type.is_none() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request = request.body(words.fill(body, dress)?);
    }
    let told = |fault: &reqwest::Error| format!("{address}: {}", outward::innermost(fault));
    let mut response = request.send().await.map_err(|fault| told(&fault))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|fault| told(&fault))? {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Err(format!(
                "{address}: the answer is longer than {ANSWER_LIMIT} bytes"
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}
