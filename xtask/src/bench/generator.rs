//! What it costs to emit a client for the whole platform, beside other generators.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    Context,
    comparison::{Comparison, Goal, Group, Measure, Reading, Way},
};
use crate::{
    Failure,
    measuring::{
        cargo::{self, cargo},
        figure::Unit,
        usage::{self, Usage, output},
    },
};

const ABOUT: &str = "A client is emitted for the official specification: ours from the RAML into an empty folder, and again into \
    the same one, where nothing changes; progenitor and openapi-generator from the OpenAPI document. CPU is that of all \
    processes, memory that of the largest one.";

/// The release of openapi-generator. Its package for Python holds the Java archive.
const OPENAPI_GENERATOR: &str = "openapi-generator-cli==7.26.0";

/// Builds what is built, and installs what is not.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let mut group = Group {
        name: "generator",
        about: ABOUT.to_owned(),
        ways: Vec::new(),
        measures: vec![
            Measure {
                name: "cpu",
                title: "CPU",
                unit: Unit::Seconds,
            },
            Measure {
                name: "memory",
                title: "memory",
                unit: Unit::Bytes,
            },
        ],
        comparisons: comparisons(),
        left_out: Vec::new(),
        versions: Vec::new(),
    };
    let Some(official) = &context.official else {
        let missing = crate::measuring::official::MISSING;
        group.left_out.push(format!("all of it: {missing}"));
        return Ok(group);
    };
    let folder = context.folder.join("generators");
    fs::create_dir_all(&folder)?;
    let ours = [("ctp, cold", true), ("ctp, unchanged", false)];
    let program = build_ours(context)?;
    for (name, is_cold) in ours {
        let out = folder.join("ctp");
        let emit = emit_by_ours(&program, official, &out);
        group
            .ways
            .push(way(name, is_cold.then(|| out.clone()), emit));
    }
    let Some(document) = openapi(official) else {
        let reason = "the OpenAPI document is not beside the official RAML";
        group.left_out.push(format!("other generators: {reason}"));
        return Ok(group);
    };
    match Progenitor::build(&context.folder) {
        Ok(progenitor) => {
            let out = folder.join("progenitor");
            fs::create_dir_all(&out)?;
            let emit = progenitor.emit(&document, &out.join("lib.rs"));
            try_once(&mut group, "progenitor", None, emit);
            group.versions.push(progenitor.version()?);
        }
        Err(failure) => leave_out(
            &mut group,
            "progenitor",
            "it cannot be built here",
            &failure,
        ),
    }
    match openapi_generator(&context.folder) {
        Ok(archive) => {
            let out = folder.join("openapi-generator");
            let mut emit = Command::new("java");
            emit.arg("-jar")
                .arg(archive)
                .args(["generate", "-g", "rust"]);
            emit.arg("--skip-validate-spec")
                .arg("-i")
                .arg(&document)
                .arg("-o")
                .arg(&out);
            try_once(&mut group, "openapi-generator", Some(out), emit);
            group.versions.push(OPENAPI_GENERATOR.replace("==", " "));
        }
        Err(failure) => {
            let reason = "Java or its package for Python cannot be had here";
            leave_out(&mut group, "openapi-generator", reason, &failure);
        }
    }
    Ok(group)
}

/// Measures a command of somebody else's only where it works.
fn try_once(group: &mut Group, name: &str, cleared: Option<PathBuf>, mut command: Command) {
    match output(&mut command) {
        Ok(_) => group.ways.push(way(name, cleared, command)),
        Err(failure) => leave_out(group, name, "it fails on the document", &failure),
    }
}

/// The reason is for BENCHMARKS.md; the failure, which may name paths of this machine, is printed for the person who measures.
pub(super) fn leave_out(group: &mut Group, name: &str, reason: &str, failure: &Failure) {
    eprintln!("{failure}");
    group.left_out.push(format!("{name}: {reason}"));
}

/// A command that is measured, after a folder was cleared if there is one.
fn way(name: &str, cleared: Option<PathBuf>, command: Command) -> Way {
    Way {
        name: name.to_owned(),
        run: Box::new(move |_| {
            if let Some(folder) = cleared.as_ref().filter(|folder| folder.exists()) {
                fs::remove_dir_all(folder)?;
            }
            let Usage { cpu, memory } = usage::of(&command)?;
            Ok([("cpu", cpu), ("memory", memory)]
                .map(|(measure, number)| Reading {
                    case: String::new(),
                    measure: measure.to_owned(),
                    number,
                })
                .into())
        }),
    }
}

fn build_ours(context: &Context) -> Result<PathBuf, Failure> {
    let target = context.folder.join("target");
    let build = ["build", "--release", "--package", "xtask"];
    output(&mut cargo(&build, &crate::workspace(), &target))?;
    Ok(cargo::executable(&target, "xtask"))
}

fn emit_by_ours(program: &Path, official: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(["codegen", "--api", "api", "--spec"])
        .arg(official);
    command.arg("--out").arg(out);
    command
}

/// The OpenAPI document of the same API.
pub(super) fn openapi(official: &Path) -> Option<PathBuf> {
    let document = official.parent()?.parent()?.join("oas/api/openapi.yaml");
    document.exists().then_some(document)
}

/// The program that emits by progenitor.
pub(super) struct Progenitor {
    package: PathBuf,
    program: PathBuf,
}

impl Progenitor {
    pub(super) fn build(folder: &Path) -> Result<Self, Failure> {
        let (package, target) = (folder.join("progenitor"), folder.join("target"));
        fs::create_dir_all(&package)?;
        let source = crate::workspace().join("xtask/measured/bench/progenitor.rs");
        let manifest = format!(
            r#"[package]
name = "emit-by-progenitor"
edition = "2024"

[workspace]

[[bin]]
name = "emit-by-progenitor"
path = {source:?}

[dependencies]
prettyplease = "0.3"
progenitor-impl = "=0.15.1"
serde_yaml = "0.9"
syn = {{ version = "3", default-features = false, features = ["full", "parsing"] }}
"#
        );
        fs::write(package.join("Cargo.toml"), manifest)?;
        output(&mut cargo(&["build", "--release"], &package, &target))?;
        let program = cargo::executable(&target, "emit-by-progenitor");
        Ok(Self { package, program })
    }

    pub(super) fn emit(&self, document: &Path, file: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(document).arg(file);
        command
    }

    pub(super) fn version(&self) -> Result<String, Failure> {
        super::programs::version_in(&self.package.join("Cargo.lock"), "progenitor-impl")
    }
}

/// Installs openapi-generator, and gives its archive.
fn openapi_generator(folder: &Path) -> Result<PathBuf, Failure> {
    output(Command::new("java").arg("-version"))?;
    let python = folder.join("python");
    if !python.exists() {
        output(Command::new("python3").args(["-m", "venv"]).arg(&python))?;
    }
    let mut install = Command::new(python.join("bin/pip"));
    output(install.args(["--quiet", "install", OPENAPI_GENERATOR]))?;
    let mut find = Command::new(python.join("bin/python"));
    let found = output(find.args([
        "-c",
        "import openapi_generator_cli, os; print(os.path.dirname(openapi_generator_cli.__file__))",
    ]))?;
    Ok(Path::new(found.trim()).join("openapi-generator.jar"))
}

fn comparisons() -> Vec<Comparison> {
    vec![
        Comparison::new("ctp, cold", "progenitor", vec![("cpu", Goal::Figure(0.6))]),
        Comparison::new(
            "ctp, unchanged",
            "progenitor",
            vec![("cpu", Goal::Figure(0.3))],
        ),
        Comparison::new("ctp, cold", "openapi-generator", Vec::new()),
    ]
}
