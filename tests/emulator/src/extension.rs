//! API extensions: their calls during a request, and their responses.
//!
//! A request locks the project, and an extension may call the emulator. Therefore a request with extensions ends before its
//! first change and returns the calls to make ([`Asked`]); the server releases the project, makes the calls, and executes
//! the whole request again with the responses ([`Answered`]). All checks, including that of the version, are then repeated.

mod outcome;
mod request;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::SecretString;
use serde_json::Value;
use url::Url;

use crate::kind::Object;
use crate::project::Change;

pub(crate) use outcome::{actions_failed, by};
pub(crate) use request::Requests;

/// An extension in the process of the test: it gets the input, and returns update actions or errors.
pub(crate) type InProcess = Arc<dyn Fn(&Value) -> Result<Vec<Value>, Vec<Value>> + Send + Sync>;

/// The state of a request with respect to extensions.
#[derive(Debug, Default)]
pub(crate) enum Extending {
    /// They are not called: seeded resources exist before them.
    #[default]
    Off,
    /// They are called for the resource that is created or changed next.
    On,
    /// They are not called any more: other changes of the request follow from its first change.
    Late,
    /// They have responded.
    Answered(Answered),
    /// They must be called.
    Asked(Asked),
}

impl Extending {
    /// A change was stored.
    pub(crate) fn kept(&mut self) {
        if let Self::On | Self::Answered(_) = self {
            *self = Self::Late;
        }
    }
}

/// The calls of extensions for a resource that is to be stored.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) change: Change,
    /// The version that is changed; `None` for a new resource.
    pub(crate) version: Option<i64>,
    pub(crate) requests: Vec<Request>,
}

/// The responses of the extensions.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) change: Change,
    pub(crate) version: Option<i64>,
    /// The update actions of each extension.
    pub(crate) actions: Vec<(Name, Vec<Object>)>,
}

/// The call of one extension.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) extension: Name,
    pub(crate) destination: Destination,
    pub(crate) timeout: Duration,
    pub(crate) input: Value,
    /// The base of the update actions that it may return.
    pub(crate) action: String,
}

/// The name of an extension in errors.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) key: Option<String>,
}

/// The destination of an extension.
pub(crate) enum Destination {
    Http {
        url: Url,
        authorization: Option<SecretString>,
    },
    InProcess(InProcess),
}

/// The query of the URL, which may contain a secret, and the header are not shown.
impl fmt::Debug for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http { url, .. } => write!(formatter, "Http({})", url.path()),
            Self::InProcess(_) => formatter.write_str("InProcess"),
        }
    }
}
