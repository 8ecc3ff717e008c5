//! Adds changes to a changelog in the format of Keep a Changelog.

use std::collections::BTreeSet;

use super::{Action, Change, Severity, render::sentence};

/// The usual names of the section of unreleased changes.
const UNRELEASED: [&str; 2] = ["## Unreleased", "## [Unreleased]"];

/// The sections of a release, in their order.
const SECTIONS: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];

/// The maximum line length.
const WIDTH: usize = 125;

/// A changelog with the changes of one API in the section of unreleased changes, and the number of changes that were added.
/// `title` is the name of the API, if there are several. Changes of documentation are left out. `None` if the changelog has
/// no section of unreleased changes.
pub fn with_changes(
    changelog: &str,
    title: Option<&str>,
    changes: &[Change],
) -> Option<(String, usize)> {
    let mut lines: Vec<String> = changelog.lines().map(str::to_owned).collect();
    let begin = lines
        .iter()
        .position(|line| UNRELEASED.contains(&line.trim()))?;
    let known = entries(unreleased(&lines, begin));
    let mut added = 0;
    let told = changes
        .iter()
        .filter(|change| change.severity != Severity::Documentation);
    for section in SECTIONS {
        let mut written: BTreeSet<String> = BTreeSet::new();
        let of_section = told.clone().filter(|change| section_of(change) == section);
        let new: Vec<String> = of_section
            .map(|change| entry(title, change))
            .filter(|entry| !known.contains(entry) && written.insert(entry.clone()))
            .collect();
        if new.is_empty() {
            continue;
        }
        added += new.len();
        let wrapped = new.iter().flat_map(|entry| wrapped(entry));
        insert(&mut lines, begin, section, wrapped.collect());
    }
    let mut text = lines.join("\n");
    text.push('\n');
    Some((text, added))
}

/// The section of a change.
fn section_of(change: &Change) -> &'static str {
    match change.action {
        Action::Added => "Added",
        Action::Removed => "Removed",
        Action::Deprecated => "Deprecated",
        Action::Changed => "Changed",
    }
}

/// The entry of a change, as one line.
fn entry(title: Option<&str>, change: &Change) -> String {
    let domain = match title {
        Some(title) => format!("{title}: {}", change.domain),
        None => change.domain.clone(),
    };
    let breaking = match change.severity {
        Severity::Breaking => "**Breaking**, ",
        _ => "",
    };
    format!("- {breaking}{domain}: {}.", sentence(change, "`"))
}

/// The lines of the section of unreleased changes, after its title.
fn unreleased(lines: &[String], begin: usize) -> &[String] {
    let behind = lines.get(begin + 1..).unwrap_or_default();
    let end = behind.iter().position(|line| line.starts_with("## "));
    behind
        .get(..end.unwrap_or(behind.len()))
        .unwrap_or_default()
}

/// The entries of a section, each as one line.
fn entries(lines: &[String]) -> BTreeSet<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in lines {
        match (line.starts_with("- "), entries.last_mut()) {
            (true, _) => entries.push(line.trim_end().to_owned()),
            (false, Some(last)) if line.starts_with("  ") => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => {}
        }
    }
    entries.into_iter().collect()
}

/// Adds lines at the end of a subsection of unreleased changes, which is created if it is missing.
fn insert(lines: &mut Vec<String>, begin: usize, section: &str, new: Vec<String>) {
    let title = format!("### {section}");
    let length = unreleased(lines, begin).len();
    let first = begin + 1;
    let place_of = |lines: &[String], title: &str| {
        let section = lines.get(first..first + length).unwrap_or_default();
        let place = section.iter().position(|line| line.trim() == title);
        place.map(|place| first + place)
    };
    let end_of = |lines: &[String], from: usize| {
        let section = lines.get(from..first + length).unwrap_or_default();
        let end = section.iter().position(|line| line.starts_with("### "));
        let mut end = end.map_or(first + length, |end| from + end);
        while end > from
            && lines
                .get(end - 1)
                .is_some_and(|line| line.trim().is_empty())
        {
            end -= 1;
        }
        end
    };
    if let Some(place) = place_of(lines, &title) {
        let end = end_of(lines, place + 1);
        let blank = (end == place + 1).then(String::new);
        lines.splice(end..end, blank.into_iter().chain(new));
        return;
    }
    // After the last of the sections that come before it.
    let before = SECTIONS.iter().take_while(|other| **other != section);
    let before = before
        .filter_map(|other| place_of(lines, &format!("### {other}")))
        .max();
    let end = match before {
        Some(place) => end_of(lines, place + 1),
        None => {
            let behind = lines.get(first..first + length).unwrap_or_default();
            let next = behind.iter().position(|line| line.starts_with("### "));
            match next {
                // The blank line before the first section stays before the new section.
                Some(next) if next > 0 => first + next - 1,
                _ => end_of(lines, first),
            }
        }
    };
    let head = [String::new(), title, String::new()];
    lines.splice(end..end, head.into_iter().chain(new));
}

/// Wraps an entry. Lines are not broken within quotes.
fn wrapped(entry: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in entry.split(' ') {
        let is_too_long = line.chars().count() + 1 + word.chars().count() > WIDTH;
        if is_too_long && line.len() > 2 {
            lines.push(std::mem::take(&mut line));
            line.push_str("  ");
            line.push_str(word);
        } else if line.is_empty() {
            line.push_str(word);
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.push(line);
    lines
}
