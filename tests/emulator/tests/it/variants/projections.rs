//! Projections of variants, and their attributes.

use reqwest::Method;
use serde_json::{Value, json};

use super::{acted, colour, created, draft, get, image, product, shop};
use crate::products::with;
use crate::shop::Shop;

/// With two published variants and one that is not, prices, and a tailoring in the Alps.
async fn jackets() -> Shop {
    let shop = shop().await;
    created(&shop, draft("red-m")).await;
    let blue = json!({"attributes": [colour("blue"), {"name": "size", "value": "l"}]});
    created(&shop, with(draft("blue-l"), blue)).await;
    created(&shop, with(draft("hidden"), json!({"publish": false}))).await;
    let price = |more: Value| {
        with(
            json!({"sku": "red-m", "value": {"centAmount": 5000, "currencyCode": "EUR"}}),
            more,
        )
    };
    shop.seed(json!({
        "standalone-prices": [
            price(json!({})),
            price(json!({"country": "FR", "value": {"centAmount": 4000, "currencyCode": "EUR"}})),
        ],
        "product-tailoring": [{
            "publish": true,
            "product": {"typeId": "product", "key": "jacket"},
            "store": {"typeId": "store", "key": "alps"},
            "name": {"en": "Alpine jacket"},
            "variants": [{"sku": "red-m", "images": [image("alpine")], "attributes": [{"name": "size", "value": "l"}]}],
        }],
    }));
    shop
}

async fn red(shop: &Shop, query: &str) -> Value {
    get(shop, &format!("/variant-projections/key=red-m{query}")).await
}

#[tokio::test]
async fn a_projection_has_the_data_of_the_variant_and_of_its_product() {
    let shop = jackets().await;
    let variant = get(&shop, "/variants/key=red-m").await;
    let category = get(&shop, "/categories/key=outdoor").await;
    let projection = red(&shop, "").await;
    assert_eq!(
        projection,
        json!({
            "id": variant["id"], "version": 1, "createdAt": variant["createdAt"],
            "staged": false, "default": false, "variantId": 1, "product": variant["product"],
            "name": {"en": "Jacket", "de": "Jacke"}, "slug": {"en": "jacket"},
            "categories": [{"typeId": "category", "id": category["id"]}], "categoryOrderHints": {},
            "key": "red-m", "sku": "red-m", "images": [image("red-m")], "assets": [],
            "attributes": [
                colour("red"),
                {"name": "size", "value": {"key": "m", "label": "Medium"}},
                {"name": "brand", "value": "Own"},
            ],
        })
    );
    let by_id = format!("/variant-projections/{}", variant["id"].as_str().unwrap());
    assert_eq!(get(&shop, &by_id).await, projection);
    let default = json!([{"action": "setDefaultVariant", "variant": {"typeId": "variant", "key": "red-m"}, "staged": false}]);
    acted(&shop, "/products/key=jacket", default).await;
    assert_eq!(red(&shop, "").await["default"], true);
}

#[tokio::test]
async fn it_is_current_or_staged() {
    let shop = jackets().await;
    acted(
        &shop,
        "/variants/key=red-m",
        json!([{"action": "setSku", "sku": "new"}]),
    )
    .await;
    acted(
        &shop,
        "/products/key=jacket",
        json!([{"action": "changeName", "name": {"en": "New"}}]),
    )
    .await;
    let (current, staged) = (red(&shop, "").await, red(&shop, "?staged=true").await);
    assert_eq!(
        (&current["sku"], &current["name"]["en"]),
        (&json!("red-m"), &json!("Jacket"))
    );
    assert_eq!(
        (&staged["sku"], &staged["name"]["en"]),
        (&json!("new"), &json!("New"))
    );
    assert_eq!(
        (&current["staged"], &staged["staged"]),
        (&json!(false), &json!(true))
    );
    for (path, status) in [
        ("/variant-projections/key=red-m", 200),
        ("/variant-projections/key=hidden", 404),
        ("/variant-projections/key=hidden?staged=true", 200),
        ("/variant-projections?where=key%3D%22hidden%22", 404),
        (
            "/variant-projections?where=key%3D%22hidden%22&staged=true",
            200,
        ),
        ("/variant-projections/key=red-m?priceCountry=DE", 400),
    ] {
        assert_eq!(
            shop.send(Method::HEAD, path, None).await.status,
            status,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_query_has_a_predicate_an_order_and_a_page() {
    let shop = jackets().await;
    let skus = async |query: &str| {
        let page = get(&shop, &format!("/variant-projections?{query}")).await;
        let results = page["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|of| of["sku"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(skus("sort=sku%20asc").await, ["blue-l", "red-m"]);
    assert_eq!(
        skus("sort=variantId%20desc&staged=true&limit=2").await,
        ["hidden", "blue-l"]
    );
    assert_eq!(skus("where=sku%3D%22red-m%22").await, ["red-m"]);
    assert_eq!(skus("where=slug(en%3D%22none%22)").await, [""; 0]);
    let page = get(&shop, "/variant-projections?limit=1").await;
    assert_eq!((&page["total"], &page["count"]), (&json!(2), &json!(1)));
    let expanded = get(&shop, "/variant-projections?expand=product&limit=1").await;
    assert_eq!(expanded["results"][0]["product"]["obj"]["key"], "jacket");
}

#[tokio::test]
async fn parameters_choose_the_price_the_locales_and_the_attributes() {
    let shop = jackets().await;
    let cents = async |query: &str| red(&shop, query).await["price"]["value"]["centAmount"].clone();
    assert_eq!(cents("").await, Value::Null);
    assert_eq!(cents("?priceCurrency=EUR").await, 5000);
    assert_eq!(cents("?priceCurrency=EUR&priceCountry=FR").await, 4000);
    assert_eq!(cents("?priceCurrency=USD").await, Value::Null);
    let german = red(&shop, "?localeProjection=de").await;
    assert_eq!(german["name"], json!({"de": "Jacke"}));
    assert_eq!(german["attributes"][0]["value"], json!({"de": "red-de"}));
    let some = red(&shop, "?filter%5Battributes%5D=brand").await;
    assert_eq!(
        some["attributes"],
        json!([{"name": "brand", "value": "Own"}])
    );
}

#[tokio::test]
async fn a_store_has_what_is_tailored_of_its_products() {
    let shop = jackets().await;
    let path = "/in-store/key=alps/variant-projections";
    let alpine = get(&shop, &format!("{path}/key=red-m")).await;
    assert_eq!(
        alpine["name"],
        json!({"en": "Alpine jacket", "de": "Jacke"})
    );
    assert_eq!(alpine["images"], json!([image("alpine")]));
    assert_eq!(alpine["attributes"][1]["value"]["key"], "l");
    let found = get(
        &shop,
        &format!("{path}?where=name(en%3D%22Jacket%22)&sort=sku%20desc"),
    )
    .await;
    assert_eq!(
        (&found["total"], &found["results"][0]),
        (&json!(2), &alpine)
    );
    let elsewhere = get(&shop, "/in-store/key=coast/variant-projections/key=red-m").await;
    assert_eq!(elsewhere["name"]["en"], "Jacket");
    // The coast sells one variant only.
    shop.seed(json!({"product-selections": [{"key": "summer", "name": {"en": "Summer"}}]}));
    let blue = json!({"type": "includeOnly", "skus": ["blue-l"]});
    acted(&shop, "/product-selections/key=summer", json!([{
        "action": "addProduct", "product": {"typeId": "product", "key": "jacket"}, "variantSelection": blue,
    }])).await;
    acted(&shop, "/stores/key=coast", json!([{
        "action": "addProductSelection", "productSelection": {"typeId": "product-selection", "key": "summer"}, "active": true,
    }])).await;
    let found = get(&shop, "/in-store/key=coast/variant-projections").await;
    assert_eq!(
        (&found["total"], &found["results"][0]["sku"]),
        (&json!(1), &json!("blue-l"))
    );
    let missing = "/in-store/key=coast/variant-projections/key=red-m";
    assert_eq!(shop.get(missing).await.refusal().0, 404);
    let client = shop
        .emulator
        .api_client("view_products:emulator:coast".parse().unwrap());
    let answer = shop
        .token(&client, "grant_type=client_credentials")
        .await
        .json();
    let shop = shop.with_token(&answer["access_token"]);
    assert_eq!(
        shop.get("/in-store/key=coast/variant-projections")
            .await
            .status,
        200
    );
    assert_eq!(shop.get(path).await.status, 403);
}

#[tokio::test]
async fn the_attributes_of_all_variants_say_what_is_in_stock() {
    let shop = jackets().await;
    shop.seed(json!({"inventory": [
        {"sku": "red-m", "quantityOnStock": 3},
        {"sku": "red-m", "quantityOnStock": 0, "supplyChannel": {"typeId": "channel", "key": "berlin"}},
    ], "products": [product("draft", json!({}))]}));
    let berlin = get(&shop, "/channels/key=berlin").await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let attributes = async |query: &str| {
        let path = format!(
            "/product-projections/key=jacket/variant-attributes?filter%5Battributes%5D=size&filter%5Battributes%5D=brand&filter%5Battributes%5D=none{query}"
        );
        get(&shop, &path).await
    };
    let jacket = get(&shop, "/products/key=jacket").await;
    let all = attributes("").await;
    assert_eq!(
        (&all["productId"], &all["productKey"]),
        (&jacket["id"], &json!("jacket"))
    );
    // The attributes of the product itself are left out, and so are those that there are not.
    assert_eq!(
        all["attributes"],
        json!([{"name": "size", "label": {"en": "Label", "de": "Etikett"}, "type": "enum"}])
    );
    let red = get(&shop, "/variants/key=red-m").await;
    let size =
        |key: &str, label: &str| json!([{"name": "size", "value": {"key": key, "label": label}}]);
    assert_eq!(all["variants"].as_array().unwrap().len(), 2);
    assert_eq!(
        all["variants"][0],
        json!({
            "id": red["id"], "sku": "red-m", "key": "red-m", "attributes": size("m", "Medium"),
            "availability": {"isOnStock": true, "availableQuantity": 3},
        })
    );
    assert_eq!(
        (
            &all["variants"][1]["attributes"],
            all["variants"][1].get("availability")
        ),
        (&size("l", "Large"), None)
    );
    let in_berlin = attributes(&format!("&filter%5BsupplyChannels%5D={berlin}")).await;
    assert_eq!(
        in_berlin["variants"][0]["availability"]["channels"],
        json!({berlin: {"isOnStock": false, "availableQuantity": 0}})
    );
    let staged = attributes("&staged=true&localeProjection=de").await;
    assert_eq!(staged["variants"].as_array().unwrap().len(), 3);
    assert_eq!(staged["attributes"][0]["label"], json!({"de": "Etikett"}));
    let in_store = "/in-store/key=alps/product-projections/key=jacket/variant-attributes?filter%5Battributes%5D=size";
    assert_eq!(
        get(&shop, in_store).await["variants"][0]["attributes"],
        size("l", "Large")
    );
    for (path, status) in [
        ("/product-projections/key=jacket/variant-attributes", 400),
        (
            "/product-projections/key=draft/variant-attributes?filter%5Battributes%5D=size",
            404,
        ),
        (
            "/product-projections/key=draft/variant-attributes?filter%5Battributes%5D=size&staged=true",
            200,
        ),
        (
            "/product-projections/none/variant-attributes?filter%5Battributes%5D=size",
            404,
        ),
    ] {
        assert_eq!(shop.get(path).await.status, status, "{path}");
    }
}
