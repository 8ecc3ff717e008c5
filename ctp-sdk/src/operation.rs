//! What the generated builders of requests are made of: a resource of the API, and an operation on it.

#[cfg(feature = "events")]
use std::borrow::Cow;

use crate::{Client, Method, Path, RawRequest, Request};

/// A resource of the API, or the way to one: where it is, and who sends.
#[derive(Clone, Debug)]
pub struct Resource {
    client: Client,
    path: Path,
}

/// An operation on a resource: a request, and who sends it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Who sends it.
    pub client: Client,
    /// What is sent.
    pub request: Request,
}

impl Resource {
    /// The root of all resources.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            path: Path::new(),
        }
    }

    /// Who sends.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The resource behind a text of the path.
    #[must_use]
    pub fn literal(mut self, text: &'static str) -> Self {
        self.path = self.path.literal(text);
        self
    }

    /// The resource behind a parameter of the path.
    #[must_use]
    pub fn parameter(mut self, name: &'static str, value: &str) -> Self {
        self.path = self.path.parameter(name, value);
        self
    }

    /// The value of a parameter of the path.
    #[cfg(feature = "events")]
    pub(crate) fn value_of(&self, parameter: &str) -> Option<Cow<'_, str>> {
        self.path.value_of(parameter)
    }

    /// A request by its method and the template of its path: see [`RawRequest`].
    pub fn raw_request(
        &self,
        method: Method,
        route: &'static str,
        parameters: &[(&str, &str)],
    ) -> RawRequest {
        RawRequest::new(Operation {
            client: self.client.clone(),
            request: Request::of_template(method, route, parameters, &self.path),
        })
    }

    /// An operation on the resource.
    pub fn operation(
        &self,
        method: Method,
        route: &'static str,
        scopes: &'static [&'static str],
    ) -> Operation {
        Operation {
            client: self.client.clone(),
            request: Request::new(method, route, self.path.clone()).requiring(scopes),
        }
    }
}
