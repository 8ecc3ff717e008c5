//! The subjects: the workspace of a commit, or the work tree, with the crates generated from it.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure,
    measuring::{
        app::{App, NAME},
        cargo::{cargo, lock},
        usage::output,
    },
};

/// A state of the workspace.
pub(crate) struct Subject {
    /// The heading of its column.
    pub(crate) name: String,
    /// The folder of the workspace.
    root: PathBuf,
    /// The folder of its generated crates.
    folder: PathBuf,
    /// The root document of the official specification, if it exists.
    official: Option<PathBuf>,
}

/// The crate that an app uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Library {
    /// `ctp-sdk` with seven domains.
    SevenDomains,
    /// The crate generated from the official specification.
    Platform,
}

/// The features of the seven domains only: TLS is a separate dependency.
const SEVEN_DOMAINS: &[&str] = &[
    "api-clients",
    "carts",
    "categories",
    "customers",
    "login",
    "me",
    "product-projections",
];

/// The name of the emitted crate's package.
pub(crate) const EMITTED: &str = "ctp-official";

impl Subject {
    /// The workspace in a commit, checked out in the folder.
    pub(crate) fn of_commit(
        commit: &str,
        folder: PathBuf,
        official: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        let root = folder.join("checkout");
        remove_checkout(&root)?;
        let mut git = git(&["worktree", "add", "--force", "--detach"]);
        output(git.arg(&root).arg(commit))?;
        Ok(Self {
            name: commit.to_owned(),
            root,
            folder,
            official,
        })
    }

    /// The work tree.
    pub(crate) fn here(folder: PathBuf, official: Option<PathBuf>) -> Self {
        Self {
            name: "now".to_owned(),
            root: crate::workspace(),
            folder,
            official,
        }
    }

    /// Builds the generator, emits the official specification and writes the apps.
    pub(crate) fn prepare(&self) -> Result<(), Failure> {
        output(&mut self.cargo_in_workspace(&["build", "--release", "--package", "xtask"]))?;
        self.write_app(Library::SevenDomains)?;
        if let Some(mut emit) = self.emit() {
            output(&mut emit)?;
            fs::copy(lock(), self.folder.join(EMITTED).join("Cargo.lock"))?;
            self.write_app(Library::Platform)?;
        }
        Ok(())
    }

    /// The command that emits the official specification.
    pub(crate) fn emit(&self) -> Option<Command> {
        let mut command = Command::new(self.target("sdk").join("release/xtask"));
        command
            .arg("codegen")
            .arg("--spec")
            .arg(self.official.as_ref()?);
        command.arg("--out").arg(self.folder.join(EMITTED));
        // Commits with a list of APIs use the facts of the API that is named; earlier commits do not have this option.
        if self.root.join("api-spec/apis.toml").exists() {
            command.args(["--api", "api"]);
        }
        // Earlier commits always wrote the path of their own runtime.
        let generator = fs::read_to_string(self.root.join("xtask/src/codegen.rs"));
        if generator.is_ok_and(|generator| generator.contains("runtime_path")) {
            command.arg("--runtime-path").arg(self.root.join("ctp-sdk"));
        }
        Some(command)
    }

    /// A cargo command for a package of the workspace.
    pub(crate) fn cargo_in_workspace(&self, arguments: &[&str]) -> Command {
        cargo(arguments, &self.root, &self.target("sdk"))
    }

    /// A cargo command for the crate generated from the official specification.
    pub(crate) fn cargo_in_emitted(&self, arguments: &[&str]) -> Command {
        let target = self.target("platform");
        cargo(arguments, &self.folder.join(EMITTED), &target)
    }

    /// The app that is built on a library.
    pub(crate) fn app(&self, library: Library) -> App {
        App {
            folder: self.folder.join(library.app()),
            target: self.target(library.target()),
            source: of_library(library, TEN_OPERATIONS),
        }
    }

    fn target(&self, name: &str) -> PathBuf {
        self.folder.join("target").join(name)
    }

    /// Writes the app that is built on a library.
    pub(crate) fn write_app(&self, library: Library) -> Result<(), Failure> {
        let app = self.app(library);
        app.write(&self.manifest(library))?;
        app.write_program("decoding.rs", &of_library(library, DECODING))
    }

    fn manifest(&self, library: Library) -> String {
        let sdk = self.root.join("ctp-sdk");
        let (features, emitted): (&[&str], String) = match library {
            Library::SevenDomains => (SEVEN_DOMAINS, String::new()),
            Library::Platform => {
                let path = self.folder.join(EMITTED);
                let all = r#"features = ["all-domains"]"#;
                (&[], format!("{EMITTED} = {{ path = {path:?}, {all} }}\n"))
            }
        };
        format!(
            r#"[package]
name = "{NAME}"
edition = "2024"

[workspace]

[dependencies]
{emitted}ctp-sdk = {{ path = {sdk:?}, default-features = false, features = {features:?} }}
nix = {{ version = "0.32", features = ["time"] }}
serde_json = "1"
tokio = {{ version = "1", features = ["macros", "rt"] }}

[profile.release]
strip = true
"#
        )
    }
}

/// The text of a program, with the crate that has the API.
fn of_library(library: Library, text: &str) -> String {
    let api = match library {
        Library::SevenDomains => "ctp_sdk",
        Library::Platform => "ctp_official",
    };
    // The documentation of the program comes first.
    text.replacen("\n\nuse ", &format!("\n\nuse {api} as api;\nuse "), 1)
}

impl Drop for Subject {
    /// Removes the checkout. The builds are kept for the next run.
    fn drop(&mut self) {
        if self.root.starts_with(&self.folder) {
            // A folder that stays is replaced by the next run.
            let _ = remove_checkout(&self.root);
        }
    }
}

impl Library {
    /// The name of the target directory. The app shares compiled dependencies with the other packages that use it.
    fn target(self) -> &'static str {
        match self {
            Self::SevenDomains => "sdk",
            Self::Platform => "platform",
        }
    }

    fn app(self) -> &'static str {
        match self {
            Self::SevenDomains => "app-of-seven-domains",
            Self::Platform => "app-of-the-platform",
        }
    }
}

const TEN_OPERATIONS: &str = include_str!("../../measured/ten_operations.rs");

const DECODING: &str = include_str!("../../measured/decoding.rs");

fn git(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(crate::workspace()).args(arguments);
    command
}

fn remove_checkout(root: &Path) -> Result<(), Failure> {
    if root.exists() {
        let mut git = git(&["worktree", "remove", "--force"]);
        output(git.arg::<&OsStr>(root.as_ref()))?;
    }
    Ok(())
}
