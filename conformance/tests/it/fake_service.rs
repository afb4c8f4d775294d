//! A service that answers what the test says and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use tokio::sync::{Semaphore, watch};

#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

#[derive(Clone)]
pub(crate) struct FakeService {
    pub(crate) url: String,
    inner: Arc<Inner>,
}

struct Inner {
    answers: Mutex<VecDeque<(u16, String)>>,
    asked: Mutex<Vec<Asked>>,
    count: watch::Sender<usize>,
    gate: Semaphore,
}

impl FakeService {
    /// Answers in turn; when they run out, 500.
    pub(crate) async fn start<const N: usize>(answers: [(u16, &str); N]) -> Self {
        let service = Self::start_held(answers).await;
        service.let_through(1_000);
        service
    }

    /// Holds back every answer until the test lets it through.
    pub(crate) async fn start_held<const N: usize>(answers: [(u16, &str); N]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let inner = Arc::new(Inner {
            answers: Mutex::new(
                answers
                    .map(|(status, body)| (status, body.to_owned()))
                    .into(),
            ),
            asked: Mutex::default(),
            count: watch::Sender::new(0),
            gate: Semaphore::new(0),
        });
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inner }
    }

    pub(crate) fn let_through(&self, answers: usize) {
        self.inner.gate.add_permits(answers);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.inner.asked.lock().expect("asked").clone()
    }

    pub(crate) async fn asked_times(&self, times: usize) -> Vec<Asked> {
        let mut count = self.inner.count.subscribe();
        count
            .wait_for(|count| *count >= times)
            .await
            .expect("calls");
        self.asked()
    }
}

async fn answer(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    inner.asked.lock().expect("asked").push(Asked {
        method,
        uri: uri.to_string(),
        headers,
        body,
    });
    inner.count.send_modify(|count| *count += 1);
    inner.gate.acquire().await.expect("the gate").forget();
    let next = inner.answers.lock().expect("answers").pop_front();
    let (status, body) = next.unwrap_or((500, "no answer left".to_owned()));
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}
