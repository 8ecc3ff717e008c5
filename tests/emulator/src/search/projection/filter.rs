//! Which products and variants match filters.

use serde_json::Value;

use super::expression::{Condition, Expression, Range, Term};
use crate::kind::Object;
use crate::kinds::products::variants;
use crate::project::{Parameters, Project};
use crate::refusal::Refusal;
use crate::search::field::{channels_on_stock, compare};

const CATEGORIES: &str = "/{projectKey}/categories";

/// The filters of a parameter, all of which must match.
pub(super) struct Filters<'p> {
    project: &'p Project,
    all: Vec<Expression>,
}

impl<'p> Filters<'p> {
    pub(super) fn read(
        project: &'p Project,
        parameters: &Parameters,
        parameter: &str,
    ) -> Result<Self, Refusal> {
        let all = parameters.all(parameter);
        let all = all.map(|text| Expression::filter(project.contract, parameter, text));
        Ok(Self {
            project,
            all: all.collect::<Result<_, _>>()?,
        })
    }

    /// Those of other fields.
    pub(super) fn but_for(&self, path: &str) -> Self {
        let others = self.all.iter().filter(|of| of.path != path);
        Self {
            project: self.project,
            all: others.cloned().collect(),
        }
    }

    /// Whether a product matches each of them, with some variant for filters about variants.
    pub(super) fn match_product(&self, projection: &Object) -> bool {
        self.all
            .iter()
            .all(|filter| match filter.field.is_of_variants() {
                true => variants(projection).any(|of| meets(self.project, filter, of)),
                false => meets(self.project, filter, projection),
            })
    }

    /// Whether a variant matches the filters about variants.
    pub(super) fn match_variant(&self, variant: &Object) -> bool {
        let mut all = self.all.iter().filter(|of| of.field.is_of_variants());
        all.all(|filter| meets(self.project, filter, variant))
    }

    /// Whether there are some about variants.
    pub(super) fn ask_variants(&self) -> bool {
        self.all.iter().any(|of| of.field.is_of_variants())
    }
}

/// Whether a projection, or a variant, matches the condition of an expression.
pub(super) fn meets(project: &Project, expression: &Expression, of: &Object) -> bool {
    let values = values(expression, of);
    match &expression.condition {
        None | Some(Condition::Exists) => !values.is_empty(),
        Some(Condition::IsMissing) => values.is_empty(),
        Some(Condition::IsIn(ranges)) => {
            let is_in = |value: &&Value| ranges.iter().any(|range| range.has(value));
            values.iter().any(|value| is_in(&value))
        }
        Some(Condition::IsOneOf(terms)) => {
            let is = |value: &Value| {
                terms.iter().any(|term| match term {
                    Term::Is(wanted) => compare(value, wanted).is_some_and(|order| order.is_eq()),
                    Term::Subtree(id) => {
                        let category = value.as_str().unwrap_or_default();
                        above(project, category).any(|of| of == id)
                    }
                })
            };
            values.iter().any(is)
        }
    }
}

/// The values of an expression in a projection or in a variant.
pub(super) fn values(expression: &Expression, of: &Object) -> Vec<Value> {
    let field = &expression.field;
    let steps = field.steps();
    let found = match steps.as_slice() {
        ["availability", "isOnStockInChannels"] => return channels_on_stock(of),
        // The selected price, or else any.
        ["price", rest @ ..] if field.is_of_variants() => {
            let name = if of.contains_key("price") {
                "price"
            } else {
                "prices"
            };
            let steps: Vec<&str> = [name, "value"]
                .into_iter()
                .chain(rest.iter().copied())
                .collect();
            field.with_steps(&steps).values(of)
        }
        _ => field.values(of),
    };
    found.into_iter().cloned().collect()
}

/// A category with its ancestors.
pub(in crate::search) fn above<'p>(
    project: &'p Project,
    category: &'p str,
) -> impl Iterator<Item = &'p str> {
    let found = project.all(CATEGORIES).get(category);
    let ancestors = found.and_then(|of| of.get("ancestors")?.as_array());
    let ancestors = ancestors.into_iter().flatten();
    let ancestors = ancestors.filter_map(|of| of.get("id")?.as_str());
    std::iter::once(category).chain(ancestors)
}

impl Range {
    /// Whether a value is in the range, including both ends.
    fn has(&self, value: &Value) -> bool {
        let from = self.from.as_ref();
        let to = self.to.as_ref();
        from.is_none_or(|from| compare(value, from).is_some_and(|order| order.is_ge()))
            && to.is_none_or(|to| compare(value, to).is_some_and(|order| order.is_le()))
    }
}
