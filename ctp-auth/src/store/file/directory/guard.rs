//! One process at a time: a file that the system locks.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::opening;
use crate::store::file::failure::Failure;
use crate::store::file::names;

/// How long to wait for the other processes. Each has it for a few milliseconds, unless it is suspended.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(2);

/// Keeps all others out of the directory, which is made if it is not there, until the guard is dropped.
///
/// The system releases the lock when the process dies. It is asked for again and again, because the wait for it could
/// not be ended otherwise, and with it the thread and the runtime.
pub(super) fn take(directory: &Path) -> Result<File, Failure> {
    make(directory)?;
    opening::check_directory(directory)?;
    let path = directory.join(names::GUARD);
    let file = opening::guard(&path)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if started.elapsed() < LONGEST_WAIT => {
                thread::sleep(PAUSE)
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Locked {
                    path,
                    waited: LONGEST_WAIT,
                });
            }
            Err(TryLockError::Error(error)) => return Err(Failure::system("lock", &path)(error)),
        }
    }
}

/// Makes the directory, and those above it, for their owner alone. Those that are there stay as they are, and are refused if others can write to them.
fn make(directory: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(Failure::system("make the directory", directory))
}
