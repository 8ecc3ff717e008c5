//! The crates that are published, and what the registry wants to know of each.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Checked, Command, Problem, Workspace};
use crate::Failure;

/// A crate of the workspace that is published.
pub(super) struct Published {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) rust_version: Option<String>,
    /// What cargo says of its manifest.
    manifest: Value,
}

/// The published crates of a workspace, each behind those that it depends on, and the folder of what is compiled.
pub(super) fn read(root: &Path) -> Result<(Vec<Published>, PathBuf), Failure> {
    let text = Command::new("cargo", root)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?;
    let metadata: Value = serde_json::from_str(&text)
        .map_err(|error| Failure(format!("error: cargo metadata cannot be read: {error}")))?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let mut published: Vec<Published> = packages
        .into_iter()
        .filter(|package| package["publish"].is_null())
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
        // A circle is refused by cargo already.
        ordered.push(published.remove(free.unwrap_or(0)));
    }
    let target = metadata["target_directory"].as_str().unwrap_or("target");
    Ok((ordered, target.into()))
}

/// Holds the manifests of the published crates against what their pages need.
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
    match problems.is_empty() {
        true => Ok(format!(
            "to be published in this order: {}",
            names.join(", ")
        )),
        false => Err(Problem::Failed(problems.join("\n"))),
    }
}

impl Published {
    pub(super) fn of(manifest: Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            name: text(&manifest["name"]),
            version: text(&manifest["version"]),
            rust_version: manifest["rust_version"].as_str().map(str::to_owned),
            manifest,
        }
    }

    /// The names of its features.
    pub(super) fn features(&self) -> Vec<&str> {
        let features = self.manifest["features"].as_object().into_iter().flatten();
        features.map(|(name, _)| name.as_str()).collect()
    }

    /// The features that a feature turns on.
    pub(super) fn turned_on_by(&self, feature: &str) -> Vec<&str> {
        let members = self.manifest["features"][feature]
            .as_array()
            .into_iter()
            .flatten();
        members.filter_map(|member| member.as_str()).collect()
    }

    /// The names of what it depends on once it is published.
    fn needs(&self) -> Vec<&str> {
        let dependencies = self.manifest["dependencies"]
            .as_array()
            .into_iter()
            .flatten();
        let dependencies = dependencies.filter(|dependency| dependency["kind"] != "dev");
        dependencies
            .filter_map(|dependency| dependency["name"].as_str())
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
            if self.manifest[key].as_str().is_none_or(str::is_empty) {
                problems.push(format!(
                    "{}: there is no {}",
                    self.name,
                    key.replace('_', "-")
                ));
            }
        }
        for (key, most) in [("keywords", 5), ("categories", 5)] {
            let count = self.manifest[key].as_array().map_or(0, Vec::len);
            if !(1..=most).contains(&count) {
                problems.push(format!(
                    "{}: it has {count} {key}; crates.io takes 1 to {most}",
                    self.name
                ));
            }
        }
        // A page of documentation without what is behind features helps nobody.
        if self.manifest["metadata"]["docs"]["rs"]["all-features"] != true {
            problems.push(format!(
                "{}: [package.metadata.docs.rs] has no `all-features = true`",
                self.name
            ));
        }
        // Path dependencies without a version are left out of dev-dependencies only.
        for dependency in self.manifest["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let is_local = dependency["source"].is_null();
            if dependency["kind"] != "dev" && is_local && dependency["req"] == "*" {
                let name = dependency["name"].as_str().unwrap_or_default();
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

    use super::Published;

    #[test]
    fn what_a_manifest_lacks_is_told() {
        let complete = json!({
            "name": "shop", "version": "1.0.0", "rust_version": "1.89",
            "description": "A shop.", "license": "MIT", "readme": "README.md", "repository": "https://example.com",
            "keywords": ["shop"], "categories": ["api-bindings"], "features": {"default": ["cart"], "cart": []},
            "metadata": {"docs": {"rs": {"all-features": true}}},
            "dependencies": [
                {"name": "cart", "kind": null, "source": null, "req": "^1.0.0"},
                {"name": "tests", "kind": "dev", "source": null, "req": "*"},
            ],
        });
        let published = Published::of(complete.clone());
        assert_eq!(published.problems(), Vec::<String>::new());
        assert_eq!(published.needs(), ["cart"]);
        assert_eq!(published.features(), ["cart", "default"]);
        assert_eq!(published.turned_on_by("default"), ["cart"]);
        assert_eq!(published.turned_on_by("unknown"), Vec::<&str>::new());

        let mut bare = complete;
        bare["readme"] = json!(null);
        bare["keywords"] = json!(["1", "2", "3", "4", "5", "6"]);
        bare["metadata"] = json!(null);
        bare["dependencies"][0]["req"] = json!("*");
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
