//! GraphQL: operations with types that `graphql_client` generates from a document, and responses with errors beside data.
//!
//! ```sh
//! cargo run -p ctp-sdk --example graphql --features graphql
//! ```
//!
//! Without any settings it uses a server in this process that does not implement GraphQL and returns prepared responses.
//! With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`, `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may view categories and stores.

use std::error::Error;

use ctp_sdk::auth::Config;
use ctp_sdk::graphql::{GraphQlAnswer, GraphQlBody};
use ctp_sdk::{ApiRoot, Client, CtpClient};
use documents::{Categories, categories};
use emulator::{Answer, Emulator};
use graphql_client::GraphQLQuery;
use serde::Deserialize;

/// The types that `graphql_client` generates from the documents.
#[allow(
    missing_docs,
    unreachable_pub,
    reason = "the derive writes types and functions without any"
)]
mod documents {
    use graphql_client::GraphQLQuery;

    /// The scalar `Long` of the schema.
    type Long = i64;

    /// The query of `categories.graphql`, with the types of its variables and its data.
    #[derive(GraphQLQuery)]
    #[graphql(
        // From the folder of the manifest.
        schema_path = "../ctp-sdk/examples/graphql/schema.graphql",
        query_path = "../ctp-sdk/examples/graphql/categories.graphql",
        response_derives = "Debug"
    )]
    pub struct Categories;
}

/// The data of a hand-written query: each part may fail independently.
#[derive(Debug, Deserialize)]
pub struct Totals {
    /// The categories.
    pub categories: Option<Total>,
    /// The stores.
    pub stores: Option<Total>,
}

/// A number of resources.
#[derive(Debug, Deserialize)]
pub struct Total {
    /// The number.
    pub total: i64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    if std::env::var_os("CTP_PROJECT_KEY").is_some() {
        let client = CtpClient::new(&Config::from_env()?)?;
        return report(&client.integration_api_root()).await;
    }
    let server = server()?;
    println!(
        "A server with answers that were written down at {} (CTP_PROJECT_KEY and the like are not set)",
        server.url()
    );
    let client = Client::builder(&server.url()).bearer("a token").build()?;
    report(&ApiRoot::new(client, "my-shop")).await
}

async fn report(api: &ApiRoot) -> Result<(), Box<dyn Error>> {
    let found = categories(api, "en").await?;
    println!("{} categories", found.categories.total);
    for category in found.categories.results {
        println!("  {:?}: {:?}", category.key, category.name);
    }

    let totals = totals(api).await?;
    println!("{:?}", totals.data);
    for error in &totals.errors {
        println!("  {error}");
    }

    // If only the complete data is useful, a GraphQL error is an error like any other.
    let document = GraphQlBody::new("{ categories { totl } }");
    if let Err(error) = api.graphql().operation(&document).send::<Totals>().await {
        for reason in error.graphql_errors() {
            println!("{}: {:?}", reason.message(), reason.locations());
        }
    }
    Ok(())
}

/// The first categories, with the types that `graphql_client` has generated.
pub async fn categories(api: &ApiRoot, locale: &str) -> ctp_sdk::Result<categories::ResponseData> {
    let variables = categories::Variables {
        locale: locale.to_owned(),
        limit: 3,
    };
    let body = Categories::build_query(variables);
    // The required scopes depend on the query, so they are declared here.
    let operation = api.graphql().operation(&body);
    operation
        .requiring(&["view_categories:{projectKey}"])
        .send()
        .await
}

/// The number of categories and stores, as far as the token may see them.
pub async fn totals(api: &ApiRoot) -> ctp_sdk::Result<GraphQlAnswer<Totals>> {
    let document = GraphQlBody::new("{ categories { total } stores { total } }");
    api.graphql().operation(&document).send_partial().await
}

/// A server that returns each of the responses once.
pub fn server() -> std::io::Result<Emulator> {
    const CATEGORIES: &str = r#"{"data": {"categories": {"total": 2, "results": [
        {"id": "c-1", "key": "shoes", "name": "Shoes"},
        {"id": "c-2", "key": null, "name": "Boots"}
    ]}}}"#;
    const TOTALS: &str = r#"{"data": {"categories": {"total": 2}, "stores": null}, "errors": [{
        "message": "The token has no scope for stores.",
        "path": ["stores"],
        "locations": [{"line": 1, "column": 24}],
        "extensions": {"code": "insufficient_scope"}
    }]}"#;
    const MISSPELT: &str = r#"{"errors": [{
        "message": "There is no field `totl`.",
        "locations": [{"line": 1, "column": 16}],
        "extensions": {"code": "InvalidInput"}
    }]}"#;
    let server = Emulator::start()?;
    server.enqueue(Answer::json(200, CATEGORIES));
    server.enqueue(Answer::json(200, TOTALS));
    server.enqueue(Answer::json(400, MISSPELT));
    Ok(server)
}
