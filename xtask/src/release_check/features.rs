//! Combinations of features of the published crates. `.ci/run` compiles each feature alone.

use super::{Checked, Workspace, published::Published, tool};

/// The features of a crate that each turn on a domain or an API: there are more than a thousand pairs of them.
const GROUPS: [&str; 2] = ["all-domains", "all-apis"];

/// Features that only turn on several others.
const SEVERAL: [&str; 3] = ["default", "default-domains", "full"];

/// Compiles each published crate with its features in pairs. Where there are domains, each of them is compiled with all
/// other features, and each other feature with all domains.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    for published in &workspace.published {
        for arguments in runs(published) {
            tool::CARGO_HACK
                .find(workspace)?
                .args(["check", "--quiet", "--package", &published.name])
                .args(arguments)
                .args([
                    "--target-dir".as_ref(),
                    workspace.target.join("features").as_os_str(),
                ])
                .env("RUSTFLAGS", "-D warnings")
                .passes_or(&format!(
                    "{} does not compile with the features above",
                    published.name
                ))?;
        }
    }
    Ok(String::new())
}

/// The arguments of each run of cargo-hack.
fn runs(published: &Published) -> Vec<Vec<String>> {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<String>>()
    };
    let groups = GROUPS.map(|group| (group, published.turned_on_by(group)));
    let (groups, domains): (Vec<&str>, Vec<Vec<&str>>) = groups
        .into_iter()
        .filter(|(_, domains)| !domains.is_empty())
        .unzip();
    let domains = domains.concat();
    if domains.is_empty() {
        return vec![words(&["--feature-powerset", "--depth", "2"])];
    }
    let others = published.features().into_iter().filter(|feature| {
        !domains.contains(feature) && !groups.contains(feature) && !SEVERAL.contains(feature)
    });
    let others = others.collect::<Vec<&str>>().join(",");
    let (domains, groups) = (domains.join(","), groups.join(","));
    let each = |included: &str, with: &str| {
        let always = [
            "--each-feature",
            "--exclude-all-features",
            "--exclude-no-default-features",
        ];
        words(
            &[
                &always[..],
                &["--include-features", included, "--features", with],
            ]
            .concat(),
        )
    };
    vec![each(&domains, &others), each(&others, &groups)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Published, runs};

    fn joined(features: serde_json::Value) -> Vec<String> {
        let published = Published::of(json!({ "features": features }));
        runs(&published).iter().map(|run| run.join(" ")).collect()
    }

    #[test]
    fn features_are_compiled_in_pairs_and_domains_with_all_others() {
        assert_eq!(
            joined(json!({"a": [], "b": []})),
            ["--feature-powerset --depth 2"]
        );
        let always = "--each-feature --exclude-all-features --exclude-no-default-features";
        assert_eq!(
            joined(json!({
                "default": ["carts", "sync"], "all-domains": ["carts", "orders"], "carts": [], "orders": [],
                "serialize": [], "sync": [],
            })),
            [
                format!("{always} --include-features carts,orders --features serialize,sync"),
                format!("{always} --include-features serialize,sync --features all-domains"),
            ]
        );
    }
}
