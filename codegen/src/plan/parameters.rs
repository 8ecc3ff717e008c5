//! The parameters of an operation: which are arguments, which are setters, and under which names.

use crate::{
    model::{Api, Method, Placeholder, QueryName, QueryParameter, Scalar, Shape, TypeRef},
    names,
};

use super::{Form, Plan};

/// Where the pairs of a parameter go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The query of the URL.
    Query,
    /// A form-urlencoded body.
    Form,
    /// The headers.
    Header,
}

/// All parameters of an operation, with the place that their pairs go to.
pub fn all(method: &Method) -> impl Iterator<Item = (&QueryParameter, Place)> {
    let query = method
        .query
        .iter()
        .map(|parameter| (parameter, Place::Query));
    let form = method.form.iter().map(|parameter| (parameter, Place::Form));
    let headers = method
        .own_headers()
        .map(|parameter| (parameter, Place::Header));
    query.chain(form).chain(headers)
}

/// Those that are arguments of the operation's method.
pub fn arguments<'m>(
    plan: &Plan<'_>,
    method: &'m Method,
) -> impl Iterator<Item = (&'m QueryParameter, Place)> {
    all(method).filter(|(parameter, _)| is_argument(parameter) && is_writable(plan, &parameter.of))
}

/// Those that have a setter. Of two with one name, which are reported, the first.
pub fn setters<'m>(
    plan: &Plan<'_>,
    method: &'m Method,
) -> impl Iterator<Item = (&'m QueryParameter, Place)> {
    all(method).filter(|(parameter, _)| !is_argument(parameter) && is_writable(plan, &parameter.of))
}

/// Whether a parameter is an argument of the operation's method and not a setter.
fn is_argument(parameter: &QueryParameter) -> bool {
    parameter.required && matches!(parameter.name, QueryName::Fixed(_))
}

/// The members of a union, whether it has a name or not.
pub fn union<'m>(api: &'m Api, of: &'m TypeRef) -> Option<&'m [TypeRef]> {
    match api.definition(of) {
        TypeRef::Union(members) => Some(members),
        TypeRef::Named(name) => match &api.types.get(name)?.shape {
            Shape::Union(members) => Some(members),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a text stands for a value of a type: one that is neither an object nor a list of lists.
pub fn is_writable(plan: &Plan<'_>, of: &TypeRef) -> bool {
    // Nothing tells the members apart in a query, but each has a text.
    if let Some(members) = union(plan.api, element(of).0) {
        return members.iter().all(|member| {
            let is_nested = union(plan.api, member).is_some();
            !is_nested && !plan.api.is_list(member) && is_writable(plan, member)
        });
    }
    match element(of).0 {
        TypeRef::Scalar(scalar) => *scalar != Scalar::Nil,
        TypeRef::Any => true,
        TypeRef::Named(name) => match plan.form(name) {
            Some(Form::Enum) => true,
            Some(Form::Alias(of)) => !matches!(of, TypeRef::Array(_)) && is_writable(plan, of),
            _ => false,
        },
        _ => false,
    }
}

/// The name of the setter of a parameter.
pub fn setter_name(parameter: &QueryParameter) -> String {
    match &parameter.name {
        QueryName::Fixed(name) => names::value_name(name),
        QueryName::Pattern { placeholder, .. } => {
            let Placeholder {
                prefix, parameter, ..
            } = placeholder_of(placeholder.as_ref());
            let name = prefix.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            names::value_name(if name.is_empty() { &parameter } else { name })
        }
    }
}

/// How the name of a pattern parameter is made. A pattern without a placeholder takes the whole name.
pub fn placeholder_of(placeholder: Option<&Placeholder>) -> Placeholder {
    placeholder.cloned().unwrap_or_else(|| Placeholder {
        parameter: "parameter".to_owned(),
        prefix: String::new(),
        placeholder: "name".to_owned(),
        suffix: String::new(),
    })
}

/// The type of one value, and whether there may be several.
pub fn element(of: &TypeRef) -> (&TypeRef, bool) {
    match of {
        TypeRef::Array(items) => (items, true),
        other => (other, false),
    }
}
