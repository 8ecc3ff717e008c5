//! Warns of unions whose members cannot be distinguished: they are arbitrary JSON values in Rust.

use std::collections::HashSet;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    lift,
    model::{Api, Method, Resource, Shape, Type, TypeRef},
    plan::form::{self, Form},
};

/// Warns of each such union in a body. In a parameter each member has a string form.
pub fn check(api: &Api, diagnostics: &mut Diagnostics) {
    let mut named = api.clone();
    // Errors of names are reported where they are generated.
    lift::lift(&mut named, &mut Diagnostics::default());
    let forms = form::all(&named);
    let of_parameters = only_in_parameters(&named);
    for of in named.types.values() {
        let is_union = matches!(of.shape, Shape::Union(_));
        let is_any = matches!(forms.get(of.name.as_str()), Some(Form::AnyValue));
        if is_union && is_any && !of_parameters.contains(&of.name) {
            diagnostics.warn(problem(of, named.anonymous.contains(&of.name)));
        }
    }
}

fn problem(of: &Type, is_anonymous: bool) -> Diagnostic {
    let what = match is_anonymous {
        true => "a union".to_owned(),
        false => format!("union `{}`", of.name),
    };
    Diagnostic::new(
        of.span,
        format!("nothing tells the members of {what} apart"),
        "it is any JSON value; objects with a `discriminator` are expected for a type of its own",
    )
}

/// The types that parameters name, and nothing else.
fn only_in_parameters(api: &Api) -> HashSet<String> {
    let mut of_parameters: HashSet<String> = HashSet::new();
    let mut elsewhere: HashSet<String> = HashSet::new();
    let mut open: Vec<&Resource> = api.resources.iter().collect();
    while let Some(resource) = open.pop() {
        open.extend(&resource.resources);
        for parameter in &resource.parameters {
            add(&parameter.of, &mut of_parameters);
        }
        for method in &resource.methods {
            for of in parameters(method) {
                add(of, &mut of_parameters);
            }
            let responses = method.responses.iter();
            let bodies = responses.flat_map(|response| &response.bodies);
            for of in method
                .bodies
                .iter()
                .chain(bodies)
                .filter_map(|body| body.of.as_ref())
            {
                add(of, &mut elsewhere);
            }
        }
    }
    for of in api.types.values() {
        match &of.shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    add(&field.of, &mut elsewhere);
                }
                for map in &object.maps {
                    add(&map.value, &mut elsewhere);
                }
            }
            Shape::Alias(alias) => add(alias, &mut elsewhere),
            Shape::Union(members) => members.iter().for_each(|of| add(of, &mut elsewhere)),
            Shape::Enum(_) => {}
        }
    }
    of_parameters.retain(|name| !elsewhere.contains(name));
    of_parameters
}

/// The types of what an operation sends beside its body, and of the headers of its answers.
fn parameters(method: &Method) -> impl Iterator<Item = &TypeRef> {
    let sent = method
        .query
        .iter()
        .chain(&method.form)
        .chain(&method.headers)
        .chain(&method.cookies)
        .map(|parameter| &parameter.of);
    let responses = method.responses.iter();
    let received = responses.flat_map(|response| response.headers.iter().map(|header| &header.of));
    sent.chain(received)
}

fn add(of: &TypeRef, names: &mut HashSet<String>) {
    of.for_each_name(&mut |name| {
        names.insert(name.to_owned());
    });
}
