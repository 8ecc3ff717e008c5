//! Regularly removes expired files.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use super::opening;
use crate::store::file::names;
use crate::store::file::record::{Expiring, Moment};

/// The time between two sweeps.
const INTERVAL: Duration = Duration::from_secs(3600);

/// Sweeps the directory if no process has done so for an hour.
///
/// It only saves space, so failures are left to the next sweep, and unknown files are kept. The time of the last sweep is
/// in the guard file, because programs with such a directory rarely run for an hour.
pub(super) fn run_if_due(directory: &Path, guard: &File, now: Moment) {
    if is_due(guard, now) && sweep(directory, now).is_ok() {
        let _ = note(guard, now);
    }
}

fn is_due(mut guard: &File, now: Moment) -> bool {
    let mut text = String::new();
    let read = guard
        .rewind()
        .and_then(|()| guard.read_to_string(&mut text));
    let last: Option<Moment> = read.ok().and_then(|_| serde_json::from_str(&text).ok());
    // A sweep in the future was recorded with a wrong clock.
    last.is_none_or(|last| now < last || last.after(INTERVAL) <= now)
}

fn note(mut guard: &File, now: Moment) -> io::Result<()> {
    guard.rewind()?;
    guard.set_len(0)?;
    guard.write_all(&serde_json::to_vec(&now)?)
}

fn sweep(directory: &Path, now: Moment) -> io::Result<()> {
    for file in fs::read_dir(directory)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        // A process that writes holds the guard, which this process holds now; so the writer of an unfinished file has
        // ended.
        let is_over = names::is_unfinished(&name)
            || names::is_record(&name) && has_expired(&file.path(), now);
        if is_over {
            let _ = fs::remove_file(file.path());
        }
    }
    Ok(())
}

fn has_expired(path: &Path, now: Moment) -> bool {
    let Ok(Some(file)) = opening::read(path) else {
        return false;
    };
    let record: Result<Expiring, _> = serde_json::from_reader(io::BufReader::new(file));
    record.is_ok_and(|record| record.expires_at <= now)
}
