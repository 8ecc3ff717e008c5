//! An emulator whose requests are kept for a validator.

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ctp_emulator::Emulator;
use serde_json::json;

/// When it is dropped, its requests are written to a file in the folder that `CTP_REQUESTS` names, one JSON object a line.
/// Without this variable nothing is written.
pub(crate) struct Recorded(pub(crate) Emulator);

impl Deref for Recorded {
    type Target = Emulator;

    fn deref(&self) -> &Emulator {
        &self.0
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        static FILES: AtomicUsize = AtomicUsize::new(0);
        let Ok(folder) = std::env::var("CTP_REQUESTS") else {
            return;
        };
        let requests = self.0.requests().into_iter();
        let requests = requests.filter(|request| !request.path.starts_with("/oauth/"));
        let lines = requests.map(|request| format!("{}\n", json!(request)));
        let file = FILES.fetch_add(1, Ordering::Relaxed);
        let file = format!("{}-{file}.jsonl", std::process::id());
        let written = fs::write(Path::new(&folder).join(file), lines.collect::<String>());
        // A panic in a drop while a test fails would hide why it fails.
        if let Err(error) = written {
            eprintln!("the requests cannot be written to {folder}: {error}");
        }
    }
}
