//! Joins the files of a specification: `!include`, `uses`, `extends`.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    rc::Rc,
};

use indexmap::IndexMap;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    raml::{keys, merge},
    source::{FileId, Sources, Span},
    yaml::{self, Entry, Kind, Node, Scalar, ScopeId},
};

use super::{Declaration, Document, Library, LibraryId, ROOT, Scope, annotated, qualified};

/// Reads the document at `path` with everything it names.
pub fn load(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Document> {
    let file = match sources.read(path) {
        Ok(file) => file,
        Err(error) => {
            diagnostics.add(
                Diagnostic::without_place(format!("cannot read `{}`: {error}", path.display()))
                    .help("the path of a RAML 1.0 root document is expected"),
            );
            return None;
        }
    };
    let mut assembler = Assembler {
        sources,
        diagnostics,
        parsed: HashMap::new(),
        library_of: HashMap::new(),
        nodes: 0,
        is_over: false,
        open: Vec::new(),
        document: Document {
            root: Node::null(Span {
                file,
                start: 0,
                end: 0,
            }),
            libraries: vec![Library::default()],
            scalar_annotations: Vec::new(),
            scopes: vec![Scope {
                parent: None,
                aliases: HashMap::new(),
                home: ROOT,
            }],
            annotated: HashMap::new(),
        },
    };
    let mut root = assembler.root(file)?;
    let declarations = assembler.declarations(&mut root);
    let mut document = assembler.document;
    if let Some(library) = document.libraries.get_mut(ROOT) {
        *library = declarations;
    }
    document.root = root;
    qualified::resolve(&mut document);
    annotated::read_declared(&mut document);
    Some(document)
}

/// How many nodes all files together may have after inclusion: far above any real specification, low enough that files
/// which include each other many times over end in an error and not in exhausted memory.
const MOST_NODES: usize = 5_000_000;

struct Assembler<'a> {
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    parsed: HashMap<FileId, Parsed>,
    library_of: HashMap<FileId, LibraryId>,
    nodes: usize,
    /// Whether a limit was reached: it is reported once, the rest is not read.
    is_over: bool,
    /// The files that are being included, outermost first, with the place that includes each.
    open: Vec<(FileId, Span)>,
    document: Document,
}

/// The state of a file that was named before. Most files are named once: their trees are handed on, and no copy is kept.
enum Parsed {
    /// Its tree was handed on.
    Once,
    /// It was named again.
    Again(Node),
    /// It cannot be read, which was reported.
    Broken,
}

/// The scope of the root document.
const ROOT_SCOPE: ScopeId = ScopeId(0);

impl Assembler<'_> {
    /// The tree of a root document; one that `extends` another is merged over it.
    fn root(&mut self, file: FileId) -> Option<Node> {
        let parsed = self.parse(file)?;
        if !matches!(parsed.kind, Kind::Map(_)) {
            self.diagnostics.add(Diagnostic::new(
                parsed.span,
                format!("a root document that is {}", parsed.what()),
                "a map with `title` is expected",
            ));
            return None;
        }
        let place = Span {
            file,
            start: 0,
            end: 0,
        };
        if self.open.iter().any(|(open, _)| *open == file) {
            self.diagnostics
                .add(self.cycle(file, parsed.span, "documents that extend each other"));
            return None;
        }
        self.open.push((file, place));
        self.uses(&parsed, ROOT_SCOPE);
        let span = parsed.span;
        let extends = parsed.get("extends").cloned();
        let mut own = self.expand(parsed, ROOT_SCOPE, 0);
        let text = self.sources.text(file);
        let header = header(&text);
        self.scalars(&mut own, matches!(header, "Trait" | "ResourceType"));
        let merged = match (header, &extends) {
            (kind @ ("Overlay" | "Extension"), Some(extends)) => self.extended(own, extends, kind),
            (kind @ ("Overlay" | "Extension"), None) => {
                self.diagnostics.add(Diagnostic::new(
                    span,
                    format!("an {kind} without `extends`"),
                    "`extends: path` of the document below is expected",
                ));
                None
            }
            ("", _) => {
                self.check_header(&text, span);
                Some(own)
            }
            (fragment, _) => self.root_of_fragment(own, fragment, file),
        };
        self.open.pop();
        merged
    }

    /// Reports a file that declares another format than RAML 1.0. A file without a declaration is read as RAML 1.0.
    fn check_header(&mut self, text: &str, root: Span) {
        let line = text.lines().next().unwrap_or("");
        if line.starts_with("#%RAML") && line.trim_end() != "#%RAML 1.0" {
            let span = Span {
                file: root.file,
                start: 0,
                end: u32::try_from(line.len()).unwrap_or(0),
            };
            self.diagnostics.add(Diagnostic::new(
                span,
                "this is not RAML 1.0",
                "`#%RAML 1.0` is expected in the first line",
            ));
        }
    }

    /// A root document that has nothing but a fragment, so that a library or a type can be read alone.
    fn root_of_fragment(&mut self, own: Node, fragment: &str, file: FileId) -> Option<Node> {
        let path = self.sources.relative_path(file);
        let name = Path::new(&path)
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let entry = |key: &str, value: Node| Entry {
            key: key.into(),
            key_span: own.span,
            value,
        };
        let title = entry("title", Node::text(&own, &name));
        // What a type or trait needs and its file does not say.
        let media_type = entry("mediaType", Node::text(&own, "application/json"));
        let named = |key: &str| {
            let own = without_heads(own.clone());
            entry(key, Node::map(&own, vec![entry(&name, own.clone())]))
        };
        let content = match fragment {
            "Library" => {
                keys::LIBRARY.check(&own, &[], self.diagnostics);
                let Kind::Map(entries) = own.kind.clone() else {
                    return None;
                };
                let known = entries
                    .into_iter()
                    .filter(|entry| keys::LIBRARY.has(&entry.key) && &*entry.key != "usage");
                let mut entries: Vec<Entry> = known.collect();
                entries.extend([title, media_type]);
                return Some(Node::map(&own, entries));
            }
            "DataType" => named("types"),
            "Trait" => named("traits"),
            "ResourceType" => named("resourceTypes"),
            "AnnotationTypeDeclaration" => named("annotationTypes"),
            "SecurityScheme" => named("securitySchemes"),
            "DocumentationItem" => {
                let item = without_heads(own.clone());
                let list = Node {
                    kind: Kind::List(vec![item]),
                    ..Node::null(own.span)
                };
                entry("documentation", list)
            }
            "NamedExample" => return Some(Node::map(&own, vec![title])),
            other => {
                self.diagnostics.add(Diagnostic::new(
                    own.span,
                    format!("`{other}` is not a kind of RAML document"),
                    "an API, an Overlay, an Extension, a Library or another fragment is expected",
                ));
                return None;
            }
        };
        Some(Node::map(&own, vec![title, media_type, content]))
    }

    /// Reads the scalars with annotations of a file, before it is merged with another one.
    fn scalars(&mut self, file: &mut Node, in_template: bool) {
        let found = &mut self.document.scalar_annotations;
        annotated::read(file, in_template, found, self.diagnostics);
    }

    fn extended(&mut self, own: Node, extends: &Node, kind: &str) -> Option<Node> {
        let extends = annotated::value(extends);
        let path = extends.as_str().unwrap_or_default();
        let file = self.find_file(path, extends.span)?;
        let below = self.root(file)?;
        if kind == "Overlay" {
            merge::check_overlay(&below, &own, self.diagnostics);
        }
        Some(merge::extend(below, own))
    }

    /// Reads the libraries of a file's `uses` into a scope.
    fn uses(&mut self, file_root: &Node, scope: ScopeId) {
        let Some(uses) = file_root.get("uses") else {
            return;
        };
        for entry in uses.entries() {
            let path = match &annotated::value(&entry.value).kind {
                Kind::Scalar(Scalar { text, .. }) | Kind::Include(text) => Rc::clone(text),
                _ => {
                    self.diagnostics.add(Diagnostic::new(
                        entry.value.span,
                        format!("`uses` of `{}` is {}", entry.key, entry.value.what()),
                        "the path of a library is expected",
                    ));
                    continue;
                }
            };
            let Some(file) = self.find_file(&path, entry.value.span) else {
                continue;
            };
            let library = self.library(file);
            if let Some(scope) = self.document.scopes.get_mut(scope.0 as usize) {
                scope
                    .aliases
                    .entry(Rc::clone(&entry.key))
                    .or_insert(library);
            }
        }
    }

    /// The library in a file, read when it is first named, so that libraries may use each other in a circle.
    fn library(&mut self, file: FileId) -> LibraryId {
        if let Some(library) = self.library_of.get(&file) {
            return *library;
        }
        let library = self.document.libraries.len();
        self.document.libraries.push(Library::default());
        self.library_of.insert(file, library);
        let scope = self.scope(Some(ROOT_SCOPE), library);
        if let Some(parsed) = self.parse(file) {
            // A library stands for itself: what is being included where it is used does not make a cycle with it.
            let open = std::mem::take(&mut self.open);
            self.open.push((file, parsed.span));
            self.uses(&parsed, scope);
            let mut tree = self.expand(parsed, scope, 0);
            self.open = open;
            self.scalars(&mut tree, false);
            keys::LIBRARY.check(&tree, &[], self.diagnostics);
            let declarations = self.declarations(&mut tree);
            if let Some(slot) = self.document.libraries.get_mut(library) {
                *slot = declarations;
            }
        } else if let Some(slot) = self.document.libraries.get_mut(library) {
            slot.is_broken = true;
        }
        library
    }

    /// Moves the declarations out of a tree, in which their keys stay.
    fn declarations(&mut self, root: &mut Node) -> Library {
        let mut types = self.declared(root, "types");
        let older = self.declared(root, "schemas");
        let place = |key: &str| root.entries().iter().find(|entry| &*entry.key == key);
        if let (Some(of), Some(schemas)) = (place("types"), place("schemas")) {
            self.diagnostics.add(
                Diagnostic::new(
                    schemas.key_span,
                    "`schemas` beside `types`",
                    "one of the two is expected: `schemas` is an older name of `types`",
                )
                .related(of.key_span, "`types` is here"),
            );
        }
        for (name, declaration) in older {
            types.entry(name).or_insert(declaration);
        }
        Library {
            types,
            traits: self.declared(root, "traits"),
            resource_types: self.declared(root, "resourceTypes"),
            annotation_types: self.declared(root, "annotationTypes"),
            security_schemes: self.declared(root, "securitySchemes"),
            annotations: root
                .entries()
                .iter()
                .filter(|entry| entry.key.starts_with('('))
                .cloned()
                .collect(),
            is_broken: false,
        }
    }

    fn declared(&mut self, root: &mut Node, what: &str) -> IndexMap<Rc<str>, Declaration> {
        let Kind::Map(entries) = &mut root.kind else {
            return IndexMap::new();
        };
        let Some(entry) = entries.iter_mut().find(|entry| entry.key.as_ref() == what) else {
            return IndexMap::new();
        };
        let place = entry.value.span;
        let node = std::mem::replace(&mut entry.value, Node::null(place));
        match node.kind {
            Kind::Map(entries) => entries
                .into_iter()
                .map(|entry| {
                    let declaration = Declaration {
                        name_span: entry.key_span,
                        node: entry.value,
                    };
                    (entry.key, declaration)
                })
                .collect(),
            Kind::Null => IndexMap::new(),
            _ => {
                self.diagnostics.add(Diagnostic::new(
                    node.span,
                    format!("`{what}` is {}", node.what()),
                    "a map from name to declaration is expected",
                ));
                IndexMap::new()
            }
        }
    }

    /// The tree below a node with every include replaced by what it names.
    fn expand(&mut self, node: Node, scope: ScopeId, depth: usize) -> Node {
        self.nodes += 1;
        if self.nodes > MOST_NODES || depth > 2 * yaml::DEEPEST {
            let limit = if depth > 2 * yaml::DEEPEST {
                "nest too deep"
            } else {
                "have too many nodes"
            };
            if !std::mem::replace(&mut self.is_over, true) {
                self.diagnostics.add(Diagnostic::new(
                    node.span,
                    format!("the files of the specification {limit}"),
                    "reading ends here",
                ));
            }
            return Node {
                scope,
                ..Node::null(node.span)
            };
        }
        let kind = match node.kind {
            Kind::Include(path) => return self.include(node.span, &path, scope, depth),
            Kind::List(elements) => Kind::List(
                elements
                    .into_iter()
                    .map(|element| self.expand(element, scope, depth + 1))
                    .collect(),
            ),
            Kind::Map(entries) => Kind::Map(
                entries
                    .into_iter()
                    .map(|entry| Entry {
                        value: self.expand(entry.value, scope, depth + 1),
                        ..entry
                    })
                    .collect(),
            ),
            other => other,
        };
        Node {
            span: node.span,
            scope,
            kind,
        }
    }

    fn include(&mut self, at: Span, path: &str, scope: ScopeId, depth: usize) -> Node {
        let nothing = Node {
            scope,
            ..Node::null(at)
        };
        let Some(file) = self.find_file(path, at) else {
            return nothing;
        };
        if !is_yaml(path) {
            let scalar = Scalar {
                text: self.sources.text(file),
                plain: false,
            };
            return Node {
                span: Span {
                    file,
                    start: 0,
                    end: 0,
                },
                scope,
                kind: Kind::Scalar(scalar),
            };
        }
        if self.open.iter().any(|(open, _)| *open == file) {
            let diagnostic = self.cycle(file, at, "files that include each other");
            self.diagnostics.add(diagnostic);
            return nothing;
        }
        let Some(parsed) = self.parse(file) else {
            return nothing;
        };
        self.open.push((file, at));
        let has_uses = parsed.get("uses").is_some_and(|uses| {
            uses.entries()
                .iter()
                .map(|entry| annotated::value(&entry.value))
                .all(|path| matches!(path.kind, Kind::Scalar(_) | Kind::Include(_)))
        });
        let included = if has_uses {
            let home = self
                .document
                .scopes
                .get(scope.0 as usize)
                .map_or(ROOT, |scope| scope.home);
            let own = self.scope(Some(scope), home);
            self.uses(&parsed, own);
            without_heads(self.expand(parsed, own, depth + 1))
        } else {
            let tree = self.expand(parsed, scope, depth + 1);
            match header(&self.sources.text(file)) {
                "" => tree,
                _ => without_heads(tree),
            }
        };
        self.open.pop();
        included
    }

    fn cycle(&self, file: FileId, at: Span, what: &str) -> Diagnostic {
        let first = self
            .open
            .iter()
            .position(|(open, _)| *open == file)
            .unwrap_or(0);
        let mut names: Vec<String> = self
            .open
            .iter()
            .skip(first)
            .map(|(open, _)| self.sources.relative_path(*open))
            .collect();
        names.push(self.sources.relative_path(file));
        Diagnostic::new(
            at,
            format!("{what}: {}", names.join(" -> ")),
            "this closes the circle",
        )
    }

    fn scope(&mut self, parent: Option<ScopeId>, home: LibraryId) -> ScopeId {
        let id = ScopeId(u32::try_from(self.document.scopes.len()).unwrap_or(u32::MAX));
        self.document.scopes.push(Scope {
            parent,
            aliases: HashMap::new(),
            home,
        });
        id
    }

    fn parse(&mut self, file: FileId) -> Option<Node> {
        match self.parsed.get(&file) {
            Some(Parsed::Again(tree)) => return Some(tree.clone()),
            Some(Parsed::Broken) => return None,
            Some(Parsed::Once) | None => {}
        }
        let text = self.sources.text(file);
        let tree = yaml::parse(&text, file, self.diagnostics);
        let known = match (&tree, self.parsed.contains_key(&file)) {
            (None, _) => Parsed::Broken,
            (Some(_), false) => Parsed::Once,
            (Some(tree), true) => Parsed::Again(tree.clone()),
        };
        self.parsed.insert(file, known);
        tree
    }

    /// The file that a path in the specification means: relative to the folder of the file that names it, also where the
    /// path begins with a slash.
    fn find_file(&mut self, path: &str, at: Span) -> Option<FileId> {
        let folder = self
            .sources
            .get(at.file)
            .and_then(|file| file.path.parent().map(Path::to_path_buf))
            .unwrap_or_default();
        let full: PathBuf = folder.join(path.trim_start_matches('/'));
        match self.sources.read(&full) {
            Ok(file) => Some(file),
            Err(error) => {
                self.diagnostics.add(
                    Diagnostic::new(
                        at,
                        format!("cannot read `{path}`: {error}"),
                        "the path of a file is expected, from the folder of this one",
                    )
                    .help(format!(
                        "looked for {}",
                        crate::source::normalise(&full).display()
                    )),
                );
                None
            }
        }
    }
}

/// A fragment without the keys that apply to its file only.
fn without_heads(mut tree: Node) -> Node {
    if let Kind::Map(entries) = &mut tree.kind {
        entries.retain(|entry| !matches!(entry.key.as_ref(), "uses" | "usage"));
    }
    tree
}

/// Whether an included file is part of the tree; any other file is a text, such as a JSON example.
fn is_yaml(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    [".raml", ".yaml", ".yml"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// The fragment kind of a `#%RAML 1.0 Kind` header, empty for a root document or none.
fn header(text: &str) -> &str {
    let line = text.lines().next().unwrap_or("");
    line.strip_prefix("#%RAML 1.0").unwrap_or("").trim()
}
