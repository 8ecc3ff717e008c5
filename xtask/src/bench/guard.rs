//! How many allocations a request and the reading of a page may have, for `.ci/run`. They do not depend on the machine, as
//! times do.

use std::process::Command;

use super::{
    Context,
    comparison::Reading,
    decode,
    programs::{Build, readings},
};
use crate::Failure;

/// The seed that the bounds of the pages are for.
const SEED: u64 = 14;

/// What is counted, and how many allocations it may have. A bound is what was counted and a little more: a connection pool
/// allocates now and then.
const BOUNDS: [(&str, f64); 7] = [
    ("a request with a bearer token", 120.0),
    ("a request with client credentials", 120.0),
    ("a page of product projections", 118_000.0),
    ("a page of carts", 100_000.0),
    ("a page of orders", 98_500.0),
    ("a page of categories", 73_000.0),
    ("a page of messages", 92_000.0),
];

/// Counts, prints a line for each bound, and fails where one is exceeded.
pub(super) fn check(context: &Context) -> Result<(), Failure> {
    let counted = counted(context)?;
    let mut exceeded = Vec::new();
    for (what, most) in BOUNDS {
        let of_it = counted.iter().find(|(counted, _)| counted == what);
        let Some((_, count)) = of_it else {
            return Err(Failure(format!("error: nothing was counted of {what}")));
        };
        println!("{what}: {count:.0} allocations of at most {most:.0}");
        if *count > most {
            exceeded.push(what);
        }
    }
    match exceeded.as_slice() {
        [] => Ok(()),
        exceeded => Err(Failure(format!(
            "error: {} has more allocations than xtask/src/bench/guard.rs permits",
            exceeded.join(", and ")
        ))),
    }
}

fn counted(context: &Context) -> Result<Vec<(String, f64)>, Failure> {
    let programs = &context.programs;
    programs.build_all()?;
    let requests = programs.build("requests", Build::Counted)?;
    let server = programs.server(Build::Counted)?;
    let port = server.port().to_string();
    let mut counted = Vec::new();
    for (way, name) in [
        ("bearer", "a request with a bearer token"),
        ("credentials", "a request with client credentials"),
    ] {
        // As few requests as possible are timed; what is counted is a number of its own.
        let readings = readings(Command::new(&requests).args([way, &port, "64"]))?;
        let of_one_task = |reading: &Reading| reading.case == "1" && reading.measure == ALLOCATIONS;
        let number = readings.iter().find(|reading| of_one_task(reading));
        counted.extend(number.map(|reading| (name.to_owned(), reading.number)));
    }
    let pages = decode::write_pages(programs, &decode::model()?, SEED)?;
    let decode = programs.build("decode", Build::Counted)?;
    let readings = readings(Command::new(&decode).args(["models", "0"]).args(pages))?;
    let of_pages = readings
        .into_iter()
        .filter(|reading| reading.measure == ALLOCATIONS);
    counted.extend(of_pages.map(|reading| (format!("a page of {}", reading.case), reading.number)));
    Ok(counted)
}

/// The name of the measure.
const ALLOCATIONS: &str = "allocations";
