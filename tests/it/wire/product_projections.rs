//! Product projections: reading and querying them.

use ctp_sdk::models::TypedMoney;
use serde_json::json;

use super::bodies::{cents, page, product_projection, with};
use super::shop::Shop;

#[tokio::test]
async fn projections_are_queried_for_the_prices_of_one_customer() {
    let shop = Shop::answering(200, page(json!([product_projection()])));
    let page = shop
        .api
        .product_projections()
        .get()
        .staged(true)
        .price_currency("EUR")
        .price_country("DE")
        .price_customer_group("group-1")
        .price_customer_group_assignments("group-2")
        .price_customer_group_assignments("group-3")
        .price_channel("channel-1")
        .price_recurrence_policy("policy-1")
        .locale_projection("de")
        .locale_projection("en")
        .store_projection("berlin")
        .filter_attributes("color")
        .expand("taxCategory")
        .where_("published = true")
        .var("x", "y z")
        .send()
        .await
        .unwrap();

    assert_eq!(
        page.results[0].master_variant.sku.as_deref(),
        Some("potato-1")
    );
    let query = [
        "staged=true",
        "priceCurrency=EUR",
        "priceCountry=DE",
        "priceCustomerGroup=group-1",
        "priceCustomerGroupAssignments=group-2",
        "priceCustomerGroupAssignments=group-3",
        "priceChannel=channel-1",
        "priceRecurrencePolicy=policy-1",
        "localeProjection=de",
        "localeProjection=en",
        "storeProjection=berlin",
        "filter%5Battributes%5D=color",
        "expand=taxCategory",
        "where=published%20%3D%20true",
        "var.x=y%20z",
    ];
    shop.assert_sent(
        "GET",
        &format!("/my-shop/product-projections?{}", query.join("&")),
    );
}

#[tokio::test]
async fn a_projection_is_read_by_its_id() {
    let precise = json!({
        "type": "highPrecision",
        "currencyCode": "EUR",
        "centAmount": 1,
        "preciseAmount": 1234,
        "fractionDigits": 5,
    });
    let variant = json!({
        "id": 1,
        "prices": [
            {"id": "price-1", "value": cents(250), "validFrom": "2024-01-31T12:00:00.000Z"},
            {"id": "price-2", "value": precise, "tiers": [{"minimumQuantity": 10, "value": cents(200)}]},
        ],
        "attributes": [{"name": "color", "value": {"key": "red", "label": {"en": "Red"}}}],
    });
    let shop = Shop::answering(
        200,
        with(
            product_projection(),
            json!({"masterVariant": variant, "published": true}),
        ),
    );
    let get = shop
        .api
        .product_projections()
        .with_id("product-1")
        .get()
        .staged(false)
        .price_currency("EUR");
    let product = get.send().await.unwrap();

    let variant = &product.master_variant;
    assert_eq!(variant.attributes[0].value["label"]["en"], "Red");
    assert_eq!(variant.prices[0].value.cent_amount(), 250);
    let TypedMoney::HighPrecision(precise) = &variant.prices[1].value else {
        panic!("{variant:?}")
    };
    assert_eq!((precise.precise_amount, precise.fraction_digits), (1234, 5));
    assert_eq!(variant.prices[1].tiers[0].value.currency_code(), "EUR");
    assert_eq!(
        (product.published, product.has_staged_changes),
        (Some(true), None)
    );
    shop.assert_sent(
        "GET",
        "/my-shop/product-projections/product-1?staged=false&priceCurrency=EUR",
    );
}

#[tokio::test]
async fn a_projection_is_read_by_its_key() {
    let shop = Shop::answering(200, product_projection());
    let get = shop
        .api
        .product_projections()
        .with_key("a/b")
        .get()
        .locale_projection("en")
        .expand("categories[*]");
    let product = get.send().await.unwrap();
    assert_eq!(product.name.get("de").unwrap(), "Kartoffel");
    assert_eq!(product.categories[0].id, "category-1");
    shop.assert_sent(
        "GET",
        "/my-shop/product-projections/key=a%2Fb?localeProjection=en&expand=categories%5B%2A%5D",
    );
}

#[tokio::test]
async fn the_attributes_of_variants_are_asked_for_by_name() {
    let body = json!({
        "productId": "product-1",
        "attributes": [{"name": "color", "label": {"en": "Color"}, "type": "text"}],
        "variants": [{"id": "1", "attributes": [{"name": "color", "value": "red"}]}],
    });
    let shop = Shop::answering(200, body);
    let variants = shop
        .api
        .product_projections()
        .with_id("product-1")
        .variant_attributes();
    let answer = variants
        .get(["color", "size"])
        .filter_supply_channels("channel-1")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.attributes[0].name, "color");
    assert_eq!(answer.variants[0].attributes[0].value, "red");
    shop.assert_sent(
        "GET",
        "/my-shop/product-projections/product-1/variant-attributes\
         ?filter%5Battributes%5D=color&filter%5Battributes%5D=size&filter%5BsupplyChannels%5D=channel-1",
    );
}

#[tokio::test]
async fn a_head_tells_whether_a_projection_is_there() {
    let shop = Shop::answering(200, product_projection());
    assert!(
        shop.api
            .product_projections()
            .with_key("potato")
            .head()
            .send()
            .await
            .unwrap()
    );
    shop.assert_sent("HEAD", "/my-shop/product-projections/key=potato");
}
