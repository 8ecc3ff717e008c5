//! Whether an object matches a predicate.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Comparison, Condition, Operand, Predicate};

impl Predicate {
    /// Whether an object matches.
    pub(crate) fn matches(&self, object: &Map<String, Value>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|one| one.matches(object)),
            Self::Or(any) => any.iter().any(|one| one.matches(object)),
            Self::Not(predicate) => !predicate.matches(object),
            Self::At(name, condition) => {
                let value = object.get(name).filter(|value| !value.is_null());
                condition.holds(value)
            }
        }
    }
}

impl Condition {
    pub(super) fn holds(&self, value: Option<&Value>) -> bool {
        let is = |operand: &Operand| {
            value.is_some_and(|value| operand.compare(value) == Some(Ordering::Equal))
        };
        let has = |operand: &Operand| {
            let values = value.and_then(Value::as_array).into_iter().flatten();
            values
                .into_iter()
                .any(|value| operand.compare(value) == Some(Ordering::Equal))
        };
        let is_empty = || match value {
            None => true,
            Some(Value::Array(values)) => values.is_empty(),
            Some(Value::Object(members)) => members.is_empty(),
            Some(_) => false,
        };
        match self {
            Self::Is(comparison, operand) => {
                let order = value.and_then(|value| operand.compare(value));
                comparison.holds(order)
            }
            Self::IsOneOf(operands) => operands.iter().any(is),
            Self::IsNoneOf(operands) => !operands.iter().any(is),
            Self::ContainsAll(operands) => operands.iter().all(has),
            Self::ContainsAny(operands) => operands.iter().any(has),
            Self::IsDefined => value.is_some(),
            Self::IsNotDefined => value.is_none(),
            Self::IsEmpty => is_empty(),
            Self::IsNotEmpty => !is_empty(),
            Self::WithinCircle {
                longitude,
                latitude,
                metres,
            } => value
                .and_then(point)
                .is_some_and(|point| distance((*longitude, *latitude), point) <= *metres),
            Self::Matches(predicate) => match value {
                Some(Value::Object(object)) => predicate.matches(object),
                Some(Value::Array(values)) => {
                    let mut objects = values.iter().filter_map(Value::as_object);
                    objects.any(|object| predicate.matches(object))
                }
                _ => false,
            },
        }
    }
}

impl Comparison {
    /// Whether the comparison of a value with an operand satisfies a condition; `None` if there is no value, or one of
    /// another type.
    fn holds(self, order: Option<Ordering>) -> bool {
        let Some(order) = order else {
            return self == Self::NotEqual;
        };
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Operand {
    /// The comparison of a value with the operand.
    fn compare(&self, value: &Value) -> Option<Ordering> {
        match (value, self) {
            (Value::String(value), Self::Text(text) | Self::Variable(text)) => {
                Some(compare_texts(value, text))
            }
            (Value::Number(value), Self::Number(number)) => value.as_f64()?.partial_cmp(number),
            (Value::Number(value), Self::Variable(text)) => {
                value.as_f64()?.partial_cmp(&text.parse().ok()?)
            }
            (Value::Bool(value), Self::Bool(is)) => Some(value.cmp(is)),
            (Value::Bool(value), Self::Variable(text)) => Some(value.cmp(&text.parse().ok()?)),
            _ => None,
        }
    }
}

/// The longitude and the latitude of a GeoJSON point.
fn point(value: &Value) -> Option<(f64, f64)> {
    let coordinates = value.get("coordinates")?.as_array()?;
    Some((
        coordinates.first()?.as_f64()?,
        coordinates.get(1)?.as_f64()?,
    ))
}

/// The distance of two points on the earth, in meters (the haversine formula).
fn distance(from: (f64, f64), to: (f64, f64)) -> f64 {
    const RADIUS: f64 = 6_371_008.8;
    let (from_east, from_north) = (from.0.to_radians(), from.1.to_radians());
    let (to_east, to_north) = (to.0.to_radians(), to.1.to_radians());
    let half = |difference: f64| (difference / 2.0).sin().powi(2);
    let of_latitude = half(to_north - from_north);
    let of_longitude = from_north.cos() * to_north.cos() * half(to_east - from_east);
    2.0 * RADIUS * (of_latitude + of_longitude).sqrt().min(1.0).asin()
}

/// Timestamps may be written with other digits or another offset than the platform uses.
pub(crate) fn compare_texts(left: &str, right: &str) -> Ordering {
    match (left.parse::<Timestamp>(), right.parse::<Timestamp>()) {
        (Ok(left), Ok(right)) => left.cmp(&right),
        _ => left.cmp(right),
    }
}
