//! The path of a request.

use std::fmt;

use super::encoding::percent_encode;
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
#[derive(Clone, Default)]
pub struct Path {
    text: String,
    /// The parameters as they were given, for what the path says besides where it leads.
    parameters: Vec<(&'static str, String)>,
    empty_parameter: Option<&'static str>,
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
        self.text.extend(percent_encode(value));
        self.parameters.push((name, value.to_owned()));
        self
    }

    /// The path as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value of the first parameter of this name.
    pub(crate) fn value_of(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(present, _)| *present == name)
            .map(|(_, value)| value.as_str())
    }

    /// Names and values of the parameters.
    pub(super) fn parameters(&self) -> &[(&'static str, String)] {
        &self.parameters
    }

    /// Why this path cannot be sent. `route` is its template.
    pub(super) fn problem(&self, route: &'static str) -> Option<Problem> {
        if let Some(name) = self.empty_parameter {
            return Some(Problem::EmptyPathParameter { name });
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
