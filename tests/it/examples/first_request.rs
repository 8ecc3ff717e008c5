//! A cart that is created and read back.

use super::platform::platform;
use super::sources::first_request::run;

#[tokio::test]
async fn the_cart_stays_in_the_project() {
    let (_emulator, client) = platform().await;
    let api = client.integration_api_root();
    run(&api).await.unwrap();
    let carts = api.carts().get().send().await.unwrap().results;
    let countries = carts
        .iter()
        .map(|cart| cart.country.as_ref().unwrap().as_str());
    assert_eq!(countries.collect::<Vec<_>>(), ["DE"]);
}
