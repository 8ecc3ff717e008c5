//! API clients as infrastructure, against a local server that is the API and the authorization service.

mod creating;
mod finding;
mod rotating;
mod rotation_failures;

use std::convert::Infallible;
use std::time::Duration;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::{ApiClientPlan, ApiClients, ApiRoot, Client};
use emulator::{Answer, Emulator, Request};
use serde_json::{Value, json};

use crate::auth::text::base64_decoded;
use crate::auth::{auth_client, form};
use crate::clock::ManualClock;
use crate::wire::bodies::with;

/// What all planted secrets have in common.
const PLANTED: &str = "pl4nted";

const SECRET: &str = "pl4nted-secret+/=\"&";

/// The token of who manages the API clients.
const TOKEN: &str = "pl4nted-token";

struct Infrastructure {
    emulator: Emulator,
    clock: ManualClock,
    api_clients: ApiClients,
}

impl Infrastructure {
    /// A platform that gives each answer once, in their order.
    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let emulator = Emulator::start().unwrap();
        for answer in answers {
            emulator.enqueue(answer);
        }
        let clock = ManualClock::new();
        let client = Client::builder(&emulator.url())
            .clock(clock.clone())
            .bearer(TOKEN)
            .build()
            .unwrap();
        let auth = auth_client(&emulator, &clock);
        Self {
            api_clients: ApiClients::new(ApiRoot::new(client, "my-shop"), &auth),
            emulator,
            clock,
        }
    }

    /// Waits for something, whose pauses pass at once.
    async fn wait_for<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::select! {
            biased;
            outcome = work => outcome,
            never = self.pass_pauses() => match never {},
        }
    }

    async fn pass_pauses(&self) -> Infallible {
        loop {
            let asked = self.clock.next_sleep().await;
            // Longer ones are the timeouts of requests that are sent meanwhile.
            if asked <= Duration::from_secs(3) {
                self.clock.advance(asked);
            }
        }
    }

    fn requests(&self) -> Vec<Request> {
        self.emulator.requests()
    }

    /// What was asked for, in a few words, and in whose name.
    fn told(&self) -> Vec<String> {
        self.requests().iter().map(told).collect()
    }
}

fn told(request: &Request) -> String {
    let authorization = request.header("authorization").unwrap();
    if let Some(basic) = authorization.strip_prefix("Basic ") {
        let credentials = String::from_utf8(base64_decoded(basic).unwrap()).unwrap();
        let what = match request.path() {
            "/oauth/token" => {
                let form = form(request);
                assert_eq!(form.get("scope"), None);
                form["grant_type"].clone()
            }
            "/oauth/token/revoke" => format!("revoke {}", form(request)["token"]),
            path => path.to_owned(),
        };
        return format!("{what} as {credentials}");
    }
    assert_eq!(authorization, format!("Bearer {TOKEN}"));
    format!("{} {}", request.method(), request.target())
}

fn plan() -> ApiClientPlan {
    ApiClientPlan::new("importer", scopes("manage_products:my-shop"))
}

fn scopes(text: &str) -> ScopeSet {
    text.parse().unwrap()
}

/// An API client as the platform tells of it, without its secret.
fn body(id: &str) -> Value {
    json!({
        "id": id,
        "name": "importer \"1\"",
        "scope": "manage_products:my-shop view_stores:my-shop",
        "accessTokenValiditySeconds": 7200,
        "refreshTokenValiditySeconds": 60,
    })
}

fn found(id: &str) -> Answer {
    Answer::json(200, body(id).to_string())
}

fn created(id: &str) -> Answer {
    Answer::json(201, with(body(id), json!({"secret": SECRET})).to_string())
}

fn not_found() -> Answer {
    Answer::json(404, r#"{"statusCode":404,"message":"No such thing."}"#)
}

fn sent_json(request: &Request) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

/// Fails if one of the values prints a secret.
#[track_caller]
fn assert_hidden(values: &[&dyn std::fmt::Debug]) {
    for value in values {
        let printed = format!("{value:?} {value:#?}");
        assert!(!printed.contains(PLANTED), "{printed}");
    }
}
