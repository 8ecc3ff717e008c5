//! The files of a document, and what the `$ref`s in them name.

mod elsewhere;

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    rc::Rc,
};

use self::elsewhere::Tree;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    names,
    openapi::fixed_fields,
    source::{FileId, Sources, Span},
    suggestion,
    yaml::{self, Entry, Kind, Node},
};

/// A document with all files that its `$ref`s name.
#[derive(Debug)]
pub struct Document {
    root: File,
    others: HashMap<FileId, File>,
    /// The files behind the paths in the `$ref`s of each file, or why there is none.
    paths: HashMap<(FileId, String), Result<FileId, String>>,
    /// The names of what is no component.
    elsewhere: elsewhere::Names,
}

/// A part of `components` that a `$ref` can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// `schemas`
    Schemas,
    /// `parameters`
    Parameters,
    /// `responses`
    Responses,
    /// `requestBodies`
    RequestBodies,
    /// `headers`
    Headers,
    /// `securitySchemes`
    SecuritySchemes,
    /// `pathItems`
    PathItems,
}

impl Section {
    const ALL: [Self; 7] = [
        Self::Schemas,
        Self::Parameters,
        Self::Responses,
        Self::RequestBodies,
        Self::Headers,
        Self::SecuritySchemes,
        Self::PathItems,
    ];

    /// Its field in `components`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schemas => "schemas",
            Self::Parameters => "parameters",
            Self::Responses => "responses",
            Self::RequestBodies => "requestBodies",
            Self::Headers => "headers",
            Self::SecuritySchemes => "securitySchemes",
            Self::PathItems => "pathItems",
        }
    }

    /// One of its components in words.
    pub fn what(self) -> &'static str {
        match self {
            Self::Schemas => "schema",
            Self::Parameters => "parameter",
            Self::Responses => "response",
            Self::RequestBodies => "request body",
            Self::Headers => "header",
            Self::SecuritySchemes => "security scheme",
            Self::PathItems => "path item",
        }
    }
}

/// A component: what a `$ref` leads to.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// The file that it is declared in.
    pub file: FileId,
    /// Its name.
    pub name: &'a str,
    /// Where its name stands.
    pub span: Span,
    /// What it says.
    pub node: &'a Node,
}

impl Component<'_> {
    /// Whether both are the same declaration.
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.node, other.node)
    }
}

/// How many `$ref`s may lead on to each other.
pub const MOST_STEPS: usize = 64;

/// Reads the document at `path`, and all files that it names.
///
/// `None` for a document that is not OpenAPI 3.0 or 3.1: reading on would only bury the one problem that matters.
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
    let mut paths = HashMap::new();
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
    let mut all: Vec<&mut File> = std::iter::once(&mut root)
        .chain(others.values_mut())
        .collect();
    all.sort_by_key(|file| file.id);
    tell_apart(all);
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
    let elsewhere = elsewhere::names(&trees, file_of, sources);
    Some(Document {
        root,
        others,
        paths,
        elsewhere,
    })
}

impl Document {
    /// The tree of the root document.
    pub fn root(&self) -> &Node {
        &self.root.tree
    }

    /// Whether keywords beside a `$ref` say something: OpenAPI 3.0 has them ignored.
    pub fn reads_beside_references(&self) -> bool {
        let version = self.root().get("openapi").and_then(Node::as_str);
        version.is_some_and(|version| !version.starts_with("3.0"))
    }

    /// The tree of a file of the document.
    pub fn tree(&self, file: FileId) -> &Node {
        self.file(file).map_or(&self.root.tree, |found| &found.tree)
    }

    /// The components of a section of the root document.
    pub fn components(&self, section: Section) -> impl Iterator<Item = Component<'_>> {
        let entries = self.root.section(section).iter();
        entries.map(|entry| self.root.component(entry))
    }

    /// The component of a name in a file.
    pub fn component(&self, file: FileId, section: Section, name: &str) -> Option<Component<'_>> {
        let found = self.file(file)?;
        let position = *found.positions.get(&section)?.get(name)?;
        let entry = found.section(section).get(position)?;
        Some(found.component(entry))
    }

    /// What the text of a `$ref` names. A component that is nothing but a `$ref` to one of the same name in another file
    /// stands for that one.
    ///
    /// # Errors
    ///
    /// The text is no reference to such a component, or there is none.
    pub fn find(
        &self,
        reference: &Node,
        section: Section,
    ) -> Result<Component<'_>, Box<Diagnostic>> {
        let mut passed = vec![self.find_here(reference, section)?];
        while let Some(found) = passed.last().copied() {
            let onward = found.node.get("$ref");
            let next = onward.and_then(|onward| self.find_here(onward, section).ok());
            match next {
                Some(next) if next.name == found.name && next.file != found.file => {
                    passed.push(next);
                }
                _ => return Ok(found),
            }
            if passed.len() > MOST_STEPS {
                break;
            }
        }
        Err(Box::new(circular(&passed)))
    }

    /// [`Self::find`], with its problem reported.
    pub fn referred(
        &self,
        reference: &Node,
        section: Section,
        diagnostics: &mut Diagnostics,
    ) -> Option<Component<'_>> {
        match self.find(reference, section) {
            Ok(component) => Some(component),
            Err(problem) => {
                diagnostics.add(*problem);
                None
            }
        }
    }

    /// A node itself, or what its `$ref` leads to in the end.
    pub fn resolve<'a>(
        &'a self,
        node: &'a Node,
        section: Section,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a Node> {
        let mut node = node;
        let mut passed: Vec<Component<'a>> = Vec::new();
        while let Some(reference) = node.get("$ref") {
            let next = self.referred(reference, section, diagnostics)?;
            let is_circle = passed.iter().any(|known| known.is(&next));
            passed.push(next);
            if is_circle || passed.len() > MOST_STEPS {
                diagnostics.add(circular(&passed));
                return None;
            }
            node = next.node;
        }
        Some(node)
    }

    fn find_here(
        &self,
        reference: &Node,
        section: Section,
    ) -> Result<Component<'_>, Box<Diagnostic>> {
        let (what, expected) = (section.what(), section.as_str());
        let problem = |message: String| {
            let label = format!(
                "`#/components/{expected}/<name>` is expected, or another place, perhaps behind the path of a file"
            );
            Box::new(Diagnostic::new(reference.span, message, label))
        };
        let Some(text) = reference.as_str() else {
            return Err(problem(format!("a `$ref` that is {}", reference.what())));
        };
        let (path, pointer) = split(text);
        let file = match path {
            "" => reference.span.file,
            path => match self.paths.get(&(reference.span.file, path.to_owned())) {
                Some(Ok(file)) => *file,
                Some(Err(error)) => {
                    return Err(problem(format!("cannot read `{path}`: {error}")));
                }
                None => {
                    return Err(problem(format!(
                        "`{path}` is not the path of a file beside this one"
                    )));
                }
            },
        };
        let name = match elsewhere::component(pointer) {
            Some((of, name)) if of == expected => name,
            Some(_) => {
                return Err(problem(format!("`{text}` is not a reference to a {what}")));
            }
            None => {
                return self
                    .place(file, pointer)
                    .ok_or_else(|| problem(format!("`{text}` leads to nothing")));
            }
        };
        if let Some(component) = self.component(file, section, name) {
            return Ok(component);
        }
        let unknown = Diagnostic::new(
            reference.span,
            format!("unknown {what} `{name}`"),
            format!("the name of a {what} in `components/{expected}` is expected"),
        );
        let names: Vec<&str> = self
            .file(file)
            .map(|found| found.section(section))
            .unwrap_or_default()
            .iter()
            .map(|entry| entry.key.as_ref())
            .collect();
        Err(Box::new(suggestion::nearest(unknown, name, &names, what)))
    }

    /// What stands at a place that is no component.
    fn place(&self, file: FileId, pointer: &str) -> Option<Component<'_>> {
        let ((_, _), name) = self.elsewhere.get_key_value(&(file, pointer.to_owned()))?;
        let tree = &self.file(file)?.tree;
        let found = elsewhere::walk(tree, pointer, &|reference| self.followed(reference))?;
        Some(Component {
            file: found.node.span.file,
            name,
            span: found.key.map_or(found.node.span, |entry| entry.key_span),
            node: found.node,
        })
    }

    /// The node that a `$ref` on the way of a pointer leads to.
    fn followed(&self, reference: &Node) -> Option<&Node> {
        let (path, pointer) = split(reference.as_str()?);
        let file = match path {
            "" => reference.span.file,
            path => *self
                .paths
                .get(&(reference.span.file, path.to_owned()))?
                .as_ref()
                .ok()?,
        };
        let found = elsewhere::walk(&self.file(file)?.tree, pointer, &|_| None)?;
        Some(found.node)
    }

    fn file(&self, file: FileId) -> Option<&File> {
        if file == self.root.id {
            Some(&self.root)
        } else {
            self.others.get(&file)
        }
    }
}

/// Gives schemas whose names are alike in Rust names of their own. A schema that is nothing but a `$ref` to one of its name
/// stands for that one.
fn tell_apart(files: Vec<&mut File>) {
    let mut taken: HashSet<String> = HashSet::new();
    for file in files {
        let mut names = HashMap::new();
        for entry in file.section(Section::Schemas) {
            let reference = entry.value.get("$ref").and_then(Node::as_str);
            let is_same = |text: &str| text.ends_with(&format!("/{}", entry.key));
            if reference.is_some_and(is_same) || taken.insert(names::type_name(&entry.key)) {
                continue;
            }
            let mut number = 2;
            while !taken.insert(names::type_name(&format!("{}{number}", entry.key))) {
                number += 1;
            }
            names.insert(Rc::clone(&entry.key), format!("{}{number}", entry.key));
        }
        file.names = names;
    }
}

/// The path and the pointer in the text of a `$ref`.
fn split(text: &str) -> (&str, &str) {
    let (path, pointer) = text.split_once('#').unwrap_or((text, ""));
    (path, pointer.trim_end_matches('/'))
}

/// The problem of components that lead to each other in a circle, or on and on.
pub fn circular(passed: &[Component<'_>]) -> Diagnostic {
    let names: Vec<&str> = passed.iter().map(|component| component.name).collect();
    let message = if passed.len() > MOST_STEPS {
        let first = names.first().copied().unwrap_or_default();
        format!("more than {MOST_STEPS} components lead on to each other, from `{first}`")
    } else {
        format!("a circle of `$ref`s: {}", names.join(" -> "))
    };
    match passed.first() {
        Some(first) => Diagnostic::new(
            first.span,
            message,
            "a component that leads to one of its own kind in a few steps is expected",
        ),
        None => Diagnostic::without_place(message),
    }
}

#[derive(Debug)]
struct File {
    id: FileId,
    tree: Node,
    /// The names of schemas that differ from those of schemas of the same name, in Rust, that came before.
    names: HashMap<Rc<str>, String>,
    /// Where each component stands in its section, for a document may hold thousands.
    positions: HashMap<Section, HashMap<Rc<str>, usize>>,
}

impl File {
    fn new(id: FileId, tree: Node, diagnostics: &mut Diagnostics) -> Self {
        let mut file = Self {
            id,
            tree,
            names: HashMap::new(),
            positions: HashMap::new(),
        };
        if let Some(components) = file.tree.get("components")
            && fixed_fields::check(components, fixed_fields::COMPONENTS, diagnostics)
        {
            for section in Section::ALL {
                fixed_fields::map(components, section.as_str(), diagnostics);
            }
        }
        for section in Section::ALL {
            let entries = file.section(section).iter().enumerate();
            let positions = entries.map(|(position, entry)| (Rc::clone(&entry.key), position));
            let positions = positions.collect();
            file.positions.insert(section, positions);
        }
        file
    }

    fn section(&self, section: Section) -> &[Entry] {
        let components = self.tree.get("components");
        components
            .and_then(|components| components.get(section.as_str()))
            .map(Node::entries)
            .unwrap_or_default()
    }

    fn component<'a>(&'a self, entry: &'a Entry) -> Component<'a> {
        Component {
            file: self.id,
            name: self
                .names
                .get(&entry.key)
                .map_or(&entry.key, String::as_str),
            span: entry.key_span,
            node: &entry.value,
        }
    }
}

/// Reads the files that the `$ref`s of a tree name, from the folder of its own file.
///
/// A file that cannot be read is a problem only where its `$ref` is used: `$ref` in an example is data.
fn named_files(
    tree: &Node,
    file: FileId,
    sources: &mut Sources,
    paths: &mut HashMap<(FileId, String), Result<FileId, String>>,
) -> Vec<FileId> {
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

/// Whether a value reads like one of a discriminator's `mapping`, which is a reference without `$ref`.
fn is_mapping_value(value: &Node) -> bool {
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
