//! The parameters of a query, in the URL or in the form.

use super::{Body, Request};

impl Request {
    /// The fields of the form if there is one, otherwise the query: a search can be sent in either way.
    pub(crate) fn parameters(&self) -> &[(String, String)] {
        match &self.body {
            Body::Form(fields) => fields,
            _ => &self.query,
        }
    }

    /// The same, mutable.
    pub(crate) fn parameters_mut(&mut self) -> &mut Vec<(String, String)> {
        match &mut self.body {
            Body::Form(fields) => fields,
            _ => &mut self.query,
        }
    }
}
