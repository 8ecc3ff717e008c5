//! Guarantees that the generated Rust contains at most in its documentation: the ranges of sent values, defaults, media
//! types, the statuses and headers of responses.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{
        Facets, Header, Literal, Method, QueryName, QueryParameter, Resource, Response, Shape,
        TypeRef,
    },
    names,
    plan::{
        Form, Plan, Planned, Presence, RequestModule, RustType, domains,
        parameters::{self, Place},
    },
};

use super::item::{ABSENCE, AUTHORISATION, Fact, Item, OF_PARAMETER, PRESENCE};

type Facts = BTreeMap<String, Fact>;

/// The fact of the types of arbitrary JSON values or strings.
const TYPES: &str = "types";

/// Adds these facts to the items of a plan.
pub(super) fn add(plan: &Plan<'_>, items: &mut BTreeMap<String, Item>) {
    for (key, facts) in all(plan) {
        if let Some(item) = items.get_mut(&key) {
            item.facts.extend(facts);
        }
    }
}

/// The facts of all items that have some, by their keys.
pub(super) fn all(plan: &Plan<'_>) -> Vec<(String, Facts)> {
    let mut all = Vec::new();
    for of in plan.types.values() {
        let key = format!("models::{}", of.name);
        let fields = fields(plan, of).into_iter();
        all.extend(fields.map(|(field, facts)| (format!("{key}.{field}"), facts)));
        let sent = match of.direction.sent {
            true => Sent::Yes,
            false => Sent::No,
        };
        let mut of_type = members(of, sent);
        if of.direction.sent {
            of_type.extend(facts(&of.of.facets, "", Sent::Yes));
            of_type.extend(values_of_members(plan, of));
            of_type.extend(names_of_members(plan, of));
        }
        all.push((key, of_type));
    }
    if let Some(uri) = &plan.api.base_uri {
        let told = ("base URI".to_owned(), Fact::Told(uri.clone()));
        all.push(("requests::ApiRoot".to_owned(), Facts::from([told])));
    }
    let root = domains::root(plan.api);
    for module in &plan.requests {
        let path = module.path.first().map(String::as_str).unwrap_or_default();
        for (operation, method) in operations(plan, module) {
            let facts = of_method(plan, method);
            all.push((format!("requests::{path}::{operation}"), facts));
        }
        for resource in &module.resources {
            if !root.is_some_and(|root| std::ptr::eq(root, *resource)) {
                let builder = plan.builder_name(resource);
                let facts = of_path(plan, resource);
                all.push((format!("requests::{path}::{builder}"), facts));
            }
        }
    }
    all
}

fn fields(plan: &Plan<'_>, of: &Planned<'_>) -> Vec<(String, Facts)> {
    let facts = |field: &crate::plan::PlannedField<'_>| {
        // Received values are never refused, even in a type that is both sent and received.
        let direction = match of.direction.sent && field.field.is_sent() {
            true => Sent::Yes,
            false => Sent::No,
        };
        let mut facts = facts(&field.field.facets, "", direction);
        let presence = match field.field.required {
            true => "always there",
            false => "may be missing",
        };
        let presence = Fact::Told(presence.to_owned());
        facts.insert(PRESENCE.to_owned(), presence);
        let is_read = of.direction.received && field.presence == Presence::Required;
        if is_read && !is_absence_read(plan, &field.of) {
            let absence = Fact::Told("is not read".to_owned());
            facts.insert(ABSENCE.to_owned(), absence);
        }
        (field.name.clone(), facts)
    };
    of.fields.iter().map(facts).collect()
}

/// Whether a body without a required member can be read: by the rules of the runtime, the member is then empty or unknown.
fn is_absence_read(plan: &Plan<'_>, of: &RustType) -> bool {
    let planned = |name: &str| plan.types.values().find(|of| of.name == name);
    match of {
        RustType::List(_) | RustType::JsonObject | RustType::Unit => true,
        RustType::Model(name) => planned(name).is_some_and(|of| match &of.form {
            Form::Enum | Form::Map(_) | Form::LocaleMap(_) | Form::KeyUnion(_) => true,
            Form::TagUnion { .. } => {
                let mut shared = of.shared.iter().flat_map(|shared| &shared.fields);
                shared.all(|field| {
                    field.presence != Presence::Required || is_absence_read(plan, &field.of)
                })
            }
            Form::Alias(target) => is_absence_read(plan, &RustType::of(target)),
            Form::Struct | Form::OpenBase(_) | Form::AnyValue => false,
        }),
        _ => false,
    }
}

/// The operations of a file, by the names of their structs.
fn operations<'p>(
    plan: &'p Plan<'_>,
    module: &'p RequestModule<'_>,
) -> impl Iterator<Item = (String, &'p Method)> {
    let root = domains::root(plan.api);
    module.resources.iter().flat_map(move |resource| {
        let is_root = root.is_some_and(|root| std::ptr::eq(root, *resource));
        let builder = match is_root {
            true => names::stem(&module.feature),
            false => plan.path_name(&resource.path),
        };
        let methods = resource.methods.iter();
        methods.map(move |method| (plan.operation_name(&builder, method.http), method))
    })
}

/// The types of a value that may be one of several indistinguishable ones.
fn members(of: &Planned<'_>, sent: Sent) -> Facts {
    let mut facts = Facts::new();
    if let (Form::AnyValue, Shape::Union(members)) = (&of.form, &of.of.shape) {
        let members: BTreeSet<String> = members.iter().map(shown).collect();
        let fact = match sent {
            Sent::Yes => Fact::OneOf(members),
            Sent::No => Fact::Told(members.into_iter().collect::<Vec<_>>().join(", ")),
        };
        facts.insert(TYPES.to_owned(), fact);
    }
    facts
}

/// The types of the undeclared members of an object.
fn values_of_members(plan: &Plan<'_>, of: &Planned<'_>) -> Facts {
    let maps = plan.api.maps(of.of);
    let several = maps.len() > 1;
    let facts = maps.into_iter().flat_map(|map| {
        let behind = match several {
            true => format!(" of the values of members `{}`", map.pattern),
            false => " of the values of members".to_owned(),
        };
        facts(&map.facets, &behind, Sent::Yes)
    });
    facts.collect()
}

/// The names of the undeclared members of an object.
fn names_of_members(plan: &Plan<'_>, of: &Planned<'_>) -> Facts {
    let maps = plan.api.maps(of.of).into_iter();
    let patterns: BTreeSet<String> = maps.map(|map| map.pattern.clone()).collect();
    let mut facts = Facts::new();
    // Without a pattern, all names fit.
    if !patterns.is_empty() && !patterns.contains("") {
        facts.insert(
            "pattern of the names of members".to_owned(),
            Fact::Fits(patterns.into_iter().collect::<Vec<_>>().join(", ")),
        );
    }
    facts
}

/// The limits of the parameters in the path segment of a resource.
fn of_path(plan: &Plan<'_>, resource: &Resource) -> Facts {
    let mut facts = Facts::new();
    for parameter in &resource.parameters {
        let of = format!("{OF_PARAMETER}`{}`", parameter.name);
        facts.extend(self::facts(&parameter.facets, &of, Sent::Yes));
        let shape = match &parameter.of {
            TypeRef::Inline(inline) => Some(&inline.shape),
            TypeRef::Named(name) => plan.api.types.get(name).map(|of| &of.shape),
            _ => None,
        };
        if let Some(Shape::Enum(values)) = shape {
            let values = values.iter().map(|value| value.value.clone());
            facts.insert(format!("values{of}"), Fact::OneOf(values.collect()));
        }
        facts.extend(types_of_parameter(plan, &parameter.of, &of));
        facts.insert(of, Fact::Told(String::new()));
    }
    facts
}

/// The types of a parameter that takes the string form of one of several.
fn types_of_parameter(plan: &Plan<'_>, of: &TypeRef, behind: &str) -> Facts {
    let members = parameters::union(plan.api, parameters::element(plan.api, of).0);
    let members = members.map(|members| members.iter().map(shown).collect());
    let fact = members.map(|members| (format!("{TYPES}{behind}"), Fact::OneOf(members)));
    fact.into_iter().collect()
}

fn of_method(plan: &Plan<'_>, method: &Method) -> Facts {
    let mut facts = Facts::new();
    if let Some(scheme) = &method.security_scheme {
        let scopes = plan.api.security_schemes.get(scheme);
        let told = plan.api.authorisations.get(scheme);
        let scheme = match scopes.is_some_and(|scopes| !scopes.is_empty()) {
            true => "OAuth 2.0",
            false => told.map_or("another scheme", String::as_str),
        };
        let scheme = BTreeSet::from([scheme.to_owned()]);
        facts.insert(AUTHORISATION.to_owned(), Fact::OneOf(scheme));
    }
    for (parameter, place) in parameters::all(method) {
        let of = format!("{OF_PARAMETER}`{}`", name_of(parameter, place));
        if let QueryName::Pattern { pattern, .. } = &parameter.name {
            // If the pattern is changed, its setter has the same name.
            let of = format!("{OF_PARAMETER}`{}`", parameters::setter_name(parameter));
            let pattern = Fact::Fits(pattern.clone());
            facts.insert(format!("pattern of the names{of}"), pattern);
            facts.insert(of, Fact::Told(String::new()));
        }
        facts.extend(self::facts(&parameter.facets, &of, Sent::Yes));
        facts.extend(types_of_parameter(plan, &parameter.of, &of));
        // The fact that the parameter exists, for the comparison of its limits.
        facts.insert(of, Fact::Told(String::new()));
    }
    let media_types: Vec<&str> = method
        .bodies
        .iter()
        .map(|body| body.media_type.as_str())
        .collect();
    for body in &method.bodies {
        let of = match media_types.as_slice() {
            [_] => " of the body".to_owned(),
            _ => format!(" of the body `{}`", body.media_type),
        };
        facts.extend(self::facts(&body.facets, &of, Sent::Yes));
    }
    if let [only] = media_types.as_slice() {
        let media_type = Fact::Wire((*only).to_owned());
        facts.insert("media type of the body".to_owned(), media_type);
    }
    let mut tell = |what: &str, told: Vec<String>| {
        if !told.is_empty() {
            facts.insert(what.to_owned(), Fact::Told(told.join(", ")));
        }
    };
    let statuses = |is: fn(&Response) -> bool| {
        let responses = method.responses.iter().filter(|response| is(response));
        responses
            .map(|response| response.status.to_string())
            .collect()
    };
    tell("statuses of success", statuses(Response::is_success));
    tell("statuses of refusal", statuses(Response::is_refusal));
    let bodies = method.refusals().filter_map(|body| body.of.as_ref());
    let mut bodies: Vec<String> = bodies.map(shown).collect();
    bodies.dedup();
    tell("bodies of refusals", bodies);
    let headers = |response: &Response| {
        let status = response.status;
        let header = move |header: &Header| format!("{} ({status})", header.name);
        response.headers.iter().map(header).collect::<Vec<_>>()
    };
    tell(
        "headers of the answer",
        method.responses.iter().flat_map(headers).collect(),
    );
    facts
}

fn shown(of: &TypeRef) -> String {
    match of {
        TypeRef::Named(name) => name.clone(),
        TypeRef::Array(items) => format!("{}[]", shown(items)),
        TypeRef::Scalar(scalar) => scalar.as_str().to_owned(),
        _ => "any".to_owned(),
    }
}

/// The name of a parameter on the wire. Header names ignore case.
fn name_of(parameter: &QueryParameter, place: Place) -> String {
    match &parameter.name {
        QueryName::Fixed(name) if place == Place::Header => name.to_ascii_lowercase(),
        QueryName::Fixed(name) => name.clone(),
        QueryName::Pattern { pattern, .. } => pattern.clone(),
    }
}

/// Whether values are sent. The platform refuses invalid sent values; received values are never refused.
#[derive(Clone, Copy)]
enum Sent {
    Yes,
    No,
}

fn facts(of: &Facets, behind: &str, sent: Sent) -> Facts {
    let mut facts = match &of.items {
        Some(items) => self::facts(items, &format!(" of the elements{behind}"), sent),
        None => Facts::new(),
    };
    let mut add = |what: &str, fact: Option<Fact>| {
        if let Some(fact) = fact {
            facts.insert(format!("{what}{behind}"), fact);
        }
    };
    let bound = |of: &Option<String>, fact: fn(String) -> Fact| {
        let bound = of.clone();
        bound.map(|bound| match sent {
            Sent::Yes => fact(bound),
            Sent::No => Fact::Told(bound),
        })
    };
    add("least value", bound(&of.minimum, Fact::AtLeast));
    add("greatest value", bound(&of.maximum, Fact::AtMost));
    add("least length", bound(&of.min_length, Fact::AtLeast));
    add("greatest length", bound(&of.max_length, Fact::AtMost));
    add(
        "least number of elements",
        bound(&of.min_items, Fact::AtLeast),
    );
    add(
        "greatest number of elements",
        bound(&of.max_items, Fact::AtMost),
    );
    add(
        "least number of members",
        bound(&of.min_properties, Fact::AtLeast),
    );
    add(
        "greatest number of members",
        bound(&of.max_properties, Fact::AtMost),
    );
    add("pattern", bound(&of.pattern, Fact::Fits));
    add("divisor", bound(&of.multiple_of, Fact::Fits));
    if of.unique_items == Some(true) {
        add(
            "difference of elements",
            bound(&Some("elements differ".to_owned()), Fact::Fits),
        );
    }
    if !of.values.is_empty() {
        let values = of.values.iter().cloned().collect();
        add(
            "values",
            Some(match sent {
                Sent::Yes => Fact::OneOf(values),
                Sent::No => Fact::Told(of.values.join(", ")),
            }),
        );
    }
    if let Some(default) = &of.default {
        let default = literal(default);
        add(
            "default",
            Some(match sent {
                Sent::Yes => Fact::Default(default),
                Sent::No => Fact::Told(default),
            }),
        );
    }
    facts
}

fn literal(of: &Literal) -> String {
    match of {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(text) | Literal::String(text) => text.clone(),
        Literal::List(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("[{}]", values.join(", "))
        }
    }
}
