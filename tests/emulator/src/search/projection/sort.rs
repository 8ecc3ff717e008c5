//! The order of results.

use std::cmp::Ordering;

use serde_json::Value;

use super::Candidate;
use super::expression::Expression;
use super::filter::values;
use crate::kind::Object;
use crate::kinds::products::variants;
use crate::project::{Parameters, Project};
use crate::refusal::Refusal;
use crate::search::field::compare;

/// The sort criteria, in order.
pub(super) struct Sort(Vec<By>);

struct By {
    of: Of,
    is_descending: bool,
    /// Which of several values is used.
    is_greatest: bool,
}

enum Of {
    Score,
    Field(Expression),
}

impl Sort {
    pub(super) fn read(project: &Project, parameters: &Parameters) -> Result<Self, Refusal> {
        let by = parameters.all("sort").map(|text| by(project, text));
        by.collect::<Result<_, _>>().map(Self)
    }

    /// Without a sort expression, the best match comes first.
    pub(super) fn sort(&self, candidates: &mut [Candidate]) {
        candidates.sort_by(|left, right| {
            let orders = self.0.iter().map(|by| by.compare(left, right));
            let order = orders.fold(Ordering::Equal, Ordering::then);
            order.then(match self.0.is_empty() {
                true => right.score.cmp(&left.score),
                false => Ordering::Equal,
            })
        });
    }
}

fn by(project: &Project, text: &str) -> Result<By, Refusal> {
    let malformed = |why: &str| Refusal::parameter("sort", &format!("'{text}': {why}"));
    let mut words = text.split_whitespace();
    let (path, direction, rest) = (words.next(), words.next(), words.next());
    let (is_descending, is_greatest) = match (direction, rest) {
        (None | Some("asc" | "asc.min"), None) => (false, false),
        (Some("asc.max"), None) => (false, true),
        (Some("desc" | "desc.max"), None) => (true, true),
        (Some("desc.min"), None) => (true, false),
        _ => return Err(malformed("a field and asc or desc are expected")),
    };
    let path = path.ok_or_else(|| malformed("a field is expected"))?;
    let of = match path {
        "score" => Of::Score,
        "price" => {
            let path = "variants.price.centAmount:exists";
            Of::Field(Expression::filter(project.contract, "sort", path)?)
        }
        path => Of::Field(Expression::filter(
            project.contract,
            "sort",
            &format!("{path}:exists"),
        )?),
    };
    Ok(By {
        of,
        is_descending,
        is_greatest,
    })
}

impl By {
    /// Results without a value come last in both directions.
    fn compare(&self, left: &Candidate, right: &Candidate) -> Ordering {
        let order = match &self.of {
            Of::Score => left.score.cmp(&right.score),
            Of::Field(field) => {
                let value = |of: &Candidate| self.value(field, &of.indexed);
                match (value(left), value(right)) {
                    (Some(left), Some(right)) => compare(&left, &right).unwrap_or(Ordering::Equal),
                    (left, right) => return right.is_some().cmp(&left.is_some()),
                }
            }
        };
        match self.is_descending {
            true => order.reverse(),
            false => order,
        }
    }

    fn value(&self, field: &Expression, of: &Object) -> Option<Value> {
        let all: Vec<Value> = match field.field.is_of_variants() {
            true => variants(of)
                .flat_map(|variant| values(field, variant))
                .collect(),
            false => values(field, of),
        };
        all.into_iter().reduce(|best, next| {
            let order = compare(&next, &best).unwrap_or(Ordering::Equal);
            let is_better = match self.is_greatest {
                true => order.is_gt(),
                false => order.is_lt(),
            };
            if is_better { next } else { best }
        })
    }
}
