//! A run: the emulator with its faults, the shops, and what is left in the end.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::auth::ExposeSecret;
use emulator::RedisServer;

use crate::process::Process;
use crate::report::Report;
use crate::shop::Orders;
use crate::{panics, verdict};

const TASKS: u32 = 100;

/// A run that takes longer than this hangs.
const BOUND: Duration = Duration::from_secs(280);

/// One run. Fails with all that went wrong.
pub(crate) fn run(seed: u64, operations: u32) {
    let begun = Instant::now();
    say(&format!("CTP_SEED={seed}"));
    let redis = RedisServer::start().expect("Redis starts where it is installed");
    let processes = match redis {
        Some(_) => 2,
        None => {
            say("skipped: two processes that share their sessions: redis-server is not installed");
            1
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("there is a runtime");
    let shop = runtime
        .block_on(Emulator::start())
        .expect("the emulator starts");
    shop.seed(CATALOGUE).expect("the catalogue fits");
    let scopes = shop.all_scopes().expect("the key fits");
    let api_client = shop.api_client(scopes.clone());

    let tasks = TASKS / processes;
    let orders = (0..processes).map(|process| Orders {
        url: shop.url(),
        project_key: shop.project_key().to_owned(),
        client_id: api_client.id.clone(),
        client_secret: api_client.secret.expose_secret().to_owned(),
        redis_url: redis.as_ref().map(RedisServer::url),
        seed,
        first_task: process * tasks,
        tasks,
        operations: operations / TASKS,
        is_patient: process == 0,
    });
    let running = orders.map(|orders| Process::start(&orders).expect("a process starts"));
    let running: Vec<Process> = running.collect();
    let stop = AtomicBool::new(false);
    let (mut report, faults) = thread::scope(|scope| {
        let schedule = scope.spawn(|| crate::faults::schedule(&shop, seed, &stop));
        let mut report = Report::default();
        for process in running {
            report.merge(process.report(begun + BOUND));
        }
        stop.store(true, Ordering::Relaxed);
        (report, schedule.join().unwrap_or_default())
    });
    let client = shop.client(scopes).expect("there is a client");
    let compared = runtime.block_on(verdict::compare(&client, &mut report));
    if let Err(error) = compared {
        report
            .violations
            .push(format!("the end cannot be read: {error:?}"));
    }
    report.violations.extend(panics::noted());

    let took = begun.elapsed();
    say(&format!("{faults} faults, {took:.1?}"));
    for (operation, outcomes) in &report.outcomes {
        say(&format!("    {operation}: {outcomes:?}"));
    }
    let violations = &report.violations;
    assert!(
        violations.is_empty(),
        "CTP_SEED={seed}:\n{}",
        violations.join("\n")
    );
}

/// Says something where a contributor sees it: the test runner hides what a passing test prints by the macros.
fn say(what: &str) {
    // A line that cannot be written is no reason to fail.
    let _ = writeln!(io::stderr().lock(), "{what}");
}
