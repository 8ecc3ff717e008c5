//! The token cache: one call for all callers, early renewal, and ended sessions.

mod failures;
mod interruption;
mod locking;
mod refreshing;
mod renewal;
mod restart;
mod session_end;
mod single_flight;

use ctp_auth::{AuthClient, Grant, Password, ScopeSet, TokenCache, TokenStore};
use emulator::{Answer, Emulator, Gate};

use super::form;
use super::{auth_client, auth_client_builder, token_answer};
use crate::clock::ManualClock;

/// How long the platform's tokens are good for, in seconds.
const TWO_DAYS: i64 = 172_800;

const SCOPE: &str = "manage_my_orders:my-shop";

/// An authorization service and a clock.
struct Service {
    emulator: Emulator,
    clock: ManualClock,
}

impl Service {
    fn start() -> Self {
        Self {
            emulator: Emulator::start().unwrap(),
            clock: ManualClock::new(),
        }
    }

    /// One that always gives the same answer.
    fn always(answer: Answer) -> Self {
        Self::with(move |_| answer.clone())
    }

    fn with(handler: impl FnMut(&emulator::Request) -> Answer + Send + 'static) -> Self {
        Self {
            emulator: Emulator::with(handler).unwrap(),
            clock: ManualClock::new(),
        }
    }

    fn auth(&self) -> AuthClient {
        auth_client(&self.emulator, &self.clock)
    }

    /// A client that does not ask a second time.
    fn resigned_auth(&self) -> AuthClient {
        let builder = auth_client_builder(&self.emulator, &self.clock);
        builder
            .backoff(ctp_auth::Backoff::default().with_max_attempts(1))
            .build()
            .unwrap()
    }

    fn cache(&self, grant: impl Into<Grant>) -> TokenCache {
        TokenCache::new(self.auth(), grant, scopes())
    }

    /// As another process has it that shares the store.
    fn cache_in(
        &self,
        grant: impl Into<Grant>,
        store: &(impl TokenStore + Clone + 'static),
    ) -> TokenCache {
        TokenCache::with_store(self.auth(), grant, scopes(), store.clone())
    }

    fn enqueue(&self, answer: Answer) {
        self.emulator.enqueue(answer);
    }

    /// How many calls came.
    fn calls(&self) -> usize {
        self.emulator.requests().len()
    }

    /// Where each call went and what it asked with, in their order: a word for the path, the type of the grant, and what
    /// is sent for it.
    fn asked(&self) -> Vec<String> {
        let asked = |request: &emulator::Request| {
            let form = form(request);
            let sent = form.get("refresh_token").or(form.get("password"));
            let place = match request.path() {
                "/oauth/token" => "token",
                "/oauth/my-shop/customers/token" => "customers",
                "/oauth/my-shop/anonymous/token" => "anonymous",
                other => panic!("{other} is no endpoint for tokens"),
            };
            let sent = sent.map(|sent| format!(" {sent}")).unwrap_or_default();
            format!("{place}: {}{sent}", form["grant_type"])
        };
        self.emulator.requests().iter().map(asked).collect()
    }
}

fn scopes() -> ScopeSet {
    SCOPE.parse().unwrap()
}

fn customer() -> Password {
    Password::new("anna@example.com", "pass-1")
}

/// A token that is good for two days and cannot be refreshed.
fn project_token(access: &str) -> Answer {
    token_answer(access, None, TWO_DAYS, SCOPE)
}

/// A token that is good for two days, with one to refresh it.
fn user_token(access: &str, refresh: &str) -> Answer {
    token_answer(access, Some(refresh), TWO_DAYS, SCOPE)
}

/// The service refuses, for this reason.
fn refusal(code: &str) -> Answer {
    let body =
        format!(r#"{{"statusCode":400,"message":"no","error":"{code}","error_description":"no"}}"#);
    Answer::json(400, body)
}

/// An answer with the gate that it waits for.
fn held(answer: Answer) -> (Answer, Gate) {
    let gate = Gate::new();
    (answer.behind(&gate), gate)
}
