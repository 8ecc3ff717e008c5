//! Lists a specification as it was understood, one JSON object a line, so that reviewers can compare two versions.

use serde_json::{Value, json};

use crate::model::{
    Access, Api, Body, Content, EnumValue, Method, QueryName, QueryParameter, Resource, Response,
    Scalar, Shape, Type, TypeRef,
};

/// The lines of the listing, sorted by their text.
pub fn lines(api: &Api) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for resource in api.all_resources() {
        lines.extend(
            resource
                .methods
                .iter()
                .map(|of| method(resource, of).to_string()),
        );
    }
    for of in api.types.values() {
        lines.push(named_type(api, of).to_string());
        lines.extend(properties(api, of).iter().map(Value::to_string));
    }
    lines.sort_unstable();
    lines
}

fn method(resource: &Resource, of: &Method) -> Value {
    let mut query: Vec<String> = of.query.iter().map(query_name).collect();
    query.sort_unstable();
    let mut required: Vec<String> = of
        .query
        .iter()
        .filter(|parameter| parameter.required)
        .map(query_name)
        .collect();
    required.sort_unstable();
    let mut successes = of.successes();
    let response = successes.find(|response| !response.bodies.is_empty());
    let mut line = json!({
        "kind": "method",
        "http": of.http.as_str().to_uppercase(),
        "path": resource.path,
        "query": query,
        "required_query": required,
        "request": body(&of.bodies),
        "response": response.and_then(answer),
        "scopes": of.scopes,
    });
    let mut headers: Vec<String> = of.own_headers().map(header).collect();
    if !headers.is_empty() {
        headers.sort_unstable();
        put(&mut line, "headers", headers.into());
    }
    let mut cookies: Vec<String> = of.cookies.iter().map(header).collect();
    if !cookies.is_empty() {
        cookies.sort_unstable();
        put(&mut line, "cookies", cookies.into());
    }
    if let Some(server) = &of.server {
        put(&mut line, "server", server.as_str().into());
    }
    if response.is_some() && of.only_success().is_none() {
        put(&mut line, "responses", responses(of));
    }
    line
}

/// The content of a response: a type for JSON, otherwise a media type.
fn answer(response: &Response) -> Option<String> {
    let chosen = response.body()?;
    Some(match (chosen.content(), &chosen.of) {
        (Content::Json(of), Some(_)) => use_of(of),
        _ => chosen.media_type.clone(),
    })
}

fn body(bodies: &[Body]) -> Option<String> {
    let first = bodies.first()?;
    let typed = bodies.iter().find_map(|body| body.of.as_ref());
    match typed {
        None | Some(TypeRef::Scalar(Scalar::File)) => Some(first.media_type.clone()),
        Some(of) => Some(use_of(of)),
    }
}

/// Adds a member that most lines do not have.
fn put(line: &mut Value, member: &str, value: Value) {
    if let Some(line) = line.as_object_mut() {
        line.insert(member.to_owned(), value);
    }
}

/// The body of each successful status, if they differ.
fn responses(of: &Method) -> Value {
    let responses = of.successes().map(|response| {
        let status = match response.is_rest {
            true => "other".to_owned(),
            false => response.status.to_string(),
        };
        (status, answer(response).into())
    });
    Value::Object(responses.collect())
}

/// The name of a header, with `?` if it may be absent.
fn header(parameter: &QueryParameter) -> String {
    let name = query_name(parameter);
    match parameter.required {
        true => name,
        false => format!("{name}?"),
    }
}

fn query_name(parameter: &QueryParameter) -> String {
    match &parameter.name {
        QueryName::Fixed(name) => name.clone(),
        QueryName::Pattern {
            placeholder: Some(placeholder),
            ..
        } => format!("~{}", placeholder.prefix.trim_end_matches('.')),
        QueryName::Pattern {
            pattern,
            placeholder: None,
        } => format!("~{pattern}"),
    }
}

fn named_type(api: &Api, of: &Type) -> Value {
    let values = choices(of).map(|values| {
        let mut values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
        values.sort_unstable();
        values
    });
    json!({
        "kind": "type",
        "name": of.name,
        "base": of.base,
        "discriminator": api.discriminator(of).map(|(property, _)| property),
        "tag": of.tag(),
        "enum": values,
        "shape": shape(api, of),
    })
}

/// The values of an enum, which may allow `null` beside them.
fn choices(of: &Type) -> Option<&[EnumValue]> {
    match &of.shape {
        Shape::Enum(values) => Some(values),
        Shape::Union(members) => match members.as_slice() {
            [TypeRef::Inline(of), TypeRef::Scalar(Scalar::Nil)] => choices(of),
            _ => None,
        },
        _ => None,
    }
}

fn shape(api: &Api, of: &Type) -> &'static str {
    match &of.shape {
        _ if choices(of).is_some() => "enum",
        Shape::Object(_) => "object",
        Shape::Enum(_) => "enum",
        Shape::Union(_) => "union",
        Shape::Alias(TypeRef::Named(name)) => {
            api.types.get(name).map_or("any", |of| shape(api, of))
        }
        Shape::Alias(TypeRef::Scalar(scalar)) => scalar.as_str(),
        Shape::Alias(TypeRef::Any) => "any",
        Shape::Alias(TypeRef::Array(_)) => "array",
        Shape::Alias(TypeRef::AnyObject | TypeRef::Inline(_)) => "object",
        Shape::Alias(TypeRef::Union(_)) => "union",
    }
}

fn properties(api: &Api, of: &Type) -> Vec<Value> {
    if of.object().is_none() {
        return Vec::new();
    }
    let fields = api.fields(of).into_iter().map(|field| {
        let mut line = json!({"kind": "field", "type": of.name, "name": field.name, "of": use_of(&field.of), "required": field.required});
        if field.nullable || field.of.has_null() {
            put(&mut line, "nullable", true.into());
        }
        match field.access {
            Access::Both => {}
            Access::ReadOnly => put(&mut line, "read_only", true.into()),
            Access::WriteOnly => put(&mut line, "write_only", true.into()),
        }
        line
    });
    let maps = api
        .maps(of)
        .into_iter()
        .map(|map| json!({"kind": "map", "type": of.name, "value": use_of(&map.value)}));
    fields.chain(maps).collect()
}

fn use_of(of: &TypeRef) -> String {
    match of {
        TypeRef::Named(name) => name.clone(),
        TypeRef::Scalar(scalar) => match scalar.format() {
            Some(format) => format!("{}:{}", scalar.as_str(), format.as_str()),
            None => scalar.as_str().to_owned(),
        },
        TypeRef::Any => "any".to_owned(),
        TypeRef::AnyObject => "object".to_owned(),
        TypeRef::Array(items) => format!("{}[]", use_of(items)),
        TypeRef::Union(_) => "union".to_owned(),
        TypeRef::Inline(of) => match &of.shape {
            // An enum without a name is a text as declared; an object without a name is anonymous.
            Shape::Enum(_) => "string".to_owned(),
            _ => "inline".to_owned(),
        },
    }
}
