//! Sessions: guests who come back, log in, log out, and are never given what is another's.

mod dropped;
mod ending;
mod failures;
mod limits;
mod login;
mod login_races;
mod payload;
mod records;
mod renewal;
mod replacement;
mod starting;
mod store_failures;

use std::time::Duration;

use ctp_auth::{
    AuthError, AuthMiddleware, MemoryStore, Password, ScopeSet, Session, SessionStore,
    TokenResponse, TokenStore,
};
use emulator::{Answer, Emulator, Gate};

use super::{auth_client, auth_client_builder, form, http, token_answer};
use crate::clock::ManualClock;

/// How long the platform's tokens are good for.
const TWO_DAYS: Duration = Duration::from_secs(172_800);

/// An authorization service, which is the API as well, and a clock.
struct Platform {
    emulator: Emulator,
    clock: ManualClock,
}

impl Platform {
    fn start() -> Self {
        Self {
            emulator: Emulator::start().unwrap(),
            clock: ManualClock::new(),
        }
    }

    /// The sessions of one process, which share the store with those of others.
    fn process(&self, store: &(impl TokenStore + Clone + 'static)) -> SessionStore {
        let auth = auth_client(&self.emulator, &self.clock);
        SessionStore::new(auth, scopes(), store.clone())
    }

    /// The same without a second attempt at anything.
    fn resigned_process(&self, store: &(impl TokenStore + Clone + 'static)) -> SessionStore {
        let builder = auth_client_builder(&self.emulator, &self.clock);
        let auth = builder
            .backoff(ctp_auth::Backoff::default().with_max_attempts(1))
            .build()
            .unwrap();
        SessionStore::new(auth, scopes(), store.clone())
    }

    fn enqueue(&self, answer: Answer) {
        self.emulator.enqueue(answer);
    }

    fn enqueue_all<const N: usize>(&self, answers: [Answer; N]) {
        for answer in answers {
            self.enqueue(answer);
        }
    }

    /// Starts the session of a guest with the tokens `guest-1` and `guest-refresh`.
    async fn guest(&self, sessions: &SessionStore) -> Session {
        self.enqueue(guest_answer("guest-1"));
        sessions.start().await.unwrap()
    }

    /// Logs a customer in, with the tokens `customer-1` and `customer-refresh`.
    async fn login(&self, sessions: &SessionStore) -> TokenResponse {
        self.enqueue(customer_answer("customer-1"));
        let customer = Password::new("anna@example.com", "pass-1").into();
        let login = sessions.auth().token(&customer, sessions.scopes()).await;
        login.unwrap()
    }

    fn calls(&self) -> usize {
        self.emulator.requests().len()
    }

    /// What was asked for since the first so many calls, in their order.
    fn asked_since(&self, calls: usize) -> Vec<String> {
        self.emulator.requests()[calls..].iter().map(told).collect()
    }
}

/// What a request is for, in a few words.
fn told(request: &emulator::Request) -> String {
    match request.path() {
        "/oauth/token/revoke" => {
            let form = form(request);
            format!("revoke {} {}", form["token_type_hint"], form["token"])
        }
        "/oauth/token" => {
            let form = form(request);
            format!("{} {}", form["grant_type"], form["refresh_token"])
        }
        path => match request.header("authorization") {
            Some(bearer) if bearer.starts_with("Bearer") => format!("{path} {bearer}"),
            _ => path.to_owned(),
        },
    }
}

/// Makes this the payload of the session unless it has one; the payload that it has then.
pub(super) async fn remember(session: &Session, text: &str) -> Result<String, AuthError> {
    let payload = session
        .update_payload(|present| Some(present.unwrap_or(text).to_owned()))
        .await?;
    Ok(payload.unwrap())
}

/// Takes the payload off the session if it is this.
async fn forget(session: &Session, text: &str) -> Result<(), AuthError> {
    let forgotten = session.update_payload(|present| {
        let other = present.filter(|present| *present != text);
        other.map(str::to_owned)
    });
    forgotten.await.map(drop)
}

fn scopes() -> ScopeSet {
    ScopeSet::visitor(super::PROJECT_KEY).unwrap()
}

fn guest_answer(access: &str) -> Answer {
    let scope = format!("{} anonymous_id:guest-17", scopes());
    token_answer(access, Some("guest-refresh"), 172_800, &scope)
}

fn customer_answer(access: &str) -> Answer {
    let scope = format!("{} customer_id:anna", scopes());
    token_answer(access, Some("customer-refresh"), 172_800, &scope)
}

fn invalid_grant() -> Answer {
    let body = r#"{"statusCode":400,"message":"no","error":"invalid_grant"}"#;
    Answer::json(400, body)
}

/// The API no longer accepts the token.
fn invalid_token() -> Answer {
    let body = r#"{"statusCode":401,"message":"invalid_token","errors":[{"code":"invalid_token","message":"no"}],"error":"invalid_token"}"#;
    Answer::json(401, body).header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
}

fn held(answer: Answer) -> (Answer, Gate) {
    let gate = Gate::new();
    (answer.behind(&gate), gate)
}

/// A client of the API that sends for the session.
fn client(session: &Session) -> reqwest_middleware::ClientWithMiddleware {
    reqwest_middleware::ClientBuilder::new(http())
        .with(AuthMiddleware::new(session.clone()))
        .build()
}

/// The status of a request for the visitor's own profile.
async fn visit(platform: &Platform, session: &Session) -> Result<u16, reqwest_middleware::Error> {
    let url = format!("{}/my-shop/me", platform.emulator.url());
    let answer = client(session).get(url).send().await?;
    Ok(answer.status().as_u16())
}
