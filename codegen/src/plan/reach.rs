//! The edges between types, and whether a type is sent, received or both.

use std::collections::{HashMap, HashSet};

use crate::model::{Api, Content, Method, Response, Shape, Type, TypeRef};

use super::form::Form;

/// Whether the values of a type are sent or received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// It is part of a request.
    pub sent: bool,
    /// It is part of a response.
    pub received: bool,
}

/// The edges between the types of an API.
pub struct Edges<'a> {
    /// The types that each received type contains.
    received: HashMap<&'a str, Vec<&'a str>>,
    /// The types that each sent type contains.
    sent: HashMap<&'a str, Vec<&'a str>>,
    /// The types that each type always contains: without the expanded resources of references.
    held: HashMap<&'a str, Vec<&'a str>>,
}

/// Which edges to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// Those of received values.
    Received,
    /// Those of sent values: expanded resources are never sent, and a value of a base without discriminator belongs to
    /// one of its subtypes.
    Sent,
    /// Those of received values, without expanded resources.
    Held,
}

impl<'a> Edges<'a> {
    /// The edges of an API.
    pub fn of(api: &'a Api, forms: &HashMap<&'a str, Form<'a>>) -> Self {
        let all = |follow| {
            let types = api.types.values();
            types
                .map(|of| (of.name.as_str(), edges(api, forms, of, follow)))
                .collect()
        };
        Self {
            received: all(Follow::Received),
            sent: all(Follow::Sent),
            held: all(Follow::Held),
        }
    }

    /// The types that a type names.
    pub fn from(&self, name: &str, follow: Follow) -> &[&'a str] {
        let edges = match follow {
            Follow::Received => &self.received,
            Follow::Sent => &self.sent,
            Follow::Held => &self.held,
        };
        edges.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The types that the given types reach, including themselves, except `stops` and those reached only through them.
    pub fn closure(
        &self,
        from: impl IntoIterator<Item = &'a str>,
        follow: Follow,
        stops: impl Fn(&str) -> bool,
    ) -> HashSet<&'a str> {
        let mut found = HashSet::new();
        let mut open: Vec<&str> = from.into_iter().collect();
        while let Some(name) = open.pop() {
            if !stops(name) && found.insert(name) {
                open.extend(self.from(name, follow));
            }
        }
        found
    }
}

fn edges<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    of: &'a Type,
    follow: Follow,
) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut add = |of: &'a TypeRef| found.extend(names(api, &[of]));
    match &of.shape {
        Shape::Object(_) => {
            for field in api.fields(of) {
                let is_followed = match follow {
                    Follow::Received => true,
                    Follow::Sent => !field.is_only_received(),
                    Follow::Held => field.role != Some(crate::model::Role::Expanded),
                };
                if is_followed {
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
        Some(Form::OpenBase(below)) if follow == Follow::Sent => {
            found.extend(below.iter().map(|of| of.name.as_str()));
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

/// The types that an operation names: in its request, and in its responses, those that refuse included.
pub fn of_method<'a>(api: &'a Api, method: &'a Method) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut sent: Vec<&TypeRef> = method
        .query
        .iter()
        .chain(&method.form)
        .chain(method.own_headers())
        .chain(&method.cookies)
        .map(|parameter| &parameter.of)
        .collect();
    sent.extend(method.bodies.iter().filter_map(|body| body.of.as_ref()));
    let read = method.successes().filter_map(Response::body);
    let read = read.filter_map(|body| match body.content() {
        Content::Json(of) => Some(of),
        Content::Text | Content::Bytes => None,
    });
    let refusals = method.refusals().filter_map(|body| body.of.as_ref());
    let received: Vec<&TypeRef> = read.chain(refusals).collect();
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

/// The types that all operations name: in their requests, and in their responses.
pub fn of_all_methods(api: &Api) -> (Vec<&str>, Vec<&str>) {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for resource in api.all_resources() {
        for method in &resource.methods {
            let (request, response) = of_method(api, method);
            sent.extend(request);
            received.extend(response);
        }
    }
    (sent, received)
}

/// The types that operations lead to.
pub fn by_all_methods<'a>(api: &'a Api, edges: &Edges<'a>) -> HashSet<&'a str> {
    let (sent, received) = of_all_methods(api);
    let mut reached = edges.closure(sent, Follow::Sent, |_| false);
    reached.extend(edges.closure(received, Follow::Received, |_| false));
    reached
}

/// The directions of all types. What no operation names (such as the payloads of deliveries) is received.
pub fn directions<'a>(api: &'a Api, edges: &Edges<'a>) -> HashMap<&'a str, Direction> {
    let (sent, received) = of_all_methods(api);
    let sent = edges.closure(sent, Follow::Sent, |_| false);
    let mut received = edges.closure(received, Follow::Received, |_| false);
    let unnamed: Vec<&str> = api
        .types
        .keys()
        .map(String::as_str)
        .filter(|name| !sent.contains(name) && !received.contains(name))
        .collect();
    received.extend(edges.closure(unnamed, Follow::Received, |_| false));
    api.types
        .keys()
        .map(|name| {
            let direction = Direction {
                sent: sent.contains(name.as_str()),
                received: received.contains(name.as_str()),
            };
            (name.as_str(), direction)
        })
        .collect()
}
