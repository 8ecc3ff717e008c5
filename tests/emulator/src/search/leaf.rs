//! A query expression about one field.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value;

use super::query::{Reader, SearchField, invalid, malformed};
use crate::kind::Object;
use crate::refusal::Refusal;
use crate::search::field::compare;
use crate::search::text::{distance, words};
use crate::search::wildcard::Pattern;

/// A longer text is not searched, because it would block other requests.
const LONGEST: usize = 256;

/// A condition for a field, and its weight.
#[derive(Clone, Debug)]
pub(super) struct Leaf<F> {
    pub(super) field: F,
    test: Test,
    boost: f64,
}

#[derive(Clone, Debug)]
enum Test {
    /// A value is one of these.
    Exact {
        values: Vec<Value>,
        ignores_case: bool,
    },
    /// A text has this prefix, or matches a pattern with `*` and `?`.
    Fits(Pattern),
    /// A text has all of the words, or one of them.
    HasWords {
        words: Vec<String>,
        needs_all: bool,
        how: How,
    },
    /// A value is in a range.
    IsIn(Vec<(Bound, Value)>),
    Exists,
}

/// How words are compared.
#[derive(Clone, Copy, Debug)]
enum How {
    Whole,
    AsBeginning,
    /// With this number of different letters.
    Fuzzy(usize),
}

#[derive(Clone, Copy, Debug)]
enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

const BOUNDS: [(&str, Bound); 4] = [
    ("gte", Bound::AtLeast),
    ("gt", Bound::MoreThan),
    ("lte", Bound::AtMost),
    ("lt", Bound::LessThan),
];

impl<F: SearchField> Leaf<F> {
    /// Parses an expression by its name.
    pub(super) fn read(reader: &Reader, at: &str, name: &str, of: &Value) -> Result<Self, Refusal> {
        if !reader.expressions.contains(&name) {
            return Err(malformed(at, "this is no query expression"));
        }
        let of = of
            .as_object()
            .ok_or_else(|| malformed(at, "JSON object expected"))?;
        let field = F::read(reader, at, of)?;
        if field.is_score() {
            return Err(invalid(at, "the score cannot be searched"));
        }
        let ignores_case = of.get("caseInsensitive") == Some(&Value::Bool(true));
        let has_words = |how: How| {
            let needs_all = match of.get("mustMatch").and_then(Value::as_str) {
                None | Some("all") => true,
                Some("any") => false,
                Some(_) => {
                    return Err(malformed(&format!("{at}.mustMatch"), "any or all expected"));
                }
            };
            let words = words(text(at, of)?);
            Ok(Test::HasWords {
                words,
                needs_all,
                how,
            })
        };
        let test = match name {
            "exact" => exact(at, of, ignores_case)?,
            "fullText" => has_words(How::Whole)?,
            "fullTextPrefix" => has_words(How::AsBeginning)?,
            "fuzzy" => {
                let level = of.get("level").and_then(Value::as_u64);
                let level = level.and_then(|level| usize::try_from(level).ok());
                let level = level.filter(|level| *level <= 2);
                let level =
                    level.ok_or_else(|| malformed(&format!("{at}.level"), "0, 1 or 2 expected"))?;
                has_words(How::Fuzzy(level))?
            }
            "prefix" => {
                let beginning: String = text(at, of)?
                    .chars()
                    .filter(|of| !"*?".contains(*of))
                    .collect();
                Test::Fits(Pattern::read(&format!("{beginning}*"), ignores_case))
            }
            "wildcard" => Test::Fits(Pattern::read(text(at, of)?, ignores_case)),
            "range" => {
                let bounds = BOUNDS.iter().filter_map(|(name, bound)| {
                    let end = of.get(*name).filter(|end| !end.is_null())?;
                    Some((*bound, end.clone()))
                });
                let bounds: Vec<(Bound, Value)> = bounds.collect();
                if bounds.is_empty()
                    || bounds
                        .iter()
                        .any(|(_, end)| !end.is_number() && !end.is_string())
                {
                    return Err(malformed(at, "gte, gt, lte or lt expected"));
                }
                if let Some(scalar) = field.scalar(reader.contract)
                    && let Some((_, end)) = bounds.iter().find(|(_, end)| !scalar.has_end(end))
                {
                    let why = format!(
                        "the values of the field are {}, {end} is none",
                        scalar.name()
                    );
                    return Err(invalid(at, &why));
                }
                Test::IsIn(bounds)
            }
            _ => Test::Exists,
        };
        Ok(Self {
            field,
            test,
            boost: of.get("boost").and_then(Value::as_f64).unwrap_or(1.0),
        })
    }

    /// The rows of a document that match, and their score.
    pub(super) fn evaluate(&self, document: &F::Document<'_>) -> (Vec<bool>, f64) {
        let rows = (0..F::rows(document)).map(|row| {
            let values = self.field.values(document, row);
            self.test.holds(&values)
        });
        let rows: Vec<bool> = rows.collect();
        let score = if rows.contains(&true) {
            self.boost
        } else {
            0.0
        };
        (rows, score)
    }
}

fn exact(at: &str, of: &Object, ignores_case: bool) -> Result<Test, Refusal> {
    let values = match (of.get("value"), of.get("values")) {
        (Some(value), None | Some(Value::Null)) if !value.is_null() => vec![value.clone()],
        (None | Some(Value::Null), Some(Value::Array(values))) => values.clone(),
        _ => return Err(malformed(at, "either value or values expected")),
    };
    Ok(Test::Exact {
        values,
        ignores_case,
    })
}

fn text<'o>(at: &str, of: &'o Object) -> Result<&'o str, Refusal> {
    let at = format!("{at}.value");
    let text = of.get("value").and_then(Value::as_str);
    let text = text.ok_or_else(|| malformed(&at, "JSON string expected"))?;
    match text.chars().count() > LONGEST {
        true => Err(invalid(
            &at,
            "a text that is searched has at most 256 letters",
        )),
        false => Ok(text),
    }
}

impl Test {
    fn holds(&self, values: &[Value]) -> bool {
        match self {
            Self::Exists => !values.is_empty(),
            Self::Exact {
                values: wanted,
                ignores_case,
            } => values.iter().any(|value| {
                wanted.iter().any(|wanted| match (value, wanted) {
                    (Value::String(value), Value::String(wanted)) if *ignores_case => {
                        value.to_lowercase() == wanted.to_lowercase()
                    }
                    (value, wanted) => compare(value, wanted) == Some(Ordering::Equal),
                })
            }),
            Self::Fits(pattern) => {
                let mut texts = values.iter().filter_map(Value::as_str);
                texts.any(|text| pattern.fits(text))
            }
            Self::HasWords {
                words: wanted,
                needs_all,
                how,
            } => {
                let texts = values.iter().filter_map(Value::as_str);
                let found: HashSet<String> = texts.flat_map(words).collect();
                let has = |wanted: &String| found.iter().any(|word| how.is(word, wanted));
                match needs_all {
                    true => !wanted.is_empty() && wanted.iter().all(has),
                    false => wanted.iter().any(has),
                }
            }
            Self::IsIn(bounds) => values.iter().any(|value| {
                bounds.iter().all(|(bound, end)| {
                    let order = compare(value, end);
                    order.is_some_and(|order| match bound {
                        Bound::AtLeast => order.is_ge(),
                        Bound::MoreThan => order.is_gt(),
                        Bound::AtMost => order.is_le(),
                        Bound::LessThan => order.is_lt(),
                    })
                })
            }),
        }
    }
}

impl How {
    fn is(self, word: &str, wanted: &str) -> bool {
        match self {
            Self::Whole => word == wanted,
            Self::AsBeginning => word.starts_with(wanted),
            Self::Fuzzy(level) => distance(word, wanted, level),
        }
    }
}
