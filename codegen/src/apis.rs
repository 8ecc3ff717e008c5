//! The list of the APIs that a workspace generates code for: `apis.toml`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    facts::Facts,
    plan::{ApiModule, Runtime, Settings},
};

/// The name of the list, in the folder of the specifications.
pub const FILE: &str = "apis.toml";

/// An API of the list.
#[derive(Clone, Debug)]
pub struct ListedApi {
    /// Its name in the tasks.
    pub name: String,
    /// The path of its root document.
    pub root: PathBuf,
    /// Its facts, in addition to the specification.
    pub facts: &'static Facts,
    /// The domains that are compiled by default.
    pub default_domains: Vec<String>,
    /// Its module in `ctp-sdk`; `None` for the API of the crate root.
    pub module: Option<ApiModule>,
}

impl ListedApi {
    /// The settings for generating it into `ctp-sdk`, together with the others of the list.
    pub fn settings(&self, all: &[Self]) -> Settings {
        let modules = all.iter().filter_map(|other| other.module.clone());
        Settings {
            facts: self.facts,
            default_domains: self.default_domains.clone(),
            module: self.module.clone(),
            beside: match self.module {
                None => modules.collect(),
                Some(_) => Vec::new(),
            },
            ..Settings::of(Runtime::Here)
        }
    }
}

/// Reads the list in a folder of specifications.
///
/// # Errors
///
/// When the list cannot be read, is not TOML of the expected form, or names unknown facts. The message names the file.
pub fn read(folder: &Path) -> io::Result<Vec<ListedApi>> {
    let path = folder.join(FILE);
    let wrong = |problem: String| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("{}: {problem}", path.display()),
        )
    };
    let text = fs::read_to_string(&path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    let list: List = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    list.api
        .into_iter()
        .map(|entry| {
            let facts = Facts::named(&entry.facts).ok_or_else(|| {
                let known: Vec<&str> = Facts::ALL.iter().map(|facts| facts.name).collect();
                wrong(format!(
                    "there are no facts `{}`; there are {}",
                    entry.facts,
                    known.join(", ")
                ))
            })?;
            Ok(ListedApi {
                root: folder.join(entry.root),
                facts,
                default_domains: entry.default_domains,
                module: entry.module.map(|name| ApiModule {
                    feature: entry.feature.unwrap_or_else(|| name.clone()),
                    name,
                    host: entry.host,
                }),
                name: entry.name,
            })
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    api: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    name: String,
    root: PathBuf,
    facts: String,
    host: String,
    module: Option<String>,
    feature: Option<String>,
    #[serde(default)]
    default_domains: Vec<String>,
}
