//! Products: what a draft becomes, and what it may not be.

use reqwest::Method;
use serde_json::{Value, json};

use crate::mutations::{damage, random};
use crate::shop::Shop;

/// With a product type whose attributes have all constraints and types, a category and a tax category.
pub(crate) async fn shop() -> Shop {
    let shop = Shop::start("manage_project:emulator").await;
    let label = json!({"en": "Label"});
    let attribute = |name: &str, of: Value, more: Value| {
        let mut attribute = json!({"name": name, "label": label, "isRequired": false, "type": of});
        let members = attribute.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        attribute
    };
    let text = || json!({"name": "text"});
    let size = json!({"name": "enum", "values": [{"key": "s", "label": "Small"}, {"key": "l", "label": "Large"}]});
    let attributes = json!([
        attribute("required", text(), json!({"isRequired": true})),
        attribute("same", text(), json!({"attributeConstraint": "SameForAll"})),
        attribute("unique", text(), json!({"attributeConstraint": "Unique"})),
        attribute(
            "first",
            text(),
            json!({"attributeConstraint": "CombinationUnique"})
        ),
        attribute(
            "second",
            text(),
            json!({"attributeConstraint": "CombinationUnique"})
        ),
        attribute("whole", text(), json!({"level": "Product"})),
        attribute("size", size.clone(), json!({})),
        attribute(
            "sizes",
            json!({"name": "set", "elementType": size}),
            json!({})
        ),
        attribute("price", json!({"name": "money"}), json!({})),
        attribute("until", json!({"name": "date"}), json!({})),
        attribute("names", json!({"name": "ltext"}), json!({})),
        attribute("weight", json!({"name": "number"}), json!({})),
        attribute("new", json!({"name": "boolean"}), json!({})),
        attribute(
            "category",
            json!({"name": "reference", "referenceTypeId": "category"}),
            json!({})
        ),
    ]);
    shop.seed(json!({
        "product-types": [{"key": "thing", "name": "Thing", "description": "A thing", "attributes": attributes}],
        "tax-categories": [{"key": "standard", "name": "Standard", "rates": []}],
        "categories": [{"key": "things", "name": {"en": "Things"}, "slug": {"en": "things"}}],
        "customer-groups": [{"key": "vip", "groupName": "VIP"}],
        "channels": [{"key": "berlin"}],
    }));
    shop
}

/// The draft of a product with nothing but what it needs.
pub(crate) fn draft(key: &str) -> Value {
    json!({
        "key": key,
        "productType": {"typeId": "product-type", "key": "thing"},
        "name": {"en": key},
        "slug": {"en": key},
    })
}

/// A draft with other fields.
pub(crate) fn with(mut draft: Value, more: Value) -> Value {
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    draft
}

fn attributes(of: &[(&str, Value)]) -> Value {
    let all = of.iter();
    all.map(|(name, value)| json!({"name": name, "value": value}))
        .collect()
}

#[tokio::test]
async fn a_draft_becomes_a_product_with_current_and_staged_data() {
    let shop = shop().await;
    let draft = with(
        draft("lamp"),
        json!({
            "taxCategory": {"typeId": "tax-category", "key": "standard"},
            "categories": [{"typeId": "category", "key": "things"}],
            "masterVariant": {
                "sku": "lamp-1",
                "prices": [{"value": {"centAmount": 100, "currencyCode": "EUR"}, "customerGroup": {"typeId": "customer-group", "key": "vip"}}],
                "attributes": attributes(&[("size", json!("s"))]),
            },
            "variants": [{"sku": "lamp-2"}, {"sku": "lamp-3", "key": "third"}],
        }),
    );
    let created = shop.post("/products", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let product = created.json();
    let data = &product["masterData"];
    assert_eq!(data["published"], false);
    assert_eq!(data["hasStagedChanges"], false);
    assert_eq!(data["current"], data["staged"]);
    assert_eq!(product["priceMode"], "Embedded");
    assert_eq!(product["taxCategory"]["typeId"], "tax-category");
    let master = &data["staged"]["masterVariant"];
    let price = &master["prices"][0];
    assert!(price["id"].is_string(), "{price}");
    assert_eq!(price["value"]["fractionDigits"], 2);
    let group = shop.get("/customer-groups/key=vip").await.json();
    assert_eq!(price["customerGroup"]["id"], group["id"]);
    let size = json!({"name": "size", "value": {"key": "s", "label": "Small"}});
    assert_eq!(master["attributes"], json!([size]));
    let category = shop.get("/categories/key=things").await.json();
    assert_eq!(data["staged"]["categories"][0]["id"], category["id"]);
    let ids = data["staged"]["variants"].as_array().unwrap().iter();
    let ids: Vec<&Value> = ids.map(|variant| &variant["id"]).collect();
    assert_eq!(
        (&master["id"], ids),
        (&json!(1), vec![&json!(2), &json!(3)])
    );
    let id = product["id"].as_str().unwrap();
    for path in [format!("/products/{id}"), "/products/key=lamp".to_owned()] {
        assert_eq!(shop.get(&path).await.json(), product, "{path}");
    }
    let query = "/products?where=masterData(staged(variants(sku%3D%22lamp-3%22)))";
    assert_eq!(shop.get(query).await.json()["total"], 1);
}

#[tokio::test]
async fn values_of_attributes_are_those_of_their_types() {
    let shop = shop().await;
    let category = shop.get("/categories/key=things").await.json()["id"].clone();
    let small = json!({"key": "s", "label": "Small"});
    let euro = json!({"centAmount": 5, "currencyCode": "EUR"});
    for (place, (name, given, becomes)) in [
        ("size", small.clone(), Some(small.clone())),
        ("size", json!("xl"), None),
        ("sizes", json!(["s", "s"]), Some(json!([small]))),
        ("sizes", json!("s"), None),
        ("price", euro, Some(json!({"type": "centPrecision", "centAmount": 5, "currencyCode": "EUR", "fractionDigits": 2}))),
        ("price", json!(5), None),
        ("until", json!("2026-02-28"), Some(json!("2026-02-28"))),
        ("until", json!("2026-02-30"), None),
        ("names", json!({"en": "Name"}), Some(json!({"en": "Name"}))),
        ("names", json!("Name"), None),
        ("weight", json!(1.5), Some(json!(1.5))),
        ("weight", json!("1.5"), None),
        ("new", json!(true), Some(json!(true))),
        ("new", json!("true"), None),
        ("first", json!("text"), Some(json!("text"))),
        ("first", json!(1), None),
        ("category", json!({"typeId": "category", "id": category}), Some(json!({"typeId": "category", "id": category}))),
        ("category", json!({"typeId": "product", "id": category}), None),
    ]
    .into_iter()
    .enumerate()
    {
        let variant = json!({"attributes": attributes(&[(name, given.clone())])});
        let draft = with(draft(&format!("thing-{place}")), json!({"masterVariant": variant}));
        let answer = shop.post("/products", draft).await;
        match becomes {
            Some(value) => {
                assert_eq!(answer.status, 201, "{name}: {}", answer.text);
                let read = answer.json()["masterData"]["current"]["masterVariant"]["attributes"][0]["value"].clone();
                assert_eq!(read, value, "{name}");
            }
            None => {
                let error = answer.json()["errors"][0].clone();
                assert_eq!((answer.status, &error["code"]), (400, &json!("InvalidField")), "{name} {given}");
                assert_eq!((&error["field"], &error["invalidValue"]), (&json!(name), &given));
            }
        }
    }
}

#[tokio::test]
async fn attributes_keep_to_the_product_type() {
    let shop = shop().await;
    let two = |name: &str, first: &str, second: &str| {
        json!({
            "masterVariant": {"sku": "a", "attributes": attributes(&[(name, json!(first))])},
            "variants": [{"sku": "b", "attributes": attributes(&[(name, json!(second))])}],
        })
    };
    let pair = |first: &str, second: &str| {
        attributes(&[("first", json!(first)), ("second", json!(second))])
    };
    for (more, code) in [
        (two("colour", "red", "red"), "InvalidOperation"),
        (two("whole", "x", "x"), "InvalidOperation"),
        (
            json!({"attributes": attributes(&[("first", json!("x"))])}),
            "InvalidOperation",
        ),
        (two("same", "x", "y"), "InvalidField"),
        (two("unique", "x", "x"), "DuplicateAttributeValue"),
        (
            json!({"masterVariant": {"sku": "a", "attributes": pair("x", "y")}, "variants": [{"sku": "b", "attributes": pair("x", "y")}]}),
            "DuplicateAttributeValues",
        ),
        (
            json!({"masterVariant": {}, "variants": [{}]}),
            "DuplicateVariantValues",
        ),
        (
            json!({"masterVariant": {"sku": "a"}, "variants": [{"sku": "a"}]}),
            "DuplicateField",
        ),
        (json!({"publish": true}), "RequiredField"),
    ] {
        let refused = shop
            .post("/products", with(draft("thing"), more.clone()))
            .await;
        assert_eq!(refused.refusal().1, code, "{more}");
    }
    assert_eq!(shop.get("/products").await.json()["total"], 0);
    for (key, more) in [
        ("same", two("same", "x", "x")),
        (
            "whole",
            json!({"attributes": attributes(&[("whole", json!("x"))])}),
        ),
        (
            "published",
            json!({"publish": true, "masterVariant": {"attributes": attributes(&[("required", json!("x"))])}}),
        ),
    ] {
        let created = shop.post("/products", with(draft(key), more)).await;
        assert_eq!(created.status, 201, "{key}: {}", created.text);
    }
}

#[tokio::test]
async fn a_value_that_is_not_the_same_in_all_variants_names_the_one_that_is_allowed() {
    let shop = shop().await;
    let same = |value: &str| attributes(&[("same", json!(value))]);
    for (master, other, invalid, allowed) in [
        (same("x"), same("y"), json!("y"), json!(["x"])),
        (same("x"), json!([]), Value::Null, json!(["x"])),
        (json!([]), same("y"), json!("y"), json!([])),
    ] {
        let more = json!({
            "masterVariant": {"sku": "a", "attributes": master},
            "variants": [{"sku": "b", "attributes": other}],
        });
        let refused = shop
            .post("/products", with(draft("thing"), more))
            .await
            .json();
        let error = &refused["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("InvalidField"), &json!("same"))
        );
        assert_eq!(error["invalidValue"], invalid, "{error}");
        assert_eq!(error["allowedValues"], allowed, "{error}");
    }
}

#[tokio::test]
async fn keys_slugs_and_skus_belong_to_one_product() {
    let shop = shop().await;
    let first = with(
        draft("first"),
        json!({"masterVariant": {"sku": "a"}, "variants": [{"sku": "b"}]}),
    );
    assert_eq!(shop.post("/products", first).await.status, 201);
    for (more, field) in [
        (json!({"key": "first"}), "key"),
        (json!({"slug": {"en": "first"}}), "slug.en"),
        (json!({"masterVariant": {"sku": "b"}}), "sku"),
        (
            json!({"masterVariant": {}, "variants": [{"sku": "a"}]}),
            "sku",
        ),
    ] {
        let refused = shop
            .post("/products", with(draft("second"), more.clone()))
            .await;
        let error = refused.json()["errors"][0].clone();
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("DuplicateField"), &json!(field)),
            "{more}"
        );
    }
    // The same slug in another locale is another one.
    let other = with(draft("second"), json!({"slug": {"de": "first"}}));
    assert_eq!(shop.post("/products", other).await.status, 201);
}

#[tokio::test]
async fn hints_are_for_own_categories_and_variants_have_a_master() {
    let shop = shop().await;
    let id = shop.get("/categories/key=things").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let hints = json!({id.as_str(): "0.5"});
    let categories = json!([{"typeId": "category", "key": "things"}]);
    for (more, code) in [
        (json!({"categoryOrderHints": hints}), "InvalidOperation"),
        (json!({"variants": [{"sku": "a"}]}), "RequiredField"),
    ] {
        let refused = shop.post("/products", with(draft("thing"), more)).await;
        assert_eq!(refused.refusal().1, code);
    }
    let both = json!({"categoryOrderHints": hints, "categories": categories});
    let created = shop.post("/products", with(draft("thing"), both)).await;
    assert_eq!(
        created.json()["masterData"]["staged"]["categoryOrderHints"],
        hints
    );
}

#[tokio::test]
async fn a_slug_can_be_part_of_an_address() {
    let shop = shop().await;
    for slug in ["a", "two words", "größe", ""] {
        let draft = with(draft("thing"), json!({"slug": {"en": slug}}));
        let error = shop.post("/products", draft).await.json()["errors"][0].clone();
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("InvalidField"), &json!("slug")),
            "{slug}"
        );
    }
    let fitting = with(draft("thing"), json!({"slug": {"en": "A_b-1"}}));
    assert_eq!(shop.post("/products", fitting).await.status, 201);
}

#[tokio::test]
async fn damaged_drafts_and_changes_are_made_or_refused() {
    let mut random = random();
    let shop = shop().await;
    let variant = json!({
        "sku": "a",
        "prices": [{"value": {"centAmount": 100, "currencyCode": "EUR"}, "tiers": [{"minimumQuantity": 2, "value": {"centAmount": 90, "currencyCode": "EUR"}}]}],
        "attributes": [{"name": "sizes", "value": ["s"]}, {"name": "price", "value": {"centAmount": 1, "currencyCode": "EUR"}}],
        "images": [{"url": "https://example.com/1", "dimensions": {"w": 1, "h": 1}}],
        "assets": [{"key": "asset", "name": {"en": "Asset"}, "sources": [{"uri": "https://example.com/m"}]}],
    });
    let more = json!({"masterVariant": variant, "variants": [{"sku": "b"}], "searchKeywords": {"en": [{"text": "x"}]}});
    let whole = with(draft("whole"), more);
    let created = shop.post("/products", whole.clone()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let price = created.json()["masterData"]["staged"]["masterVariant"]["prices"][0]["id"].clone();
    let euro = json!({"value": {"centAmount": 1, "currencyCode": "EUR"}, "country": "DE"});
    let actions = json!([
        {"action": "addVariant", "sku": "c", "prices": [euro]},
        {"action": "addPrice", "variantId": 1, "price": euro},
        {"action": "changePrice", "priceId": price, "price": euro},
        {"action": "setPrices", "sku": "a", "prices": [euro], "staged": false},
        {"action": "setAttribute", "variantId": 1, "name": "size", "value": "s"},
        {"action": "removeVariant", "id": 2},
        {"action": "changeMasterVariant", "variantId": 2},
        {"action": "moveImageToPosition", "variantId": 1, "imageUrl": "https://example.com/1", "position": 0},
        {"action": "setAssetTags", "variantId": 1, "assetKey": "asset", "tags": ["x"]},
        {"action": "setSearchKeywords", "searchKeywords": {"en": [{"text": "y"}]}},
        {"action": "publish", "scope": "All"},
    ]);
    let (mut done, mut refused) = (0, 0);
    for round in 0..300 {
        let mut damaged = with(
            whole.clone(),
            json!({"key": format!("key-{round}"), "slug": {"en": format!("slug-{round}")}}),
        );
        damaged["masterVariant"]["sku"] = json!(format!("sku-a-{round}"));
        damaged["variants"][0]["sku"] = json!(format!("sku-b-{round}"));
        damage(&mut random, &mut damaged);
        let made = shop.post("/products", damaged.clone()).await;
        let version = shop.get("/products/key=whole").await.json()["version"].clone();
        let action = random.choice(actions.as_array().unwrap()).cloned().unwrap();
        let mut update = json!({"version": version, "actions": [action]});
        damage(&mut random, &mut update["actions"]);
        let changed = shop.post("/products/key=whole", update.clone()).await;
        for (answer, request) in [(made, damaged), (changed, update)] {
            match answer.status {
                200 | 201 => done += 1,
                400 | 501 => refused += 1,
                other => panic!("{other} for {request}: {}", answer.text),
            }
        }
    }
    assert!(done > 100 && refused > 200, "{done} {refused}");
}

#[tokio::test]
async fn prices_of_a_variant_do_not_contradict_each_other() {
    let shop = shop().await;
    let price = |more: Value| {
        with(
            json!({"value": {"centAmount": 100, "currencyCode": "EUR"}}),
            more,
        )
    };
    let january =
        json!({"validFrom": "2026-01-01T00:00:00Z", "validUntil": "2026-02-01T00:00:00Z"});
    let february = json!({"validFrom": "2026-02-01T00:00:00Z"});
    let tier = |quantity: i64, currency: &str| json!({"minimumQuantity": quantity, "value": {"centAmount": 90, "currencyCode": currency}});
    for (prices, code) in [
        (
            vec![price(json!({})), price(json!({}))],
            "DuplicatePriceScope",
        ),
        (
            vec![
                price(json!({"key": "k1"})),
                price(json!({"key": "k1", "country": "DE"})),
            ],
            "DuplicatePriceKey",
        ),
        (
            vec![
                price(january.clone()),
                price(json!({"validFrom": "2026-01-31T00:00:00Z"})),
            ],
            "OverlappingPriceValidity",
        ),
        (
            vec![price(
                json!({"validFrom": "2026-02-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"}),
            )],
            "InvalidInput",
        ),
        (
            vec![price(json!({"tiers": [tier(1, "EUR")]}))],
            "InvalidInput",
        ),
        (
            vec![price(json!({"tiers": [tier(5, "USD")]}))],
            "InvalidInput",
        ),
    ] {
        let more = json!({"masterVariant": {"prices": prices}});
        let refused = shop
            .post("/products", with(draft("thing"), more.clone()))
            .await;
        assert_eq!(refused.refusal().1, code, "{more}");
    }
    let fitting = [
        price(json!({})),
        price(january),
        price(february),
        price(json!({"country": "DE", "tiers": [tier(5, "EUR")]})),
        price(json!({"channel": {"typeId": "channel", "key": "berlin"}})),
    ];
    let more = json!({"masterVariant": {"prices": fitting}});
    let created = shop.post("/products", with(draft("thing"), more)).await;
    assert_eq!(created.status, 201, "{}", created.text);
}

#[tokio::test]
async fn a_published_product_is_not_deleted() {
    let shop = shop().await;
    let required = json!({"attributes": attributes(&[("required", json!("x"))])});
    let published = with(
        draft("public"),
        json!({"publish": true, "masterVariant": required}),
    );
    assert_eq!(shop.post("/products", published).await.status, 201);
    assert_eq!(shop.post("/products", draft("private")).await.status, 201);
    let delete = async |key: &str| {
        let path = format!("/products/key={key}?version=1");
        shop.send(Method::DELETE, &path, None).await
    };
    assert_eq!(delete("public").await.refusal().1, "InvalidOperation");
    assert_eq!(delete("private").await.status, 200);
    assert_eq!(shop.get("/products/key=private").await.status, 404);
    let messages = shop
        .get("/messages?where=resource(typeId%3D%22product%22)&sort=createdAt")
        .await
        .json();
    let types = messages["results"].as_array().unwrap().iter();
    let mut types: Vec<&str> = types.map(|of| of["type"].as_str().unwrap()).collect();
    types.sort_unstable();
    assert_eq!(
        types,
        ["ProductCreated", "ProductCreated", "ProductDeleted"]
    );
}

#[tokio::test]
async fn a_product_leaves_a_category_that_is_deleted() {
    let shop = shop().await;
    let inner = json!({"key": "inner", "name": {"en": "Inner"}, "slug": {"en": "inner"}, "parent": {"typeId": "category", "key": "things"}});
    shop.seed(json!({"categories": [inner, {"key": "other", "name": {"en": "Other"}, "slug": {"en": "other"}}]}));
    let in_categories = |keys: &[&str]| {
        let categories = keys
            .iter()
            .map(|key| json!({"typeId": "category", "key": key}));
        json!({"categories": categories.collect::<Vec<_>>()})
    };
    for (key, categories) in [
        ("both", in_categories(&["inner", "other"])),
        ("one", in_categories(&["other"])),
    ] {
        assert_eq!(
            shop.post("/products", with(draft(key), categories))
                .await
                .status,
            201
        );
    }
    let deleted = shop
        .send(Method::DELETE, "/categories/key=things?version=1", None)
        .await;
    assert_eq!(deleted.status, 200, "{}", deleted.text);
    assert_eq!(shop.get("/categories/key=inner").await.status, 404);
    let other = shop.get("/categories/key=other").await.json()["id"].clone();
    for (key, version) in [("both", 2), ("one", 1)] {
        let product = shop.get(&format!("/products/key={key}")).await.json();
        assert_eq!(product["version"], version, "{key}");
        for which in ["current", "staged"] {
            let expected = json!([{"typeId": "category", "id": other}]);
            assert_eq!(
                product["masterData"][which]["categories"], expected,
                "{key} {which}"
            );
        }
    }
}

#[tokio::test]
async fn the_catalogue_has_published_products() {
    let shop = Shop::start("manage_project:emulator").await;
    shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    let published = shop
        .get("/products?where=masterData(published%3Dtrue)")
        .await;
    assert!(
        published.json()["total"].as_u64().unwrap() >= 12,
        "{}",
        published.text
    );
}
