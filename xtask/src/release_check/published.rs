//! The crates that are published, and the metadata that the registry requires.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Checked, Command, Problem, Workspace};
use crate::Failure;

/// The names of the published crates. CONTRIBUTING.md has them, too, in the section about releases.
const NAMES: [&str; 4] = ["ctp-auth", "ctp-codegen", "ctp-emulator", "ctp-sdk"];

/// A crate of the workspace that is published.
pub(super) struct Published {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) rust_version: Option<String>,
    /// Its manifest, as `cargo metadata` prints it.
    manifest: Value,
}

/// The published crates of a workspace, each after those that it depends on, and the target directory.
pub(super) fn read(root: &Path) -> Result<(Vec<Published>, PathBuf), Failure> {
    let text = Command::new("cargo", root)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?;
    let metadata: Value = serde_json::from_str(&text)
        .map_err(|error| Failure(format!("error: cargo metadata cannot be read: {error}")))?;
    let packages = at(&metadata, "/packages")
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut published: Vec<Published> = packages
        .into_iter()
        .filter(is_published)
        .map(Published::of)
        .collect();
    let mut ordered: Vec<Published> = Vec::new();
    while !published.is_empty() {
        let free = published.iter().position(|crate_| {
            let needed = crate_.needs();
            published
                .iter()
                .all(|other| !needed.contains(&other.name.as_str()))
        });
        // Cargo refuses cyclic dependencies.
        ordered.push(published.remove(free.unwrap_or(0)));
    }
    let target = at(&metadata, "/target_directory")
        .as_str()
        .unwrap_or("target");
    Ok((ordered, target.into()))
}

/// Compares the manifests of the published crates with what their pages need.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    let mut problems = Vec::new();
    for published in &workspace.published {
        problems.extend(published.problems());
        if published.version != workspace.version {
            problems.push(format!(
                "{}: its version is not {}",
                published.name, workspace.version
            ));
        }
    }
    let names: Vec<&str> = workspace
        .published
        .iter()
        .map(|crate_| crate_.name.as_str())
        .collect();
    problems.extend(wrong_names(&names));
    match problems.is_empty() {
        true => Ok(format!(
            "to be published in this order: {}",
            names.join(", ")
        )),
        false => Err(Problem::Failed(problems.join("\n"))),
    }
}

/// Whether cargo publishes a package. `publish = false` is an empty list of registries.
fn is_published(package: &Value) -> bool {
    let registries = at(package, "/publish").as_array();
    registries.is_none_or(|registries| !registries.is_empty())
}

/// The differences between these names and [`NAMES`].
fn wrong_names(names: &[&str]) -> Vec<String> {
    let unexpected = names.iter().filter(|name| !NAMES.contains(name)).map(|name| {
        format!(
            "{name}: its manifest has no `publish = false`, and it is not in the list of published crates in \
             xtask/src/release_check/published.rs"
        )
    });
    let absent = NAMES
        .iter()
        .filter(|name| !names.contains(name))
        .map(|name| format!("{name}: it is not a published crate of the workspace"));
    unexpected.chain(absent).collect()
}

/// The value at a JSON pointer; null if there is none.
fn at<'v>(value: &'v Value, place: &str) -> &'v Value {
    value.pointer(place).unwrap_or(&Value::Null)
}

impl Published {
    pub(super) fn of(manifest: Value) -> Self {
        let text = |place| at(&manifest, place).as_str().unwrap_or_default().to_owned();
        Self {
            name: text("/name"),
            version: text("/version"),
            rust_version: at(&manifest, "/rust_version").as_str().map(str::to_owned),
            manifest,
        }
    }

    /// The names of its features.
    pub(super) fn features(&self) -> Vec<&str> {
        let features = at(&self.manifest, "/features")
            .as_object()
            .into_iter()
            .flatten();
        features.map(|(name, _)| name.as_str()).collect()
    }

    /// The features that a feature turns on.
    pub(super) fn turned_on_by(&self, feature: &str) -> Vec<&str> {
        let members = at(&self.manifest, &format!("/features/{feature}"))
            .as_array()
            .into_iter()
            .flatten();
        members.filter_map(|member| member.as_str()).collect()
    }

    /// The names of what it depends on once it is published.
    fn needs(&self) -> Vec<&str> {
        let dependencies = at(&self.manifest, "/dependencies")
            .as_array()
            .into_iter()
            .flatten();
        let dependencies = dependencies.filter(|dependency| at(dependency, "/kind") != "dev");
        dependencies
            .filter_map(|dependency| at(dependency, "/name").as_str())
            .collect()
    }

    /// What its manifest lacks.
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for key in [
            "description",
            "license",
            "readme",
            "repository",
            "rust_version",
        ] {
            if at(&self.manifest, &format!("/{key}"))
                .as_str()
                .is_none_or(str::is_empty)
            {
                problems.push(format!(
                    "{}: there is no {}",
                    self.name,
                    key.replace('_', "-")
                ));
            }
        }
        for (key, most) in [("keywords", 5), ("categories", 5)] {
            let count = at(&self.manifest, &format!("/{key}"))
                .as_array()
                .map_or(0, Vec::len);
            if !(1..=most).contains(&count) {
                problems.push(format!(
                    "{}: it has {count} {key}; crates.io takes 1 to {most}",
                    self.name
                ));
            }
        }
        // The documentation has to contain the items of all features.
        if at(&self.manifest, "/metadata/docs/rs/all-features") != true {
            problems.push(format!(
                "{}: [package.metadata.docs.rs] has no `all-features = true`",
                self.name
            ));
        }
        // Path dependencies without a version are left out of dev-dependencies only.
        for dependency in at(&self.manifest, "/dependencies")
            .as_array()
            .into_iter()
            .flatten()
        {
            let is_local = at(dependency, "/source").is_null();
            if at(dependency, "/kind") != "dev" && is_local && at(dependency, "/req") == "*" {
                let name = at(dependency, "/name").as_str().unwrap_or_default();
                problems.push(format!(
                    "{}: its dependency {name} has no version",
                    self.name
                ));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{NAMES, Published, is_published, wrong_names};

    #[test]
    fn only_an_empty_list_of_registries_is_not_published() {
        assert!(is_published(&json!({"publish": null})));
        assert!(is_published(&json!({"publish": ["own-registry"]})));
        assert!(!is_published(&json!({"publish": []})));
    }

    #[test]
    fn the_published_crates_are_known_by_name() {
        assert_eq!(wrong_names(&NAMES), Vec::<String>::new());
        let wrong = wrong_names(&["ctp-auth", "ctp-codegen", "ctp-sdk", "ctp-tests"]);
        let of: Vec<_> = wrong
            .iter()
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(of, ["ctp-tests", "ctp-emulator"]);
    }

    #[test]
    fn what_a_manifest_lacks_is_told() {
        let manifest = json!({
            "name": "shop", "version": "1.0.0", "rust_version": "1.89",
            "description": "A shop.", "license": "MIT", "readme": "README.md", "repository": "https://example.com",
            "keywords": ["shop"], "categories": ["api-bindings"], "features": {"default": ["cart"], "cart": []},
            "metadata": {"docs": {"rs": {"all-features": true}}},
            "dependencies": [
                {"name": "cart", "kind": null, "source": null, "req": "^1.0.0"},
                {"name": "tests", "kind": "dev", "source": null, "req": "*"},
            ],
        });
        let published = Published::of(manifest.clone());
        assert_eq!(published.problems(), Vec::<String>::new());
        assert_eq!(published.needs(), ["cart"]);
        assert_eq!(published.features(), ["cart", "default"]);
        assert_eq!(published.turned_on_by("default"), ["cart"]);
        assert_eq!(published.turned_on_by("unknown"), Vec::<&str>::new());

        let text = manifest.to_string();
        let bare = text
            .replace("README.md", "")
            .replace("[\"shop\"]", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]")
            .replace("all-features", "features")
            .replace("^1.0.0", "*");
        let bare = serde_json::from_str(&bare).unwrap_or_default();
        assert_eq!(
            Published::of(bare).problems(),
            [
                "shop: there is no readme",
                "shop: it has 6 keywords; crates.io takes 1 to 5",
                "shop: [package.metadata.docs.rs] has no `all-features = true`",
                "shop: its dependency cart has no version",
            ]
        );
    }
}
