//! How the values of parameters and of the fields of forms become texts: `style`, `explode`, `content`.
//!
//! A parameter with an object becomes several: one for each property, with the name of the property on the wire
//! (`filter[since]`). Values without a string form are sent as JSON.

use crate::{
    diagnostics::Diagnostic,
    facets::text,
    model::{Encoding, Facets, Marks, Placeholder, QueryName, QueryParameter, Scalar, TypeRef},
    openapi::{
        annotations,
        schemas::{Schemas, Use},
    },
    source::Span,
    yaml::{Entry, Node},
};

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A list as several pairs, an object as a pair for each property.
    Pairs,
    /// A list as several values of one name, an object as one text of its names and values, with this letter between a
    /// name and its value: headers have no other names.
    Values(char),
    /// A list as one text, with this letter between its values; an object in the same way, with its names and values.
    Joined(char),
    /// A list as one string, with commas, an object as a pair for each property: cookies have one value for each name.
    Cookies,
    /// The name of a property in brackets behind the name of the parameter.
    DeepObject,
    /// JSON.
    Json,
}

/// A named value.
pub(super) struct Named<'a> {
    pub(super) name: String,
    /// Its description beside its schema.
    pub(super) node: &'a Node,
    pub(super) schema: &'a Node,
    pub(super) style: Style,
    pub(super) is_required: bool,
    pub(super) span: Span,
}

/// The depth up to which the properties of objects become parameters. The caller names deeper ones.
const DEEPEST: usize = 3;

/// The parameters for a parameter or a field of a form.
pub(super) fn expand<'a>(named: &Named<'a>, schemas: &mut Schemas<'a>) -> Vec<QueryParameter> {
    let mut found = Vec::new();
    expand_into(named, schemas, 0, &mut found);
    found
}

fn expand_into<'a>(
    named: &Named<'a>,
    schemas: &mut Schemas<'a>,
    depth: usize,
    found: &mut Vec<QueryParameter>,
) {
    if named.style == Style::Json {
        add(as_json(named, schemas), found);
        return;
    }
    let members = schemas.alternatives(named.schema);
    if members.len() > 1 && members.iter().any(|member| !schemas.is_scalar(member)) {
        alternatives(named, members, schemas, depth, found);
        return;
    }
    let schema = match members.as_slice() {
        [] => named.schema,
        [only] => *only,
        // Each of them has a string form.
        _ => {
            let used = schemas.used(named.schema, 0);
            add(parameter(named, used, schemas), found);
            return;
        }
    };
    if schemas.is_list(schema) {
        add(list(named, schema, schemas), found);
    } else if schemas.is_object(schema) {
        object(named, schema, schemas, depth, found);
    } else if schemas.is_scalar(schema) {
        let used = schemas.used(schema, 0);
        add(parameter(named, used, schemas), found);
    } else {
        add(as_json(named, schemas), found);
    }
}

/// The types of a union's members: the caller gives a value of one of them.
fn alternatives<'a>(
    named: &Named<'a>,
    members: Vec<&'a Node>,
    schemas: &mut Schemas<'a>,
    depth: usize,
    found: &mut Vec<QueryParameter>,
) {
    let mut each: Vec<Vec<QueryParameter>> = Vec::new();
    for schema in members {
        let member = Named {
            name: named.name.clone(),
            schema,
            ..*named
        };
        let mut of_member = Vec::new();
        expand_into(&member, schemas, depth, &mut of_member);
        each.push(of_member);
    }
    for parameter in together(each) {
        add(parameter, found);
    }
}

/// The parameters of several alternatives. What all of them require is required.
pub(super) fn together(each: Vec<Vec<QueryParameter>>) -> Vec<QueryParameter> {
    let mut found = Vec::new();
    let required: Vec<QueryName> = each
        .first()
        .into_iter()
        .flatten()
        .map(|parameter| parameter.name.clone())
        .filter(|name| {
            each.iter().all(|of_member| {
                let mut same = of_member.iter().filter(|parameter| parameter.name == *name);
                same.any(|parameter| parameter.required)
            })
        })
        .collect();
    for parameter in each.into_iter().flatten() {
        let required = required.contains(&parameter.name);
        add(
            QueryParameter {
                required,
                ..parameter
            },
            &mut found,
        );
    }
    found
}

/// The parameter or field for any name.
pub(super) fn any(span: Span) -> QueryParameter {
    QueryParameter {
        name: QueryName::Pattern {
            pattern: "//".to_owned(),
            placeholder: None,
        },
        of: TypeRef::Scalar(Scalar::String),
        encoding: Encoding::Texts,
        required: false,
        description: None,
        facets: Facets::default(),
        marks: Marks::default(),
        from_trait: None,
        span,
    }
}

/// Merges two parameters of alternatives that have the same name: the first one is kept, with a type for both: a list if
/// one of them is a list, of texts if they differ.
fn add(parameter: QueryParameter, found: &mut Vec<QueryParameter>) {
    let Some(known) = found.iter_mut().find(|known| known.name == parameter.name) else {
        found.push(parameter);
        return;
    };
    let is_object = |of: Encoding| matches!(of, Encoding::Json | Encoding::Members { .. });
    if is_object(known.encoding) || is_object(parameter.encoding) {
        if known.encoding != parameter.encoding {
            // The caller knows which of them it is.
            known.of = TypeRef::Scalar(Scalar::String);
            known.encoding = Encoding::Texts;
        }
        return;
    }
    let is_list = |of: &TypeRef| matches!(of, TypeRef::Array(_));
    let has_list = is_list(&known.of) || is_list(&parameter.of);
    if is_list(&parameter.of) && !is_list(&known.of) {
        known.encoding = parameter.encoding;
    }
    let one = |of: TypeRef| match of {
        TypeRef::Array(items) => *items,
        of => of,
    };
    let (first, second) = (one(known.of.clone()), one(parameter.of));
    let of = match first.is_same(&second) {
        true => first,
        false => TypeRef::Scalar(Scalar::String),
    };
    known.of = match has_list {
        true => TypeRef::Array(Box::new(of)),
        false => of,
    };
}

/// A parameter as it is.
fn parameter<'a>(named: &Named<'a>, used: Use, schemas: &mut Schemas<'a>) -> QueryParameter {
    let mut marks = annotations::marks(named.node, schemas.diagnostics);
    marks.mark_deprecated |= used.marks.mark_deprecated;
    let description = text(named.node, "description");
    let name = named.name.as_str();
    QueryParameter {
        name: match is_pattern(name) {
            true => QueryName::Pattern {
                pattern: name.to_owned(),
                placeholder: annotations::placeholder(named.node),
            },
            false => QueryName::Fixed(name.to_owned()),
        },
        of: used.of,
        encoding: Encoding::Texts,
        required: named.is_required,
        description: description.or(used.description),
        facets: used.facets,
        marks,
        from_trait: None,
        span: named.span,
    }
}

/// A parameter whose text is JSON.
fn as_json<'a>(named: &Named<'a>, schemas: &mut Schemas<'a>) -> QueryParameter {
    if named.style != Style::Json {
        schemas.diagnostics.warn(Diagnostic::new(
            named.span,
            format!("no text form for a value of parameter `{}`", named.name),
            "a scalar, an enum, or a list or an object of them is expected; its JSON is sent",
        ));
    }
    // Errors of the schema are reported in any case.
    schemas.used(named.schema, 0);
    QueryParameter {
        encoding: Encoding::Json,
        ..parameter(named, Use::any(), schemas)
    }
}

fn list<'a>(named: &Named<'a>, schema: &'a Node, schemas: &mut Schemas<'a>) -> QueryParameter {
    let target = schemas.target(schema);
    let items = target
        .get("items")
        .filter(|items| items.elements().is_empty());
    let is_of_scalars = items.is_none_or(|items| {
        let members = schemas.alternatives(items);
        members.iter().all(|member| schemas.is_scalar(member))
    });
    if !is_of_scalars {
        return match named.style {
            Style::DeepObject => by_key(named, TypeRef::Scalar(Scalar::String), schemas),
            _ => as_json(named, schemas),
        };
    }
    let used = schemas.used(target, 0);
    let mut parameter = parameter(named, used, schemas);
    match named.style {
        Style::Joined(letter) => parameter.encoding = Encoding::Joined(letter),
        Style::Cookies => parameter.encoding = Encoding::Joined(','),
        Style::DeepObject => parameter.name = QueryName::Fixed(format!("{}[]", named.name)),
        Style::Pairs | Style::Values(_) | Style::Json => {}
    }
    parameter
}

fn object<'a>(
    named: &Named<'a>,
    schema: &'a Node,
    schemas: &mut Schemas<'a>,
    depth: usize,
    found: &mut Vec<QueryParameter>,
) {
    let properties = schemas.properties(schema);
    let further = schemas.further_properties(schema);
    let name_of = |property: &str| match named.style {
        Style::DeepObject => Some(format!("{}[{property}]", named.name)),
        Style::Pairs | Style::Cookies => Some(property.to_owned()),
        Style::Values(_) | Style::Joined(_) | Style::Json => None,
    };
    if name_of("").is_none() {
        let one = members(named, schema, &properties, schemas);
        add(one, found);
        return;
    }
    if depth >= DEEPEST || properties.is_empty() {
        let of = match further.filter(|further| schemas.is_scalar(further)) {
            Some(further) => schemas.used(further, 0).of,
            None => TypeRef::Scalar(Scalar::String),
        };
        add(by_key(named, of, schemas), found);
        return;
    }
    for (property, is_required) in properties {
        let inner = Named {
            name: name_of(&property.key).unwrap_or_default(),
            node: &property.value,
            schema: &property.value,
            style: named.style,
            is_required: named.is_required && is_required,
            span: property.key_span,
        };
        expand_into(&inner, schemas, depth + 1, found);
    }
    if schemas.has_further_properties(schema) {
        let of = match further.filter(|further| schemas.is_scalar(further)) {
            Some(further) => schemas.used(further, 0).of,
            None => TypeRef::Scalar(Scalar::String),
        };
        add(by_key(named, of, schemas), found);
    }
}

/// An object as one string, if each of its values has a string form.
fn members<'a>(
    named: &Named<'a>,
    schema: &'a Node,
    properties: &[(&'a Entry, bool)],
    schemas: &mut Schemas<'a>,
) -> QueryParameter {
    let (within, between) = match named.style {
        Style::Values(within) => (within, ','),
        Style::Joined(letter) => (letter, letter),
        _ => return as_json(named, schemas),
    };
    let further = schemas.further_properties(schema);
    let mut values = properties.iter().map(|(property, _)| &property.value);
    let has_texts = |value: &&'a Node| {
        let members = schemas.alternatives(value);
        members.iter().all(|member| schemas.is_scalar(member))
    };
    if !(values.all(|value| has_texts(&value)) && further.iter().all(has_texts)) {
        return as_json(named, schemas);
    }
    // Errors of its properties are reported although no type is generated from them.
    schemas.used(named.schema, 0);
    QueryParameter {
        of: TypeRef::Scalar(Scalar::String),
        encoding: Encoding::Members { within, between },
        ..parameter(named, Use::any(), schemas)
    }
}

/// A parameter with a part of its name given by the caller: `metadata[<key>]`.
fn by_key<'a>(named: &Named<'a>, of: TypeRef, schemas: &mut Schemas<'a>) -> QueryParameter {
    let (prefix, suffix) = match named.style {
        Style::DeepObject => (format!("{}[", named.name), "]"),
        _ => (String::new(), ""),
    };
    let is_list = schemas.is_list(named.schema);
    let mut found = parameter(named, Use::any(), schemas);
    if is_list {
        // The names of the elements begin with their positions.
        let note = format!(
            "A key is what stands within the outer brackets: `0][name` for `{prefix}0][name]`."
        );
        found.description = Some(match found.description {
            Some(description) => format!("{description}\n\n{note}"),
            None => note,
        });
    }
    QueryParameter {
        name: QueryName::Pattern {
            pattern: format!("/{prefix}.*{suffix}/"),
            placeholder: Some(Placeholder {
                parameter: named.name.clone(),
                prefix,
                placeholder: "key".to_owned(),
                suffix: suffix.to_owned(),
            }),
        },
        of,
        required: false,
        ..found
    }
}

/// Whether a name is a regular expression between slashes, as RAML writes it.
fn is_pattern(name: &str) -> bool {
    name.len() > 2 && name.starts_with('/') && name.ends_with('/')
}
