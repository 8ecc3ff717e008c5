//! Restates a specification: the chosen domains of an API as compact RAML of our own, facts only.
//!
//! The descriptions are those of an earlier restatement; a sentence of the specification itself is never carried over.

mod resources;
mod select;
mod text;
mod types;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use heck::ToKebabCase;
use indexmap::{IndexMap, IndexSet};

use crate::{
    facts::{self, Facts},
    model::{Api, Resource, Type},
    output::File,
    plan::domains,
};

use self::text::Value;

/// Restates the given domains of `official`, with the descriptions of `earlier`.
///
/// # Errors
///
/// The names of domains that the API does not have.
pub fn restate(
    official: &Api,
    earlier: Option<&Api>,
    names: &BTreeSet<String>,
    facts: &Facts,
) -> Result<Vec<File>, Vec<String>> {
    let mut api = official.clone();
    facts::mark_references(&mut api);
    let all = domains::all(&api);
    let unknown: Vec<String> = names
        .iter()
        .filter(|name| !all.iter().any(|domain| domain.name == **name))
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let domains = || all.iter().filter(|domain| names.contains(&domain.name));
    let chosen: Vec<&Resource> = domains()
        .flat_map(|domain| domain.resources.iter().copied())
        .collect();
    let selected = select::types(&api, facts, names, &chosen);
    let restatement = Restatement {
        api: &api,
        earlier,
        resources: domains()
            .flat_map(|domain| domain.resources(&api))
            .collect(),
        selected: &selected,
        folders: folders(&api, &selected),
    };
    Ok(restatement.files(&chosen))
}

/// What is restated.
struct Restatement<'a> {
    api: &'a Api,
    earlier: Option<&'a Api>,
    /// The resources of the domains, each before those below it.
    resources: Vec<&'a Resource>,
    selected: &'a BTreeSet<&'a str>,
    /// The folder of every selected type.
    folders: BTreeMap<&'a str, String>,
}

fn folders<'a>(api: &'a Api, selected: &BTreeSet<&'a str>) -> BTreeMap<&'a str, String> {
    selected
        .iter()
        .filter_map(|name| api.types.get(*name))
        .map(|of| {
            (
                of.name.as_str(),
                folder(domains::package_name(of.package.as_deref())),
            )
        })
        .collect()
}

/// The folder of a package, and the alias of its library: `ApiClient` -> `api-client`.
fn folder(package: &str) -> String {
    package.to_kebab_case()
}

impl<'a> Restatement<'a> {
    fn files(&self, chosen: &[&'a Resource]) -> Vec<File> {
        let mut files = Vec::new();
        let mut libraries: IndexMap<String, Vec<&Type>> = IndexMap::new();
        for of in self
            .api
            .types
            .values()
            .filter(|of| self.selected.contains(of.name.as_str()))
        {
            if let Some(folder) = self.folders.get(of.name.as_str()) {
                libraries.entry(folder.clone()).or_default().push(of);
            }
        }
        libraries.sort_keys();
        for (folder, types) in &libraries {
            files.push(File {
                path: format!("{folder}/types.raml").into(),
                text: self.library(folder, types),
            });
        }
        let root = domains::root(self.api);
        let mut includes: BTreeMap<String, String> = BTreeMap::new();
        for resource in chosen {
            if root.is_some_and(|root| std::ptr::eq(root, *resource)) {
                continue;
            }
            let name = domains::name(resource);
            let singular = pluralizer::pluralize(&name, 1, false);
            let folder = if libraries.contains_key(&singular) {
                singular
            } else {
                name
            };
            // Two resources of one domain, such as `/in-store/key={storeKey}` and a sibling, each have a separate file.
            let mut path = format!("{folder}/resources.raml");
            let mut count = 1;
            while files.iter().any(|file| file.path == Path::new(&path)) {
                count += 1;
                path = format!("{folder}/resources-{count}.raml");
            }
            files.push(File {
                path: path.clone().into(),
                text: self.resources(resource),
            });
            includes.insert(resource.segment.clone(), path);
        }
        files.push(File {
            path: "traits.raml".into(),
            text: self.traits(chosen),
        });
        files.push(File {
            path: "security.raml".into(),
            text: self.security(),
        });
        files.push(File {
            path: "annotations.raml".into(),
            text: annotation_types(),
        });
        files.push(File {
            path: "api.raml".into(),
            text: self.root(
                libraries.keys(),
                root.filter(|root| chosen.iter().any(|one| std::ptr::eq(*one, *root))),
                &includes,
            ),
        });
        files.sort_by(|left, right| left.path.cmp(&right.path));
        files
    }

    fn root<'n>(
        &self,
        libraries: impl Iterator<Item = &'n String>,
        with_methods: Option<&Resource>,
        includes: &BTreeMap<String, String>,
    ) -> String {
        let documentation = self
            .earlier
            .and_then(|earlier| earlier.documentation.clone());
        let mut map = vec![("title".to_owned(), Value::text(&self.api.title))];
        map.extend(
            self.api
                .base_uri
                .as_deref()
                .map(|uri| ("baseUri".to_owned(), Value::text(uri))),
        );
        map.extend(
            documentation.map(|page| ("(documentationPage)".to_owned(), Value::text(&page))),
        );
        map.push(("mediaType".to_owned(), Value::text("application/json")));
        map.push((
            "annotationTypes".to_owned(),
            Value::include("annotations.raml"),
        ));
        map.push((
            "securitySchemes".to_owned(),
            Value::include("security.raml"),
        ));
        map.push(("traits".to_owned(), Value::include("traits.raml")));
        map.push((
            "uses".to_owned(),
            Value::Map(
                libraries
                    .map(|folder| (folder.clone(), Value::text(&format!("{folder}/types.raml"))))
                    .collect(),
            ),
        ));
        let included = includes
            .iter()
            .map(|(segment, path)| (segment.clone(), Value::include(path)));
        match domains::root(self.api) {
            Some(root) => {
                let mut below = match with_methods {
                    Some(root) => self.resource_head_and_methods(root),
                    None => self.resource_head(root),
                };
                below.extend(included);
                map.push((root.segment.clone(), Value::Map(below)));
            }
            None => map.extend(included),
        }
        format!("#%RAML 1.0\n---\n{}", Value::Map(map).print())
    }

    /// The security schemes. Each declares all scopes that the operations use with it. The official specification does not
    /// declare all of them, and a scope that is not declared is a warning.
    fn security(&self) -> String {
        let schemes = self.api.security_schemes.iter().map(|(name, scopes)| {
            let mut scopes: IndexSet<&str> = scopes.iter().map(String::as_str).collect();
            let mut used: Vec<&str> = Vec::new();
            for method in self.resources.iter().flat_map(|resource| &resource.methods) {
                if method.security_scheme.as_ref() == Some(name) {
                    used.extend(method.scopes.iter().map(String::as_str));
                }
            }
            used.sort_unstable();
            scopes.extend(used);
            let scopes = scopes.into_iter().map(str::to_owned).collect();
            let grants = vec!["client_credentials".to_owned()];
            let settings = vec![
                // RAML requires it. The other grants of the platform are no matter of these documents.
                ("authorizationGrants".to_owned(), Value::Lines(grants)),
                ("scopes".to_owned(), Value::Lines(scopes)),
            ];
            (
                name.clone(),
                Value::Map(vec![
                    ("type".to_owned(), Value::text("OAuth 2.0")),
                    ("settings".to_owned(), Value::Map(settings)),
                ]),
            )
        });
        Value::Map(schemes.collect()).print()
    }

    /// The name of a type as another file writes it.
    fn qualified(&self, name: &str, within: Option<&str>) -> String {
        match self.folders.get(name) {
            Some(folder) if Some(folder.as_str()) != within => format!("{folder}.{name}"),
            _ => name.to_owned(),
        }
    }
}

/// The annotations that a restatement uses.
fn annotation_types() -> String {
    let texts = [
        "package",
        "documentationPage",
        "methodName",
        "createable",
        "updateable",
        "deleteable",
    ];
    let flags = [
        "beta",
        "markDeprecated",
        "expandable",
        "identifier",
        "elementIdentifier",
    ];
    let mut map: Vec<(String, Value)> = Vec::new();
    map.extend(texts.map(|name| (name.to_owned(), Value::text("string"))));
    map.extend(flags.map(|name| (name.to_owned(), Value::text("boolean"))));
    map.extend(
        ["asMap", "placeholderParam", "enumDescriptions"]
            .map(|name| (name.to_owned(), Value::text("object"))),
    );
    map.sort_by(|left, right| left.0.cmp(&right.0));
    Value::Map(map).print()
}
