//! Reads a document, and the files of its `$ref`s.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    rc::Rc,
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    openapi::fixed_fields,
    source::{FileId, Sources},
    yaml::{self, Kind, Node},
};

use super::{
    Document, Paths, Section,
    elsewhere::{self, Tree},
    file::{File, Given, Taken, tell_apart},
    split,
};

/// Reads the document at `path`, and all files that it names.
///
/// `None` for a document that is not OpenAPI 3.0 or 3.1: further problems would hide this one.
pub fn load(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Document> {
    let file = match sources.read(path) {
        Ok(file) => file,
        Err(error) => {
            let problem = format!("cannot read `{}`: {error}", path.display());
            diagnostics.add(
                Diagnostic::without_place(problem)
                    .help("the path of an OpenAPI 3.0 or 3.1 document is expected"),
            );
            return None;
        }
    };
    let tree = yaml::parse(&sources.text(file), file, diagnostics)?;
    check_version(&tree, diagnostics)?;
    let mut paths = Paths::new();
    let mut others = HashMap::new();
    let mut open = named_files(&tree, file, sources, &mut paths);
    while let Some(next) = open.pop() {
        if next == file || others.contains_key(&next) {
            continue;
        }
        if let Some(tree) = yaml::parse(&sources.text(next), next, diagnostics) {
            open.extend(named_files(&tree, next, sources, &mut paths));
            others.insert(next, File::new(next, tree, diagnostics));
        }
    }
    let mut root = File::new(file, tree, diagnostics);
    fixed_fields::check(&root.tree, fixed_fields::DOCUMENT, diagnostics);
    let given = given(&root, &others, &paths);
    let mut taken = Taken::default();
    let mut all: Vec<&mut File> = std::iter::once(&mut root)
        .chain(others.values_mut())
        .collect();
    all.sort_by_key(|file| file.id);
    tell_apart(all, &given, &mut taken, diagnostics);
    let mut trees: Vec<Tree<'_>> = std::iter::once(&root)
        .chain(others.values())
        .map(|file| Tree {
            file: file.id,
            node: &file.tree,
        })
        .collect();
    trees.sort_by_key(|tree| tree.file);
    let file_of = |from: FileId, path: &str| match path {
        "" => Some(from),
        path => paths
            .get(&(from, path.to_owned()))
            .and_then(|found| found.as_ref().ok().copied()),
    };
    let elsewhere = elsewhere::names(&trees, file_of, sources, &given, &mut taken, diagnostics);
    Some(Document {
        root,
        others,
        paths,
        elsewhere,
    })
}

/// The names in the root document, and the targets in all files.
fn given(root: &File, others: &HashMap<FileId, File>, paths: &Paths) -> Given {
    let place = |from: FileId, text: &str| {
        let (path, pointer) = split(text);
        let file = match path {
            "" => Some(from),
            path => paths.get(&(from, path.to_owned()))?.as_ref().ok().copied(),
        };
        file.map(|file| (file, pointer.to_owned()))
    };
    let mut given = Given::default();
    for entry in root.section(Section::Schemas) {
        let reference = entry.value.get("$ref").and_then(Node::as_str);
        if let Some(place) = reference.and_then(|text| place(root.id, text)) {
            let names = given.names.entry(place).or_default();
            names.push(Rc::clone(&entry.key));
        }
    }
    for file in std::iter::once(root).chain(others.values()) {
        let references = elsewhere::references(&file.tree).into_iter();
        given
            .used
            .extend(references.filter_map(|text| place(file.id, text.as_str()?)));
    }
    given
}

/// Reads the files of the `$ref`s of a tree, relative to the folder of its own file.
///
/// A file that cannot be read is a problem only where its `$ref` is used: `$ref` in an example is data.
fn named_files(tree: &Node, file: FileId, sources: &mut Sources, paths: &mut Paths) -> Vec<FileId> {
    let folder: PathBuf = sources
        .get(file)
        .and_then(|file| file.path.parent())
        .map(Path::to_path_buf)
        .unwrap_or_default();
    let mut found = Vec::new();
    let mut open = vec![tree];
    while let Some(node) = open.pop() {
        open.extend(node.elements());
        open.extend(node.entries().iter().map(|entry| &entry.value));
        let texts = node
            .entries()
            .iter()
            .filter(|entry| entry.key.as_ref() == "$ref" || is_mapping_value(&entry.value))
            .filter_map(|entry| entry.value.as_str());
        for text in texts {
            let path = text.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            let key = (file, path.to_owned());
            if paths.contains_key(&key) {
                continue;
            }
            let read = sources.read(&folder.join(path.trim_start_matches('/')));
            found.extend(read.as_ref().ok());
            paths.insert(key, read.map_err(|error| error.to_string()));
        }
    }
    found
}

/// Whether a value looks like one of a discriminator's `mapping`, which is a reference without `$ref`.
pub fn is_mapping_value(value: &Node) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.contains("#/components/schemas/"))
}

fn check_version(tree: &Node, diagnostics: &mut Diagnostics) -> Option<()> {
    let expected = "`openapi: 3.0.…` or `openapi: 3.1.…` is expected";
    let problem = match (&tree.kind, tree.get("openapi"), tree.get("swagger")) {
        (Kind::Map(_), Some(version), _) => match version.as_str() {
            Some(text) if is_supported(text) => return Some(()),
            Some(text) => Diagnostic::new(
                version.span,
                format!("OpenAPI `{text}` is not supported"),
                expected,
            ),
            None => Diagnostic::new(
                version.span,
                format!("an OpenAPI version that is {}", version.what()),
                expected,
            ),
        },
        (Kind::Map(_), None, Some(swagger)) => {
            Diagnostic::new(swagger.span, "Swagger 2.0 is not supported", expected)
        }
        (Kind::Map(_), None, None) => {
            Diagnostic::new(tree.span, "a document without `openapi`", expected)
                .help("a RAML document begins with `#%RAML 1.0`")
        }
        _ => Diagnostic::new(
            tree.span,
            format!("an OpenAPI document that is {}", tree.what()),
            "a map with `openapi`, `info` and `paths` is expected",
        ),
    };
    diagnostics.add(problem);
    None
}

fn is_supported(version: &str) -> bool {
    let mut numbers = version.split('.');
    numbers.next() == Some("3") && matches!(numbers.next(), Some("0" | "1"))
}
