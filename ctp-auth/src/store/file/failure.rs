//! Why a file could not be used.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a file could not be used, and which one. It never contains the content of the file.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("cannot {action} {}", path.display())]
    System {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("{} is not used: {distrust}", path.display())]
    Distrusted { path: PathBuf, distrust: Distrust },
    #[error("{} was damaged, or was not written by this store for this key", path.display())]
    Damaged { path: PathBuf },
    #[error(
        "another process has kept {} locked for {} seconds",
        path.display(),
        waited.as_secs()
    )]
    Locked { path: PathBuf, waited: Duration },
}

impl Failure {
    /// Wraps an error of the operating system.
    pub(super) fn system(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::System {
            action,
            path,
            source,
        }
    }

    pub(super) fn distrusted(path: &Path, distrust: Distrust) -> Self {
        Self::Distrusted {
            path: path.to_owned(),
            distrust,
        }
    }

    /// The message of the parser quotes its input, which may be a secret, so it is not kept.
    pub(super) fn damaged(path: &Path) -> Self {
        Self::Damaged {
            path: path.to_owned(),
        }
    }

    /// Whether the file itself is the problem, and can be replaced.
    pub(super) fn is_of_file(&self) -> bool {
        match self {
            Self::Damaged { .. } => true,
            Self::Distrusted { distrust, .. } => *distrust != Distrust::NotAFile,
            Self::System { .. } | Self::Locked { .. } => false,
        }
    }

    /// Whether a retry may succeed.
    pub(super) fn is_transient(&self) -> bool {
        !matches!(self, Self::Distrusted { .. })
    }
}

/// Why a file or a directory is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Distrust {
    #[error("it is a symbolic link")]
    Link,
    #[error("it is not a file")]
    NotAFile,
    #[error("it is not a directory")]
    NotADirectory,
    #[error("it belongs to another user")]
    OtherOwner,
    #[error("other users can read or write it (its mode is not 0600)")]
    OpenToOthers,
    #[error("other users can write to it: use a separate directory with mode 0700")]
    WritableByOthers,
    #[error("it has a second name (a hard link)")]
    SecondName,
}
