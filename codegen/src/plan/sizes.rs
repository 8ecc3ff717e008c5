//! The estimated size of the values of a type in memory, and the fields that are boxed because of it.
//!
//! Values of received types are moved when they are read, from the stack of one function to that of another. A large part
//! that is optional is therefore kept behind a box, and so are the kinds of a union if one of them is large.

use std::collections::{HashMap, HashSet};

use crate::model::{Api, Field, Role, Scalar, Shape, Type, TypeRef};

use super::{Direction, Form};

/// The largest part of a struct without a box, in bytes.
const PART: usize = 64;
/// The largest kind of a union without a box, in bytes.
const KIND: usize = 56;

const TEXT: usize = 24;
const BOX: usize = 8;

/// What is boxed.
#[derive(Debug, Default)]
pub struct Boxes<'a> {
    /// Fields, by type and name.
    pub fields: HashSet<(&'a str, &'a str)>,
    /// The unions whose kinds are boxed.
    pub unions: HashSet<&'a str>,
}

/// Boxes large fields, in addition to those that are boxed because they close a cycle.
pub fn boxes<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    directions: &HashMap<&'a str, Direction>,
    circles: HashSet<(&'a str, &'a str)>,
) -> Boxes<'a> {
    let mut sizes = Sizes {
        api,
        forms,
        directions,
        boxes: Boxes {
            fields: circles,
            unions: HashSet::new(),
        },
        known: HashMap::new(),
        open: HashSet::new(),
    };
    for name in api.types.keys() {
        sizes.of_type(name);
    }
    sizes.boxes
}

struct Sizes<'a, 'p> {
    api: &'a Api,
    forms: &'p HashMap<&'a str, Form<'a>>,
    directions: &'p HashMap<&'a str, Direction>,
    boxes: Boxes<'a>,
    known: HashMap<&'a str, usize>,
    open: HashSet<&'a str>,
}

impl<'a> Sizes<'a, '_> {
    /// The size of a named type, including its parts.
    fn of_type(&mut self, name: &str) -> usize {
        let Some((name, of)) = self.api.types.get_key_value(name) else {
            return TEXT;
        };
        if let Some(size) = self.known.get(name.as_str()) {
            return *size;
        }
        if !self.open.insert(name) {
            // All cycles contain boxes, so this type was reached through one.
            return BOX;
        }
        let size = match self.forms.get(name.as_str()) {
            Some(Form::Alias(alias)) => self.of_use(alias),
            Some(form @ (Form::TagUnion { .. } | Form::KeyUnion(_))) => {
                let kinds: Vec<&str> = form
                    .variants()
                    .iter()
                    .map(|kind| kind.of.name.as_str())
                    .collect();
                self.of_union(name, &kinds)
            }
            Some(Form::Struct | Form::OpenBase(_)) => self.of_struct(of),
            Some(Form::AnyValue) => self.of_use(&TypeRef::Any),
            Some(Form::Enum | Form::Map(_) | Form::LocaleMap(_)) | None => TEXT,
        };
        self.open.remove(name.as_str());
        self.known.insert(name, size);
        size
    }

    fn of_union(&mut self, name: &'a str, kinds: &[&str]) -> usize {
        let largest = kinds
            .iter()
            .map(|kind| self.of_type(kind))
            .max()
            .unwrap_or_default();
        let is_received = self
            .directions
            .get(name)
            .is_some_and(|direction| direction.received);
        if is_received && largest > KIND {
            self.boxes.unions.insert(name);
            return 2 * BOX;
        }
        largest.max(BOX) + BOX
    }

    fn of_struct(&mut self, of: &'a Type) -> usize {
        let is_received = self
            .directions
            .get(of.name.as_str())
            .is_some_and(|direction| direction.received);
        let mut size = 0;
        for field in self
            .api
            .fields(of)
            .into_iter()
            .filter(|field| !is_tag(self.api, of, field))
        {
            let part = self.of_field(of, field);
            let is_struct = matches!(self.api.definition(&field.of), TypeRef::Named(name)
                if self.forms.get(name.as_str()).is_some_and(Form::is_struct));
            let is_boxed = self
                .boxes
                .fields
                .contains(&(of.name.as_str(), field.name.as_str()));
            size += if is_boxed {
                BOX
            } else if is_received && is_struct && !field.required && part > PART {
                self.boxes.fields.insert((&of.name, &field.name));
                BOX
            } else {
                part
            };
        }
        let has_extra = !self.api.maps(of).is_empty()
            || matches!(self.forms.get(of.name.as_str()), Some(Form::OpenBase(_)));
        (size + if has_extra { TEXT } else { 0 }).next_multiple_of(8)
    }

    fn of_field(&mut self, of: &Type, field: &'a Field) -> usize {
        if self
            .boxes
            .fields
            .contains(&(of.name.as_str(), field.name.as_str()))
        {
            return BOX;
        }
        match (field.role, self.api.scalar(&field.of)) {
            (Some(Role::Expanded), _) => 2 * BOX,
            (_, Some(scalar)) if !field.required => optional(scalar),
            _ => self.of_use(&field.of),
        }
    }

    fn of_use(&mut self, of: &'a TypeRef) -> usize {
        match of {
            TypeRef::Named(name) => self.of_type(name),
            TypeRef::Scalar(scalar) => of_scalar(*scalar),
            TypeRef::Any | TypeRef::Union(_) => 32,
            TypeRef::Array(_) | TypeRef::AnyObject => TEXT,
            TypeRef::Inline(inline) => match &inline.shape {
                Shape::Alias(alias) => self.of_use(alias),
                _ => TEXT,
            },
        }
    }
}

/// Whether a property only identifies the kind of object, so that the struct has no field for it.
pub fn is_tag(api: &Api, of: &Type, field: &Field) -> bool {
    let discriminator = api.discriminator(of).map(|(property, _)| property);
    of.tag().is_some() && discriminator == Some(field.name.as_str())
}

fn of_scalar(scalar: Scalar) -> usize {
    match scalar {
        Scalar::String | Scalar::File => TEXT,
        Scalar::Boolean | Scalar::Nil => 1,
        Scalar::Integer(_) | Scalar::Number(_) => 8,
        Scalar::DateOnly => 4,
        Scalar::TimeOnly => 12,
        Scalar::DateTime | Scalar::DateTimeOnly => 24,
    }
}

/// A number has no spare value for absence.
fn optional(scalar: Scalar) -> usize {
    match scalar {
        Scalar::Integer(_) | Scalar::Number(_) => 2 * of_scalar(scalar),
        _ => of_scalar(scalar),
    }
}
