//! Query expressions.
//!
//! Source: <https://docs.commercetools.com/api/search-query-language>.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::Value;

use super::leaf::Leaf;
use crate::contract::{Contract, Place, Resolved};
use crate::kind::Object;
use crate::object::given;
use crate::refusal::{Problem, Refusal};

/// The maximum number of expressions of a query.
const MOST: usize = 50;

/// A query expression.
#[derive(Clone, Debug)]
pub(super) enum Query<F> {
    And(Vec<Query<F>>),
    Or(Vec<Query<F>>),
    /// None of them matches any row.
    Not(Vec<Query<F>>),
    /// All of them match, without an effect on the score.
    Filter(Vec<Query<F>>),
    Leaf(Box<Leaf<F>>),
}

/// A searchable field.
pub(super) trait SearchField: Sized {
    /// A searchable document: a product with its variants, or a resource.
    type Document<'d>;

    /// The field of a query expression.
    fn read(reader: &Reader, at: &str, of: &Object) -> Result<Self, Refusal>;

    /// The type of its values; `None` if it is unknown.
    fn scalar(&self, contract: &Contract) -> Option<Scalar>;

    /// Whether it is the score, which can only be used for sorting.
    fn is_score(&self) -> bool;

    /// The number of parts of a document that match separately, such as the variants of a product.
    fn rows(of: &Self::Document<'_>) -> usize;

    /// The values in a row of a document.
    fn values(&self, of: &Self::Document<'_>, row: usize) -> Vec<Value>;

    /// The values in these rows, without duplicates from common fields.
    fn all_values(&self, of: &Self::Document<'_>, rows: &[usize]) -> Vec<Value>;
}

/// The comparable types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Boolean,
    Number,
    Text,
    Date,
    Time,
    DateTime,
}

impl Scalar {
    /// The type of a field.
    pub(super) fn of_place(contract: &Contract, place: Place<'_>) -> Option<Self> {
        let Place::Of(mut of) = place else {
            return None;
        };
        if let Resolved::List(items) = contract.resolve(of) {
            of = items;
        }
        match contract.resolve(of) {
            Resolved::Scalar(name) => match name.split(':').next()? {
                "boolean" => Some(Self::Boolean),
                "number" | "integer" => Some(Self::Number),
                "string" => Some(Self::Text),
                "date-only" => Some(Self::Date),
                "time-only" => Some(Self::Time),
                "datetime" => Some(Self::DateTime),
                _ => None,
            },
            Resolved::Type(_, of) => of.values.as_ref().map(|_| Self::Text),
            _ => None,
        }
    }

    /// The type of a custom field or an attribute, from its name in a request, such as `set_number`.
    pub(super) fn of_type(name: &str) -> Option<Self> {
        let name = name.strip_prefix("SetType.").unwrap_or(name);
        match name.strip_prefix("set_").unwrap_or(name) {
            "boolean" | "BooleanType" => Some(Self::Boolean),
            "number" | "NumberType" | "money" | "MoneyType" => Some(Self::Number),
            "date" | "DateType" => Some(Self::Date),
            "time" | "TimeType" => Some(Self::Time),
            "datetime" | "DateTimeType" => Some(Self::DateTime),
            _ => Some(Self::Text),
        }
    }

    /// Whether it can be in a range with such an end.
    pub(super) fn has_end(self, end: &Value) -> bool {
        let text = end.as_str();
        match self {
            Self::Boolean => false,
            Self::Number => end.is_number(),
            Self::Text => text.is_some(),
            Self::Date => text.is_some_and(|text| text.parse::<Date>().is_ok()),
            Self::Time => text.is_some_and(|text| text.parse::<Time>().is_ok()),
            Self::DateTime => text.is_some_and(|text| text.parse::<Timestamp>().is_ok()),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "true or false, which have no range",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Time => "a time of day",
            Self::DateTime => "a date and time with an offset",
        }
    }
}

/// Fails if a request names an unknown type of a custom field or an attribute.
pub(super) fn check_field_type(contract: &Contract, at: &str, of: &Object) -> Result<(), Refusal> {
    for (name, names) in [
        ("fieldType", "SearchFieldType"),
        ("customType", "OrderSearchCustomType"),
    ] {
        let Some(value) = given(of, name) else {
            continue;
        };
        let names = contract.definition(names).and_then(|of| of.values.as_ref());
        let mut names = names.into_iter().flatten();
        if !names.any(|name| value == name) {
            let why = format!("{value} is no {name}");
            return Err(malformed(&format!("{at}.{name}"), &why));
        }
    }
    Ok(())
}

/// Parses queries and reports errors.
pub(super) struct Reader {
    pub(super) contract: &'static Contract,
    /// The type of the searched documents.
    pub(super) state: &'static str,
    /// The names of the expressions about one field.
    pub(super) expressions: &'static [&'static str],
}

/// All expressions about one field.
pub(super) const EXPRESSIONS: &[&str] = &[
    "exact",
    "fullText",
    "fullTextPrefix",
    "fuzzy",
    "prefix",
    "wildcard",
    "range",
    "exists",
];

impl Reader {
    /// Parses a query at a place of the request.
    pub(super) fn query<F: SearchField>(
        &self,
        at: &str,
        query: &Value,
    ) -> Result<Query<F>, Refusal> {
        let query = self.expression(at, query)?;
        match query.size() > MOST {
            true => Err(invalid(at, "a query has at most 50 expressions")),
            false => Ok(query),
        }
    }

    fn expression<F: SearchField>(&self, at: &str, query: &Value) -> Result<Query<F>, Refusal> {
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
            if all.is_empty() {
                return Err(malformed(&at, "at least one query expression expected"));
            }
            let all = all.iter().enumerate();
            let all = all.map(|(place, of)| self.expression(&format!("{at}[{place}]"), of));
            all.collect::<Result<Vec<Query<F>>, Refusal>>()
        };
        match name.as_str() {
            "and" => all().map(Query::And),
            "or" => all().map(Query::Or),
            "not" => all().map(Query::Not),
            "filter" => all().map(Query::Filter),
            name => Leaf::read(self, &at, name, of).map(|leaf| Query::Leaf(Box::new(leaf))),
        }
    }
}

impl<F: SearchField> Query<F> {
    /// Which rows of a document match, and the score of the document.
    pub(super) fn evaluate(&self, document: &F::Document<'_>) -> (Vec<bool>, f64) {
        let every = |is: bool| vec![is; F::rows(document)];
        let fold = |all: &[Self], begin: bool, join: fn(bool, bool) -> bool| {
            let mut rows = every(begin);
            let mut score = 0.0;
            for one in all {
                let (of_one, of_score) = one.evaluate(document);
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
            Self::Leaf(leaf) => leaf.evaluate(document),
        }
    }

    /// Whether the query has a condition for such a field.
    pub(super) fn asks(&self, is: &dyn Fn(&F) -> bool) -> bool {
        match self {
            Self::And(all) | Self::Or(all) | Self::Not(all) | Self::Filter(all) => {
                all.iter().any(|one| one.asks(is))
            }
            Self::Leaf(leaf) => is(&leaf.field),
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

/// An error about the form of the request.
pub(super) fn malformed(at: &str, why: &str) -> Refusal {
    Refusal::bad_request(Problem::json(format!("{at}: {why}")))
}

/// An error about something valid that cannot be searched.
pub(super) fn invalid(at: &str, why: &str) -> Refusal {
    Refusal::bad_request(Problem::new("InvalidInput", format!("{at}: {why}.")))
}
