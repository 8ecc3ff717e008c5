//! The programs that are measured, in a package of their own, so that what they are compared with is no dependency of the
//! workspace.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

use super::comparison::Reading;
use crate::{
    Failure,
    measuring::{
        cargo::{self, cargo},
        usage::output,
    },
};

/// The package.
pub(crate) struct Programs {
    folder: PathBuf,
}

/// How a program is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// For release, with all that is compared.
    Measured,
    /// Without optimisation and with our own way alone: enough to count allocations, and built in a fraction of the time.
    Counted,
}

/// A server that runs as long as this value lives.
pub(crate) struct Server {
    process: Child,
    port: u16,
    /// It ends when this does.
    input: Option<ChildStdin>,
}

/// The programs, and the features that they have where they are measured.
const PROGRAMS: [(&str, &[&str]); 6] = [
    ("server", &[]),
    ("requests", &[]),
    ("decode", &["peers"]),
    ("tokens", &[]),
    ("start_up", &["tls"]),
    ("paging", &[]),
];

impl Programs {
    /// Writes the manifest. The sources are those of `xtask/measured/bench`.
    pub(crate) fn write(folder: &Path) -> Result<Self, Failure> {
        let package = folder.join("programs");
        fs::create_dir_all(&package)?;
        fs::write(package.join("Cargo.toml"), manifest())?;
        fs::copy(cargo::lock(), package.join("Cargo.lock"))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Builds a program, and gives its path.
    pub(crate) fn build(&self, name: &str, build: Build) -> Result<PathBuf, Failure> {
        let mut arguments = vec!["build", "--bin", name];
        let features = PROGRAMS.iter().find(|(program, _)| *program == name);
        let features = features.map_or(&[][..], |(_, features)| features).join(",");
        if build == Build::Measured {
            arguments.extend(["--release", "--features", &features]);
        }
        output(&mut cargo(&arguments, &self.package(), &self.target()))?;
        Ok(match build {
            Build::Measured => cargo::executable(&self.target(), name),
            Build::Counted => cargo::debug_executable(&self.target(), name),
        })
    }

    /// Builds all programs without optimisation, so that those that only `bench` itself runs keep compiling.
    pub(crate) fn build_all(&self) -> Result<(), Failure> {
        output(&mut cargo(
            &["build", "--bins"],
            &self.package(),
            &self.target(),
        ))
        .map(drop)
    }

    /// Writes a file beside the manifest.
    pub(crate) fn put(&self, name: &str, text: impl AsRef<[u8]>) -> Result<PathBuf, Failure> {
        let path = self.package().join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Builds and starts the server.
    pub(crate) fn server(&self, build: Build) -> Result<Server, Failure> {
        Server::start(&self.build("server", build)?)
    }

    /// The path of a script for Node.js, beside which the packages of `tests/foreign` are; without them, why not.
    pub(crate) fn script(&self, name: &str) -> Result<Result<PathBuf, String>, Failure> {
        let node = Command::new("node").arg("--version").output();
        if !node.is_ok_and(|node| node.status.success()) {
            return Ok(Err("there is no Node.js".to_owned()));
        }
        let packages = crate::workspace().join("tests/foreign/node_modules");
        if !packages.exists() {
            let missing = "`npm ci --ignore-scripts` was not run in tests/foreign";
            return Ok(Err(missing.to_owned()));
        }
        let folder = self.folder.join("node");
        fs::create_dir_all(&folder)?;
        let link = folder.join("node_modules");
        if !link.exists() {
            std::os::unix::fs::symlink(packages, link)?;
        }
        let script = folder.join(name);
        fs::copy(sources().join(name), &script)?;
        Ok(Ok(script))
    }

    /// The version of a package that the programs are compiled with, such as `reqwest 0.13.5`.
    pub(crate) fn version(&self, package: &str) -> Result<String, Failure> {
        version_in(&self.package().join("Cargo.lock"), package)
    }

    fn package(&self) -> PathBuf {
        self.folder.join("programs")
    }

    fn target(&self) -> PathBuf {
        self.folder.join("target")
    }
}

impl Server {
    fn start(program: &Path) -> Result<Self, Failure> {
        let mut process = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = process.stdin.take();
        let mut line = String::new();
        if let Some(printed) = process.stdout.take() {
            BufReader::new(printed).read_line(&mut line)?;
        }
        let port = line
            .trim()
            .parse()
            .map_err(|_| Failure(format!("error: the server printed `{line}` for its port")))?;
        Ok(Self {
            process,
            port,
            input,
        })
    }

    /// The port that it listens at.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        // It ends because its input did; nothing is left to be done where that cannot be awaited.
        let _ = self.process.wait();
    }
}

/// Runs a program that prints lines of a case, a measure and a number.
pub(crate) fn readings(command: &mut Command) -> Result<Vec<Reading>, Failure> {
    let printed = output(command)?;
    let readings: Option<Vec<Reading>> = printed.lines().map(reading).collect();
    readings.ok_or_else(|| Failure(format!("error: {command:?} printed\n{printed}")))
}

/// The version of a package in a lock.
pub(super) fn version_in(lock: &Path, package: &str) -> Result<String, Failure> {
    let lock = fs::read_to_string(lock)?;
    let name = format!("name = \"{package}\"\nversion = \"");
    let rest = lock.split_once(&name).map_or("", |(_, rest)| rest);
    let version = rest.split('"').next().unwrap_or_default();
    Ok(format!("{package} {version}"))
}

/// The version of Node.js.
pub(crate) fn node_version() -> Result<String, Failure> {
    let version = output(Command::new("node").arg("--version"))?;
    Ok(format!("Node.js {}", version.trim()))
}

fn reading(line: &str) -> Option<Reading> {
    let [case, measure, number] = line.split('\t').collect::<Vec<&str>>().try_into().ok()?;
    Some(Reading {
        case: case.to_owned(),
        measure: measure.to_owned(),
        number: number.parse().ok()?,
    })
}

fn sources() -> PathBuf {
    crate::workspace().join("xtask/measured/bench")
}

fn manifest() -> String {
    let (sources, sdk) = (sources(), crate::workspace().join("ctp-sdk"));
    let library = sources.join("lib.rs");
    let programs = PROGRAMS.iter().map(|(name, _)| {
        let path = sources.join(name).with_extension("rs");
        format!("[[bin]]\nname = {name:?}\npath = {path:?}\n\n")
    });
    let programs: String = programs.collect();
    format!(
        r#"[package]
name = "bench-programs"
edition = "2024"

[workspace]

[lib]
path = {library:?}

{programs}[features]
peers = ["dep:serde", "dep:serde_json", "dep:simd-json"]
tls = ["ctp-sdk/rustls", "reqwest/rustls"]

[dependencies]
ctp-sdk = {{ path = {sdk:?}, default-features = false, features = ["carts", "categories", "messages", "orders", "product-projections"] }}
jiff = {{ version = "0.2", default-features = false, features = ["serde", "std"] }}
nix = {{ version = "0.32", features = ["inotify", "resource", "time"] }}
reqwest = {{ version = "0.13", default-features = false, features = ["gzip", "http2"] }}
serde = {{ version = "1", features = ["derive"], optional = true }}
serde_json = {{ version = "1", features = ["float_roundtrip"], optional = true }}
simd-json = {{ version = "0.19", optional = true }}
tokio = {{ version = "1", features = ["io-util", "macros", "net", "rt-multi-thread"] }}
"#
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_program_is_a_case_a_measure_and_a_number() {
        let read = reading("16 tasks\tcpu\t0.00004").unwrap();
        assert_eq!(
            (read.case.as_str(), read.measure.as_str(), read.number),
            ("16 tasks", "cpu", 0.00004)
        );
        assert!(reading("16 tasks\tcpu").is_none());
        assert!(reading("16 tasks\tcpu\tmany").is_none());
    }
}
