//! Operations: their parameters, bodies and responses.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::{line, text},
    model::{
        Body, Facets, Header, Http, Method, QueryParameter, Reading, Response, Scalar, TypeRef,
        essence,
    },
    openapi::{
        annotations,
        document::Section,
        fixed_fields,
        schemas::{Schemas, examples},
        security, servers,
    },
    source::Span,
    suggestion,
    yaml::{Entry, Node},
};

use super::{
    Paths,
    parameters::{self, Location, Parameter},
    styles::{self, Named, Style},
};

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

impl<'a> Paths<'_, 'a> {
    pub(super) fn operation(
        &mut self,
        http: Http,
        span: Span,
        node: &'a Node,
        item: &'a Node,
        declared: &[Parameter<'a>],
    ) -> Option<Method> {
        if !fixed_fields::check(node, fixed_fields::OPERATION, self.schemas.diagnostics) {
            return None;
        }
        self.check_operation_id(node);
        let secured = if node.get("security").is_some() {
            node
        } else {
            self.document.root()
        };
        let (security_scheme, scopes) = security::required(
            secured,
            self.document,
            &self.api.security_schemes,
            self.schemas.diagnostics,
        );
        let mut of = |location| -> Vec<QueryParameter> {
            let declared = declared.iter();
            declared
                .filter(|parameter| parameter.location == location)
                .flat_map(|parameter| parameters::given(parameter, self.schemas))
                .collect()
        };
        let (query, headers, cookies) = (
            of(Location::Query),
            of(Location::Header),
            of(Location::Cookie),
        );
        let (bodies, form) = self.request_body(node);
        let is_body_optional = !bodies.is_empty() && !self.requires_body(node);
        Some(Method {
            http,
            display_name: line(node, "summary"),
            description: text(node, "description"),
            query,
            headers,
            cookies,
            server: servers::of_operation(
                node,
                item,
                self.api.base_uri.as_deref(),
                self.schemas.diagnostics,
            ),
            bodies,
            is_body_optional,
            form,
            responses: self.responses(node),
            reading: Reading::default(),
            is_repeatable: false,
            scopes,
            security_scheme,
            traits: Vec::new(),
            marks: annotations::marks(node, self.schemas.diagnostics),
            span,
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
            self.schemas.diagnostics.warn(
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

    /// The media types of a request body, and the fields of its form, if it is one.
    fn request_body(&mut self, operation: &'a Node) -> (Vec<Body>, Vec<QueryParameter>) {
        let nothing = (Vec::new(), Vec::new());
        let Some(body) = operation.get("requestBody") else {
            return nothing;
        };
        let body = self
            .document
            .resolve(body, Section::RequestBodies, self.schemas.diagnostics);
        let Some(body) = body else {
            return nothing;
        };
        if !fixed_fields::check(body, fixed_fields::REQUEST_BODY, self.schemas.diagnostics) {
            return nothing;
        }
        let mut bodies = self.bodies(body);
        if bodies.is_empty() && body.get("content").is_none() {
            self.schemas.diagnostics.add(Diagnostic::new(
                body.span,
                "a request body without `content`",
                "`content` with at least one media type is expected",
            ));
        }
        let content = fixed_fields::map(body, "content", self.schemas.diagnostics);
        let form = content.iter().find(|entry| entry.key.as_ref() == FORM);
        let mut fields = Vec::new();
        if let Some(form) = form
            && !bodies.iter().any(Body::is_json)
        {
            fields = self.form(&form.value);
            // A form with fields needs no type.
            for body in bodies.iter_mut().filter(|body| body.media_type == FORM) {
                if !fields.is_empty() && !matches!(body.of, Some(TypeRef::Named(_))) {
                    body.of = None;
                }
            }
        }
        (bodies, fields)
    }

    /// Whether a request body is required: in OpenAPI it is optional by default.
    fn requires_body(&self, operation: &'a Node) -> bool {
        // Errors of the reference are reported where the body is read.
        let mut known = Diagnostics::default();
        let body = operation.get("requestBody");
        let body = body.and_then(|body| {
            self.document
                .resolve(body, Section::RequestBodies, &mut known)
        });
        let required = body.and_then(|body| body.get("required"));
        required.and_then(Node::as_bool) == Some(true)
    }

    /// The fields of a form: those of its object, or of each of several, or any, if they are not specified.
    fn form(&mut self, media_type: &'a Node) -> Vec<QueryParameter> {
        let Some(schema) = media_type.get("schema") else {
            return vec![styles::any(media_type.span)];
        };
        let members = self.schemas.alternatives(schema);
        let each = members
            .iter()
            .map(|member| self.form_of(media_type, member))
            .collect();
        styles::together(each)
    }

    /// The fields of a form for one schema. A plain string has none: its meaning is outside of the document.
    fn form_of(&mut self, media_type: &'a Node, schema: &'a Node) -> Vec<QueryParameter> {
        let is_object = self.schemas.is_object(schema);
        if !is_object {
            let target = self.schemas.target(schema);
            return match Schemas::type_names(target).as_slice() {
                ["string"] => Vec::new(),
                names => {
                    if !names.is_empty() {
                        self.schemas.diagnostics.warn(Diagnostic::new(
                            schema.span,
                            "the body of a form that is no object",
                            "an object is expected, whose properties are the fields; any field can be set",
                        ));
                    }
                    vec![styles::any(schema.span)]
                }
            };
        }
        let mut found = Vec::new();
        let properties = self.schemas.properties(schema);
        let has_more = self.schemas.has_further_properties(schema);
        if has_more || properties.is_empty() {
            found.push(styles::any(schema.span));
        }
        for (property, is_required) in properties {
            let encoding = media_type
                .get("encoding")
                .and_then(|encoding| encoding.get(&property.key));
            let said = |key: &str| encoding.and_then(|encoding| encoding.get(key));
            let explode = said("explode").and_then(Node::as_bool);
            let style = match (said("style").and_then(Node::as_str), explode) {
                (Some("deepObject"), _) => Style::DeepObject,
                (Some("spaceDelimited"), None | Some(false)) => Style::Joined(' '),
                (Some("pipeDelimited"), None | Some(false)) => Style::Joined('|'),
                (_, Some(false)) => Style::Joined(','),
                // An object in a form is JSON by default.
                (None, _) if self.schemas.is_object(&property.value) => Style::Json,
                _ => Style::Pairs,
            };
            let named = Named {
                name: property.key.to_string(),
                node: &property.value,
                schema: &property.value,
                style,
                is_required,
                span: property.key_span,
            };
            found.extend(styles::expand(&named, self.schemas));
        }
        found
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
            // An empty media type means that the body is not specified.
            if !node.is_null() {
                fixed_fields::check(node, fixed_fields::MEDIA_TYPE, self.schemas.diagnostics);
            }
            self.check_encoding(node);
            found.push(Body {
                media_type: entry.key.to_string(),
                of: node
                    .get("schema")
                    .map(|schema| self.content(&entry.key, schema)),
                facets: Facets::default(),
                examples: examples(node),
            });
        }
        found
    }

    /// Reports an `encoding` of a field that the schema of a media type does not have.
    fn check_encoding(&mut self, media_type: &'a Node) {
        let Some(schema) = media_type.get("schema") else {
            return;
        };
        let encodings = fixed_fields::map(media_type, "encoding", self.schemas.diagnostics);
        if encodings.is_empty() {
            return;
        }
        let mut known: Vec<&str> = Vec::new();
        for member in self.schemas.alternatives(schema) {
            let properties = self.schemas.properties(member);
            // Without any, or with further ones, a field may have any name.
            if properties.is_empty() || self.schemas.has_further_properties(member) {
                return;
            }
            let properties = properties.iter();
            known.extend(properties.map(|(property, _)| property.key.as_ref()));
        }
        for encoding in encodings {
            let name = encoding.key.as_ref();
            if !name.starts_with("x-") && !known.contains(&name) {
                let problem = Diagnostic::new(
                    encoding.key_span,
                    format!("`{name}` of `encoding` is no property of the schema"),
                    "the name of a property is expected",
                );
                let problem = suggestion::nearest(problem, name, &known, "property");
                self.schemas.diagnostics.warn(problem);
            }
        }
    }

    /// The type of what a media type holds. A text under a media type of bytes is bytes.
    fn content(&mut self, media_type: &str, schema: &'a Node) -> TypeRef {
        let of = self.schemas.value(schema, 0);
        let essence = essence(media_type);
        let is_text = essence.contains("json")
            || essence.starts_with("text/")
            || essence.contains("xml")
            || essence.contains("yaml")
            || essence.starts_with("application/x-")
            || essence.contains("graphql");
        match of {
            TypeRef::Scalar(Scalar::String) if !is_text => TypeRef::Scalar(Scalar::File),
            of => of,
        }
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
                None => {
                    let problem = Diagnostic::new(
                        entry.key_span,
                        format!("`{}` is not an HTTP status", entry.key),
                        "a number from 100 to 599, a range such as `4XX`, or `default` is expected",
                    );
                    let upper = entry.key.to_uppercase();
                    let lower = entry.key.to_lowercase();
                    let meant = [upper, lower]
                        .into_iter()
                        .find(|key| Status::parse(key).is_some());
                    self.schemas.diagnostics.add(match meant {
                        Some(meant) => problem.help(format!("perhaps `{meant}` is meant")),
                        None => problem,
                    });
                }
            }
        }
        for (first, entry) in ranges {
            // A range stands for the statuses without a separate response; the model uses one of them.
            let mut free = (first..first + 100)
                .filter(|status| exact.iter().all(|(known, ..)| known != status));
            exact.extend(free.next().map(|status| (status, true, entry)));
        }
        if !exact.iter().any(|(status, ..)| (200..300).contains(status)) {
            // If no success is named, the default is the success; otherwise the default is an error.
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
