//! Filters and facets, as texts.

use std::fmt;

use super::super::path::FieldPath;
use super::super::text::push_step;

/// A filter: what products, or their facets, must meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
}

/// A facet: what is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    expression: String,
    alias: String,
    counting: &'static str,
    text: String,
}

impl Filter {
    pub(super) fn new(path: &FieldPath, push: impl FnOnce(&mut String)) -> Self {
        let mut text = path.dotted();
        text.push(':');
        push(&mut text);
        Self { text }
    }

    /// How many there are that meet it, by each of its values or ranges.
    pub fn facet(self) -> Facet {
        Facet::new(self.text)
    }

    /// The filter as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Facet {
    pub(super) fn new(expression: String) -> Self {
        Self {
            text: expression.clone(),
            expression,
            alias: String::new(),
            counting: "",
        }
    }

    /// Names it in the answer, where it else has the name of its path.
    #[must_use]
    pub fn alias(self, name: impl AsRef<str>) -> Self {
        let mut alias = String::from(" as ");
        push_step(&mut alias, name.as_ref());
        Self { alias, ..self }.written()
    }

    /// Counts products as well as variants.
    #[must_use]
    pub fn counting_products(self) -> Self {
        let counting = " counting products";
        Self { counting, ..self }.written()
    }

    /// The facet as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn written(self) -> Self {
        let text = format!("{}{}{}", self.expression, self.alias, self.counting);
        Self { text, ..self }
    }
}

/// Both are taken wherever a text is.
macro_rules! texts {
    ($($name:ident),*) => {
        $(impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.text
            }
        }

        impl From<$name> for String {
            fn from(expression: $name) -> Self {
                expression.text
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.text)
            }
        })*
    };
}

texts!(Filter, Facet);
