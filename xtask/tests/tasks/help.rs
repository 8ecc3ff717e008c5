//! What the tasks say of themselves.

use std::path::Path;

use super::run;

fn help(arguments: &[&str]) -> String {
    let done = run(Path::new("."), arguments);
    assert_eq!(done.code, Some(0), "{done:?}");
    done.out
}

#[test]
fn each_task_is_listed_with_what_it_does() {
    let all = help(&["--help"]);
    for task in [
        "changelog",
        "codegen",
        "diff",
        "examples",
        "models",
        "project-types",
        "release-check",
        "surface",
        "sync",
    ] {
        let mut lines = all.lines().map(str::trim);
        let line = lines.find(|line| line.starts_with(task));
        assert!(
            line.is_some_and(|line| line.len() > task.len() + 20),
            "{task}: {all}"
        );
    }
}

#[test]
fn each_task_says_how_it_is_called() {
    for (task, arguments) in [
        ("changelog", "<OLD> [NEW]"),
        ("codegen", "[OPTIONS]"),
        ("diff", "<OLD> [NEW]"),
        ("examples", "[SPEC]"),
        ("models", "<SPEC> <DIR>"),
        ("release-check", "[OPTIONS]"),
        ("surface", "[SPEC]"),
        ("sync", "<OFFICIAL_API_RAML>"),
    ] {
        let help = help(&[task, "--help"]);
        assert!(
            help.contains(&format!("Usage: cargo xtask {task}")),
            "{help}"
        );
        assert!(help.contains(arguments), "{help}");
    }
}

#[test]
fn the_tasks_of_every_day_have_examples() {
    for task in [
        "changelog",
        "codegen",
        "diff",
        "release-check",
        "surface",
        "sync",
    ] {
        let help = help(&[task, "--help"]);
        let (_, examples) = help.split_once("Examples:\n").expect("there are examples");
        assert!(
            examples.contains(&format!("cargo xtask {task} ")),
            "{examples}"
        );
        // They fit a terminal.
        assert!(examples.lines().all(|line| line.len() <= 125), "{examples}");
    }
}

#[test]
fn exit_codes_are_told() {
    let diff = help(&["diff", "--help"]);
    assert!(
        diff.contains("Exit codes: 0 no changes, or documentation only; 3 additive; 4 breaking"),
        "{diff}"
    );
    assert!(help(&["codegen", "--help"]).contains("Exit codes:"));
    let checks = help(&["release-check", "--help"]);
    assert!(
        checks.contains("Exit codes: 0 all passed; 1 a check failed; 3 none failed"),
        "{checks}"
    );
}

#[test]
fn a_task_that_does_not_exist_is_told() {
    let done = run(Path::new("."), &["difff"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(done.err.contains("diff"), "{done:?}");
}

#[test]
fn arguments_that_exclude_each_other_say_so() {
    let help = help(&["codegen", "--help"]);
    for (argument, excluded) in [
        ("--keep-going", "Excludes `--deny-warnings` and `--check`"),
        ("--check", "Excludes `--keep-going`"),
    ] {
        let line = help.lines().find(|line| line.trim().starts_with(argument));
        assert!(line.is_some_and(|line| line.contains(excluded)), "{help}");
    }
}
