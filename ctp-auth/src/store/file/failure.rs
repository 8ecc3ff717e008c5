//! Why a file could not be used.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a file could not be used, and which. It never tells what is in the file.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("cannot {action} {}", path.display())]
    System {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error(
        "{} is damaged or is not a file of this store (line {line}, column {column}); remove it to go on without it",
        path.display()
    )]
    Foreign {
        path: PathBuf,
        line: usize,
        column: usize,
    },
    #[error(
        "another process has kept {} locked for {} seconds",
        path.display(),
        patience.as_secs()
    )]
    Locked { path: PathBuf, patience: Duration },
}

impl Failure {
    /// What to make of an error of the system.
    pub(super) fn system(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::System {
            action,
            path,
            source,
        }
    }

    /// The message of the parser quotes what it read, which may be a secret; the place says enough.
    pub(super) fn foreign(path: &Path, error: &serde_json::Error) -> Self {
        Self::Foreign {
            path: path.to_owned(),
            line: error.line(),
            column: error.column(),
        }
    }
}
