//! Attributes as a generated struct.

use super::platform::platform;
use super::sources::typed_attributes::run;
use super::sources::typed_attributes::shop_types::ShoeMaterial;

#[tokio::test]
async fn the_attributes_of_all_shoes_of_the_catalogue_are_read() {
    let (_emulator, client) = platform().await;
    let shoes = run(&client.integration_api_root()).await.unwrap();
    assert!(shoes.len() > 10, "{}", shoes.len());
    assert!(shoes.iter().all(|shoe| shoe.size > 20.0));
    let of_leather = |material: &Option<ShoeMaterial>| *material == Some(ShoeMaterial::Leather);
    assert!(shoes.iter().any(|shoe| of_leather(&shoe.material)));
    assert!(shoes.iter().any(|shoe| !of_leather(&shoe.material)));
}
