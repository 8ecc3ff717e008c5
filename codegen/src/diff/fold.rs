//! Takes away what another change says already, so that one edit of a specification is one line as far as it can be.

use std::collections::{HashMap, HashSet};

use super::{
    Action, Change, PublicApi, Severity,
    item::{Kind, Signature},
};

/// The changes without those that another one says.
pub(super) fn fold(
    changes: Vec<(String, Change)>,
    old: &PublicApi,
    new: &PublicApi,
) -> Vec<Change> {
    let mut severities: HashMap<&str, Severity> = HashMap::new();
    for (key, change) in &changes {
        let known = severities.entry(key).or_insert(change.severity);
        *known = change.severity.max(*known);
    }
    let told = Told {
        led: led(&changes, old, new),
        severities,
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
    severities: HashMap<&'c str, Severity>,
    /// The types of requests that are only there, or gone, because a method that leads to them is.
    led: HashSet<String>,
    old: &'c PublicApi,
    new: &'c PublicApi,
}

impl Told<'_> {
    /// Whether another change says it.
    fn is_told(&self, key: &str, change: &Change) -> bool {
        let Some(item) = self.old.items.get(key).or_else(|| self.new.items.get(key)) else {
            return false;
        };
        let says = |other: &str| {
            let other = self.severities.get(other);
            other.is_some_and(|other| *other >= change.severity)
        };
        match (item.kind, &item.parent) {
            // A setter, and the method of a union, say what the field says.
            (Kind::Method, Some(parent)) if parent.starts_with("models::") => {
                let name = key.rsplit("::").next().unwrap_or_default();
                says(&format!("{parent}.{}", name.trim_end_matches("()")))
            }
            // The path of a predicate or an expansion says what the field of the model says.
            (Kind::Method, Some(parent)) if !parent.starts_with("requests::") => {
                let of = parent.rsplit("::").next().unwrap_or_default();
                let of = of
                    .strip_suffix("Fields")
                    .or_else(|| of.strip_suffix("Expansions"));
                let name = key.rsplit("::").next().unwrap_or_default();
                of.is_some_and(|of| says(&format!("models::{of}.{}", name.trim_end_matches("()"))))
            }
            // A way from a type that is gone or new, or from a variant to its union.
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
            // The documentation of a builder or an operation tells its path, as that of the method does.
            (Kind::Struct, None) if change.action == Action::Changed => {
                change.severity == Severity::Documentation && self.is_led_anew(key, &item.shown)
            }
            (Kind::Struct, None) => self.led.contains(key),
            _ => false,
        }
    }

    /// Whether a method that leads to a type of requests changed.
    fn is_led_anew(&self, key: &str, shown: &str) -> bool {
        key.starts_with("requests::")
            && self.new.items.iter().any(|(key, item)| {
                self.severities.contains_key(key.as_str())
                    && matches!(&item.signature, Signature::Function { returns, .. } if returns == shown)
            })
    }

    /// The variants of a union that hold a type.
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

/// The builders and operations that come or go with the method that leads to them.
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
