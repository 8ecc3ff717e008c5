//! What it costs to go through many items.

use std::{process::Command, rc::Rc};

use super::{
    Context,
    comparison::{Comparison, Goal, Group, Measure, Way},
    programs::{Build, readings},
};
use crate::{Failure, measuring::figure::Unit};

const ABOUT: &str = "100,000 categories of 2 kB are read in pages of 500, by `items()` and by a loop around reqwest \
    with the same decoding. Each page starts after the last id of the previous one. Memory is the most that the \
    process has.";

const ITEMS: &str = "100000";

/// A tenth, after which memory has to be what it is at the end.
const FEWER: &str = "10000";

/// Builds the program and starts the server.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let program = context.programs.build("paging", Build::Measured)?;
    let server = Rc::new(context.programs.server(Build::Measured)?);
    let way = |name: &str, way: &'static str, items: &'static str| {
        let (program, server) = (program.clone(), Rc::clone(&server));
        Way {
            name: name.to_owned(),
            run: Box::new(move |_| {
                let port = server.port().to_string();
                readings(Command::new(&program).args([way, &port, items]))
            }),
        }
    };
    Ok(Group {
        name: "paging",
        about: ABOUT.to_owned(),
        ways: vec![
            way("ctp-sdk", "sdk", ITEMS),
            way("reqwest", "reqwest", ITEMS),
            way("ctp-sdk, 10,000 items", "sdk", FEWER),
        ],
        measures: vec![
            Measure {
                name: "cpu",
                title: "CPU of an item",
                unit: Unit::Seconds,
            },
            Measure {
                name: "memory",
                title: "peak memory",
                unit: Unit::Bytes,
            },
        ],
        comparisons: vec![
            Comparison {
                ours: "ctp-sdk",
                beside: "reqwest",
                goals: vec![("cpu", Goal::Ratio(1.1))],
            },
            Comparison {
                ours: "ctp-sdk",
                beside: "ctp-sdk, 10,000 items",
                goals: vec![("memory", Goal::Ratio(1.1))],
            },
        ],
        left_out: Vec::new(),
        versions: vec![context.programs.version("reqwest")?],
    })
}
