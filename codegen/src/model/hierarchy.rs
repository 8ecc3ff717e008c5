//! Types with subtypes that only their properties distinguish.

use std::collections::{HashMap, HashSet};

use super::{Api, types::Type};

/// The direct subtypes of each type. Anonymous types are not subtypes: one property that adds to a type does not make it
/// one of several. Neither are the types for the objects of a base itself.
pub struct Hierarchy<'a> {
    api: &'a Api,
    children: HashMap<&'a str, Vec<&'a Type>>,
}

/// A type, and the required property that identifies its objects.
#[derive(Clone, Copy, Debug)]
pub struct Keyed<'a> {
    /// The property.
    pub key: &'a str,
    /// The type.
    pub of: &'a Type,
}

impl<'a> Hierarchy<'a> {
    /// Of an API.
    pub fn of(api: &'a Api) -> Self {
        let itself: HashSet<&String> = api.itself.values().collect();
        let mut children: HashMap<&str, Vec<&Type>> = HashMap::new();
        for of in api.types.values() {
            if let Some(base) = &of.base
                && !api.anonymous.contains(&of.name)
                && !itself.contains(&of.name)
            {
                children.entry(base).or_default().push(of);
            }
        }
        Self { api, children }
    }

    /// Whether a type has subtypes.
    pub fn is_base(&self, name: &str) -> bool {
        self.children.contains_key(name)
    }

    /// All subtypes of a type, each before its own subtypes.
    pub fn descendants(&self, of: &Type) -> Vec<&'a Type> {
        let mut found: Vec<&Type> = Vec::new();
        let mut known: HashSet<&str> = HashSet::from([of.name.as_str()]);
        let mut open: Vec<&Type> = self.children_of(of).to_vec();
        open.reverse();
        while let Some(next) = open.pop() {
            if !known.insert(&next.name) {
                continue;
            }
            found.push(next);
            open.extend(self.children_of(next).iter().rev());
        }
        found
    }

    /// The kinds of a base, each with a required property that only it and its subtypes have, if there is one for all of
    /// them. A kind comes after its subtypes, because they have its property, too.
    ///
    /// A type in between that adds nothing is not a kind: it only groups others.
    pub fn by_key(&self, base: &Type) -> Option<Vec<Keyed<'a>>> {
        let below = self.descendants(base);
        // The number of types with each property, and the number of subtypes of each, including itself.
        let mut having: HashMap<&str, usize> = HashMap::new();
        let mut below_each: HashMap<&str, usize> = HashMap::new();
        for of in &below {
            for field in self.api.fields(of) {
                *having.entry(&field.name).or_default() += 1;
            }
            for above in self.api.lineage(of) {
                *below_each.entry(&above.name).or_default() += 1;
            }
        }
        let inherited: HashSet<&str> = self.api.fields(base).iter().map(|of| &*of.name).collect();
        let mut kinds = Vec::new();
        for of in descendants_first(&below) {
            let is_kind = !self.is_base(&of.name) || self.adds(of);
            if is_kind {
                // Subtypes have the properties of their base: if equally many types have one, no other type has it.
                let own = below_each.get(of.name.as_str());
                let key = self.api.fields(of).into_iter().find(|field| {
                    field.required
                        && !inherited.contains(&*field.name)
                        && having.get(field.name.as_str()) == own
                })?;
                kinds.push(Keyed { key: &key.name, of });
            }
        }
        Some(kinds)
    }

    fn children_of(&self, of: &Type) -> &[&'a Type] {
        let children = self.children.get(of.name.as_str());
        children.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a type has more properties than its base.
    fn adds(&self, of: &Type) -> bool {
        let inherited = self.api.base(of).map(|base| self.api.fields(base).len());
        self.api.fields(of).len() > inherited.unwrap_or_default()
    }
}

/// Orders types so that each comes before its subtypes, given an order with each after them.
fn descendants_first<'a>(types: &[&'a Type]) -> Vec<&'a Type> {
    let mut sorted: Vec<&Type> = Vec::new();
    let mut open: Vec<&Type> = Vec::new();
    for of in types {
        while let Some(last) = open.pop_if(|last| of.base.as_ref() != Some(&last.name)) {
            sorted.push(last);
        }
        open.push(of);
    }
    sorted.extend(open.into_iter().rev());
    sorted
}
