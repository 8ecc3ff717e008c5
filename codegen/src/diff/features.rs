//! Compares the features and the items that they compile.

use std::collections::BTreeSet;

use super::{Action, Change, PublicApi, Severity, compare::Found, item::Item};

/// Compares the features themselves.
pub(super) fn all(old: &PublicApi, new: &PublicApi, found: &mut Found) {
    let mut add = |name: &str, severity, action, note: Option<String>| {
        found.changes.push((
            format!("feature {name}"),
            Change {
                domain: name.to_owned(),
                severity,
                action,
                what: "feature",
                item: name.to_owned(),
                about: None,
                old: None,
                new: None,
                note,
            },
        ));
    };
    for (name, was) in &old.features {
        let Some(is) = new.features.get(name) else {
            add(name, Severity::Breaking, Action::Removed, None);
            continue;
        };
        let gone: Vec<String> = was
            .difference(is)
            .filter(|feature| new.features.contains_key(*feature))
            .map(|feature| format!("`{feature}`"))
            .collect();
        if !gone.is_empty() {
            add(
                name,
                Severity::Breaking,
                Action::Changed,
                Some(format!(
                    "it does not switch on {} any more",
                    gone.join(", ")
                )),
            );
        }
        let more: Vec<String> = is
            .difference(was)
            .map(|feature| format!("`{feature}`"))
            .collect();
        if !more.is_empty() {
            add(
                name,
                Severity::Additive,
                Action::Changed,
                Some(format!("it switches on {} as well", more.join(", "))),
            );
        }
        match (old.default.contains(name), new.default.contains(name)) {
            (true, false) => add(
                name,
                Severity::Breaking,
                Action::Changed,
                Some("it is not switched on by default any more".to_owned()),
            ),
            (false, true) => add(
                name,
                Severity::Additive,
                Action::Changed,
                Some("it is switched on by default".to_owned()),
            ),
            _ => {}
        }
    }
    for name in new
        .features
        .keys()
        .filter(|name| !old.features.contains_key(*name))
    {
        add(name, Severity::Additive, Action::Added, None);
    }
}

/// Features that an item needs now and did not need before, or the reverse.
pub(super) fn of_item(
    key: &str,
    was: &Item,
    is: &Item,
    (old, new): (&PublicApi, &PublicApi),
    found: &mut Found,
) {
    // Members are compiled with their type.
    let gates_of = |of: &PublicApi| {
        let parent = is.parent.as_ref().and_then(|key| of.items.get(key));
        parent.map(|parent| parent.gates.clone())
    };
    if was.gates == is.gates || gates_of(old) != gates_of(new) {
        return;
    }
    // Users of a removed feature learn this from the feature itself.
    let stays = |feature: &&String| {
        new.features.contains_key(*feature) || !old.features.contains_key(*feature)
    };
    let is_open_with = |gate: &BTreeSet<String>, feature: &String, of: &PublicApi| {
        let closure = of.features.get(feature);
        gate.contains(feature) || closure.is_some_and(|closure| !closure.is_disjoint(gate))
    };
    // Each of the new gates must be open if one of the old gates was open.
    let is_kept = |gates: &BTreeSet<BTreeSet<String>>,
                   others: &BTreeSet<BTreeSet<String>>,
                   of: &PublicApi| {
        others.iter().all(|other| {
            gates.iter().any(|gate| {
                gate.iter()
                    .filter(stays)
                    .all(|feature| is_open_with(other, feature, of))
            })
        })
    };
    let severity = match (
        is_kept(&was.gates, &is.gates, new),
        is_kept(&is.gates, &was.gates, old),
    ) {
        (true, true) => return,
        (true, false) => Severity::Additive,
        (false, _) => Severity::Breaking,
    };
    found.changed(
        key,
        is,
        severity,
        (Some(features_of(&was.gates)), Some(features_of(&is.gates))),
        "features that it is compiled with",
    );
}

fn features_of(gates: &BTreeSet<BTreeSet<String>>) -> String {
    let gates: Vec<String> = gates
        .iter()
        .map(|gate| {
            let features: Vec<&str> = gate.iter().map(String::as_str).collect();
            features.join(" or ")
        })
        .collect();
    match gates.is_empty() {
        true => "always".to_owned(),
        false => gates.join(", and "),
    }
}
