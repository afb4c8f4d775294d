//! A vendor's system that does as each test says.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use futures_util::future::BoxFuture;
use tokio::net::TcpListener;

/// One call the vendor has got.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Got {
    /// The file name of a push's one part: the message it hands over.
    pub(crate) fn message(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.body);
        let name = text.split("filename=\"").nth(1)?;
        Some(name.split('"').next()?.to_owned())
    }
}

type Behaviour = Arc<dyn Fn(Got) -> BoxFuture<'static, u16> + Send + Sync>;

pub(crate) struct Vendor {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Got>>>,
}

impl Vendor {
    /// `behave` is called for each call, and its status answered when it is done.
    pub(crate) async fn start<F>(behave: impl Fn(Got) -> F + Send + Sync + 'static) -> Vendor
    where
        F: Future<Output = u16> + Send + 'static,
    {
        let behave: Behaviour = Arc::new(move |got| Box::pin(behave(got)));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        let router = Router::new().fallback(move |request: Request| {
            let (behave, kept) = (Arc::clone(&behave), Arc::clone(&kept));
            async move {
                let (head, body) = request.into_parts();
                let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
                    // The call broke off: there is nobody to answer.
                    return StatusCode::BAD_REQUEST;
                };
                let got = Got {
                    path: head.uri.path().to_owned(),
                    headers: head.headers,
                    body,
                };
                kept.lock().unwrap().push(got.clone());
                StatusCode::from_u16(behave(got).await).unwrap()
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Vendor { url, seen }
    }

    pub(crate) async fn answering(status: u16) -> Vendor {
        Vendor::start(move |_| async move { status }).await
    }

    pub(crate) fn seen(&self, path: &str) -> Vec<Got> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|got| got.path == path)
            .cloned()
            .collect()
    }
}
