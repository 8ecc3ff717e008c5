//! A copy of the work tree, whose lock file can be changed.

use std::{fs, io, path::Path};

use super::Workspace;
use crate::Failure;

/// Copies all files that git tracks or would add into a folder, and replaces its previous content.
pub(super) fn work_tree(workspace: &Workspace<'_>, folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let listed = workspace
        .git()
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output()?;
    for file in listed.split('\0').filter(|file| !file.is_empty()) {
        let (from, to) = (workspace.root.join(file), folder.join(file));
        // A file that was deleted without a commit is still listed.
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap_or(folder))?;
            fs::copy(from, to)?;
        }
    }
    Ok(())
}
