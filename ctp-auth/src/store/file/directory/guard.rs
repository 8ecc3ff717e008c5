//! Exclusive access: a file that the operating system locks.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::opening;
use crate::store::file::failure::Failure;
use crate::store::file::names;

/// The maximum wait for other processes. Each of them holds the lock for a few milliseconds, unless it is suspended.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The pause before the next attempt.
const PAUSE: Duration = Duration::from_millis(2);

/// Excludes all other processes from the directory until the guard is dropped. Creates the directory if it is missing.
///
/// The operating system releases the lock when the process ends. The lock is polled, because a blocking wait could not be
/// cancelled and would block the thread and the runtime.
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

/// Creates the directory and its missing parents for their owner only. Existing ones are unchanged, and are refused if
/// others can write to them.
fn make(directory: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(Failure::system("make the directory", directory))
}
