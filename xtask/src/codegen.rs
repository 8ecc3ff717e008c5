//! `cargo xtask codegen`: from a specification to Rust, on disk.

mod record;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use codegen::{
    Generated,
    apis::{self, ListedApi},
    contract, emit,
    facts::Facts,
    output::{self, Change, File},
    partial::LeftOut,
    plan::{Runtime, Settings},
};

use self::record::{Hashes, Place, Summary};
use crate::{
    Failure, api,
    progress::Progress,
    specification::{self, Strictness},
};

/// The options of the task.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The API of `api-spec/apis.toml` to generate, or whose facts are used for `--spec`; by default the first one, or none
    /// if a specification is given.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// The root document of the specification; by default that of the API.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// Writes a whole crate into this folder instead of the generated part of `ctp-sdk`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The folder of `ctp-sdk` that the crate in `--out` depends on; by default the crate depends on this version of
    /// `ctp-sdk` in the registry.
    #[arg(long, value_name = "DIR", requires = "out")]
    runtime_path: Option<PathBuf>,
    #[command(flatten)]
    strictness: Strictness,
    /// Leaves out types and operations that have errors, and lists them with the reasons; the exit code is then 2. Such a
    /// type is generated as an arbitrary JSON value. Excludes `--deny-warnings` and `--check`.
    #[arg(long, requires = "out", conflicts_with_all = ["deny_warnings", "check"])]
    keep_going: bool,
    /// Writes nothing; shows what would change, and fails if anything would. Excludes `--keep-going`.
    #[arg(long)]
    check: bool,
}

const EXAMPLES: &str = "\
Reads a specification (RAML 1.0 or OpenAPI) and writes Rust: models and request builders. Without options it writes the
generated part of ctp-sdk, of all APIs in api-spec/, with the features of its manifest, the table of domains in README.md and
the contract that the emulator reads.
Files without changes are not written, and generated files that are no longer needed are deleted. Nothing is emitted
if the program, the arguments, the specification and the generated files are those of the last run; `--check` always emits.

Exit codes: 0 done, or with --check nothing to do; 1 the specification has problems, which are shown with their positions, or
with --check something would change; 2 wrong arguments, or --keep-going left something out.

Examples:
  cargo xtask codegen                                   after a change in api-spec/ or in the generator
  cargo xtask codegen --check                           shows what would change
  cargo xtask codegen --spec shop.raml --out shop       a crate for another specification
  cargo xtask codegen --spec shop.raml --out shop --runtime-path ../ctp/ctp-sdk";

/// Emits, then writes or checks.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let progress = Progress::new();
    let target = match (&options.out, &options.spec, &options.api) {
        (Some(folder), _, _) => Target::Crate(OwnCrate::of(folder, options)?),
        (None, None, None) => Target::Sdk(apis::read(&api::folder())?),
        (None, _, _) => {
            return Err(Failure(
                "error: `--spec` and `--api` select what is generated into a folder\n\nname the folder with `--out`; without all three, the generated part of `ctp-sdk` is written".to_owned(),
            ));
        }
    };
    // `--check` does not use the record, and `--keep-going` lists what it leaves out in each run.
    let place = match options.check || options.keep_going {
        true => None,
        false => Place::of(&target.arguments(&options.strictness)?),
    };
    if let Some(place) = &place {
        progress.show("comparing");
        if let Some((summary, count)) = place.unchanged(&target.folders()) {
            progress.done();
            eprint!("{}", summary.warnings);
            println!(
                "{} types, {} operations, {count} files (0 written, 0 deleted) in {} s (nothing has changed since the last run)",
                summary.types,
                summary.operations,
                seconds(start.elapsed()),
            );
            return Ok(ExitCode::SUCCESS);
        }
    }
    let emission = match &target {
        Target::Crate(own) => own.emission(options, &progress)?,
        Target::Sdk(listed) => part_of_sdk(listed, &options.strictness, &progress)?,
    };
    let read_and_emitted = start.elapsed();
    let count = emission.files.len();
    progress.show("comparing");
    let written = place.as_ref().map(|_| hashes(&emission.files));
    let changes = output::changes(emission.files, &target.folders())?;
    progress.done();
    if options.check {
        return Ok(check(&changes, options));
    }
    output::apply(&changes)?;
    if let (Some(place), Some(written)) = (&place, &written) {
        place.keep(&emission.read, written, &emission.summary);
    }
    let written = changes
        .iter()
        .filter(|change| matches!(change, Change::Write { .. }))
        .count();
    println!(
        "{} types, {} operations, {count} files ({written} written, {} deleted) in {} s (reading {}, emitting {}, writing {})",
        emission.summary.types,
        emission.summary.operations,
        changes.len() - written,
        seconds(start.elapsed()),
        seconds(emission.reading),
        seconds(read_and_emitted - emission.reading),
        seconds(start.elapsed() - read_and_emitted),
    );
    if emission.left_out.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("left out:");
    for left_out in &emission.left_out {
        eprintln!("  {left_out}");
    }
    Ok(ExitCode::from(SOMETHING_LEFT_OUT))
}

/// The exit code if `--keep-going` left something out.
const SOMETHING_LEFT_OUT: u8 = 2;

fn hashes(files: &[File]) -> Hashes {
    let files = files.iter();
    files
        .map(|file| (file.path.clone(), record::hash(file.text.as_bytes())))
        .collect()
}

/// What is emitted, and its destination.
enum Target {
    /// The generated part of `ctp-sdk`, of the listed APIs.
    Sdk(Vec<ListedApi>),
    /// A separate crate.
    Crate(OwnCrate),
}

impl Target {
    /// Everything that a run depends on, except the program and the specification.
    fn arguments(&self, strictness: &Strictness) -> Result<String, Failure> {
        // The facts of an API are part of the program.
        let of = |api: &ListedApi| {
            let known = (&api.name, &api.root, api.facts.name);
            format!("{:?}", (known, &api.default_domains, &api.module))
        };
        Ok(match self {
            Self::Sdk(listed) => {
                let listed: Vec<String> = listed.iter().map(of).collect();
                format!("{listed:?} {strictness:?}")
            }
            Self::Crate(own) => {
                let (named, listed) = (&own.root, own.listed.as_ref().map(of));
                let root = std::path::absolute(named)?;
                let runtime = &own.runtime;
                format!(
                    "{:?}",
                    (&own.folder, named, root, listed, runtime, strictness)
                )
            }
        })
    }

    /// The folders that contain generated files only.
    fn folders(&self) -> Vec<PathBuf> {
        match self {
            Self::Sdk(_) => vec![sdk().join("src/generated")],
            Self::Crate(own) => vec![own.source()],
        }
    }
}

/// The files to write.
#[derive(Default)]
struct Emission {
    files: Vec<File>,
    /// The files of the specification.
    read: Hashes,
    summary: Summary,
    /// What `--keep-going` left out.
    left_out: Vec<LeftOut>,
    /// The time that reading the specifications took.
    reading: Duration,
}

impl Emission {
    /// Reads a specification and emits what has no errors; counts what was emitted.
    fn emit_partly(
        &mut self,
        root: &Path,
        settings: &Settings,
        crate_name: &str,
        runtime: Option<&Path>,
        progress: &Progress,
    ) -> Result<Generated, Failure> {
        let start = Instant::now();
        progress.show("reading");
        let partial = specification::load_partly(root)?;
        self.reading += start.elapsed();
        progress.show("emitting");
        let (generated, left_out) =
            codegen::generate_partly(partial, settings, crate_name, runtime)?;
        self.left_out.extend(left_out);
        self.count(&generated);
        Ok(generated)
    }

    /// Reads a specification and emits it; counts what was emitted.
    fn emit(
        &mut self,
        root: &Path,
        settings: &Settings,
        crate_name: &str,
        runtime: Option<&Path>,
        strictness: &Strictness,
        progress: &Progress,
    ) -> Result<Generated, Failure> {
        let start = Instant::now();
        progress.show("reading");
        let mut specification = codegen::load(root)?;
        let warnings = specification::warnings(&mut specification, strictness)?;
        progress.done();
        eprint!("{warnings}");
        self.summary.warnings.push_str(&warnings);
        for file in specification.sources.files() {
            let path = std::path::absolute(&file.path)?;
            self.read.insert(path, record::hash(file.text.as_bytes()));
        }
        self.reading += start.elapsed();
        progress.show("emitting");
        let generated = codegen::generate(specification, settings, crate_name, runtime)?;
        self.count(&generated);
        Ok(generated)
    }

    fn count(&mut self, generated: &Generated) {
        self.summary.types += generated.types;
        self.summary.operations += generated.operations;
    }
}

fn seconds(of: Duration) -> String {
    format!("{:.2}", of.as_secs_f64())
}

/// The generated code of `ctp-sdk`, of all APIs, with the features of its manifest, the table of domains in the README, and
/// the contract of the emulator.
fn part_of_sdk(
    listed: &[ListedApi],
    strictness: &Strictness,
    progress: &Progress,
) -> Result<Emission, Failure> {
    let sdk = sdk();
    let mut emission = Emission::default();
    let (mut features, mut rows) = (Vec::new(), Vec::new());
    for api in listed {
        let settings = api.settings(listed);
        let generated =
            emission.emit(&api.root, &settings, "ctp-sdk", None, strictness, progress)?;
        let files = generated.files.into_iter();
        emission
            .files
            .extend(files.map(|file| file.below(&sdk.join("src"))));
        if api.module.is_none() {
            let emulator = crate::workspace().join("tests/emulator");
            emission.files.push(File {
                path: emulator.join(contract::PATH),
                text: generated.contract,
            });
        }
        features.push(generated.features);
        rows.extend(generated.domains);
    }
    let table = emit::domains::table(&rows);
    let manifest = with_section(sdk.join("Cargo.toml"), |text| {
        emit::manifest::in_manifest(&features, text)
    })?;
    let readme = with_section(crate::workspace().join("README.md"), |text| {
        emit::domains::in_document(&table, text)
    })?;
    let table = File {
        path: sdk.join("src").join(emit::domains::PATH),
        text: table,
    };
    emission.files.extend([manifest, readme, table]);
    Ok(emission)
}

fn sdk() -> PathBuf {
    crate::workspace().join("ctp-sdk")
}

/// A file that is written by hand, with its generated section replaced.
fn with_section(
    path: PathBuf,
    replace: impl FnOnce(&str) -> Option<String>,
) -> Result<File, Failure> {
    let text = replace(&fs::read_to_string(&path)?).ok_or_else(|| {
        Failure(format!(
            "error: {} has no section for what is generated",
            path.display()
        ))
    })?;
    Ok(File { path, text })
}

/// A separate crate.
struct OwnCrate {
    /// Its folder.
    folder: PathBuf,
    /// The root document of the specification.
    root: PathBuf,
    /// The API of the list that is emitted, or whose facts are used.
    listed: Option<ListedApi>,
    /// The path of the runtime, as its manifest names it.
    runtime: Option<PathBuf>,
}

impl OwnCrate {
    /// The crate in a folder, which must be empty, or contain a generated crate.
    fn of(folder: &Path, options: &Options) -> Result<Self, Failure> {
        let folder = std::path::absolute(folder)?;
        let is_ours = fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|manifest| manifest.starts_with("# Generated by `cargo xtask codegen`"));
        let is_empty = match fs::read_dir(&folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if !is_ours && !is_empty {
            return Err(Failure(format!(
                "error: {} holds something else; an empty folder, or one that this task made, is expected",
                folder.display()
            )));
        }
        let listed = match (&options.api, &options.spec) {
            (None, Some(_)) => None,
            (name, _) => Some(api::named(name.as_deref())?),
        };
        let root = match (&options.spec, &listed) {
            (Some(root), _) => root.clone(),
            (None, Some(listed)) => listed.root.clone(),
            (None, None) => return Err(Failure("error: no specification is given".to_owned())),
        };
        let runtime = options.runtime_path.as_deref();
        let runtime = runtime.map(|runtime| runtime_of(runtime, &folder));
        Ok(Self {
            root,
            listed,
            runtime: runtime.transpose()?,
            folder,
        })
    }

    fn source(&self) -> PathBuf {
        self.folder.join("src")
    }

    fn emission(&self, options: &Options, progress: &Progress) -> Result<Emission, Failure> {
        let listed = self.listed.as_ref();
        let settings = Settings {
            facts: listed.map_or(&Facts::NONE, |listed| listed.facts),
            default_domains: listed
                .map(|listed| listed.default_domains.clone())
                .unwrap_or_default(),
            ..Settings::of(Runtime::CtpSdk)
        };
        let source = self.source();
        let mut emission = Emission::default();
        let (root, name) = (&self.root, crate_name(&self.folder));
        let runtime = self.runtime.as_deref();
        let generated = match options.keep_going {
            true => emission.emit_partly(root, &settings, &name, runtime, progress)?,
            false => {
                let strictness = &options.strictness;
                emission.emit(root, &settings, &name, runtime, strictness, progress)?
            }
        };
        let files = generated.files.into_iter();
        emission.files.extend(files.map(|file| file.below(&source)));
        let texts = [
            (
                source.join(emit::domains::PATH),
                emit::domains::table(&generated.domains),
            ),
            (self.folder.join("Cargo.toml"), generated.own_crate.manifest),
            (source.join("lib.rs"), generated.own_crate.root),
        ];
        let texts = texts.into_iter().map(|(path, text)| File { path, text });
        emission.files.extend(texts);
        Ok(emission)
    }
}

/// The path of the runtime for the manifest in a folder: relative to that folder, unless it is absolute.
fn runtime_of(runtime: &Path, folder: &Path) -> Result<PathBuf, Failure> {
    if !runtime.join("Cargo.toml").is_file() {
        return Err(Failure(format!(
            "error: {} has no Cargo.toml; the folder of ctp-sdk is expected",
            runtime.display()
        )));
    }
    if runtime.is_absolute() {
        return Ok(runtime.to_path_buf());
    }
    // A relative path is correct only between paths without symbolic links and dots.
    fs::create_dir_all(folder)?;
    let (runtime, folder) = (runtime.canonicalize()?, folder.canonicalize()?);
    let shared = runtime.components().zip(folder.components());
    let shared = shared.take_while(|(left, right)| left == right).count();
    let up = folder.components().skip(shared).map(|_| Path::new(".."));
    let down = runtime
        .components()
        .skip(shared)
        .map(|part| Path::new(part.as_os_str()));
    Ok(up.chain(down).collect())
}

/// The name of a crate in the given folder.
fn crate_name(folder: &Path) -> String {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let name: String = name
        .chars()
        .map(|letter| match letter.is_ascii_alphanumeric() {
            true => letter,
            false => '-',
        })
        .collect();
    match name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        true => name,
        false => format!("api-{name}"),
    }
}

/// Shows what a run would change.
fn check(changes: &[Change], options: &Options) -> ExitCode {
    if changes.is_empty() {
        return ExitCode::SUCCESS;
    }
    for change in changes {
        println!("{}", change.diff());
    }
    let mut command = "cargo xtask codegen".to_owned();
    if let Some(api) = &options.api {
        command.push_str(&format!(" --api {api}"));
    }
    for (flag, value) in [
        ("--spec", &options.spec),
        ("--out", &options.out),
        ("--runtime-path", &options.runtime_path),
    ] {
        if let Some(value) = value {
            command.push_str(&format!(" {flag} {}", value.display()));
        }
    }
    let what = match changes.len() {
        1 => "1 file is".to_owned(),
        count => format!("{count} files are"),
    };
    eprintln!("{what} out of date. To update:\n\n    {command}\n");
    ExitCode::FAILURE
}
