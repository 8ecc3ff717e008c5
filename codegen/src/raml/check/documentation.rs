//! The documentation of an API.

use crate::{
    diagnostics::Diagnostic,
    raml::keys,
    yaml::{Entry, Kind, Node},
};

use super::{Checker, Target, Written};

impl Checker<'_> {
    /// `documentation`: a list of items, each with a title and content.
    pub(super) fn documentation(&self, node: &Node) {
        let items = node.elements();
        if items.is_empty() {
            self.add(Diagnostic::new(
                node.span,
                format!(
                    "`documentation` is {}",
                    match node.kind {
                        Kind::List(_) => "empty",
                        _ => node.what(),
                    }
                ),
                "a list of items, each with `title` and `content`, is expected",
            ));
        }
        for item in items {
            let written = Written::Plainly;
            let found = self.entries(
                item,
                &keys::DOCUMENTATION,
                &[],
                Target::DocumentationItem,
                written,
            );
            for (_, entry) in &found {
                self.filled_text(entry);
            }
            for key in keys::DOCUMENTATION.names {
                if !found.iter().any(|(name, _)| name == key) {
                    self.add(Diagnostic::new(
                        item.span,
                        format!("an item of the documentation without `{key}`"),
                        format!("`{key}` is expected"),
                    ));
                }
            }
        }
    }

    /// A text that is not empty.
    pub(super) fn filled_text(&self, entry: &Entry) {
        let value = &entry.value;
        let is_filled = value.as_str().is_some_and(|text| !text.trim().is_empty());
        if is_filled {
            return;
        }
        let what = match value.kind {
            Kind::Scalar(_) | Kind::Null => "empty",
            _ => value.what(),
        };
        self.add(Diagnostic::new(
            value.span,
            format!("`{}` is {what}", entry.key),
            "a text is expected",
        ));
    }
}
