//! What reaches what: the edges between types, and whether a type is sent, received or both.
//!
//! An edge is weak where it only ties resources together: the expanded `obj` of a reference, and the resources in error
//! objects. Followed like any other they tie nearly the whole platform into one. Weak edges are received where their target
//! is there, and never sent.

use std::collections::{HashMap, HashSet};

use crate::model::{Api, Method, Resource, Shape, Type, TypeRef};

use super::form::Form;

/// Which way the values of a type travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// It is part of a request.
    pub sent: bool,
    /// It is part of a response.
    pub received: bool,
}

/// Which edges to follow.
#[derive(Clone, Copy)]
pub struct Follow<'f> {
    /// Whether to follow weak edges too.
    pub weak: bool,
    /// Whether values of a base without discriminator are made of its subtypes: so it is where the base is sent.
    pub converts: &'f dyn Fn(&str) -> bool,
}

/// The types that a type names, by the edges asked for.
pub fn edges<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    of: &'a Type,
    follow: Follow<'_>,
) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut add = |of: &'a TypeRef| found.extend(names(api, &[of]));
    match &of.shape {
        Shape::Object(_) => {
            for field in api.fields(of) {
                if follow.weak || !field.weak {
                    add(&field.of);
                }
            }
            api.maps(of).iter().for_each(|map| add(&map.value));
        }
        Shape::Alias(alias) => add(alias),
        Shape::Union(members) => members.iter().for_each(add),
        Shape::Enum(_) => {}
    }
    match forms.get(of.name.as_str()) {
        Some(Form::OpenBase(below)) if (follow.converts)(&of.name) => {
            found.extend(below.iter().map(|of| of.name.as_str()))
        }
        Some(form) => found.extend(
            form.variants()
                .iter()
                .map(|variant| variant.of.name.as_str()),
        ),
        None => {}
    }
    found.retain(|name| *name != of.name);
    found
}

/// Everything that the given types reach, themselves included.
pub fn closure<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    from: impl IntoIterator<Item = &'a str>,
    follow: Follow<'_>,
) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    let mut open: Vec<&str> = from.into_iter().collect();
    while let Some(name) = open.pop() {
        if let Some(of) = api.types.get(name)
            && found.insert(of.name.as_str())
        {
            open.extend(edges(api, forms, of, follow));
        }
    }
    found
}

/// The types that an operation names: in its request, and in its responses, those that refuse included.
pub fn of_method<'a>(api: &'a Api, method: &'a Method) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut sent: Vec<&TypeRef> = method
        .query
        .iter()
        .chain(&method.form)
        .map(|parameter| &parameter.of)
        .collect();
    sent.extend(method.bodies.iter().filter_map(|body| body.of.as_ref()));
    let received: Vec<&TypeRef> = method
        .success()
        .into_iter()
        .chain(method.refusals())
        .filter_map(|body| body.of.as_ref())
        .collect();
    (names(api, &sent), names(api, &received))
}

fn names<'a>(api: &'a Api, uses: &[&'a TypeRef]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for of in uses {
        of.for_each_name(&mut |name| {
            found.extend(api.types.get_key_value(name).map(|(name, _)| name.as_str()))
        });
    }
    found
}

/// The directions of all types. What no operation names (such as the payloads of messages) is received.
pub fn directions<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
) -> HashMap<&'a str, Direction> {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for method in api
        .all_resources()
        .iter()
        .flat_map(|resource: &&Resource| &resource.methods)
    {
        let (request, response) = of_method(api, method);
        sent.extend(request);
        received.extend(response);
    }
    let sent = closure(
        api,
        forms,
        sent,
        Follow {
            weak: false,
            converts: &|_| true,
        },
    );
    let all = Follow {
        weak: true,
        converts: &|_| false,
    };
    let mut received = closure(api, forms, received, all);
    let unnamed: Vec<&str> = api
        .types
        .keys()
        .map(String::as_str)
        .filter(|name| !sent.contains(name) && !received.contains(name))
        .collect();
    received.extend(closure(api, forms, unnamed, all));
    api.types
        .keys()
        .map(|name| {
            (
                name.as_str(),
                Direction {
                    sent: sent.contains(name.as_str()),
                    received: received.contains(name.as_str()),
                },
            )
        })
        .collect()
}
