//! Sends forms, with retries.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::{Answer, ApiClientCredentials, AuthClient, Form};
use crate::redaction::Secrets;
use crate::{AuthError, OAuthError, platform, read_body, task};

impl AuthClient {
    /// Sends with the credentials of the API client with this id, or with the current ones. If the service does not know
    /// the current ones, it asks the provider for a replacement.
    pub(super) async fn send(
        &self,
        client_id: Option<&str>,
        form: &Form<'_>,
    ) -> Result<Answer, AuthError> {
        task::require_runtime()?;
        let known = &self.inner.credentials;
        let credentials = match client_id {
            Some(client_id) => known
                .of_client(client_id)
                .ok_or_else(|| AuthError::session_of_other_client(None))?,
            None => known.current(),
        };
        match self.send_by(&credentials, form).await {
            Err(error) if error.is_unknown_client() => {
                let other = match client_id {
                    // Tokens of an earlier API client that was deleted.
                    Some(client_id) if !known.is_current(client_id) => None,
                    _ => known.other_than(&credentials, &*self.inner.clock).await,
                };
                match (other, client_id) {
                    (Some(other), None) => self.send_by(&other, form).await,
                    // Only the secret has changed.
                    (Some(other), Some(client_id)) if other.client_id() == client_id => {
                        self.send_by(&other, form).await
                    }
                    (Some(_), Some(_)) => Err(AuthError::session_of_other_client(Some(error))),
                    (None, Some(client_id)) if !known.is_current(client_id) => {
                        Err(AuthError::session_of_other_client(Some(error)))
                    }
                    (None, _) => Err(error),
                }
            }
            outcome => outcome,
        }
    }

    /// Sends until there is a successful response, or no retry is left.
    async fn send_by(
        &self,
        credentials: &ApiClientCredentials,
        form: &Form<'_>,
    ) -> Result<Answer, AuthError> {
        let clock = &self.inner.clock;
        let policy = &self.inner.retry_policy;
        let start = clock.now();
        let mut attempts = 0;
        loop {
            let left = policy
                .backoff
                .total()
                .saturating_sub(clock.now().saturating_sub(start));
            let error = match self
                .attempt(credentials, form, policy.attempt.min(left))
                .await
            {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            attempts += 1;
            let elapsed = clock.now().saturating_sub(start);
            let pause = policy.pause(&error, form.repetition, attempts, elapsed);
            let Some(pause) = pause else {
                return Err(error);
            };
            tracing::debug!(attempts, ?pause, %error, "retrying the request for a token");
            clock.sleep(pause).await;
        }
    }

    async fn attempt(
        &self,
        credentials: &ApiClientCredentials,
        form: &Form<'_>,
        timeout: Duration,
    ) -> Result<Answer, AuthError> {
        let exchange = pin!(self.exchange(credentials, form));
        match select(exchange, self.inner.clock.sleep(timeout)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), _)) => Err(AuthError::timeout(timeout)),
        }
    }

    async fn exchange(
        &self,
        credentials: &ApiClientCredentials,
        form: &Form<'_>,
    ) -> Result<Answer, AuthError> {
        let client_secret = credentials.client_secret().expose_secret();
        let inner = &self.inner;
        inner.plain_http_hosts.check(&inner.auth_url)?;
        let http = inner.http.client_for(&inner.auth_url)?;
        let request = http
            .post(form.url(&inner.auth_url))
            .basic_auth(credentials.client_id(), Some(client_secret))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.body());
        let request = with_fixed_headers(request)
            .build()
            .map_err(AuthError::unreachable)?;
        let authorization = request.headers().get(AUTHORIZATION).cloned();
        let url = request.url().clone();
        let answer = http.execute(request).await;
        let answer = answer.map_err(AuthError::unreachable)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        if platform::IS_BROWSER && platform::is_redirected(&url, answer.url()) {
            let reason = "the browser followed a redirect: `CTP_AUTH_URL` must be the URL of the service itself";
            return Err(AuthError::unreadable(status, reason.to_owned()));
        }
        let limit = inner.response_limit;
        let body = read_body(answer, limit)
            .await
            .map_err(AuthError::unreachable)?;
        let is_whole = body.is_whole();
        let body = Zeroizing::new(body.into_bytes().to_vec());
        if status.is_success() {
            if !is_whole {
                let reason = format!("the response is larger than {limit} bytes");
                return Err(AuthError::unreadable(status, reason));
            }
            return Ok(Answer {
                client_id: credentials.client_id().to_owned(),
                status,
                body,
            });
        }
        let basic = authorization
            .as_ref()
            .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
        let secrets = form.secrets.iter().copied();
        let secrets = Secrets::new(secrets.chain([client_secret]).chain(basic));
        let now = inner.clock.now();
        let refusal = OAuthError::read(status, &headers, &body, now, &secrets);
        Err(AuthError::refused(refusal))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn with_fixed_headers(request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
    let name = concat!("ctp-auth/", env!("CARGO_PKG_VERSION"));
    request
        .header(http::header::USER_AGENT, name)
        // Short secrets must not be compressed, whatever the HTTP client does for the API.
        .header(http::header::ACCEPT_ENCODING, "identity")
}

// A browser sets these headers itself.
#[cfg(target_arch = "wasm32")]
fn with_fixed_headers(request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
    request
}
