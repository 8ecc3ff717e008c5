//! The files of a document, and the targets of the `$ref`s in them.

mod elsewhere;
mod file;
mod loading;

use std::collections::HashMap;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    source::{FileId, Span},
    suggestion,
    yaml::Node,
};

use self::file::File;

pub use self::loading::{is_mapping_value, load};

/// A document with all files of its `$ref`s.
#[derive(Debug)]
pub struct Document {
    root: File,
    others: HashMap<FileId, File>,
    paths: Paths,
    /// The names of targets that are not components.
    elsewhere: elsewhere::Names,
}

/// The files of the paths in the `$ref`s of each file, or why there is none.
type Paths = HashMap<(FileId, String), Result<FileId, String>>;

/// A part of `components` that a `$ref` can refer to.
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
    /// All of them.
    pub const ALL: [Self; 7] = [
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

    /// One of its components as text.
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

/// A component: the target of a `$ref`.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// The file that it is declared in.
    pub file: FileId,
    /// Its name.
    pub name: &'a str,
    /// The place of its name.
    pub span: Span,
    /// Its content.
    pub node: &'a Node,
}

impl Component<'_> {
    /// Whether both are the same declaration.
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.node, other.node)
    }
}

/// The maximum length of a chain of `$ref`s.
pub const MOST_STEPS: usize = 64;

impl Document {
    /// The tree of the root document.
    pub fn root(&self) -> &Node {
        &self.root.tree
    }

    /// Whether keywords beside a `$ref` apply: OpenAPI 3.0 ignores them.
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

    /// The target of a `$ref`. A component that is only a `$ref` to one of the same name in another file stands for that
    /// one.
    ///
    /// # Errors
    ///
    /// When the text is not a reference to such a component, or there is none.
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
                Some(next) if next.name == found.name && !next.is(&found) => {
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

    /// A node, or the final target of its `$ref`.
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

    /// The content of a place that is not a component.
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

    /// The target of a `$ref` within a pointer.
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

/// The path and the pointer in the text of a `$ref`.
fn split(text: &str) -> (&str, &str) {
    let (path, pointer) = text.split_once('#').unwrap_or((text, ""));
    (path, pointer.trim_end_matches('/'))
}

/// The problem of components that refer to each other in a circle, or in a chain that is too long.
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
