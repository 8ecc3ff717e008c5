//! How a property becomes a field: under which name, whether it may be missing, and what stands for it then.

use std::collections::HashSet;

use crate::{
    model::{Access, Api, Field, Literal, Missing, Role, Scalar, Type, TypeRef},
    names,
};

use super::{Direction, Form, rust_type::RustType, sizes::is_tag};

/// The field that keeps what a struct does not declare.
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
    /// Whether it may be sent as `null`. What is only received says the same by `null` as by its absence.
    pub nullable: bool,
    /// Whether it may be missing.
    pub presence: Presence<'a>,
    /// What the API takes where a draft lacks it; nothing on what is only received, where the API says what it took.
    pub default: Option<&'a Literal>,
}

/// How a field holds its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// As it is.
    Value,
    /// Behind a box.
    Boxed,
    /// As the resource behind a reference, where a request expanded it.
    Expanded,
    /// As an object whose members stand beside those of the struct.
    Beside,
}

/// Whether a field may be missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence<'a> {
    /// It is always there, or its type says what its absence means.
    Required,
    /// It is an `Option`.
    Optional,
    /// It is a list that is empty if the API sends none.
    List,
    /// It is always there; older bodies lack it, and mean this.
    Fallback(Fallback<'a>),
}

/// What the absence of a property in an older body means.
#[derive(Clone, Debug, PartialEq)]
pub enum Fallback<'a> {
    /// This value.
    Value(&'a Literal),
    /// An object in which all properties have the defaults that the specification gives them, as JSON.
    Defaults(String),
    /// The digits of the currency in the field of this name.
    CurrencyDigits(String),
}

/// What the fields of all types are planned with.
pub struct Planning<'a, 'p> {
    /// The API.
    pub api: &'a Api,
    /// The form of every type.
    pub form: &'p dyn Fn(&str) -> Option<&'p Form<'a>>,
    /// The fields that are boxed, by type and name.
    pub boxed: &'p HashSet<(&'a str, &'a str)>,
    /// The fields by which an object would require one of its own type, by type and name.
    pub endless: &'p HashSet<(&'a str, &'a str)>,
    /// Whether a type is compiled wherever another one is.
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

    /// The given properties of a type as fields, under none of the names that are taken.
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
                // A resource with a feature of its own is kept as JSON where the reference is compiled without it.
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
        // A struct that travels both ways lacks it on one of them.
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

    /// An object with what the specification says of each property that has to be there.
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

/// Whether `null` says something else than absence, and the type of the field has no `null` of its own.
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

    /// Whether it is there in every value that the SDK makes: an argument of the constructor. What is only sent may have to
    /// be there then, and is an `Option` because it is missing in what is received.
    pub fn is_argument(&self) -> bool {
        !self.is_optional() || self.field.required && self.field.access == Access::WriteOnly
    }
}
