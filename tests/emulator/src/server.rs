//! The HTTP server.

mod control;
mod faulty;
mod seeing;

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{self, DefaultBodyLimit, Extension, FromRequest, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;
use tower_http::cors::{Any, CorsLayer};

use crate::authorization::Grant;
use crate::check;
use crate::clock::Clock;
use crate::contract::{Contract, NoRoute};
use crate::extension::Requests;
use crate::fault::Faults;
use crate::identifier;
use crate::project::{Attempt, Call, Caller, Parameters, Project};
use crate::refusal::{Refusal, json_response};
use crate::seen::Seen;
use faulty::Outrun;

/// As on the platform.
const LARGEST_BODY: usize = 16 << 20;

const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// The state of the emulator.
pub(crate) struct Platform {
    pub(crate) contract: &'static Contract,
    pub(crate) project_key: String,
    /// Whether a response that does not fit its type is an error.
    pub(crate) checks_answers: bool,
    pub(crate) clock: Arc<Clock>,
    pub(crate) project: Mutex<Project>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) seen: Mutex<Seen>,
    /// Calls API extensions.
    pub(crate) requests: Requests,
}

type Shared = State<Arc<Platform>>;

/// The routes of the authorization service, and those of the API below the key of a project.
pub(crate) fn router(platform: Arc<Platform>) -> Router {
    Router::new()
        .route("/oauth/token", post(client_token))
        .route("/oauth/{project}/customers/token", post(customer_token))
        .route(
            "/oauth/{project}/in-store/{store}/customers/token",
            post(customer_token_of_store),
        )
        .route("/oauth/{project}/anonymous/token", post(anonymous_token))
        .route(
            "/oauth/{project}/in-store/{store}/anonymous/token",
            post(anonymous_token_of_store),
        )
        .route("/oauth/introspect", post(introspect))
        .route("/oauth/token/revoke", post(revoke))
        .fallback(api)
        .merge(control::router())
        .layer(middleware::from_fn_with_state(
            Arc::clone(&platform),
            faulty::answer,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&platform),
            seeing::keep,
        ))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(cross_origin())
        .with_state(platform)
}

/// CORS as on the platform: a page of another origin may send these headers only, and may not read response headers.
fn cross_origin() -> CorsLayer {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::DELETE,
        Method::OPTIONS,
    ];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(methods)
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ORIGIN,
            header::USER_AGENT,
            CORRELATION_ID,
        ])
}

/// A request for a token.
struct TokenRequest {
    headers: HeaderMap,
    /// The fields of its form, followed by those of the URL, which the platform accepts as well.
    form: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for TokenRequest {
    type Rejection = BytesRejection;

    async fn from_request(request: extract::Request, state: &S) -> Result<Self, BytesRejection> {
        let headers = request.headers().clone();
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = Bytes::from_request(request, state).await?;
        let form = [body.as_ref(), query.as_bytes()].join(&b'&');
        Ok(Self { headers, form })
    }
}

async fn client_token(State(platform): Shared, request: TokenRequest) -> Response {
    token(&platform, None, Grant::Client, &request)
}

async fn customer_token(
    State(platform): Shared,
    Path(project): Path<String>,
    request: TokenRequest,
) -> Response {
    token(&platform, Some(&project), Grant::Customer(None), &request)
}

async fn customer_token_of_store(
    State(platform): Shared,
    Path((project, store)): Path<(String, String)>,
    request: TokenRequest,
) -> Response {
    let Some(store) = store.strip_prefix("key=") else {
        return Refusal::not_found("The store is named as key={storeKey}.").into_response();
    };
    let grant = Grant::Customer(Some(store));
    token(&platform, Some(&project), grant, &request)
}

async fn anonymous_token(
    State(platform): Shared,
    Path(project): Path<String>,
    request: TokenRequest,
) -> Response {
    token(&platform, Some(&project), Grant::Anonymous, &request)
}

async fn anonymous_token_of_store(
    State(platform): Shared,
    Path((project, _)): Path<(String, String)>,
    request: TokenRequest,
) -> Response {
    token(&platform, Some(&project), Grant::Anonymous, &request)
}

/// Issues a token of the project of the path, if it names one.
fn token(
    platform: &Platform,
    project_key: Option<&str>,
    grant: Grant<'_>,
    request: &TokenRequest,
) -> Response {
    if project_key.is_some_and(|key| key != platform.project_key) {
        return Refusal::not_found("The project was not found.").into_response();
    }
    let mut project = lock(&platform.project);
    let answer = project.token(grant, &request.headers, &request.form);
    answer.map_or_else(Refusal::into_response, |body| {
        json_response(StatusCode::OK, &body)
    })
}

async fn introspect(State(platform): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let answer = lock(&platform.project)
        .authorization
        .introspect(&headers, &body);
    answer.map_or_else(Refusal::into_response, |body| {
        json_response(StatusCode::OK, &body)
    })
}

async fn revoke(State(platform): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let answer = lock(&platform.project)
        .authorization
        .revoke(&headers, &body);
    answer.map_or_else(Refusal::into_response, |()| StatusCode::OK.into_response())
}

async fn api(
    State(platform): Shared,
    outrun: Option<Extension<Outrun>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let id = correlation_id(&headers);
    let request = Request {
        is_outrun: outrun.is_some(),
        method: &method,
        uri: &uri,
        headers: &headers,
        body: &body,
        correlation_id: &id,
    };
    let mut response = match call(&platform, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    if method == Method::HEAD {
        *response.body_mut() = axum::body::Body::empty();
    }
    response.headers_mut().insert(CORRELATION_ID, id);
    response
}

/// The correlation id of a response: that of the request, or a new one.
fn correlation_id(headers: &HeaderMap) -> HeaderValue {
    let id = headers.get(CORRELATION_ID).cloned();
    // Our own id is a valid header value.
    let id = id.or_else(|| HeaderValue::from_str(&identifier::id()).ok());
    id.unwrap_or_else(|| HeaderValue::from_static(""))
}

/// A request to the API.
struct Request<'a> {
    is_outrun: bool,
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    body: &'a Bytes,
    correlation_id: &'a HeaderValue,
}

async fn call(platform: &Platform, request: Request<'_>) -> Result<Response, Refusal> {
    let Request { method, uri, .. } = request;
    if uri.path().starts_with("/oauth/") {
        return Err(Refusal::not_emulated(&format!(
            "{method} {} yet",
            uri.path()
        )));
    }
    let route = platform.contract.routes.find(method.as_str(), uri.path());
    let route = route.map_err(|problem| match problem {
        NoRoute::Path => Refusal::not_found(format!("The API has no path {}.", uri.path())),
        NoRoute::Method => Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            crate::refusal::Problem::new(
                "InvalidInput",
                format!("{} has no method {method}.", uri.path()),
            ),
        ),
    })?;
    let holder = lock(&platform.project)
        .authorization
        .permit(request.headers, &route)?;
    let project = route.parameters.get("projectKey");
    if project.is_some_and(|project| *project != platform.project_key) {
        return Err(Refusal::not_found("The project was not found."));
    }
    let status = route.operation.status.unwrap_or(200);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let caller = Caller::of(holder, &route);
    let header = |name| {
        let value: Option<&HeaderValue> = request.headers.get(name);
        value.and_then(|value| value.to_str().ok())
    };
    // With HTTP/2 the URI contains it.
    let host = header(header::HOST).or_else(|| uri.authority().map(|of| of.as_str()));
    let call = Call {
        route,
        parameters: Parameters::read(uri.query().unwrap_or_default().as_bytes()),
        host: host.unwrap_or_default(),
        content_type: header(header::CONTENT_TYPE),
        body: request.body,
        caller,
    };
    if request.is_outrun {
        lock(&platform.project).outrun(&call);
    }
    let answer = done(platform, &call, request.correlation_id).await?;
    if let (true, Some(body), Some(of)) = (
        platform.checks_answers,
        &answer,
        &call.route.operation.answer,
    ) {
        let problems = check::problems_of_answer(platform.contract, body, of);
        if !problems.is_empty() {
            return Err(Refusal::unfit(problems));
        }
    }
    Ok(match answer {
        Some(body) => json_response(status, &body),
        None => status.into_response(),
    })
}

/// Executes a request. The project is not locked while API extensions are called.
async fn done(
    platform: &Platform,
    call: &Call<'_>,
    correlation_id: &HeaderValue,
) -> Result<Option<Value>, Refusal> {
    let mut answered = None;
    loop {
        let attempt = lock(&platform.project).attempt(call, answered.take())?;
        match attempt {
            Attempt::Done(answer) => return Ok(answer),
            Attempt::Asked(asked) => {
                let contract = platform.contract;
                let requests = &platform.requests;
                answered = Some(requests.ask(contract, asked, correlation_id).await?);
            }
        }
    }
}

/// The state is readable after a panic, because a request replaces what it changes as a whole.
pub(crate) fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
