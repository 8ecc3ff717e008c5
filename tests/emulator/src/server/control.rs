//! The endpoints with which tests in other languages control the emulator, and the uploaded images. They need no token:
//! every client that reaches the emulator can use them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Platform, lock};
use crate::fault::{Fault, FaultDraft};
use crate::refusal::{Problem, Refusal, json_response};

/// The prefix of the paths, which no project key has.
pub(super) const ROOT: &str = "/_emulator/";

/// The time to advance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u64,
}

pub(super) fn router() -> Router<Arc<Platform>> {
    Router::new()
        .route(
            "/_emulator/faults",
            post(add_fault).get(count_faults).delete(clear_faults),
        )
        .route("/_emulator/clock", post(advance))
        .route("/_emulator/resources", post(seed))
        .route("/_emulator/requests", get(requests))
        .route("/_emulator/images/{name}", get(image))
}

/// `{"fault": "delay", "milliseconds": 200, "method": "GET", "path": "/carts/{ID}", "after": 1, "times": 2}`
async fn add_fault(State(platform): State<Arc<Platform>>, body: Bytes) -> Response {
    answer(read(&body).and_then(|draft: FaultDraft| {
        let fault = Fault::from(draft);
        fault
            .check(platform.contract)
            .map_err(|reason| Refusal::bad_request(Problem::new("InvalidInput", reason)))?;
        let mut faults = lock(&platform.faults);
        faults.add(fault);
        Ok(json!({"pending": faults.len()}))
    }))
}

async fn count_faults(State(platform): State<Arc<Platform>>) -> Response {
    answer(Ok(json!({"pending": lock(&platform.faults).len()})))
}

async fn clear_faults(State(platform): State<Arc<Platform>>) -> Response {
    lock(&platform.faults).clear();
    answer(Ok(json!({"pending": 0})))
}

/// The result of [`Emulator::requests`](crate::Emulator::requests): `[{"method": "POST", "path": "/emulator/carts", …}]`
async fn requests(State(platform): State<Arc<Platform>>) -> Response {
    answer(Ok(json!(lock(&platform.seen).all())))
}

/// An uploaded image, at the URL of the resource.
async fn image(State(platform): State<Arc<Platform>>, Path(name): Path<String>) -> Response {
    match lock(&platform.project).images.get(&name) {
        Some((media_type, bytes)) => ([(header::CONTENT_TYPE, media_type)], bytes).into_response(),
        None => Refusal::not_found("There is no such image.").into_response(),
    }
}

/// `{"seconds": 3600}`
async fn advance(State(platform): State<Arc<Platform>>, body: Bytes) -> Response {
    answer(read(&body).map(|by: Advance| {
        platform.clock.advance(Duration::from_secs(by.seconds));
        json!({"now": platform.clock.text()})
    }))
}

/// `{"categories": [{…}], "zones": [{…}]}`
async fn seed(State(platform): State<Arc<Platform>>, body: Bytes) -> Response {
    let seeds = read(&body);
    answer(seeds.and_then(|seeds: Value| {
        let made = lock(&platform.project).seed(&seeds)?;
        Ok(json!({"created": made}))
    }))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let read = serde_json::from_slice(body);
    read.map_err(|error| Refusal::bad_request(Problem::json(error.to_string())))
}

fn answer(of: Result<Value, Refusal>) -> Response {
    match of {
        Ok(body) => json_response(StatusCode::OK, &body),
        Err(refusal) => refusal.into_response(),
    }
}
