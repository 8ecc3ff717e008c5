//! The names of all paths.

use std::collections::{HashMap, HashSet};

use crate::{
    model::{Alike, Api, Http},
    names,
};

pub use crate::names::paths::{Segment, chain_name, path_name, segments};

use super::domains;

/// The names of all paths, without what every path begins with. Where two paths would get one name, the method name of the
/// later resource tells it apart, if it has one, and else a
/// number, unless that is reported.
pub fn path_names(api: &Api) -> HashMap<String, String> {
    let root = domains::root(api)
        .map(|root| root.path.as_str())
        .unwrap_or_default();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    for resource in api.all_resources() {
        let mut name = path_name(resource.path.strip_prefix(root).unwrap_or(&resource.path));
        if let Some(method_name) = resource
            .method_name
            .as_ref()
            .filter(|_| taken.contains(&name))
        {
            let above = resource
                .path
                .strip_suffix(&resource.segment)
                .and_then(|above| names.get(above))
                .cloned()
                .unwrap_or_default();
            name = format!("{above}{}", names::stem(method_name));
        }
        let (alone, mut number) = (name.clone(), 1);
        while !taken.insert(name.clone()) && api.alike == Alike::ToldApart {
            number += 1;
            name = format!("{alone}{number}");
        }
        names.insert(resource.path.clone(), name);
    }
    names
}

/// The name of an operation of the builder with this name: `CartsByIdGet`.
pub fn operation_name(builder: &str, http: Http) -> String {
    format!("{builder}{}", names::type_name(http.as_str()))
}
