//! Query expressions: how they are put together.
//!
//! Source: <https://docs.commercetools.com/api/search-query-language>.

use serde_json::Value;

use super::index::{Indexed, Searched};
use super::leaf::Leaf;
use crate::contract::Contract;
use crate::kind::Object;
use crate::refusal::{Problem, Refusal};

/// More expressions a query does not have.
const MOST: usize = 50;

/// A query expression.
#[derive(Clone, Debug)]
pub(super) enum Query {
    And(Vec<Query>),
    Or(Vec<Query>),
    /// None of them matches any variant.
    Not(Vec<Query>),
    /// All of them match, which does not count for the score.
    Filter(Vec<Query>),
    Leaf(Box<Leaf>),
}

/// Reads queries, and says where they are wrong.
pub(super) struct Reader {
    pub(super) contract: &'static Contract,
}

impl Reader {
    pub(super) fn new(contract: &'static Contract) -> Self {
        Self { contract }
    }

    /// Reads a query that stands at a place of the request.
    pub(super) fn query(&self, at: &str, query: &Value) -> Result<Query, Refusal> {
        let query = self.expression(at, query)?;
        match query.size() > MOST {
            true => Err(invalid(at, "a query has at most 50 expressions")),
            false => Ok(query),
        }
    }

    fn expression(&self, at: &str, query: &Value) -> Result<Query, Refusal> {
        let members = query
            .as_object()
            .ok_or_else(|| malformed(at, "JSON object expected"))?;
        let mut members = members.iter().filter(|(_, of)| !of.is_null());
        let (Some((name, of)), None) = (members.next(), members.next()) else {
            return Err(malformed(at, "one query expression expected"));
        };
        let at = format!("{at}.{name}");
        let all = || {
            let all = of
                .as_array()
                .ok_or_else(|| malformed(&at, "JSON array expected"))?;
            let all = all.iter().enumerate();
            let all = all.map(|(place, of)| self.expression(&format!("{at}[{place}]"), of));
            all.collect::<Result<Vec<Query>, Refusal>>()
        };
        match name.as_str() {
            "and" => all().map(Query::And),
            "or" => all().map(Query::Or),
            "not" => all().map(Query::Not),
            "filter" => all().map(Query::Filter),
            name => Leaf::read(self, &at, name, of).map(|leaf| Query::Leaf(Box::new(leaf))),
        }
    }

    /// The field that an expression is about.
    pub(super) fn field(&self, at: &str, of: &Object) -> Result<Searched, Refusal> {
        let text = |name: &str| of.get(name).and_then(Value::as_str);
        let path = text("field");
        let path =
            path.ok_or_else(|| malformed(&format!("{at}.field"), "Missing required value"))?;
        let first = path.split('.').next().unwrap_or_default();
        if matches!(first, "stores" | "productSelections") {
            return Err(Refusal::not_emulated(&format!(
                "the field {path} in product search"
            )));
        }
        let field = Searched::at(self.contract, path, text("language"), text("fieldType"));
        let field = field.ok_or_else(|| invalid(at, &format!("there is no field '{path}'")))?;
        if field.is_attribute() && text("fieldType").is_none() {
            let why = format!("the field '{path}' needs a fieldType");
            return Err(invalid(at, &why));
        }
        let needs_language = field.is_localized() && !at.ends_with(".exists");
        match needs_language && text("language").is_none() {
            true => Err(invalid(at, &format!("the field '{path}' needs a language"))),
            false => Ok(field),
        }
    }
}

impl Query {
    /// Which rows of a product match, and the score of the product.
    pub(super) fn evaluate(&self, product: &Indexed<'_>) -> (Vec<bool>, f64) {
        let every = |is: bool| vec![is; product.rows.len()];
        let fold = |all: &[Query], begin: bool, join: fn(bool, bool) -> bool| {
            let mut rows = every(begin);
            let mut score = 0.0;
            for one in all {
                let (of_one, of_score) = one.evaluate(product);
                score += of_score;
                rows = rows
                    .iter()
                    .zip(of_one)
                    .map(|(row, of)| join(*row, of))
                    .collect();
            }
            (rows, score)
        };
        match self {
            Self::And(all) => fold(all, true, |left, right| left && right),
            Self::Filter(all) => (fold(all, true, |left, right| left && right).0, 0.0),
            Self::Or(all) => fold(all, false, |left, right| left || right),
            Self::Not(all) => {
                let (rows, _) = fold(all, false, |left, right| left || right);
                (every(!rows.contains(&true)), 0.0)
            }
            Self::Leaf(leaf) => leaf.evaluate(product),
        }
    }

    /// Whether something is asked of variants.
    pub(super) fn asks_variants(&self) -> bool {
        match self {
            Self::And(all) | Self::Or(all) | Self::Not(all) | Self::Filter(all) => {
                all.iter().any(Self::asks_variants)
            }
            Self::Leaf(leaf) => leaf.field.is_of_variants(),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::And(all) | Self::Or(all) | Self::Not(all) | Self::Filter(all) => {
                1 + all.iter().map(Self::size).sum::<usize>()
            }
            Self::Leaf(_) => 1,
        }
    }
}

/// What is not of the form that the request takes.
pub(super) fn malformed(at: &str, why: &str) -> Refusal {
    Refusal::bad_request(Problem::json(format!("{at}: {why}")))
}

/// What has the form, and cannot be searched.
pub(super) fn invalid(at: &str, why: &str) -> Refusal {
    Refusal::bad_request(Problem::new("InvalidInput", format!("{at}: {why}.")))
}
