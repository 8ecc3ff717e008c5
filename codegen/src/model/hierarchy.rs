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
        let mut open: Vec<&Type> = self.children_of(of).to_vec();
        open.reverse();
        while let Some(next) = open.pop() {
            if next.name == of.name || found.iter().any(|known| known.name == next.name) {
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
        let mut kinds = Vec::new();
        for of in self.descendants_first(&below) {
            let is_kind = !self.is_base(&of.name) || self.adds(of);
            if is_kind {
                kinds.push(self.keyed(of, base, &below)?);
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

    fn keyed(&self, of: &'a Type, base: &Type, below: &[&'a Type]) -> Option<Keyed<'a>> {
        let has = |of: &Type, name: &str| {
            let fields = self.api.fields(of);
            fields.iter().any(|field| field.name == name)
        };
        let derives = |other: &Type| {
            let line = self.api.lineage(other);
            line.iter().any(|above| above.name == of.name)
        };
        let key = self.api.fields(of).into_iter().find(|field| {
            let mut others = below.iter().filter(|other| !derives(other));
            field.required
                && !has(base, &field.name)
                && !others.any(|other| has(other, &field.name))
        })?;
        Some(Keyed { key: &key.name, of })
    }

    /// The same types, each behind those that derive from it.
    fn descendants_first(&self, types: &[&'a Type]) -> Vec<&'a Type> {
        let mut sorted: Vec<&Type> = Vec::new();
        // Each stands before what derives from it, so that those that derive from it are the ones in the list already.
        for of in types.iter().rev() {
            let derives = |other: &&Type| {
                let line = self.api.lineage(other);
                line.iter().any(|above| above.name == of.name)
            };
            let place = sorted.iter().rposition(derives).map_or(0, |last| last + 1);
            sorted.insert(place, of);
        }
        sorted
    }
}
