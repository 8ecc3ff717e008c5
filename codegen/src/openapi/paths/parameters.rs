//! Parameters of paths, queries and headers.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::{boolean, text},
    model::{Header, PathParameter, QueryName, QueryParameter, is_said_elsewhere},
    openapi::{
        document::{Document, Section},
        fixed_fields,
        schemas::{Schemas, Use, marks},
    },
    source::Span,
    yaml::Node,
};

/// A declared parameter.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) location: Location,
    pub(super) node: &'a Node,
    pub(super) span: Span,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
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

/// A parameter of a path.
pub(super) fn path<'a>(parameter: &Parameter<'a>, schemas: &mut Schemas<'a>) -> PathParameter {
    let node = parameter.node;
    if boolean(node, "required", schemas.diagnostics) != Some(true) {
        schemas.diagnostics.add(Diagnostic::new(
            parameter.span,
            format!("path parameter `{}` is not required", parameter.name),
            "`required: true` is expected, for a path has all of its parts",
        ));
    }
    refuse_style(parameter, "simple", schemas.diagnostics);
    let used = of(parameter, schemas);
    if let Some(schema) = node.get("schema") {
        let target = schemas.target(schema);
        if Schemas::type_names(target) == ["array"] || schemas.is_object(schema) {
            schemas.diagnostics.add(Diagnostic::new(
                schema.span,
                format!("path parameter `{}` is no text", parameter.name),
                "a string, number, integer or boolean is expected",
            ));
        }
    }
    PathParameter {
        name: parameter.name.to_owned(),
        of: used.of,
        facets: used.facets,
        description: text(node, "description").or(used.description),
    }
}

/// A parameter of a query.
pub(super) fn query<'a>(parameter: &Parameter<'a>, schemas: &mut Schemas<'a>) -> QueryParameter {
    let node = parameter.node;
    refuse_style(parameter, "form", schemas.diagnostics);
    let used = of(parameter, schemas);
    if let Some(schema) = node.get("schema") {
        let target = schemas.target(schema);
        let is_array = Schemas::type_names(target) == ["array"];
        let explode = boolean(node, "explode", schemas.diagnostics);
        if is_array && explode == Some(false) {
            let place = node.get("explode").unwrap_or(node);
            schemas.diagnostics.add(Diagnostic::new(
                place.span,
                format!("query parameter `{}` is a list in one text", parameter.name),
                "`explode: true` is expected, which gives the parameter several times",
            ));
        }
        let element = if is_array {
            target.get("items").unwrap_or(target)
        } else {
            schema
        };
        if schemas.is_object(element) {
            schemas.diagnostics.add(Diagnostic::new(
                schema.span,
                format!("query parameter `{}` is an object", parameter.name),
                "a text, number or boolean is expected, or a list of them",
            ));
        }
    }
    given(parameter, used, schemas)
}

/// A parameter that a caller gives.
fn given<'a>(parameter: &Parameter<'a>, used: Use, schemas: &mut Schemas<'a>) -> QueryParameter {
    let node = parameter.node;
    let mut marks = marks(node, schemas.diagnostics);
    marks.mark_deprecated |= used.marks.mark_deprecated;
    QueryParameter {
        name: QueryName::Fixed(parameter.name.to_owned()),
        of: used.of,
        required: boolean(node, "required", schemas.diagnostics) == Some(true),
        description: text(node, "description").or(used.description),
        facets: used.facets,
        marks,
        from_trait: None,
        span: parameter.span,
    }
}

/// A header of a request; `None` for those that OpenAPI says elsewhere.
pub(super) fn request_header<'a>(
    parameter: &Parameter<'a>,
    schemas: &mut Schemas<'a>,
) -> Option<QueryParameter> {
    if is_said_elsewhere(parameter.name) {
        return None;
    }
    refuse_style(parameter, "simple", schemas.diagnostics);
    let used = of(parameter, schemas);
    Some(given(parameter, used, schemas))
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
        _ => {
            diagnostics.add(Diagnostic::new(
                location.span,
                format!("parameter `{text}` goes to a place that is not supported"),
                "`in: path`, `in: query` or `in: header` is expected",
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

/// The schema of a parameter or header.
fn of<'a>(parameter: &Parameter<'a>, schemas: &mut Schemas<'a>) -> Use {
    let node = parameter.node;
    let Some(schema) = node.get("schema") else {
        let place = node
            .get("content")
            .map_or(parameter.span, |content| content.span);
        schemas.diagnostics.add(Diagnostic::new(
            place,
            format!("`{}` has no `schema`", parameter.name),
            "`schema` is expected, for the value is sent as a plain text",
        ));
        return Use::any();
    };
    let target = schemas.target(schema);
    // A list is a parameter that may be given several times, whatever name the list has.
    match Schemas::type_names(target).as_slice() {
        ["array"] => schemas.used(target, 0),
        _ => schemas.used(schema, 0),
    }
}

fn refuse_style(parameter: &Parameter<'_>, expected: &str, diagnostics: &mut Diagnostics) {
    if let Some(style) = parameter.node.get("style")
        && style.as_str() != Some(expected)
    {
        diagnostics.add(Diagnostic::new(
            style.span,
            format!(
                "parameter `{}` has a style that is not supported",
                parameter.name
            ),
            format!("`style: {expected}` is expected"),
        ));
    }
}
