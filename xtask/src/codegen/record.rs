//! What the last run read and wrote. A run that would read and write the same again ends without emitting anything.
//!
//! A record is stored beside the program, not in the generated files. It is compared by content: the program, the arguments,
//! every file that was read and every file that was written must be unchanged, and the folders that were written must contain no
//! other file. If anything is missing or uncertain, the run emits.

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    env,
    fmt::Write,
    fs::{self, File},
    hash::Hasher,
    io::Read,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use codegen::output;

/// How many records are kept, one for each set of arguments.
const KEPT: usize = 64;

/// The place for the record of runs with the same arguments.
pub(super) struct Place {
    path: PathBuf,
    /// The program and the arguments.
    key: String,
}

/// The summary that a run printed.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    /// How many types were emitted.
    pub types: usize,
    /// How many operations were emitted.
    pub operations: usize,
    /// The warnings, as they were shown.
    pub warnings: String,
}

/// The files of a run, each with the hash of its text.
pub(super) type Hashes = HashMap<PathBuf, u64>;

/// The hash of a text.
pub(super) fn hash(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text);
    hasher.finish()
}

impl Place {
    /// The place for the record of runs with these `arguments`, a single line; `None` if the program's file cannot be found.
    pub(super) fn of(arguments: &str) -> Option<Self> {
        let program = env::current_exe().ok()?;
        let about = program.metadata().ok()?;
        let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let name = format!("codegen-runs/{:x}", hash(arguments.as_bytes()));
        Some(Self {
            path: program.parent()?.join(name),
            key: format!("{} bytes, changed at {changed:?}: {arguments}", about.len()),
        })
    }

    /// The summary of the last run, if another run would read and write the same.
    pub(super) fn unchanged(&self, folders: &[PathBuf]) -> Option<(Summary, usize)> {
        let text = fs::read_to_string(&self.path).ok()?;
        let mut lines = text.strip_prefix(&self.key)?.strip_prefix('\n')?;
        let (counts, rest) = lines.split_once('\n')?;
        lines = rest;
        let mut counts = counts.split(' ').map(|count| count.parse().ok());
        let mut count = || -> Option<usize> { counts.next()? };
        let (types, operations, inputs, outputs) = (count()?, count()?, count()?, count()?);
        let mut buffer = Vec::new();
        let mut next = || -> Option<PathBuf> {
            let (line, rest) = lines.split_once('\n')?;
            lines = rest;
            let (expected, path) = line.split_once(' ')?;
            buffer.clear();
            File::open(path).ok()?.read_to_end(&mut buffer).ok()?;
            (hash(&buffer) == u64::from_str_radix(expected, 16).ok()?).then(|| PathBuf::from(path))
        };
        for _ in 0..inputs {
            next()?;
        }
        let written = (0..outputs).map(|_| next()).collect::<Option<_>>()?;
        let stale = output::stale(&written, folders).ok()?;
        let summary = Summary {
            types,
            operations,
            warnings: lines.to_owned(),
        };
        stale.is_empty().then_some((summary, outputs))
    }

    /// Keeps what a run read, wrote and said. If it cannot be written, there is no record.
    pub(super) fn keep(&self, inputs: &Hashes, outputs: &Hashes, summary: &Summary) {
        let _ = self.write(inputs, outputs, summary);
    }

    fn write(&self, inputs: &Hashes, outputs: &Hashes, summary: &Summary) -> Option<()> {
        let Summary {
            types,
            operations,
            warnings,
        } = summary;
        let (read, written) = (inputs.len(), outputs.len());
        let mut text = format!("{}\n{types} {operations} {read} {written}\n", self.key);
        for (path, hash) in inputs.iter().chain(outputs) {
            // A path of another form could not be read back.
            let path = path.to_str().filter(|path| !path.contains('\n'))?;
            writeln!(text, "{hash:x} {path}").ok()?;
        }
        text.push_str(warnings);
        fs::create_dir_all(self.path.parent()?).ok()?;
        // Another run may read it at the same time.
        let part = part_of(&self.path);
        fs::write(&part, text).ok()?;
        fs::rename(&part, &self.path).ok()?;
        remove_oldest(self.path.parent()?)
    }
}

/// Removes the oldest records if there are too many of them.
fn remove_oldest(folder: &Path) -> Option<()> {
    let mut records: Vec<(SystemTime, PathBuf)> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
        })
        .collect();
    records.sort();
    let more = records.len().saturating_sub(KEPT);
    for (_, path) in records.iter().take(more) {
        fs::remove_file(path).ok()?;
    }
    Some(())
}

fn part_of(path: &Path) -> PathBuf {
    path.with_extension(std::process::id().to_string())
}
