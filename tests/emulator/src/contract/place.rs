//! The types of fields, for predicates, sorting and expansion, which name fields by their paths.

use super::{Contract, Definition, Resolved, Use};
use crate::pattern;

/// The type at a place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// Unknown: the values of custom fields and of attributes, and everything below them.
    Anything,
    Of(&'a Use),
    /// An object of this type.
    Named(&'a str, &'a Definition),
}

/// A longer chain of unions is treated as circular.
const DEEPEST: usize = 16;

impl Contract {
    /// The place of a resource of a type.
    pub(crate) fn place(&self, name: &str) -> Place<'_> {
        match self.types.get_key_value(name) {
            Some((name, definition)) => Place::Named(name, definition),
            None => Place::Anything,
        }
    }

    /// The type of a field; for a list, of its elements. `None` if the type has no such field.
    pub(crate) fn member<'a>(&'a self, of: Place<'a>, name: &str) -> Option<Place<'a>> {
        self.member_within(of, name, DEEPEST)
    }

    fn member_within<'a>(&'a self, of: Place<'a>, name: &str, depth: usize) -> Option<Place<'a>> {
        let depth = depth.checked_sub(1)?;
        let (type_name, definition) = match of {
            Place::Anything => return Some(Place::Anything),
            Place::Named(name, definition) => (Some(name), definition),
            Place::Of(of) => match self.resolve(of) {
                Resolved::Scalar("any" | "object") => return Some(Place::Anything),
                Resolved::Scalar(_) => return None,
                Resolved::List(items) => return self.member_within(Place::Of(items), name, depth),
                Resolved::Union(members) => {
                    let mut members = members.iter().map(Place::Of);
                    return members.find_map(|of| self.member_within(of, name, depth));
                }
                Resolved::Type(name, definition) => (name, definition),
            },
        };
        if let Some(members) = &definition.union {
            let mut members = members.iter().map(Place::Of);
            return members.find_map(|of| self.member_within(of, name, depth));
        }
        if let Some(place) = self.own_member(definition, name) {
            return Some(place);
        }
        let kinds = type_name.and_then(|name| self.kinds_of(name));
        let mut kinds = kinds.into_iter().flat_map(|kinds| kinds.values());
        kinds.find_map(|kind| self.own_member(self.definition(kind)?, name))
    }

    fn own_member<'a>(&'a self, of: &'a Definition, name: &str) -> Option<Place<'a>> {
        if let Some(field) = self.field(of, name) {
            return Some(Place::Of(&field.of));
        }
        let maps = self.maps(of);
        let mut maps = maps.into_iter();
        let map = maps.find(|map| pattern::is_match(&map.pattern, name))?;
        Some(Place::Of(&map.of))
    }

    /// Whether the place is a list.
    pub(crate) fn is_list(&self, of: Place<'_>) -> bool {
        matches!(of, Place::Of(of) if matches!(self.resolve(of), Resolved::List(_)))
    }
}
