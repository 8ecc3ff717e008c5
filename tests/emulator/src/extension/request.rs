//! Calls extensions.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ctp_auth::{ExposeSecret, SecretString};
use futures_util::future::join_all;
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use url::Url;

use super::outcome::{bad_response, no_response, outcome};
use super::{Answered, Asked, Destination, InProcess, Request};
use crate::contract::Contract;
use crate::refusal::Refusal;

/// The maximum length of a response.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Calls extensions, with a connection that is kept open for each.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    /// Created when the first extension is called.
    client: OnceLock<Client>,
}

/// The response of an extension.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

/// Why an extension has not responded.
enum NoReply {
    /// It was not reachable, or took too long.
    Late,
    /// It failed.
    Broken(&'static str),
}

impl Requests {
    /// Calls all extensions concurrently, as the platform does, and returns their responses in order.
    pub(crate) async fn ask(
        &self,
        contract: &'static Contract,
        asked: Asked,
        correlation_id: &HeaderValue,
    ) -> Result<Answered, Refusal> {
        let all = asked.requests.iter();
        let all = all.map(|request| async move {
            let reply = self.reply(request, correlation_id).await;
            let reply = reply.map_err(|problem| match problem {
                NoReply::Late => no_response(&request.extension),
                NoReply::Broken(why) => bad_response(&request.extension, why, None),
            })?;
            outcome(contract, request, &reply)
        });
        let outcomes = join_all(all).await;
        let mut actions = Vec::new();
        let mut refused: Option<Refusal> = None;
        for (request, outcome) in asked.requests.into_iter().zip(outcomes) {
            match (outcome, refused.take()) {
                (Ok(given), still) => {
                    actions.push((request.extension, given));
                    refused = still;
                }
                (Err(refusal), None) => refused = Some(refusal),
                (Err(refusal), Some(first)) => refused = Some(first.and(refusal)),
            }
        }
        match refused {
            None => Ok(Answered {
                change: asked.change,
                version: asked.version,
                actions,
            }),
            Some(refusal) => Err(refusal),
        }
    }

    async fn reply(
        &self,
        request: &Request,
        correlation_id: &HeaderValue,
    ) -> Result<Reply, NoReply> {
        let Request { timeout, input, .. } = request;
        match &request.destination {
            Destination::InProcess(function) => in_process(function, input, *timeout).await,
            Destination::Http { url, authorization } => {
                let headers = headers(authorization.as_ref(), correlation_id)?;
                let exchange = self.exchange(url, headers, input);
                let reply = tokio::time::timeout(*timeout, exchange).await;
                reply.unwrap_or(Err(NoReply::Late))
            }
        }
    }

    async fn exchange(
        &self,
        url: &Url,
        headers: HeaderMap,
        input: &Value,
    ) -> Result<Reply, NoReply> {
        let request = self.client()?.post(url.clone()).headers(headers);
        let sent = request.body(input.to_string()).send().await;
        let mut response = sent.map_err(|_| NoReply::Late)?;
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|_| NoReply::Late)? {
            body.extend_from_slice(&part);
            if body.len() > MOST_BYTES {
                return Err(NoReply::Broken("The extension's answer is too long."));
            }
        }
        Ok(Reply {
            status: response.status(),
            body,
        })
    }

    /// A client that sends only to the given destination: it follows no redirects and uses no proxy.
    fn client(&self) -> Result<&Client, NoReply> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::builder().redirect(Policy::none()).no_proxy();
        let client = client
            .build()
            .map_err(|_| NoReply::Broken("The emulator cannot make an HTTP client."))?;
        Ok(self.client.get_or_init(|| client))
    }
}

async fn in_process(
    function: &InProcess,
    input: &Value,
    timeout: Duration,
) -> Result<Reply, NoReply> {
    let (function, input) = (function.clone(), input.clone());
    // On a separate thread, because it may call the emulator.
    let called = tokio::task::spawn_blocking(move || function(&input));
    let answer = tokio::time::timeout(timeout, called).await;
    let answer = answer.map_err(|_| NoReply::Late)?;
    let (status, body) = match answer.map_err(|_| NoReply::Broken("The extension panicked."))? {
        Ok(actions) => (StatusCode::OK, json!({"actions": actions})),
        Err(errors) => (StatusCode::BAD_REQUEST, json!({"errors": errors})),
    };
    let body = body.to_string().into_bytes();
    Ok(Reply { status, body })
}

fn headers(
    authorization: Option<&SecretString>,
    correlation_id: &HeaderValue,
) -> Result<HeaderMap, NoReply> {
    let mut headers = HeaderMap::new();
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, json);
    let name = HeaderName::from_static("x-correlation-id");
    headers.insert(name, correlation_id.clone());
    if let Some(secret) = authorization {
        let value = HeaderValue::from_str(secret.expose_secret());
        let mut value =
            value.map_err(|_| NoReply::Broken("The headerValue cannot be sent as a header."))?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    Ok(headers)
}
