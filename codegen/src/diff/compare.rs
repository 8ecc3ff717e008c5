//! Compares the public items of two versions, and classifies each difference.

use std::collections::BTreeSet;

use super::{
    Action, Change, PublicApi, Severity, facts, features, fold,
    item::{ABSENCE, DOCUMENTATION, Item, Signature, short},
};

/// The domain of items without one.
const GENERAL: &str = "general";

/// The changes from one version to another: by domain, the most severe first.
pub fn compare(old: &PublicApi, new: &PublicApi) -> Vec<Change> {
    let mut found = Found::default();
    features::all(old, new, &mut found);
    let keys: BTreeSet<&String> = old.items.keys().chain(new.items.keys()).collect();
    for key in keys {
        match (old.items.get(key), new.items.get(key)) {
            (Some(was), Some(is)) => both(key, was, is, old, new, &mut found),
            (Some(was), None) if is_alike(was.parent.as_ref(), old, new) => {
                removed(key, was, &mut found)
            }
            (None, Some(is)) if is_alike(is.parent.as_ref(), old, new) => {
                added(key, is, new, &mut found)
            }
            _ => {}
        }
    }
    let mut changes = fold::fold(found.changes, old, new);
    changes.sort_by(|left, right| {
        let order = |change: &Change| {
            let general = change.domain != GENERAL;
            (
                general,
                change.domain.clone(),
                std::cmp::Reverse(change.severity),
                change.action,
            )
        };
        order(left).cmp(&order(right))
    });
    changes
}

/// The changes so far, each with the key of its item.
#[derive(Default)]
pub(super) struct Found {
    pub(super) changes: Vec<(String, Change)>,
}

impl Found {
    pub(super) fn add(
        &mut self,
        key: &str,
        of: &Item,
        severity: Severity,
        action: Action,
    ) -> Option<&mut Change> {
        self.changes.push((
            key.to_owned(),
            Change {
                domain: of.domain.clone().unwrap_or_else(|| GENERAL.to_owned()),
                severity,
                action,
                what: of.kind.name(),
                item: of.shown.clone(),
                about: None,
                old: None,
                new: None,
                note: None,
            },
        ));
        self.changes.last_mut().map(|(_, change)| change)
    }

    /// A change of a property of an item: its form on the wire, its features.
    pub(super) fn changed(
        &mut self,
        key: &str,
        of: &Item,
        severity: Severity,
        (old, new): (Option<String>, Option<String>),
        about: &str,
    ) -> Option<&mut Change> {
        let change = self.add(key, of, severity, Action::Changed)?;
        change.old = old;
        change.new = new;
        change.about = Some(about.to_owned());
        Some(change)
    }
}

/// Whether the type of a member exists in both versions, with the same kind. Otherwise only the change of the type is
/// reported.
fn is_alike(parent: Option<&String>, old: &PublicApi, new: &PublicApi) -> bool {
    parent.is_none_or(|key| match (old.items.get(key), new.items.get(key)) {
        (Some(was), Some(is)) => was.kind == is.kind,
        _ => false,
    })
}

fn removed(key: &str, was: &Item, found: &mut Found) {
    if let Some(change) = found.add(key, was, Severity::Breaking, Action::Removed) {
        change.old = nonempty(was.signature.shown());
    }
}

fn added(key: &str, is: &Item, new: &PublicApi, found: &mut Found) {
    let is_closed = is
        .parent
        .as_ref()
        .and_then(|key| new.items.get(key))
        .is_some_and(|parent| parent.is_closed);
    let is_named = matches!(is.kind.name(), "field" | "variant");
    let is_missed = is.facts.contains_key(ABSENCE);
    let severity = match (is_closed && is_named) || is_missed {
        true => Severity::Breaking,
        false => Severity::Additive,
    };
    if let Some(change) = found.add(key, is, severity, Action::Added) {
        change.new = nonempty(is.signature.shown());
        let note = "bodies without it, such as those that were kept, are not read";
        change.note = is_missed.then(|| note.to_owned());
    }
}

fn both(key: &str, was: &Item, is: &Item, old: &PublicApi, new: &PublicApi, found: &mut Found) {
    let before = found.changes.len();
    if was.kind != is.kind {
        let kind = |of: &Item| Some(format!("{:?}", of.kind).to_lowercase());
        found.changed(
            key,
            is,
            Severity::Breaking,
            (kind(was), kind(is)),
            "it is another kind of type",
        );
        return;
    }
    if was.signature != is.signature {
        signature(key, was, is, found);
    }
    if is.is_closed && !was.is_closed || was.is_closed && !is.is_closed {
        let severity = match is.is_closed {
            true => Severity::Additive,
            false => Severity::Breaking,
        };
        found.changed(
            key,
            is,
            severity,
            (None, None),
            "whether all of its members are known",
        );
    }
    features::of_item(key, was, is, (old, new), found);
    facts::compare(key, was, is, found);
    match (&was.deprecated, &is.deprecated) {
        (None, Some(note)) => {
            if let Some(change) = found.add(key, is, Severity::Additive, Action::Deprecated) {
                change.note = nonempty(note.clone());
            }
        }
        (Some(_), None) => {
            found.changed(
                key,
                is,
                Severity::Additive,
                (None, None),
                "it is not deprecated any more",
            );
        }
        (Some(was_note), Some(note)) if was_note != note => {
            found.changed(
                key,
                is,
                Severity::Documentation,
                (None, None),
                &format!("the note on its deprecation is now: {note}"),
            );
        }
        _ => {}
    }
    // The documentation repeats the changes reported above.
    if was.doc != is.doc && found.changes.len() == before {
        found.changed(
            key,
            is,
            Severity::Documentation,
            (None, None),
            DOCUMENTATION,
        );
    }
}

fn nonempty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn signature(key: &str, was: &Item, is: &Item, found: &mut Found) {
    let shown = |of: &Item| nonempty(of.signature.shown());
    let (severity, note) = match (&was.signature, &is.signature) {
        (
            Signature::Function {
                arguments: old,
                returns: old_returns,
            },
            Signature::Function {
                arguments: new,
                returns: new_returns,
            },
        ) => function((old, old_returns), (new, new_returns)),
        _ => (Severity::Breaking, String::new()),
    };
    if let Some(change) = found.add(key, is, severity, Action::Changed) {
        change.old = shown(was);
        change.new = shown(is);
        change.note = nonempty(note);
    }
}

/// Whether an argument still accepts everything: numbers and booleans have a string form, which is what it accepts now.
fn takes_more(before: &str, of: &str) -> bool {
    let is_scalar = matches!(before, "i8" | "i16" | "i32" | "i64" | "f64" | "bool");
    is_scalar && of.replace(' ', "") == "implstd::fmt::Display"
}

type Function<'f> = (&'f [(String, String)], &'f str);

/// The changes of a function.
fn function(
    (old, old_returns): Function<'_>,
    (new, new_returns): Function<'_>,
) -> (Severity, String) {
    let type_of = |arguments: &[(String, String)], name: &str| {
        let mut arguments = arguments.iter();
        let argument = arguments.find(|(known, _)| known == name);
        argument.map(|(_, of)| of.clone())
    };
    let is_compiled = old_returns == new_returns
        && old
            .iter()
            .map(|(_, of)| of)
            .eq(new.iter().map(|(_, of)| of));
    let is_renamed = |((was, _), (is, _)): (&(String, String), &(String, String))| {
        was == is || (type_of(new, was).is_none() && type_of(old, is).is_none())
    };
    if is_compiled && old.iter().zip(new).all(is_renamed) {
        return (
            Severity::Documentation,
            "an argument has another name".to_owned(),
        );
    }
    let is_wider = |((was, before), (is, of)): (&(String, String), &(String, String))| {
        was == is && (before == of || takes_more(before, of))
    };
    let is_widened = old.len() == new.len() && old.iter().zip(new).all(is_wider);
    let mut notes = Vec::new();
    for (name, of) in new {
        let of = short(of);
        match type_of(old, name).map(|before| short(&before)) {
            None => notes.push(format!("the argument `{name}: {of}` is new")),
            Some(before) if before == of => {}
            Some(before) => notes.push(match name.as_str() {
                "self" => format!("it takes `{of}`, before: `{before}`"),
                _ => format!("the argument `{name}` is `{of}`, before: `{before}`"),
            }),
        }
    }
    let gone = old.iter().filter(|(name, _)| type_of(new, name).is_none());
    notes.extend(gone.map(|(name, _)| format!("the argument `{name}` is gone")));
    let in_order = |arguments: &[(String, String)], others: &[(String, String)]| -> Vec<String> {
        let names = arguments.iter().map(|(name, _)| name.clone());
        names
            .filter(|name| type_of(others, name).is_some())
            .collect()
    };
    if in_order(old, new) != in_order(new, old) {
        notes.push("the arguments are in another order".to_owned());
    }
    if old_returns != new_returns {
        let (is, was) = (short(new_returns), short(old_returns));
        notes.push(format!("it returns `{is}`, before: `{was}`"));
    }
    let severity = match is_widened && old_returns == new_returns {
        true => Severity::Additive,
        false => Severity::Breaking,
    };
    (severity, notes.join("; "))
}
