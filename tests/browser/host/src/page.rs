//! The origin of the page: its files, its settings, faults on demand, and the lines that it prints.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{env, fs};

use axum::Router;
use axum::extract::{self, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use ctp_emulator::{Emulator, Fault};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::peculiar::Peculiar;

/// The server of the page.
pub(crate) struct Page {
    pub(crate) url: String,
    shared: Arc<Shared>,
    has_ended: watch::Receiver<bool>,
}

struct Shared {
    index: String,
    script: String,
    module: Vec<u8>,
    settings: String,
    emulator: Emulator,
    peculiar: Peculiar,
    said: Mutex<Said>,
    end: watch::Sender<bool>,
}

#[derive(Default)]
struct Said {
    lines: Vec<String>,
    remembered: String,
}

impl Shared {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    /// All lines of the page, once it has ended.
    pub(crate) async fn lines(&mut self) -> Vec<String> {
        // The other end is in `shared`, and so never gone.
        let _ = self.has_ended.wait_for(|has_ended| *has_ended).await;
        self.so_far()
    }

    pub(crate) fn so_far(&self) -> Vec<String> {
        self.shared.said().lines.clone()
    }
}

pub(crate) async fn start(
    index: String,
    files: &Path,
    settings: String,
    emulator: Emulator,
    peculiar: Peculiar,
) -> io::Result<Page> {
    let (end, has_ended) = watch::channel(false);
    let shared = Arc::new(Shared {
        index,
        script: fs::read_to_string(files.join("page.js"))?,
        module: fs::read(files.join("page_bg.wasm"))?,
        settings,
        emulator,
        peculiar,
        said: Mutex::default(),
        end,
    });
    let router = Router::new()
        .route(
            "/",
            get(async |State(shared): Of| Html(shared.index.clone())),
        )
        .route("/page.js", get(script))
        .route("/page_bg.wasm", get(module))
        .route(
            "/settings",
            get(async |State(shared): Of| shared.settings.clone()),
        )
        .route("/said", get(said))
        .route("/line", post(line))
        .route("/last", post(last))
        .route("/fault/{fault}", get(fault))
        .route("/pending", get(pending))
        .route("/advance/{seconds}", get(advance))
        .route("/remember/{text}", get(remember))
        .route(
            "/remembered",
            get(async |State(shared): Of| shared.said().remembered.clone()),
        )
        .route("/hits/{what}", get(hits))
        .route(
            "/most-at-once",
            get(async |State(shared): Of| shared.peculiar.most_at_once()),
        )
        .route(
            "/aborted",
            get(async |State(shared): Of| shared.peculiar.aborted()),
        )
        .with_state(Arc::clone(&shared));
    // With a fixed port the page can be opened by hand in another browser.
    let port = env::var("PAGE_PORT")
        .ok()
        .and_then(|port| port.parse().ok());
    let listener = TcpListener::bind(("127.0.0.1", port.unwrap_or(0))).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Page {
        url,
        shared,
        has_ended,
    })
}

type Of = State<Arc<Shared>>;

async fn script(State(shared): Of) -> Response {
    ([(CONTENT_TYPE, "text/javascript")], shared.script.clone()).into_response()
}

async fn module(State(shared): Of) -> Response {
    ([(CONTENT_TYPE, "application/wasm")], shared.module.clone()).into_response()
}

async fn line(State(shared): Of, line: String) {
    shared.said().lines.push(line);
}

async fn last(State(shared): Of, line: String) {
    shared.said().lines.push(line);
    shared.end.send_replace(true);
}

async fn said(State(shared): Of) -> Html<String> {
    let mut page = "<!doctype html><title>ctp in a browser</title><ol>".to_owned();
    for line in &shared.said().lines {
        let line = line.replace('&', "&amp;").replace('<', "&lt;");
        page += &format!("<li>{line}</li>");
    }
    Html(page + "</ol>")
}

async fn fault(State(shared): Of, fault: extract::Path<String>) -> StatusCode {
    let of_categories = |fault: Fault| fault.on("GET", "/categories");
    let fault = match fault.as_str() {
        // A browser does not see the time that is asked for.
        "too-many-tokens" => {
            Fault::too_many_requests(Duration::from_secs(1)).on("POST", "/oauth/token")
        }
        "unavailable" => of_categories(Fault::unavailable()).times(2),
        "too-many" => of_categories(Fault::too_many_requests(Duration::from_secs(1))),
        "truncated" => of_categories(Fault::truncated_body()),
        "expired" => of_categories(Fault::expired_token()),
        _ => return StatusCode::NOT_FOUND,
    };
    match shared.emulator.fault(fault) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::NOT_FOUND,
    }
}

async fn pending(State(shared): Of) -> String {
    shared.emulator.pending_faults().to_string()
}

async fn advance(State(shared): Of, seconds: extract::Path<u64>) {
    shared.emulator.advance(Duration::from_secs(*seconds));
}

async fn remember(State(shared): Of, extract::Path(text): extract::Path<String>) {
    shared.said().remembered = text;
}

async fn hits(State(shared): Of, what: extract::Path<String>) -> String {
    shared.peculiar.hits(&what)
}
