//! The values that fields are compared with: written into the predicate, or bound to a variable.

use std::marker::PhantomData;

use crate::{Date, DateTime, LocalDateTime, Time};

use super::text::{identifier, push_quoted};

/// A type whose values can be written in predicates.
pub trait Value {
    /// Whether its values are quoted.
    const IS_QUOTED: bool;

    /// The value as a string, without quotes.
    fn text(&self) -> String;
}

/// The type of a field with an enum value, which is compared with such values.
#[derive(Clone, Debug)]
pub struct Choice<E>(E);

/// The operand for a field of type `T`: a value, or a variable from [`bound`].
#[derive(Clone, Debug)]
pub struct Operand<T> {
    text: String,
    variable: Option<String>,
    of: PhantomData<fn() -> T>,
}

/// The list of operands for a field of type `T`: values, or a variable from [`bound`].
#[derive(Clone, Debug)]
pub struct Operands<T> {
    operands: Vec<Operand<T>>,
    variable: Option<String>,
}

/// A value that is sent separately from the predicate: see [`bound`].
#[derive(Clone, Debug)]
pub struct Bound<V> {
    name: String,
    value: V,
}

/// Binds a value to a variable: the predicate contains the variable as `:name`, and the value is sent as `var.name`.
///
/// A name consists of letters, digits and underscores; other characters become an underscore. Within one request, a name
/// has one value or one list.
pub fn bound<V>(name: impl AsRef<str>, value: V) -> Bound<V> {
    Bound {
        name: identifier(name.as_ref()),
        value,
    }
}

macro_rules! values {
    ($($of:ty: $is_quoted:literal),* $(,)?) => {
        $(impl Value for $of {
            const IS_QUOTED: bool = $is_quoted;

            fn text(&self) -> String {
                self.to_string()
            }
        })*
    };
}

values! {
    String: true,
    bool: false,
    i64: false,
    f64: false,
    DateTime: true,
    LocalDateTime: true,
    Date: true,
    Time: true,
}

impl<E: AsRef<str>> Value for Choice<E> {
    const IS_QUOTED: bool = true;

    fn text(&self) -> String {
        self.0.as_ref().to_owned()
    }
}

impl<T: Value> From<T> for Operand<T> {
    fn from(value: T) -> Self {
        Self::of(value.text())
    }
}

impl<E: AsRef<str>> From<E> for Operand<Choice<E>> {
    fn from(value: E) -> Self {
        Choice(value).into()
    }
}

impl<E: AsRef<str>> From<&E> for Operand<Choice<E>> {
    fn from(value: &E) -> Self {
        Self::of(value.as_ref().to_owned())
    }
}

/// Other types whose values can be used for those of a field without a change.
macro_rules! operands {
    ($($from:ty => $of:ty),* $(,)?) => {
        $(impl From<$from> for Operand<$of> {
            fn from(value: $from) -> Self {
                Self::of(value.to_string())
            }
        })*
    };
}

operands! {
    &str => String,
    &String => String,
    i32 => i64,
    u32 => i64,
    i32 => f64,
    u32 => f64,
    i64 => f64,
}

impl<T, V: Into<Self>> From<Bound<V>> for Operand<T> {
    fn from(bound: Bound<V>) -> Self {
        Self {
            variable: Some(bound.name),
            ..bound.value.into()
        }
    }
}

impl<T, V: Into<Operand<T>>> From<Vec<V>> for Operands<T> {
    fn from(values: Vec<V>) -> Self {
        values.into_iter().collect()
    }
}

impl<T, V: Into<Operand<T>>, const N: usize> From<[V; N]> for Operands<T> {
    fn from(values: [V; N]) -> Self {
        values.into_iter().collect()
    }
}

impl<T, V: Into<Operand<T>> + Clone> From<&[V]> for Operands<T> {
    fn from(values: &[V]) -> Self {
        values.iter().cloned().collect()
    }
}

impl<T, V: Into<Operand<T>> + Clone> From<&Vec<V>> for Operands<T> {
    fn from(values: &Vec<V>) -> Self {
        values.as_slice().into()
    }
}

impl<T, V: Into<Self>> From<Bound<V>> for Operands<T> {
    fn from(bound: Bound<V>) -> Self {
        Self {
            variable: Some(bound.name),
            ..bound.value.into()
        }
    }
}

impl<T, V: Into<Operand<T>>> FromIterator<V> for Operands<T> {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        Self {
            operands: values.into_iter().map(Into::into).collect(),
            variable: None,
        }
    }
}

impl<T> Operand<T> {
    fn of(text: String) -> Self {
        Self {
            text,
            variable: None,
            of: PhantomData,
        }
    }
}

impl<T: Value> Operand<T> {
    /// Writes the value, or the name of its variable, which is added to the variables.
    pub(super) fn write(self, into: &mut String, variables: &mut Vec<(String, String)>) {
        match self.variable {
            Some(name) => {
                push_variable(into, &name);
                variables.push((name, self.text));
            }
            None => self.write_value(into),
        }
    }

    /// Writes the value itself, for expressions without variables.
    pub(super) fn write_value(&self, into: &mut String) {
        if T::IS_QUOTED {
            push_quoted(into, &self.text);
        } else {
            into.push_str(&self.text);
        }
    }
}

impl<T: Value> Operands<T> {
    /// Writes the list in parentheses, or the name of its variable.
    pub(super) fn write(self, into: &mut String, variables: &mut Vec<(String, String)>) {
        if let Some(name) = self.variable {
            push_variable(into, &name);
            let values = self.operands.into_iter().map(|operand| operand.text);
            variables.extend(values.map(|value| (name.clone(), value)));
            return;
        }
        into.push('(');
        for (position, operand) in self.operands.into_iter().enumerate() {
            if position > 0 {
                into.push_str(", ");
            }
            operand.write(into, variables);
        }
        into.push(')');
    }

    /// The single operands.
    pub(super) fn into_vec(self) -> Vec<Operand<T>> {
        self.operands
    }
}

fn push_variable(into: &mut String, name: &str) {
    into.push(':');
    into.push_str(name);
}
