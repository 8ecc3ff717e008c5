//! Parameters of paths, queries, headers and cookies.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::{boolean, text},
    model::{Header, PathParameter, QueryParameter, Scalar, TypeRef, is_said_elsewhere},
    openapi::{
        document::{Document, Section},
        fixed_fields,
        schemas::{Schemas, Use},
    },
    source::Span,
    yaml::{Entry, Node},
};

use super::styles::{self, Named, Style};

/// A declared parameter.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) location: Location,
    pub(super) node: &'a Node,
    pub(super) span: Span,
}

/// The place of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// The parameters that a path item or an operation declares.
pub(super) fn declared<'a>(
    holder: &'a Node,
    document: &'a Document,
    diagnostics: &mut Diagnostics,
) -> Vec<Parameter<'a>> {
    let mut found: Vec<Parameter<'a>> = Vec::new();
    for node in fixed_fields::list(holder, "parameters", diagnostics) {
        let Some(node) = document.resolve(node, Section::Parameters, diagnostics) else {
            continue;
        };
        let Some(parameter) = parameter(node, diagnostics) else {
            continue;
        };
        if let Some(first) = found.iter().find(|known| known.is_named_like(&parameter)) {
            diagnostics.add(
                Diagnostic::new(
                    parameter.span,
                    format!("parameter `{}` is declared twice", parameter.name),
                    "each parameter is expected once",
                )
                .related(first.span, "first here"),
            );
            continue;
        }
        found.push(parameter);
    }
    found
}

/// The parameters of an operation: those of its path, each replaced where the operation declares it again, and its own.
pub(super) fn together<'a>(shared: &[Parameter<'a>], own: &[Parameter<'a>]) -> Vec<Parameter<'a>> {
    let mut found: Vec<Parameter<'a>> = shared.to_vec();
    for parameter in own {
        match found
            .iter_mut()
            .find(|known| known.is_named_like(parameter))
        {
            Some(known) => *known = *parameter,
            None => found.push(*parameter),
        }
    }
    found
}

/// A path parameter. The caller gives its string form, whatever its type is.
pub(super) fn path<'a>(parameter: &Parameter<'a>, schemas: &mut Schemas<'a>) -> PathParameter {
    let node = parameter.node;
    if boolean(node, "required", schemas.diagnostics) != Some(true) {
        schemas.diagnostics.warn(Diagnostic::new(
            parameter.span,
            format!("path parameter `{}` is not required", parameter.name),
            "`required: true` is expected, for a path has all of its parts",
        ));
    }
    let is_text = schema(parameter).is_none_or(|schema| {
        let members = schemas.alternatives(schema);
        members.iter().all(|member| schemas.is_scalar(member))
    });
    let style = text(node, "style").unwrap_or_else(|| "simple".to_owned());
    if !is_text || style != "simple" {
        schemas.diagnostics.warn(Diagnostic::new(
            parameter.span,
            format!("path parameter `{}` is no plain text", parameter.name),
            "a scalar of the style `simple` is expected; the caller gives the text that stands in the path",
        ));
    }
    let used = of(parameter, schemas);
    PathParameter {
        name: parameter.name.to_owned(),
        of: match is_text {
            true => used.of,
            false => TypeRef::Scalar(Scalar::String),
        },
        facets: used.facets,
        description: text(node, "description").or(used.description),
    }
}

/// The query parameters, headers or cookies for a parameter; none for headers that OpenAPI defines elsewhere.
pub(super) fn given<'a>(
    parameter: &Parameter<'a>,
    schemas: &mut Schemas<'a>,
) -> Vec<QueryParameter> {
    let node = parameter.node;
    if parameter.location == Location::Header && is_said_elsewhere(parameter.name) {
        return Vec::new();
    }
    let Some(schema) = schema(parameter) else {
        report_without_schema(parameter, schemas.diagnostics);
        return Vec::new();
    };
    let named = Named {
        name: parameter.name.to_owned(),
        node,
        schema,
        style: style(parameter, schemas.diagnostics),
        is_required: boolean(node, "required", schemas.diagnostics) == Some(true),
        span: parameter.span,
    };
    styles::expand(&named, schemas)
}

/// How the values of a parameter are written.
fn style(parameter: &Parameter<'_>, diagnostics: &mut Diagnostics) -> Style {
    let node = parameter.node;
    if let Some(content) = node.get("content").map(Node::entries) {
        let is_json = |entry: &Entry| entry.key.contains("json");
        return match content.iter().any(is_json) {
            true => Style::Json,
            false => Style::Pairs,
        };
    }
    let default = match parameter.location {
        Location::Query | Location::Cookie => "form",
        Location::Header | Location::Path => "simple",
    };
    let written = node.get("style").and_then(Node::as_str).unwrap_or(default);
    let explode = boolean(node, "explode", diagnostics);
    match (written, explode) {
        ("form", Some(false)) => Style::Joined(','),
        ("form", _) if parameter.location == Location::Cookie => Style::Cookies,
        ("form", _) | ("spaceDelimited" | "pipeDelimited", Some(true)) => Style::Pairs,
        ("simple", Some(true)) => Style::Values('='),
        ("simple", _) => Style::Values(','),
        ("spaceDelimited", _) => Style::Joined(' '),
        ("pipeDelimited", _) => Style::Joined('|'),
        ("deepObject", _) => Style::DeepObject,
        _ => {
            diagnostics.warn(Diagnostic::new(
                node.get("style").unwrap_or(node).span,
                format!("`{written}` is no style of parameter `{}`", parameter.name),
                format!("`style: {default}` is expected, and taken"),
            ));
            Style::Pairs
        }
    }
}

/// The schema of a parameter: its own, or that of its one media type.
fn schema<'a>(parameter: &Parameter<'a>) -> Option<&'a Node> {
    let content = parameter.node.get("content").map(Node::entries);
    let of_content = content
        .and_then(<[Entry]>::first)
        .map(|entry| entry.value.get("schema").unwrap_or(&entry.value));
    parameter.node.get("schema").or(of_content)
}

fn report_without_schema(parameter: &Parameter<'_>, diagnostics: &mut Diagnostics) {
    diagnostics.add(Diagnostic::new(
        parameter.span,
        format!("`{}` has no `schema`", parameter.name),
        "`schema` is expected, or `content` with one media type",
    ));
}

/// A header of a response.
pub(super) fn response_header<'a>(
    name: &'a str,
    node: &'a Node,
    schemas: &mut Schemas<'a>,
) -> Header {
    let parameter = Parameter {
        name,
        location: Location::Header,
        node,
        span: node.span,
    };
    header(&parameter, schemas)
}

impl Parameter<'_> {
    fn is_named_like(&self, other: &Self) -> bool {
        self.name == other.name && self.location == other.location
    }
}

fn header<'a>(parameter: &Parameter<'a>, schemas: &mut Schemas<'a>) -> Header {
    let used = of(parameter, schemas);
    let node = parameter.node;
    Header {
        name: parameter.name.to_owned(),
        of: used.of,
        required: boolean(node, "required", schemas.diagnostics) == Some(true),
        description: text(node, "description").or(used.description),
    }
}

fn parameter<'a>(node: &'a Node, diagnostics: &mut Diagnostics) -> Option<Parameter<'a>> {
    if !fixed_fields::check(node, fixed_fields::PARAMETER, diagnostics) {
        return None;
    }
    let name = node.get("name").unwrap_or(node);
    let location = node.get("in").unwrap_or(node);
    let Some(text) = name.as_str().filter(|text| !text.is_empty()) else {
        diagnostics.add(Diagnostic::new(
            name.span,
            "a parameter without a name",
            "`name` with a text is expected",
        ));
        return None;
    };
    let location = match location.as_str() {
        Some("path") => Location::Path,
        Some("query") => Location::Query,
        Some("header") => Location::Header,
        Some("cookie") => Location::Cookie,
        _ => {
            diagnostics.add(Diagnostic::new(
                location.span,
                format!("parameter `{text}` goes to a place that is not supported"),
                "`in: path`, `in: query`, `in: header` or `in: cookie` is expected",
            ));
            return None;
        }
    };
    Some(Parameter {
        name: text,
        location,
        node,
        span: name.span,
    })
}

/// The type of a parameter or header.
fn of<'a>(parameter: &Parameter<'a>, schemas: &mut Schemas<'a>) -> Use {
    let Some(schema) = schema(parameter) else {
        report_without_schema(parameter, schemas.diagnostics);
        return Use::any();
    };
    let target = schemas.target(schema);
    // A list is a parameter that may be repeated, even if the list type has a name.
    match Schemas::type_names(target).as_slice() {
        ["array"] => schemas.used(target, 0),
        _ => schemas.used(schema, 0),
    }
}
