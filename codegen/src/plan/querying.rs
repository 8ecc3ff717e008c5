//! The fields that predicates of a query can use, and the references that can be expanded.
//!
//! Both are computed for the types that a query finds and for what these lead to. A predicate sees the fields of every
//! member of a union, for on the wire there is only one object.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use indexmap::IndexMap;

use crate::model::{Api, Field, Method, QueryName, Role, Scalar, Type, TypeRef};

use super::{Form, Gate, Plan, Variant, domains};

/// The parameter that takes a predicate.
pub const PREDICATE: &str = "where";
/// The prefix of the parameters with the values of a predicate's variables.
pub const VARIABLE: &str = "var.";
/// The parameter that takes the path of a reference.
const EXPANSION: &str = "expand";

/// A chain of aliases, lists and maps longer than this is treated as any value.
const DEPTH: usize = 16;

/// The fields that predicates and expansions of queries can use.
#[derive(Debug, Default)]
pub struct Querying<'a> {
    /// The types that a query with predicates finds.
    pub queried: BTreeSet<&'a str>,
    /// The fields of these types, and of all types that they lead to.
    pub fields: BTreeMap<&'a str, Vec<(&'a str, Asked<'a>)>>,
    /// The response types of operations that expand references.
    pub expanded: BTreeSet<&'a str>,
    /// The fields that lead to references, in these types and all that they lead to.
    pub expansions: BTreeMap<&'a str, Vec<(&'a str, Expanded<'a>)>>,
    /// When the fields of the types of a package are compiled, by the name of the package.
    pub gates: BTreeMap<&'a str, Gate>,
}

/// The kind of a field in a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// A value.
    Value(Scalar),
    /// A value of an enum.
    Choice(&'a str),
    /// A list of values.
    List(Box<Self>),
    /// An object.
    Nested(&'a str),
    /// A list of objects.
    Elements(&'a str),
    /// A map from locales.
    Localized(Box<Self>),
    /// A map from names.
    Keyed(Box<Self>),
    /// A geographic location.
    Place,
    /// Any value.
    Anything,
}

/// The kind of a field in an expansion path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expanded<'a> {
    /// A reference, and the type of its resource if that has further references.
    Reference(Option<&'a str>),
    /// A value without a type: it may contain references.
    Open,
    /// An object that leads to references.
    Nested(&'a str),
    /// A list.
    Each(Box<Self>),
    /// A map.
    Keyed(Box<Self>),
}

impl<'a> Querying<'a> {
    /// Computes the fields and references of an API's queries.
    pub fn of(plan: &Plan<'a>) -> Self {
        let mut querying = Self::default();
        for resource in plan.api.all_resources() {
            for method in &resource.methods {
                let Some(result) = result(plan.api, method) else {
                    continue;
                };
                if may_take(method, PREDICATE) {
                    querying.queried.insert(result);
                }
                if may_take(method, EXPANSION) {
                    querying.expanded.insert(result);
                }
            }
        }
        querying.collect_fields(plan);
        querying.collect_expansions(plan);
        querying.collect_gates(plan);
        querying
    }

    /// When the fields of a type are compiled.
    pub fn gate(&self, of: &Type) -> &Gate {
        let gate = self.gates.get(domains::package_name(of.package.as_deref()));
        gate.unwrap_or(&Gate::Always)
    }

    /// The fields of a package are compiled with the features whose queries find a type of it, and with all that lead to
    /// it.
    fn collect_gates(&mut self, plan: &Plan<'a>) {
        let package = |name: &str| {
            let of = plan.api.types.get(name);
            of.map(|of| domains::package_name(of.package.as_deref()))
        };
        let mut gates: BTreeMap<&'a str, Gate> = BTreeMap::new();
        let mut leads: BTreeSet<(&'a str, &'a str)> = BTreeSet::new();
        for (name, fields) in &self.fields {
            let Some(from) = package(name) else {
                continue;
            };
            gates
                .entry(from)
                .or_insert_with(|| Gate::Any(BTreeSet::new()));
            let targets = fields
                .iter()
                .filter_map(|(_, asked)| package(asked.object()?));
            leads.extend(targets.map(|to| (from, to)));
        }
        for module in &plan.requests {
            for method in module
                .resources
                .iter()
                .flat_map(|resource| &resource.methods)
            {
                let found = result(plan.api, method).filter(|_| may_take(method, PREDICATE));
                if let Some(known) = found.and_then(package).and_then(|name| gates.get_mut(name)) {
                    known.open_with(&module.gate);
                }
            }
        }
        loop {
            let mut is_changed = false;
            for (from, to) in &leads {
                let Some(gate) = gates.get(from).cloned() else {
                    continue;
                };
                is_changed |= gates
                    .get_mut(to)
                    .is_some_and(|known| known.open_with(&gate));
            }
            if !is_changed {
                break;
            }
        }
        self.gates = gates;
    }

    fn collect_fields(&mut self, plan: &Plan<'a>) {
        let mut open: Vec<&str> = self.queried.iter().copied().collect();
        while let Some(name) = open.pop() {
            let Some(of) = plan.api.types.get(name) else {
                continue;
            };
            if self.fields.contains_key(name) {
                continue;
            }
            let mut fields: IndexMap<&str, Asked<'_>> = IndexMap::new();
            for field in members(plan, of).filter(|field| !field.is_only_received()) {
                let asked = asked(plan, &field.of, 0);
                fields
                    .entry(&field.name)
                    .and_modify(|known| {
                        if *known != asked {
                            *known = Asked::Anything;
                        }
                    })
                    .or_insert(asked);
            }
            open.extend(fields.values().filter_map(Asked::object));
            self.fields.insert(&of.name, fields.into_iter().collect());
        }
        self.queried.retain(|name| self.fields.contains_key(name));
    }

    fn collect_expansions(&mut self, plan: &Plan<'a>) {
        let leading = leading(plan);
        self.expanded.retain(|name| leading.contains(name));
        let mut open: Vec<&str> = self.expanded.iter().copied().collect();
        while let Some(name) = open.pop() {
            let Some(of) = plan.api.types.get(name) else {
                continue;
            };
            if self.expansions.contains_key(name) {
                continue;
            }
            let mut fields: IndexMap<&str, Expanded<'_>> = IndexMap::new();
            for field in members(plan, of).filter(|field| !field.is_only_received()) {
                if let Some(expanded) = expanded(plan, field, &leading) {
                    fields
                        .entry(&field.name)
                        .and_modify(|known| {
                            if *known != expanded {
                                *known = Expanded::Open;
                            }
                        })
                        .or_insert(expanded);
                }
            }
            open.extend(fields.values().filter_map(Expanded::object));
            self.expansions
                .insert(&of.name, fields.into_iter().collect());
        }
    }
}

impl<'a> Asked<'a> {
    /// The type whose fields it leads to.
    pub fn object(&self) -> Option<&'a str> {
        match self {
            Self::Nested(name) | Self::Elements(name) => Some(name),
            Self::Localized(of) | Self::Keyed(of) => of.object(),
            _ => None,
        }
    }
}

impl<'a> Expanded<'a> {
    fn object(&self) -> Option<&'a str> {
        match self {
            Self::Reference(to) => *to,
            Self::Nested(name) => Some(name),
            Self::Each(of) | Self::Keyed(of) => of.object(),
            Self::Open => None,
        }
    }
}

/// Whether an operation may be given a query parameter.
pub fn may_take(method: &Method, name: &str) -> bool {
    method.query.iter().any(|parameter| {
        !parameter.required && matches!(&parameter.name, QueryName::Fixed(known) if known == name)
    })
}

/// Whether an operation takes the values of a predicate's variables.
pub fn takes_variables(method: &Method) -> bool {
    method.query.iter().any(|parameter| {
        matches!(
            &parameter.name,
            QueryName::Pattern { placeholder: Some(placeholder), .. }
                if placeholder.prefix == VARIABLE && placeholder.suffix.is_empty()
        )
    })
}

/// The response type of an operation: for a page, the type of its results.
fn result<'a>(api: &'a Api, method: &'a Method) -> Option<&'a str> {
    let TypeRef::Named(name) = method.only_success()?.of.as_ref()? else {
        return None;
    };
    let of = api.types.get(name)?;
    let result = match of.object()?.page.as_ref() {
        Some(page) => api.types.get(&page.result)?,
        None => of,
    };
    result.object().map(|_| result.name.as_str())
}

/// The fields of a type: for a union, those of all its members.
fn members<'a>(plan: &Plan<'a>, of: &'a Type) -> impl Iterator<Item = &'a Field> {
    let api = plan.api;
    let variants: Vec<Variant<'a>> = plan
        .form(&of.name)
        .map(|form| form.variants().to_vec())
        .unwrap_or_default();
    let of_variants = variants
        .into_iter()
        .flat_map(move |variant| api.fields(variant.of));
    api.fields(of).into_iter().chain(of_variants)
}

fn asked<'a>(plan: &Plan<'a>, of: &'a TypeRef, depth: usize) -> Asked<'a> {
    if depth > DEPTH {
        return Asked::Anything;
    }
    match of {
        TypeRef::Scalar(Scalar::File | Scalar::Nil) => Asked::Anything,
        TypeRef::Scalar(scalar) => Asked::Value(*scalar),
        TypeRef::Any | TypeRef::AnyObject | TypeRef::Union(_) | TypeRef::Inline(_) => {
            Asked::Anything
        }
        TypeRef::Array(items) => match asked(plan, items, depth + 1) {
            value @ (Asked::Value(_) | Asked::Choice(_)) => Asked::List(Box::new(value)),
            Asked::Nested(name) => Asked::Elements(name),
            _ => Asked::Anything,
        },
        TypeRef::Named(name) => match plan.api.types.get(name) {
            Some(of) => asked_named(plan, of, depth),
            None => Asked::Anything,
        },
    }
}

fn asked_named<'a>(plan: &Plan<'a>, of: &'a Type, depth: usize) -> Asked<'a> {
    match plan.form(&of.name) {
        Some(Form::Enum) => Asked::Choice(&of.name),
        Some(Form::Alias(alias)) => asked(plan, alias, depth + 1),
        Some(Form::LocaleMap(value)) => Asked::Localized(Box::new(asked(plan, value, depth + 1))),
        Some(Form::Map(value)) => Asked::Keyed(Box::new(asked(plan, value, depth + 1))),
        Some(Form::AnyValue) | None => Asked::Anything,
        Some(form @ Form::TagUnion { property, .. })
            if is_place(plan.api, property, form.variants()) =>
        {
            Asked::Place
        }
        Some(_) if members(plan, of).next().is_none() => Asked::Anything,
        Some(_) => Asked::Nested(&of.name),
    }
}

/// Whether a union is a GeoJSON geometry: an object of `type` `Point` has coordinates.
fn is_place(api: &Api, property: &str, variants: &[Variant<'_>]) -> bool {
    property == "type"
        && variants.iter().any(|variant| {
            variant.tag == "Point"
                && api.fields(variant.of).iter().any(|field| {
                    field.name == "coordinates" && matches!(field.of, TypeRef::Array(_))
                })
        })
}

/// The types that are references or lead to some by strong edges.
fn leading<'a>(plan: &Plan<'a>) -> HashSet<&'a str> {
    let mut leading: HashSet<&str> = HashSet::new();
    loop {
        let before = leading.len();
        for of in plan.api.types.values() {
            let leads = !leading.contains(of.name.as_str())
                && (is_reference(plan.api, of)
                    || members(plan, of)
                        .filter(|field| !field.is_only_received())
                        .any(|field| expanded(plan, field, &leading).is_some()));
            if leads {
                leading.insert(&of.name);
            }
        }
        if leading.len() == before {
            return leading;
        }
    }
}

/// Whether a type is a reference that can be expanded: it has an expandable base.
fn is_reference(api: &Api, of: &Type) -> bool {
    let is_base = |of: &&Type| {
        of.marks.expandable
            && of
                .object()
                .is_some_and(|object| object.discriminator.is_some())
    };
    api.lineage(of).iter().any(is_base) && api.field_of_role(of, Role::Id).is_some()
}

/// The kind of a field in an expansion path, if it leads to a reference.
fn expanded<'a>(
    plan: &Plan<'a>,
    field: &'a Field,
    leading: &HashSet<&str>,
) -> Option<Expanded<'a>> {
    expanded_use(plan, &field.of, field.marks.expandable, leading, 0)
}

fn expanded_use<'a>(
    plan: &Plan<'a>,
    of: &'a TypeRef,
    is_marked: bool,
    leading: &HashSet<&str>,
    depth: usize,
) -> Option<Expanded<'a>> {
    if depth > DEPTH {
        return None;
    }
    let further = |of, is_marked| expanded_use(plan, of, is_marked, leading, depth + 1);
    match of {
        TypeRef::Scalar(_) => None,
        TypeRef::Any | TypeRef::AnyObject | TypeRef::Union(_) | TypeRef::Inline(_) => {
            is_marked.then_some(Expanded::Open)
        }
        TypeRef::Array(items) => Some(Expanded::Each(Box::new(further(items, is_marked)?))),
        TypeRef::Named(name) => {
            let of = plan.api.types.get(name)?;
            let is_marked = is_marked || of.marks.expandable;
            match plan.form(name)? {
                Form::Enum => None,
                Form::Alias(alias) => further(alias, is_marked),
                Form::LocaleMap(value) | Form::Map(value) => {
                    Some(Expanded::Keyed(Box::new(further(value, is_marked)?)))
                }
                Form::AnyValue => is_marked.then_some(Expanded::Open),
                _ if is_reference(plan.api, of) => Some(Expanded::Reference(
                    behind(plan.api, of).filter(|name| leading.contains(name)),
                )),
                _ if leading.contains(name.as_str()) => Some(Expanded::Nested(&of.name)),
                _ => None,
            }
        }
    }
}

/// The type that a reference refers to: that of its expanded object.
fn behind<'a>(api: &'a Api, of: &'a Type) -> Option<&'a str> {
    api.fields(of)
        .into_iter()
        .filter(|field| field.role == Some(Role::Expanded))
        .find_map(|field| match &field.of {
            TypeRef::Named(name) => api.types.get(name).map(|of| of.name.as_str()),
            _ => None,
        })
}
