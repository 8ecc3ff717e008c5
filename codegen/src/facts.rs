//! What the platform means and its specification does not say: rows of tables, set on the model once.

use heck::ToSnakeCase;
use indexmap::IndexMap;

use crate::model::{Api, Field, Http, QueryName, QueryParameter, Resource, Scalar, Shape, Type, TypeRef};

/// Sets all facts.
pub fn apply(api: &mut Api) {
    let expandable = names_where(api, |api, of| api.lineage(of).iter().any(|of| of.marks.expandable && of.object().is_some()));
    let errors = names_where(api, |api, of| api.lineage(of).iter().any(|of| WEAK_FAMILIES.contains(&of.name.as_str())));
    for of in api.types.values_mut() {
        let name = of.name.clone();
        let is_token = name.contains("Token");
        if let Shape::Object(object) = &mut of.shape {
            for field in &mut object.fields {
                field.weak = errors.contains(&name) || field.name == "obj" && expandable.contains(&name);
                field.secret = is_text(&field.of) && is_secret(&name, &field.name, is_token);
            }
            for (union, tag) in MISSING_TAGS {
                if name == *union && object.discriminator.is_some() {
                    object.missing_tag = Some((*tag).to_owned());
                }
            }
        }
    }
    let types = std::mem::take(&mut api.types);
    for resource in &mut api.resources {
        fill_forms(resource, &types);
    }
    api.types = types;
}

/// The error objects: their fields name resources of all kinds, and tie nearly the whole platform into one.
const WEAK_FAMILIES: [&str; 2] = ["ErrorObject", "GraphQLErrorObject"];

/// Unions whose discriminator older bodies lack, with the tag that they mean.
///
/// Money had no `type` before high precision money was introduced, so a body without it is in cents.
const MISSING_TAGS: &[(&str, &str)] = &[("TypedMoney", "centPrecision"), ("TypedMoneyDraft", "centPrecision")];

/// Names of texts that open a door, whatever type they stand in.
const SECRET_FIELDS: [&str; 7] = ["accessKey", "accessSecret", "apiKey", "apiSecret", "authorizationHeader", "connectionString", "headerValue"];

/// Texts that open a door though their names do not tell.
const SECRET_FIELDS_OF: [(&str, &str); 1] = [("AzureFunctionsAuthentication", "key")];

fn is_secret(of: &str, field: &str, is_token: bool) -> bool {
    let words = field.to_snake_case();
    let tells = words.split('_').any(|word| matches!(word, "password" | "secret" | "token"));
    tells || (is_token && field == "value") || SECRET_FIELDS.contains(&field) || SECRET_FIELDS_OF.contains(&(of, field))
}

fn is_text(of: &TypeRef) -> bool {
    matches!(of, TypeRef::Scalar(Scalar::String))
}

fn names_where(api: &Api, is: impl Fn(&Api, &Type) -> bool) -> Vec<String> {
    api.types.values().filter(|of| is(api, of)).map(|of| of.name.clone()).collect()
}

/// The fields of form-urlencoded bodies: the properties of the declared type. A form that is declared as a bare text takes
/// what the query of the resource's `GET` takes: that is what the platform means by "the same parameters within the body".
fn fill_forms(resource: &mut Resource, types: &IndexMap<String, Type>) {
    let query = resource.methods.iter().find(|method| method.http == Http::Get).map(|method| method.query.clone());
    for method in &mut resource.methods {
        let Some(body) = method.bodies.iter().find(|body| body.media_type == FORM) else { continue };
        let declared = match &body.of {
            Some(TypeRef::Named(name)) => types.get(name).and_then(Type::object),
            _ => None,
        };
        method.form = match (declared, &query) {
            (Some(object), _) => object.fields.iter().map(parameter).collect(),
            (None, Some(query)) => query.clone(),
            (None, None) => Vec::new(),
        };
    }
    for below in &mut resource.resources {
        fill_forms(below, types);
    }
}

fn parameter(field: &Field) -> QueryParameter {
    QueryParameter {
        name: QueryName::Fixed(field.name.clone()),
        of: field.of.clone(),
        required: field.required,
        description: field.description.clone(),
        facets: field.facets.clone(),
        marks: field.marks.clone(),
        from_trait: None,
        span: field.span,
    }
}

/// The media type of form-urlencoded bodies.
pub const FORM: &str = "application/x-www-form-urlencoded";
