//! API extensions: what a call has to ask them before it is done, and what they answered.
//!
//! A call holds the project, and an extension may itself ask the emulator for something. So a call that an extension is to
//! be asked about ends before its first change, with what is to be asked ([`Asked`]); the server lets go of the project, asks,
//! and does the whole call once more with the answers ([`Answered`]). What was checked before is checked again then, the
//! version among it.

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

/// What an extension in the test's own process does: it is given the input, and gives update actions or errors.
pub(crate) type InProcess = Arc<dyn Fn(&Value) -> Result<Vec<Value>, Vec<Value>> + Send + Sync>;

/// Where a call stands with the extensions.
#[derive(Debug, Default)]
pub(crate) enum Extending {
    /// They are not asked: what is seeded is there before them.
    #[default]
    Off,
    /// They are asked about the resource that is created or changed next.
    On,
    /// They are not asked any more: what else a call changes follows from its first change, which nobody asked for.
    Late,
    /// They have answered.
    Answered(Answered),
    /// They are to be asked.
    Asked(Asked),
}

impl Extending {
    /// Something has been changed.
    pub(crate) fn kept(&mut self) {
        if let Self::On | Self::Answered(_) = self {
            *self = Self::Late;
        }
    }
}

/// What the extensions are asked about a resource that is to be kept.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) change: Change,
    /// The version that is changed; `None` for a new resource.
    pub(crate) version: Option<i64>,
    pub(crate) requests: Vec<Request>,
}

/// What the extensions have answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) change: Change,
    pub(crate) version: Option<i64>,
    /// The update actions of each extension.
    pub(crate) actions: Vec<(Name, Vec<Object>)>,
}

/// What one extension is asked.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) extension: Name,
    pub(crate) destination: Destination,
    pub(crate) timeout: Duration,
    pub(crate) input: Value,
    /// The base of the update actions that it may answer with.
    pub(crate) action: String,
}

/// How errors name an extension.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) key: Option<String>,
}

/// Where an extension is.
pub(crate) enum Destination {
    Http {
        url: Url,
        authorization: Option<SecretString>,
    },
    InProcess(InProcess),
}

/// Neither the query of the URL, which may have a secret, nor the header is shown.
impl fmt::Debug for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http { url, .. } => write!(formatter, "Http({})", url.path()),
            Self::InProcess(_) => formatter.write_str("InProcess"),
        }
    }
}
