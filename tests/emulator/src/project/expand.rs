//! Expands references in responses.

use serde_json::Value;

use super::{Call, Project};
use crate::contract::Place;
use crate::kinds::shopping_lists;
use crate::refusal::Refusal;

/// The maximum length of a chain of references.
const DEEPEST: usize = 8;

impl Project {
    /// A response with the requested references expanded; `state` is the type of the resource, or of those of a page.
    pub(crate) fn expanded(
        &self,
        body: Value,
        call: &Call<'_>,
        state: &str,
    ) -> Result<Value, Refusal> {
        self.expanded_at(body, call.parameters.all("expand"), state)
    }

    /// The same with the paths that the request expands.
    pub(crate) fn expanded_at<'q>(
        &self,
        mut body: Value,
        paths: impl Iterator<Item = &'q str>,
        state: &str,
    ) -> Result<Value, Refusal> {
        for path in paths {
            let steps = self.steps(path, state)?;
            if let ("ShoppingList", ["lineItems[*]", field @ ("variant" | "productSlug")]) =
                (state, steps.as_slice())
            {
                // It belongs to the product, although it is not a reference.
                each(&mut body, &mut |list| {
                    shopping_lists::expand(self, list, field)
                });
                continue;
            }
            each(&mut body, &mut |one| self.expand(one, &steps));
        }
        Ok(body)
    }

    /// Fails if a response of the type `state` cannot be expanded in this way.
    pub(super) fn check_expand<'q>(
        &self,
        mut paths: impl Iterator<Item = &'q str>,
        state: &str,
    ) -> Result<(), Refusal> {
        paths.try_for_each(|path| self.steps(path, state).map(|_| ()))
    }

    /// The supported steps of an expansion path.
    fn steps<'q>(&self, path: &'q str, state: &str) -> Result<Vec<&'q str>, Refusal> {
        let steps: Vec<&str> = path.split('.').collect();
        self.check(path, &steps, self.contract.place(state))?;
        if let ("ShoppingList", [list, "variant" | "productSlug", rest @ ..]) =
            (state, steps.as_slice())
            && (*list != "lineItems[*]" || !rest.is_empty())
        {
            let what = format!("the expansion of {path}");
            return Err(Refusal::not_emulated(&what));
        }
        if steps.len() > DEEPEST {
            let message = format!("'{path}' has more than {DEEPEST} steps");
            return Err(Refusal::parameter("expand", &message));
        }
        Ok(steps)
    }

    /// Fails if a path names a field that its type does not have.
    fn check(&self, path: &str, steps: &[&str], place: Place<'_>) -> Result<(), Refusal> {
        let mut place = place;
        for step in steps {
            let (name, _) = parts(step);
            let member = self.contract.member(place, name);
            // The next step is a field of the referenced resource.
            let behind = || {
                self.contract
                    .member(self.contract.member(place, "obj")?, name)
            };
            place = member.or_else(behind).ok_or_else(|| {
                let message = format!("'{path}': there is no field '{name}'");
                Refusal::parameter("expand", &message)
            })?;
        }
        Ok(())
    }

    fn expand(&self, value: &mut Value, steps: &[&str]) {
        if let Value::Array(values) = value {
            values
                .iter_mut()
                .for_each(|value| self.expand(value, steps));
            return;
        }
        let Some((step, rest)) = steps.split_first() else {
            self.put_resource(value);
            return;
        };
        self.put_resource(value);
        let (name, position) = parts(step);
        let holder = match value.get("obj") {
            Some(_) => value.get_mut("obj"),
            None => Some(value),
        };
        let member = holder.and_then(|holder| holder.get_mut(name));
        match (member, position) {
            (Some(Value::Array(values)), Some(position)) => {
                if let Some(value) = values.get_mut(position) {
                    self.expand(value, rest);
                }
            }
            (Some(member), _) => self.expand(member, rest),
            (None, _) => {}
        }
    }

    /// Sets the resource of a reference, if it exists.
    fn put_resource(&self, value: &mut Value) {
        let Some(reference) = value.as_object_mut() else {
            return;
        };
        let type_id = reference.get("typeId").and_then(Value::as_str);
        let Some(type_id) = type_id.filter(|_| !reference.contains_key("obj")) else {
            return;
        };
        let identifier = Value::Object(reference.clone());
        if reference.contains_key("id")
            && let Ok(resource) = self.find(type_id, &identifier)
        {
            reference.insert("obj".to_owned(), Value::Object(resource.clone()));
        }
    }
}

/// Calls a function for a resource, or for each of those of a page.
fn each(body: &mut Value, with: &mut dyn FnMut(&mut Value)) {
    match body.get_mut("results") {
        Some(Value::Array(results)) => results.iter_mut().for_each(with),
        _ => with(body),
    }
}

/// The field of a step such as `ancestors[*]` or `ancestors[0]`, and the position if it has one.
fn parts(step: &str) -> (&str, Option<usize>) {
    match step.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end_matches(']').parse().ok()),
        None => (step, None),
    }
}
