//! The contract of an API for a server: its operations and the types that it takes, one JSON object a line.
//!
//! The emulator reads it, so that its users need neither the specification nor the generator. It contains only facts, no
//! descriptions.

use serde_json::{Map, Number, Value, json};

use crate::model::{
    Api, Body, Facets, Field, Literal, Method, QueryName, QueryParameter, Resource, Shape, Type,
    TypeRef,
};

/// The path of the listing below the folder of the emulator's crate.
pub const PATH: &str = "src/contract.jsonl";

/// The lines of an API: its resources, each followed by its operations, then its types.
pub fn text(api: &Api) -> String {
    let mut text = String::new();
    let mut add = |line: Map<String, Value>| {
        text.push_str(&Value::Object(line).to_string());
        text.push('\n');
    };
    for of in api.all_resources() {
        add(resource(of));
        for method in &of.methods {
            add(operation(of, method));
        }
    }
    for of in api.types.values() {
        add(named_type(of));
    }
    text
}

fn resource(of: &Resource) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("resource".to_owned(), json!(of.path));
    if let Some(update) = &of.update {
        line.insert("action".to_owned(), json!(update.action));
    }
    line
}

fn operation(resource: &Resource, of: &Method) -> Map<String, Value> {
    let mut line = Map::new();
    let method = of.http.as_str().to_uppercase();
    line.insert("operation".to_owned(), json!(method));
    line.insert("path".to_owned(), json!(resource.path));
    line.insert("scopes".to_owned(), json!(of.scopes));
    let query: Vec<Value> = of.query.iter().map(parameter).collect();
    put_list(&mut line, "query", query);
    put(&mut line, "body", of.bodies.first().and_then(body));
    let success = of.successes().next();
    if let Some(success) = success {
        put(&mut line, "answer", success.bodies.first().and_then(body));
        line.insert("status".to_owned(), json!(success.status));
    }
    line
}

fn body(of: &Body) -> Option<Value> {
    of.of.as_ref().map(use_of)
}

fn parameter(of: &QueryParameter) -> Value {
    let mut line = Map::new();
    match &of.name {
        QueryName::Fixed(name) => line.insert("name".to_owned(), json!(name)),
        QueryName::Pattern { pattern, .. } => line.insert("names".to_owned(), json!(pattern)),
    };
    line.insert("of".to_owned(), use_of(&of.of));
    put_if(&mut line, "required", of.required);
    put_facets(&mut line, &of.facets);
    Value::Object(line)
}

fn named_type(of: &Type) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("type".to_owned(), json!(of.name));
    put_shape(&mut line, of);
    line
}

/// The definition of a type, named or anonymous. Inherited fields are in the base.
fn put_shape(line: &mut Map<String, Value>, of: &Type) {
    put(line, "base", of.base.as_deref().map(Value::from));
    match &of.shape {
        Shape::Object(object) => {
            let fields: Vec<Value> = object.fields.iter().map(field).collect();
            line.insert("fields".to_owned(), Value::Array(fields));
            let maps = object.maps.iter();
            let maps = maps.map(|map| json!({"names": map.pattern, "of": use_of(&map.value)}));
            put_list(line, "maps", maps.collect());
            let discriminator = object.discriminator.as_deref();
            put(line, "discriminator", discriminator.map(Value::from));
            put(line, "tag", object.tag.as_deref().map(Value::from));
        }
        Shape::Enum(values) => {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            line.insert("enum".to_owned(), json!(values));
        }
        Shape::Alias(alias) => {
            line.insert("alias".to_owned(), use_of(alias));
        }
        Shape::Union(members) => {
            let members: Vec<Value> = members.iter().map(use_of).collect();
            line.insert("union".to_owned(), Value::Array(members));
        }
    }
    put_facets(line, &of.facets);
}

fn field(of: &Field) -> Value {
    let mut line = Map::new();
    line.insert("name".to_owned(), json!(of.name));
    line.insert("of".to_owned(), use_of(&of.of));
    put_if(&mut line, "required", of.required);
    put_if(&mut line, "nullable", of.nullable);
    put_facets(&mut line, &of.facets);
    Value::Object(line)
}

/// A use of a type: its name, `!` with the name of a scalar, or an object that describes the composition.
fn use_of(of: &TypeRef) -> Value {
    match of {
        TypeRef::Named(name) => json!(name),
        TypeRef::Scalar(scalar) => match scalar.format() {
            Some(format) => json!(format!("!{}:{}", scalar.as_str(), format.as_str())),
            None => json!(format!("!{}", scalar.as_str())),
        },
        TypeRef::Any => json!("!any"),
        TypeRef::AnyObject => json!("!object"),
        TypeRef::Array(items) => json!({"list": use_of(items)}),
        TypeRef::Union(members) => {
            let members: Vec<Value> = members.iter().map(use_of).collect();
            json!({"union": members})
        }
        TypeRef::Inline(of) => {
            let mut line = Map::new();
            put_shape(&mut line, of);
            json!({"inline": line})
        }
    }
}

fn put_facets(line: &mut Map<String, Value>, facets: &Facets) {
    let pattern = facets.pattern.as_deref();
    put(line, "pattern", pattern.map(Value::from));
    for (member, facet) in [
        ("minLength", &facets.min_length),
        ("maxLength", &facets.max_length),
        ("minimum", &facets.minimum),
        ("maximum", &facets.maximum),
        ("minItems", &facets.min_items),
        ("maxItems", &facets.max_items),
    ] {
        put(line, member, facet.as_deref().map(number));
    }
    put_if(line, "uniqueItems", facets.unique_items == Some(true));
    let values = facets.values.iter().map(|value| number(value));
    put_list(line, "values", values.collect());
    put(line, "default", facets.default.as_ref().map(literal));
}

/// A number as it was written, or its text if JSON has no such number.
fn number(text: &str) -> Value {
    match text.parse::<Number>() {
        Ok(number) => Value::Number(number),
        Err(_) => json!(text),
    }
}

fn literal(of: &Literal) -> Value {
    match of {
        Literal::Bool(value) => json!(value),
        Literal::Number(text) => number(text),
        Literal::String(text) => json!(text),
        Literal::List(values) => Value::Array(values.iter().map(literal).collect()),
    }
}

fn put(line: &mut Map<String, Value>, member: &str, value: Option<Value>) {
    if let Some(value) = value {
        line.insert(member.to_owned(), value);
    }
}

fn put_if(line: &mut Map<String, Value>, member: &str, is: bool) {
    put(line, member, is.then_some(Value::Bool(true)));
}

fn put_list(line: &mut Map<String, Value>, member: &str, values: Vec<Value>) {
    let values = (!values.is_empty()).then_some(Value::Array(values));
    put(line, member, values);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::load;

    use super::*;

    #[test]
    fn each_line_is_a_resource_an_operation_or_a_type() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("api.raml");
        let raml = "\
#%RAML 1.0
title: Shop
securitySchemes:
  oauth:
    type: OAuth 2.0
    settings:
      scopes: ['view_cats']
types:
  Cat:
    properties:
      key: {type: string, minLength: 2, pattern: '^[a-z]+$'}
      lives?: {type: integer, maximum: 9, default: 9}
      kittens?: Cat[]
  Colour: {enum: [black, white]}
/cats:
  get:
    securedBy: [{oauth: {scopes: ['view_cats']}}]
    queryParameters:
      limit?: {type: integer, maximum: 500}
    responses: {200: {body: {application/json: {type: Cat}}}}
  post:
    body: {application/json: {type: Cat}}
    responses: {201: {}}
";
        std::fs::write(&root, raml).unwrap();
        let read = load(&root).map_err(|report| report.render());
        let api = read.map(|read| read.api).unwrap();
        let expected = [
            r#"{"resource":"/cats"}"#,
            r#"{"answer":"Cat","operation":"GET","path":"/cats","query":[{"maximum":500,"name":"limit","of":"!integer"}],"scopes":["view_cats"],"status":200}"#,
            r#"{"body":"Cat","operation":"POST","path":"/cats","scopes":[],"status":201}"#,
            r#"{"fields":[{"minLength":2,"name":"key","of":"!string","pattern":"^[a-z]+$","required":true},{"default":9,"maximum":9,"name":"lives","of":"!integer"},{"name":"kittens","of":{"list":"Cat"}}],"type":"Cat"}"#,
            r#"{"enum":["black","white"],"type":"Colour"}"#,
        ];
        let text = text(&api);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, expected);
    }
}
