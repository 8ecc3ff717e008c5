//! The path from a resource to a field.

use std::borrow::Cow;

use super::expression::Predicate;
use super::text::{push_name, push_step};

/// The path from a resource to a field, name by name.
///
/// Not for callers, who use the fields of a model.
#[derive(Clone, Debug, Default)]
pub struct FieldPath {
    names: Vec<Cow<'static, str>>,
}

impl FieldPath {
    /// The field one name further.
    pub fn to<F: From<Self>>(&self, name: &'static str) -> F {
        self.with(Cow::Borrowed(name)).into()
    }

    /// The path with one more name.
    pub(super) fn with(&self, name: Cow<'static, str>) -> Self {
        let mut names = Vec::with_capacity(self.names.len() + 1);
        names.extend_from_slice(&self.names);
        names.push(name);
        Self { names }
    }

    /// The path whose last name selects elements of a list: `lineItems[*]`.
    pub(super) fn choosing(mut self, elements: &str) -> Self {
        if let Some(last) = self.names.last_mut() {
            last.to_mut().push_str(elements);
        }
        self
    }

    /// A condition for the field: `shippingAddress(country = "DE")` for `= "DE"`.
    pub(super) fn condition(&self, condition: &str, variables: Vec<(String, String)>) -> Predicate {
        let mut text = self.opened();
        text.push(' ');
        text.push_str(condition);
        self.close(&mut text, 1);
        Predicate::single(text, variables)
    }

    /// A condition for the fields of an object: `shippingAddress(country = "DE" and city = "Bonn")`.
    pub(super) fn around(&self, inner: Predicate) -> Predicate {
        if self.names.is_empty() {
            return inner;
        }
        let mut text = self.opened();
        text.push('(');
        text.push_str(inner.as_str());
        text.push(')');
        self.close(&mut text, 1);
        Predicate::single(text, inner.into_variables())
    }

    /// The names separated by dots, as in sort expressions.
    pub(super) fn dotted(&self) -> String {
        let mut text = String::new();
        for name in &self.names {
            if !text.is_empty() {
                text.push('.');
            }
            push_step(&mut text, name);
        }
        text
    }

    /// The names separated by dots, without backticks, because brackets select elements.
    pub(super) fn expansion(&self) -> String {
        self.names.join(".")
    }

    fn opened(&self) -> String {
        let mut text = String::new();
        for (position, name) in self.names.iter().enumerate() {
            if position > 0 {
                text.push('(');
            }
            push_name(&mut text, name);
        }
        text
    }

    fn close(&self, text: &mut String, names_without: usize) {
        for _ in names_without..self.names.len() {
            text.push(')');
        }
    }
}
