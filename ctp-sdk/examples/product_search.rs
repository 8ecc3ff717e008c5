//! A search with facets: words, filters, counts for the filters of a page, and the products of the page.
//!
//! ```sh
//! cargo run -p ctp-sdk --example product_search
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project, in which product search must be enabled:
//! its API client needs the scope `view_published_products`. It changes nothing there.

mod project;

use std::error::Error;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::{
    ProductPagedSearchResponse, ProductProjection, ProductSearchFacetResult, ProductSearchRequest,
};
use ctp_sdk::predicates::{bound, product_projection};
use ctp_sdk::requests::product_projections::ProductProjectionsGet;
use ctp_sdk::requests::products::ProductsSearchPost;
use ctp_sdk::{ApiRoot, CtpClient, search};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let requests = [
        ProductsSearchPost::REQUIRED_SCOPES,
        ProductProjectionsGet::REQUIRED_SCOPES,
    ];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;

    let page = run(&client.integration_api_root(), "boot").await?;
    println!("found {} products", page.total);
    for product in &page.products {
        println!("  {}", product.name.get("en").map_or("?", |name| name));
    }
    for Count {
        facet,
        value,
        count,
    } in &page.counts
    {
        println!("{facet} {value}: {count}");
    }
    Ok(())
}

/// The content of a page of the shop.
pub struct Page {
    /// The number of products on all pages.
    pub total: i64,
    /// The products of this page, in the order of the search.
    pub products: Vec<ProductProjection>,
    /// The number of products for each filter.
    pub counts: Vec<Count>,
}

/// The number of products with a value.
pub struct Count {
    /// The name of the facet.
    pub facet: String,
    /// The value, or the range.
    pub value: String,
    /// The number.
    pub count: i64,
}

/// Searches for words in the names of products up to 200 euro, the cheapest first.
pub async fn run(api: &ApiRoot, words: &str) -> ctp_sdk::Result<Page> {
    let price = "variants.prices.centAmount";
    let query = search::all((
        search::field("name").language("en").full_text(words),
        search::field(price).range(..=20_000),
    ));
    let request = ProductSearchRequest::new()
        .query(query)
        .facet(search::facet("categories").distinct("categories").limit(10))
        .facet(search::facet("price").ranges(price, (..10_000, 10_000..)))
        .sort([search::field(price).asc()])
        .limit(20);
    let found = api.products().search().post(request).send().await?;

    // The search returns ids, and the projections contain the current data. Their order is that of the search.
    let ids = found.results.iter().map(|result| result.id.as_str());
    let ids = ids.collect::<Vec<&str>>();
    if ids.is_empty() {
        // The API does not accept an empty list in a predicate.
        return Ok(page(&found, Vec::new()));
    }
    let are_found = product_projection::predicate().id().in_(bound("ids", &ids));
    let projections = api.product_projections().get().matching(are_found);
    let projections = projections.price_currency("EUR").price_country("DE");
    let mut products = projections.limit(20).send().await?.results;
    products.sort_by_key(|product| ids.iter().position(|id| *id == product.id));
    Ok(page(&found, products))
}

fn page(found: &ProductPagedSearchResponse, products: Vec<ProductProjection>) -> Page {
    Page {
        total: found.total,
        products,
        counts: counts(found),
    }
}

fn counts(found: &ProductPagedSearchResponse) -> Vec<Count> {
    let mut counts = Vec::new();
    for facet in &found.facets {
        // Facets of other kinds, such as statistics, have no buckets. Kinds that the platform adds later are skipped, too.
        let ProductSearchFacetResult::Buckets(facet) = facet else {
            continue;
        };
        counts.extend(facet.buckets.iter().map(|bucket| Count {
            facet: facet.name.clone(),
            value: bucket.key.clone(),
            count: bucket.count.into(),
        }));
    }
    counts
}
