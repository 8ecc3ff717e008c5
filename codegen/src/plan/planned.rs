//! A type that is emitted, with all that was decided about it.

use crate::model::{Type, TypeRef};

use super::{Direction, Form, PlannedField};

/// A type that is emitted.
#[derive(Debug)]
pub struct Planned<'a> {
    /// The type.
    pub of: &'a Type,
    /// Its Rust name.
    pub name: String,
    /// Its Rust form.
    pub form: Form<'a>,
    /// Which way its values travel.
    pub direction: Direction,
    /// The discriminator and its value, of a type that has one.
    pub tag: Option<(&'a str, &'a str)>,
    /// The fields of a struct.
    pub fields: Vec<PlannedField<'a>>,
    /// The field of a struct that keeps undeclared properties, if it has one.
    pub extra: Option<Extra<'a>>,
    /// The kinds of a union.
    pub kinds: Vec<Kind>,
    /// Whether the kinds of a union are boxed.
    pub are_kinds_boxed: bool,
    /// What all kinds of a union share, unknown ones included.
    pub shared: Option<Shared<'a>>,
    /// What it tells of itself as a reference to a resource.
    pub reference: Option<Reference>,
    /// The reference to it, and the resource identifier, where it is a resource.
    pub referring: Option<Referring>,
    /// Where its results are, if it is a page of the results of a query.
    pub page: Option<Page>,
}

/// The field that keeps undeclared properties.
#[derive(Clone, Copy, Debug)]
pub struct Extra<'a> {
    /// The type of the values; any JSON without it.
    pub value: Option<&'a TypeRef>,
    /// Whether `Debug` shows the values, or only the names.
    pub are_values_shown: bool,
}

/// A kind of a union.
#[derive(Clone, Debug)]
pub struct Kind {
    /// The tag, or the property that tells it.
    pub tag: String,
    /// The name of the variant.
    pub variant: String,
    /// The name of the struct.
    pub of: String,
}

/// What all kinds of a union share.
#[derive(Debug)]
pub struct Shared<'a> {
    /// The name of the struct.
    pub name: String,
    /// Its fields.
    pub fields: Vec<PlannedField<'a>>,
    /// The fields that all kinds have in the same Rust type, so that the union gives them by a method.
    pub methods: Vec<PlannedField<'a>>,
}

/// What a type tells of itself as a reference to a resource.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The field with the id.
    pub id: String,
    /// The value of the discriminator.
    pub tag: String,
    /// The field with the expanded resource, and the type of the resource.
    pub expanded: Option<(String, String)>,
    /// The expanded resource that has a feature of its own, and is kept as JSON: the field, and the type.
    pub unread: Option<(String, String)>,
    /// The resource identifier of the same kind.
    pub identifier: Option<Identifier>,
}

/// The ways from a resource to what names it.
#[derive(Clone, Debug)]
pub struct Referring {
    /// How the resource gives its id.
    pub id: Member,
    /// The reference: its name, the field with the id, and the fields that are left empty.
    pub reference: Option<Identifier>,
    /// The resource identifier.
    pub identifier: Option<Identifier>,
}

/// A struct that names a resource by its id.
#[derive(Clone, Debug)]
pub struct Identifier {
    /// Its name.
    pub of: String,
    /// The field with the id.
    pub id: String,
    /// Whether that field is an `Option`.
    pub is_id_optional: bool,
    /// The fields that are left empty.
    pub empty: Vec<String>,
    /// Whether it keeps undeclared properties.
    pub has_extra: bool,
}

/// How a value gives one of its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// A struct by a field.
    Field(String),
    /// An enum by a method.
    Method(String),
}

/// Where the results of a page are.
#[derive(Clone, Debug)]
pub struct Page {
    /// The field with the results.
    pub results: String,
    /// The property with the results.
    pub property: String,
    /// The field with the most results that it could have.
    pub limit: Option<String>,
    /// The type of a result.
    pub result: String,
    /// How a result gives its id.
    pub id: Option<Member>,
}

impl Planned<'_> {
    /// The field of a property.
    pub fn field(&self, property: &str) -> Option<&PlannedField<'_>> {
        self.fields
            .iter()
            .find(|field| field.field.name == property)
    }
}
