//! The order of results.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::Found;
use super::index::{Indexed, Searched};
use super::query::{Query, Reader, malformed};
use crate::refusal::Refusal;
use crate::search::field::compare;

/// By what results are sorted.
pub(super) struct Sort {
    field: Searched,
    is_descending: bool,
    mode: Mode,
    filter: Option<Query>,
}

/// Which of several values counts, or what is made of them.
#[derive(Clone, Copy)]
enum Mode {
    Least,
    Greatest,
    Average,
    Sum,
}

impl Sort {
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
            field: reader.field(&at, of)?,
            is_descending,
            mode,
            filter: filter.transpose()?,
        })
    }

    /// Results without a value are behind the others in both directions.
    fn compare(&self, left: &Found<'_>, right: &Found<'_>) -> Ordering {
        let order = match self.field.is_score() {
            true => left.score.total_cmp(&right.score),
            false => match (self.value(left.product), self.value(right.product)) {
                (Some(left), Some(right)) => compare(&left, &right).unwrap_or(Ordering::Equal),
                (left, right) => return right.is_some().cmp(&left.is_some()),
            },
        };
        match self.is_descending {
            true => order.reverse(),
            false => order,
        }
    }

    fn value(&self, of: &Indexed<'_>) -> Option<Value> {
        let matches = self.filter.as_ref().map(|filter| filter.evaluate(of).0);
        let rows = of.rows.iter().enumerate();
        let rows = rows.filter(|(place, _)| {
            let matches = matches.as_ref();
            matches.is_none_or(|of| of.get(*place) == Some(&true))
        });
        let values = self.field.all_values(of, rows.map(|(_, row)| row));
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

/// Puts results in order; what answers the query best is first, where no order is asked for.
pub(super) fn sort(by: &[Sort], found: &mut [Found<'_>]) {
    found.sort_by(|left, right| {
        let orders = by.iter().map(|sort| sort.compare(left, right));
        let order = orders.fold(Ordering::Equal, Ordering::then);
        order.then(match by.is_empty() {
            true => right.score.total_cmp(&left.score),
            false => Ordering::Equal,
        })
    });
}
