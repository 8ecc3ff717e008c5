//! Products: their operations, images and the product search.

use ctp_sdk::models::{
    Money, PriceDraft, ProductAddPriceAction, ProductChangeNameAction, ProductDraft,
    ProductPublishAction, ProductPublishScope, ProductSearchFacetCountExpression,
    ProductSearchFacetCountValue, ProductSearchFacetDistinctExpression,
    ProductSearchFacetDistinctValue, ProductSearchFacetResult, ProductSearchRequest,
    ProductSetAttributeAction, ProductTypeResourceIdentifier, ProductUpdate, ProductUpdateAction,
    ProductVariantDraft, SearchAndExpression, SearchExactExpression, SearchExactValue,
    SearchFieldType, SearchFullTextExpression, SearchFullTextValue, SearchLongRangeExpression,
    SearchLongRangeValue, SearchQuery, SearchSortOrder, SearchSorting,
};
use serde_json::{Value, json};

use super::bodies::{cents, page, resource, with};
use super::exchange::{delete, get, head, post};
use super::shop::{Shop, assert_common_headers};

fn product() -> Value {
    let variant = json!({
        "id": 1,
        "sku": "potato-1",
        "prices": [{"id": "price-1", "value": cents(250)}],
        "attributes": [{"name": "waxy", "value": true}],
    });
    let data = json!({
        "name": {"en": "Potato"},
        "slug": {"en": "potato"},
        "categories": [{"typeId": "category", "id": "category-1"}],
        "masterVariant": variant,
        "variants": [],
        "searchKeywords": {},
    });
    with(
        resource("product-1"),
        json!({
            "key": "potato",
            "productType": {"typeId": "product-type", "id": "type-1"},
            "masterData": {"published": true, "hasStagedChanges": false, "current": data, "staged": data},
        }),
    )
}

#[tokio::test]
async fn products() {
    let target = "/my-shop/products?where=masterData%28published%3Dtrue%29&priceCurrency=EUR&priceCountry=DE&limit=2";
    let found = get(target, page(json!([product()])), |api| {
        let query = api.products().get().where_("masterData(published=true)");
        query
            .price_currency("EUR")
            .price_country("DE")
            .limit(2)
            .send()
    });
    let current = &found.await.results[0].master_data.current;
    assert_eq!(current.master_variant.prices[0].value.cent_amount(), 250);
    assert_eq!(current.master_variant.attributes[0].value, json!(true));

    let read = get(
        "/my-shop/products/product-1?expand=productType",
        product(),
        |api| {
            api.products()
                .with_id("product-1")
                .get()
                .expand("productType")
                .send()
        },
    );
    assert!(read.await.master_data.published);
    let read = get("/my-shop/products/key=potato", product(), |api| {
        api.products().with_key("potato").get().send()
    });
    assert_eq!(read.await.product_type.id, "type-1");
    head("/my-shop/products/key=potato", |api| {
        api.products().with_key("potato").head().send()
    })
    .await;

    let body = json!({
        "productType": {"typeId": "product-type", "key": "vegetable"},
        "name": {"en": "Potato"},
        "slug": {"en": "potato"},
        "masterVariant": {
            "sku": "potato-1",
            "prices": [{"value": {"centAmount": 250, "currencyCode": "EUR"}, "country": "DE"}],
            "attributes": [{"name": "waxy", "value": true}],
        },
        "publish": true,
    });
    let created = post("/my-shop/products", body, product(), |api| {
        let variant = ProductVariantDraft::new()
            .sku("potato-1")
            .prices([PriceDraft::new(Money::new(250, "EUR")).country("DE")])
            .attributes([ctp_sdk::models::Attribute::new("waxy", true)]);
        let product_type = ProductTypeResourceIdentifier::new().key("vegetable");
        let draft = ProductDraft::new(product_type, [("en", "Potato")], [("en", "potato")])
            .master_variant(variant)
            .publish(true);
        api.products().post(draft).send()
    });
    assert_eq!(created.await.id, "product-1");

    let deleted = delete("/my-shop/products/product-1?version=7", product(), |api| {
        api.products().with_id("product-1").delete(7).send()
    });
    assert_eq!(deleted.await.key.as_deref(), Some("potato"));
}

#[tokio::test]
async fn a_product_gets_a_price_and_an_attribute_and_is_published() {
    let body = json!({"version": 3, "actions": [
        {"action": "changeName", "name": {"en": "New potato"}, "staged": true},
        {"action": "addPrice", "sku": "potato-1", "price": {"value": {"centAmount": 199, "currencyCode": "EUR"}, "country": "AT"}},
        {"action": "setAttribute", "variantId": 1, "name": "color", "value": {"key": "red", "label": "Red"}},
        {"action": "publish", "scope": "Prices"},
    ]});
    let changed = with(product(), json!({"version": 7}));
    let changed = post(
        "/my-shop/products/key=potato?priceCurrency=EUR",
        body,
        changed,
        |api| {
            let price = PriceDraft::new(Money::new(199, "EUR")).country("AT");
            let actions = [
                ProductUpdateAction::from(
                    ProductChangeNameAction::new([("en", "New potato")]).staged(true),
                ),
                ProductAddPriceAction::new(price).sku("potato-1").into(),
                ProductSetAttributeAction::new("color")
                    .variant_id(1)
                    .value(json!({"key": "red", "label": "Red"}))
                    .into(),
                ProductPublishAction::new()
                    .scope(ProductPublishScope::Prices)
                    .into(),
            ];
            let product = api.products().with_key("potato");
            product
                .post(ProductUpdate::new(3, actions))
                .price_currency("EUR")
                .send()
        },
    );
    assert_eq!(changed.await.version, 7);
}

#[tokio::test]
async fn an_image_is_sent_as_it_is() {
    let shop = Shop::answering(200, product());
    let images = shop.api.products().with_id("product-1").images();
    let upload = images.post("image/png", b"\x89PNG\r\n\x1a\n\0".as_slice());
    let upload = upload.filename("a b.png").variant(1).staged(false);
    assert_eq!(upload.send().await.unwrap().id, "product-1");

    let requests = shop.requests();
    assert_eq!(requests.len(), 1);
    assert_common_headers(&requests[0]);
    assert_eq!(
        (requests[0].method(), requests[0].target()),
        (
            "POST",
            "/my-shop/products/product-1/images?filename=a%20b.png&variant=1&staged=false"
        )
    );
    assert_eq!(requests[0].header("content-type"), Some("image/png"));
    assert_eq!(requests[0].body(), b"\x89PNG\r\n\x1a\n\0");
}

#[tokio::test]
async fn the_product_selections_of_a_product_are_listed() {
    let assigned = json!({
        "productSelection": {"typeId": "product-selection", "id": "selection-1"},
        "variantSelection": {"type": "includeOnly", "skus": ["potato-1"]},
        "createdAt": "2024-01-31T12:00:00.100Z",
    });
    let target = "/my-shop/products/product-1/product-selections?expand=productSelection&limit=3";
    let found = get(target, page(json!([assigned])), |api| {
        let selections = api.products().with_id("product-1").product_selections();
        selections.get().expand("productSelection").limit(3).send()
    });
    assert_eq!(found.await.results[0].product_selection.id, "selection-1");
}

#[tokio::test]
async fn products_are_searched_with_facets_and_sorting() {
    let body = json!({
        "query": {"and": [
            {"fullText": {"field": "name", "language": "en", "value": "potato"}},
            {"exact": {"field": "variants.attributes.color", "fieldType": "text", "values": ["red", "blue"]}},
            {"range": {"field": "variants.prices.centAmount", "gte": 100, "lt": 500}},
        ]},
        "sort": [{"field": "name", "language": "en", "order": "desc"}],
        "limit": 10,
        "offset": 20,
        "markMatchingVariants": true,
        "facets": [
            {"distinct": {"name": "colors", "field": "variants.attributes.color", "fieldType": "text", "limit": 5}},
            {"count": {"name": "all"}},
        ],
    });
    let answer = json!({
        "total": 31,
        "offset": 20,
        "limit": 10,
        "results": [{"id": "product-1", "matchingVariants": {"allMatched": false, "matchedVariants": [{"id": 2, "sku": "potato-2"}]}}],
        "facets": [
            {"name": "colors", "buckets": [{"key": "red", "count": 4}]},
            {"name": "all", "value": 31},
        ],
    });
    let found = post("/my-shop/products/search", body, answer, |api| {
        let name = SearchFullTextValue::new("name", "potato").language("en");
        let color = SearchExactValue::new("variants.attributes.color")
            .field_type(SearchFieldType::Text)
            .values(["red", "blue"]);
        let cents = SearchLongRangeValue::new("variants.prices.centAmount");
        let query = SearchAndExpression::new([
            SearchQuery::from(SearchFullTextExpression::new(name)),
            SearchExactExpression::new(color).into(),
            SearchLongRangeExpression::new(cents.gte(100).lt(500)).into(),
        ]);
        let colors = ProductSearchFacetDistinctValue::new("colors", "variants.attributes.color")
            .field_type(SearchFieldType::Text)
            .limit(5);
        let request = ProductSearchRequest::new()
            .query(query)
            .sort([SearchSorting::new("name", SearchSortOrder::Desc).language("en")])
            .limit(10)
            .offset(20)
            .mark_matching_variants(true)
            .facets([
                ctp_sdk::models::ProductSearchFacetExpression::from(
                    ProductSearchFacetDistinctExpression::new(colors),
                ),
                ProductSearchFacetCountExpression::new(ProductSearchFacetCountValue::new("all"))
                    .into(),
            ]);
        api.products().search().post(request).send()
    });
    let found = found.await;
    assert_eq!(
        (found.total, found.results[0].id.as_str()),
        (31, "product-1")
    );
    let matching = found.results[0].matching_variants.as_ref().unwrap();
    assert!(!matching.all_matched);
    assert_eq!(
        matching.matched_variants[0].sku.as_deref(),
        Some("potato-2")
    );
    let ProductSearchFacetResult::Buckets(colors) = &found.facets[0] else {
        panic!("{:?}", found.facets)
    };
    assert_eq!(
        (colors.buckets[0].key.as_str(), colors.buckets[0].count),
        ("red", 4)
    );
    let ProductSearchFacetResult::Value(all) = &found.facets[1] else {
        panic!("{:?}", found.facets)
    };
    assert_eq!(all.value, 31);
}
