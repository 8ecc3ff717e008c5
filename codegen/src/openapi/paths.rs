//! Paths, and the tree of resources.

mod operation;
mod parameters;
mod styles;
mod template;
mod tree;

use std::collections::HashMap;

use crate::{
    diagnostics::Diagnostic,
    facets::text,
    model::{Api, Facets, Http, PathParameter, Resource, Scalar, TypeRef},
    openapi::{
        annotations,
        document::{Document, Section},
        fixed_fields,
        schemas::Schemas,
    },
    source::Span,
    yaml::{Entry, Node},
};

use self::{
    parameters::{Location, Parameter},
    tree::Flat,
};

/// Reads the paths of the root document.
pub fn read<'a>(document: &'a Document, api: &Api, schemas: &mut Schemas<'a>) -> Vec<Resource> {
    let root = document.root();
    // A document may describe webhooks or schemas only.
    if !has_content(root) {
        schemas.diagnostics.add(
            Diagnostic::new(
                root.span,
                "a document without `paths`",
                "`paths`, `components` or `webhooks` are expected at the root",
            )
            .help("a document of schemas only has them in `components`"),
        );
    }
    let mut paths = Paths {
        document,
        api,
        schemas,
        places: HashMap::new(),
        operation_ids: HashMap::new(),
    };
    let mut found = Vec::new();
    for entry in fixed_fields::map(root, "paths", paths.schemas.diagnostics) {
        if !entry.key.starts_with("x-") {
            found.extend(paths.resource(entry));
        }
    }
    tree::grow(found)
}

fn has_content(root: &Node) -> bool {
    ["paths", "components", "webhooks"]
        .iter()
        .any(|field| root.get(field).is_some())
}

struct Paths<'s, 'a> {
    document: &'a Document,
    /// The head of the API.
    api: &'s Api,
    schemas: &'s mut Schemas<'a>,
    /// The paths so far, without the names of their parameters.
    places: HashMap<String, &'a Entry>,
    operation_ids: HashMap<&'a str, Span>,
}

impl<'a> Paths<'_, 'a> {
    fn resource(&mut self, entry: &'a Entry) -> Option<Flat> {
        if entry.key.contains(['?', '#']) {
            self.schemas.diagnostics.warn(Diagnostic::new(
                entry.key_span,
                format!("`{}` is more than a path", entry.key),
                "a path without query and fragment is expected; its operations are left out",
            ));
            return None;
        }
        let names = match template::names(entry) {
            Ok(names) => names,
            Err(problem) => {
                self.schemas.diagnostics.add(*problem);
                return None;
            }
        };
        if let Some(first) = self
            .places
            .insert(template::without_names(&entry.key), entry)
        {
            self.schemas.diagnostics.warn(
                Diagnostic::new(
                    entry.key_span,
                    format!(
                        "the operations of `{}` are those of `{}`",
                        entry.key, first.key
                    ),
                    "a path that differs by more than the names of its parameters is expected",
                )
                .related(first.key_span, "the other path"),
            );
        }
        let item =
            self.document
                .resolve(&entry.value, Section::PathItems, self.schemas.diagnostics)?;
        if !fixed_fields::check(item, fixed_fields::PATH_ITEM, self.schemas.diagnostics) {
            return None;
        }
        self.report_trace(item);
        let shared = parameters::declared(item, self.document, self.schemas.diagnostics);
        self.check_in_path(&shared, &names, entry);
        let mut all = shared.clone();
        let mut methods = Vec::new();
        let mut operation_id = None;
        for http in Http::ALL {
            let operation = item
                .entries()
                .iter()
                .find(|entry| entry.key.as_ref() == http.as_str());
            let Some(operation) = operation else {
                continue;
            };
            // OpenAPI has no `$ref` here; tools that join files take one.
            let node = self.document.resolve(
                &operation.value,
                Section::PathItems,
                self.schemas.diagnostics,
            );
            let Some(node) = node else {
                continue;
            };
            let own = parameters::declared(node, self.document, self.schemas.diagnostics);
            self.check_in_path(&own, &names, entry);
            let together = parameters::together(&shared, &own);
            self.check_declared(&together, &names, entry, operation.key_span);
            methods.extend(self.operation(http, operation.key_span, node, item, &together));
            operation_id = operation_id.or_else(|| text(node, "operationId"));
            all.extend(own);
        }
        let resource = Resource {
            segment: entry.key.to_string(),
            path: entry.key.to_string(),
            method_name: annotations::text(item, "methodName"),
            description: text(item, "description").or_else(|| text(item, "summary")),
            parameters: self.path_parameters(&names, &all),
            methods,
            resources: Vec::new(),
            marks: annotations::marks(item, self.schemas.diagnostics),
            lifecycle: annotations::lifecycle(item),
            update: None,
            span: entry.key_span,
        };
        Some(Flat {
            resource,
            operation_id,
        })
    }

    /// Reports operations that have no Rust form.
    fn report_trace(&mut self, item: &'a Node) {
        for entry in item
            .entries()
            .iter()
            .filter(|entry| entry.key.as_ref() == "trace")
        {
            self.schemas.diagnostics.warn(Diagnostic::new(
                entry.key_span,
                "`trace` of a path is left out",
                "get, head, post, put, patch, delete or options is expected",
            ));
        }
    }

    /// Reports path parameters that the path does not have.
    fn check_in_path(&mut self, declared: &[Parameter<'a>], names: &[&str], path: &Entry) {
        for parameter in declared {
            if parameter.location != Location::Path || names.contains(&parameter.name) {
                continue;
            }
            let name = parameter.name;
            let problem = Diagnostic::new(
                parameter.span,
                format!("path parameter `{name}` is not in the path `{}`", path.key),
                format!("`{{{name}}}` is expected in the path; the parameter is left out"),
            );
            self.schemas
                .diagnostics
                .warn(problem.related(path.key_span, "the path"));
        }
    }

    /// Reports names in the path that an operation has no parameter for.
    fn check_declared(
        &mut self,
        declared: &[Parameter<'a>],
        names: &[&str],
        path: &Entry,
        operation: Span,
    ) {
        for name in names {
            let is_declared = declared
                .iter()
                .any(|parameter| parameter.location == Location::Path && parameter.name == *name);
            if !is_declared {
                self.schemas.diagnostics.warn(
                    Diagnostic::new(
                        path.key_span,
                        format!("path parameter `{name}` is not declared"),
                        format!(
                            "a parameter `name: {name}` with `in: path` is expected; it is a text"
                        ),
                    )
                    .related(operation, "for this operation"),
                );
            }
        }
    }

    /// The parameters in the order of the path, each as it is declared first.
    fn path_parameters(&mut self, names: &[&str], all: &[Parameter<'a>]) -> Vec<PathParameter> {
        let mut found = Vec::new();
        for name in names {
            let declared = all
                .iter()
                .find(|parameter| parameter.location == Location::Path && parameter.name == *name);
            found.push(match declared {
                Some(parameter) => parameters::path(parameter, self.schemas),
                None => PathParameter {
                    name: (*name).to_owned(),
                    of: TypeRef::Scalar(Scalar::String),
                    facets: Facets::default(),
                    description: None,
                },
            });
        }
        found
    }
}
