//! Properties with a special role: the identifier of a resource, and its version.

use std::collections::HashMap;

use crate::model::{Api, Role, TypeRef};

use super::for_each_field;

/// The names of the properties, which are the same in all APIs of the platform.
const ROLES: [(&str, Role); 3] = [
    ("id", Role::Id),
    ("key", Role::Key),
    ("version", Role::Version),
];

/// Marks the properties.
pub(super) fn mark(api: &mut Api) {
    let fits = |role: Role, of: &TypeRef| match role {
        Role::Version => api.is_whole(of),
        _ => api.is_text(of),
    };
    let mut roles: HashMap<(String, String), Role> = HashMap::new();
    for of in api.types.values() {
        let fields = of.object().map(|object| object.fields.as_slice());
        for field in fields.unwrap_or_default() {
            let role = ROLES.iter().find(|(name, _)| *name == field.name);
            if let Some((_, role)) = role.filter(|(_, role)| fits(*role, &field.of)) {
                roles.insert((of.name.clone(), field.name.clone()), *role);
            }
        }
    }
    for_each_field(api, |of, field| {
        field.role = roles.get(&(of.to_owned(), field.name.clone())).copied();
    });
}
