//! What is written to disk, what is left alone and what is removed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Change, File, apply, changes};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn file(folder: &Path, path: &str, text: &str) -> File {
    let (path, text) = (PathBuf::from(path), text.to_owned());
    File { path, text }.below(folder)
}

/// Brings a folder to the given files; the paths that changed, from the folder on.
fn bring(folder: &Path, files: &[(&str, &str)]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let files = files.iter().map(|(path, text)| file(folder, path, text));
    let changes = changes(files.collect(), &[folder.to_path_buf()])?;
    apply(&changes)?;
    let paths = changes.iter().map(|change| {
        let path = change.path().strip_prefix(folder);
        path.map(|path| path.to_string_lossy().replace('\\', "/"))
    });
    Ok(paths.collect::<Result<_, _>>()?)
}

/// The paths of all files below a folder, from the folder on.
fn paths(folder: &Path) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut found = Vec::new();
    for path in super::files_below(folder)? {
        let path = path.strip_prefix(folder)?;
        found.push(path.to_string_lossy().replace('\\', "/"));
    }
    found.sort();
    Ok(found)
}

#[cfg(unix)]
#[test]
fn a_file_that_is_right_is_not_written_again() -> Outcome {
    use std::os::unix::fs::MetadataExt;

    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    bring(folder, &[("a.rs", "one"), ("below/b.rs", "two")])?;
    let place = |path: &str| fs::metadata(folder.join(path)).map(|of| of.ino());
    // Were it written again, it would be another file under the name of the first one, as the changed one is.
    // The first ones are kept by another name, so that their places are not used again.
    let kept = tempfile::tempdir()?;
    fs::hard_link(folder.join("a.rs"), kept.path().join("a.rs"))?;
    fs::hard_link(folder.join("below/b.rs"), kept.path().join("b.rs"))?;
    let (first, second) = (place("a.rs")?, place("below/b.rs")?);
    let modified = fs::metadata(folder.join("a.rs"))?.modified()?;

    let changed = bring(folder, &[("a.rs", "one"), ("below/b.rs", "three")])?;
    let (first_now, second_now) = (place("a.rs")?, place("below/b.rs")?);
    let modified_now = fs::metadata(folder.join("a.rs"))?.modified()?;

    assert_eq!(changed, ["below/b.rs"]);
    assert_eq!((first_now, modified_now), (first, modified));
    assert_ne!(second_now, second);
    assert_eq!(fs::read_to_string(folder.join("below/b.rs"))?, "three");
    Ok(())
}

#[test]
fn nothing_changes_where_all_is_right() -> Outcome {
    let folder = tempfile::tempdir()?;
    let files = [("a.rs", "one"), ("below/b.rs", "two")];
    assert_eq!(bring(folder.path(), &files)?, ["a.rs", "below/b.rs"]);
    assert_eq!(bring(folder.path(), &files)?, [""; 0]);
    Ok(())
}

#[test]
fn a_file_that_belongs_to_nothing_is_deleted_in_folders_below_too() -> Outcome {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let earlier = [
        ("a.rs", "one"),
        ("stale.rs", "stale"),
        ("below/b.rs", "two"),
        ("below/stale.rs", "stale"),
        ("below/further/stale.rs", "stale"),
    ];
    bring(folder, &earlier)?;
    let changed = bring(folder, &[("a.rs", "one"), ("below/b.rs", "two")])?;
    assert_eq!(
        changed,
        ["below/further/stale.rs", "below/stale.rs", "stale.rs"]
    );
    assert_eq!(paths(folder)?, ["a.rs", "below/b.rs"]);
    // The folder of the last of its files goes with it.
    assert!(!folder.join("below/further").exists());
    Ok(())
}

#[test]
fn what_stands_outside_of_the_folders_stays() -> Outcome {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    fs::create_dir_all(folder.join("generated"))?;
    fs::write(folder.join("by_hand.rs"), "mine")?;
    fs::write(folder.join("generated/stale.rs"), "stale")?;
    let files = vec![file(folder, "Cargo.toml", "manifest")];
    let changes = changes(files, &[folder.join("generated")])?;
    apply(&changes)?;
    assert_eq!(paths(folder)?, ["Cargo.toml", "by_hand.rs"]);
    Ok(())
}

#[test]
fn a_folder_that_is_missing_has_no_stale_files() -> Outcome {
    let folder = tempfile::tempdir()?;
    let missing = folder.path().join("missing");
    assert_eq!(changes(Vec::new(), std::slice::from_ref(&missing))?, []);
    assert_eq!(bring(&missing, &[("a.rs", "one")])?, ["a.rs"]);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_reader_never_sees_half_of_a_file() -> Outcome {
    use std::io::Read;

    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    bring(folder, &[("a.rs", "the old text")])?;
    // One who opened the file before reads all of the old text.
    let mut opened = fs::File::open(folder.join("a.rs"))?;
    bring(folder, &[("a.rs", "new")])?;
    let mut read = String::new();
    opened.read_to_string(&mut read)?;
    assert_eq!(read, "the old text");
    assert_eq!(paths(folder)?, ["a.rs"]);
    Ok(())
}

#[test]
fn an_error_names_the_file() -> Outcome {
    let folder = tempfile::tempdir()?;
    // A folder stands where the file should.
    fs::create_dir_all(folder.path().join("a.rs"))?;
    let files = vec![file(folder.path(), "a.rs", "one")];
    let refused = changes(files, &[]).err().map(|error| error.to_string());
    assert!(refused.is_some_and(|message| message.contains("a.rs")));
    Ok(())
}

#[test]
fn a_change_is_shown_as_a_diff() -> Outcome {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    bring(folder, &[("a.rs", "one\ntwo\n"), ("stale.rs", "gone\n")])?;
    let files = vec![file(folder, "a.rs", "one\nthree\n")];
    let changes = changes(files, &[folder.to_path_buf()])?;
    let diffs: String = changes.iter().map(Change::diff).collect();
    assert!(diffs.contains("-two\n+three\n"), "{diffs}");
    assert!(diffs.contains("-gone\n"), "{diffs}");
    Ok(())
}
