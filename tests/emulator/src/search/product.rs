//! `POST /products/search`.
//!
//! Source: <https://docs.commercetools.com/api/projects/product-search>.

mod facet;
mod index;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::kinds::products;
use crate::kinds::project_settings::check_product_search;
use crate::kinds::projections::{Projecting, STATE};
use crate::project::{Call, Caller, Parameters, Project};
use crate::refusal::Refusal;
use crate::search::query::{EXPRESSIONS, Query, Reader};
use crate::search::sort::{Key, Sort};
use facet::Facet;
use index::{Indexed, Searched};

const PATH: &str = "/{projectKey}/products/search";

pub(crate) const ROUTES: &[HandWritten] = &[("POST", PATH, search, Coverage::Generic)];

const LIMIT: usize = 20;

/// A product that was found.
struct Found<'f> {
    product: &'f Indexed<'f>,
    score: f64,
    /// The variants that match.
    variants: BTreeSet<usize>,
}

fn search(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let project = &*project;
    check_product_search(project, "productsSearch")?;
    let request = project.body(call.route.operation, call.body)?;
    call.parameters.check(call.route.operation)?;
    let given = |name: &str| request.get(name).filter(|of| !of.is_null());
    let reader = Reader {
        contract: project.contract,
        state: STATE,
        expressions: EXPRESSIONS,
    };
    let query = |name: &str| given(name).map(|of| reader.query(name, of)).transpose();
    let (wanted, after) = (query("query")?, query("postFilter")?);
    let list = |name: &str| given(name).and_then(Value::as_array).into_iter().flatten();
    let facets = list("facets").enumerate();
    let facets = facets.map(|(place, of)| Facet::read(&reader, place, of));
    let facets: Vec<Facet> = facets.collect::<Result<_, _>>()?;
    let sort = list("sort").enumerate();
    let sort = sort.map(|(place, of)| Sort::read(&reader, place, of));
    let sort: Vec<Sort<Searched>> = sort.collect::<Result<_, _>>()?;
    let projecting = given("productProjectionParameters").and_then(Value::as_object);
    let projecting = projecting.map(parameters);
    let projecting = projecting.as_ref();
    let shown = projecting.map(|of| Projecting::read(project, of, &call.caller));
    let shown = shown.transpose()?;
    let usual = Parameters::default();
    let current = Projecting::read(project, &usual, &Caller::default())?;
    let projections: Vec<Object> = current.all().collect();
    let index: Vec<Indexed<'_>> = projections
        .iter()
        .map(|of| Indexed::of(project, of))
        .collect();
    let mut found: Vec<Found<'_>> = index
        .iter()
        .filter_map(|of| find(of, wanted.as_ref()))
        .collect();
    let of_query: Vec<&Indexed<'_>> = found.iter().map(|of| of.product).collect();
    let all: Vec<&Indexed<'_>> = index.iter().collect();
    let facets = facets.iter().map(|facet| facet.count(&of_query, &all));
    let facets: Vec<Value> = facets.collect();
    found.retain(|of| find(of.product, after.as_ref()).is_some());
    let keyed = found.into_iter();
    let keyed = keyed.map(|of| (Key::of(&sort, of.product, of.score), of));
    let mut found: Vec<(Key, Found<'_>)> = keyed.collect();
    found.sort_by(|(left, _), (right, _)| left.compare(right, &sort));
    let whole = |name: &str| {
        given(name)
            .and_then(Value::as_f64)
            .map(|number| number as usize)
    };
    let limit = whole("limit").unwrap_or(LIMIT);
    let offset = whole("offset").unwrap_or_default();
    let total = found.len();
    let marks = given("markMatchingVariants") == Some(&Value::Bool(true));
    let asks_variants = wanted
        .as_ref()
        .is_some_and(|query| query.asks(&Searched::is_of_variants));
    let results = found.iter().skip(offset).take(limit).map(|(_, found)| {
        let id = found.product.projection.get("id");
        let mut result = json!({"id": id});
        if let (true, Some(result)) = (marks, result.as_object_mut()) {
            result.insert(
                "matchingVariants".to_owned(),
                matching(found, asks_variants),
            );
        }
        let product = id.and_then(|id| project.all(products::PATH).get(id.as_str()?));
        if let (Some(shown), Some(parameters), Some(product)) = (&shown, projecting, product) {
            let projection = shown.of(product).map(Value::Object).unwrap_or_default();
            let expanded = project.expanded_at(projection, parameters.all("expand"), STATE)?;
            if let Some(result) = result.as_object_mut() {
                result.insert("productProjection".to_owned(), expanded);
            }
        }
        Ok(result)
    });
    let results: Vec<Value> = results.collect::<Result<_, Refusal>>()?;
    Ok(Some(json!({
        "total": total,
        "offset": offset,
        "limit": limit,
        "facets": facets,
        "results": results,
    })))
}

/// Whether a product matches, and its score; every product matches an empty query.
fn find<'f>(product: &'f Indexed<'f>, query: Option<&Query<Searched>>) -> Option<Found<'f>> {
    let (rows, score) = match query {
        Some(query) => query.evaluate(product),
        None => (vec![true; product.rows.len()], 0.0),
    };
    let matching = product
        .rows
        .iter()
        .zip(&rows)
        .filter(|(_, matches)| **matches);
    let variants: BTreeSet<usize> = matching.map(|(row, _)| row.place).collect();
    (!variants.is_empty()).then_some(Found {
        product,
        score,
        variants,
    })
}

/// The variants that match. Without a condition for variants, all of them do.
fn matching(found: &Found<'_>, asks_variants: bool) -> Value {
    if !asks_variants {
        return json!({"allMatched": true, "matchedVariants": []});
    }
    let variants = products::variants(found.product.projection).enumerate();
    let variants = variants.filter(|(place, _)| found.variants.contains(place));
    let variants = variants.map(|(_, variant)| {
        let fields = ["id", "sku"].iter();
        let fields =
            fields.filter_map(|name| Some(((*name).to_owned(), variant.get(*name)?.clone())));
        Value::Object(fields.collect())
    });
    json!({"allMatched": false, "matchedVariants": variants.collect::<Vec<_>>()})
}

/// The parameters of projections, as they are in a URL.
fn parameters(given: &Object) -> Parameters {
    let mut parameters = Vec::new();
    for (name, value) in given {
        let values = match value {
            Value::Array(values) => values.iter().collect(),
            Value::Null => Vec::new(),
            value => vec![value],
        };
        let values = values.into_iter().map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        parameters.extend(values.map(|value| (name.clone(), value)));
    }
    Parameters::of(parameters)
}
