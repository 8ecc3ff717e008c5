//! Facets: the number of products or variants for a field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::index::{Indexed, Searched};
use crate::kind::Object;
use crate::refusal::Refusal;
use crate::search::field::{compare, is_between};
use crate::search::query::{Query, Reader, SearchField, invalid, malformed};

/// The default number of buckets.
const LIMIT: usize = 10;

pub(super) struct Facet {
    name: String,
    /// Whether it counts all products, not only those of the query.
    is_of_all: bool,
    counts_variants: bool,
    filter: Option<Query<Searched>>,
    kind: Kind,
}

enum Kind {
    Count,
    Distinct {
        field: Searched,
        includes: Option<Vec<String>>,
        missing: Option<String>,
        limit: usize,
        is_by_key: bool,
        is_descending: bool,
    },
    Ranges {
        field: Searched,
        ranges: Vec<Range>,
    },
    Stats(Searched),
}

struct Range {
    key: String,
    from: Option<Value>,
    to: Option<Value>,
}

/// A variant, identified by the index of its product and its own.
type Variant = (usize, usize);

impl Facet {
    pub(super) fn read(reader: &Reader, place: usize, facet: &Value) -> Result<Self, Refusal> {
        let at = format!("facets[{place}]");
        let members = facet.as_object();
        let mut members = members
            .into_iter()
            .flatten()
            .filter(|(_, of)| !of.is_null());
        let (Some((kind, of)), None) = (members.next(), members.next()) else {
            return Err(malformed(&at, "one facet expected"));
        };
        let at = format!("{at}.{kind}");
        let of = of
            .as_object()
            .ok_or_else(|| malformed(&at, "JSON object expected"))?;
        let text = |name: &str| of.get(name).and_then(Value::as_str);
        let name = text("name")
            .ok_or_else(|| malformed(&format!("{at}.name"), "Missing required value"))?;
        let field = || {
            let field = Searched::read(reader, &at, of)?;
            match field.is_score() {
                true => Err(invalid(&at, "the score has no facets")),
                false => Ok(field),
            }
        };
        let kind = match kind.as_str() {
            "count" => Kind::Count,
            "distinct" => distinct(&at, of, field()?)?,
            "ranges" => Kind::Ranges {
                field: field()?,
                ranges: ranges(&at, of)?,
            },
            "stats" => Kind::Stats(field()?),
            _ => return Err(malformed(&at, "count, distinct, ranges or stats expected")),
        };
        let filter = of.get("filter").filter(|of| !of.is_null());
        let filter = filter.map(|of| reader.query(&format!("{at}.filter"), of));
        Ok(Self {
            name: name.to_owned(),
            is_of_all: one_of(&at, of, "scope", ["query", "all"])? == "all",
            counts_variants: one_of(&at, of, "level", ["products", "variants"])? == "variants",
            filter: filter.transpose()?,
            kind,
        })
    }

    /// The counts for the products of the query, or for all.
    pub(super) fn count(&self, of_query: &[&Indexed<'_>], all: &[&Indexed<'_>]) -> Value {
        let products = if self.is_of_all { all } else { of_query };
        let mut rows: Vec<(usize, &Indexed<'_>, usize)> = Vec::new();
        for (place, product) in products.iter().enumerate() {
            let matches = self.filter.as_ref().map(|of| of.evaluate(product).0);
            for row in 0..product.rows.len() {
                let matches = matches.as_ref();
                if matches.is_none_or(|of| of.get(row) == Some(&true)) {
                    rows.push((place, product, row));
                }
            }
        }
        let variant = |(place, product, row): &(usize, &Indexed<'_>, usize)| {
            let row = product.rows.get(*row);
            (*place, row.map(|row| row.place).unwrap_or_default())
        };
        let counted = |of: &BTreeSet<Variant>| match self.counts_variants {
            true => of.len(),
            false => of
                .iter()
                .map(|(product, _)| product)
                .collect::<BTreeSet<_>>()
                .len(),
        };
        match &self.kind {
            Kind::Count => {
                let all = rows.iter().map(variant);
                json!({"name": self.name, "value": counted(&all.collect())})
            }
            Kind::Distinct {
                field,
                includes,
                missing,
                limit,
                is_by_key,
                is_descending,
            } => {
                let mut buckets: BTreeMap<String, BTreeSet<Variant>> = BTreeMap::new();
                for row in &rows {
                    let (_, product, number) = *row;
                    let mut keys: Vec<String> =
                        field.values(product, number).iter().map(key).collect();
                    if keys.is_empty() {
                        keys.extend(missing.clone());
                    }
                    for key in keys {
                        buckets.entry(key).or_default().insert(variant(row));
                    }
                }
                let buckets = buckets.into_iter();
                let buckets =
                    buckets.filter(|(key, _)| includes.as_ref().is_none_or(|of| of.contains(key)));
                let mut buckets: Vec<(String, usize)> =
                    buckets.map(|(key, of)| (key, counted(&of))).collect();
                buckets.sort_by(|left, right| {
                    let order = if *is_by_key {
                        left.0.cmp(&right.0)
                    } else {
                        left.1.cmp(&right.1)
                    };
                    if *is_descending {
                        order.reverse()
                    } else {
                        order
                    }
                });
                buckets.truncate(*limit);
                json!({"name": self.name, "buckets": told(buckets)})
            }
            Kind::Ranges { field, ranges } => {
                let buckets = ranges.iter().map(|range| {
                    let is_in = |(_, product, row): &&(usize, &Indexed<'_>, usize)| {
                        field
                            .values(product, *row)
                            .iter()
                            .any(|value| is_between(value, range.from.as_ref(), range.to.as_ref()))
                    };
                    let all = rows.iter().filter(is_in).map(variant);
                    (range.key.clone(), counted(&all.collect()))
                });
                json!({"name": self.name, "buckets": told(buckets.collect())})
            }
            Kind::Stats(field) => {
                let mut values = Vec::new();
                for (number, product) in products.iter().enumerate() {
                    let of_product = rows.iter().filter(|(place, ..)| *place == number);
                    let of_product: Vec<usize> = of_product.map(|(.., row)| *row).collect();
                    values.extend(field.all_values(product, &of_product));
                }
                if values.is_empty() {
                    return json!({"name": self.name, "count": 0, "min": 0, "max": 0});
                }
                let least = |left: Value, right: Value| match compare(&right, &left) {
                    Some(order) if order.is_lt() => right,
                    _ => left,
                };
                let most = |left: Value, right: Value| match compare(&right, &left) {
                    Some(order) if order.is_gt() => right,
                    _ => left,
                };
                let numbers: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
                let sum: f64 = numbers.iter().sum();
                let mut stats = json!({
                    "name": self.name,
                    "count": values.len(),
                    "min": values.iter().cloned().reduce(least),
                    "max": values.iter().cloned().reduce(most),
                });
                if let (false, Some(stats)) = (numbers.is_empty(), stats.as_object_mut()) {
                    stats.insert("sum".to_owned(), json!(sum));
                    stats.insert("mean".to_owned(), json!(sum / numbers.len() as f64));
                }
                stats
            }
        }
    }
}

fn distinct(at: &str, of: &Object, field: Searched) -> Result<Kind, Refusal> {
    let empty = Object::new();
    let sort = of.get("sort").and_then(Value::as_object).unwrap_or(&empty);
    let by = one_of(&format!("{at}.sort"), sort, "by", ["count", "key"])?;
    let order = one_of(&format!("{at}.sort"), sort, "order", ["desc", "asc"])?;
    let includes = of.get("includes").and_then(Value::as_array);
    let includes = includes.map(|of| {
        of.iter()
            .filter_map(|of| of.as_str().map(str::to_owned))
            .collect()
    });
    let limit = of.get("limit").filter(|of| !of.is_null());
    let limit = match limit.map(|of| of.as_u64().and_then(|of| usize::try_from(of).ok())) {
        None => LIMIT,
        Some(Some(limit)) if limit <= 200 => limit,
        Some(_) => {
            return Err(invalid(
                &format!("{at}.limit"),
                "a number up to 200 is expected",
            ));
        }
    };
    Ok(Kind::Distinct {
        field,
        includes,
        missing: of.get("missing").and_then(Value::as_str).map(str::to_owned),
        limit,
        is_by_key: by == "key",
        is_descending: order == "desc",
    })
}

fn ranges(at: &str, of: &Object) -> Result<Vec<Range>, Refusal> {
    let at = format!("{at}.ranges");
    let ranges = of.get("ranges").and_then(Value::as_array);
    let ranges = ranges.ok_or_else(|| malformed(&at, "JSON array expected"))?;
    let ranges = ranges.iter().enumerate().map(|(place, of)| {
        let end = |name: &str| of.get(name).filter(|end| !end.is_null()).cloned();
        let (from, to) = (end("from"), end("to"));
        let is_end = |of: &Option<Value>| {
            of.as_ref()
                .is_none_or(|of| of.is_number() || of.is_string())
        };
        if (from.is_none() && to.is_none()) || !is_end(&from) || !is_end(&to) {
            return Err(malformed(&format!("{at}[{place}]"), "from or to expected"));
        }
        let text = |end: &Option<Value>| match end {
            None => "*".to_owned(),
            Some(Value::Number(number)) => number
                .as_f64()
                .map_or(String::new(), |of| format!("{of:?}")),
            Some(other) => key(other),
        };
        let own = of.get("key").and_then(Value::as_str).map(str::to_owned);
        let key = own.unwrap_or_else(|| format!("{}-{}", text(&from), text(&to)));
        Ok(Range { key, from, to })
    });
    ranges.collect()
}

/// The value of a member with two possible values, the first of which is the default.
fn one_of<'v>(
    at: &str,
    of: &'v Object,
    name: &str,
    values: [&'v str; 2],
) -> Result<&'v str, Refusal> {
    match of.get(name).filter(|of| !of.is_null()) {
        None => Ok(values[0]),
        Some(value) => {
            let value = value.as_str().filter(|value| values.contains(value));
            let [first, second] = values;
            value.ok_or_else(|| {
                malformed(
                    &format!("{at}.{name}"),
                    &format!("{first} or {second} expected"),
                )
            })
        }
    }
}

fn key(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn told(buckets: Vec<(String, usize)>) -> Vec<Value> {
    let buckets = buckets.into_iter();
    buckets
        .map(|(key, count)| json!({"key": key, "count": count}))
        .collect()
}
