//! A platform that knows visitors, their tokens and their carts.

mod api;
mod tokens;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use ctp_sdk::auth::{Config, TokenStore};
use ctp_sdk::{CtpClient, CtpClientBuilder, CtpSession};
use emulator::{Answer, Emulator, Gate, Request};
use serde_json::Value;

use super::{EMAIL, PASSWORD};
use crate::auth::{auth_client, config, form};
use crate::clock::ManualClock;

/// How long its tokens are good for.
pub(super) const TWO_DAYS: Duration = Duration::from_secs(172_800);

/// The platform with the project `my-shop`, and the time that passes on it.
pub(super) struct Platform {
    pub(super) emulator: Emulator,
    pub(super) clock: ManualClock,
    state: Arc<Mutex<State>>,
}

/// The state of the platform. The actor of a request is `project`, `guest-1`, or a customer by the first part of the email address.
#[derive(Default)]
pub(super) struct State {
    /// Who acts by an access token, and by a refresh token.
    access: BTreeMap<String, String>,
    refresh: BTreeMap<String, String>,
    issued: BTreeMap<String, usize>,
    /// The scopes that somebody's tokens were asked for with.
    scopes: BTreeMap<String, String>,
    guests: usize,
    passwords: BTreeMap<String, String>,
    pub(super) carts: Vec<Cart>,
    carts_ever: usize,
    failing: Vec<(String, Answer)>,
    failing_when_done: Vec<(String, Answer)>,
    held: Option<(String, Gate)>,
}

pub(super) struct Cart {
    pub(super) id: String,
    pub(super) owner: String,
    /// The key of the store that it belongs to, if it belongs to one.
    store: Option<&'static str>,
    pub(super) state: &'static str,
}

impl Cart {
    /// Whether it is there for requests in this store, or in the project, where all are.
    fn is_in(&self, store: Option<&str>) -> bool {
        store.is_none() || self.store == store
    }
}

impl Platform {
    /// One with the customer Anna.
    pub(super) fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        state.lock().unwrap().sign_up(EMAIL, PASSWORD);
        let shared = Arc::clone(&state);
        let emulator = Emulator::with(move |request| shared.lock().unwrap().answer(request));
        Self {
            emulator: emulator.unwrap(),
            clock: ManualClock::new(),
            state,
        }
    }

    pub(super) fn client(&self) -> CtpClient {
        self.builder().build().unwrap()
    }

    /// A client of another process, whose sessions are in this store.
    pub(super) fn client_with(&self, sessions: &(impl TokenStore + Clone + 'static)) -> CtpClient {
        let builder = self.builder().session_store(sessions.clone());
        builder.build().unwrap()
    }

    pub(super) fn builder(&self) -> CtpClientBuilder {
        self.builder_of(&config(&self.emulator))
    }

    /// A client of this configuration, by the clock.
    pub(super) fn builder_of(&self, config: &Config) -> CtpClientBuilder {
        let clock = self.clock.clone();
        CtpClient::builder(config)
            .auth(auth_client(&self.emulator, &self.clock))
            .client(|client| client.clock(clock))
    }

    /// A client, and the session of a guest.
    pub(super) async fn guest(&self) -> (CtpClient, CtpSession) {
        let client = self.client();
        let session = client.start_session().await.unwrap();
        (client, session)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Answers the next request of this kind, such as `POST /my-shop/login`, in this way.
    pub(super) fn fail(&self, kind: &str, answer: Answer) {
        self.state().failing.push((kind.to_owned(), answer));
    }

    /// Does what the next request of this kind asks for, and answers in this way all the same.
    pub(super) fn fail_when_done(&self, kind: &str, answer: Answer) {
        self.state()
            .failing_when_done
            .push((kind.to_owned(), answer));
    }

    /// Holds the answers to requests of this kind back.
    pub(super) fn hold(&self, kind: &str) -> Gate {
        let gate = Gate::new();
        self.state().held = Some((kind.to_owned(), gate.clone()));
        gate
    }

    pub(super) fn calls(&self) -> usize {
        self.emulator.requests().len()
    }

    /// What was asked for since the first so many calls, in their order.
    pub(super) fn told_since(&self, calls: usize) -> Vec<String> {
        self.emulator.requests()[calls..].iter().map(told).collect()
    }

    /// The last request of this kind.
    #[track_caller]
    pub(super) fn last(&self, kind: &str) -> Request {
        let requests = self.emulator.requests();
        let last = requests.iter().rfind(|request| self::kind(request) == kind);
        last.unwrap().clone()
    }

    /// What the last request of this kind had for a body.
    #[track_caller]
    pub(super) fn last_json(&self, kind: &str) -> Value {
        serde_json::from_slice(self.last(kind).body()).unwrap()
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Answer {
        let kind = kind(request);
        let failing = self
            .failing
            .iter()
            .position(|(failing, _)| *failing == kind);
        let answer = match failing {
            Some(index) => self.failing.remove(index).1,
            None if request.path().starts_with("/oauth/") => self.token_answer(request),
            None => self.api_answer(request),
        };
        let lost = self
            .failing_when_done
            .iter()
            .position(|(failing, _)| *failing == kind);
        let answer = match lost {
            Some(index) => self.failing_when_done.remove(index).1,
            None => answer,
        };
        match &self.held {
            Some((held, gate)) if *held == kind => answer.behind(gate),
            _ => answer,
        }
    }
}

fn kind(request: &Request) -> String {
    format!("{} {}", request.method(), request.path())
}

/// What a request is for, and by which token, in a few words.
fn told(request: &Request) -> String {
    match request.path() {
        "/oauth/token/revoke" => {
            let form = form(request);
            format!("revoke {} {}", form["token_type_hint"], form["token"])
        }
        "/oauth/token" => {
            let form = form(request);
            match form.get("refresh_token") {
                Some(token) => format!("refresh by {token}"),
                None => form["grant_type"].clone(),
            }
        }
        path if path.starts_with("/oauth/") => format!("{} {path}", form(request)["grant_type"]),
        _ => {
            let token = request.header("authorization").unwrap();
            format!(
                "{} by {}",
                kind(request),
                token.trim_start_matches("Bearer ")
            )
        }
    }
}
