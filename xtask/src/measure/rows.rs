//! The rows of the table: the command of each, and the measured quantity.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::subject::{EMITTED, Library, Subject};
use crate::{
    Failure,
    measuring::{
        app::App,
        figure::{Figure, Unit},
        pages,
        usage::{self, Usage, output},
    },
};

/// A task that is executed once for each subject in each run.
pub(crate) struct Task {
    /// Its name, with which its rows begin.
    pub(crate) name: &'static str,
    /// Whether it needs the official specification, which is expected beside the checkout.
    pub(crate) needs_official: bool,
    /// Runs it. The number is that of the run.
    pub(crate) run: fn(&Subject, &Pages, usize) -> Result<Vec<Row>, Failure>,
}

/// A row of the results of one run.
pub(crate) struct Row {
    /// The measured quantity; empty if the name of the task contains it.
    pub(crate) detail: String,
    pub(crate) figures: Vec<Figure>,
}

/// The files of the pages that are read.
pub(crate) struct Pages {
    paths: Vec<PathBuf>,
}

/// All rows, in the order of the table.
pub(crate) const TASKS: &[Task] = &[
    Task {
        name: "the generator, the whole platform",
        needs_official: true,
        run: |subject, _, _| match subject.emit() {
            Some(emit) => used(&emit),
            None => Ok(Vec::new()),
        },
    },
    Task {
        name: "`cargo check` of `ctp-sdk`, default features",
        needs_official: false,
        run: |subject, _, _| {
            let check = ["check", "--package", "ctp-sdk", "--lib"];
            output(&mut subject.cargo_in_workspace(&clean("ctp-sdk", Profile::Debug)))?;
            used(&subject.cargo_in_workspace(&check))
        },
    },
    Task {
        name: "release build of `ctp-sdk`, default features",
        needs_official: false,
        run: |subject, _, _| {
            let build = ["build", "--release", "--package", "ctp-sdk", "--lib"];
            output(&mut subject.cargo_in_workspace(&clean("ctp-sdk", Profile::Release)))?;
            used(&subject.cargo_in_workspace(&build))
        },
    },
    Task {
        name: "`cargo check` of the whole platform",
        needs_official: true,
        run: |subject, _, _| {
            output(&mut subject.cargo_in_emitted(&clean(EMITTED, Profile::Debug)))?;
            used(&subject.cargo_in_emitted(&["check", "--all-features"]))
        },
    },
    Task {
        name: "release build of the whole platform",
        needs_official: true,
        run: |subject, _, _| {
            output(&mut subject.cargo_in_emitted(&clean(EMITTED, Profile::Release)))?;
            used(&subject.cargo_in_emitted(&["build", "--release", "--all-features"]))
        },
    },
    Task {
        name: "app of ten operations, seven domains: release build of app and library together",
        needs_official: false,
        run: |subject, _, _| {
            let app = subject.app(Library::SevenDomains);
            row(app.release_build(&["ctp-sdk"])?)
        },
    },
    Task {
        name: "the same app: release build of its own crate alone",
        needs_official: false,
        run: |subject, _, _| row(subject.app(Library::SevenDomains).release_build_alone()?),
    },
    Task {
        name: "the same app: debug rebuild after an edit",
        needs_official: false,
        run: |subject, _, run| {
            row(subject
                .app(Library::SevenDomains)
                .rebuild_after_edit(run + 1)?)
        },
    },
    Task {
        name: "the same app: stripped executable",
        needs_official: false,
        run: |subject, _, _| size(&subject.app(Library::SevenDomains)),
    },
    Task {
        name: "app of ten operations, the whole platform: release build of its own crate alone",
        needs_official: true,
        run: |subject, _, _| row(subject.app(Library::Platform).release_build_alone()?),
    },
    Task {
        name: "the same app, the whole platform: debug rebuild after an edit",
        needs_official: true,
        run: |subject, _, run| row(subject.app(Library::Platform).rebuild_after_edit(run + 1)?),
    },
    Task {
        name: "the same app, the whole platform: stripped executable",
        needs_official: true,
        run: |subject, _, _| size(&subject.app(Library::Platform)),
    },
    Task {
        name: "decoding",
        needs_official: true,
        run: |subject, pages, _| decoding(subject, pages),
    },
];

impl Pages {
    /// Writes the pages of a seed into a folder; without the official specification there are none.
    pub(crate) fn write(
        folder: &Path,
        official: Option<&Path>,
        seed: u64,
    ) -> Result<Self, Failure> {
        let mut paths = Vec::new();
        for of in ["Cart", "ProductProjection"] {
            let Some(official) = official else {
                continue;
            };
            let bodies = crate::workspace().join("../shared/real-bodies");
            let path = folder.join(format!("{of}.json"));
            fs::write(&path, pages::page(of, official, &bodies, seed)?)?;
            paths.push(path);
        }
        Ok(Self { paths })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    Debug,
    Release,
}

fn clean(package: &str, profile: Profile) -> Vec<&str> {
    let mut arguments = vec!["clean", "--package", package];
    if profile == Profile::Release {
        arguments.push("--release");
    }
    arguments
}

fn size(app: &App) -> Result<Vec<Row>, Failure> {
    Ok(vec![Row {
        detail: String::new(),
        figures: vec![Unit::Bytes.of(app.size()?)],
    }])
}

/// The ways to read a page: the name that the program prints, and the text for the table.
const WAYS: [(&str, &str); 3] = [
    ("send", "as `send()` reads it"),
    ("serde", "by `serde_json::from_slice`"),
    ("value", "as a `serde_json::Value`"),
];

fn decoding(subject: &Subject, pages: &Pages) -> Result<Vec<Row>, Failure> {
    let app = subject.app(Library::SevenDomains);
    output(&mut app.cargo(&["build", "--release", "--bin", "decoding"]))?;
    let mut program = Command::new(app.executable("decoding"));
    let printed = output(program.args(&pages.paths))?;
    let row = |line: &str| {
        let [page, way, milliseconds, allocations] =
            line.split('\t').collect::<Vec<&str>>().try_into().ok()?;
        let (_, way) = WAYS.iter().find(|(name, _)| *name == way)?;
        Some(Row {
            detail: format!("a page of {page}, {way}"),
            figures: vec![
                Unit::Seconds.of(milliseconds.parse::<f64>().ok()? / 1e3),
                Unit::Allocations.of(allocations.parse().ok()?),
            ],
        })
    };
    let rows: Option<Vec<Row>> = printed.lines().map(row).collect();
    rows.ok_or_else(|| Failure(format!("error: `decoding` printed\n{printed}")))
}

fn used(command: &Command) -> Result<Vec<Row>, Failure> {
    row(usage::of(command)?)
}

fn row(Usage { cpu, memory }: Usage) -> Result<Vec<Row>, Failure> {
    Ok(vec![Row {
        detail: String::new(),
        figures: vec![Unit::Seconds.of(cpu), Unit::Bytes.of(memory)],
    }])
}
