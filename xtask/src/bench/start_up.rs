//! What it costs to make a client.

use std::process::Command;

use super::{
    Context,
    comparison::{Comparison, Goal, Group, Measure, Way},
    programs::{Build, readings},
};
use crate::{Failure, measuring::figure::Unit};

const ABOUT: &str = "A client for HTTPS is made 20 times, by `CtpClient::new` and by `reqwest::Client::new`, in a \
    process that has made one before. Both read the certificates of the system; how often is measured on Linux.";

/// Builds the program.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let program = context.programs.build("start_up", Build::Measured)?;
    let way = |name: &str, way: &'static str| {
        let program = program.clone();
        Way {
            name: name.to_owned(),
            run: Box::new(move |_| readings(Command::new(&program).arg(way))),
        }
    };
    Ok(Group {
        name: "start-up",
        about: ABOUT.to_owned(),
        ways: vec![
            way("CtpClient::new", "sdk"),
            way("reqwest::Client::new", "reqwest"),
        ],
        measures: vec![
            Measure {
                name: "cpu",
                title: "CPU of a client",
                unit: Unit::Seconds,
            },
            Measure {
                name: "reads",
                title: "certificates are read",
                unit: Unit::Times,
            },
        ],
        comparisons: vec![Comparison {
            ours: "CtpClient::new",
            beside: "reqwest::Client::new",
            goals: vec![("reads", Goal::Figure(1.0))],
        }],
        left_out: Vec::new(),
        versions: vec![context.programs.version("reqwest")?],
    })
}
