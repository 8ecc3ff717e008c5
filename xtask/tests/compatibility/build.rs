//! The crate that is compiled: a module for each edit, with the Rust of the edited specification and the program for the
//! old one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use codegen::{
    output::{self, File},
    plan::{Runtime, Settings},
};
use serde_json::Value;

use super::{Version, code, program, with_plan};

/// Sets of features that users may have switched on, of all specifications together. The first has all.
const FEATURES: [&[&str]; 3] = [
    &["predicates", "items", "orders", "drawings"],
    &["predicates", "items", "drawings"],
    &["predicates", "orders"],
];

/// The crate.
pub(crate) struct Build {
    folder: PathBuf,
    files: Vec<File>,
    bases: BTreeMap<&'static str, Base>,
    features: BTreeSet<String>,
}

struct Base {
    program: String,
    code: Vec<String>,
    features: BTreeSet<String>,
}

impl Build {
    pub(crate) fn new() -> Self {
        Self {
            folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("compatibility"),
            files: Vec::new(),
            bases: BTreeMap::new(),
            features: BTreeSet::new(),
        }
    }

    /// Adds a specification as it is before it is edited.
    pub(crate) fn add_base(&mut self, name: &'static str, old: &Version) {
        let settings = Settings::of(Runtime::CtpSdk);
        let generated = codegen::generate(old.specification(), &settings, name, None)
            .unwrap_or_else(|report| panic!("{report}"));
        let features: BTreeSet<String> = generated.features.all.into_keys().collect();
        let base = Base {
            program: with_plan(old, program::program),
            code: code(&generated.files),
            features: features.clone(),
        };
        self.bases.insert(name, base);
        self.add(name, name, generated.files, features);
    }

    /// The features of a specification before it is edited.
    pub(crate) fn features(&self, base: &str) -> &BTreeSet<String> {
        &self.bases[base].features
    }

    /// The code of a specification before it is edited.
    pub(crate) fn code(&self, base: &str) -> &[String] {
        &self.bases[base].code
    }

    /// Adds a module: the Rust of an edited specification, with the program for the one before.
    pub(crate) fn add(
        &mut self,
        module: &str,
        base: &str,
        generated: Vec<File>,
        features: BTreeSet<String>,
    ) {
        let folder = self.folder.join("src").join(module);
        let files = generated.into_iter().map(|file| file.below(&folder));
        self.files.extend(files);
        self.files.push(File {
            path: folder.join("program.rs"),
            text: self.bases[base].program.clone(),
        });
        self.features.extend(features);
    }

    /// Compiles the programs, and runs those that compile: what stops each of the others.
    pub(crate) fn run(&self, modules: &BTreeMap<&str, &str>) -> BTreeMap<String, String> {
        let mut stopped: BTreeMap<String, String> = BTreeMap::new();
        self.write();
        for features in FEATURES {
            loop {
                self.write_root(modules, &stopped);
                let found = self.check(features);
                if found.is_empty() {
                    break;
                }
                for (module, message) in found {
                    assert!(
                        modules.contains_key(module.as_str()),
                        "the program does not compile with its own API, in {module}: {message}"
                    );
                    stopped.entry(module).or_insert(message);
                }
            }
        }
        stopped.extend(self.exchanges());
        stopped
    }

    fn write(&self) {
        let mut files = self.files.clone();
        let support = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compatibility/support.rs");
        files.push(File {
            path: self.folder.join("src/support.rs"),
            text: fs::read_to_string(support).expect("the file stands beside this one"),
        });
        files.push(File {
            path: self.folder.join("Cargo.toml"),
            text: self.manifest(),
        });
        let root = self.folder.join("src/main.rs");
        let text = fs::read_to_string(&root).unwrap_or_default();
        files.push(File { path: root, text });
        let changes = output::changes(files, &[self.folder.join("src")]);
        output::apply(&changes.expect("the folder can be read"))
            .expect("the folder can be written");
        // With the versions of the workspace nothing is downloaded, and its artefacts serve this crate too.
        fs::copy(
            workspace().join("Cargo.lock"),
            self.folder.join("Cargo.lock"),
        )
        .expect("the workspace has a lock file");
    }

    fn manifest(&self) -> String {
        let features: String = self
            .features
            .iter()
            .map(|feature| format!("{feature} = []\n"))
            .collect();
        format!(
            r#"[package]
name = "compatibility"
version = "0.1.0"
edition = "2024"

[workspace]

[features]
predicates = []
{features}
[dependencies]
ctp-sdk = {{ path = {sdk:?}, default-features = false, features = ["predicates", "serialize"] }}
serde = "1"
serde_json = "1"

[profile.dev]
debug = "line-tables-only"
"#,
            sdk = workspace().join("ctp-sdk"),
        )
    }

    /// The root: all modules that are not stopped. It compares what each program does with what it did before.
    fn write_root(&self, modules: &BTreeMap<&str, &str>, stopped: &BTreeMap<String, String>) {
        let mut text = String::from("#![allow(warnings)]\n\nmod support;\n\n");
        let module = |name: &str| {
            format!("mod {name} {{\n    pub mod generated;\n    pub mod program;\n}}\n")
        };
        self.bases
            .keys()
            .for_each(|base| text.push_str(&module(base)));
        let running = modules
            .iter()
            .filter(|(name, _)| !stopped.contains_key(**name));
        let mut compared = String::new();
        for (name, base) in running {
            text.push_str(&module(name));
            compared.push_str(&format!(
                "    compare({name:?}, {base}::program::record, {name}::program::record);\n"
            ));
        }
        text.push_str(&format!(
            "\ntype Record = fn(&mut Vec<String>);\n\nfn compare(name: &str, before: Record, now: Record) {{
    let (mut was, mut is) = (Vec::new(), Vec::new());
    before(&mut was);
    now(&mut is);
    assert!(!was.is_empty());
    if let Some((was, is)) = was.iter().zip(&is).find(|(was, is)| was != is) {{
        println!(\"{{name}}\\t{{was}} -> {{is}}\");
    }} else if was.len() != is.len() {{
        println!(\"{{name}}\\tmore or less is done\");
    }}
}}

fn main() {{\n{compared}}}\n"
        ));
        let path = self.folder.join("src/main.rs");
        output::apply(&[output::Change::Write {
            file: File { path, text },
            old: None,
        }])
        .expect("the file can be written");
    }

    /// What does not compile: the first error of each module.
    fn check(&self, features: &[&str]) -> BTreeMap<String, String> {
        let start = std::time::Instant::now();
        let output = self
            .cargo("check", features)
            .arg("--message-format=json")
            .output()
            .expect("cargo can be run");
        println!("cargo check: {} s", start.elapsed().as_secs());
        let mut found = BTreeMap::new();
        let text = String::from_utf8_lossy(&output.stdout);
        let messages = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        for message in messages {
            let message = &message["message"];
            if message["level"] != "error" {
                continue;
            }
            let shown = message["rendered"].as_str().unwrap_or_default().to_owned();
            for span in message["spans"].as_array().into_iter().flatten() {
                let file = span["file_name"]
                    .as_str()
                    .unwrap_or_default()
                    .replace('\\', "/");
                let mut parts = file.strip_prefix("src/").unwrap_or(&file).split('/');
                let (Some(module), Some(part)) = (parts.next(), parts.next()) else {
                    continue;
                };
                if span["is_primary"] == true {
                    assert_eq!(
                        part, "program.rs",
                        "what is emitted does not compile: {shown}"
                    );
                    found
                        .entry(module.to_owned())
                        .or_insert_with(|| shown.clone());
                }
            }
        }
        assert!(
            output.status.success() || !found.is_empty(),
            "{}\n{text}",
            String::from_utf8_lossy(&output.stderr)
        );
        found
    }

    /// What the programs do otherwise than before.
    fn exchanges(&self) -> BTreeMap<String, String> {
        let output = self
            .cargo("run", FEATURES[0])
            .output()
            .expect("cargo can be run");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines = text.lines().filter_map(|line| line.split_once('\t'));
        lines
            .map(|(module, what)| (module.to_owned(), what.to_owned()))
            .collect()
    }

    fn cargo(&self, task: &str, features: &[&str]) -> Command {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
        let mut command = Command::new(env!("CARGO"));
        command
            .args([task, "--offline", "--quiet", "--features"])
            .arg(features.join(","))
            .current_dir(&self.folder)
            .env(
                "CARGO_TARGET_DIR",
                target.expect("the folder stands in the target folder"),
            );
        command
    }
}

fn workspace() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .parent()
        .expect("the crate stands in the workspace")
        .to_path_buf()
}
