//! The joined files of a specification, and the lookup of names in them.
//!
//! The result of joining is one tree without includes. Every node carries the scope in which its names are looked up,
//! because trees from several files are merged later, and a name keeps the meaning that it has where it was written.

mod annotated;
mod assembly;
mod qualified;

use std::{collections::HashMap, rc::Rc};

use indexmap::IndexMap;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    source::Span,
    yaml::{Entry, Node, ScopeId},
};

pub use self::{annotated::ScalarAnnotation, assembly::load};

/// A document with all that it includes and uses.
#[derive(Debug)]
pub struct Document {
    /// The root's tree, without includes.
    pub root: Node,
    /// The root first, then the libraries in the order in which they were met.
    pub libraries: Vec<Library>,
    /// The annotations of scalars: see `annotated`.
    pub scalar_annotations: Vec<ScalarAnnotation>,
    scopes: Vec<Scope>,
    /// The library of each annotation that is named with one, by the place of the name: see [`qualified`].
    annotated: HashMap<Span, LibraryId>,
}

/// Declarations that share their names: those of the root document or of a library.
#[derive(Debug, Default)]
pub struct Library {
    /// The types by name.
    pub types: IndexMap<Rc<str>, Declaration>,
    /// The traits by name.
    pub traits: IndexMap<Rc<str>, Declaration>,
    /// The resource types by name.
    pub resource_types: IndexMap<Rc<str>, Declaration>,
    /// The types of annotations by name.
    pub annotation_types: IndexMap<Rc<str>, Declaration>,
    /// The security schemes by name.
    pub security_schemes: IndexMap<Rc<str>, Declaration>,
    /// The annotations of the library itself, such as a package for all of its types.
    pub annotations: Vec<Entry>,
    /// Whether its file could not be read. Then nothing is reported as missing from it.
    pub is_broken: bool,
}

/// A named declaration.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Where its name stands.
    pub name_span: Span,
    /// Its content.
    pub node: Node,
}

/// Numbers a [`Library`] of a [`Document`].
pub type LibraryId = usize;

/// The root document is the first library.
pub const ROOT: LibraryId = 0;

#[derive(Debug)]
struct Scope {
    /// The scope in which to look up an alias that is not declared here.
    parent: Option<ScopeId>,
    aliases: HashMap<Rc<str>, LibraryId>,
    /// Where names without an alias are declared.
    home: LibraryId,
}

/// Which kind of declaration a name is looked up as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A type.
    Type,
    /// A trait.
    Trait,
    /// A resource type.
    ResourceType,
    /// The type of an annotation.
    AnnotationType,
    /// A security scheme.
    SecurityScheme,
}

impl Named {
    /// The kind in words.
    pub fn what(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Trait => "trait",
            Self::ResourceType => "resource type",
            Self::AnnotationType => "annotation type",
            Self::SecurityScheme => "security scheme",
        }
    }
}

impl Document {
    /// Finds the declaration that a name means in a scope: aliases of the file first, then those of its includer, at last
    /// the root's; names without alias in the file's own library, then in the root.
    pub fn find(
        &self,
        kind: Named,
        name: &str,
        scope: ScopeId,
    ) -> Option<(LibraryId, Rc<str>, &Declaration)> {
        match name.rsplit_once('.') {
            None => {
                let home = self
                    .scopes
                    .get(scope.0 as usize)
                    .map_or(ROOT, |scope| scope.home);
                self.declared(home, kind, name)
                    .or_else(|| self.declared(ROOT, kind, name))
            }
            Some((aliases, name)) => self.declared(self.library(aliases, scope)?, kind, name),
        }
    }

    /// The declaration of an annotation, `(name)` or `(library.name)`.
    pub fn annotation_type(&self, annotation: &Entry) -> Option<&Declaration> {
        let name = annotation.key.strip_prefix('(')?.strip_suffix(')')?;
        match self.annotated.get(&annotation.key_span) {
            Some(library) => self.declared(*library, Named::AnnotationType, name),
            None => self.find(Named::AnnotationType, name, annotation.value.scope),
        }
        .map(|(_, _, declaration)| declaration)
    }

    /// Whether `markDeprecated` is declared beside `deprecated`. Specifications of commercetools distinguish two cases by
    /// these: what is deprecated, and what was removed.
    pub fn has_mark_deprecated(&self) -> bool {
        let mut libraries = self.libraries.iter();
        libraries.any(|library| {
            let declares = |name| library.annotation_types.contains_key(name);
            declares("markDeprecated") && declares("deprecated")
        })
    }

    /// The library that an alias means in a scope, or a chain of them: `a.b`.
    fn library(&self, aliases: &str, scope: ScopeId) -> Option<LibraryId> {
        let mut aliases = aliases.split('.');
        let first = self.alias(aliases.next()?, scope)?;
        aliases.try_fold(first, |library, alias| self.alias_in(library, alias))
    }

    /// Reports a name that is declared nowhere, with the nearest name that is.
    pub fn unknown(&self, kind: Named, name: &str, at: &Node, diagnostics: &mut Diagnostics) {
        let what = kind.what();
        let Some((aliases, own)) = name.rsplit_once('.') else {
            let home = self
                .scopes
                .get(at.scope.0 as usize)
                .map_or(ROOT, |scope| scope.home);
            let names: Vec<&str> = [home, ROOT]
                .iter()
                .filter_map(|library| self.libraries.get(*library))
                .flat_map(|library| library.names(kind))
                .collect();
            diagnostics.add(suggesting(
                unknown_name(kind, name, at),
                name,
                &names,
                |near| format!("a {what} `{near}` exists"),
            ));
            return;
        };
        match self
            .library(aliases, at.scope)
            .and_then(|library| self.libraries.get(library))
        {
            Some(library) if library.is_broken => {}
            Some(library) => {
                let names: Vec<&str> = library.names(kind).collect();
                diagnostics.add(suggesting(
                    unknown_name(kind, name, at),
                    own,
                    &names,
                    |near| format!("a {what} `{aliases}.{near}` exists"),
                ));
            }
            None => {
                let known: Vec<&str> = self.aliases(at.scope);
                let diagnostic = Diagnostic::new(
                    at.span,
                    format!("unknown library `{aliases}` in `{name}`"),
                    "an alias that `uses` declares is expected",
                );
                diagnostics.add(suggesting(diagnostic, aliases, &known, |near| {
                    format!("a library `{near}` is used here")
                }));
            }
        }
    }

    /// The aliases that a scope knows.
    fn aliases(&self, mut scope: ScopeId) -> Vec<&str> {
        let mut known = Vec::new();
        while let Some(here) = self.scopes.get(scope.0 as usize) {
            known.extend(here.aliases.keys().map(AsRef::as_ref));
            match here.parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        known.sort_unstable();
        known
    }

    fn declared(
        &self,
        library: LibraryId,
        kind: Named,
        name: &str,
    ) -> Option<(LibraryId, Rc<str>, &Declaration)> {
        let (name, declaration) = self.libraries.get(library)?.of(kind).get_key_value(name)?;
        Some((library, Rc::clone(name), declaration))
    }

    fn alias(&self, alias: &str, mut scope: ScopeId) -> Option<LibraryId> {
        loop {
            let here = self.scopes.get(scope.0 as usize)?;
            if let Some(library) = here.aliases.get(alias) {
                return Some(*library);
            }
            scope = here.parent?;
        }
    }

    /// An alias of a library's own, for the transitive `a.b.Type`.
    fn alias_in(&self, library: LibraryId, alias: &str) -> Option<LibraryId> {
        self.scopes
            .iter()
            .filter(|scope| scope.home == library)
            .find_map(|scope| scope.aliases.get(alias))
            .copied()
    }
}

fn unknown_name(kind: Named, name: &str, at: &Node) -> Diagnostic {
    let what = kind.what();
    Diagnostic::new(
        at.span,
        format!("unknown {what} `{name}`"),
        format!("the name of a declared {what} is expected"),
    )
}

/// Adds the nearest of the known names as help.
fn suggesting(
    diagnostic: Diagnostic,
    name: &str,
    known: &[&str],
    help: impl Fn(&str) -> String,
) -> Diagnostic {
    match similar::get_close_matches(name, known, 1, 0.7).first() {
        Some(near) => diagnostic.help(help(near)),
        None => diagnostic,
    }
}

impl Library {
    fn names(&self, kind: Named) -> impl Iterator<Item = &str> {
        self.of(kind).keys().map(AsRef::as_ref)
    }

    fn of(&self, kind: Named) -> &IndexMap<Rc<str>, Declaration> {
        match kind {
            Named::Type => &self.types,
            Named::Trait => &self.traits,
            Named::ResourceType => &self.resource_types,
            Named::AnnotationType => &self.annotation_types,
            Named::SecurityScheme => &self.security_schemes,
        }
    }
}
