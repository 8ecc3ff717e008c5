//! A request as the HTTP client takes it: its URL, its headers with those that go without saying, its body.

use std::time::Duration;

use ctp_auth::platform;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

use super::encoding::form_urlencoded;
use super::{Body, Method, Request, SentRequest};

impl Request {
    /// The request as the HTTP client takes it, below the URL of the API, or of the server that it names; and what of it is
    /// kept until its answer is known.
    ///
    /// `attempt_timeout` is what the client gives an exchange where the request says nothing about it.
    pub(crate) fn assemble(
        self,
        api_url: &Url,
        attempt_timeout: Duration,
    ) -> (reqwest::Request, SentRequest) {
        let url = url_of(self.server.as_ref().unwrap_or(api_url), &self);
        let mut assembled = reqwest::Request::new(self.method.clone(), url);
        let attempt_timeout = self.attempt_timeout.unwrap_or(attempt_timeout);
        *assembled.timeout_mut() = Some(platform::timer(attempt_timeout));
        *assembled.headers_mut() = with_defaults(self.headers, &self.body);
        let carries = matches!(self.method, Method::POST | Method::PUT | Method::PATCH);
        if carries && self.body.is_empty() {
            // A method that usually carries a body says that it carries none (RFC 9110, section 8.6); the HTTP library
            // leaves that out.
            assembled
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *assembled.body_mut() = match &self.body {
            Body::Empty => None,
            Body::Json(bytes) | Body::Binary { bytes, .. } => Some(bytes.clone().into()),
            Body::Form(fields) => Some(form_urlencoded(fields).into()),
        };
        let sent = SentRequest {
            method: self.method,
            path: self.path,
            query: self.query,
            body: self.body,
            required_scopes: self.required_scopes,
        };
        (assembled, sent)
    }
}

fn url_of(api_url: &Url, request: &Request) -> Url {
    let mut url = api_url.clone();
    let path = request.path().as_str().trim_start_matches('/');
    match url.path().trim_end_matches('/') {
        "" => url.set_path(path),
        prefix => {
            let path = format!("{prefix}/{path}");
            url.set_path(&path);
        }
    }
    if !request.query().is_empty() {
        url.set_query(Some(&form_urlencoded(request.query())));
    }
    url
}

/// The headers of the request, and those of the SDK where the request has none of that name.
fn with_defaults(mut headers: HeaderMap, body: &Body) -> HeaderMap {
    let content_type = match body {
        Body::Empty => None,
        Body::Json(_) => Some(HeaderValue::from_static("application/json")),
        Body::Form(_) => Some(HeaderValue::from_static(
            "application/x-www-form-urlencoded",
        )),
        Body::Binary { content_type, .. } => Some(content_type.clone()),
    };
    if let Some(content_type) = content_type {
        headers.entry(CONTENT_TYPE).or_insert(content_type);
    }
    headers
        .entry(ACCEPT)
        .or_insert(HeaderValue::from_static("application/json"));
    headers
}
