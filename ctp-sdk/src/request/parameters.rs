//! The parameters of a query, wherever it has them.

use super::{Body, Request};

impl Request {
    /// The fields of the form, or else the query: a search may be asked for by either.
    pub(crate) fn parameters(&self) -> &[(String, String)] {
        match &self.body {
            Body::Form(fields) => fields,
            _ => &self.query,
        }
    }

    /// The same to be changed.
    pub(crate) fn parameters_mut(&mut self) -> &mut Vec<(String, String)> {
        match &mut self.body {
            Body::Form(fields) => fields,
            _ => &mut self.query,
        }
    }
}
