//! Updates a project from a file of drafts. A second run writes only what has changed.
//!
//! ```sh
//! cargo run -p ctp-sdk --example sync_catalogue --features deserialize,sync
//! ```
//!
//! It needs `--features sync,deserialize`. The file is `sync_catalogue/catalogue.json`, or the one whose path is the first
//! argument.
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may manage products and types. The resources stay there.

mod project;

use std::error::Error;
use std::{env, fs};

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::{
    CategoryDraft, InventoryEntryDraft, ProductDraft, ProductTypeDraft, TypeDraft,
};
use ctp_sdk::requests::{categories, inventory, product_types, products, types};
use ctp_sdk::sync::{self, Summary, SyncDraft};
use ctp_sdk::{ApiRoot, CtpClient};
use indicatif::{ProgressBar, ProgressStyle};
use project::Project;
use serde::Deserialize;

/// The drafts of this example.
pub const CATALOGUE: &str = include_str!("sync_catalogue/catalogue.json");

/// A file of drafts.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Catalogue {
    /// Types of custom fields.
    pub types: Vec<TypeDraft>,
    /// Product types.
    pub product_types: Vec<ProductTypeDraft>,
    /// Categories in any order: parents may follow their children.
    pub categories: Vec<CategoryDraft>,
    /// Products with their variants and prices.
    pub products: Vec<ProductDraft>,
    /// The inventory.
    pub inventory: Vec<InventoryEntryDraft>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = match env::args().nth(1) {
        Some(path) => fs::read_to_string(path)?,
        None => CATALOGUE.to_owned(),
    };
    let catalogue: Catalogue = serde_json::from_str(&file)?;

    // Only the scopes that the requests of this program need.
    let requests = [
        categories::CategoriesPost::REQUIRED_SCOPES,
        inventory::InventoryPost::REQUIRED_SCOPES,
        product_types::ProductTypesPost::REQUIRED_SCOPES,
        products::ProductsPost::REQUIRED_SCOPES,
        types::TypesPost::REQUIRED_SCOPES,
    ];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;
    let mut are_complete = true;
    for (kind, summary) in run(&client.integration_api_root(), catalogue).await {
        println!("{kind}: {summary}");
        for failure in &summary.failures {
            eprintln!("  {failure}");
        }
        are_complete &= summary.is_complete();
    }
    match are_complete {
        true => Ok(()),
        false => Err("some drafts failed: correct them and run it again".into()),
    }
}

/// Synchronizes all drafts, those that others refer to first.
pub async fn run(api: &ApiRoot, catalogue: Catalogue) -> Vec<(&'static str, Summary)> {
    vec![
        ("types", of_kind(api, "types", catalogue.types).await),
        (
            "product types",
            of_kind(api, "product types", catalogue.product_types).await,
        ),
        (
            "categories",
            of_kind(api, "categories", catalogue.categories).await,
        ),
        (
            "products",
            of_kind(api, "products", catalogue.products).await,
        ),
        (
            "inventory",
            of_kind(api, "inventory", catalogue.inventory).await,
        ),
    ]
}

/// Synchronizes the drafts of one kind, with a progress bar on the terminal.
async fn of_kind<D: SyncDraft>(api: &ApiRoot, kind: &'static str, drafts: Vec<D>) -> Summary {
    let bar = ProgressBar::new(u64::try_from(drafts.len()).unwrap_or_default());
    if let Ok(style) = ProgressStyle::with_template("{prefix:>14} {bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(kind);
    let summary = sync::sync_all(api, drafts)
        .concurrency(8)
        .on_progress(|progress| {
            bar.set_position(progress.done());
            if progress.failed > 0 {
                bar.set_message(format!("{} failed", progress.failed));
            }
        })
        .await;
    bar.finish_and_clear();
    summary
}
