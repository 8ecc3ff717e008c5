//! The path of a request.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use smallvec::SmallVec;

use super::encoding::{percent_decode, percent_encode};
use super::problem::Problem;

/// The path of a request below the URL of the API, put together from literal texts and parameters.
///
/// A parameter stays within its segment, whatever it holds:
///
/// ```
/// use ctp_sdk::Path;
///
/// let path = Path::new().literal("/carts/key=").parameter("key", "a/b?c#d é");
/// assert_eq!(path.as_str(), "/carts/key=a%2Fb%3Fc%23d%20%C3%A9");
/// ```
///
/// A parameter may not be empty, and no segment may come out as `.` or `..`, which would lead to another resource.
/// Sending the request reports that.
///
/// `Debug` does not show the text, for parameters may be secrets.
#[derive(Default)]
pub struct Path {
    text: String,
    /// Where the parameters stand in the text. Most paths have no more than these, so that a path is one allocation.
    parameters: SmallVec<[Parameter; 3]>,
    empty_parameter: Option<&'static str>,
}

/// A parameter, and where its value stands in the text, percent-encoded.
#[derive(Clone)]
struct Parameter {
    name: &'static str,
    place: Range<usize>,
}

/// How much room a clone has for what is added to it: a path grows from resource to resource, by a clone each time.
const HEADROOM: usize = 64;

impl Clone for Path {
    fn clone(&self) -> Self {
        let mut text = String::with_capacity(self.text.len() + HEADROOM);
        text.push_str(&self.text);
        Self {
            text,
            parameters: self.parameters.clone(),
            empty_parameter: self.empty_parameter,
        }
    }
}

impl Path {
    /// The empty path.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text as it is.
    #[must_use]
    pub fn literal(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Adds the value of a parameter, percent-encoded but for the unreserved characters of
    /// [RFC 3986, section 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
    #[must_use]
    pub fn parameter(mut self, name: &'static str, value: &str) -> Self {
        if value.is_empty() {
            self.empty_parameter.get_or_insert(name);
        }
        let start = self.text.len();
        self.text.extend(percent_encode(value));
        let place = start..self.text.len();
        self.parameters.push(Parameter { name, place });
        self
    }

    /// The path as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value of the first parameter of this name.
    pub(crate) fn value_of(&self, name: &str) -> Option<Cow<'_, str>> {
        self.parameters()
            .find(|(present, _)| *present == name)
            .map(|(_, value)| value)
    }

    /// Names and values of the parameters.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
        self.parameters.iter().map(|Parameter { name, place }| {
            let encoded = self.text.get(place.clone()).unwrap_or_default();
            (*name, percent_decode(encoded))
        })
    }

    /// Why this path cannot be sent. `route` is its template.
    pub(super) fn problem(&self, route: &'static str) -> Option<Problem> {
        if let Some(name) = self.empty_parameter {
            return Some(Problem::EmptyPathParameter { name });
        }
        // Hardly any path has one, and this is asked of every request.
        if !self.text.starts_with('.') && !self.text.contains("/.") {
            return None;
        }
        // A parameter never holds a slash, so segments of the path and of its template go together.
        let mut templates = route.split('/');
        self.text.split('/').find_map(|segment| {
            let template = templates.next().unwrap_or(route);
            matches!(segment, "." | "..").then_some(Problem::DotSegment { template })
        })
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Path").finish_non_exhaustive()
    }
}
