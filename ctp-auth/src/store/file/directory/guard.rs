//! One process at a time: a file that the system locks.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::store::file::failure::Failure;
use crate::store::file::names;

/// How long to wait for the other processes. Each has it for a few milliseconds, unless it is suspended.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(2);

/// Keeps all others out of the directory, which is made if it is not there, until the guard is dropped.
///
/// The system gives the lock back when the process dies. It is asked for again and again, because the wait for it could
/// not be ended otherwise, and with it the thread and the runtime.
pub(super) fn take(directory: &Path) -> Result<File, Failure> {
    make(directory)?;
    let path = directory.join(names::GUARD);
    let file = open(&path)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Locked {
                    path,
                    patience: PATIENCE,
                });
            }
            Err(TryLockError::Error(error)) => return Err(Failure::system("lock", &path)(error)),
        }
    }
}

/// Makes the directory, and those above it, for their owner alone. Those that are there stay as they are.
fn make(directory: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(Failure::system("make the directory", directory))
}

fn open(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(Failure::system("open", path))
}
