//! Applies a regular update action.

use serde_json::{Value, json};

use super::Project;
use super::action::{Edit, Form, Property, Target};
use crate::build::Build;
use crate::contract::{Field, Use};
use crate::kind::Object;
use crate::object::{given, list_mut, put};
use crate::refusal::{Problem, Refusal};

impl Project {
    /// Applies an action of a form to a resource.
    pub(super) fn edit(
        &self,
        resource: &mut Object,
        form: &Form,
        action: &Object,
    ) -> Result<(), Refusal> {
        match (&form.target, &form.edit) {
            (Target::Element { list, by }, Edit::RemoveTarget) => {
                let place = place(resource, list, by, action)?;
                drop(list_mut(resource, list)?.remove(place));
                Ok(())
            }
            (Target::Element { list, by }, Edit::ReplaceTarget(property, items)) => {
                let place = place(resource, list, by, action)?;
                let mut value = self.value(*property, items, action)?.unwrap_or_default();
                if let Some(old) = list_mut(resource, list)?.get_mut(place) {
                    // It is still the same element.
                    if let (Some(value), Some(id)) = (value.as_object_mut(), old.get("id")) {
                        value.insert("id".to_owned(), id.clone());
                    }
                    *old = value;
                }
                Ok(())
            }
            (Target::Element { list, by }, edit) => {
                let place = place(resource, list, by, action)?;
                let element = list_mut(resource, list)?.get_mut(place);
                match element.and_then(Value::as_object_mut) {
                    Some(element) => self.edit_object(element, edit, action),
                    None => Ok(()),
                }
            }
            (Target::Member(name), edit) => {
                let missing = !resource.contains_key(*name);
                let member = resource.entry(*name).or_insert_with(|| json!({}));
                if let Some(member) = member.as_object_mut() {
                    self.edit_object(member, edit, action)?;
                }
                if missing && resource.get(*name) == Some(&json!({})) {
                    resource.remove(*name);
                }
                Ok(())
            }
            (Target::Resource, edit) => self.edit_object(resource, edit, action),
        }
    }

    fn edit_object(
        &self,
        object: &mut Object,
        edit: &Edit,
        action: &Object,
    ) -> Result<(), Refusal> {
        match edit {
            Edit::Set(fields) => fields.iter().try_for_each(|(property, name, field)| {
                self.set(object, *property, name, field, action)
            }),
            Edit::Add(property, list, items) => {
                let value = self.required(*property, items, action)?;
                insert(object, list, value, action)
            }
            Edit::AddFields(properties, list, items) => {
                let mut draft = Object::new();
                for property in properties {
                    if let Some(value) = property.given(action) {
                        draft.insert(property.name.to_owned(), value.clone());
                    }
                }
                let value = self.element(&draft, properties, items)?;
                insert(object, list, value, action)
            }
            Edit::AddAll(property, list, items) => {
                for value in self.values(*property, items, action)? {
                    let list = list_mut(object, list)?;
                    if !list.contains(&value) {
                        list.push(value);
                    }
                }
                Ok(())
            }
            Edit::Remove(property, list, items) => {
                let value = self.required(*property, items, action)?;
                let list = list_mut(object, list)?;
                let place = list.iter().position(|of| *of == value);
                remove(list, place, property.name)
            }
            Edit::RemoveAll(property, list, items) => {
                let gone = self.values(*property, items, action)?;
                list_mut(object, list)?.retain(|of| !gone.contains(of));
                Ok(())
            }
            Edit::RemoveMatching(property, list, field) => {
                let value = self.required(*property, &field.of, action)?;
                let list = list_mut(object, list)?;
                let mut places = list.iter();
                let place = places.position(|of| of.get(property.name) == Some(&value));
                remove(list, place, property.name)
            }
            Edit::Order(property, list, field) => {
                let order = property.given(action).and_then(Value::as_array);
                let order: Vec<&Value> = order.into_iter().flatten().collect();
                let list = list_mut(object, list)?;
                let place = |element: &Value| {
                    let by = element.get(*field)?;
                    order.iter().position(|of| *of == by)
                };
                let mut places: Vec<Option<usize>> = list.iter().map(place).collect();
                places.sort_unstable();
                let expected = (0..order.len()).map(Some);
                if !places.into_iter().eq(expected) {
                    let message = format!("{} has to name each element once.", property.name);
                    let problem = Problem::new("InvalidInput", message);
                    return Err(Refusal::bad_request(problem));
                }
                list.sort_by_key(place);
                Ok(())
            }
            Edit::CustomType => {
                let custom = self.custom_of_type(action)?;
                put(object, "custom", custom);
                Ok(())
            }
            Edit::CustomField => self.set_custom_field(object, action),
            // These belong to an element, which was handled above.
            Edit::RemoveTarget | Edit::ReplaceTarget(..) => Ok(()),
        }
    }

    fn set(
        &self,
        object: &mut Object,
        property: Property,
        name: &str,
        field: &'static Field,
        action: &Object,
    ) -> Result<(), Refusal> {
        let value = match self.value(property, &field.of, action)? {
            Some(value) => Some(value),
            None => self.building(|build| build.default(name, field, None)),
        };
        match value {
            Some(value) => {
                object.insert(name.to_owned(), value);
            }
            None if field.required => {
                return Err(Refusal::bad_request(Problem::required(property.name)));
            }
            None => {
                object.remove(name);
            }
        }
        Ok(())
    }

    /// The converted value of a property; `None` if the action has none.
    fn value(
        &self,
        property: Property,
        received: &Use,
        action: &Object,
    ) -> Result<Option<Value>, Refusal> {
        let value = property.given(action);
        let value =
            value.map(|value| self.building(|build| build.value(value, property.of, received)));
        value.transpose()
    }

    fn required(
        &self,
        property: Property,
        received: &Use,
        action: &Object,
    ) -> Result<Value, Refusal> {
        let value = self.value(property, received, action)?;
        value.ok_or_else(|| {
            let what = format!("an action without its {}", property.name);
            Refusal::not_emulated(&what)
        })
    }

    /// The converted elements of a property.
    fn values(
        &self,
        property: Property,
        items: &'static Use,
        action: &Object,
    ) -> Result<Vec<Value>, Refusal> {
        let sent = match self.contract.resolve(property.of) {
            crate::contract::Resolved::List(sent) => sent,
            _ => property.of,
        };
        let values = property.given(action).and_then(Value::as_array);
        let values = values.into_iter().flatten();
        let values = values.map(|value| self.building(|build| build.value(value, sent, items)));
        values.collect()
    }

    /// The element of a list that has the properties of an action as its fields.
    fn element(
        &self,
        draft: &Object,
        properties: &[Property],
        items: &'static Use,
    ) -> Result<Value, Refusal> {
        let crate::contract::Resolved::Type(Some(name), of) = self.contract.resolve(items) else {
            return Err(Refusal::not_emulated("elements without a type"));
        };
        let mut element = Object::new();
        let fields = self.contract.fields(of).unwrap_or_default();
        self.building(|build: &Build<'_>| {
            for property in properties {
                if let (Some(value), Some(field)) =
                    (draft.get(property.name), fields.get(property.name))
                {
                    let value = build.value(value, property.of, &field.of)?;
                    element.insert(property.name.to_owned(), value);
                }
            }
            for (name, field) in &fields {
                if !element.contains_key(*name)
                    && let Some(value) = build.default(name, field, None)
                {
                    element.insert((*name).to_owned(), value);
                }
            }
            let mut fields = fields.iter();
            match fields.find(|(name, field)| field.required && !element.contains_key(**name)) {
                None => Ok(Value::Object(element)),
                Some((field, _)) => {
                    let what = format!("the default of the field {field} of {name}");
                    Err(Refusal::not_emulated(&what))
                }
            }
        })
    }
}

/// Inserts an element at the position of the action, or at the end.
fn insert(object: &mut Object, list: &str, value: Value, action: &Object) -> Result<(), Refusal> {
    let list = list_mut(object, list)?;
    let position = given(action, "position").and_then(Value::as_u64);
    match position.map(usize::try_from) {
        Some(Ok(position)) if position <= list.len() => list.insert(position, value),
        None => list.push(value),
        Some(_) => {
            let message = "The position is behind the end of the list.";
            return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
        }
    }
    Ok(())
}

/// The place of the element that an action names.
fn place(
    object: &Object,
    list: &str,
    by: &[(&str, &str)],
    action: &Object,
) -> Result<usize, Refusal> {
    let wanted = by.iter();
    let wanted = wanted.filter_map(|(property, field)| Some((given(action, property)?, *field)));
    let wanted: Vec<(&Value, &str)> = wanted.collect();
    if wanted.is_empty() {
        let names: Vec<&str> = by.iter().map(|(property, _)| *property).collect();
        let message = format!("One of {} is required.", names.join(", "));
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let list = object.get(list).and_then(Value::as_array);
    let mut elements = list.into_iter().flatten();
    let is = |element: &Value| {
        let mut wanted = wanted.iter();
        wanted.all(|(value, field)| element.get(field) == Some(*value))
    };
    let found = elements.position(is);
    found.ok_or_else(|| {
        let texts: Vec<String> = wanted.iter().map(|(value, _)| value.to_string()).collect();
        let message = format!("There is no element {}.", texts.join(", "));
        Refusal::invalid_operation(message)
    })
}

fn remove(list: &mut Vec<Value>, place: Option<usize>, name: &str) -> Result<(), Refusal> {
    match place {
        Some(place) => {
            drop(list.remove(place));
            Ok(())
        }
        None => {
            let message = format!("There is no such {name}.");
            Err(Refusal::invalid_operation(message))
        }
    }
}
