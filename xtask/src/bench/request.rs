//! What a request costs beside that of an HTTP client alone, and beside the official TypeScript SDK.

use std::{cell::RefCell, path::PathBuf, process::Command, rc::Rc};

use super::{
    Context,
    comparison::{Comparison, Goal, Group, Measure, Reading, Way},
    programs::{Build, Server, node_version, readings},
};
use crate::{Failure, measuring::figure::Unit};

/// How many requests are sent at each number of tasks.
const REQUESTS: &str = "20000";

/// The same for Node.js, which takes longer for each.
const REQUESTS_OF_NODE: &str = "5000";

/// The ways that one process measures, and their names in its arguments.
const IN_ONE_PROCESS: [(&str, &str); 3] = [
    ("ctp-sdk, bearer", "bearer"),
    ("ctp-sdk, client credentials", "credentials"),
    ("reqwest", "reqwest"),
];

const ABOUT: &str = "A category of 2 kB is read over loopback, in 1, 16 and 64 tasks, 20,000 times each; by the TypeScript \
    SDK 5000 times. The server is a separate process with one thread. One process measures the SDK and reqwest alternately, \
    in 40 blocks of 500 requests. CPU is that of the client's process and includes system calls. `bearer` has a given token, \
    `client credentials` the cached token of an API client. reqwest has the same decoding, its own default settings \
    otherwise, no proxy, and sends no `User-Agent` and no correlation id. Allocations are counted in further requests, which \
    are not timed.";

/// Builds the programs and starts the server.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let programs = &context.programs;
    let server = Rc::new(programs.server(Build::Measured)?);
    let together = Rc::new(Together {
        program: programs.build("requests", Build::Measured)?,
        server: Rc::clone(&server),
        current: RefCell::new(None),
    });
    let mut group = Group {
        name: "request",
        about: ABOUT.to_owned(),
        ways: IN_ONE_PROCESS
            .iter()
            .map(|(name, argument)| Together::way(&together, name, argument))
            .collect(),
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
            group.ways.push(of_node(script, server));
            group.versions.push(node_version()?);
        }
        Err(reason) => group.left_out.push(format!("the TypeScript SDK: {reason}")),
    }
    Ok(group)
}

/// Ways that are measured by one process, and what it printed last.
struct Together {
    program: PathBuf,
    server: Rc<Server>,
    /// The number of the run, and its readings.
    current: RefCell<Option<(u16, Vec<Reading>)>>,
}

impl Together {
    /// One of the ways. The process runs when the first of them is asked for its readings of a run.
    fn way(together: &Rc<Self>, name: &str, argument: &'static str) -> Way {
        let together = Rc::clone(together);
        Way {
            name: name.to_owned(),
            run: Box::new(move |run| together.readings(run, argument)),
        }
    }

    fn readings(&self, run: u16, way: &str) -> Result<Vec<Reading>, Failure> {
        let mut current = self.current.borrow_mut();
        let all = match &mut *current {
            Some((known, readings)) if *known == run => readings,
            stale => {
                let mut command = Command::new(&self.program);
                command.args([&self.server.port().to_string(), REQUESTS]);
                command.args(IN_ONE_PROCESS.map(|(_, argument)| argument));
                &mut stale.insert((run, readings(&mut command)?)).1
            }
        };
        let of_way = all.iter().filter_map(|reading| {
            let tasks = reading.case.strip_prefix(way)?.strip_prefix(' ')?;
            Some(Reading {
                case: case(tasks),
                measure: reading.measure.clone(),
                number: reading.number,
            })
        });
        Ok(of_way.collect())
    }
}

fn of_node(script: PathBuf, server: Rc<Server>) -> Way {
    Way {
        name: "TypeScript SDK".to_owned(),
        run: Box::new(move |_| {
            let mut command = Command::new("node");
            command.arg(&script).arg("credentials");
            command.args([&server.port().to_string(), REQUESTS_OF_NODE]);
            let mut readings = readings(&mut command)?;
            for reading in &mut readings {
                reading.case = case(&reading.case);
            }
            Ok(readings)
        }),
    }
}

fn case(tasks: &str) -> String {
    match tasks {
        "1" => "1 task".to_owned(),
        tasks => format!("{tasks} tasks"),
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
