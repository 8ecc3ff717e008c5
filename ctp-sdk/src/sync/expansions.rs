//! The references that must be expanded for a comparison with a draft.

use std::collections::BTreeSet;

use serde_json::Value;

use super::SyncDraft;

/// The paths to expand when reading the resource that a draft is compared with: those of the references that the draft
/// names by key.
///
/// ```
/// # #[cfg(feature = "categories")]
/// # {
/// use ctp_sdk::models::{CategoryDraft, CategoryResourceIdentifier};
///
/// let shoes = CategoryResourceIdentifier::new().key("shoes");
/// let draft = CategoryDraft::new([("en", "Boots")], [("en", "boots")]).parent(shoes);
/// assert!(ctp_sdk::sync::expansions(&draft).contains("parent"));
/// # }
/// ```
///
/// For a draft of a product, the paths are in its staged data, which are compared.
pub fn expansions<D: SyncDraft>(draft: &D) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    find(&draft.to_json(), "", &mut paths);
    paths.into_iter().flat_map(D::received_at).collect()
}

/// Finds the references by key below a value.
fn find(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => {
            let path = format!("{path}[*]");
            values.iter().for_each(|value| find(value, &path, paths));
        }
        Value::Object(members) if members.contains_key("typeId") && members.contains_key("key") => {
            paths.insert(path.to_owned());
        }
        Value::Object(members) => {
            for (name, value) in members {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                find(value, &path, paths);
            }
        }
        _ => {}
    }
}
