//! The types of the schema and their fields, which follow from the contract by these rules:
//!
//! - a field without fields of its own, or with an object, has the same name;
//! - a localized text has two fields: `name(locale, acceptLanguage)` and `nameAllLocales`;
//! - a reference has two fields: `parent`, the resource, and `parentRef`, the reference;
//! - attributes and custom fields are lists of names and values: `attributesRaw` and `customFieldsRaw`.
//!
//! The tables contain what differs from these rules in the schema of the platform.

use super::argument::{Argument, InputType, Scalar};
use super::root::{OF_PAGES, ROOTS, Root};
use crate::contract::{Definition, Resolved, Use};
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

const REFERENCE: Shape = Shape::Fixed("Reference", &["typeId", "id"]);
const KEY_REFERENCE: Shape = Shape::Fixed("KeyReference", &["typeId", "key"]);
const LOCALIZED: Shape = Shape::Fixed("LocalizedString", &["locale", "value"]);
const RAW_ATTRIBUTE: Shape = Shape::Fixed("RawProductAttribute", &["name", "value"]);
const RAW_FIELD: Shape = Shape::Fixed("RawCustomField", &["name", "value"]);

const OF_LOCALIZED: &[Argument] = &[
    Argument {
        name: "locale",
        of: InputType::One(Scalar::Locale),
    },
    Argument {
        name: "acceptLanguage",
        of: InputType::List(Scalar::Locale),
    },
];

const OF_RAW: &[Argument] = &[
    Argument {
        name: "includeNames",
        of: InputType::List(Scalar::Text),
    },
    Argument {
        name: "excludeNames",
        of: InputType::List(Scalar::Text),
    },
];

/// Types of the contract with another name in the schema.
const NAMES: &[(&str, &str)] = &[
    ("CentPrecisionMoney", "Money"),
    ("CreatedBy", "Initiator"),
    ("CustomFields", "CustomFieldsType"),
    ("DiscountedPrice", "DiscountedProductPriceValue"),
    ("ImageDimensions", "Dimensions"),
    ("InventoryEntryStockLevels", "StockLevels"),
    ("LastModifiedBy", "Initiator"),
    ("Price", "ProductPrice"),
    ("PriceTier", "ProductPriceTier"),
    ("ProductType", "ProductTypeDefinition"),
    (
        "ProductVariantAvailability",
        "ProductVariantAvailabilityWithChannels",
    ),
    ("Type", "TypeDefinition"),
];

/// Fields that do not follow from the rules, each after its type in the contract and its name.
const MORE: &[(&str, &str, Field)] = &[
    (
        "AssetDimensions",
        "height",
        plain(Source::Member("h"), Shape::Leaf),
    ),
    (
        "AssetDimensions",
        "width",
        plain(Source::Member("w"), Shape::Leaf),
    ),
    ("CustomFields", "customFieldsRaw", raw("fields", RAW_FIELD)),
    (
        "DiscountCode",
        "cartDiscountRefs",
        plain(Source::List("cartDiscounts"), REFERENCE),
    ),
    (
        "ImageDimensions",
        "height",
        plain(Source::Member("h"), Shape::Leaf),
    ),
    (
        "ImageDimensions",
        "width",
        plain(Source::Member("w"), Shape::Leaf),
    ),
    (
        "PaymentInfo",
        "paymentRefs",
        plain(Source::List("payments"), REFERENCE),
    ),
    (
        "ProductVariant",
        "attributesRaw",
        raw("attributes", RAW_ATTRIBUTE),
    ),
];

/// The same for fields with objects, whose type in the contract comes last.
const OF_OBJECTS: &[(&str, &str, Source, &str)] = &[(
    "ProductData",
    "allVariants",
    Source::AllVariants,
    "ProductVariant",
)];

/// Fields of the contract that the schema does not have, or has with another type. The fields of references whose second
/// name differs are here with this name.
const OTHERWISE: &[(&str, &[&str])] = &[
    ("AssetDimensions", &["h", "w"]),
    ("BusinessUnit", &["inheritedStores", "inheritedStoresRef"]),
    ("Cart", &["refusedGiftsRef", "warnings"]),
    ("CreatedBy", &["associate", "customer"]),
    ("CustomFields", &["fields"]),
    ("CustomLineItemRecurrenceInfo", &["recurrencePolicyRef"]),
    ("DiscountCode", &["cartDiscountsRef", "references"]),
    ("ImageDimensions", &["h", "w"]),
    ("LastModifiedBy", &["associate", "customer"]),
    ("LineItem", &["productTypeRef"]),
    ("LineItemRecurrenceInfo", &["recurrencePolicyRef"]),
    ("Order", &["refusedGiftsRef"]),
    ("Payment", &["interfaceInteractions"]),
    ("PaymentInfo", &["paymentsRef"]),
    ("Product", &["warnings"]),
    (
        "ProductData",
        &["attributes", "categoryOrderHints", "searchKeywords"],
    ),
    ("ProductType", &["attributes"]),
    (
        "ProductVariant",
        &[
            "attributes",
            "isMatchingVariant",
            "price",
            "recurrencePrices",
            "scopedPrice",
            "scopedPriceDiscounted",
        ],
    ),
    (
        "ProductVariantAvailability",
        &[
            "availableQuantity",
            "channels",
            "id",
            "isOnStock",
            "restockableInDays",
            "version",
        ],
    ),
    ("QuoteRequest", &["cart"]),
    ("ShippingMethod", &["description"]),
];

/// Lists that may be `null`; others are empty if an object does not have them.
const NULLABLE_LISTS: &[(&str, &str)] = &[
    ("Price", "tiers"),
    ("ProductVariant", "prices"),
    ("StandalonePrice", "tiers"),
    ("State", "transitions"),
];

impl Shape {
    /// The object of the contract with this name.
    fn of_state(project: &Project, state: &'static str) -> Option<Self> {
        let definition = project.contract.definition(state)?;
        Some(Self::Object(state, definition))
    }

    /// The name of the type. A type with derived types has no name here, because objects have the name of a derived type.
    pub(super) fn name(self, project: &Project) -> Option<String> {
        match self {
            Self::Leaf => None,
            Self::Query => Some("Query".to_owned()),
            Self::Page(root) => Some(format!("{}QueryResult", root.type_name)),
            Self::Fixed(name, _) => Some(name.to_owned()),
            Self::Object(name, _) if project.contract.kinds_of(name).is_some() => None,
            Self::Object(name, _) => {
                let other = NAMES.iter().find(|(known, _)| *known == name);
                Some(other.map_or(name, |(_, other)| other).to_owned())
            }
        }
    }

    /// A name of the type for messages.
    pub(super) fn title(self, project: &Project) -> String {
        match (self.name(project), self) {
            (Some(name), _) => name,
            (None, Self::Object(name, _)) => name.to_owned(),
            (None, _) => "a scalar".to_owned(),
        }
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

const fn plain(source: Source, shape: Shape) -> Field {
    Field {
        source,
        shape,
        arguments: &[],
    }
}

const fn raw(member: &'static str, shape: Shape) -> Field {
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
