//! How a property becomes a field: its name, whether it may be missing, and the value used then.

use std::collections::HashSet;

use crate::{
    model::{Access, Api, Field, Literal, Missing, Role, Scalar, Type, TypeRef},
    names,
};

use super::{Direction, Form, rust_type::RustType, sizes::is_tag};

/// The field that keeps undeclared members.
pub const EXTRA: &str = "extra";

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct PlannedField<'a> {
    /// The property.
    pub field: &'a Field,
    /// Its Rust name.
    pub name: String,
    /// The Rust type of its value.
    pub of: RustType,
    /// How its value is held.
    pub holds: Holds,
    /// Whether it may be sent as `null`. For received fields, `null` means the same as absence.
    pub nullable: bool,
    /// Whether it may be missing.
    pub presence: Presence<'a>,
    /// The value that the API uses if a draft has none; not for received fields, which contain the used value.
    pub default: Option<&'a Literal>,
}

/// How the value of a field is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Directly.
    Value,
    /// In a box.
    Boxed,
    /// As the resource of a reference, if the request expanded it.
    Expanded,
    /// As an object whose members are among those of the struct.
    Beside,
}

/// Whether a field may be missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence<'a> {
    /// It is always present, or its type defines the meaning of its absence.
    Required,
    /// It is an `Option`.
    Optional,
    /// It is a list that is empty if the API sends none.
    List,
    /// It is always present, except in older bodies, which mean this value.
    Fallback(Fallback<'a>),
}

/// The meaning of a missing property in an older body.
#[derive(Clone, Debug, PartialEq)]
pub enum Fallback<'a> {
    /// This value.
    Value(&'a Literal),
    /// An object in which all properties have the defaults that the specification gives them, as JSON.
    Defaults(String),
    /// The digits of the currency in the field of this name.
    CurrencyDigits(String),
}

/// The input for planning the fields of all types.
pub struct Planning<'a, 'p> {
    /// The API.
    pub api: &'a Api,
    /// The form of every type.
    pub form: &'p dyn Fn(&str) -> Option<&'p Form<'a>>,
    /// The fields that are boxed, by type and name.
    pub boxed: &'p HashSet<(&'a str, &'a str)>,
    /// The fields by which an object would require one of the same type, by type and name.
    pub endless: &'p HashSet<(&'a str, &'a str)>,
    /// Whether a type is compiled whenever another one is.
    pub is_compiled_with: &'p dyn Fn(&str, &str) -> bool,
}

impl<'a> Planning<'a, '_> {
    /// The fields of a struct.
    pub fn fields(
        &self,
        of: &'a Type,
        direction: Direction,
        has_extra: bool,
    ) -> Vec<PlannedField<'a>> {
        let fields = self
            .api
            .fields(of)
            .into_iter()
            .filter(|field| !is_tag(self.api, of, field))
            .filter(|field| {
                direction.received && field.is_received() || direction.sent && field.is_sent()
            });
        let taken = if has_extra {
            vec![EXTRA.to_owned()]
        } else {
            Vec::new()
        };
        self.planned(&of.name, fields, taken, direction)
    }

    /// The given properties of a type as fields, with names that are not taken.
    pub fn planned(
        &self,
        of: &str,
        fields: impl IntoIterator<Item = &'a Field>,
        taken: Vec<String>,
        direction: Direction,
    ) -> Vec<PlannedField<'a>> {
        let mut planned: Vec<PlannedField<'a>> = Vec::new();
        let mut taken: HashSet<String> = taken.into_iter().collect();
        for field in fields {
            let name = names::free_of(&names::value_name(&field.name), |name| taken.contains(name));
            let (holds, rust) = self.holds(of, field);
            planned.push(PlannedField {
                field,
                name: name.clone(),
                of: rust,
                holds,
                nullable: is_nullable(field, direction),
                presence: Presence::Required,
                default: field.facets.default.as_ref().filter(|_| direction.sent),
            });
            taken.insert(name);
        }
        let presences: Vec<Presence<'a>> = planned
            .iter()
            .map(|field| self.presence(of, field.field, &planned, direction))
            .collect();
        for (field, presence) in planned.iter_mut().zip(presences) {
            field.presence = presence;
        }
        planned
    }

    fn holds(&self, of: &str, field: &Field) -> (Holds, RustType) {
        let rust = RustType::of(&field.of);
        match field.role {
            Some(Role::Expanded) => {
                // A resource with a separate feature is kept as JSON if the reference is compiled without it.
                let is_typed = match &field.of {
                    TypeRef::Named(target) => (self.is_compiled_with)(target, of),
                    _ => false,
                };
                let rust = if is_typed { rust } else { RustType::JsonObject };
                (Holds::Expanded, rust)
            }
            Some(Role::Beside) => (Holds::Beside, rust),
            _ if self.boxed.contains(&(of, field.name.as_str())) => (Holds::Boxed, rust),
            _ => (Holds::Value, rust),
        }
    }

    fn presence(
        &self,
        of: &str,
        field: &'a Field,
        siblings: &[PlannedField<'a>],
        direction: Direction,
    ) -> Presence<'a> {
        let only_received = direction.received && !direction.sent;
        if field.is_only_received() || self.endless.contains(&(of, field.name.as_str())) {
            return Presence::Optional;
        }
        // A struct that is both sent and received lacks it in one direction.
        if direction.sent && direction.received && field.access != Access::Both {
            return Presence::Optional;
        }
        let may_be_null = is_nullable(field, direction);
        if self.api.is_list(&field.of) && (field.required || only_received) && !may_be_null {
            return Presence::List;
        }
        if !field.required || field.nullable && only_received {
            return Presence::Optional;
        }
        let fallback = field
            .missing
            .as_ref()
            .filter(|_| direction.received)
            .and_then(|missing| self.fallback(field, missing, siblings));
        fallback.map_or(Presence::Required, Presence::Fallback)
    }

    /// An object with the defaults of its required properties.
    fn defaults(&self, name: &str) -> Option<String> {
        let fields = self.api.fields(self.api.types.get(name)?);
        let required = fields.iter().filter(|field| field.required);
        let members = required.filter_map(|field| {
            let default = field.facets.default.as_ref()?;
            Some((field.name.clone(), json(default)))
        });
        let object: serde_json::Map<String, serde_json::Value> = members.collect();
        serde_json::to_string(&object).ok()
    }

    fn fallback(
        &self,
        field: &Field,
        missing: &'a Missing,
        siblings: &[PlannedField<'a>],
    ) -> Option<Fallback<'a>> {
        match missing {
            Missing::Value(value) => Some(Fallback::Value(value)),
            Missing::Defaults => match &field.of {
                TypeRef::Named(name) if (self.form)(name)?.is_struct() => {
                    Some(Fallback::Defaults(self.defaults(name)?))
                }
                _ => None,
            },
            Missing::CurrencyDigits { of } => {
                let currency = siblings.iter().find(|other| other.field.name == *of)?;
                let is_told = self.api.is_whole(&field.of)
                    && currency.field.required
                    && self.api.is_text(&currency.field.of);
                is_told.then(|| Fallback::CurrencyDigits(currency.name.clone()))
            }
        }
    }
}

/// Whether `null` differs from absence, and the type of the field does not include `null`.
fn is_nullable(field: &Field, direction: Direction) -> bool {
    let has_null = matches!(field.of, TypeRef::Any | TypeRef::Scalar(Scalar::Nil));
    field.nullable && direction.sent && field.is_sent() && !has_null
}

fn json(literal: &Literal) -> serde_json::Value {
    match literal {
        Literal::Bool(value) => (*value).into(),
        Literal::Number(number) => serde_json::from_str(number).unwrap_or_default(),
        Literal::String(text) => text.as_str().into(),
        Literal::List(values) => values.iter().map(json).collect(),
    }
}

impl PlannedField<'_> {
    /// Whether it is an `Option`.
    pub fn is_optional(&self) -> bool {
        self.presence == Presence::Optional
    }

    /// Whether every value that the SDK creates has it: an argument of the constructor. A property that is only sent may be
    /// required then, and is an `Option` because it is missing in received values.
    pub fn is_argument(&self) -> bool {
        !self.is_optional() || self.field.required && self.field.access == Access::WriteOnly
    }
}
