//! Derives the effect of an update action from its name, its properties and the type of the resource.
//!
//! `setKey {key}` sets a field, `addLocation {location}` adds to the list `locations`, `removeAsset {assetId}` removes the
//! element of `assets` with that id, `setAssetCustomField {assetId, name, value}` sets a custom field of that element, and
//! `setMethodInfoName {name}` sets a field of `paymentMethodInfo`. Actions whose names have none of these forms are not
//! derived.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::contract::{Contract, Definition, Field, Resolved, Use};
use crate::kind::Object;

/// The effect of an action.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) target: Target,
    pub(super) edit: Edit,
}

/// The object that an action changes.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Resource,
    /// The object at a field of the resource.
    Member(&'static str),
    /// The element of a list whose fields are set by the action's properties.
    Element {
        list: &'static str,
        by: Vec<(&'static str, &'static str)>,
    },
}

impl Target {
    /// The object, if it can be determined from the resource alone.
    pub(super) fn of<'r>(&self, resource: &'r Object) -> Option<&'r Object> {
        match self {
            Self::Resource => Some(resource),
            Self::Member(name) => resource.get(*name)?.as_object(),
            Self::Element { .. } => None,
        }
    }
}

/// The operation on the target.
#[derive(Debug)]
pub(super) enum Edit {
    /// Fields are set to the values of properties, or removed.
    Set(Vec<(Property, &'static str, &'static Field)>),
    /// The value of a property is added to a list.
    Add(Property, &'static str, &'static Use),
    /// An element with the properties as its fields is added to a list.
    AddFields(Vec<Property>, &'static str, &'static Use),
    /// The elements of a property are added to a list, unless it already contains them.
    AddAll(Property, &'static str, &'static Use),
    /// The value of a property is removed from a list.
    Remove(Property, &'static str, &'static Use),
    /// The elements of a property are removed from a list.
    RemoveAll(Property, &'static str, &'static Use),
    /// The element whose field has the value of a property is removed from a list.
    RemoveMatching(Property, &'static str, &'static Field),
    /// The elements of a list are ordered like the values of a property, which identify them by a field.
    Order(Property, &'static str, &'static str),
    /// The target is removed from its list.
    RemoveTarget,
    /// The value of a property replaces the target.
    ReplaceTarget(Property, &'static Use),
    CustomType,
    CustomField,
}

/// A property of an action.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) of: &'static Use,
    /// Its default.
    default: Option<&'static Value>,
}

impl Property {
    /// Its value in an action, where `null` means the same as a missing value.
    pub(super) fn given<'a>(&self, action: &'a Object) -> Option<&'a Value> {
        let value = action.get(self.name).filter(|value| !value.is_null());
        value.or(self.default)
    }
}

/// The verbs of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Set,
    Change,
    Add,
    Remove,
    Replace,
    Transition,
}

const VERBS: [(&str, Verb); 6] = [
    ("set", Verb::Set),
    ("change", Verb::Change),
    ("add", Verb::Add),
    ("remove", Verb::Remove),
    ("replace", Verb::Replace),
    ("transition", Verb::Transition),
];

/// Properties that control the operation, and are not part of the value.
const OPTIONS: [&str; 2] = ["force", "position"];

/// Lists whose name is not the plural of the noun in actions: type, name in actions, field.
const LISTS: [(&str, &str, &str); 4] = [
    ("ProductType", "AttributeDefinition", "attributes"),
    ("ProductType", "Attribute", "attributes"),
    ("TaxCategory", "TaxRate", "rates"),
    ("StandalonePrice", "PriceTier", "tiers"),
];

/// Elements that actions select by name: type, property, noun in actions, list.
const NAMED: [(&str, &str, &[&str], &str); 2] = [
    (
        "Type",
        "fieldName",
        &["FieldDefinition", "Field"],
        "fieldDefinitions",
    ),
    (
        "ProductType",
        "attributeName",
        &["AttributeDefinition", "Attribute"],
        "attributes",
    ),
];

/// Fields whose parts actions change: type, the noun in the name of the action, field.
const MEMBERS: [(&str, &str, &str); 5] = [
    ("Payment", "MethodInfo", "paymentMethodInfo"),
    ("Payment", "Status", "paymentStatus"),
    ("Payment", "", "paymentStatus"),
    ("InventoryEntry", "", "stockLevels"),
    ("Store", "", "storefront"),
];

/// Actions with another name for a field: type, name in the action, name of the field.
const NOUNS: [(&str, &str, &str); 3] = [
    (
        "Payment",
        "MethodInfoInterface",
        "MethodInfoPaymentInterface",
    ),
    ("StandalonePrice", "DiscountedPrice", "Discounted"),
    ("StandalonePrice", "PriceTiers", "Tiers"),
];

/// Actions that set several fields at once.
const SETS: [(&str, &[&str]); 2] = [
    ("ValidFromAndUntil", &["validFrom", "validUntil"]),
    ("InventoryLimits", &["minCartQuantity", "maxCartQuantity"]),
];

/// The verb of an action, and the rest of its name.
pub(super) fn verb(action: &str) -> Option<(Verb, &str)> {
    VERBS.iter().find_map(|(text, verb)| {
        let rest = action.strip_prefix(text)?;
        let is_word = rest.chars().next().is_some_and(char::is_uppercase);
        is_word.then_some((*verb, rest))
    })
}

/// The name that the type `state` has for the `noun` of its actions.
pub(super) fn renamed<'n>(state: &str, noun: &'n str) -> &'n str {
    let mut rows = NOUNS.iter();
    let row = rows.find(|(of, name, _)| *of == state && *name == noun);
    row.map_or(noun, |(.., noun)| noun)
}

/// The form of an action on resources of the type `state`, with these properties in addition to its name.
pub(super) fn form(
    contract: &'static Contract,
    state: &str,
    action: &str,
    properties: &BTreeMap<&'static str, &'static Field>,
) -> Option<Form> {
    let (verb, noun) = verb(action)?;
    let noun = renamed(state, noun);
    let resource = contract.definition(state)?;
    let properties: Vec<Property> = properties
        .iter()
        .filter(|(name, _)| !OPTIONS.contains(name))
        .map(|(name, field)| Property {
            name,
            of: &field.of,
            default: field.facets.default.as_ref(),
        })
        .collect();
    let finder = Finder {
        contract,
        state,
        verb,
    };
    if let Some(form) = finder.on_element(resource, noun, &properties) {
        return Some(form);
    }
    if let Some(edit) = finder.edit(resource, noun, &properties) {
        let target = Target::Resource;
        return Some(Form { target, edit });
    }
    finder.on_member(resource, noun, &properties)
}

struct Finder<'a> {
    contract: &'static Contract,
    state: &'a str,
    verb: Verb,
}

impl Finder<'_> {
    /// An action whose properties select an element of a list, by `assetId`, `assetKey` or a name.
    fn on_element(
        &self,
        resource: &'static Definition,
        noun: &str,
        properties: &[Property],
    ) -> Option<Form> {
        let mut chosen = None;
        let mut by = Vec::new();
        let mut rest = Vec::new();
        for property in properties {
            match self.selector(resource, property.name) {
                Some((list, nouns, field)) => {
                    by.push((property.name, field));
                    chosen = Some((list, nouns));
                }
                None => rest.push(*property),
            }
        }
        let (list, nouns) = chosen?;
        let Resolved::List(items) = self.contract.resolve(&self.field(resource, list)?.of) else {
            return None;
        };
        let of_noun = nouns.iter().find_map(|of| noun.strip_prefix(of.as_str()));
        // `setAssetKey {assetId, assetKey}`: the key is the new value, not the selection.
        if of_noun == Some("Key")
            && let Some(place) = by.iter().position(|(_, field)| *field == "key")
        {
            let (name, _) = by.remove(place);
            rest.extend(properties.iter().filter(|of| of.name == name));
        }
        let target = Target::Element { list, by };
        let edit = match (self.verb, of_noun, rest.as_slice()) {
            (Verb::Remove, Some(""), []) => Edit::RemoveTarget,
            (Verb::Replace | Verb::Change, Some(""), [property]) => {
                Edit::ReplaceTarget(*property, items)
            }
            _ => {
                let element = self.object(items)?;
                let edit = of_noun.and_then(|noun| self.edit(element, noun, &rest));
                edit.or_else(|| self.edit(element, noun, &rest))?
            }
        };
        Some(Form { target, edit })
    }

    /// An action that changes the object at a field, as `setAddressCustomField` and `setMethodInfoName` do.
    fn on_member(
        &self,
        resource: &'static Definition,
        noun: &str,
        properties: &[Property],
    ) -> Option<Form> {
        let named = MEMBERS.iter().find_map(|(state, name, field)| {
            let rest = noun.strip_prefix(name).filter(|_| *state == self.state)?;
            Some((*field, rest))
        });
        let fields = self.contract.fields(resource)?;
        let mut fields = fields.into_keys();
        let (member, rest) = named.or_else(|| {
            fields.find_map(|name| {
                let rest = noun.strip_prefix(upper_first(name).as_str())?;
                // `shipping` is a list, so `setShippingAddressCustomField` does not refer to it.
                self.object(&self.field(resource, name)?.of)?;
                Some((name, rest))
            })
        })?;
        let object = self.object(&self.field(resource, member)?.of)?;
        let edit = self.edit(object, rest, properties)?;
        let target = Target::Member(member);
        Some(Form { target, edit })
    }

    /// The operation on an object of a type; `noun` is the name of the action without the verb and the target.
    fn edit(&self, of: &'static Definition, noun: &str, properties: &[Property]) -> Option<Edit> {
        match (self.verb, properties) {
            (Verb::Set, _) if noun == "CustomType" && self.field(of, "custom").is_some() => {
                Some(Edit::CustomType)
            }
            (Verb::Set, _) if noun == "CustomField" && self.field(of, "custom").is_some() => {
                Some(Edit::CustomField)
            }
            (Verb::Change, [property]) if self.order(of, noun).is_some() => {
                let (list, field) = self.order(of, noun)?;
                Some(Edit::Order(*property, list, field))
            }
            (Verb::Set | Verb::Change | Verb::Transition, [property]) => {
                let (name, field) = self.own_field(of, &lower_first(noun))?;
                Some(Edit::Set(vec![(*property, name, field)]))
            }
            (Verb::Set, _) => {
                let (_, names) = SETS.iter().find(|(set, _)| *set == noun)?;
                let set = properties.iter().map(|property| {
                    let (name, field) = self.own_field(of, property.name)?;
                    names.contains(&name).then_some((*property, name, field))
                });
                set.collect::<Option<_>>().map(Edit::Set)
            }
            (Verb::Add, [property]) => {
                if let Some((list, items)) = self.same_list(of, *property) {
                    return Some(Edit::AddAll(*property, list, items));
                }
                let (list, items) = self.list(of, noun, property.name)?;
                let is_of_fields = self.object(items).is_some_and(|element| {
                    self.field(element, property.name).is_some()
                        && self.object(property.of).is_none()
                });
                Some(match is_of_fields {
                    true => Edit::AddFields(vec![*property], list, items),
                    false => Edit::Add(*property, list, items),
                })
            }
            (Verb::Add, [_, ..]) => {
                let (list, items) = self.list(of, noun, noun)?;
                self.all_in(items, properties)?;
                Some(Edit::AddFields(properties.to_vec(), list, items))
            }
            (Verb::Remove, [property]) => {
                if let Some((list, items)) = self.same_list(of, *property) {
                    return Some(Edit::RemoveAll(*property, list, items));
                }
                let (list, items) = self.list(of, noun, property.name)?;
                let element = self.object(items);
                let field = element.and_then(|of| self.field(of, property.name));
                Some(match field {
                    Some(field) => Edit::RemoveMatching(*property, list, field),
                    None => Edit::Remove(*property, list, items),
                })
            }
            _ => None,
        }
    }

    /// The list from which a property selects elements, the noun for them in actions, and the field for the selection.
    fn selector(
        &self,
        resource: &'static Definition,
        property: &'static str,
    ) -> Option<(&'static str, Vec<String>, &'static str)> {
        let named = NAMED
            .iter()
            .find(|(state, of, ..)| *state == self.state && *of == property);
        if let Some((_, _, nouns, list)) = named {
            let nouns = nouns.iter().map(|noun| (*noun).to_owned());
            return Some((list, nouns.collect(), "name"));
        }
        let by = [("Id", "id"), ("Key", "key")];
        by.iter().find_map(|(end, field)| {
            let noun = upper_first(property.strip_suffix(end)?);
            let (list, items) = self.list(resource, &noun, &noun)?;
            self.field(self.object(items)?, field)?;
            Some((list, vec![noun], *field))
        })
    }

    /// The list for a noun in actions, and its elements.
    fn list(
        &self,
        of: &'static Definition,
        noun: &str,
        property: &str,
    ) -> Option<(&'static str, &'static Use)> {
        let row = LISTS
            .iter()
            .find(|(state, name, _)| *state == self.state && *name == noun);
        let names = [
            row.map(|(.., list)| (*list).to_owned()),
            Some(plural(&lower_first(noun))),
            Some(plural(&lower_first(property))),
        ];
        names.iter().flatten().find_map(|name| {
            let (name, field) = self.own_field(of, name)?;
            match self.contract.resolve(&field.of) {
                Resolved::List(items) => Some((name, items)),
                _ => None,
            }
        })
    }

    /// The list whose order an action such as `changeAssetOrder` changes, and the field that identifies its elements.
    fn order(&self, of: &'static Definition, noun: &str) -> Option<(&'static str, &'static str)> {
        let noun = noun.strip_suffix("ByName").unwrap_or(noun);
        let noun = noun.strip_suffix("Order")?;
        let noun = noun.strip_suffix('s').unwrap_or(noun);
        let (list, items) = self.list(of, noun, noun)?;
        let element = self.object(items)?;
        let mut fields = ["id", "name"].into_iter();
        let field = fields.find(|field| self.field(element, field).is_some())?;
        Some((list, field))
    }

    /// The list with the name of a property, which is a list, too.
    fn same_list(
        &self,
        of: &'static Definition,
        property: Property,
    ) -> Option<(&'static str, &'static Use)> {
        let (name, field) = self.own_field(of, property.name)?;
        match (
            self.contract.resolve(property.of),
            self.contract.resolve(&field.of),
        ) {
            (Resolved::List(_), Resolved::List(items)) => Some((name, items)),
            _ => None,
        }
    }

    /// Whether the elements of a list have all these fields.
    fn all_in(&self, items: &'static Use, properties: &[Property]) -> Option<()> {
        let element = self.object(items)?;
        let mut properties = properties.iter();
        let are = properties.all(|property| self.field(element, property.name).is_some());
        are.then_some(())
    }

    fn object(&self, of: &'static Use) -> Option<&'static Definition> {
        match self.contract.resolve(of) {
            Resolved::Type(_, of) => self.contract.fields(of).map(|_| of),
            _ => None,
        }
    }

    fn field(&self, of: &'static Definition, name: &str) -> Option<&'static Field> {
        self.contract.field(of, name)
    }

    fn own_field(
        &self,
        of: &'static Definition,
        name: &str,
    ) -> Option<(&'static str, &'static Field)> {
        let field = self.field(of, name)?;
        Some((field.name.as_str(), field))
    }
}

pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The plural of a noun.
pub(super) fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with('s') => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
