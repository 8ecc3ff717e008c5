//! Removes changes that another change implies, so that one edit of a specification is one line if possible.

use std::collections::{HashMap, HashSet};

use super::{
    Action, Change, PublicApi, Severity,
    item::{DOCUMENTATION, Item, Kind, OF_PARAMETER, SENT, SEVERAL, Signature},
};

/// The changes without implied ones.
pub(super) fn fold(
    changes: Vec<(String, Change)>,
    old: &PublicApi,
    new: &PublicApi,
) -> Vec<Change> {
    let mut by_key: HashMap<&str, Vec<&Change>> = HashMap::new();
    for (key, change) in &changes {
        by_key.entry(key).or_default().push(change);
    }
    let told = Told {
        led: led(&changes, old, new),
        by_key,
        old,
        new,
    };
    let is_told: Vec<bool> = changes
        .iter()
        .map(|(key, change)| told.is_told(key, change))
        .collect();
    let changes = changes.into_iter().zip(is_told);
    changes
        .filter(|(_, is_told)| !is_told)
        .map(|((_, change), _)| change)
        .collect()
}

struct Told<'c> {
    by_key: HashMap<&'c str, Vec<&'c Change>>,
    /// The types of requests that are new or removed because a method that returns them is.
    led: HashSet<String>,
    old: &'c PublicApi,
    new: &'c PublicApi,
}

impl Told<'_> {
    /// Whether another change implies it.
    fn is_told(&self, key: &str, change: &Change) -> bool {
        let Some(item) = self.old.items.get(key).or_else(|| self.new.items.get(key)) else {
            return false;
        };
        let says = |other: &str| self.severity(other) >= Some(change.severity);
        if change.about.as_deref() == Some(DOCUMENTATION) && self.is_documented(key, item) {
            return true;
        }
        // A new or removed argument is reported with its type.
        if change.about.as_deref() == Some(SENT) {
            let breaks =
                |other: &&Change| other.about.is_none() && other.severity == Severity::Breaking;
            return self.by_key.get(key).into_iter().flatten().any(breaks);
        }
        // Whether several values are one string is reported with how they are sent.
        if change.about.as_deref() == Some(SEVERAL) {
            let breaks = |other: &&Change| other.severity == Severity::Breaking;
            return self.by_key.get(key).into_iter().flatten().any(breaks)
                && change.severity != Severity::Breaking;
        }
        match (item.kind, &item.parent) {
            // The whole response has the body that `send` returns.
            (Kind::Method, Some(parent)) if key.ends_with("::execute()") => {
                says(&format!("{parent}::send()"))
            }
            // A setter, and the method of a union, repeat the change of the field.
            (Kind::Method, Some(parent)) if parent.starts_with("models::") => {
                let name = key.rsplit("::").next().unwrap_or_default();
                says(&format!("{parent}.{}", name.trim_end_matches("()")))
            }
            // The path of a predicate or an expansion repeats the change of the field of the model.
            (Kind::Method, Some(parent)) if !parent.starts_with("requests::") => {
                let of = parent.rsplit("::").next().unwrap_or_default();
                let of = of
                    .strip_suffix("Fields")
                    .or_else(|| of.strip_suffix("Expansions"));
                let name = key.rsplit("::").next().unwrap_or_default();
                of.is_some_and(|of| says(&format!("models::{of}.{}", name.trim_end_matches("()"))))
            }
            // How a response is read repeats the change of `send`.
            (Kind::Implementation, Some(parent)) if key.ends_with("runtime::Answers") => {
                says(&format!("{parent}::send()"))
            }
            // A conversion from a removed or new type, or from a variant to its union.
            (Kind::Implementation, Some(parent)) => {
                let from = key
                    .rsplit_once("From<")
                    .map(|(_, from)| from.trim_end_matches('>').trim_start_matches('&'));
                from.is_some_and(|from| {
                    says(&format!("models::{from}"))
                        || self
                            .variants(parent, from)
                            .iter()
                            .any(|variant| says(variant))
                })
            }
            (Kind::Struct, None) if change.action != Action::Changed => self.led.contains(key),
            _ => false,
        }
    }

    /// The most severe change of an item.
    fn severity(&self, key: &str) -> Option<Severity> {
        let changes = self.by_key.get(key).into_iter().flatten();
        changes.map(|change| change.severity).max()
    }

    /// Whether the documentation of an item repeats other changes: a type its members, a builder or an operation its path
    /// and scopes, the method that returns an operation the same, a setter its limits.
    fn is_documented(&self, key: &str, item: &Item) -> bool {
        let is_told = |key: &str| self.by_key.contains_key(key);
        let is_grave = |key: &str| self.severity(key) > Some(Severity::Documentation);
        let has_grave_member = |key: &str| {
            let mut items = self.old.items.iter().chain(&self.new.items);
            items.any(|(member, of)| of.parent.as_deref() == Some(key) && is_grave(member))
        };
        match (item.kind, &item.signature, &item.parent) {
            (Kind::Struct, ..) if key.starts_with("requests::") => {
                let mut items = self.new.items.iter();
                items.any(|(key, other)| is_told(key) && returns(other) == Some(&item.shown))
            }
            (kind, ..) if kind.is_type() => has_grave_member(key),
            (Kind::Method, Signature::Function { returns, .. }, Some(parent)) => {
                let of_limits = |change: &&Change| {
                    let about = change.about.as_deref();
                    about.is_some_and(|about| about.contains(OF_PARAMETER))
                };
                let made = self.key_of_requests(returns);
                made.is_some_and(|key| is_grave(key) || has_grave_member(key))
                    || self
                        .by_key
                        .get(parent.as_str())
                        .into_iter()
                        .flatten()
                        .any(of_limits)
            }
            _ => false,
        }
    }

    /// The key of a type of requests.
    fn key_of_requests(&self, shown: &str) -> Option<&str> {
        let mut items = self.new.items.iter();
        let found = items.find(|(key, item)| {
            key.starts_with("requests::") && item.kind == Kind::Struct && item.shown == shown
        });
        found.map(|(key, _)| key.as_str())
    }

    /// The variants of a union with a type.
    fn variants(&self, union: &str, of: &str) -> Vec<String> {
        let boxed = format!("Box<{of}>");
        let items = self.old.items.iter().chain(&self.new.items);
        items
            .filter(|(_, item)| item.kind == Kind::Variant && item.parent.as_deref() == Some(union))
            .filter(|(_, item)| matches!(&item.signature, Signature::Type(holds) if *holds == of || *holds == boxed))
            .map(|(key, _)| key.clone())
            .collect()
    }
}

/// The return type of a function.
fn returns(item: &Item) -> Option<&String> {
    match &item.signature {
        Signature::Function { returns, .. } => Some(returns),
        Signature::Type(_) => None,
    }
}

/// The builders and operations that are added or removed with the method that returns them.
fn led(changes: &[(String, Change)], old: &PublicApi, new: &PublicApi) -> HashSet<String> {
    let mut led: HashSet<String> = HashSet::new();
    let mut open: Vec<(&PublicApi, &str)> = Vec::new();
    for (key, _) in changes {
        match (old.items.contains_key(key), new.items.contains_key(key)) {
            (true, false) => open.push((old, key)),
            (false, true) => open.push((new, key)),
            _ => {}
        }
    }
    while let Some((of, key)) = open.pop() {
        let Some(Signature::Function { returns, .. }) =
            of.items.get(key).map(|item| &item.signature)
        else {
            continue;
        };
        let other = match std::ptr::eq(of, old) {
            true => new,
            false => old,
        };
        for (target, item) in &of.items {
            let is_target = target.starts_with("requests::")
                && item.kind == Kind::Struct
                && item.shown == *returns
                && !other.items.contains_key(target);
            if is_target && led.insert(target.clone()) {
                let members = of
                    .items
                    .iter()
                    .filter(|(_, member)| member.parent.as_ref() == Some(target));
                open.extend(members.map(|(key, _)| (of, key.as_str())));
            }
        }
    }
    led
}
