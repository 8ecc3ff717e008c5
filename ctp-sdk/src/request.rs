//! A request as plain data: what to send, before anything is sent.

mod assembly;
mod encoding;
mod options;
mod parameters;
mod path;
mod problem;
mod sent;
mod template;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use url::Url;

use crate::json::{self, Write};

pub use http::Method;
pub use options::RequestOptions;
pub use path::Path;

pub(crate) use problem::Problem;
pub(crate) use sent::SentRequest;

/// A request to the API as plain data. [`Client::execute`](crate::Client::execute) sends it.
///
/// The request builders of the SDK make these. Make one by hand for a resource that the SDK does not know yet:
///
/// ```
/// use ctp_sdk::{Method, Path, Request};
///
/// let path = Path::new().literal("/").parameter("projectKey", "my-shop").literal("/carts/key=").parameter("key", "a/b");
/// let mut request = Request::new(Method::GET, "/{projectKey}/carts/key={key}", path);
/// request.set_query("expand", "customerGroup");
///
/// assert_eq!(request.path().as_str(), "/my-shop/carts/key=a%2Fb");
/// ```
///
/// What cannot be sent, such as a path with an empty parameter, does not stop the making of a request: it is the error of
/// sending it.
///
/// `Debug` shows the method, the route and the names of what is sent along, but no values: they may be secrets.
#[derive(Clone)]
pub struct Request {
    method: Method,
    route: &'static str,
    path: Path,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    server: Option<Url>,
    body: Body,
    /// `None` where nobody said.
    required_scopes: Option<&'static [&'static str]>,
    is_idempotent: Option<bool>,
    attempt_timeout: Option<Duration>,
    timeout: Option<Duration>,
    response_limit: Option<usize>,
    problem: Option<Problem>,
}

/// The body of a [`Request`].
///
/// `Debug` shows the kind and the size, not the content.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Body {
    /// No body at all.
    #[default]
    Empty,
    /// JSON text, sent as `application/json`.
    Json(Bytes),
    /// Names and values in the order given, sent as `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// Bytes that are sent as they are.
    Binary {
        /// The media type of the bytes, such as `image/png`.
        content_type: HeaderValue,
        /// The bytes.
        bytes: Bytes,
    },
}

impl Body {
    /// Whether nothing would be sent.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Json(bytes) | Self::Binary { bytes, .. } => bytes.is_empty(),
            Self::Form(fields) => fields.is_empty(),
        }
    }
}

impl Request {
    /// A request without query and body.
    ///
    /// `route` is the template that `path` is made from, such as `/{projectKey}/carts/{ID}`. It holds no values, so it is
    /// what logs and errors show.
    pub fn new(method: Method, route: &'static str, path: Path) -> Self {
        Self {
            method,
            route,
            path,
            query: Vec::new(),
            headers: HeaderMap::new(),
            server: None,
            body: Body::Empty,
            required_scopes: None,
            is_idempotent: None,
            attempt_timeout: None,
            timeout: None,
            response_limit: None,
            problem: None,
        }
    }

    /// A request whose path is that of the template, filled with parameters; `root` has those that are not given. A template
    /// that cannot be filled is the error of sending the request.
    pub(crate) fn of_template(
        method: Method,
        route: &'static str,
        parameters: &[(&str, &str)],
        root: &Path,
    ) -> Self {
        match Path::of_template(route, parameters, root) {
            Ok(path) => Self::new(method, route, path),
            Err(problem) => {
                let mut request = Self::new(method, route, Path::new());
                request.fail(problem);
                request
            }
        }
    }

    /// Says which scopes a token needs for it, so that the error names the one that lacks when the API refuses.
    ///
    /// They are templates, such as `view_orders:{projectKey}`, of which one is enough; and where `customer_id:{id}` or
    /// `anonymous_id:{id}` is among them, the token must also be bound to one.
    #[must_use]
    pub fn requiring(mut self, scopes: &'static [&'static str]) -> Self {
        self.required_scopes = Some(scopes);
        self
    }

    /// The scopes of [`requiring`](Self::requiring); none where it was not called.
    pub fn required_scopes(&self) -> &'static [&'static str] {
        self.required_scopes.unwrap_or_default()
    }

    /// The same; `None` where it was not called, so that it is not known what the request needs.
    #[cfg(feature = "scope-recorder")]
    pub(crate) fn declared_scopes(&self) -> Option<&'static [&'static str]> {
        self.required_scopes
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The template of the path, such as `/{projectKey}/carts/{ID}`.
    pub fn route(&self) -> &'static str {
        self.route
    }

    /// The path below the URL of the API.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names and values of the query, not encoded, in the order in which they are sent.
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// The headers that were set by [`set_header`](Self::set_header).
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Sets a query parameter, in place of all of the same name.
    pub fn set_query(&mut self, name: &str, value: impl fmt::Display) {
        set(&mut self.query, name, value.to_string());
    }

    /// Adds a query parameter after those that are there, which may have the same name.
    pub fn append_query(&mut self, name: &str, value: impl fmt::Display) {
        append(&mut self.query, name, value.to_string());
    }

    /// Makes the body a form, without fields so far. A body that is one stays as it is.
    pub fn start_form(&mut self) {
        self.body = Body::Form(self.take_form());
    }

    /// Sets a field of the form, in place of all of the same name. A body that is not a form becomes one.
    pub fn set_form(&mut self, name: &str, value: impl fmt::Display) {
        let mut fields = self.take_form();
        set(&mut fields, name, value.to_string());
        self.body = Body::Form(fields);
    }

    /// Adds a field to the form, after those that are there. A body that is not a form becomes one.
    pub fn append_form(&mut self, name: &str, value: impl fmt::Display) {
        let mut fields = self.take_form();
        append(&mut fields, name, value.to_string());
        self.body = Body::Form(fields);
    }

    /// Makes `body` as JSON the body. It is written at once; sending reports it if that fails.
    pub fn set_json<T: Serialize + ?Sized>(&mut self, body: &T) {
        match serde_json::to_vec(body) {
            Ok(json) => self.body = Body::Json(json.into()),
            Err(_) => self.fail(Problem::UnserializableBody),
        }
    }

    /// Makes a model the body.
    #[doc(hidden)]
    pub fn set_model(&mut self, body: &dyn Write) {
        match json::to_vec(body, json::Purpose::Request) {
            Ok(json) => self.body = Body::Json(json.into()),
            Err(_) => self.fail(Problem::UnserializableBody),
        }
    }

    /// Makes bytes of the given media type the body.
    pub fn set_binary(&mut self, content_type: &str, bytes: impl Into<Bytes>) {
        match HeaderValue::from_str(content_type) {
            Ok(content_type) => {
                self.body = Body::Binary {
                    content_type,
                    bytes: bytes.into(),
                }
            }
            Err(_) => self.fail(Problem::MalformedHeader {
                name: "content-type".to_owned(),
            }),
        }
    }

    /// Sets a header, in place of all of the same name, and in place of the one that the SDK would send.
    ///
    /// An `Authorization` set here is sent instead of the token of the client, and like it over HTTPS only, or to the same
    /// machine.
    pub fn set_header(&mut self, name: &str, value: &str) {
        let header = HeaderName::try_from(name)
            .ok()
            .zip(HeaderValue::from_str(value).ok());
        let Some((name, mut value)) = header else {
            let name = name.chars().flat_map(char::escape_debug).collect();
            self.fail(Problem::MalformedHeader { name });
            return;
        };
        value.set_sensitive(name == AUTHORIZATION || name == COOKIE);
        self.headers.insert(name, value);
    }

    /// Adds a cookie to the header of that name. What a cookie cannot hold is percent-encoded.
    pub fn append_cookie(&mut self, name: &str, value: impl fmt::Display) {
        let value = value.to_string();
        let value = encoding::percent_encode_cookie(&value);
        let known = self.headers.get(COOKIE);
        let cookies = match known.and_then(|known| known.to_str().ok()) {
            Some(known) => format!("{known}; {name}={value}"),
            None => format!("{name}={value}"),
        };
        self.set_header(COOKIE.as_str(), &cookies);
    }

    /// Sends the request to another server than the client's, with the same credentials: for an operation whose
    /// specification names a server of its own. The path of the request stands below the path of the URL.
    pub fn set_server(&mut self, url: &str) {
        match Url::parse(url) {
            Ok(url) if url.has_host() && matches!(url.scheme(), "http" | "https") => {
                self.server = Some(url);
            }
            Ok(_) => self.fail(Problem::Server {
                reason: "it has no host, or another scheme than `https`".to_owned(),
            }),
            Err(error) => self.fail(Problem::Server {
                reason: error.to_string(),
            }),
        }
    }

    /// Sets a header that an operation declares.
    #[doc(hidden)]
    pub fn set_header_value(&mut self, name: &str, value: impl fmt::Display) {
        self.set_header(name, &value.to_string());
    }

    /// Adds a value to a header that an operation declares as a list: all stand in one line (RFC 9110, section 5.3).
    #[doc(hidden)]
    pub fn append_header_value(&mut self, name: &str, value: impl fmt::Display) {
        let known = self.headers.get(name).and_then(|known| known.to_str().ok());
        match known {
            Some(known) => self.set_header(name, &format!("{known},{value}")),
            None => self.set_header(name, &value.to_string()),
        }
    }

    /// Says whether the request may be done twice with no more effect than once, so that it may be sent again when an
    /// answer was lost.
    ///
    /// Without it, that is so of `GET` and `HEAD`, and of what is guarded by the `version` of the resource, which makes the
    /// second time fail with a conflict: a `DELETE` with that parameter, an update with that field, and a `POST` that makes
    /// an order from a cart or from a quote with the version of that. Any other `POST` that creates is never sent again
    /// unless this says so.
    ///
    /// A request that is done once and sent twice ends with the error of the second time:
    /// [`Error::may_be_done`](crate::Error::may_be_done) says so. Look then whether it is done: an order by its
    /// `orderNumber` or its cart, what was created with a key by the key.
    pub fn set_idempotent(&mut self, is_idempotent: bool) {
        self.is_idempotent = Some(is_idempotent);
    }

    /// Whether the request may be done twice with no more effect than once.
    pub fn is_idempotent(&self) -> bool {
        self.is_idempotent.unwrap_or_else(|| match self.method {
            Method::GET | Method::HEAD => true,
            Method::DELETE => self.query.iter().any(|(name, _)| name == "version"),
            _ => false,
        })
    }

    /// Gives the request this time in all, in place of what the client gives: whatever it waits for is in it, be it the
    /// concurrency limit, a token, answers, or the pauses between attempts.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// The time of [`set_timeout`](Self::set_timeout).
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Gives each exchange with the API this time, from its start to the end of the answer, in place of what the client
    /// gives.
    pub fn set_attempt_timeout(&mut self, timeout: Duration) {
        self.attempt_timeout = Some(timeout);
    }

    /// The time of [`set_attempt_timeout`](Self::set_attempt_timeout).
    pub fn attempt_timeout(&self) -> Option<Duration> {
        self.attempt_timeout
    }

    /// Refuses an answer with more bytes than this, counted after decompression, in place of what the client allows.
    pub fn set_response_limit(&mut self, bytes: usize) {
        self.response_limit = Some(bytes);
    }

    /// The limit of [`set_response_limit`](Self::set_response_limit).
    pub fn response_limit(&self) -> Option<usize> {
        self.response_limit
    }

    /// Why this request cannot be sent.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.path
            .problem(self.route)
            .or_else(|| self.problem.clone())
    }

    fn take_form(&mut self) -> Vec<(String, String)> {
        match std::mem::take(&mut self.body) {
            Body::Form(fields) => fields,
            _ => Vec::new(),
        }
    }

    fn fail(&mut self, problem: Problem) {
        self.problem.get_or_insert(problem);
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Collected, because the iterator itself prints the values as well.
        let header_names: Vec<&HeaderName> = self.headers.keys().collect();
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("route", &self.route)
            .field("query", &names(&self.query))
            .field("headers", &header_names)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("Empty"),
            Self::Json(json) => write!(formatter, "Json({} bytes)", json.len()),
            Self::Form(fields) => formatter.debug_tuple("Form").field(&names(fields)).finish(),
            Self::Binary { bytes, .. } => write!(formatter, "Binary({} bytes)", bytes.len()),
        }
    }
}

fn set(pairs: &mut Vec<(String, String)>, name: &str, value: String) {
    pairs.retain(|(present, _)| present != name);
    append(pairs, name, value);
}

fn append(pairs: &mut Vec<(String, String)>, name: &str, value: String) {
    pairs.push((name.to_owned(), value));
}

fn names(pairs: &[(String, String)]) -> Vec<&str> {
    pairs.iter().map(|(name, _)| name.as_str()).collect()
}

#[cfg(test)]
mod tests;
