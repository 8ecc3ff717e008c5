//! Makes a client for HTTPS, and counts how often the certificates of the system are read for it.
//!
//! Its argument is the way: `sdk` or `reqwest`.

use std::{env, hint::black_box, path::PathBuf};

use bench_programs::{print, process_cpu};
use ctp_sdk::{
    CtpClient,
    auth::{Config, Region},
};

/// How often a client is made: what a first time costs beside the others is that of the disk.
const TIMES: usize = 20;

fn main() {
    let way = env::args().nth(1).expect("usage: start_up <way>");
    let config = Config::new(
        &Region::EuropeWest1Gcp,
        "bench",
        "an-identifier",
        "a secret",
    )
    .expect("the configuration is right");
    let make = || match way.as_str() {
        "sdk" => drop(black_box(
            CtpClient::new(&config).expect("the client is made"),
        )),
        "reqwest" => drop(black_box(reqwest::Client::new())),
        other => panic!("there is no way {other}"),
    };
    make();
    let reads = Reads::of_certificates();
    let cpu = process_cpu();
    for _ in 0..TIMES {
        make();
    }
    print("", "cpu", (process_cpu() - cpu) / TIMES as f64);
    if let Some(reads) = reads.and_then(|reads| reads.count()) {
        print("", "reads", reads as f64 / TIMES as f64);
    }
}

/// The file that holds the certificates of the system, by the variable that OpenSSL has for it or in one of the usual places.
fn certificates() -> Option<PathBuf> {
    let usual = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];
    let named = env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    named
        .into_iter()
        .chain(usual.map(PathBuf::from))
        .find(|path| path.exists())
}

#[cfg(target_os = "linux")]
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, InotifyEvent};

#[cfg(target_os = "linux")]
struct Reads(Inotify);

#[cfg(target_os = "linux")]
impl Reads {
    fn of_certificates() -> Option<Self> {
        let watch = Inotify::init(InitFlags::IN_NONBLOCK).ok()?;
        watch
            .add_watch(
                &certificates()?,
                AddWatchFlags::IN_OPEN | AddWatchFlags::IN_CLOSE_NOWRITE,
            )
            .ok()?;
        Some(Self(watch))
    }

    /// How often the file was opened. The system joins events that are alike and follow each other, so it tells of closing
    /// as well, which is in between.
    fn count(&self) -> Option<usize> {
        let mut count = 0;
        loop {
            match self.0.read_events() {
                Ok(events) => {
                    let opened =
                        |event: &&InotifyEvent| event.mask.contains(AddWatchFlags::IN_OPEN);
                    count += events.iter().filter(opened).count();
                }
                Err(nix::errno::Errno::EAGAIN) => return Some(count),
                Err(_) => return None,
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
struct Reads;

#[cfg(not(target_os = "linux"))]
impl Reads {
    fn of_certificates() -> Option<Self> {
        None
    }

    fn count(&self) -> Option<usize> {
        None
    }
}
