//! What a request costs beside that of an HTTP client alone, and beside the official TypeScript SDK.

use std::{
    path::{Path, PathBuf},
    process::Command,
    rc::Rc,
};

use super::{
    Context,
    comparison::{Comparison, Goal, Group, Measure, Way},
    programs::{Build, Server, node_version, readings},
};
use crate::{Failure, measuring::figure::Unit};

/// How many requests are sent at each number of tasks.
const REQUESTS: &str = "20000";

/// The same for Node.js, which takes longer for each.
const REQUESTS_OF_NODE: &str = "5000";

const ABOUT: &str = "A category of 2 kB is read over loopback, in 1, 16 and 64 tasks. The server is a separate process \
    with one thread. CPU is that of the client's process and includes system calls. `bearer` has a given token, \
    `client credentials` the cached token of an API client. reqwest has the same decoding, its own default settings \
    otherwise, and no proxy. Allocations are counted in further requests, which are not timed.";

/// Builds the programs and starts the server.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let programs = &context.programs;
    let program = programs.build("requests", Build::Measured)?;
    let server = Rc::new(programs.server(Build::Measured)?);
    let mut group = Group {
        name: "request",
        about: ABOUT.to_owned(),
        ways: vec![
            way("ctp-sdk, bearer", &program, &["bearer"], &server),
            way(
                "ctp-sdk, client credentials",
                &program,
                &["credentials"],
                &server,
            ),
            way("reqwest", &program, &["reqwest"], &server),
        ],
        measures: measures(),
        comparisons: vec![
            Comparison {
                ours: "ctp-sdk, bearer",
                beside: "reqwest",
                goals: goals(),
            },
            Comparison {
                ours: "ctp-sdk, client credentials",
                beside: "reqwest",
                goals: goals(),
            },
            Comparison {
                ours: "ctp-sdk, client credentials",
                beside: "TypeScript SDK",
                goals: Vec::new(),
            },
        ],
        left_out: Vec::new(),
        versions: vec![programs.version("reqwest")?, programs.version("tokio")?],
    };
    match programs.script("requests.mjs")? {
        Ok(script) => {
            let node = Path::new("node");
            let arguments = [
                script.to_string_lossy().into_owned(),
                "credentials".to_owned(),
            ];
            let arguments = arguments.each_ref().map(String::as_str);
            group
                .ways
                .push(way("TypeScript SDK", node, &arguments, &server));
            group.versions.push(node_version()?);
        }
        Err(reason) => group.left_out.push(format!("the TypeScript SDK: {reason}")),
    }
    Ok(group)
}

fn way(name: &str, program: &Path, arguments: &[&str], server: &Rc<Server>) -> Way {
    let requests = match name {
        "TypeScript SDK" => REQUESTS_OF_NODE,
        _ => REQUESTS,
    };
    let arguments: Vec<String> = arguments
        .iter()
        .map(|&argument| argument.to_owned())
        .collect();
    let (program, server) = (PathBuf::from(program), Rc::clone(server));
    Way {
        name: name.to_owned(),
        run: Box::new(move |_| {
            let mut command = Command::new(&program);
            let port = server.port().to_string();
            let mut readings = readings(command.args(&arguments).args([port.as_str(), requests]))?;
            for reading in &mut readings {
                reading.case = match reading.case.as_str() {
                    "1" => "1 task".to_owned(),
                    tasks => format!("{tasks} tasks"),
                };
            }
            Ok(readings)
        }),
    }
}

fn measures() -> Vec<Measure> {
    let measure = |name, title, unit| Measure { name, title, unit };
    vec![
        measure("cpu", "CPU of a request", Unit::Seconds),
        measure("allocations", "allocations of a request", Unit::Allocations),
        measure("rate", "requests", Unit::PerSecond),
        measure("p50", "latency, p50", Unit::Seconds),
        measure("p99", "latency, p99", Unit::Seconds),
    ]
}

fn goals() -> Vec<(&'static str, Goal)> {
    vec![
        ("cpu", Goal::Ratio(1.1)),
        ("allocations", Goal::Figure(190.0)),
    ]
}
