//! Fields with values: a single one, a list, or a geographic location.

use std::marker::PhantomData;

use super::expression::Predicate;
use super::path::FieldPath;
use super::sort::Sort;
use super::value::{Operand, Operands, Value};

/// A field with a value of type `T`.
#[derive(Clone, Debug)]
pub struct Field<T> {
    path: FieldPath,
    of: PhantomData<fn() -> T>,
}

/// A field with a list of values of type `T`.
#[derive(Clone, Debug)]
pub struct List<T> {
    path: FieldPath,
    of: PhantomData<fn() -> T>,
}

/// A field with a geographic location.
#[derive(Clone, Debug)]
pub struct Place {
    path: FieldPath,
}

impl<T: Value> Field<T> {
    /// It equals the value.
    pub fn eq(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("= ", value.into())
    }

    /// It does not equal the value.
    pub fn ne(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("<> ", value.into())
    }

    /// It is less than the value.
    pub fn lt(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("< ", value.into())
    }

    /// It is less than or equal to the value.
    pub fn le(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("<= ", value.into())
    }

    /// It is greater than the value.
    pub fn gt(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("> ", value.into())
    }

    /// It is greater than or equal to the value.
    pub fn ge(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare(">= ", value.into())
    }

    /// It is one of the values. The API refuses an empty list.
    pub fn in_(self, values: impl Into<Operands<T>>) -> Predicate {
        among(&self.path, "in ", values.into())
    }

    /// It is none of the values. The API refuses an empty list.
    pub fn not_in(self, values: impl Into<Operands<T>>) -> Predicate {
        among(&self.path, "not in ", values.into())
    }

    /// Sorts results by this field, ascending.
    pub fn asc(self) -> Sort {
        Sort::by(self.path.dotted()).asc()
    }

    /// Sorts results by this field, descending.
    pub fn desc(self) -> Sort {
        Sort::by(self.path.dotted()).desc()
    }

    fn compare(self, operator: &str, value: Operand<T>) -> Predicate {
        let mut condition = operator.to_owned();
        let mut variables = Vec::new();
        value.write(&mut condition, &mut variables);
        self.path.condition(&condition, variables)
    }
}

impl<T: Value> List<T> {
    /// It contains all of the values.
    pub fn contains_all(self, values: impl Into<Operands<T>>) -> Predicate {
        among(&self.path, "contains all ", values.into())
    }

    /// It contains at least one of the values.
    pub fn contains_any(self, values: impl Into<Operands<T>>) -> Predicate {
        among(&self.path, "contains any ", values.into())
    }
}

impl Place {
    /// It is within a number of meters of a location.
    pub fn within_circle(self, longitude: f64, latitude: f64, metres: f64) -> Predicate {
        let condition = format!("within circle({longitude}, {latitude}, {metres})");
        self.path.condition(&condition, Vec::new())
    }
}

fn among<T: Value>(path: &FieldPath, operator: &str, values: Operands<T>) -> Predicate {
    let mut condition = operator.to_owned();
    let mut variables = Vec::new();
    values.write(&mut condition, &mut variables);
    path.condition(&condition, variables)
}

/// Conditions for all fields.
macro_rules! presence {
    ($([$($generics:tt)*] $of:ty),* $(,)?) => {
        $(impl<$($generics)*> $of {
            /// It is present.
            pub fn is_defined(self) -> $crate::predicates::Predicate {
                self.path.condition("is defined", Vec::new())
            }

            /// It is not present.
            pub fn is_not_defined(self) -> $crate::predicates::Predicate {
                self.path.condition("is not defined", Vec::new())
            }
        })*
    };
}

/// Conditions for all lists.
macro_rules! fullness {
    ($([$($generics:tt)*] $of:ty),* $(,)?) => {
        $(impl<$($generics)*> $of {
            /// It has no elements.
            pub fn is_empty(self) -> $crate::predicates::Predicate {
                self.path.condition("is empty", Vec::new())
            }

            /// It has elements.
            pub fn is_not_empty(self) -> $crate::predicates::Predicate {
                self.path.condition("is not empty", Vec::new())
            }
        })*
    };
}

pub(super) use {fullness, presence};

presence!([T] Field<T>, [T] List<T>, [] Place);
fullness!([T] List<T>);

impl<T> From<FieldPath> for Field<T> {
    fn from(path: FieldPath) -> Self {
        Self {
            path,
            of: PhantomData,
        }
    }
}

impl<T> From<FieldPath> for List<T> {
    fn from(path: FieldPath) -> Self {
        Self {
            path,
            of: PhantomData,
        }
    }
}

impl From<FieldPath> for Place {
    fn from(path: FieldPath) -> Self {
        Self { path }
    }
}
