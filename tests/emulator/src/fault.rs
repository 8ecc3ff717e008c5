//! Faults on demand: their kind, the requests they apply to, and their number.

use std::time::Duration;

use serde::Deserialize;

use crate::contract::Contract;
use crate::coverage::AUTHORIZATION;

/// A fault that the emulator injects into requests.
///
/// A fault without an operation applies to any request, including those for tokens. It happens once, unless
/// [`times`](Self::times) says otherwise.
///
/// ```
/// use std::time::Duration;
/// use ctp_emulator::{Emulator, Fault};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let shop = Emulator::start().await?;
/// // The next two queries of categories are refused, and the third is answered late.
/// shop.fault(Fault::unavailable().on("GET", "/categories").times(2))?;
/// shop.fault(Fault::delay(Duration::from_millis(200)).on("GET", "/categories"))?;
/// assert_eq!(shop.pending_faults(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Fault {
    pub(crate) what: What,
    method: Option<String>,
    path: Option<String>,
    after: u32,
    times: u32,
}

/// The kind of a fault.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Delay(Duration),
    TooManyRequests(Option<Duration>),
    Unavailable,
    /// The connection is reset before anything is done.
    Reset,
    /// The connection is reset after the request was executed, without a response.
    LostAnswer,
    /// The connection ends in the middle of the body.
    TruncatedBody,
    ExpiredToken,
    Conflict,
}

impl Fault {
    /// The response is delayed.
    pub fn delay(by: Duration) -> Self {
        Self::of(What::Delay(by))
    }

    /// The request is not executed, and the response is 429, with a `Retry-After` in whole seconds if one is given.
    pub fn too_many_requests(retry_after: impl Into<Option<Duration>>) -> Self {
        Self::of(What::TooManyRequests(retry_after.into()))
    }

    /// The request is not executed, and the response is 503.
    pub fn unavailable() -> Self {
        Self::of(What::Unavailable)
    }

    /// The request is not executed, and the connection is reset.
    pub fn reset() -> Self {
        Self::of(What::Reset)
    }

    /// The request is executed, but the connection is reset before the response.
    pub fn lost_answer() -> Self {
        Self::of(What::LostAnswer)
    }

    /// The request is executed, but the connection ends in the middle of the response body.
    pub fn truncated_body() -> Self {
        Self::of(What::TruncatedBody)
    }

    /// The token of the request has expired.
    pub fn expired_token() -> Self {
        Self::of(What::ExpiredToken)
    }

    /// The resource was changed by somebody else just before: it has another version, so that an update or a delete is
    /// answered with 409, and so is a creation that names the version of another resource, such as an order from a cart or
    /// a quote. Other creations are not affected.
    pub fn conflict() -> Self {
        Self::of(What::Conflict)
    }

    /// Restricts it to requests with this method and path. The path is that of the specification, with or without
    /// `/{projectKey}`, such as `/carts/{ID}`; a segment in braces matches any.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_ascii_uppercase());
        let path = path.strip_prefix("/{projectKey}").unwrap_or(path);
        self.path = Some(path.to_owned());
        self
    }

    /// Lets this number of requests through first.
    #[must_use]
    pub fn after(mut self, requests: u32) -> Self {
        self.after = requests;
        self
    }

    /// How often it happens.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    fn of(what: What) -> Self {
        Self {
            what,
            method: None,
            path: None,
            after: 0,
            times: 1,
        }
    }

    /// Fails if no request can have it.
    pub(crate) fn check(&self, contract: &Contract) -> Result<(), String> {
        let of_api = contract.routes.operations().into_iter();
        let of_api = of_api.map(|of| (of.method.as_str(), of.path.as_str()));
        let of_authorization = AUTHORIZATION.iter().map(|path| ("POST", *path));
        let mut all = of_api.chain(of_authorization);
        let can_have = all.any(|(method, path)| {
            let path = path.strip_prefix("/{projectKey}").unwrap_or(path);
            let is_path = |of: &str| is_path(of, path) || is_path(path, of);
            self.is_with(method) && self.path.as_deref().is_none_or(is_path)
        });
        match can_have {
            true => Ok(()),
            false => Err(format!(
                "No operation of the platform can have this fault: {} {}.",
                self.method.as_deref().unwrap_or("any method of"),
                self.path.as_deref().unwrap_or("any path"),
            )),
        }
    }

    /// Whether it applies to requests with this method.
    fn is_with(&self, method: &str) -> bool {
        let changes = matches!(method, "POST" | "DELETE");
        let can_have = changes || !matches!(self.what, What::Conflict);
        can_have && self.method.as_deref().is_none_or(|of| of == method)
    }

    fn concerns(&self, method: &str, path: &str) -> bool {
        self.is_with(method) && self.path.as_deref().is_none_or(|of| is_path(of, path))
    }
}

/// Whether a path matches a template.
fn is_path(template: &str, path: &str) -> bool {
    let segments = |of: &str| {
        of.trim_matches('/')
            .split('/')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (template, path) = (segments(template), segments(path));
    let is = |(of, segment): (&String, &String)| match (of.find('{'), of.find('}')) {
        (Some(start), Some(end)) => {
            let (before, behind) = (of.get(..start), of.get(end + 1..));
            let inner = segment.strip_prefix(before.unwrap_or_default());
            inner.is_some_and(|inner| inner.ends_with(behind.unwrap_or_default()))
        }
        _ => of == segment,
    };
    template.len() == path.len() && template.iter().zip(&path).all(is)
}

/// The pending faults.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The kind of the first fault that applies to a request. `path` does not contain the project key.
    pub(crate) fn next(&mut self, method: &str, path: &str) -> Option<What> {
        for fault in &mut self.0 {
            if !fault.concerns(method, path) {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
                continue;
            }
            let what = fault.what;
            fault.times = fault.times.saturating_sub(1);
            self.0.retain(|fault| fault.times > 0);
            return Some(what);
        }
        None
    }
}

/// A fault in the format of the control endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FaultDraft {
    fault: Name,
    /// For `delay`.
    milliseconds: Option<u64>,
    /// For `tooManyRequests`, in seconds.
    retry_after: Option<u64>,
    method: Option<String>,
    path: Option<String>,
    #[serde(default)]
    after: u32,
    #[serde(default = "once")]
    times: u32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Name {
    Delay,
    TooManyRequests,
    Unavailable,
    Reset,
    LostAnswer,
    TruncatedBody,
    ExpiredToken,
    Conflict,
}

fn once() -> u32 {
    1
}

impl From<FaultDraft> for Fault {
    fn from(draft: FaultDraft) -> Self {
        let what = match draft.fault {
            Name::Delay => What::Delay(Duration::from_millis(
                draft.milliseconds.unwrap_or_default(),
            )),
            Name::TooManyRequests => {
                What::TooManyRequests(draft.retry_after.map(Duration::from_secs))
            }
            Name::Unavailable => What::Unavailable,
            Name::Reset => What::Reset,
            Name::LostAnswer => What::LostAnswer,
            Name::TruncatedBody => What::TruncatedBody,
            Name::ExpiredToken => What::ExpiredToken,
            Name::Conflict => What::Conflict,
        };
        let method = draft.method.map(|method| method.to_ascii_uppercase());
        let path = draft.path.map(|path| {
            let below = path.strip_prefix("/{projectKey}");
            below.unwrap_or(&path).to_owned()
        });
        Self {
            what,
            method,
            path,
            after: draft.after,
            times: draft.times,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_in_braces_is_any() {
        for (template, path, is) in [
            ("/carts", "/carts", true),
            ("/carts", "/carts/1", false),
            ("/carts/{ID}", "/carts/1", true),
            ("/carts/key={key}", "/carts/key=a", true),
            ("/carts/key={key}", "/carts/1", false),
            ("/oauth/token", "/oauth/token", true),
        ] {
            assert_eq!(is_path(template, path), is, "{template} {path}");
        }
    }

    #[test]
    fn a_fault_happens_after_so_many_requests_so_often() {
        let mut faults = Faults::default();
        faults.add(
            Fault::reset()
                .on("get", "/{projectKey}/carts")
                .after(1)
                .times(2),
        );
        let mut happens = |method: &str| faults.next(method, "/carts").is_some();
        let happened = [
            happens("POST"),
            happens("GET"),
            happens("GET"),
            happens("GET"),
            happens("GET"),
        ];
        assert_eq!(happened, [false, false, true, true, false]);
        assert_eq!(faults.len(), 0);
    }
}
