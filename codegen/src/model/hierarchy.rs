//! Types that others derive from, where nothing but their properties tells them apart.

use std::collections::{HashMap, HashSet};

use super::{Api, types::Type};

/// What derives from each type directly. Types without a name of their own are nobody's subtypes: one property that adds
/// to a type does not make it one of several. Nor are the types that stand for a base itself.
pub struct Hierarchy<'a> {
    api: &'a Api,
    children: HashMap<&'a str, Vec<&'a Type>>,
}

/// A type, and the required property by which its objects are known.
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

    /// Whether something derives from a type.
    pub fn is_base(&self, name: &str) -> bool {
        self.children.contains_key(name)
    }

    /// All that derives from a type, each before what derives from it.
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

    /// The kinds of a base, each with a required property that only it and what derives from it have, if there is one for
    /// all of them. A kind stands behind those that derive from it, for they have its property, too.
    ///
    /// A type between that adds nothing is no kind: it only groups others.
    pub fn by_key(&self, base: &Type) -> Option<Vec<Keyed<'a>>> {
        let below = self.descendants(base);
        // How many of them have each property, and how many derive from each or are it.
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
                // What derives from a type has its properties: if as many have one, it is no other's.
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

/// Types of which each stands before those that derive from it, in an order in which each stands behind them.
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
