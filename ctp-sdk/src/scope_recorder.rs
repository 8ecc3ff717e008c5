//! Records the operations that an application sends, and the scopes that they need.

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ctp_auth::{RecordedOperation, RecordedOperations, Scope, SentToken};
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

use crate::client::{Needs, RequestInfo};

/// The maximum number of recorded operations. There are fewer than a thousand, but each counts separately for each store.
const MOST: usize = 20_000;

/// Middleware that records each operation that is sent, and computes the smallest set of scopes that an API client needs
/// for all of them.
///
/// In a test, it fails if the application needs more than its API client has:
///
/// ```no_run
/// # #[cfg(feature = "sessions")]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_sdk::auth::Config;
/// use ctp_sdk::{CtpClient, ScopeRecorder};
///
/// let recorder = ScopeRecorder::new();
/// let client = CtpClient::builder(&Config::from_env()?).middleware(recorder.clone()).build()?;
///
/// // Here the application does its work with the client.
///
/// recorder.recorded().assert_permitted_by(&"manage_orders:my-shop view_products:my-shop".parse()?);
/// println!("{}", recorder.recorded().minimum()?);
/// # Ok(())
/// # }
/// ```
///
/// In production, [`writing_to`](Self::writing_to) writes the operations to a file, which `cargo xtask scopes` of the SDK's
/// repository and [`RecordedOperations::from_json_lines`] read.
///
/// # What is recorded
///
/// The method, the template of the path such as `/{projectKey}/carts/{ID}`, the scopes that the operation needs, the key of
/// the project, and the key of the store if a scope contains it; each once. No ids, query values, headers, bodies or
/// tokens.
///
/// An operation counts when it is sent, even if the API refuses it. Everything that is sent through the client counts,
/// including requests of visitors, because the API client obtains their tokens and needs their scopes, too. For the token
/// of a guest it also needs `create_anonymous_token`, which is recorded as a separate operation when such a token is seen.
///
/// For requests without a builder, the scopes are known if they were declared with
/// [`RawRequest::requiring`](crate::RawRequest::requiring) or [`Request::requiring`](crate::Request::requiring). Those of
/// GraphQL depend on the query. [`RecordedOperations::unknown`] lists operations whose scopes are unknown.
///
/// Clones record into the same place.
#[derive(Clone, Default)]
pub struct ScopeRecorder {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    recorded: RecordedOperations,
    writer: Option<Box<dyn Write + Send>>,
    is_full: bool,
}

impl ScopeRecorder {
    /// A recorder that keeps the operations in memory.
    pub fn new() -> Self {
        Self::default()
    }

    /// A recorder that also writes each operation when it first occurs, as a JSON object on its own line.
    ///
    /// ```no_run
    /// # fn run() -> std::io::Result<()> {
    /// use std::fs::File;
    /// use ctp_sdk::ScopeRecorder;
    ///
    /// // Several processes may append to one file.
    /// let file = File::options().append(true).create(true).open("operations.jsonl")?;
    /// let recorder = ScopeRecorder::writing_to(file);
    /// # let _ = recorder;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A line is one call of [`write`](Write::write_all) while the request is sent: little work for a file, because each
    /// operation is written once in a process. If it fails, a warning is logged, and nothing more is written.
    pub fn writing_to(writer: impl Write + Send + 'static) -> Self {
        let inner = Inner {
            writer: Some(Box::new(writer)),
            ..Inner::default()
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
        }
    }

    /// The operations that were recorded so far.
    pub fn recorded(&self) -> RecordedOperations {
        self.lock().recorded.clone()
    }

    fn note(&self, operation: RecordedOperation) {
        self.lock().note(operation);
    }

    // Its content is always consistent, so a panic elsewhere does no harm.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn note(&mut self, operation: RecordedOperation) {
        if self.recorded.len() >= MOST {
            if !std::mem::replace(&mut self.is_full, true) {
                tracing::warn!(
                    "the scope recorder keeps no more than {MOST} operations: the rest is not recorded"
                );
            }
            return;
        }
        if !self.recorded.insert(operation.clone()) {
            return;
        }
        let Some(writer) = &mut self.writer else {
            return;
        };
        let line = operation.to_json() + "\n";
        let written = writer.write_all(line.as_bytes());
        if let Err(error) = written.and_then(|()| writer.flush()) {
            tracing::warn!(%error, "the scope recorder cannot write, and stops writing");
            self.writer = None;
        }
    }
}

/// The operation of a request; `None` if it was not sent by a client of the SDK.
fn operation(request: &Request, extensions: &Extensions) -> Option<RecordedOperation> {
    let route = extensions.get::<RequestInfo>()?.route();
    let needs = extensions.get::<Needs>()?;
    let mut operation = RecordedOperation::new(request.method().as_str(), route);
    if let Some(scopes) = needs.scopes {
        operation = operation.requiring(scopes.iter().copied());
    }
    if let Some(project_key) = &needs.project_key {
        operation = operation.in_project(project_key);
    }
    if let Some(store_key) = &needs.store_key {
        operation = operation.in_store(store_key);
    }
    Some(operation)
}

/// How the token of a guest was obtained, if a request was sent with one.
///
/// Source: [Anonymous session flow](https://docs.commercetools.com/api/authorization#tokens-for-anonymous-sessions).
fn anonymous_token(extensions: &Extensions) -> Option<RecordedOperation> {
    let scopes = extensions.get::<SentToken>()?.scopes()?;
    scopes.iter().find_map(Scope::anonymous_id)?;
    let project_key = extensions.get::<Needs>()?.project_key.as_ref()?;
    let operation = RecordedOperation::new("POST", "/oauth/{projectKey}/anonymous/token")
        .requiring(["create_anonymous_token:{projectKey}"])
        .in_project(project_key);
    Some(operation)
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl Middleware for ScopeRecorder {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        if let Some(operation) = operation(&request, extensions) {
            self.note(operation);
        }
        let outcome = next.run(request, extensions).await;
        // The token is known after a later step has added it to the request.
        if let Some(operation) = anonymous_token(extensions) {
            self.note(operation);
        }
        outcome
    }
}

impl fmt::Debug for ScopeRecorder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ScopeRecorder")
            .field("operations", &self.lock().recorded.len())
            .finish_non_exhaustive()
    }
}

// The tests send requests of these domains.
#[cfg(all(test, feature = "sessions"))]
mod tests;
