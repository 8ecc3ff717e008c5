//! The types of the schema and their fields, which follow from the contract by these rules:
//!
//! - a field without fields of its own, or with an object, has the same name;
//! - a localized text has two fields: `name(locale, acceptLanguage)` and `nameAllLocales`;
//! - a reference has two fields: `parent`, the resource, and `parentRef`, the reference;
//! - attributes and custom fields are lists of names and values: `attributesRaw` and `customFieldsRaw`.
//!
//! What differs from these rules in the schema of the platform is in the tables of [`differences`](super::differences).

use super::argument::{Argument, InputType, Scalar};
use super::differences::{
    MORE, NAMES, NAMES_BY_TAG, NEVER_NULL, NULLABLE_LISTS, OF_OBJECTS, OTHERWISE, WITHOUT_DERIVED,
};
use super::root::{OF_PAGES, ROOTS, Root};
use crate::contract::{Definition, Resolved, Use};
use crate::kind::Object;
use crate::object::text;
use crate::project::Project;

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// A scalar or an enum.
    Leaf,
    /// The type `Query`.
    Query,
    /// A page of resources.
    Page(&'static Root),
    /// An object of the contract.
    Object(&'static str, &'static Definition),
    /// An object that only the schema has: the name of its type and its fields, which are all scalars.
    Fixed(&'static str, &'static [&'static str]),
}

/// How the value of a field is found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    TypeName,
    /// A resource of a kind.
    One(&'static Root),
    /// A page of resources of a kind.
    Page(&'static Root),
    /// A member of the object.
    Member(&'static str),
    /// A list that is a member of the object, and empty if the object does not have it.
    List(&'static str),
    /// A text in a locale.
    Localized(&'static str),
    /// A text in all locales.
    AllLocales(&'static str),
    /// The resource of a reference, or a list of them.
    Expanded(&'static str, Missing),
    /// The master variant followed by the other variants.
    AllVariants,
    /// A list of names and values.
    Raw(&'static str),
    /// Whether a page contains anything.
    Exists,
}

/// The value of a field that an object does not have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Missing {
    Null,
    EmptyList,
}

/// A field of a type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) source: Source,
    pub(super) shape: Shape,
    pub(super) arguments: &'static [Argument],
}

pub(super) const REFERENCE: Shape = Shape::Fixed("Reference", &["typeId", "id"]);
pub(super) const KEY_REFERENCE: Shape = Shape::Fixed("KeyReference", &["typeId", "key"]);
pub(super) const LOCALIZED: Shape = Shape::Fixed("LocalizedString", &["locale", "value"]);
pub(super) const RAW_ATTRIBUTE: Shape = Shape::Fixed("RawProductAttribute", &["name", "value"]);
pub(super) const RAW_FIELD: Shape = Shape::Fixed("RawCustomField", &["name", "value"]);

const OF_LOCALIZED: &[Argument] = &[
    Argument::optional("locale", InputType::One(Scalar::Locale)),
    Argument::optional("acceptLanguage", InputType::List(Scalar::Locale)),
];

const OF_RAW: &[Argument] = &[
    Argument::optional("includeNames", InputType::List(Scalar::Text)),
    Argument::optional("excludeNames", InputType::List(Scalar::Text)),
];

/// The name of the type of an object.
#[derive(Clone, Copy, Debug)]
pub(super) enum TypeName {
    Fixed(&'static str),
    /// The name of a page.
    OfPage(&'static Root),
    ByTag(NameByTag),
}

/// The names of types by the values of a member.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameByTag {
    pub(super) member: &'static str,
    pub(super) names: &'static [(&'static str, &'static str)],
}

impl TypeName {
    /// The name of the type of this object; `None` if it is unknown.
    pub(super) fn of(self, object: &Object) -> Option<String> {
        match self {
            Self::Fixed(name) => Some(name.to_owned()),
            Self::OfPage(root) => Some(format!("{}QueryResult", root.type_name)),
            Self::ByTag(NameByTag { member, names }) => {
                let tag = text(object, member)?;
                let found = names.iter().find(|(known, _)| *known == tag)?;
                Some(found.1.to_owned())
            }
        }
    }

    /// The name, if all objects of the type have the same one.
    pub(super) fn fixed(self) -> Option<String> {
        match self {
            Self::ByTag(_) => None,
            fixed => fixed.of(&Object::new()),
        }
    }
}

impl Shape {
    /// The object of the contract with this name.
    fn of_state(project: &Project, state: &'static str) -> Option<Self> {
        let definition = project.contract.definition(state)?;
        Some(Self::Object(state, definition))
    }

    /// How the name of the type of an object is found; `None` for derived types whose names are not known here.
    pub(super) fn type_name(self, project: &Project) -> Option<TypeName> {
        let name = match self {
            Self::Leaf => return None,
            Self::Query => return Some(TypeName::Fixed("Query")),
            Self::Page(root) => return Some(TypeName::OfPage(root)),
            Self::Fixed(name, _) => return Some(TypeName::Fixed(name)),
            Self::Object(name, _) => name,
        };
        if let Some((_, by_tag)) = NAMES_BY_TAG.iter().find(|(known, _)| *known == name) {
            return Some(TypeName::ByTag(*by_tag));
        }
        if project.contract.kinds_of(name).is_some() && !WITHOUT_DERIVED.contains(&name) {
            return None;
        }
        let other = NAMES.iter().find(|(known, _)| *known == name);
        Some(TypeName::Fixed(other.map_or(name, |(_, other)| other)))
    }

    /// A name of the type for messages.
    pub(super) fn title(self, project: &Project) -> String {
        let name = self.type_name(project).and_then(TypeName::fixed);
        match (name, self) {
            (Some(name), _) => name,
            (None, Self::Object(name, _)) => name.to_owned(),
            (None, _) => "a scalar".to_owned(),
        }
    }

    /// Whether a field of the type cannot be `null`, although an object of the contract may not have it.
    pub(super) fn is_never_null(self, field: &str) -> bool {
        let Self::Object(name, _) = self else {
            return false;
        };
        let row = NEVER_NULL.iter().find(|(known, _)| *known == name);
        row.is_some_and(|(_, fields)| fields.contains(&field))
    }

    /// Whether all fields of the type are known here, so that any other name is a mistake.
    pub(super) fn is_complete(self) -> bool {
        matches!(self, Self::Page(_) | Self::Leaf)
    }
}

/// A field of a type by its name.
pub(super) fn field(project: &Project, of: Shape, name: &str) -> Option<Field> {
    match of {
        Shape::Leaf => None,
        Shape::Query => of_query(project, name),
        Shape::Page(root) => of_page(project, root, name),
        Shape::Fixed(_, fields) => {
            let name = fields.iter().find(|field| **field == name)?;
            Some(plain(Source::Member(name), Shape::Leaf))
        }
        Shape::Object(type_name, definition) => of_object(project, type_name, definition, name),
    }
}

pub(super) const fn plain(source: Source, shape: Shape) -> Field {
    Field {
        source,
        shape,
        arguments: &[],
    }
}

pub(super) const fn raw(member: &'static str, shape: Shape) -> Field {
    Field {
        source: Source::Raw(member),
        shape,
        arguments: OF_RAW,
    }
}

fn of_query(project: &Project, name: &str) -> Option<Field> {
    let mut roots = ROOTS.iter();
    let root = roots.find(|root| root.page == name || root.one == name)?;
    Some(match root.page == name {
        true => Field {
            source: Source::Page(root),
            shape: Shape::Page(root),
            arguments: OF_PAGES,
        },
        false => Field {
            source: Source::One(root),
            shape: resources(project, root)?,
            arguments: root.by,
        },
    })
}

fn of_page(project: &Project, root: &'static Root, name: &str) -> Option<Field> {
    let source = match name {
        "results" => return Some(plain(Source::List("results"), resources(project, root)?)),
        "count" => Source::Member("count"),
        "offset" => Source::Member("offset"),
        "total" => Source::Member("total"),
        "exists" => Source::Exists,
        _ => return None,
    };
    Some(plain(source, Shape::Leaf))
}

/// The type of the resources of a kind.
fn resources(project: &Project, root: &Root) -> Option<Shape> {
    let kind = project.kinds.at(root.path).ok()?;
    Shape::of_state(project, &kind.state)
}

fn of_object(
    project: &Project,
    type_name: &'static str,
    definition: &'static Definition,
    name: &str,
) -> Option<Field> {
    let mut more = MORE.iter();
    if let Some((.., found)) = more.find(|(of, field, _)| (*of, *field) == (type_name, name)) {
        return Some(*found);
    }
    let mut of_objects = OF_OBJECTS.iter();
    let found = of_objects.find(|(of, field, ..)| (*of, *field) == (type_name, name));
    if let Some((_, _, source, state)) = found {
        return Some(plain(*source, Shape::of_state(project, state)?));
    }
    let otherwise = OTHERWISE.iter().find(|(known, _)| *known == type_name);
    if otherwise.is_some_and(|(_, names)| names.contains(&name)) {
        return None;
    }
    by_rule(project, type_name, definition, name)
}

fn by_rule(
    project: &Project,
    type_name: &str,
    definition: &'static Definition,
    name: &str,
) -> Option<Field> {
    let declared = |name: &str| declared(project, type_name, definition, name);
    if let Some(of) = declared(name) {
        return own_field(project, &of);
    }
    if let Some(of) = name.strip_suffix("AllLocales").and_then(declared) {
        let is_localized = matches!(of.member, Member::Localized);
        return is_localized.then(|| plain(Source::AllLocales(of.name), LOCALIZED));
    }
    let of = declared(name.strip_suffix("Ref")?)?;
    match of.member {
        Member::Reference { has_id: true, .. } => Some(plain(of.source(), REFERENCE)),
        Member::Reference { .. } => Some(plain(of.source(), KEY_REFERENCE)),
        _ => None,
    }
}

/// The field with the name of a member.
fn own_field(project: &Project, of: &Declared) -> Option<Field> {
    Some(match of.member {
        Member::Leaf => plain(of.source(), Shape::Leaf),
        Member::Object(name, definition) => plain(of.source(), Shape::Object(name, definition)),
        Member::Localized => Field {
            source: Source::Localized(of.name),
            shape: Shape::Leaf,
            arguments: OF_LOCALIZED,
        },
        Member::Reference { resource, .. } => {
            let kind = project.kinds.of_type_id(resource?).ok()?;
            let shape = Shape::of_state(project, &kind.state)?;
            plain(Source::Expanded(of.name, of.missing), shape)
        }
    })
}

/// A member of a type of the contract.
struct Declared {
    name: &'static str,
    member: Member,
    missing: Missing,
}

impl Declared {
    /// The member as it is.
    fn source(&self) -> Source {
        match self.missing {
            Missing::Null => Source::Member(self.name),
            Missing::EmptyList => Source::List(self.name),
        }
    }
}

fn declared(
    project: &Project,
    type_name: &str,
    definition: &'static Definition,
    name: &str,
) -> Option<Declared> {
    let field = project.contract.field(definition, name)?;
    let (of, missing) = match project.contract.resolve(&field.of) {
        Resolved::List(items) if NULLABLE_LISTS.contains(&(type_name, name)) => {
            (items, Missing::Null)
        }
        Resolved::List(items) => (items, Missing::EmptyList),
        _ => (&field.of, Missing::Null),
    };
    Some(Declared {
        name: field.name.as_str(),
        member: member_of(project, of)?,
        missing,
    })
}

/// What the type of a member is in the schema.
enum Member {
    Leaf,
    Localized,
    Object(&'static str, &'static Definition),
    Reference {
        /// The name of the kind of the resource, if it is always the same.
        resource: Option<&'static str>,
        /// Whether it names the resource by its id, and not by its key.
        has_id: bool,
    },
}

/// `None` for maps, unions and lists of lists, which have another form in the schema.
fn member_of(project: &Project, of: &'static Use) -> Option<Member> {
    let contract = project.contract;
    let (name, definition) = match contract.resolve(of) {
        Resolved::Scalar("object") | Resolved::List(_) | Resolved::Union(_) => return None,
        Resolved::Scalar(_) => return Some(Member::Leaf),
        Resolved::Type(Some("LocalizedString"), _) => return Some(Member::Localized),
        Resolved::Type(_, definition) if definition.values.is_some() => return Some(Member::Leaf),
        Resolved::Type(name, definition) => (name?, definition),
    };
    let fields = contract.fields(definition)?;
    let is_reference = fields.contains_key("typeId")
        && fields
            .keys()
            .all(|name| ["id", "key", "obj", "typeId"].contains(name));
    if is_reference {
        return Some(Member::Reference {
            resource: definition.tag.as_deref(),
            has_id: fields.contains_key("id"),
        });
    }
    let is_map = !contract.maps(definition).is_empty();
    (!is_map && definition.union.is_none()).then_some(Member::Object(name, definition))
}
