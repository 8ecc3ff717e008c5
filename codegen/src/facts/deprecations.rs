//! Deprecated operations, although the specification does not say so.

use crate::model::{Api, Resource};

use super::Facts;

/// Marks the operations.
pub(super) fn mark(resources: &mut [Resource], facts: &Facts) {
    for resource in resources {
        let mut rows = facts.deprecations.iter();
        if let Some(row) = rows.find(|row| row.paths.contains(&resource.path.as_str())) {
            for method in &mut resource.methods {
                method.marks.mark_deprecated = true;
                method.marks.deprecation_note = Some(row.note.into());
            }
        }
        mark(&mut resource.resources, facts);
    }
}

/// The rows that do not apply to an API.
pub(super) fn idle(facts: &Facts, api: &Api) -> Vec<String> {
    let resources = api.all_resources();
    let is_known = |path: &&str| resources.iter().any(|of| of.path == **path);
    let paths = facts.deprecations.iter().flat_map(|row| row.paths).copied();
    paths
        .filter(|path| !is_known(path))
        .map(str::to_owned)
        .collect()
}
