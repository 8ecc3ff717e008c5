//! Prints generated files and writes them: the one place that does.

mod print;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

pub use print::{print, print_project_types};

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path. What a generator makes is relative to a folder that the caller chooses.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl File {
    /// The same file below a folder.
    #[must_use]
    pub fn below(self, folder: &Path) -> Self {
        Self {
            path: folder.join(self.path),
            text: self.text,
        }
    }
}

/// The files on disk, and the expected files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file is missing or has a different text: its old text and its new one.
    Write {
        /// The text to write.
        file: File,
        /// The present text, if the file exists.
        old: Option<String>,
    },
    /// The file is no longer generated.
    Delete {
        /// Its path.
        path: PathBuf,
        /// Its text.
        old: String,
    },
}

impl Change {
    /// The path of the file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Write { file, .. } => &file.path,
            Self::Delete { path, .. } => path,
        }
    }

    /// The change as a unified diff.
    pub fn diff(&self) -> String {
        let (old, new) = match self {
            Self::Write { file, old } => (old.as_deref().unwrap_or(""), file.text.as_str()),
            Self::Delete { old, .. } => (old.as_str(), ""),
        };
        let name = self.path().display().to_string();
        similar::TextDiff::from_lines(old, new)
            .unified_diff()
            .context_radius(2)
            .header(&name, &name)
            .to_string()
    }
}

/// The changes from the files on disk to the given files. Other files in `folders` are stale.
///
/// # Errors
///
/// A file or folder cannot be read.
pub fn changes(files: Vec<File>, folders: &[PathBuf]) -> io::Result<Vec<Change>> {
    let known: BTreeSet<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let mut changes = Vec::new();
    for file in files {
        let old = read(&file.path)?;
        if old.as_deref() != Some(file.text.as_str()) {
            changes.push(Change::Write { file, old });
        }
    }
    for path in stale(&known, folders)? {
        let old = read(&path)?.unwrap_or_default();
        changes.push(Change::Delete { path, old });
    }
    changes.sort_by(|left, right| left.path().cmp(right.path()));
    Ok(changes)
}

/// The files in `folders` that are not among the known ones.
///
/// # Errors
///
/// A folder cannot be read.
pub fn stale(known: &BTreeSet<PathBuf>, folders: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut stale = Vec::new();
    for folder in folders {
        let found = files_below(folder)?.into_iter();
        stale.extend(found.filter(|path| !known.contains(path)));
    }
    Ok(stale)
}

/// Applies the changes. A file is replaced as a whole or not at all; a folder that is empty afterwards is removed.
///
/// # Errors
///
/// A file cannot be written or removed.
pub fn apply(changes: &[Change]) -> io::Result<()> {
    for change in changes {
        match change {
            Change::Write { file, .. } => write(file)?,
            Change::Delete { path, .. } => {
                fs::remove_file(path).map_err(|error| naming(path, &error))?;
                // It fails if the folder contains other files, and then stays.
                let _ = path.parent().map(fs::remove_dir);
            }
        }
    }
    Ok(())
}

fn write(file: &File) -> io::Result<()> {
    let path = &file.path;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| naming(folder, &error))?;
    }
    let mut temporary = path.clone().into_os_string();
    temporary.push(".part");
    fs::write(&temporary, &file.text)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| naming(path, &error))
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(naming(path, &error)),
    }
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(naming(&folder, &error)),
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
