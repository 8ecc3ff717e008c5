//! Attributes as a struct that was generated from the project's product types, and back.
//!
//! ```sh
//! cargo run -p ctp-sdk --example typed_attributes
//! ```
//!
//! It uses an emulator in this process, whose catalogue has the product type `shoe`. The module `shop_types` was generated
//! with `cargo xtask project-types --sample --out ctp-sdk/examples/shop_types/mod.rs`, which uses the same emulator. For your
//! project, omit `--sample` and set `CTP_PROJECT_KEY` and so on.

pub mod shop_types;

use std::error::Error;

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::ApiRoot;
use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::Attribute;
use ctp_sdk::requests::product_projections::ProductProjectionsGet;
use ctp_sdk::requests::product_types::ProductTypesByKeyGet;
use shop_types::{ShoeAttributes, ShoeMaterial};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    emulator.seed(CATALOGUE)?;
    let requests = [
        ProductProjectionsGet::REQUIRED_SCOPES,
        ProductTypesByKeyGet::REQUIRED_SCOPES,
    ];
    let scopes = ScopeSet::minimum_for(requests, "emulator")?;
    let client = emulator.client(scopes)?;

    for shoe in run(&client.integration_api_root()).await? {
        let material = shoe.material.as_ref().and_then(|of| of.label("en"));
        println!("size {}: {}", shoe.size, material.unwrap_or("-"));
    }

    // The same struct for the draft of a product.
    let boot = ShoeAttributes {
        colour: Some("black".to_owned()),
        size: 43.0,
        material: Some(ShoeMaterial::Leather),
        waterproof: Some(true),
    };
    for attribute in Vec::<Attribute>::try_from(&boot)? {
        println!("{}: {}", attribute.name, attribute.value);
    }
    Ok(())
}

/// The attributes of all variants of shoes.
pub async fn run(api: &ApiRoot) -> Result<Vec<ShoeAttributes>, Box<dyn Error>> {
    let product_type = api.product_types().with_key("shoe").get().send().await?;
    let mut shoes = api
        .product_projections()
        .get()
        .where_("productType(id = :id)")
        .var("id", &product_type.id)
        .items();
    let mut attributes = Vec::new();
    while let Some(shoe) = shoes.try_next().await? {
        for variant in std::iter::once(&shoe.master_variant).chain(&shoe.variants) {
            attributes.push(ShoeAttributes::try_from(variant.attributes.as_slice())?);
        }
    }
    Ok(attributes)
}
