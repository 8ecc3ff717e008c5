//! `cargo xtask measure`: the cost of the generator, the SDK and an app, compared with an earlier commit in the same run.

mod rows;
pub(crate) mod subject;
mod table;

use std::{fs, path::PathBuf};

use self::{
    rows::{Pages, TASKS, Task},
    subject::Subject,
    table::Table,
};
use crate::{
    Failure,
    measuring::{machine, official},
};

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The commit to compare with.
    #[arg(long, value_name = "COMMIT", default_value = "36ced9b")]
    beside: String,
    /// The number of measurements, after a first one that is discarded.
    #[arg(long, value_name = "TIMES", default_value_t = 3)]
    runs: usize,
    /// The seed of the pages that are decoded.
    #[arg(long, value_name = "NUMBER", default_value_t = 8)]
    seed: u64,
    /// Measures only the rows whose name contains this text.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// The root document of the official specification.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// The folder of the checkout and the builds; by default `target/measure`.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Measures, and prints the table for ARCHITECTURE.md.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let official = official::root_document(options.spec.as_deref())?;
    if official.is_none() {
        println!(
            "{}: the rows of the whole platform and of decoding are left out\n",
            official::MISSING
        );
    }
    let folder = options
        .folder
        .clone()
        .unwrap_or_else(|| crate::workspace().join("target/measure"));
    let folder = std::path::absolute(folder)?;
    fs::create_dir_all(&folder)?;
    let pages = Pages::write(&folder, official.as_deref(), options.seed)?;
    let tasks: Vec<&Task> = TASKS
        .iter()
        .filter(|task| task.name.contains(&options.only))
        .filter(|task| official.is_some() || !task.needs_official)
        .collect();
    let subjects = [
        Subject::of_commit(&options.beside, folder.join("before"), official.clone())?,
        Subject::here(folder.join("now"), official),
    ];
    for subject in &subjects {
        eprintln!("preparing {}", subject.name);
        subject.prepare()?;
    }
    let mut table = Table::new(subjects.len());
    // All subjects take turns, so that other load of the machine affects each of them.
    for run in 0..=options.runs {
        for task in &tasks {
            for (column, subject) in subjects.iter().enumerate() {
                let rows = (task.run)(subject, &pages, run)?;
                show_progress(run, options.runs, task, subject, &rows);
                // The first time compiles what everything depends on, and fills the caches of the disk.
                if run > 0 {
                    table.add(task.name, column, rows);
                }
            }
        }
    }
    let names: Vec<&str> = subjects
        .iter()
        .map(|subject| subject.name.as_str())
        .collect();
    println!("{}", about(options)?);
    println!("{}", table.to_markdown(&names));
    Ok(())
}

fn show_progress(run: usize, runs: usize, task: &Task, subject: &Subject, rows: &[rows::Row]) {
    let figures = rows.iter().flat_map(|row| &row.figures);
    let figures: Vec<String> = figures.map(|figure| figure.show()).collect();
    eprintln!(
        "{run} of {runs}, {}, {}: {}",
        subject.name,
        task.name,
        figures.join(", ")
    );
}

/// What the reader of the table has to know.
fn about(options: &Options) -> Result<String, Failure> {
    Ok(format!(
        "{} `{}`.\n\n\
         Seconds and milliseconds are CPU time, memory is that of the largest process: the median of {} runs, \
         with the least and the most. Dependencies are compiled before and not counted; only the rebuild is incremental.\n",
        machine::about()?,
        machine::command(),
        options.runs,
    ))
}
