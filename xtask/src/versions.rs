//! The two versions that are compared: specifications, or `api-spec/` in the work tree or in a commit.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use codegen::{
    apis::{self, ListedApi},
    diff::{self, Change, PublicApi},
    facts::Facts,
    plan::{Runtime, Settings},
};

use crate::{Failure, progress::Progress};

/// What is compared.
#[derive(clap::Args)]
pub(crate) struct Versions {
    /// The old version: the root document of a specification, or a commit, branch or tag that has `api-spec/`.
    #[arg(value_name = "OLD")]
    old: String,
    /// The new version; by default `api-spec/` in the work tree.
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// The API of `api-spec/apis.toml` to compare; by default all of them. With two root documents, the one whose facts are
    /// used.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
}

/// The changes of an API.
pub(crate) struct Compared {
    /// The API.
    pub(crate) name: String,
    /// What changed.
    pub(crate) changes: Vec<Change>,
}

impl Compared {
    /// The changes with the name of the API.
    pub(crate) fn named(&self) -> (&str, &[Change]) {
        (&self.name, &self.changes)
    }
}

/// One of the two versions.
enum Version {
    /// A specification.
    Document(PathBuf),
    /// A folder with a list of APIs.
    Folder(PathBuf),
    /// `api-spec/` of a commit, in a folder that is removed afterwards.
    Commit(tempfile::TempDir),
}

/// Compares the two versions, an API at a time.
pub(crate) fn compare(versions: &Versions) -> Result<Vec<Compared>, Failure> {
    let progress = Progress::new();
    let old = version(&versions.old)?;
    let new = match &versions.new {
        Some(new) => version(new)?,
        None => Version::Folder(crate::api::folder()),
    };
    let name = versions.api.as_deref();
    match (&old, &new) {
        (Version::Document(old), Version::Document(new)) => documents(old, new, name, &progress),
        (old, new) => match (old.folder(), new.folder()) {
            (Some(old), Some(new)) => folders(&old, &new, name, &progress),
            _ => Err(Failure(
                "error: one version is a root document and the other one is not\n\nname two root documents, or two versions of api-spec/".to_owned(),
            )),
        },
    }
}

impl Version {
    /// The folder with the list of APIs, if there is one.
    fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Document(_) => None,
            Self::Folder(folder) => Some(folder.clone()),
            Self::Commit(folder) => Some(folder.path().join("api-spec")),
        }
    }
}

/// A specification, and the settings for generating it.
struct Side {
    root: PathBuf,
    settings: Settings,
}

impl Side {
    fn of(api: &ListedApi, all: &[ListedApi]) -> Self {
        Self {
            root: api.root.clone(),
            settings: api.settings(all),
        }
    }

    fn public_api(&self, progress: &Progress) -> Result<PublicApi, Failure> {
        progress.show(&format!("reading {}", self.root.display()));
        let specification = codegen::load(&self.root)?;
        Ok(codegen::public_api(specification, &self.settings)?)
    }
}

/// The changes of one API. An API that is missing in one of the versions is compared with an empty one.
fn compared(
    name: String,
    old: Option<&Side>,
    new: Option<&Side>,
    progress: &Progress,
) -> Result<Compared, Failure> {
    let public = |side: Option<&Side>| match side {
        Some(side) => side.public_api(progress),
        None => Ok(PublicApi::default()),
    };
    let (old, new) = (public(old)?, public(new)?);
    progress.show("comparing");
    let changes = diff::compare(&old, &new);
    progress.done();
    Ok(Compared { name, changes })
}

/// Compares two specifications, with the facts of the named API.
fn documents(
    old: &Path,
    new: &Path,
    name: Option<&str>,
    progress: &Progress,
) -> Result<Vec<Compared>, Failure> {
    let listed = name.map(|name| crate::api::named(Some(name))).transpose()?;
    let settings = Settings {
        facts: listed.as_ref().map_or(&Facts::NONE, |listed| listed.facts),
        default_domains: listed
            .map(|listed| listed.default_domains)
            .unwrap_or_default(),
        ..Settings::of(Runtime::CtpSdk)
    };
    let side = |root: &Path| Side {
        root: root.to_path_buf(),
        settings: settings.clone(),
    };
    let (old, new) = (side(old), side(new));
    let name = name.unwrap_or("api").to_owned();
    Ok(vec![compared(name, Some(&old), Some(&new), progress)?])
}

/// Compares the APIs of two folders.
fn folders(
    old: &Path,
    new: &Path,
    name: Option<&str>,
    progress: &Progress,
) -> Result<Vec<Compared>, Failure> {
    let (old, new) = (apis::read(old)?, apis::read(new)?);
    let mut names: Vec<&str> = new.iter().map(|api| api.name.as_str()).collect();
    let gone = old.iter().map(|api| api.name.as_str());
    names.extend(gone.filter(|gone| !new.iter().any(|api| api.name == *gone)));
    if let Some(name) = name {
        if !names.contains(&name) {
            return Err(Failure(format!(
                "error: {} has no API {name}; it has {}",
                apis::FILE,
                names.join(", ")
            )));
        }
        names.retain(|known| *known == name);
    }
    let side = |all: &[ListedApi], name: &str| {
        let api = all.iter().find(|api| api.name == name);
        api.map(|api| Side::of(api, all))
    };
    names
        .into_iter()
        .map(|name| {
            let (old, new) = (side(&old, name), side(&new, name));
            compared(name.to_owned(), old.as_ref(), new.as_ref(), progress)
        })
        .collect()
}

/// What an argument names: an existing file or folder, or else a commit.
fn version(argument: &str) -> Result<Version, Failure> {
    let path = Path::new(argument);
    if path.is_dir() {
        let folder = path.to_path_buf();
        if folder.join(apis::FILE).is_file() {
            return Ok(Version::Folder(folder));
        }
        return Err(Failure(format!(
            "error: the folder {argument} has no {}\n\nname a root document, such as {argument}/api.raml, or a folder like api-spec/",
            apis::FILE
        )));
    }
    if path.is_file() {
        return Ok(Version::Document(path.to_path_buf()));
    }
    let folder = tempfile::Builder::new().prefix("api-spec-").tempdir()?;
    check_out(&crate::workspace(), argument, folder.path())?;
    Ok(Version::Commit(folder))
}

/// Writes `api-spec/` as it is in a commit below a folder. Neither the work tree nor the index of the repository changes.
fn check_out(repository: &Path, commit: &str, folder: &Path) -> Result<(), Failure> {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(repository).args(arguments);
        command
    };
    let known = git(&["rev-parse", "--verify", "--quiet", "--end-of-options"])
        .arg(format!("{commit}^{{commit}}"))
        .output()
        .map_err(|error| Failure(format!("error: git cannot be run: {error}")))?;
    if !known.status.success() {
        return Err(Failure(format!(
            "error: {commit} is neither a file nor a commit of this repository"
        )));
    }
    let commit = String::from_utf8_lossy(&known.stdout).trim().to_owned();
    let index = folder.join("index");
    let run = |command: &mut Command| {
        let output = command.env("GIT_INDEX_FILE", &index).output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(Failure(format!(
                "error: git cannot read api-spec/ of {commit}: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            ))),
        }
    };
    run(git(&["read-tree", "--prefix=api-spec/"]).arg(format!("{commit}:api-spec")))?;
    let mut prefix = std::ffi::OsString::from("--prefix=");
    prefix.push(folder);
    prefix.push("/");
    run(git(&["checkout-index", "--all"]).arg(prefix))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, process::Command};

    use super::check_out;

    fn git(repository: &Path, arguments: &[&str]) -> Result<String, Box<dyn std::error::Error>> {
        let author = [
            "-c",
            "user.name=author",
            "-c",
            "user.email=author@example.com",
        ];
        let output = Command::new("git")
            .arg("-C")
            .arg(repository)
            .args(author)
            .args(arguments)
            .output()?;
        let shown = String::from_utf8(output.stdout)?;
        match output.status.success() {
            true => Ok(shown),
            false => Err(String::from_utf8_lossy(&output.stderr).into()),
        }
    }

    #[test]
    fn a_commit_is_written_elsewhere_and_the_repository_stays_as_it_is()
    -> Result<(), Box<dyn std::error::Error>> {
        let (repository, folder) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let root = repository.path();
        let spec = root.join("api-spec/below/api.raml");
        fs::create_dir_all(root.join("api-spec/below"))?;
        fs::write(&spec, "the first")?;
        fs::write(root.join("other.txt"), "other")?;
        git(root, &["init", "--quiet"])?;
        git(root, &["add", "--all"])?;
        git(root, &["commit", "--quiet", "--message", "first"])?;
        fs::write(&spec, "the second")?;
        git(root, &["commit", "--quiet", "--all", "--message", "second"])?;
        // Staged changes and those of the work tree are kept.
        fs::write(&spec, "staged")?;
        git(root, &["add", "--all"])?;
        fs::write(&spec, "the work tree")?;
        let before = git(root, &["status", "--porcelain"])?;

        check_out(root, "HEAD~1", folder.path()).map_err(|error| error.0)?;

        let written = fs::read_to_string(folder.path().join("api-spec/below/api.raml"))?;
        assert_eq!(written, "the first");
        assert!(!folder.path().join("other.txt").exists());
        assert_eq!(fs::read_to_string(&spec)?, "the work tree");
        assert_eq!(git(root, &["status", "--porcelain"])?, before);
        let unknown = check_out(root, "no-such-commit", folder.path());
        let message = unknown.err().map(|error| error.0).unwrap_or_default();
        assert!(message.contains("no-such-commit is neither"), "{message}");
        // An argument that looks like an option is not a commit.
        assert!(check_out(root, "--all", folder.path()).is_err());
        Ok(())
    }
}
