//! Results in BENCHMARKS.md: a table for each group, between comments that name it.

use std::{fs, path::Path};

use super::{
    comparison::{Group, Row},
    markdown,
};
use crate::Failure;

/// How a group was measured.
pub(crate) struct Run<'r> {
    /// The machine, and the commit that was measured.
    pub(crate) about: &'r str,
    pub(crate) versions: &'r [String],
    pub(crate) command: &'r str,
    pub(crate) runs: u16,
}

const FILE: &str = "BENCHMARKS.md";

/// Puts the rows of a group into the file, in place of those that it has of the group.
pub(crate) fn write(
    workspace: &Path,
    group: &Group,
    rows: &[Row],
    run: &Run<'_>,
) -> Result<(), Failure> {
    let path = workspace.join(FILE);
    let text = fs::read_to_string(&path)?;
    let section = section(group, rows, run);
    let replaced = replaced(&text, group.name, &section).ok_or_else(|| {
        Failure(format!(
            "error: {FILE} has no lines `{}` and `{}`",
            begin(group.name),
            end(group.name)
        ))
    })?;
    Ok(fs::write(path, replaced)?)
}

fn section(group: &Group, rows: &[Row], run: &Run<'_>) -> String {
    let versions = match run.versions {
        [] => String::new(),
        versions => format!(" {}.", versions.join(", ")),
    };
    let left_out = group.left_out.iter();
    let left_out: String = left_out.map(|it| format!("Left out: {it}.\n\n")).collect();
    format!(
        "{}\n\n{}{versions} `{}`: the median of {} runs, with the least and the most.\n\n{left_out}{}\n",
        group.about,
        run.about,
        run.command,
        run.runs,
        markdown::table(rows),
    )
}

fn begin(name: &str) -> String {
    format!("<!-- bench: {name} -->")
}

fn end(name: &str) -> String {
    format!("<!-- end of {name} -->")
}

/// The text with another section between the comments of a group; nothing without the comments.
fn replaced(text: &str, name: &str, section: &str) -> Option<String> {
    let (before, rest) = text.split_once(&begin(name))?;
    let (_, behind) = rest.split_once(&end(name))?;
    Some(format!(
        "{before}{}\n{section}{}{behind}",
        begin(name),
        end(name)
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{super::comparison::tests::rows, *};

    #[test]
    fn a_section_is_replaced_and_all_else_stays() {
        let text = "# Top\n<!-- bench: a -->\nold\n<!-- end of a -->\nmiddle\n<!-- bench: b -->\n<!-- end of b -->\n";
        let once = replaced(text, "a", "new\n").unwrap();
        assert_eq!(
            once,
            "# Top\n<!-- bench: a -->\nnew\n<!-- end of a -->\nmiddle\n<!-- bench: b -->\n<!-- end of b -->\n"
        );
        assert_eq!(replaced(&once, "a", "new\n").unwrap(), once);
        assert_eq!(replaced(text, "c", "new\n"), None);
    }

    #[test]
    fn a_section_says_how_it_was_measured_and_what_is_missing() {
        let group = Group {
            name: "request",
            about: "Requests over loopback.".to_owned(),
            ways: Vec::new(),
            measures: Vec::new(),
            comparisons: Vec::new(),
            left_out: vec!["there is no Node.js".to_owned()],
            versions: Vec::new(),
        };
        let run = Run {
            about: "A machine.",
            versions: &["reqwest 0.13.5".to_owned()],
            command: "cargo xtask bench",
            runs: 5,
        };
        let section = section(&group, &rows(), &run);
        assert!(section.starts_with(
            "Requests over loopback.\n\nA machine. reqwest 0.13.5. `cargo xtask bench`: the median of 5 runs, \
             with the least and the most.\n\nLeft out: there is no Node.js.\n\n| group |"
        ));
    }

    #[test]
    fn the_file_has_a_place_for_each_group() {
        let text = fs::read_to_string(crate::workspace().join(FILE)).unwrap();
        for name in super::super::NAMES {
            assert!(replaced(&text, name, "").is_some(), "{name}");
        }
    }
}
