//! Which fields are boxed: only those on a cycle of types that contain each other by value. Which of them cannot be
//! required.

use std::collections::{HashMap, HashSet};

use crate::model::{Api, Field, Role, Shape, Type, TypeRef};

use super::form::Form;

/// The fields that need a box, by type and name of the field. An expanded resource is always boxed.
pub fn boxed<'a>(api: &'a Api, forms: &HashMap<&'a str, Form<'a>>) -> HashSet<(&'a str, &'a str)> {
    let components = components(api, |of| match forms.get(of.name.as_str()) {
        Some(form @ (Form::TagUnion { .. } | Form::KeyUnion(_))) => form
            .variants()
            .iter()
            .map(|variant| variant.of.name.as_str())
            .collect(),
        _ => fields(api, of)
            .flat_map(|field| by_value(api, forms, &field.of))
            .collect(),
    });
    closing(api, forms, &components, |_| true)
}

/// The required fields by which an object requires an object of the same type, by type and name of the field. Values of
/// such a type would be infinite, so these fields are optional in Rust.
pub fn endless<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
) -> HashSet<(&'a str, &'a str)> {
    let is_struct = |name: &str| forms.get(name).is_some_and(Form::is_struct);
    let components = components(api, |of| match is_struct(&of.name) {
        true => fields(api, of)
            .filter(|field| field.required)
            .flat_map(|field| by_value(api, forms, &field.of))
            .filter(|target| is_struct(target))
            .collect(),
        false => Vec::new(),
    });
    closing(api, forms, &components, |field| field.required)
}

/// The fields that lead from a type to one of the same component.
fn closing<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    components: &HashMap<&'a str, usize>,
    counts: impl Fn(&Field) -> bool,
) -> HashSet<(&'a str, &'a str)> {
    let mut closing = HashSet::new();
    for of in api.types.values() {
        for field in fields(api, of).filter(|field| counts(field)) {
            let target = by_value(api, forms, &field.of);
            let closes = target.iter().any(|target| {
                components.get(target) == components.get(of.name.as_str())
                    && components.contains_key(target)
            });
            if closes {
                closing.insert((of.name.as_str(), field.name.as_str()));
            }
        }
    }
    closing
}

/// The fields that their object may contain by value.
fn fields<'a>(api: &'a Api, of: &'a Type) -> impl Iterator<Item = &'a Field> {
    let fields = match of.shape {
        Shape::Object(_) => api.fields(of),
        _ => Vec::new(),
    };
    fields
        .into_iter()
        .filter(|field| field.role != Some(Role::Expanded))
}

/// The types that a use contains by value: not those in a list or map.
fn by_value<'a>(api: &'a Api, forms: &HashMap<&'a str, Form<'a>>, of: &'a TypeRef) -> Vec<&'a str> {
    let TypeRef::Named(name) = of else {
        return Vec::new();
    };
    match forms.get(name.as_str()) {
        Some(Form::Alias(alias)) => by_value(api, forms, alias),
        Some(Form::Map(_) | Form::LocaleMap(_) | Form::AnyValue | Form::Enum) | None => Vec::new(),
        Some(_) => api
            .types
            .get_key_value(name)
            .map(|(name, _)| name.as_str())
            .into_iter()
            .collect(),
    }
}

/// The strongly connected components of more than one type, or of one that holds itself; each type with the number of its
/// component. Tarjan's algorithm, with an explicit stack, so that deep chains do not overflow the call stack.
fn components<'a>(
    api: &'a Api,
    holds: impl Fn(&'a Type) -> Vec<&'a str>,
) -> HashMap<&'a str, usize> {
    let successors: HashMap<&str, Vec<&str>> = api
        .types
        .values()
        .map(|of| (of.name.as_str(), holds(of)))
        .collect();
    let mut state = Tarjan::default();
    for name in api.types.keys() {
        state.visit(name, &successors);
    }
    state.components
}

#[derive(Default)]
struct Tarjan<'a> {
    order: HashMap<&'a str, usize>,
    lowest: HashMap<&'a str, usize>,
    stack: Vec<&'a str>,
    components: HashMap<&'a str, usize>,
    closed: HashSet<&'a str>,
    count: usize,
}

impl<'a> Tarjan<'a> {
    fn visit(&mut self, start: &'a str, successors: &HashMap<&'a str, Vec<&'a str>>) {
        if self.order.contains_key(start) {
            return;
        }
        let mut work: Vec<(&str, usize)> = vec![(start, 0)];
        while let Some((node, position)) = work.pop() {
            if position == 0 {
                let number = self.order.len();
                self.order.insert(node, number);
                self.lowest.insert(node, number);
                self.stack.push(node);
            }
            let next = successors.get(node).map(Vec::as_slice).unwrap_or_default();
            match next.get(position) {
                Some(target) => {
                    work.push((node, position + 1));
                    if !self.order.contains_key(target) {
                        work.push((target, 0));
                    }
                }
                None => self.close(node, next),
            }
        }
    }

    /// All successors of a node are done: its lowest reachable number is known.
    fn close(&mut self, node: &'a str, next: &[&'a str]) {
        let own = self.order.get(node).copied().unwrap_or_default();
        let lowest = next
            .iter()
            .filter(|target| !self.closed.contains(*target))
            .filter_map(|target| self.lowest.get(target).copied())
            .fold(own, usize::min);
        self.lowest.insert(node, lowest);
        if lowest != own {
            return;
        }
        let from = self
            .stack
            .iter()
            .rposition(|known| *known == node)
            .unwrap_or(0);
        let members = self.stack.split_off(from);
        self.closed.extend(&members);
        if members.len() > 1 || next.contains(&node) {
            self.count += 1;
            for member in members {
                self.components.insert(member, self.count);
            }
        }
    }
}
