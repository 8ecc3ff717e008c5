//! Opens files that only the owner can have written.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use crate::store::file::failure::{Distrust, Failure};

/// Opens a file of the store for reading. A link is not followed, and a file that others may have written is refused.
pub(super) fn read(path: &Path) -> Result<Option<File>, Failure> {
    let mut options = OpenOptions::new();
    options.read(true);
    match open(&mut options, path) {
        Ok(file) => check_file(&file, path).map(|()| Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(refused(error, "read", path)),
    }
}

/// Opens the guard file, which is created if it is missing.
pub(super) fn guard(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = open(&mut options, path).map_err(|error| refused(error, "open", path))?;
    check_file(&file, path)?;
    Ok(file)
}

/// Refuses a directory in which others can add or replace files.
#[cfg(unix)]
pub(super) fn check_directory(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    /// The user id of the administrator.
    const ROOT: u32 = 0;

    let metadata = match std::fs::symlink_metadata(path) {
        // The owner of a link decides about its target. The administrator may do so, as for a directory of the system.
        Ok(metadata) if metadata.is_symlink() => {
            if metadata.uid() != ROOT {
                check_owner(&metadata, path)?;
            }
            std::fs::metadata(path)
        }
        metadata => metadata,
    };
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::system("read", path)(error)),
    };
    if !metadata.is_dir() {
        return Err(Failure::distrusted(path, Distrust::NotADirectory));
    }
    check_owner(&metadata, path)?;
    if metadata.mode() & 0o022 != 0 {
        return Err(Failure::distrusted(path, Distrust::WritableByOthers));
    }
    Ok(())
}

// On Windows, the permissions of the directory apply.
#[cfg(not(unix))]
pub(super) fn check_directory(_: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(unix)]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    // Opening a pipe would block; O_NONBLOCK has no effect on a file.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    #[allow(clippy::cast_possible_wrap, reason = "the bits are what counts")]
    options.custom_flags(flags.bits() as i32).open(path)
}

#[cfg(not(unix))]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    if std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(io::Error::other("it is a symbolic link"));
    }
    options.open(path)
}

#[cfg(unix)]
fn check_file(file: &File, path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    let metadata = file.metadata().map_err(Failure::system("read", path))?;
    if !metadata.is_file() {
        return Err(Failure::distrusted(path, Distrust::NotAFile));
    }
    check_owner(&metadata, path)?;
    if metadata.mode() & 0o077 != 0 {
        return Err(Failure::distrusted(path, Distrust::OpenToOthers));
    }
    // With a second name, another file would be written.
    if metadata.nlink() > 1 {
        return Err(Failure::distrusted(path, Distrust::SecondName));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_file(file: &File, path: &Path) -> Result<(), Failure> {
    let metadata = file.metadata().map_err(Failure::system("read", path))?;
    match metadata.is_file() {
        true => Ok(()),
        false => Err(Failure::distrusted(path, Distrust::NotAFile)),
    }
}

#[cfg(unix)]
fn check_owner(metadata: &Metadata, path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    match metadata.uid() == rustix::process::geteuid().as_raw() {
        true => Ok(()),
        false => Err(Failure::distrusted(path, Distrust::OtherOwner)),
    }
}

/// The operating system has a special error for a link that is not followed.
#[cfg(unix)]
fn refused(error: io::Error, action: &'static str, path: &Path) -> Failure {
    let is_link = error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    match is_link {
        true => Failure::distrusted(path, Distrust::Link),
        false => Failure::system(action, path)(error),
    }
}

#[cfg(not(unix))]
fn refused(error: io::Error, action: &'static str, path: &Path) -> Failure {
    Failure::system(action, path)(error)
}
