//! Filters and facets, as strings.

use std::fmt;

use super::super::path::FieldPath;
use super::super::text::push_step;

/// A filter: a condition for products, or for their facets.
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

    /// The number of results for each of its values or ranges.
    pub fn facet(self) -> Facet {
        Facet::new(self.text)
    }

    /// The filter in the API.
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

    /// Sets its name in the response; by default the name is the path.
    #[must_use]
    pub fn alias(self, name: impl AsRef<str>) -> Self {
        let mut alias = String::from(" as ");
        push_step(&mut alias, name.as_ref());
        Self { alias, ..self }.written()
    }

    /// Counts products in addition to variants.
    #[must_use]
    pub fn counting_products(self) -> Self {
        let counting = " counting products";
        Self { counting, ..self }.written()
    }

    /// The facet in the API.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn written(self) -> Self {
        let text = format!("{}{}{}", self.expression, self.alias, self.counting);
        Self { text, ..self }
    }
}

/// Both can be passed wherever a string can.
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
