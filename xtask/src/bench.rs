//! `cargo xtask bench`: the SDK and the generator compared with other libraries that do the same, as ratios.

mod benchmarks;
mod bodies;
mod build;
mod comparison;
mod decode;
mod generator;
mod guard;
mod json;
mod markdown;
mod paging;
mod plain_structs;
mod plot;
mod programs;
mod request;
mod start_up;
mod token;

use std::{fs, path::PathBuf};

use self::{
    comparison::{Group, Row, Samples},
    programs::Programs,
};
use crate::{
    Failure,
    measuring::{machine, official},
};

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How often everything is measured, after a first time that does not count. Fewer than five runs say little.
    #[arg(long, value_name = "TIMES", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Measures only the group of this name.
    #[arg(long, value_name = "GROUP", value_parser = NAMES)]
    only: Option<String>,
    /// Puts what was measured into BENCHMARKS.md as well.
    #[arg(long)]
    write: bool,
    /// Measures nothing; counts the allocations of requests and of pages that are read, and fails where they are more than
    /// they may be.
    #[arg(long, conflicts_with_all = ["runs", "only", "write"])]
    guard: bool,
    /// The seed of what is decoded.
    #[arg(long, value_name = "NUMBER", default_value_t = 14)]
    seed: u64,
    /// The root document of the official specification.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// Where the results and what is compiled are; `target/bench` without it.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// What the groups need to know.
struct Context {
    /// Where the results and what is compiled are.
    folder: PathBuf,
    programs: Programs,
    /// The root document of the official specification, if there is one.
    official: Option<PathBuf>,
    seed: u64,
}

/// The names of the groups, in the order of the table.
const NAMES: [&str; 7] = [
    "decode",
    "request",
    "token",
    "start-up",
    "paging",
    "generator",
    "build",
];

/// Prepares a group, or says why it cannot be measured here.
fn group(name: &str, context: &Context) -> Result<Group, Failure> {
    match name {
        "decode" => decode::group(context),
        "request" => request::group(context),
        "token" => token::group(context),
        "start-up" => start_up::group(context),
        "paging" => paging::group(context),
        "generator" => generator::group(context),
        "build" => build::group(context),
        _ => Err(Failure(format!("error: there is no group {name}"))),
    }
}

/// Measures, prints the table, and writes it as JSON and as a plot.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let folder = options
        .folder
        .clone()
        .unwrap_or_else(|| crate::workspace().join("target/bench"));
    let folder = std::path::absolute(folder)?;
    fs::create_dir_all(&folder)?;
    let context = Context {
        folder: folder.clone(),
        programs: Programs::write(&folder)?,
        official: official::root_document(options.spec.as_deref())?,
        seed: options.seed,
    };
    if options.guard {
        return guard::check(&context);
    }
    let names = NAMES
        .iter()
        .filter(|name| options.only.as_deref().is_none_or(|only| only == **name));
    let about = format!("{} {}", machine::about()?, machine::revision());
    let mut rows = Vec::new();
    for name in names {
        eprintln!("preparing {name}");
        let group = group(name, &context)?;
        for reason in &group.left_out {
            println!("left out of {name}: {reason}\n");
        }
        let samples = measure(&group, options.runs)?;
        let of_group = group.rows(&samples);
        if options.write {
            let command = machine::command();
            let run = benchmarks::Run {
                about: &about,
                versions: &group.versions,
                command: &command,
                runs: options.runs,
            };
            benchmarks::write(&crate::workspace(), &group, &of_group, &run)?;
        }
        rows.extend(of_group);
    }
    println!(
        "{about} `{}`: the median of {} runs, with the least and the most.\n",
        machine::command(),
        options.runs
    );
    println!("{}", markdown::table(&rows));
    // The results of one group do not replace those of all.
    let name = match &options.only {
        Some(group) => format!("bench-{group}"),
        None => "bench".to_owned(),
    };
    write(&folder.join(name), &about, &rows)
}

fn write(path: &std::path::Path, about: &str, rows: &[Row]) -> Result<(), Failure> {
    let (json, plot) = (path.with_extension("json"), path.with_extension("svg"));
    fs::write(&json, json::document(about, &machine::command(), rows))?;
    fs::write(&plot, plot::document(rows))?;
    println!("\n{}\n{}", json.display(), plot.display());
    Ok(())
}

/// Runs the programs of a group alternately, so that other load affects all of them.
fn measure(group: &Group, runs: u16) -> Result<Samples, Failure> {
    let mut samples = Samples::default();
    for run in 0..=runs {
        let mut ways: Vec<_> = group.ways.iter().collect();
        // What comes first finds another machine than what comes last: colder caches, a cooler processor.
        if run % 2 == 1 {
            ways.reverse();
        }
        for way in ways {
            let readings = (way.run)(run)?;
            eprintln!("{} of {runs}, {}, {}", run, group.name, way.name);
            // The first time fills the caches of the disk.
            if run > 0 {
                samples.add(&way.name, readings);
            }
        }
    }
    Ok(samples)
}
