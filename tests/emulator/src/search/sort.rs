//! The order of results.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::query::{Query, Reader, SearchField, malformed};
use crate::refusal::Refusal;
use crate::search::field::compare;

/// A sort criterion.
pub(super) struct Sort<F> {
    field: F,
    is_descending: bool,
    mode: Mode,
    filter: Option<Query<F>>,
}

/// The sort key of a result.
pub(super) struct Key {
    score: f64,
    /// One for each of the orders.
    values: Vec<Option<Value>>,
}

/// How several values are combined.
#[derive(Clone, Copy)]
enum Mode {
    Least,
    Greatest,
    Average,
    Sum,
}

impl<F: SearchField> Sort<F> {
    pub(super) fn read(reader: &Reader, place: usize, sort: &Value) -> Result<Self, Refusal> {
        let at = format!("sort[{place}]");
        let of = sort
            .as_object()
            .ok_or_else(|| malformed(&at, "JSON object expected"))?;
        let is_descending = of.get("order").and_then(Value::as_str) == Some("desc");
        let mode = match (of.get("mode").and_then(Value::as_str), is_descending) {
            (Some("min"), _) | (None, false) => Mode::Least,
            (Some("avg"), _) => Mode::Average,
            (Some("sum"), _) => Mode::Sum,
            _ => Mode::Greatest,
        };
        let filter = of.get("filter").filter(|of| !of.is_null());
        let filter = filter.map(|of| reader.query(&format!("{at}.filter"), of));
        Ok(Self {
            field: F::read(reader, &at, of)?,
            is_descending,
            mode,
            filter: filter.transpose()?,
        })
    }

    /// Results without a value come last in both directions.
    fn compare(&self, left: (f64, &Option<Value>), right: (f64, &Option<Value>)) -> Ordering {
        let order = match self.field.is_score() {
            true => left.0.total_cmp(&right.0),
            false => match (left.1, right.1) {
                (Some(left), Some(right)) => compare(left, right).unwrap_or(Ordering::Equal),
                (left, right) => return right.is_some().cmp(&left.is_some()),
            },
        };
        match self.is_descending {
            true => order.reverse(),
            false => order,
        }
    }

    fn value(&self, of: &F::Document<'_>) -> Option<Value> {
        if self.field.is_score() {
            return None;
        }
        let matches = self.filter.as_ref().map(|filter| filter.evaluate(of).0);
        let rows = (0..F::rows(of)).filter(|row| {
            let matches = matches.as_ref();
            matches.is_none_or(|of| of.get(*row) == Some(&true))
        });
        let rows: Vec<usize> = rows.collect();
        let values = self.field.all_values(of, &rows);
        let numbers = || values.iter().filter_map(Value::as_f64);
        match self.mode {
            Mode::Sum if numbers().next().is_some() => Some(json!(numbers().sum::<f64>())),
            Mode::Average if numbers().next().is_some() => {
                Some(json!(numbers().sum::<f64>() / numbers().count() as f64))
            }
            mode => values.into_iter().reduce(|best, next| {
                let order = compare(&next, &best).unwrap_or(Ordering::Equal);
                let is_better = match mode {
                    Mode::Greatest => order.is_gt(),
                    _ => order.is_lt(),
                };
                if is_better { next } else { best }
            }),
        }
    }
}

impl Key {
    /// The sort key of a document with a score.
    pub(super) fn of<F: SearchField>(by: &[Sort<F>], of: &F::Document<'_>, score: f64) -> Self {
        let values = by.iter().map(|sort| sort.value(of)).collect();
        Self { score, values }
    }

    /// The comparison of two results; without a sort expression, the best match comes first.
    pub(super) fn compare<F: SearchField>(&self, other: &Self, by: &[Sort<F>]) -> Ordering {
        let pairs = by.iter().zip(self.values.iter().zip(&other.values));
        let orders = pairs
            .map(|(sort, (left, right))| sort.compare((self.score, left), (other.score, right)));
        let order = orders.fold(Ordering::Equal, Ordering::then);
        order.then(match by.is_empty() {
            true => other.score.total_cmp(&self.score),
            false => Ordering::Equal,
        })
    }
}
