//! Compares the guarantees of an item besides its Rust code.

use std::collections::BTreeSet;

use super::{
    Severity,
    compare::Found,
    item::{
        ABSENCE, AUTHORISATION, Fact, Item, OF_PARAMETER, PRESENCE, SCOPES, TYPES_OF_PARAMETER,
    },
};

/// Compares the facts of an item that is in both versions.
pub(super) fn compare(key: &str, was: &Item, is: &Item, found: &mut Found) {
    let names: BTreeSet<&String> = was.facts.keys().chain(is.facts.keys()).collect();
    for name in names {
        let (old, new) = (was.facts.get(name), is.facts.get(name));
        // Whether a field may be missing is mostly visible in its type.
        if old == new
            || is_same_on_the_wire(old, new)
            || name == ABSENCE
            || (name == PRESENCE && was.signature != is.signature)
        {
            continue;
        }
        // A changed way of authorization says more than its scopes.
        let scheme = |of: &Item| of.facts.get(AUTHORISATION).cloned();
        if name == SCOPES
            && scheme(was).is_some()
            && scheme(is).is_some_and(|is| Some(is) != scheme(was))
        {
            continue;
        }
        // Whether a parameter takes one type or several is visible in its signature, unless all of them are strings.
        if let (None, Some(Fact::OneOf(types))) | (Some(Fact::OneOf(types)), None) = (old, new)
            && name.starts_with(TYPES_OF_PARAMETER)
            && ["number", "integer", "boolean"]
                .iter()
                .any(|scalar| types.contains(*scalar))
        {
            continue;
        }
        // The limits of a parameter are reported only if it exists in both versions.
        if let Some(at) = name.find(OF_PARAMETER) {
            let has_it = |of: &Item| {
                name.get(at..)
                    .is_some_and(|name| of.facts.contains_key(name))
            };
            if at == 0 || !has_it(was) || !has_it(is) {
                continue;
            }
        }
        let severity = meaning(old, new);
        let change = found.changed(key, is, severity, (old.map(shown), new.map(shown)), name);
        if let (Some(Fact::Scopes(_)), Severity::Breaking, Some(change)) = (old, severity, change) {
            change.note = Some("an API client that is in use may lack them".to_owned());
        }
    }
}

/// Whether two facts are about sent values and name the same parameter: header names ignore case.
fn is_same_on_the_wire(old: Option<&Fact>, new: Option<&Fact>) -> bool {
    let (Some(Fact::Wire(old)), Some(Fact::Wire(new))) = (old, new) else {
        return false;
    };
    let sent = |of: &str| -> Vec<String> {
        let lower = |part: &str| match part.strip_prefix("header ") {
            Some(header) => match header.split_once(": ") {
                Some((name, value)) => format!("header {}: {value}", name.to_ascii_lowercase()),
                None => format!("header {}", header.to_ascii_lowercase()),
            },
            None => part.to_owned(),
        };
        of.split(", ").map(lower).collect()
    };
    old == new || sent(old) == sent(new)
}

fn shown(fact: &Fact) -> String {
    match fact {
        Fact::Scopes(all) | Fact::OneOf(all) => {
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            match all.is_empty() {
                true => "none".to_owned(),
                false => all.join(", "),
            }
        }
        Fact::Wire(text)
        | Fact::Tolerated(text)
        | Fact::AtLeast(text)
        | Fact::AtMost(text)
        | Fact::Fits(text)
        | Fact::Default(text)
        | Fact::Told(text) => text.clone(),
    }
}

/// The severity of a changed fact.
fn meaning(old: Option<&Fact>, new: Option<&Fact>) -> Severity {
    use Severity::{Additive, Breaking, Documentation};
    let is_less = |left: &str, right: &str| match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left < right,
        _ => false,
    };
    match (old, new) {
        (Some(Fact::Told(_)), _) | (_, Some(Fact::Told(_))) | (None, None) => Documentation,
        (Some(Fact::Wire(_)), _) | (_, Some(Fact::Wire(_))) => Breaking,
        (Some(Fact::Tolerated(_)), _) => Breaking,
        (None, Some(Fact::Tolerated(_))) => Additive,
        // The platform decides whether all scopes or only one of them is required: a client may not have an additional one,
        // and with fewer scopes the remaining ones may not include the one that it has.
        (Some(Fact::Scopes(_)), Some(Fact::Scopes(new))) if new.is_empty() => Additive,
        (Some(Fact::Scopes(_)), _) | (_, Some(Fact::Scopes(_))) => Breaking,
        (Some(Fact::AtLeast(old)), Some(Fact::AtLeast(new))) => match is_less(new, old) {
            true => Additive,
            false => Breaking,
        },
        (Some(Fact::AtMost(old)), Some(Fact::AtMost(new))) => match is_less(old, new) {
            true => Additive,
            false => Breaking,
        },
        (Some(Fact::OneOf(old)), Some(Fact::OneOf(new))) => match old.is_subset(new) {
            true => Additive,
            false => Breaking,
        },
        (Some(Fact::Default(_)), Some(_)) => Breaking,
        (Some(Fact::Default(_)), None) | (None, Some(Fact::Default(_))) => Documentation,
        // A removed limit, and a new one.
        (Some(_), None) => Additive,
        (_, Some(_)) => Breaking,
    }
}
