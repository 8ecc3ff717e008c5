//! Real processes, started from the binary of the tests.

use std::env;
use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::panics;
use crate::report::Report;
use crate::shop::{self, Orders};

/// What makes the test binary the process of a shop.
const ORDERS: &str = "CTP_RESILIENCE_ORDERS";

/// Before the report, on a line of its own.
const REPORT: &str = "the report of the shop: ";

/// Does the orders of the process that started this one, and prints the report.
pub(crate) fn serve() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).expect("the orders can be read");
    panics::note();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.expect("there is a runtime");
    let mut report = runtime.block_on(shop::serve(orders));
    drop(runtime);
    report.violations.extend(panics::noted());
    let report = serde_json::to_string(&report).expect("a report can be written");
    println!("\n{REPORT}{report}");
}

/// A process. It is killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    output: Option<JoinHandle<io::Result<String>>>,
}

impl Process {
    pub(crate) fn start(orders: &Orders) -> io::Result<Self> {
        let mut child = Command::new(env::current_exe()?)
            .args(["--exact", "child_process", "--nocapture"])
            .env(ORDERS, serde_json::to_string(orders)?)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().map(|mut output| {
            thread::spawn(move || {
                let mut text = String::new();
                output.read_to_string(&mut text)?;
                Ok(text)
            })
        });
        Ok(Self { child, output })
    }

    /// Waits for the report. A process that gives none has a violation in its place.
    pub(crate) fn report(mut self, deadline: Instant) -> Report {
        let violation = |what: String| Report {
            violations: vec![what],
            ..Report::default()
        };
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() < deadline => {
                    thread::sleep(Duration::from_millis(20));
                }
                Ok(None) => return violation("a process hangs".to_owned()),
                Err(error) => return violation(format!("a process is lost: {error}")),
            }
        };
        let output = self.output.take().and_then(|output| output.join().ok());
        let output = output.and_then(Result::ok).unwrap_or_default();
        let report = output.lines().find_map(|line| line.strip_prefix(REPORT));
        let report = report.and_then(|report| serde_json::from_str(report).ok());
        report.unwrap_or_else(|| violation(format!("a process has no report: {status}\n{output}")))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It fails where the process has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
