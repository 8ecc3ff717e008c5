//! A search with facets.

use super::platform::platform;
use super::sources::product_search::run;

#[tokio::test]
async fn words_are_found_and_the_values_of_facets_counted() {
    let (_emulator, client) = platform().await;
    let api = client.integration_api_root();
    let page = run(&api, "boot").await.unwrap();
    assert!(!page.products.is_empty());
    assert_eq!(page.total, i64::try_from(page.products.len()).unwrap());
    let prices = page.products.iter().map(|product| {
        let price = product.master_variant.price.as_ref().unwrap();
        price.value.cent_amount()
    });
    assert!(
        prices.clone().is_sorted(),
        "{:?}",
        prices.collect::<Vec<_>>()
    );
    let of_price = page.counts.iter().filter(|count| count.facet == "price");
    assert_eq!(of_price.map(|count| count.count).sum::<i64>(), page.total);

    let none = run(&api, "submarine").await.unwrap();
    assert_eq!((none.total, none.products.len()), (0, 0));
}
