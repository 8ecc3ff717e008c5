//! A platform that goes by a new specification, and the exchanges that worked by the old one: what it refuses or takes
//! otherwise. What is here does not look at any Rust.

use std::collections::{BTreeMap, BTreeSet};

use codegen::{
    model::{Api, Facets, Literal, Method, QueryName},
    plan::Plan,
};

/// The exchanges that worked before and do not now.
pub(crate) fn refused(old: &Plan<'_>, new: &Plan<'_>) -> Vec<String> {
    let mut refused = Vec::new();
    let (was, is) = (operations(old.api), operations(new.api));
    for (route, method) in &was {
        let Some(other) = is.get(route) else {
            continue;
        };
        if !serves(&method.scopes, &other.scopes) {
            refused.push(format!(
                "{route}: an API client that is in use lacks a scope"
            ));
        }
        for parameter in &method.query {
            let same = other
                .query
                .iter()
                .find(|other| other.name == parameter.name);
            let QueryName::Fixed(name) = &parameter.name else {
                continue;
            };
            if let Some(same) = same {
                values(
                    &parameter.facets,
                    &same.facets,
                    &format!("{route}?{name}"),
                    &mut refused,
                );
            }
        }
    }
    for (name, of) in &old.types {
        let (true, Some(same)) = (of.direction.sent, new.types.get(name)) else {
            continue;
        };
        values(&of.of.facets, &same.of.facets, name, &mut refused);
        for field in &of.fields {
            if let Some(other) = same.field(&field.field.name) {
                let place = format!("{name}.{}", field.field.name);
                values(
                    &field.field.facets,
                    &other.field.facets,
                    &place,
                    &mut refused,
                );
            }
        }
    }
    refused
}

/// The operations by method and path. What the parameters of a path are called is not sent.
fn operations(api: &Api) -> BTreeMap<String, &Method> {
    let mut operations = BTreeMap::new();
    for resource in api.all_resources() {
        let path: String = resource
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "/{}" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for method in &resource.methods {
            operations.insert(format!("{} {path}", method.http.as_str()), method);
        }
    }
    operations
}

/// Whether every API client that was good enough still is: one that has any one of the scopes, where one is enough, and
/// one that has all of them, where all are needed.
fn serves(old: &BTreeSet<String>, new: &BTreeSet<String>) -> bool {
    if new.is_empty() {
        return true;
    }
    let one_is_enough = !old.is_empty() && old.iter().all(|scope| new.contains(scope));
    let all_are_needed = new.iter().all(|scope| old.contains(scope));
    one_is_enough && all_are_needed
}

/// Tries the values that the old limits permit, the outermost ones, on the new limits.
fn values(old: &Facets, new: &Facets, place: &str, refused: &mut Vec<String>) {
    let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    let pairs = [
        (
            number(&old.minimum),
            number(&old.maximum),
            number(&new.minimum),
            number(&new.maximum),
        ),
        (
            number(&old.min_length).or(Some(0.0)),
            number(&old.max_length),
            number(&new.min_length),
            number(&new.max_length),
        ),
    ];
    for (least, most, new_least, new_most) in pairs {
        for value in [least.unwrap_or(-1e9), most.unwrap_or(1e9)] {
            if new_least.is_some_and(|least| value < least)
                || new_most.is_some_and(|most| value > most)
            {
                refused.push(format!("{place}: {value} is refused"));
            }
        }
    }
    if new.pattern.is_some() && old.pattern != new.pattern {
        refused.push(format!("{place}: a text is refused"));
    }
    if old.values != new.values && !new.values.is_empty() {
        refused.push(format!("{place}: a value is refused"));
    }
    let (was, is): (&Option<Literal>, &Option<Literal>) = (&old.default, &new.default);
    if let (Some(was), Some(is)) = (was, is)
        && was != is
    {
        refused.push(format!("{place}: what is left out means something else"));
    }
}
