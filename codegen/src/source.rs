//! The text of the specification: every file that was read, and places in them.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, ErrorKind, Read},
    path::{Component, Path, PathBuf},
    rc::Rc,
};

/// A place in the specification.
///
/// Offsets are bytes; line and column are computed when a diagnostic is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

/// Names a file of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// A file of the specification.
#[derive(Debug)]
pub struct SourceFile {
    /// The path it was read from.
    pub path: PathBuf,
    /// Its text.
    pub text: Rc<str>,
}

/// All files read in a run, each of them once.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    by_path: HashMap<PathBuf, FileId>,
    root: PathBuf,
}

/// The largest file that is read, in bytes: far beyond any specification, small enough to stay in memory.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

impl Sources {
    /// An empty set whose files are shown relative to the folder of `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.parent().map(normalise).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Reads a file, or returns the one already read from this path.
    ///
    /// # Errors
    ///
    /// The file is missing, not a file, too large or not UTF-8.
    pub fn read(&mut self, path: &Path) -> io::Result<FileId> {
        let path = normalise(path);
        if let Some(id) = self.by_path.get(&path) {
            return Ok(*id);
        }
        let mut file = File::open(&path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                "this is not a file",
            ));
        }
        if about.len() > LARGEST_FILE {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                "the file is larger than 64 MiB",
            ));
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok(self.insert(path, text))
    }

    /// Adds a text as if it had been read from `path`.
    pub fn add(&mut self, path: PathBuf, text: String) -> FileId {
        self.insert(normalise(&path), text)
    }

    fn insert(&mut self, path: PathBuf, text: String) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.by_path.insert(path.clone(), id);
        self.files.push(SourceFile {
            path,
            text: text.into(),
        });
        id
    }

    /// The file that was read first: the root of the specification.
    pub fn root(&self) -> FileId {
        FileId(0)
    }

    /// The file behind an id.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text of a file; empty for an id of another set.
    pub fn text(&self, id: FileId) -> Rc<str> {
        self.get(id)
            .map_or_else(|| Rc::from(""), |file| Rc::clone(&file.text))
    }

    /// The path of a file relative to the folder of the specification's root, with `/` on every system.
    pub fn relative_path(&self, id: FileId) -> String {
        let Some(file) = self.get(id) else {
            return String::new();
        };
        let path = file.path.strip_prefix(&self.root).unwrap_or(&file.path);
        path.to_string_lossy().replace('\\', "/")
    }

    /// The files that were read.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// How many files were read.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether no file was read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Removes `.` and `x/..` from a path without asking the file system.
pub fn normalise(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(parts.components().next_back(), Some(Component::Normal(_))) =>
            {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts
}
