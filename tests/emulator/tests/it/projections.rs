//! Product projections: which data they have, and what the parameters of a request do with them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::products::{draft, shop, with};
use crate::shop::Shop;

/// A shop with a published product `lamp`, whose staged name is another one, and one that is not published.
async fn lamps() -> Shop {
    let shop = shop().await;
    let price = |cents: i64, more: Value| {
        with(
            json!({"value": {"centAmount": cents, "currencyCode": "EUR"}}),
            more,
        )
    };
    let lamp = with(
        draft("lamp"),
        json!({
            "name": {"en": "Lamp", "de": "Lampe"},
            "publish": true,
            "masterVariant": {
                "sku": "a",
                "prices": [
                    price(100, json!({})),
                    price(90, json!({"country": "DE"})),
                    price(80, json!({"customerGroup": {"typeId": "customer-group", "key": "vip"}})),
                    price(70, json!({"channel": {"typeId": "channel", "key": "berlin"}})),
                ],
                "attributes": [
                    {"name": "required", "value": "x"},
                    {"name": "names", "value": {"en": "Light", "de": "Licht"}},
                ],
            },
            "variants": [{"sku": "b", "attributes": [{"name": "required", "value": "x"}]}],
        }),
    );
    for draft in [lamp, draft("draft")] {
        let created = shop.post("/products", draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    let actions = json!([{"action": "changeName", "name": {"en": "New"}}]);
    assert_eq!(
        shop.update("/products/key=lamp", 1, actions).await.status,
        200
    );
    shop
}

async fn lamp(shop: &Shop, query: &str) -> Value {
    let answer = shop
        .get(&format!("/product-projections/key=lamp?{query}"))
        .await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_projection_is_current_or_staged() {
    let shop = lamps().await;
    let current = lamp(&shop, "").await;
    assert_eq!(
        (&current["name"]["en"], &current["version"]),
        (&json!("Lamp"), &json!(2))
    );
    assert_eq!(
        (&current["published"], &current["hasStagedChanges"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(current["masterVariant"]["sku"], "a");
    assert_eq!(
        lamp(&shop, "staged=true").await["name"],
        json!({"en": "New"})
    );
    let id = current["id"].as_str().unwrap();
    let by_id = format!("/product-projections/{id}");
    assert_eq!(shop.get(&by_id).await.json(), current);
    for (path, status) in [
        (by_id.as_str(), 200),
        ("/product-projections/key=lamp", 200),
        ("/product-projections/key=draft", 404),
        ("/product-projections?where=key%3D%22lamp%22", 200),
        ("/product-projections?where=key%3D%22draft%22", 404),
    ] {
        assert_eq!(
            shop.send(Method::HEAD, path, None).await.status,
            status,
            "{path}"
        );
    }
    let refused = shop.get("/product-projections/key=draft").await.refusal();
    assert_eq!((refused.0, refused.1.as_str()), (404, "ResourceNotFound"));
    assert_eq!(
        shop.get("/product-projections/key=draft?staged=true")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_query_has_a_predicate_an_order_and_a_page() {
    let shop = lamps().await;
    let query = async |text: &str| shop.get(&format!("/product-projections?{text}")).await;
    assert_eq!(query("").await.json()["total"], 1);
    let all = query("staged=true&sort=key%20desc&limit=1").await.json();
    assert_eq!(
        (&all["total"], &all["results"][0]["key"]),
        (&json!(2), &json!("lamp"))
    );
    let where_ =
        "where=variants(sku%3D%22b%22)%20and%20name(en%3D%3Aname)&var.name=Lamp&withTotal=false";
    let found = query(where_).await.json();
    assert_eq!((&found["count"], found.get("total")), (&json!(1), None));
    let expanded = query("expand=productType").await.json();
    assert_eq!(expanded["results"][0]["productType"]["obj"]["key"], "thing");
    assert_eq!(query("where=colour%3D1").await.refusal().1, "InvalidInput");
}

#[tokio::test]
async fn the_price_of_each_variant_is_selected() {
    let shop = lamps().await;
    let group = shop.get("/customer-groups/key=vip").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let channel = shop.get("/channels/key=berlin").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (query, cents) in [
        ("priceCurrency=EUR".to_owned(), json!(100)),
        ("priceCurrency=EUR&priceCountry=DE".to_owned(), json!(90)),
        (
            format!("priceCurrency=EUR&priceCountry=DE&priceChannel={channel}"),
            json!(70),
        ),
        (
            format!("priceCurrency=EUR&priceCustomerGroup={group}&priceChannel={channel}"),
            json!(80),
        ),
        ("priceCurrency=USD".to_owned(), Value::Null),
        (String::new(), Value::Null),
    ] {
        let projection = lamp(&shop, &query).await;
        assert_eq!(
            projection["masterVariant"]["price"]["value"]["centAmount"], cents,
            "{query}"
        );
        assert_eq!(projection["variants"][0].get("price"), None);
    }
    let refused = shop
        .get("/product-projections?priceCountry=DE")
        .await
        .refusal();
    assert_eq!((refused.0, refused.1.as_str()), (400, "InvalidInput"));
}

#[tokio::test]
async fn prices_are_selected_in_both_data_of_a_product() {
    let shop = lamps().await;
    let id = shop.get("/products/key=lamp").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let price = "priceCurrency=EUR&priceCountry=DE";
    let product = shop
        .get(&format!("/products/key=lamp?{price}"))
        .await
        .json();
    for which in ["current", "staged"] {
        let data = &product["masterData"][which];
        assert_eq!(
            data["masterVariant"]["price"]["value"]["centAmount"], 90,
            "{which}"
        );
        assert_eq!(data["variants"][0].get("price"), None);
    }
    assert_eq!(
        shop.get(&format!("/products/{id}?{price}")).await.json(),
        product
    );
    let page = shop
        .get(&format!("/products?{price}&where=key%3D%22lamp%22"))
        .await
        .json();
    assert_eq!(page["results"], json!([product]));
    let without = shop.get("/products/key=lamp").await.json();
    assert_eq!(
        without["masterData"]["current"]["masterVariant"].get("price"),
        None
    );
    assert_eq!(
        shop.get("/products?priceCountry=DE").await.refusal().1,
        "InvalidInput"
    );
    let path = "/products?priceCurrency=EUR&priceRecurrencePolicy=x";
    assert_eq!(shop.get(path).await.refusal().0, 501);
}

#[tokio::test]
async fn a_product_can_have_standalone_prices() {
    let shop = lamps().await;
    let euro = |cents: i64| json!({"centAmount": cents, "currencyCode": "EUR"});
    shop.seed(json!({"standalone-prices": [
        {"key": "of-a", "sku": "a", "value": euro(5)},
        {"key": "of-b", "sku": "b", "value": euro(7)},
        {"key": "inactive", "sku": "b", "value": euro(1), "country": "DE", "active": false},
    ]}));
    let actions = json!([{"action": "setPriceMode", "priceMode": "Standalone"}]);
    assert_eq!(
        shop.update("/products/key=lamp", 2, actions).await.status,
        200
    );
    let projection = lamp(&shop, "priceCurrency=EUR&priceCountry=DE").await;
    let cents = |of: &Value| of["price"]["value"]["centAmount"].clone();
    assert_eq!(
        (
            cents(&projection["masterVariant"]),
            cents(&projection["variants"][0])
        ),
        (json!(5), json!(7))
    );
}

#[tokio::test]
async fn only_some_locales_and_attributes_are_wanted() {
    let shop = lamps().await;
    let projection = lamp(&shop, "localeProjection=de").await;
    assert_eq!(
        (&projection["name"], &projection["slug"]),
        (&json!({"de": "Lampe"}), &json!({"en": "lamp"}))
    );
    let names = &projection["masterVariant"]["attributes"][1];
    assert_eq!(names["value"], json!({"de": "Licht"}));
    let both = lamp(&shop, "localeProjection=de&localeProjection=en").await;
    assert_eq!(both["name"], json!({"en": "Lamp", "de": "Lampe"}));
    let filtered = lamp(&shop, "filter%5Battributes%5D=names").await;
    let attributes = filtered["masterVariant"]["attributes"].as_array().unwrap();
    assert_eq!(
        (attributes.len(), &attributes[0]["name"]),
        (1, &json!("names"))
    );
}

#[tokio::test]
async fn the_stock_of_a_variant_is_that_of_the_inventory() {
    let shop = lamps().await;
    shop.seed(json!({"inventory": [
        {"sku": "a", "quantityOnStock": 3},
        {"sku": "a", "quantityOnStock": 0, "supplyChannel": {"typeId": "channel", "key": "berlin"}},
    ]}));
    let channel = shop.get("/channels/key=berlin").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let projection = lamp(&shop, "").await;
    let availability = &projection["masterVariant"]["availability"];
    assert_eq!(
        (
            &availability["isOnStock"],
            &availability["availableQuantity"]
        ),
        (&json!(true), &json!(3))
    );
    assert_eq!(availability["channels"][&channel]["isOnStock"], false);
    assert_eq!(projection["variants"][0].get("availability"), None);
}

#[tokio::test]
async fn staged_data_need_a_scope() {
    let shop = lamps().await;
    let client = shop
        .emulator
        .api_client("view_published_products:emulator".parse().unwrap());
    let token = shop
        .token(&client, "grant_type=client_credentials")
        .await
        .json();
    let shop = shop.with_token(&token["access_token"]);
    assert_eq!(shop.get("/product-projections/key=lamp").await.status, 200);
    let refused = shop
        .get("/product-projections/key=lamp?staged=true")
        .await
        .refusal();
    assert_eq!((refused.0, refused.1.as_str()), (403, "insufficient_scope"));
}

#[tokio::test]
async fn a_store_has_its_own_locales_prices_and_stock() {
    let shop = lamps().await;
    let reference = |key: &str| json!([{"typeId": "channel", "key": key}]);
    let roles = json!(["InventorySupply", "ProductDistribution"]);
    shop.seed(json!({
        "channels": [{"key": "hamburg", "roles": roles}, {"key": "bremen", "roles": roles}],
        "stores": [
            {"key": "north", "languages": ["de"], "countries": [{"code": "AT"}], "distributionChannels": reference("hamburg"), "supplyChannels": reference("hamburg")},
            {"key": "all"},
        ],
        "inventory": [
            {"sku": "a", "quantityOnStock": 1},
            {"sku": "a", "quantityOnStock": 2, "supplyChannel": {"typeId": "channel", "key": "hamburg"}},
            {"sku": "a", "quantityOnStock": 3, "supplyChannel": {"typeId": "channel", "key": "bremen"}},
        ],
    }));
    let cents = |projection: &Value| {
        let prices = projection["masterVariant"]["prices"]
            .as_array()
            .unwrap()
            .iter();
        prices
            .map(|of| of["value"]["centAmount"].as_i64().unwrap())
            .collect::<Vec<i64>>()
    };
    let by_parameter = lamp(&shop, "storeProjection=north&priceCurrency=EUR").await;
    let id = by_parameter["id"].as_str().unwrap();
    for path in ["key=lamp", id] {
        let path = format!("/in-store/key=north/product-projections/{path}");
        let in_store = shop.get(&format!("{path}?priceCurrency=EUR")).await.json();
        assert_eq!(in_store, by_parameter, "{path}");
        assert_eq!(shop.send(Method::HEAD, &path, None).await.status, 200);
    }
    assert_eq!(by_parameter["name"], json!({"de": "Lampe"}));
    // Without those for Germany and for the channel in Berlin.
    assert_eq!(cents(&by_parameter), [100, 80]);
    assert_eq!(
        by_parameter["masterVariant"]["price"]["value"]["centAmount"],
        100
    );
    let hamburg = shop.get("/channels/key=hamburg").await.json()["id"].clone();
    let availability = &by_parameter["masterVariant"]["availability"];
    assert_eq!(availability["availableQuantity"], 1);
    let channels = availability["channels"].as_object().unwrap();
    assert_eq!(
        channels.keys().collect::<Vec<_>>(),
        [hamburg.as_str().unwrap()]
    );
    // What is asked for goes before the languages of the store.
    let english = lamp(&shop, "storeProjection=north&localeProjection=en").await;
    assert_eq!(english["name"], json!({"en": "Lamp"}));
    let all = lamp(&shop, "storeProjection=all").await;
    assert_eq!(cents(&all), [100, 90, 80, 70]);
    assert_eq!(all["name"], json!({"en": "Lamp", "de": "Lampe"}));
    let path = "/in-store/key=north/product-projections/key=draft";
    assert_eq!(shop.get(path).await.status, 404);
    let refused = shop
        .get("/product-projections?storeProjection=west")
        .await
        .refusal();
    assert_eq!(refused.1, "ReferencedResourceNotFound");
    let page = shop
        .get("/product-projections/search?storeProjection=north")
        .await
        .json();
    assert_eq!(cents(&page["results"][0]), [100, 80]);
}

#[tokio::test]
async fn what_projections_do_not_do_is_said() {
    let shop = lamps().await;
    for path in [
        "/product-projections/key=lamp?priceCurrency=EUR&priceRecurrencePolicy=x",
        "/product-projections/key=lamp?priceCurrency=EUR&priceCustomerGroupAssignments=x",
    ] {
        assert_eq!(shop.get(path).await.refusal().0, 501, "{path}");
    }
}
