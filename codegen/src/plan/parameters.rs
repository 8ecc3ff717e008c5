//! The parameters of an operation: which are arguments, which are setters, and under which names.

use std::collections::HashSet;

use crate::{
    model::{
        Api, Encoding, Method, Placeholder, QueryName, QueryParameter, Scalar, Shape, TypeRef,
    },
    names,
};

use super::{Form, Plan, check};

/// The place where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The query of the URL.
    Query,
    /// A form-urlencoded body.
    Form,
    /// The headers.
    Header,
    /// The header of the cookies.
    Cookie,
}

/// All parameters of an operation, with the place where each is sent.
pub fn all(method: &Method) -> impl Iterator<Item = (&QueryParameter, Place)> {
    let query = method
        .query
        .iter()
        .map(|parameter| (parameter, Place::Query));
    let form = method.form.iter().map(|parameter| (parameter, Place::Form));
    let headers = method
        .own_headers()
        .map(|parameter| (parameter, Place::Header));
    let cookies = method.cookies.iter();
    let cookies = cookies.map(|parameter| (parameter, Place::Cookie));
    query.chain(form).chain(headers).chain(cookies)
}

/// Those that are arguments of the operation's method.
pub fn arguments<'m>(
    plan: &Plan<'_>,
    method: &'m Method,
) -> impl Iterator<Item = (&'m QueryParameter, Place)> {
    all(method).filter(|(parameter, _)| is_argument(parameter) && has_text(plan, parameter))
}

/// A parameter with a setter.
pub struct Setter<'m> {
    /// The parameter.
    pub parameter: &'m QueryParameter,
    /// The place where it is sent.
    pub place: Place,
    /// The name of the setter.
    pub name: String,
}

/// Those that have a setter. Equal names are distinguished by underscores, as those of fields are: the sent names cannot
/// change.
pub fn setters<'m>(plan: &Plan<'_>, method: &'m Method) -> Vec<Setter<'m>> {
    let mut setters: Vec<Setter<'m>> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    let reserved = check::reserved(method);
    let all =
        all(method).filter(|(parameter, _)| !is_argument(parameter) && has_text(plan, parameter));
    for (parameter, place) in all {
        let name = names::free_of(&setter_name(parameter), |name| {
            reserved.contains(&name) || taken.contains(name)
        });
        taken.insert(name.clone());
        setters.push(Setter {
            parameter,
            place,
            name,
        });
    }
    setters
}

/// Whether a parameter is an argument of the operation's method and not a setter.
fn is_argument(parameter: &QueryParameter) -> bool {
    parameter.required && matches!(parameter.name, QueryName::Fixed(_))
}

/// Whether a parameter can be sent: as JSON, or because each of its values has a text form.
pub fn has_text(plan: &Plan<'_>, parameter: &QueryParameter) -> bool {
    parameter.encoding == Encoding::Json || is_writable(plan, &parameter.of)
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

/// Whether values of a type have a text form: it is neither an object nor a list of lists.
pub fn is_writable(plan: &Plan<'_>, of: &TypeRef) -> bool {
    is_writable_at(plan, of, 0)
}

/// The largest depth of nested unions: a union may be a member of itself.
const DEEPEST: usize = 8;

fn is_writable_at(plan: &Plan<'_>, of: &TypeRef, depth: usize) -> bool {
    let (item, _) = element(plan.api, of);
    if plan.api.is_list(item) {
        return false;
    }
    // The members cannot be distinguished in a query, but each has a text form.
    if let Some(members) = union(plan.api, item) {
        return depth < DEEPEST
            && members.iter().all(|member| {
                !plan.api.is_list(member) && is_writable_at(plan, member, depth + 1)
            });
    }
    match item {
        TypeRef::Scalar(scalar) => *scalar != Scalar::Nil,
        TypeRef::Any => true,
        // A member of a union, which is written as a text and needs no name.
        TypeRef::Inline(of) => match &of.shape {
            Shape::Enum(_) => true,
            Shape::Union(members) => {
                depth < DEEPEST
                    && members
                        .iter()
                        .all(|member| is_writable_at(plan, member, depth + 1))
            }
            _ => false,
        },
        TypeRef::Named(name) => match plan.form(name) {
            Some(Form::Enum) => true,
            Some(Form::Alias(of)) => is_writable(plan, of),
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

/// How the name of a pattern parameter is built. A pattern without a placeholder takes the whole name.
pub fn placeholder_of(placeholder: Option<&Placeholder>) -> Placeholder {
    placeholder.cloned().unwrap_or_else(|| Placeholder {
        parameter: "parameter".to_owned(),
        prefix: String::new(),
        placeholder: "name".to_owned(),
        suffix: String::new(),
    })
}

/// The type of one value, and whether there may be several: the elements of a list, whether it has a name or not. An element
/// that may be `null` is one that is not, because no text stands for `null`.
pub fn element<'m>(api: &'m Api, of: &'m TypeRef) -> (&'m TypeRef, bool) {
    match api.definition(of) {
        TypeRef::Array(items) => (items.or_null().unwrap_or(items), true),
        _ => (of, false),
    }
}
