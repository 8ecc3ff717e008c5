//! What it costs to compile the SDK and an app that is built on it.

use std::{fs, path::PathBuf, process::Command, rc::Rc};

use super::{
    Context,
    comparison::{Comparison, Goal, Group, Measure, Reading, Way},
    decode,
    generator::{self, Progenitor},
    plain_structs,
};
use crate::{
    Failure,
    measure::subject::{Library, Subject},
    measuring::{
        app::{App, NAME},
        cargo::{cargo, lock},
        figure::Unit,
        usage::{self, Usage, output},
    },
};

const ABOUT: &str = "`cargo check` and a release build of `ctp-sdk` alone, with its default features and with all of `full`, beside \
    the crate that progenitor emits for the same platform, which is compiled in the first run only, because that takes long. \
    Then an app of ten operations on `ctp-sdk` with seven domains, beside the same on reqwest with structs that have the same \
    members; neither has TLS. Dependencies are compiled before and not counted, the crates of the SDK are. CPU is that of all \
    processes, memory that of the largest one; only the rebuild after an edit is incremental.";

/// Writes the packages. What depends on nothing of ours is compiled by the run that does not count.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let folder = context.folder.join("build");
    fs::create_dir_all(&folder)?;
    let subject = Subject::here(folder.join("ours"), None);
    subject.write_app(Library::SevenDomains)?;
    let app = Rc::new(subject.app(Library::SevenDomains));
    let by_hand = Rc::new(write_app_by_hand(&folder)?);
    let subject = Rc::new(subject);
    let mut group = Group {
        name: "build",
        about: ABOUT.to_owned(),
        ways: vec![
            Way {
                name: "default features".to_owned(),
                run: library(&subject, &[]),
            },
            Way {
                name: "full".to_owned(),
                run: library(&subject, &["--features", "full"]),
            },
            Way {
                name: "app on ctp-sdk".to_owned(),
                run: Box::new(move |run| of_app(&app, &["ctp-sdk", "ctp-auth"], run)),
            },
            Way {
                name: "app on reqwest".to_owned(),
                run: Box::new(move |run| of_app(&by_hand, &[], run)),
            },
        ],
        measures: measures(),
        comparisons: comparisons(),
        left_out: Vec::new(),
        versions: Vec::new(),
    };
    add_progenitor(&mut group, context, folder.join("progenitor"))?;
    Ok(group)
}

/// Checks and builds the library of the SDK.
fn library(
    subject: &Rc<Subject>,
    features: &'static [&'static str],
) -> Box<dyn Fn(u16) -> Result<Vec<Reading>, Failure>> {
    let subject = Rc::clone(subject);
    Box::new(move |_| {
        let compile = |arguments: &[&'static str]| {
            let of_it = ["--package", "ctp-sdk", "--lib"];
            let arguments = [arguments, &of_it, features].concat();
            subject.cargo_in_workspace(&arguments)
        };
        let clean = |arguments: &[&'static str]| {
            let own = ["clean", "--package", "ctp-sdk", "--package", "ctp-auth"];
            subject.cargo_in_workspace(&[&own, arguments].concat())
        };
        compiled(clean, compile)
    })
}

/// Cleans and compiles, for checking and for release.
fn compiled(
    clean: impl Fn(&[&'static str]) -> Command,
    compile: impl Fn(&[&'static str]) -> Command,
) -> Result<Vec<Reading>, Failure> {
    let mut readings = Vec::new();
    output(&mut clean(&[]))?;
    readings.extend(of_usage("check", usage::of(&compile(&["check"]))?));
    output(&mut clean(&["--release"]))?;
    readings.extend(of_usage(
        "release",
        usage::of(&compile(&["build", "--release"]))?,
    ));
    Ok(readings)
}

fn of_app(app: &App, library: &[&str], run: u16) -> Result<Vec<Reading>, Failure> {
    let mut readings = of_usage("first release build", app.release_build(library)?);
    let rebuild = app.rebuild_after_edit(usize::from(run) + 1)?;
    readings.extend(of_usage("debug rebuild after an edit", rebuild));
    readings.push(Reading {
        case: "stripped executable".to_owned(),
        measure: "size".to_owned(),
        number: app.size()?,
    });
    Ok(readings)
}

fn of_usage(case: &str, Usage { cpu, memory }: Usage) -> Vec<Reading> {
    let reading = |measure: &str, number| Reading {
        case: case.to_owned(),
        measure: measure.to_owned(),
        number,
    };
    vec![reading("cpu", cpu), reading("memory", memory)]
}

/// The types of what the ten operations answer with.
const ANSWERS: [&str; 7] = [
    "ApiClientPagedQueryResponse",
    "Cart",
    "CartPagedQueryResponse",
    "CategoryPagedQueryResponse",
    "Customer",
    "CustomerSignInResult",
    "ProductProjectionPagedQueryResponse",
];

fn write_app_by_hand(folder: &std::path::Path) -> Result<App, Failure> {
    let app = App {
        folder: folder.join("by-hand"),
        target: folder.join("by-hand/target"),
        source: include_str!("../../measured/bench/ten_operations_by_hand.rs").to_owned(),
    };
    app.write(&format!(
        r#"[package]
name = "{NAME}"
edition = "2024"

[workspace]

[dependencies]
jiff = {{ version = "0.2", default-features = false, features = ["serde", "std"] }}
reqwest = {{ version = "0.13", default-features = false, features = ["gzip", "http2", "json", "query"] }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
tokio = {{ version = "1", features = ["macros", "rt"] }}

[profile.release]
strip = true
"#
    ))?;
    let structs = plain_structs::module(&decode::model()?, &ANSWERS);
    fs::write(app.folder.join("src/plain_structs.rs"), structs)?;
    Ok(app)
}

/// The crate that progenitor emits, where it can be emitted and compiled here.
fn add_progenitor(group: &mut Group, context: &Context, package: PathBuf) -> Result<(), Failure> {
    let document = context.official.as_deref().and_then(generator::openapi);
    let Some(document) = document else {
        let reason = "the OpenAPI document of the platform is not beside the checkout";
        group
            .left_out
            .push(format!("the crate of progenitor: {reason}"));
        return Ok(());
    };
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("Cargo.toml"), MANIFEST_OF_PROGENITOR)?;
    fs::copy(lock(), package.join("Cargo.lock"))?;
    let target = package.join("target");
    let emitted = Progenitor::build(&context.folder).and_then(|progenitor| {
        output(&mut progenitor.emit(&document, &package.join("src/lib.rs")))?;
        output(&mut cargo(&["check"], &package, &target))?;
        progenitor.version()
    });
    match emitted {
        Ok(version) => group.versions.push(version),
        Err(failure) => {
            let reason =
                "it cannot be emitted for the document, or what is emitted does not compile";
            generator::leave_out(group, "the crate of progenitor", reason, &failure);
            return Ok(());
        }
    }
    group.ways.push(Way {
        name: "progenitor".to_owned(),
        run: Box::new(move |run| {
            if run != 1 {
                return Ok(Vec::new());
            }
            let of_package = |arguments: &[&str]| cargo(arguments, &package, &target);
            // Its dependencies are compiled first, with an empty library, because the emitted one takes minutes.
            let library = package.join("src/lib.rs");
            let emitted = fs::read(&library)?;
            fs::write(&library, "")?;
            let outcome = output(&mut of_package(&["build", "--release"]));
            fs::write(&library, emitted)?;
            outcome?;
            compiled(
                |arguments| {
                    let own = ["clean", "--package", "emitted-by-progenitor"];
                    of_package(&[&own, arguments].concat())
                },
                of_package,
            )
        }),
    });
    Ok(())
}

const MANIFEST_OF_PROGENITOR: &str = r#"[package]
name = "emitted-by-progenitor"
edition = "2021"

[workspace]

[dependencies]
base64 = "0.22"
bytes = "1"
chrono = { version = "0.4", features = ["serde"] }
futures = "0.3"
percent-encoding = "2"
progenitor-client = "=0.15.1"
rand = "0.8"
regress = "0.10"
reqwest = { version = "0.13", default-features = false, features = ["form", "json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde_urlencoded = "0.7"
uuid = { version = "1", features = ["serde", "v4"] }
"#;

fn measures() -> Vec<Measure> {
    let measure = |name, title, unit| Measure { name, title, unit };
    vec![
        measure("cpu", "CPU", Unit::Seconds),
        measure("memory", "memory", Unit::Bytes),
        measure("size", "size", Unit::Bytes),
    ]
}

fn comparisons() -> Vec<Comparison> {
    vec![
        Comparison::new("default features", "progenitor", Vec::new()),
        Comparison::new("full", "progenitor", Vec::new()),
        Comparison::new("full", "default features", Vec::new()),
        Comparison::new(
            "app on ctp-sdk",
            "app on reqwest",
            vec![("size", Goal::Ratio(1.15))],
        ),
    ]
}
