//! Middleware of the application: one counts requests, one adds a header, one replaces a step of the SDK.
//!
//! ```sh
//! cargo run -p ctp-sdk --example own_middleware
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may view orders. It changes nothing there.

mod project;

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use ctp_sdk::auth::ScopeSet;
use ctp_sdk::requests::carts::{CartsByIdGet, CartsGet};
use ctp_sdk::reqwest::header::HeaderValue;
use ctp_sdk::reqwest::{Request, Response};
use ctp_sdk::reqwest_middleware::{Error as StepError, Middleware, Next, Result as StepResult};
use ctp_sdk::{ClientBuilder, CtpClient, RequestInfo, Step};
use http::Extensions;
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let requests = [CartsGet::REQUIRED_SCOPES, CartsByIdGet::REQUIRED_SCOPES];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    let counts = Counts::default();
    let client = CtpClient::builder(&project.config)
        .client(|client| with_own_steps(client, &counts))
        .build()?;

    for (route, count) in run(&client, &counts).await? {
        println!("{count} × {route}");
    }
    Ok(())
}

/// Adds the steps. Those of `middleware` come first, in this order, and see a request once, even if it is retried;
/// `replace` replaces a step of the SDK. The token is added last, so that only the transport sees it.
pub fn with_own_steps(client: ClientBuilder, counts: &Counts) -> ClientBuilder {
    client
        .middleware(counts.clone())
        .middleware(OnBehalfOf("clerk-17".to_owned()))
        .replace(Step::CorrelationId, Numbered::default())
}

/// Queries carts, and counts how often each route was used.
pub async fn run(client: &CtpClient, counts: &Counts) -> ctp_sdk::Result<BTreeMap<String, u32>> {
    let carts = client.integration_api_root().carts();
    let found = carts.get().sort("createdAt desc").limit(2).send().await?;
    for cart in &found.results {
        carts.with_id(&cart.id).get().send().await?;
    }
    Ok(counts.all())
}

/// How often each route was used.
#[derive(Clone, Default)]
pub struct Counts(Arc<Mutex<BTreeMap<String, u32>>>);

impl Counts {
    fn all(&self) -> BTreeMap<String, u32> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.clone()
    }

    fn add(&self, route: String) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(route).or_default() += 1;
    }
}

#[async_trait]
impl Middleware for Counts {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> StepResult<Response> {
        // The template of the path: there are only as many as the API has, and they contain no values.
        let route = extensions.get().map_or("", RequestInfo::route);
        self.add(format!("{} {route}", request.method()));
        next.run(request, extensions).await
    }
}

/// Sends the name of the user, which the platform stores in `lastModifiedBy`.
struct OnBehalfOf(String);

#[async_trait]
impl Middleware for OnBehalfOf {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> StepResult<Response> {
        let user = HeaderValue::from_str(&self.0).map_err(StepError::middleware)?;
        request.headers_mut().insert("X-External-User-ID", user);
        next.run(request, extensions).await
    }
}

/// Correlation ids that contain the order of the requests.
#[derive(Default)]
struct Numbered(AtomicU64);

#[async_trait]
impl Middleware for Numbered {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> StepResult<Response> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let id = HeaderValue::from_str(&format!("example-{number:06}"))
            .map_err(StepError::middleware)?;
        request.headers_mut().insert("X-Correlation-ID", id);
        next.run(request, extensions).await
    }
}
