//! Which models there are, what they can do, and how large they are.

use std::collections::BTreeMap;

use super::{
    exceptions::Exceptions,
    models::Model,
    specification::{Kind, Specification, Use},
};

/// The most bytes of a received union.
const LARGEST_UNION: usize = 64;

/// The most bytes of any other received type.
const LARGEST_STRUCT: usize = 2048;

/// Prints the size of every received model, and its name.
pub fn print(models: &BTreeMap<&str, &'static Model>, specification: &Specification) {
    for model in received(models, specification) {
        println!("{}\t{}", model.size, model.name);
    }
}

/// Checks that what is received can be read, what is sent can be written, and what is received is small.
pub fn check(
    models: &BTreeMap<&str, &'static Model>,
    specification: &Specification,
    exceptions: &Exceptions,
) {
    for of in specification.types() {
        let Some(model) = models.get(of.name.as_str()) else {
            exceptions.problem("model", &of.name, "", "there is no such model");
            continue;
        };
        if specification.is_received(&of.name) && model.read.is_none() {
            exceptions.problem("model", &of.name, "received", "has no `Deserialize`");
        }
        if !model.is_written {
            exceptions.problem("model", &of.name, "written", "has no `Serialize`");
        }
    }
    let received = received(models, specification);
    let (mut count, mut largest) = (0, BTreeMap::from([("union", (0, "")), ("struct", (0, ""))]));
    for model in received {
        let (kind, limit) = match specification.kind(&Use::Named(model.name.to_owned())) {
            Kind::Union(_) | Kind::KeyUnion => ("union", LARGEST_UNION),
            _ => ("struct", LARGEST_STRUCT),
        };
        if model.size > limit {
            let what = format!(
                "takes {} bytes, {limit} at most are expected of a {kind}",
                model.size
            );
            exceptions.problem("size", model.name, "", &what);
        }
        count += 1;
        largest
            .entry(kind)
            .and_modify(|largest| *largest = (*largest).max((model.size, model.name)));
    }
    println!("{} models, {count} of them received", models.len());
    for (kind, (size, name)) in largest {
        println!("the largest {kind} is {name} with {size} bytes");
    }
}

/// The models of what is received. What the specification has no name for (the fields that the kinds of a union share) is
/// received if it can be read.
fn received<'m>(
    models: &'m BTreeMap<&str, &'static Model>,
    specification: &'m Specification,
) -> impl Iterator<Item = &'static Model> + 'm {
    let is_received = |model: &&Model| match specification.get(model.name) {
        Some(of) => specification.is_received(&of.name),
        None => model.read.is_some(),
    };
    models.values().copied().filter(is_received)
}
