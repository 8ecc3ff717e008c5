//! The cost of a cached token, and the number of token requests.

use std::{process::Command, rc::Rc};

use super::{
    Context,
    comparison::{Comparison, Goal, Group, Measure, Way},
    programs::{Build, node_version, readings},
};
use crate::{Failure, measuring::figure::Unit};

const ABOUT: &str = "One thread takes the token of a project from the SDK's cache a million times; then 64 tasks take \
    it 50,000 times each. The comparison is a token and its expiry in a `std::sync::RwLock`. Then a client without a \
    token sends 1000 requests at once.";

/// How many requests are sent without a token.
const COLD_REQUESTS: &str = "1000";

/// Builds the program and starts the server.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let program = context.programs.build("tokens", Build::Measured)?;
    let server = Rc::new(context.programs.server(Build::Measured)?);
    let way = |name: &str, way: &'static str| {
        let (program, server) = (program.clone(), Rc::clone(&server));
        Way {
            name: name.to_owned(),
            run: Box::new(move |_| {
                let port = server.port().to_string();
                readings(Command::new(&program).args([way, &port]))
            }),
        }
    };
    let mut group = Group {
        name: "token",
        about: ABOUT.to_owned(),
        ways: vec![way("ctp-sdk", "sdk"), way("RwLock", "by-hand")],
        measures: vec![
            Measure {
                name: "cpu",
                title: "CPU of a cached token",
                unit: Unit::Seconds,
            },
            Measure {
                name: "calls",
                title: "calls for a token",
                unit: Unit::Times,
            },
        ],
        comparisons: vec![
            Comparison {
                ours: "ctp-sdk",
                beside: "RwLock",
                goals: vec![("cpu", Goal::Figure(60e-9))],
            },
            Comparison {
                ours: "ctp-sdk",
                beside: "TypeScript SDK",
                goals: vec![("calls", Goal::Figure(1.0))],
            },
        ],
        left_out: Vec::new(),
        versions: Vec::new(),
    };
    match context.programs.script("requests.mjs")? {
        Ok(script) => {
            group.versions.push(node_version()?);
            group.ways.push(Way {
                name: "TypeScript SDK".to_owned(),
                run: Box::new(move |_| {
                    let port = server.port().to_string();
                    let mut node = Command::new("node");
                    readings(node.arg(&script).args(["cold", &port, COLD_REQUESTS]))
                }),
            });
        }
        Err(reason) => group.left_out.push(format!("the TypeScript SDK: {reason}")),
    }
    Ok(group)
}
