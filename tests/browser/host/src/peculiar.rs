//! A server that does as its paths say: bodies that break off or do not come, answers without permission, redirects.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{self, CONTENT_TYPE, HeaderName};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::{StreamExt, stream};
use tokio::net::TcpListener;
use tower_http::cors::{Any, CorsLayer};

const WHOLE: &str = r#"{"of": "the peculiar server"}"#;

/// The server.
pub(crate) struct Peculiar {
    pub(crate) url: String,
    seen: Seen,
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    hits: BTreeMap<String, u32>,
    now: u32,
    most_at_once: u32,
    aborted: u32,
}

impl Seen {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Peculiar {
    pub(crate) fn hits(&self, what: &str) -> String {
        self.seen.counts().hits.get(what).unwrap_or(&0).to_string()
    }

    pub(crate) fn most_at_once(&self) -> String {
        self.seen.counts().most_at_once.to_string()
    }

    /// How many requests ended before their body did.
    pub(crate) fn aborted(&self) -> String {
        self.seen.counts().aborted.to_string()
    }
}

pub(crate) async fn start() -> io::Result<Peculiar> {
    let seen = Seen::default();
    // As the platform has it.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ORIGIN,
            header::USER_AGENT,
            HeaderName::from_static("x-correlation-id"),
        ]);
    let router = Router::new()
        .route("/peculiar/{what}", any(answer))
        .layer(cors)
        .route("/peculiar/without-cors", any(async || WHOLE))
        .with_state(seen.clone());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Peculiar { url, seen })
}

async fn answer(State(seen): State<Seen>, Path(what): Path<String>) -> Response {
    let hits = {
        let mut counts = seen.counts();
        let hits = counts.hits.entry(what.clone()).or_default();
        *hits += 1;
        *hits
    };
    match what.as_str() {
        "whole" => json(Body::from(WHOLE)),
        "slow" => json(slow(seen)),
        "broken-once" if hits > 1 => json(Body::from(WHOLE)),
        "broken" | "broken-once" => json(broken()),
        "stalled" => json(stalled(seen)),
        "redirected" => {
            let place = [(header::LOCATION, "/peculiar/whole")];
            (StatusCode::FOUND, place).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn json(body: Body) -> Response {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

/// Its head comes at once, and its body later.
fn slow(seen: Seen) -> Body {
    {
        let mut counts = seen.counts();
        counts.now += 1;
        counts.most_at_once = counts.most_at_once.max(counts.now);
    }
    Body::from_stream(stream::once(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        seen.counts().now -= 1;
        Ok::<_, io::Error>(Bytes::from(WHOLE))
    }))
}

/// Its head and its beginning come, and then it breaks off.
fn broken() -> Body {
    let begin = Ok(Bytes::from_static(b"{\"of\": "));
    let end = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Err(io::Error::other("it breaks off"))
    };
    Body::from_stream(stream::iter([begin]).chain(stream::once(end)))
}

/// Its body never ends. It counts the clients that disconnect.
fn stalled(seen: Seen) -> Body {
    struct Waiting(Seen);

    impl Drop for Waiting {
        fn drop(&mut self) {
            self.0.counts().aborted += 1;
        }
    }

    let begin = Bytes::from_static(b"{\"of\": ");
    Body::from_stream(stream::unfold(
        (Some(begin), Waiting(seen)),
        async |(begin, waiting)| {
            let Some(begin) = begin else {
                return std::future::pending().await;
            };
            Some((Ok::<_, io::Error>(begin), (None, waiting)))
        },
    ))
}
