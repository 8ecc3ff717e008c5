//! Product tailoring: what a product is called and how it looks in one store, and where that is seen.

use ctp_emulator::Fault;
use reqwest::Method;
use serde_json::{Value, json};

use crate::mutations::{damage, random};
use crate::products::{draft, shop, with};
use crate::shop::{Answer, Shop};

mod refusals;

/// With two stores, and a published product `lamp` with two variants.
async fn lamps() -> Shop {
    let shop = shop().await;
    let variant = |sku: &str| {
        json!({
            "sku": sku,
            "prices": [{"value": {"centAmount": 100, "currencyCode": "EUR"}}],
            "attributes": [{"name": "required", "value": "x"}, {"name": "weight", "value": 1}],
            "images": [image("own")],
        })
    };
    let lamp = with(
        draft("lamp"),
        json!({
            "name": {"en": "Lamp", "de": "Lampe"},
            "publish": true,
            "masterVariant": variant("a"),
            "variants": [variant("b")],
            "attributes": [{"name": "whole", "value": "own"}],
            "taxCategory": {"typeId": "tax-category", "key": "standard"},
        }),
    );
    shop.seed(json!({
        "stores": [{"key": "berlin", "name": {"en": "Berlin"}}, {"key": "paris", "name": {"en": "Paris"}}],
        "products": [lamp, draft("desk")],
    }));
    shop
}

fn image(name: &str) -> Value {
    json!({"url": format!("https://images.example.com/{name}.png"), "dimensions": {"w": 10, "h": 20}})
}

/// A draft that tailors all that can be tailored of the lamp in Berlin.
fn tailoring() -> Value {
    json!({
        "key": "lamp-in-berlin",
        "store": {"typeId": "store", "key": "berlin"},
        "product": {"typeId": "product", "key": "lamp"},
        "publish": true,
        "name": {"de": "Berliner Lampe"},
        "slug": {"en": "berlin-lamp"},
        "description": {"en": "Bright"},
        "attributes": [{"name": "whole", "value": "tailored"}],
        "variants": [{
            "sku": "b",
            "images": [image("tailored")],
            "attributes": [{"name": "weight", "value": 2}, {"name": "new", "value": true}],
        }],
    })
}

async fn tailored(shop: &Shop, more: Value) -> Value {
    let created = shop
        .post("/product-tailoring", with(tailoring(), more))
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

async fn get(shop: &Shop, path: &str) -> Value {
    let answer = shop.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

/// Does actions with the tailoring, and gives what it has become.
async fn acted(shop: &Shop, actions: Value) -> Value {
    let answer = act(shop, actions.clone()).await;
    assert_eq!(answer.status, 200, "{actions}: {}", answer.text);
    answer.json()
}

async fn act(shop: &Shop, actions: Value) -> Answer {
    let path = "/product-tailoring/key=lamp-in-berlin";
    let version = get(shop, path).await["version"].as_u64().unwrap();
    shop.update(path, version, actions).await
}

const IN_BERLIN: &str = "/in-store/key=berlin/product-projections/key=lamp";
const TAILORING_OF_LAMP: &str = "/in-store/key=berlin/products/key=lamp/product-tailoring";

#[tokio::test]
async fn a_draft_becomes_current_and_staged_data_where_it_publishes_them() {
    let shop = lamps().await;
    let published = tailored(&shop, json!({})).await;
    assert_eq!(
        published["store"],
        json!({"typeId": "store", "key": "berlin"})
    );
    assert_eq!(
        (&published["published"], &published["hasStagedChanges"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(published["current"], published["staged"]);
    let variant = &published["current"]["variants"][0];
    assert_eq!((&variant["id"], variant.get("sku")), (&json!(2), None));
    let staged = tailored(
        &shop,
        json!({"key": "other", "store": {"typeId": "store", "key": "paris"}, "publish": false}),
    )
    .await;
    assert_eq!(
        (&staged["published"], &staged["hasStagedChanges"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(staged["current"], json!({"variants": []}));
    assert_eq!(staged["staged"]["name"], json!({"de": "Berliner Lampe"}));
    // The total is given where it is asked for.
    let all = get(&shop, "/product-tailoring?sort=key%20asc").await;
    assert_eq!((&all["count"], all.get("total")), (&json!(2), None));
    let found = get(
        &shop,
        "/product-tailoring?withTotal=true&where=store(key%3D%22paris%22)",
    )
    .await;
    assert_eq!(
        (&found["total"], &found["results"][0]["key"]),
        (&json!(1), &json!("other"))
    );
}

#[tokio::test]
async fn a_projection_in_the_store_has_what_is_tailored() {
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    for path in [
        IN_BERLIN,
        "/product-projections/key=lamp?storeProjection=berlin",
    ] {
        let lamp = get(&shop, path).await;
        // Each locale is tailored alone.
        assert_eq!(lamp["name"], json!({"en": "Lamp", "de": "Berliner Lampe"}));
        assert_eq!(lamp["slug"], json!({"en": "berlin-lamp"}));
        assert_eq!(lamp["description"], json!({"en": "Bright"}));
        assert_eq!(
            lamp["attributes"],
            json!([{"name": "whole", "value": "tailored"}])
        );
        assert_eq!(lamp["masterVariant"]["images"], json!([image("own")]));
        let other = &lamp["variants"][0];
        assert_eq!(other["images"], json!([image("tailored")]));
        assert_eq!(
            other["attributes"],
            json!([
                {"name": "required", "value": "x"},
                {"name": "weight", "value": 2},
                {"name": "new", "value": true},
            ])
        );
    }
    for path in [
        "/product-projections/key=lamp",
        "/in-store/key=paris/product-projections/key=lamp",
    ] {
        let lamp = get(&shop, path).await;
        assert_eq!(lamp["name"], json!({"en": "Lamp", "de": "Lampe"}), "{path}");
        assert_eq!(
            lamp["variants"][0]["images"],
            json!([image("own")]),
            "{path}"
        );
    }
}

#[tokio::test]
async fn queries_and_searches_find_the_original_and_show_the_tailored() {
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    let query = async |text: &str| {
        let path = format!("/product-projections?storeProjection=berlin&where={text}");
        get(&shop, &path).await
    };
    let found = query("slug(en%3D%22lamp%22)").await;
    assert_eq!(found["results"][0]["slug"]["en"], "berlin-lamp");
    assert_eq!(query("slug(en%3D%22berlin-lamp%22)").await["total"], 0);
    let search = async |text: &str| {
        let path = format!("/product-projections/search?storeProjection=berlin&text.de={text}");
        get(&shop, &path).await
    };
    let found = search("Lampe").await;
    assert_eq!(found["results"][0]["name"]["de"], "Berliner Lampe");
    assert_eq!(search("Berliner").await["total"], 0);
    let body = json!({
        "query": {"exact": {"field": "slug", "language": "en", "value": "lamp"}},
        "productProjectionParameters": {"storeProjection": "berlin"},
    });
    let found = shop.post("/products/search", body).await.json();
    let projection = &found["results"][0]["productProjection"];
    assert_eq!(projection["slug"]["en"], "berlin-lamp");
}

#[tokio::test]
async fn what_is_staged_is_seen_in_staged_projections() {
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    let changed = acted(&shop, json!([{"action": "setName", "name": {"de": "Neu"}}])).await;
    assert_eq!(changed["hasStagedChanges"], true);
    let name =
        async |query: &str| get(&shop, &format!("{IN_BERLIN}{query}")).await["name"]["de"].clone();
    assert_eq!(
        (name("").await, name("?staged=true").await),
        (json!("Berliner Lampe"), json!("Neu"))
    );
    let published = acted(&shop, json!([{"action": "publish"}])).await;
    assert_eq!(published["hasStagedChanges"], false);
    assert_eq!(name("").await, "Neu");
    let unpublished = acted(&shop, json!([{"action": "unpublish"}])).await;
    assert_eq!(unpublished["published"], false);
    // The product is published, so that the staged projection is tailored.
    assert_eq!(
        (name("").await, name("?staged=true").await),
        (json!("Lampe"), json!("Neu"))
    );
    let version = get(&shop, "/products/key=lamp").await["version"]
        .as_u64()
        .unwrap();
    let actions = json!([{"action": "unpublish"}]);
    assert_eq!(
        shop.update("/products/key=lamp", version, actions)
            .await
            .status,
        200
    );
    assert_eq!(name("?staged=true").await, "Lampe");
}

#[tokio::test]
async fn carts_and_shopping_lists_of_the_store_have_what_is_tailored() {
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    let cart = |store: &str| {
        json!({
            "currency": "EUR",
            "store": {"typeId": "store", "key": store},
            "lineItems": [{"sku": "b"}],
        })
    };
    let line = async |store: &str| {
        let created = shop.post("/carts", cart(store)).await;
        assert_eq!(created.status, 201, "{}", created.text);
        created.json()["lineItems"][0].clone()
    };
    let in_berlin = line("berlin").await;
    assert_eq!(in_berlin["name"]["de"], "Berliner Lampe");
    assert_eq!(in_berlin["productSlug"]["en"], "berlin-lamp");
    assert_eq!(in_berlin["variant"]["images"], json!([image("tailored")]));
    // The attributes of the product itself are among those of the variant.
    let attributes = &in_berlin["variant"]["attributes"];
    assert_eq!(attributes[3], json!({"name": "whole", "value": "tailored"}));
    let in_paris = line("paris").await;
    assert_eq!(in_paris["name"]["de"], "Lampe");
    assert_eq!(in_paris["variant"]["images"], json!([image("own")]));
    let list = json!({
        "name": {"en": "Wishes"},
        "lineItems": [{"sku": "b"}],
        "store": {"typeId": "store", "key": "berlin"},
    });
    let list = shop
        .post("/shopping-lists?expand=lineItems[*].productSlug", list)
        .await;
    assert_eq!(list.status, 201, "{}", list.text);
    let line = list.json()["lineItems"][0].clone();
    assert_eq!(line["name"]["de"], "Berliner Lampe");
    assert_eq!(line["productSlug"]["en"], "berlin-lamp");
}

#[tokio::test]
async fn a_tailoring_is_one_of_its_product_in_the_store_of_the_path() {
    let shop = lamps().await;
    let mut of_store = tailoring();
    of_store.as_object_mut().unwrap().remove("store");
    let created = shop
        .post("/in-store/key=berlin/product-tailoring", of_store.clone())
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    assert_eq!(created["store"]["key"], "berlin");
    let product = created["product"]["id"].as_str().unwrap();
    let by_id = format!("/in-store/key=berlin/products/{product}/product-tailoring");
    for path in [TAILORING_OF_LAMP, &by_id] {
        assert_eq!(get(&shop, path).await, created, "{path}");
    }
    let of = async |store: &str| {
        let path = format!("/in-store/key={store}/product-tailoring");
        get(&shop, &path).await["count"].clone()
    };
    assert_eq!(
        (of("berlin").await, of("paris").await),
        (json!(1), json!(0))
    );
    let elsewhere = "/in-store/key=paris/products/key=lamp/product-tailoring";
    assert_eq!(shop.get(elsewhere).await.refusal().0, 404);
    let rename = json!([{"action": "setName", "name": {"en": "New"}}]);
    assert_eq!(
        shop.update(elsewhere, 1, rename.clone()).await.refusal().0,
        404
    );
    assert_eq!(
        shop.update(TAILORING_OF_LAMP, 7, rename.clone())
            .await
            .refusal()
            .0,
        409
    );
    let updated = shop.update(&by_id, 1, rename).await.json();
    assert_eq!(
        (&updated["version"], &updated["staged"]["name"]),
        (&json!(2), &json!({"en": "New"}))
    );
    let gone = shop
        .send(
            Method::DELETE,
            &format!("{TAILORING_OF_LAMP}?version=2"),
            None,
        )
        .await;
    assert_eq!(gone.json()["id"], created["id"]);
    assert_eq!(shop.get(TAILORING_OF_LAMP).await.refusal().0, 404);
    let again = shop
        .post("/in-store/key=berlin/product-tailoring", of_store)
        .await;
    assert_eq!(again.status, 201, "{}", again.text);
}

#[tokio::test]
async fn a_tailoring_of_a_path_can_be_changed_by_somebody_else_meanwhile() {
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    shop.emulator.fault(Fault::conflict()).unwrap();
    let rename = json!([{"action": "setName", "name": {"en": "New"}}]);
    let refused = shop.update(TAILORING_OF_LAMP, 1, rename.clone()).await;
    assert_eq!(refused.json()["errors"][0]["currentVersion"], 2);
    assert_eq!(shop.update(TAILORING_OF_LAMP, 2, rename).await.status, 200);
}

#[tokio::test]
async fn a_tailoring_goes_with_its_product() {
    let shop = lamps().await;
    let desk =
        json!({"product": {"typeId": "product", "key": "desk"}, "variants": [], "attributes": []});
    tailored(&shop, desk).await;
    let gone = shop
        .send(Method::DELETE, "/products/key=desk?version=1", None)
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let path = "/product-tailoring/key=lamp-in-berlin";
    assert_eq!(shop.get(path).await.refusal().0, 404);
}

#[tokio::test]
async fn a_token_of_a_store_sees_the_tailoring_of_that_store_only() {
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    let client = shop
        .emulator
        .api_client("view_products:emulator:berlin".parse().unwrap());
    let answer = shop
        .token(&client, "grant_type=client_credentials")
        .await
        .json();
    let token = answer["access_token"].as_str().unwrap();
    let status =
        async |method: Method, path: &str| shop.send_as(token, method, path, None).await.status;
    assert_eq!(status(Method::GET, TAILORING_OF_LAMP).await, 200);
    let elsewhere = "/in-store/key=paris/products/key=lamp/product-tailoring";
    assert_eq!(status(Method::GET, elsewhere).await, 403);
    assert_eq!(status(Method::GET, "/product-tailoring").await, 403);
    let gone = format!("{TAILORING_OF_LAMP}?version=1");
    assert_eq!(status(Method::DELETE, &gone).await, 403);
}

#[tokio::test]
async fn actions_change_the_staged_data_and_the_current_ones_where_they_say_so() {
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    let texts = acted(&shop, json!([
        {"action": "setSlug", "slug": {"en": "light"}},
        {"action": "setDescription"},
        {"action": "setMetaAttributes", "metaTitle": {"en": "Title"}, "metaKeywords": {"en": "Words"}},
        {"action": "setMetaDescription", "metaDescription": {"en": "Both"}, "staged": false},
        {"action": "setProductAttribute", "name": "whole", "value": "new"},
    ])).await;
    let staged = &texts["staged"];
    assert_eq!(
        (&staged["slug"]["en"], staged.get("description")),
        (&json!("light"), None)
    );
    assert_eq!(
        (&staged["metaTitle"]["en"], &staged["metaKeywords"]["en"]),
        (&json!("Title"), &json!("Words"))
    );
    assert_eq!(
        staged["attributes"],
        json!([{"name": "whole", "value": "new"}])
    );
    assert_eq!(texts["current"]["slug"]["en"], "berlin-lamp");
    assert_eq!(texts["current"]["metaDescription"], json!({"en": "Both"}));
    // A variant that is not tailored yet is tailored then.
    let images = acted(&shop, json!([
        {"action": "addExternalImage", "sku": "a", "image": image("first")},
        {"action": "addExternalImage", "variantId": 1, "image": image("second")},
        {"action": "moveImageToPosition", "variantId": 1, "imageUrl": image("second")["url"], "position": 0},
        {"action": "setImageLabel", "variantId": 1, "imageUrl": image("first")["url"], "label": "Front"},
        {"action": "removeImage", "sku": "a", "imageUrl": image("second")["url"]},
        {"action": "setImages", "sku": "b", "images": []},
        {"action": "setAttribute", "sku": "a", "name": "weight", "value": 5},
    ])).await;
    let variants = &images["staged"]["variants"];
    let labelled = with(image("first"), json!({"label": "Front"}));
    assert_eq!(
        variants[1],
        json!({"id": 1, "images": [labelled], "attributes": [{"name": "weight", "value": 5}]})
    );
    assert_eq!(variants[0]["images"], json!([]));
    assert_eq!(images["current"]["variants"].as_array().unwrap().len(), 1);
    let assets = acted(&shop, json!([
        {"action": "addAsset", "variantId": 1, "asset": {"key": "manual", "name": {"en": "Manual"}, "sources": [{"uri": "https://x.example.com/a"}]}},
        {"action": "changeAssetName", "variantId": 1, "assetKey": "manual", "name": {"en": "Guide"}},
        {"action": "setAssetTags", "variantId": 1, "assetKey": "manual", "tags": ["pdf"]},
        {"action": "setAttributeInAllVariants", "name": "new", "value": false, "staged": false},
        {"action": "setImages", "sku": "b"},
    ])).await;
    let asset = &assets["staged"]["variants"][1]["assets"][0];
    assert_eq!(
        (&asset["name"]["en"], &asset["tags"]),
        (&json!("Guide"), &json!(["pdf"]))
    );
    assert_eq!(assets["staged"]["variants"][0].get("images"), None);
    let current: Vec<&Value> = assets["current"]["variants"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(
        current[1],
        &json!({"id": 1, "attributes": [{"name": "new", "value": false}]})
    );
    let removed = acted(
        &shop,
        json!([
            {"action": "removeAsset", "variantId": 1, "assetKey": "manual"},
            {"action": "removeVariant", "sku": "b", "staged": false},
            {"action": "setKey", "key": "renamed"},
        ]),
    )
    .await;
    assert_eq!(removed["key"], "renamed");
    assert_eq!(removed["current"]["variants"].as_array().unwrap().len(), 1);
    let actions =
        json!([{"action": "addVariant", "sku": "b", "images": [image("new")], "staged": false}]);
    let version = removed["version"].as_u64().unwrap();
    let added = shop
        .update("/product-tailoring/key=renamed", version, actions)
        .await
        .json();
    assert_eq!(
        added["current"]["variants"][1],
        json!({"id": 2, "images": [image("new")]})
    );
}

#[tokio::test]
async fn each_change_is_told() {
    let shop = lamps().await;
    let tailoring = tailored(&shop, json!({})).await;
    acted(
        &shop,
        json!([
            {"action": "setName", "name": {"de": "Neu"}},
            {"action": "addExternalImage", "sku": "b", "image": image("second")},
            {"action": "setImages", "sku": "b", "images": [image("third")]},
            {"action": "addVariant", "sku": "a"},
            {"action": "removeVariant", "sku": "a"},
            {"action": "publish"},
            {"action": "unpublish"},
            {"action": "setKey"},
        ]),
    )
    .await;
    let id = tailoring["id"].as_str().unwrap();
    let gone = format!("/product-tailoring/{id}?version=2");
    assert_eq!(shop.send(Method::DELETE, &gone, None).await.status, 200);
    let told = get(
        &shop,
        &format!("/messages?where=resource(id%3D%22{id}%22)&sort=sequenceNumber%20asc"),
    )
    .await;
    let told = told["results"].as_array().unwrap();
    let types: Vec<&str> = told.iter().map(|of| of["type"].as_str().unwrap()).collect();
    assert_eq!(
        types,
        [
            "ProductTailoringCreated",
            "ProductTailoringNameSet",
            "ProductTailoringImageAdded",
            "ProductTailoringImagesSet",
            "ProductVariantTailoringAdded",
            "ProductVariantTailoringRemoved",
            "ProductTailoringPublished",
            "ProductTailoringUnpublished",
            "ProductTailoringKeySet",
            "ProductTailoringDeleted",
        ]
    );
    for message in told {
        assert_eq!(message["productKey"], "lamp", "{message}");
        assert_eq!(message["store"]["key"], "berlin", "{message}");
    }
    assert_eq!(
        (&told[0]["published"], &told[0]["slug"]["en"]),
        (&json!(true), &json!("berlin-lamp"))
    );
    assert_eq!(
        (&told[1]["name"]["de"], &told[1]["oldName"]["de"]),
        (&json!("Neu"), &json!("Berliner Lampe"))
    );
    assert_eq!(
        (&told[2]["variantId"], &told[2]["image"]),
        (&json!(2), &image("second"))
    );
    assert_eq!(
        told[3]["oldImages"],
        json!([image("tailored"), image("second")])
    );
    assert_eq!(told[4]["variant"], json!({"id": 1}));
    assert_eq!(
        (&told[8]["oldKey"], told[8].get("key")),
        (&json!("lamp-in-berlin"), None)
    );
}

#[tokio::test]
async fn damaged_tailorings_never_break_it() {
    let mut random = random();
    let shop = lamps().await;
    tailored(&shop, json!({})).await;
    let path = "/product-tailoring/key=lamp-in-berlin";
    let asset = json!({"key": "asset", "name": {"en": "x"}, "sources": [{"uri": "https://x.example.com/a"}]});
    let actions = json!([
        {"action": "setName", "name": {"en": "x"}, "staged": false},
        {"action": "setMetaAttributes", "metaTitle": {"en": "x"}},
        {"action": "setProductAttribute", "name": "whole", "value": "x"},
        {"action": "addVariant", "id": 1, "images": [image("x")], "assets": [asset]},
        {"action": "removeVariant", "sku": "b", "staged": false},
        {"action": "setImages", "sku": "b", "images": [image("x")]},
        {"action": "addExternalImage", "sku": "b", "image": image("x")},
        {"action": "moveImageToPosition", "sku": "b", "imageUrl": image("x")["url"], "position": 0},
        {"action": "addAsset", "variantId": 1, "asset": asset, "position": 0},
        {"action": "setAttribute", "sku": "b", "name": "weight", "value": 5},
        {"action": "setAttributeInAllVariants", "name": "new", "value": true},
        {"action": "publish"},
        {"action": "unpublish"},
    ]);
    let (mut done, mut refused) = (0, 0);
    for round in 0..200 {
        let paris = json!({"typeId": "store", "key": "paris"});
        let mut damaged = with(
            tailoring(),
            json!({"key": format!("key-{round}"), "store": paris}),
        );
        damage(&mut random, &mut damaged);
        let made = shop.post("/product-tailoring", damaged.clone()).await;
        if made.status == 201 {
            let gone = format!(
                "/product-tailoring/{}?version=1",
                made.json()["id"].as_str().unwrap()
            );
            assert_eq!(shop.send(Method::DELETE, &gone, None).await.status, 200);
        }
        let version = get(&shop, path).await["version"].clone();
        let action = random.choice(actions.as_array().unwrap()).cloned().unwrap();
        let mut update = json!({"version": version, "actions": [action]});
        damage(&mut random, &mut update["actions"]);
        let changed = shop.post(path, update.clone()).await;
        for (answer, request) in [(made, damaged), (changed, update)] {
            match answer.status {
                200 | 201 => done += 1,
                400 | 501 => refused += 1,
                other => panic!("{other} for {request}: {}", answer.text),
            }
        }
    }
    assert!(done > 50 && refused > 100, "{done} {refused}");
    for query in ["", "?staged=true"] {
        get(&shop, &format!("{IN_BERLIN}{query}")).await;
    }
}
