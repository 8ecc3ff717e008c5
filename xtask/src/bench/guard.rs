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
/// allocates now and then. Less than half of a bound is a mistake: not everything was counted, or the bound is too high.
const BOUNDS: [(&str, f64); 7] = [
    ("a request with a bearer token", 118.0),
    ("a request with client credentials", 118.0),
    ("a page of product projections", 89_000.0),
    ("a page of carts", 83_500.0),
    ("a page of orders", 82_000.0),
    ("a page of categories", 73_000.0),
    ("a page of messages", 62_000.0),
];

/// Counts, prints a line for each bound, and fails if a count is above its bound or below half of it.
pub(super) fn check(context: &Context) -> Result<(), Failure> {
    let counted = counted(context)?;
    let mut problems = Vec::new();
    for (what, most) in BOUNDS {
        let of_it = counted.iter().find(|(counted, _)| counted == what);
        let Some((_, count)) = of_it else {
            return Err(Failure(format!("error: nothing was counted of {what}")));
        };
        println!("{what}: {count:.0} allocations of at most {most:.0}");
        problems.extend(problem(*count, most).map(|problem| format!("{what} {problem}")));
    }
    match problems.as_slice() {
        [] => Ok(()),
        problems => Err(Failure(format!(
            "error: {}; the bounds are in xtask/src/bench/guard.rs",
            problems.join(", and ")
        ))),
    }
}

/// What is wrong with a count.
fn problem(count: f64, most: f64) -> Option<&'static str> {
    if count > most {
        Some("has more allocations than its bound")
    } else if count <= most / 2.0 {
        Some("has less than half of the allocations of its bound")
    } else {
        None
    }
}

fn counted(context: &Context) -> Result<Vec<(String, f64)>, Failure> {
    let programs = &context.programs;
    programs.build_all()?;
    let requests = programs.build("requests", Build::Counted)?;
    let server = programs.server(Build::Counted)?;
    let port = server.port().to_string();
    let mut counted = Vec::new();
    // As few requests as possible are timed; those that are counted are further ones.
    let arguments = [&port, "64", "bearer", "credentials"];
    let of_requests = readings(Command::new(&requests).args(arguments))?;
    for (case, name) in [
        ("bearer 1", "a request with a bearer token"),
        ("credentials 1", "a request with client credentials"),
    ] {
        let is_it = |reading: &&Reading| reading.case == case && reading.measure == ALLOCATIONS;
        let number = of_requests.iter().find(is_it);
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

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn a_count_is_between_half_of_the_bound_and_the_bound() {
        assert_eq!(problem(120.0, 120.0), None);
        assert_eq!(problem(61.0, 120.0), None);
        assert!(problem(121.0, 120.0).is_some_and(|problem| problem.contains("more")));
        for too_few in [60.0, 0.0] {
            assert!(problem(too_few, 120.0).is_some_and(|problem| problem.contains("half")));
        }
    }
}
