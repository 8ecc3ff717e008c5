//! Whether the changelog has the version that is to be released.

use std::fs;

use super::{Checked, Problem, Workspace};

/// Compares the changelog and the tags with the version of the manifests.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    let version = &workspace.version;
    let tag = format!("v{version}");
    if !workspace
        .git()
        .args(["tag", "--list", &tag])
        .output()?
        .is_empty()
    {
        return Err(Problem::Failed(format!(
            "{version} is released already, as the tag {tag}: raise the version in Cargo.toml"
        )));
    }
    let changelog = fs::read_to_string(workspace.root.join("CHANGELOG.md"))?;
    let date = date_of(&changelog, version).ok_or_else(|| {
        Problem::Failed(format!(
            "CHANGELOG.md has no heading `## {version} - <date>`: what is under `## Unreleased` belongs there"
        ))
    })?;
    Ok(format!("{version} of {date}"))
}

/// The date in the heading of a version.
fn date_of<'c>(changelog: &'c str, version: &str) -> Option<&'c str> {
    changelog.lines().find_map(|line| {
        let heading = line.strip_prefix("## ")?;
        let heading = heading.strip_prefix('[').unwrap_or(heading);
        let rest = heading.strip_prefix(version)?.trim_start_matches(']');
        let date = rest.strip_prefix(" - ")?.trim();
        let is_date = date.len() == "2026-11-26".len()
            && date.chars().all(|c| c.is_ascii_digit() || c == '-');
        is_date.then_some(date)
    })
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn a_version_has_a_heading_with_a_date() {
        let changelog =
            "# Changelog\n\n## Unreleased\n\n## [0.2.0] - 2027-01-31\n\n## 0.1.0 - 2026-12-01\n";
        assert_eq!(date_of(changelog, "0.2.0"), Some("2027-01-31"));
        assert_eq!(date_of(changelog, "0.1.0"), Some("2026-12-01"));
        assert_eq!(date_of(changelog, "0.1"), None);
        assert_eq!(date_of(changelog, "0.3.0"), None);
        assert_eq!(date_of("## 0.1.0 - soon", "0.1.0"), None);
        assert_eq!(date_of("## 0.1.0", "0.1.0"), None);
    }
}
