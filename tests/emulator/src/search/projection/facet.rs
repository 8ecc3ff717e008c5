//! Facets count the variants with a value, or the products if the value belongs to the whole product.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::{Number, Value, json};

use super::expression::{Condition, Expression, Range, Term};
use super::filter::{above, meets, values};
use crate::kind::Object;
use crate::kinds::products::variants;
use crate::project::Project;
use crate::search::field::is_between;

/// The maximum number of terms.
const MOST: usize = 200;

/// What is counted of a product: each variant, or the product itself.
type Counted<'c> = (usize, &'c Object);

/// The result of a facet for these products.
pub(super) fn count(project: &Project, facet: &Expression, products: &[&Object]) -> Value {
    let counted = products.iter().enumerate();
    let counted: Vec<Counted<'_>> = match facet.field.is_of_variants() {
        true => counted
            .flat_map(|(place, of)| variants(of).map(move |variant| (place, variant)))
            .collect(),
        false => counted.map(|(place, of)| (place, *of)).collect(),
    };
    match &facet.condition {
        None => terms(facet, &counted, &|value| vec![value]),
        Some(Condition::IsOneOf(of)) if *of == [Term::Subtree("*".to_owned())] => {
            let with_above = |value: Value| {
                let ids = above(project, value.as_str().unwrap_or_default());
                ids.map(|id| json!(id)).collect()
            };
            terms(facet, &counted, &with_above)
        }
        Some(Condition::IsIn(of)) => {
            let of = of.iter().map(|range| in_range(facet, range, &counted));
            json!({"type": "range", "ranges": of.collect::<Vec<_>>()})
        }
        Some(_) => {
            let met = counted.iter().filter(|(_, of)| meets(project, facet, of));
            let places: Vec<usize> = met.map(|(place, _)| *place).collect();
            let mut result = json!({"type": "filter", "count": places.len()});
            set_product_count(facet, &mut result, places);
            result
        }
    }
}

/// The number of occurrences of each value.
fn terms(
    facet: &Expression,
    counted: &[Counted<'_>],
    expand: &dyn Fn(Value) -> Vec<Value>,
) -> Value {
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut missing = 0_usize;
    let mut data_type = None;
    for (place, of) in counted {
        let values = values(facet, of).into_iter().flat_map(expand);
        let values: Vec<Value> = values.filter(|of| !of.is_object()).collect();
        data_type = data_type.or_else(|| values.first().map(data_type_of));
        let terms: BTreeSet<String> = values.iter().map(|of| term(facet, of)).collect();
        missing += usize::from(terms.is_empty());
        for term in terms {
            known.entry(term).or_default().push(*place);
        }
    }
    let total: usize = known.values().map(Vec::len).sum();
    let mut terms: Vec<(String, Vec<usize>)> = known.into_iter().collect();
    let weight = |places: &Vec<usize>| match facet.counts_products {
        true => products(places),
        false => places.len(),
    };
    terms.sort_by_key(|(_, places)| std::cmp::Reverse(weight(places)));
    terms.truncate(MOST);
    let told: usize = terms.iter().map(|(_, places)| places.len()).sum();
    let terms = terms.into_iter().map(|(term, places)| {
        let mut result = json!({"term": term, "count": places.len()});
        set_product_count(facet, &mut result, places);
        result
    });
    json!({
        "type": "terms",
        "dataType": data_type.unwrap_or("text"),
        "missing": missing,
        "total": total,
        "other": total.saturating_sub(told),
        "terms": terms.collect::<Vec<_>>(),
    })
}

/// The statistics of a range, which excludes its end.
fn in_range(facet: &Expression, range: &Range, counted: &[Counted<'_>]) -> Value {
    let is_in = |value: &Value| is_between(value, range.from.as_ref(), range.to.as_ref());
    let mut places = Vec::new();
    let mut numbers = Vec::new();
    for (place, of) in counted {
        let values = values(facet, of).into_iter();
        let found: Vec<f64> = values.filter(is_in).filter_map(|of| number(&of)).collect();
        if !found.is_empty() {
            places.push(*place);
            numbers.extend(found);
        }
    }
    let sum: f64 = numbers.iter().sum();
    let least = numbers.iter().copied().reduce(f64::min);
    let most = numbers.iter().copied().reduce(f64::max);
    let mean = match numbers.len() {
        0 => 0.0,
        length => sum / length as f64,
    };
    let text = |end: &Option<Value>| {
        let end = end.as_ref().and_then(number);
        end.map_or(String::new(), |end| end.to_string())
    };
    let end = |end: &Option<Value>| json_number(end.as_ref().and_then(number).unwrap_or_default());
    let mut result = json!({
        "from": end(&range.from),
        "fromStr": text(&range.from),
        "to": end(&range.to),
        "toStr": text(&range.to),
        "count": places.len(),
        "total": json_number(sum),
        "min": json_number(least.unwrap_or_default()),
        "max": json_number(most.unwrap_or_default()),
        "mean": json_number(mean),
    });
    set_product_count(facet, &mut result, places);
    result
}

fn set_product_count(facet: &Expression, result: &mut Value, places: Vec<usize>) {
    if let (true, Some(result)) = (facet.counts_products, result.as_object_mut()) {
        result.insert("productCount".to_owned(), products(&places).into());
    }
}

/// The number of products at these indexes.
fn products(places: &[usize]) -> usize {
    let places: BTreeSet<&usize> = places.iter().collect();
    places.len()
}

/// A value in the form of a facet: booleans as `T` and `F`, numbers of attributes with a decimal point.
fn term(facet: &Expression, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "T".to_owned(),
        Value::Bool(false) => "F".to_owned(),
        Value::Number(number) => {
            let is_whole_field =
                facet.path.ends_with("centAmount") || !facet.path.contains(".attributes.");
            match number.as_f64() {
                Some(number) if !is_whole_field && number.fract() == 0.0 => format!("{number:.1}"),
                Some(number) => number.to_string(),
                None => number.to_string(),
            }
        }
        other => other.to_string(),
    }
}

fn data_type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(text) if text.parse::<Timestamp>().is_ok() => "datetime",
        Value::String(text) if text.len() == 10 && text.parse::<Date>().is_ok() => "date",
        Value::String(text) if text.contains(':') && text.parse::<Time>().is_ok() => "time",
        _ => "text",
    }
}

/// A number, or a time as milliseconds.
fn number(value: &Value) -> Option<f64> {
    let time = || value.as_str()?.parse::<Timestamp>().ok();
    let date = || value.as_str()?.parse::<Date>().ok();
    let of_date = || {
        let zoned = date()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(zoned.timestamp().as_millisecond() as f64)
    };
    value
        .as_f64()
        .or_else(|| time().map(|time| time.as_millisecond() as f64))
        .or_else(of_date)
}

/// An integer is written without a decimal point.
fn json_number(number: f64) -> Value {
    match number.fract() == 0.0 && number.abs() < 9e15 {
        true => json!(number as i64),
        false => Number::from_f64(number).map_or(json!(0), Value::Number),
    }
}
