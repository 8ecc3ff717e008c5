//! The values of arguments and variables, and their types.

use graphql_parser::query::{Type, Value as Literal};
use serde_json::Value;

/// The type of an argument or of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InputType {
    One(Scalar),
    /// A list without `null`.
    List(Scalar),
}

/// The scalars of the schema that arguments have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Int,
    Boolean,
    Locale,
}

/// An argument of a field or of a directive.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: &'static str,
    pub(super) of: InputType,
    /// Whether the schema requires a value.
    pub(super) is_required: bool,
}

impl Argument {
    pub(super) const fn optional(name: &'static str, of: InputType) -> Self {
        Self {
            name,
            of,
            is_required: false,
        }
    }

    pub(super) const fn required(name: &'static str, of: InputType) -> Self {
        Self {
            name,
            of,
            is_required: true,
        }
    }

    /// The type as it is written in the schema.
    pub(super) fn written(&self) -> String {
        let mark = if self.is_required { "!" } else { "" };
        format!("{}{mark}", self.of.written())
    }
}

impl InputType {
    /// A type as it is written in a document, and whether a value is required; `None` if it is not known.
    pub(super) fn of<'q>(written: &Type<'q, &'q str>) -> Option<(Self, bool)> {
        let (inner, is_required) = match written {
            Type::NonNullType(inner) => (inner.as_ref(), true),
            other => (other, false),
        };
        let of = match inner {
            Type::NamedType(name) => Self::One(Scalar::of(name)?),
            Type::ListType(items) => match items.as_ref() {
                Type::NonNullType(item) => match item.as_ref() {
                    Type::NamedType(name) => Self::List(Scalar::of(name)?),
                    _ => return None,
                },
                _ => return None,
            },
            Type::NonNullType(_) => return None,
        };
        Some((of, is_required))
    }

    /// The value as this type. A single value is a list of one.
    pub(super) fn coerce(self, value: &Value) -> Option<Value> {
        match (self, value) {
            (_, Value::Null) => Some(Value::Null),
            (Self::One(scalar), value) => scalar.has(value).then(|| value.clone()),
            (Self::List(scalar), Value::Array(values)) => {
                let all = values.iter().all(|value| scalar.has(value));
                all.then(|| value.clone())
            }
            (Self::List(scalar), value) => {
                scalar.has(value).then(|| Value::Array(vec![value.clone()]))
            }
        }
    }

    /// The type as it is written in a document.
    pub(super) fn written(self) -> String {
        match self {
            Self::One(scalar) => scalar.name().to_owned(),
            Self::List(scalar) => format!("[{}!]", scalar.name()),
        }
    }
}

impl Scalar {
    const ALL: [Self; 4] = [Self::Text, Self::Int, Self::Boolean, Self::Locale];

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scalar| scalar.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "String",
            Self::Int => "Int",
            Self::Boolean => "Boolean",
            Self::Locale => "Locale",
        }
    }

    fn has(self, value: &Value) -> bool {
        match self {
            Self::Text | Self::Locale => value.is_string(),
            Self::Int => value.as_i64().is_some_and(|of| i32::try_from(of).is_ok()),
            Self::Boolean => value.is_boolean(),
        }
    }
}

/// A literal without variables as JSON; `None` for an enum value, an object or a variable, which no argument has.
pub(super) fn literal<'q>(of: &Literal<'q, &'q str>) -> Option<Value> {
    Some(match of {
        Literal::Int(number) => number.as_i64()?.into(),
        Literal::Float(number) => (*number).into(),
        Literal::String(text) => text.as_str().into(),
        Literal::Boolean(truth) => (*truth).into(),
        Literal::Null => Value::Null,
        Literal::List(values) => values.iter().map(literal).collect::<Option<_>>()?,
        Literal::Variable(_) | Literal::Enum(_) | Literal::Object(_) => return None,
    })
}
