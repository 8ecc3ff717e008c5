//! What can be asked of a field that holds values: one, a list of them, or a place.

use std::marker::PhantomData;

use super::expression::Predicate;
use super::path::FieldPath;
use super::sort::Sort;
use super::value::{Operand, Operands, Value};

/// A field that holds a value of type `T`.
#[derive(Clone, Debug)]
pub struct Field<T> {
    path: FieldPath,
    of: PhantomData<fn() -> T>,
}

/// A field that holds a list of values of type `T`.
#[derive(Clone, Debug)]
pub struct List<T> {
    path: FieldPath,
    of: PhantomData<fn() -> T>,
}

/// A field that holds a place on earth.
#[derive(Clone, Debug)]
pub struct Place {
    path: FieldPath,
}

impl<T: Value> Field<T> {
    /// It is the value.
    pub fn eq(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("= ", value.into())
    }

    /// It is another value.
    pub fn ne(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("<> ", value.into())
    }

    /// It is less than the value.
    pub fn lt(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("< ", value.into())
    }

    /// It is the value, or less.
    pub fn le(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("<= ", value.into())
    }

    /// It is greater than the value.
    pub fn gt(self, value: impl Into<Operand<T>>) -> Predicate {
        self.compare("> ", value.into())
    }

    /// It is the value, or greater.
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

    /// Results in the order of its values, the least first.
    pub fn asc(self) -> Sort {
        Sort::by(self.path.dotted()).asc()
    }

    /// Results in the order of its values, the greatest first.
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
    /// It holds all of the values.
    pub fn contains_all(self, values: impl Into<Operands<T>>) -> Predicate {
        among(&self.path, "contains all ", values.into())
    }

    /// It holds one of the values, or more.
    pub fn contains_any(self, values: impl Into<Operands<T>>) -> Predicate {
        among(&self.path, "contains any ", values.into())
    }
}

impl Place {
    /// It is within a number of metres of a place.
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

/// What can be asked of every field.
macro_rules! presence {
    ($([$($generics:tt)*] $of:ty),* $(,)?) => {
        $(impl<$($generics)*> $of {
            /// It is there.
            pub fn is_defined(self) -> $crate::predicates::Predicate {
                self.path.condition("is defined", Vec::new())
            }

            /// It is not there.
            pub fn is_not_defined(self) -> $crate::predicates::Predicate {
                self.path.condition("is not defined", Vec::new())
            }
        })*
    };
}

/// What can be asked of every list.
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
