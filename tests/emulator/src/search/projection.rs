//! `/product-projections/search` and `/product-projections/suggest`.
//!
//! Source: <https://docs.commercetools.com/api/projects/product-projection-search>.

mod expression;
mod facet;
mod filter;
mod sort;
mod suggest;

use serde_json::{Value, json};

use super::text;
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::kinds::products::{variants, variants_mut};
use crate::kinds::project_settings::check_product_search;
use crate::kinds::projections::{Projecting, STATE};
use crate::project::{Call, Parameters, Project};
use crate::refusal::Refusal;
use expression::Expression;
use filter::Filters;
pub(super) use filter::above;
use sort::Sort;

const PATH: &str = "/{projectKey}/product-projections/search";
const SUGGEST: &str = "/{projectKey}/product-projections/suggest";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", PATH, by_url, Coverage::Generic),
    ("POST", PATH, by_form, Coverage::Generic),
    ("GET", SUGGEST, suggest::suggest, Coverage::Generic),
];

const LIMIT: usize = 20;

/// A product that may match.
struct Candidate {
    /// In the form of the response.
    projection: Object,
    /// In the searchable form: without attributes that are not searchable.
    indexed: Object,
    score: usize,
}

fn by_url(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    search(project, call, &call.parameters)
}

/// The same parameters in a form.
fn by_form(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    search(project, call, &Parameters::read(call.body))
}

fn search(
    project: &Project,
    call: &Call<'_>,
    parameters: &Parameters,
) -> Result<Option<Value>, Refusal> {
    check_product_search(project, "products")?;
    let operation = project.contract.operation("GET", PATH);
    parameters.check(operation.unwrap_or(call.route.operation))?;
    let projecting = Projecting::read(project, parameters, &call.caller)?;
    let filters = |name: &str| Filters::read(project, parameters, name);
    let (before, after) = (filters("filter.query")?, filters("filter")?);
    let of_facets = filters("filter.facets")?;
    let facets = parameters.all("facet");
    let facets = facets.map(|text| Expression::facet(project.contract, text));
    let facets: Vec<Expression> = facets.collect::<Result<_, _>>()?;
    let sort = Sort::read(project, parameters)?;
    let level = level(parameters)?;
    let texts = parameters.beginning_with("text.");
    let mut candidates = Vec::new();
    for projection in projecting.all() {
        let mut candidate = candidate(project, &projecting, projection);
        let scores = texts
            .iter()
            .map(|(locale, text)| text::score(&candidate.indexed, locale, text, &level));
        let Some(score) = scores.sum::<Option<usize>>() else {
            continue;
        };
        candidate.score = score;
        if before.match_product(&candidate.indexed) {
            candidates.push(candidate);
        }
    }
    let facets = facets.iter().map(|facet| {
        let filters = of_facets.but_for(&facet.path);
        let counted = candidates.iter().map(|of| &of.indexed);
        let counted: Vec<&Object> = counted.filter(|of| filters.match_product(of)).collect();
        (
            facet.name().to_owned(),
            facet::count(project, facet, &counted),
        )
    });
    let facets: Object = facets.collect();
    candidates.retain(|of| after.match_product(&of.indexed));
    sort.sort(&mut candidates);
    let marks = parameters
        .truth("markMatchingVariants")?
        .unwrap_or_default();
    if marks {
        let is_matching = |variant: &Object| {
            let is_asked = before.ask_variants() || after.ask_variants();
            is_asked && before.match_variant(variant) && after.match_variant(variant)
        };
        candidates.iter_mut().for_each(|of| mark(of, &is_matching));
    }
    let total = candidates.len();
    let limit = parameters.whole("limit")?.unwrap_or(LIMIT);
    let offset = parameters.whole("offset")?.unwrap_or_default();
    let results = candidates.into_iter().skip(offset).take(limit);
    let results: Vec<Object> = results.map(|of| of.projection).collect();
    let body = json!({
        "limit": limit,
        "offset": offset,
        "count": results.len(),
        "total": total,
        "results": results,
        "facets": facets,
    });
    let body = project.expanded_at(body, parameters.all("expand"), STATE)?;
    Ok(Some(body))
}

/// The number of letters of a word that may differ.
fn level(parameters: &Parameters) -> Result<impl Fn(&str) -> usize, Refusal> {
    let is_fuzzy = parameters.truth("fuzzy")?.unwrap_or_default();
    let wanted: Option<usize> = parameters.whole("fuzzyLevel")?;
    let usual = |word: &str| match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    if is_fuzzy && let Some(level) = wanted {
        for (_, text) in parameters.beginning_with("text.") {
            let mut words = text::words(text).into_iter();
            if let Some(word) = words.find(|word| level > usual(word)) {
                let why = format!("the word '{word}' is too short for the level {level}");
                return Err(Refusal::parameter("fuzzyLevel", &why));
            }
        }
    }
    Ok(move |word: &str| match is_fuzzy {
        true => wanted.unwrap_or_else(|| usual(word)),
        false => 0,
    })
}

fn candidate(project: &Project, projecting: &Projecting<'_>, mut indexed: Object) -> Candidate {
    let mut projection = projecting.tailored(indexed.clone());
    if projecting.selects_prices() {
        for of in [&mut projection, &mut indexed] {
            variants_mut(of).into_iter().for_each(set_scoped_price);
        }
    }
    let product_type = projection.get("productType");
    let product_type = product_type.and_then(|of| project.find("product-type", of).ok());
    let definitions = product_type.and_then(|of| of.get("attributes")?.as_array());
    let hidden = definitions.into_iter().flatten().filter_map(|of| {
        let is_searchable = of.get("isSearchable") != Some(&Value::Bool(false));
        of.get("name").filter(|_| !is_searchable)
    });
    let hidden: Vec<&Value> = hidden.collect();
    if !hidden.is_empty() {
        let hide = |of: &mut Object| {
            let attributes = of.get_mut("attributes").and_then(Value::as_array_mut);
            if let Some(attributes) = attributes {
                attributes.retain(|of| !of.get("name").is_some_and(|name| hidden.contains(&name)));
            }
        };
        hide(&mut indexed);
        variants_mut(&mut indexed).into_iter().for_each(hide);
    }
    Candidate {
        projection,
        indexed,
        score: 0,
    }
}

/// The selected price, with the applicable value.
fn set_scoped_price(variant: &mut Object) {
    let Some(price) = variant.get("price").and_then(Value::as_object) else {
        return;
    };
    let mut scoped = price.clone();
    let discounted = price.get("discounted").and_then(|of| of.get("value"));
    let current = discounted.or_else(|| price.get("value")).cloned();
    let is_discounted = discounted.is_some();
    scoped.insert("currentValue".to_owned(), current.unwrap_or_default());
    variant.insert("scopedPrice".to_owned(), Value::Object(scoped));
    variant.insert("scopedPriceDiscounted".to_owned(), is_discounted.into());
}

fn mark(of: &mut Candidate, is_matching: &dyn Fn(&Object) -> bool) {
    let marks: Vec<bool> = variants(&of.indexed).map(is_matching).collect();
    for (variant, mark) in variants_mut(&mut of.projection).into_iter().zip(marks) {
        variant.insert("isMatchingVariant".to_owned(), mark.into());
    }
}
