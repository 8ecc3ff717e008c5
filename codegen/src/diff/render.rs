//! Changes as text, as Markdown and as JSON.

use super::{Action, Change, Severity};

/// The heading of the changes of an API, with the changes.
pub type NamedChanges<'c> = (&'c str, &'c [Change]);

/// As text for a terminal.
pub fn text(apis: &[NamedChanges<'_>]) -> String {
    let mut text = String::new();
    for (title, changes) in domains(apis) {
        text.push_str(&format!("{title}\n"));
        for change in changes {
            let (severity, line) = (change.severity.as_str(), sentence(change, ""));
            text.push_str(&format!("  {severity:<13} {line}\n"));
        }
        text.push('\n');
    }
    text.push_str(&summary(apis));
    text.push('\n');
    text
}

/// As Markdown, for a comment on a pull request.
pub fn markdown(apis: &[NamedChanges<'_>]) -> String {
    let mut text = format!("### Changes of the Rust API\n\n{}\n", summary(apis));
    for severity in Severity::ALL {
        let mut list = String::new();
        for (title, changes) in domains(apis) {
            let mut changes = changes
                .iter()
                .filter(|change| change.severity == severity)
                .peekable();
            if changes.peek().is_some() {
                list.push_str(&format!("\n**{title}**\n\n"));
            }
            for change in changes {
                list.push_str(&format!("- {}\n", sentence(change, "`")));
            }
        }
        if list.is_empty() {
            continue;
        }
        let (title, is_folded) = match severity {
            Severity::Breaking => ("Breaking", false),
            Severity::Additive => ("Additive", false),
            Severity::Documentation => ("Documentation", true),
        };
        text.push_str(&match is_folded {
            true => format!("\n<details><summary>{title}</summary>\n{list}\n</details>\n"),
            false => format!("\n#### {title}\n{list}"),
        });
    }
    text
}

/// As JSON: the highest severity, and for each API its changes.
pub fn json(apis: &[NamedChanges<'_>]) -> String {
    let all = apis.iter().flat_map(|(_, changes)| changes.iter());
    let severity = all.map(|change| change.severity).max();
    let apis: Vec<serde_json::Value> = apis
        .iter()
        .map(|(name, changes)| serde_json::json!({ "api": name, "changes": changes }))
        .collect();
    let value = serde_json::json!({ "severity": severity, "apis": apis });
    format!("{value:#}\n")
}

/// The changes by domain, with the name of the API in front if there are several.
fn domains<'c>(apis: &[NamedChanges<'c>]) -> Vec<(String, &'c [Change])> {
    let mut domains = Vec::new();
    for (name, changes) in apis {
        for of_domain in changes.chunk_by(|left, right| left.domain == right.domain) {
            let domain = of_domain
                .first()
                .map_or("", |change| change.domain.as_str());
            let title = match apis.len() {
                1 => domain.to_owned(),
                _ => format!("{name}: {domain}"),
            };
            domains.push((title, of_domain));
        }
    }
    domains
}

/// The number of changes of each severity.
fn summary(apis: &[NamedChanges<'_>]) -> String {
    let counts: Vec<String> = Severity::ALL
        .iter()
        .map(|severity| {
            let all = apis.iter().flat_map(|(_, changes)| changes.iter());
            let count = all.filter(|change| change.severity == *severity).count();
            format!("{count} {}", severity.as_str())
        })
        .collect();
    match apis.iter().all(|(_, changes)| changes.is_empty()) {
        true => "No changes.".to_owned(),
        false => format!("{}.", counts.join(", ")),
    }
}

/// A change in one line; Rust code is between `quote`s.
pub(super) fn sentence(change: &Change, quote: &str) -> String {
    let Change {
        what,
        item,
        about,
        old,
        new,
        note,
        ..
    } = change;
    let behind = match note {
        Some(note) => format!(": {note}"),
        None => String::new(),
    };
    let quoted = |of: &str| format!("{quote}{of}{quote}");
    let named = match *what {
        "feature" => format!("the feature {}", quoted(item)),
        "method" => quoted(&format!("{item}()")),
        _ => quoted(item),
    };
    let in_full = |of: &Option<String>| match of {
        Some(of) => quoted(&format!("{item}{}", separated(what, of))),
        None => named.clone(),
    };
    match (change.action, about) {
        (Action::Added, _) => format!("{} is new{behind}", in_full(new)),
        (Action::Removed, _) => format!("{} is gone{behind}", in_full(old)),
        (Action::Deprecated, _) => format!("{named} is deprecated{behind}"),
        (Action::Changed, Some(about)) => {
            let change = match (old, new) {
                (Some(old), Some(new)) => format!(": {} -> {}", quoted(old), quoted(new)),
                (None, Some(new)) => format!(": {} is new", quoted(new)),
                (Some(old), None) => format!(": {} is gone", quoted(old)),
                (None, None) => String::new(),
            };
            format!("{named}: {about}{change}{behind}")
        }
        // For a function, only the changed arguments are shown.
        (Action::Changed, None) => match (new, note) {
            (Some(new), None) => format!("{} -> {}", in_full(old), quoted(new)),
            _ => format!("{named}{behind}"),
        },
    }
}

/// Rust code after the name of an item.
fn separated(what: &str, of: &str) -> String {
    match what {
        "method" | "function" => of.to_owned(),
        "variant" => format!("({of})"),
        "type" => format!(" = {of}"),
        _ => format!(": {of}"),
    }
}
