//! Operations: their parameters, bodies and responses.

use crate::{
    diagnostics::Diagnostic,
    facets::{line, text},
    model::{Body, Header, Http, Method, Reading, Response},
    openapi::{
        document::Section,
        fixed_fields,
        schemas::{examples, marks},
        security,
    },
    yaml::{Entry, Node},
};

use super::{
    Paths,
    parameters::{self, Location, Parameter},
};

impl<'a> Paths<'_, 'a> {
    pub(super) fn operation(
        &mut self,
        http: Http,
        entry: &'a Entry,
        declared: &[Parameter<'a>],
    ) -> Option<Method> {
        let node = &entry.value;
        if !fixed_fields::check(node, fixed_fields::OPERATION, self.schemas.diagnostics) {
            return None;
        }
        self.check_operation_id(node);
        if let Some(servers) = node.get("servers") {
            self.schemas.diagnostics.add(Diagnostic::new(
                servers.span,
                "`servers` of an operation is not supported",
                "one server for the whole document is expected",
            ));
        }
        let secured = if node.get("security").is_some() {
            node
        } else {
            self.document.root()
        };
        let (security_scheme, scopes) = security::required(
            secured,
            self.document,
            self.security_schemes,
            self.schemas.diagnostics,
        );
        let of = |location| {
            declared
                .iter()
                .filter(move |parameter| parameter.location == location)
        };
        Some(Method {
            http,
            display_name: line(node, "summary"),
            description: text(node, "description"),
            query: of(Location::Query)
                .map(|parameter| parameters::query(parameter, self.schemas))
                .collect(),
            headers: of(Location::Header)
                .filter_map(|parameter| parameters::request_header(parameter, self.schemas))
                .collect(),
            bodies: self.request_body(node),
            form: Vec::new(),
            responses: self.responses(node),
            reading: Reading::default(),
            is_repeatable: false,
            scopes,
            security_scheme,
            traits: Vec::new(),
            marks: marks(node, self.schemas.diagnostics),
            span: entry.key_span,
        })
    }

    fn check_operation_id(&mut self, node: &'a Node) {
        let Some(id) = node.get("operationId") else {
            return;
        };
        let first = id
            .as_str()
            .and_then(|text| self.operation_ids.insert(text, id.span));
        if let Some(first) = first {
            self.schemas.diagnostics.add(
                Diagnostic::new(
                    id.span,
                    format!(
                        "two operations are named `{}`",
                        id.as_str().unwrap_or_default()
                    ),
                    "an `operationId` that no other operation has is expected",
                )
                .related(first, "the first one"),
            );
        }
    }

    fn request_body(&mut self, operation: &'a Node) -> Vec<Body> {
        let Some(body) = operation.get("requestBody") else {
            return Vec::new();
        };
        let body = self
            .document
            .resolve(body, Section::RequestBodies, self.schemas.diagnostics);
        let Some(body) = body else {
            return Vec::new();
        };
        if !fixed_fields::check(body, fixed_fields::REQUEST_BODY, self.schemas.diagnostics) {
            return Vec::new();
        }
        let bodies = self.bodies(body);
        if bodies.is_empty() {
            self.schemas.diagnostics.add(Diagnostic::new(
                body.span,
                "a request body without `content`",
                "`content` with at least one media type is expected",
            ));
        }
        bodies
    }

    /// The media types in the `content` of a request body or response.
    fn bodies(&mut self, holder: &'a Node) -> Vec<Body> {
        let mut found = Vec::new();
        for entry in fixed_fields::map(holder, "content", self.schemas.diagnostics) {
            if !entry.key.contains('/') {
                self.schemas.diagnostics.add(Diagnostic::new(
                    entry.key_span,
                    format!("`{}` is not a media type", entry.key),
                    "a media type such as `application/json` is expected",
                ));
                continue;
            }
            let node = &entry.value;
            // An empty media type says that nothing is known of the body.
            if !node.is_null() {
                fixed_fields::check(node, fixed_fields::MEDIA_TYPE, self.schemas.diagnostics);
            }
            found.push(Body {
                media_type: entry.key.to_string(),
                of: node
                    .get("schema")
                    .map(|schema| self.schemas.value(schema, 0)),
                examples: examples(node),
            });
        }
        found
    }

    fn responses(&mut self, operation: &'a Node) -> Vec<Response> {
        let entries = fixed_fields::map(operation, "responses", self.schemas.diagnostics);
        let mut exact: Vec<(u16, bool, &'a Entry)> = Vec::new();
        let mut ranges: Vec<(u16, &'a Entry)> = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.key.starts_with("x-")) {
            match Status::parse(&entry.key) {
                Some(Status::Exact(status)) => exact.push((status, false, entry)),
                Some(Status::Range(first)) => ranges.push((first, entry)),
                Some(Status::Default) => {}
                None => self.schemas.diagnostics.add(Diagnostic::new(
                    entry.key_span,
                    format!("`{}` is not an HTTP status", entry.key),
                    "a number from 100 to 599, a range such as `4XX`, or `default` is expected",
                )),
            }
        }
        for (first, entry) in ranges {
            // A range stands for the statuses that have no response of their own; the model names one of them.
            let mut free = (first..first + 100)
                .filter(|status| exact.iter().all(|(known, ..)| known != status));
            exact.extend(free.next().map(|status| (status, true, entry)));
        }
        if !exact.iter().any(|(status, ..)| (200..300).contains(status)) {
            // Where success is not named, it is the default; beside it the default is an error.
            let default = entries.iter().find(|entry| entry.key.as_ref() == "default");
            exact.extend(default.map(|entry| (200, true, entry)));
        }
        exact.sort_by_key(|(status, ..)| *status);
        let responses = exact
            .into_iter()
            .filter_map(|(status, is_rest, entry)| self.response(status, is_rest, entry));
        responses.collect()
    }

    fn response(&mut self, status: u16, is_rest: bool, entry: &'a Entry) -> Option<Response> {
        let node =
            self.document
                .resolve(&entry.value, Section::Responses, self.schemas.diagnostics)?;
        if !fixed_fields::check(node, fixed_fields::RESPONSE, self.schemas.diagnostics) {
            return None;
        }
        Some(Response {
            status,
            is_rest,
            bodies: self.bodies(node),
            headers: self.response_headers(node),
            description: text(node, "description"),
        })
    }

    fn response_headers(&mut self, response: &'a Node) -> Vec<Header> {
        let mut found = Vec::new();
        for entry in fixed_fields::map(response, "headers", self.schemas.diagnostics) {
            let header =
                self.document
                    .resolve(&entry.value, Section::Headers, self.schemas.diagnostics);
            let Some(header) = header else {
                continue;
            };
            if fixed_fields::check(header, fixed_fields::HEADER, self.schemas.diagnostics) {
                found.push(parameters::response_header(
                    &entry.key,
                    header,
                    self.schemas,
                ));
            }
        }
        found
    }
}

/// The key of a response.
enum Status {
    Exact(u16),
    /// The first status of the range.
    Range(u16),
    Default,
}

impl Status {
    fn parse(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        let (range, number) = match key.strip_suffix("XX") {
            Some(hundreds) => (true, hundreds.parse::<u16>().ok()?.checked_mul(100)?),
            None => (false, key.parse::<u16>().ok()?),
        };
        let status = (100..600).contains(&number).then_some(number)?;
        Some(if range {
            Self::Range(status)
        } else {
            Self::Exact(status)
        })
    }
}
