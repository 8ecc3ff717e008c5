//! The kinds that are emulated from the specification: one draft for each, and what becomes of it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

/// A path, a draft, and the fields that follow from it.
pub(crate) fn drafts() -> Vec<(&'static str, Value, Value)> {
    let name = json!({"en": "Name"});
    let money = json!({"centAmount": 100, "currencyCode": "EUR"});
    let received = json!({"type": "centPrecision", "centAmount": 100, "currencyCode": "EUR", "fractionDigits": 2});
    vec![
        (
            "types",
            json!({"key": "my-type", "name": name, "resourceTypeIds": ["channel"], "fieldDefinitions": [
                {"name": "colour", "label": name, "required": false, "type": {"name": "String"}, "inputHint": "SingleLine"},
            ]}),
            json!({"resourceTypeIds": ["channel"]}),
        ),
        (
            "associate-roles",
            json!({"key": "buyer"}),
            json!({"buyerAssignable": true, "permissions": []}),
        ),
        (
            "attribute-groups",
            json!({"key": "group", "name": name, "attributes": [{"key": "size"}]}),
            json!({"attributes": [{"key": "size"}]}),
        ),
        (
            "business-units",
            json!({"key": "acme", "unitType": "Company", "name": "Acme", "contactEmail": "office@example.com"}),
            json!({
                "status": "Active", "storeMode": "Explicit", "stores": [], "associateMode": "Explicit", "associates": [],
                "approvalRuleMode": "Explicit", "addresses": [],
                "topLevelUnit": {"typeId": "business-unit", "key": "acme"},
            }),
        ),
        (
            "cart-discounts",
            json!({"key": "ten", "name": name, "cartPredicate": "1=1", "sortOrder": "0.1", "value": {"type": "absolute", "money": [money]}, "target": {"type": "lineItems", "predicate": "1=1"}}),
            json!({"isActive": true, "requiresDiscountCode": false, "stackingMode": "Stacking", "value": {"type": "absolute", "money": [received]}}),
        ),
        (
            "channels",
            json!({"key": "warehouse", "custom": {"type": {"typeId": "type", "key": "my-type"}, "fields": {"colour": "red"}}}),
            json!({"roles": ["InventorySupply"]}),
        ),
        (
            "customer-groups",
            json!({"key": "vip", "groupName": "VIP"}),
            json!({"name": "VIP"}),
        ),
        (
            "discount-codes",
            json!({"key": "code", "code": "SAVE", "cartDiscounts": [{"typeId": "cart-discount", "key": "ten"}]}),
            json!({"isActive": true, "groups": []}),
        ),
        (
            "discount-groups",
            json!({"key": "group", "sortOrder": "0.5"}),
            json!({"isActive": true}),
        ),
        (
            "extensions",
            json!({"key": "check", "destination": {"type": "HTTP", "url": "http://127.0.0.1:1/"}, "triggers": [{"resourceTypeId": "quote", "actions": ["Create"]}]}),
            json!({"triggers": [{"resourceTypeId": "quote", "actions": ["Create"]}]}),
        ),
        (
            "subscriptions",
            json!({"key": "orders", "destination": {"type": "GoogleCloudPubSub", "projectId": "p", "topic": "t"}, "changes": [{"resourceTypeId": "order"}]}),
            json!({"messages": [], "format": {"type": "Platform"}}),
        ),
        (
            "inventory",
            json!({"key": "entry", "sku": "A1", "quantityOnStock": 7}),
            json!({"availableQuantity": 7}),
        ),
        (
            "payments",
            json!({"key": "payment", "amountPlanned": money, "transactions": [{"type": "Charge", "amount": money}]}),
            json!({"amountPlanned": received, "paymentMethodInfo": {}, "paymentStatus": {}, "interfaceInteractions": []}),
        ),
        (
            "product-discounts",
            json!({"key": "discount", "name": name, "value": {"type": "relative", "permyriad": 1000}, "predicate": "1=1", "sortOrder": "0.2", "isActive": true}),
            json!({"value": {"type": "relative", "permyriad": 1000}}),
        ),
        (
            "product-selections",
            json!({"key": "selection", "name": name}),
            json!({"productCount": 0, "mode": "Individual"}),
        ),
        (
            "product-types",
            json!({"key": "shirt", "name": "Shirt", "description": "A shirt", "attributes": [{"name": "size", "label": name, "isRequired": false, "type": {"name": "text"}}]}),
            json!({"description": "A shirt"}),
        ),
        (
            "tax-categories",
            json!({"key": "standard", "name": "Standard", "rates": [{"name": "19%", "amount": 0.19, "includedInPrice": true, "country": "DE"}]}),
            json!({"name": "Standard"}),
        ),
        (
            "zones",
            json!({"key": "zone", "name": "Zone", "locations": [{"country": "DE"}]}),
            json!({"locations": [{"country": "DE"}]}),
        ),
        (
            "shipping-methods",
            json!({"key": "parcel", "name": "Parcel", "taxCategory": {"typeId": "tax-category", "key": "standard"}, "isDefault": false, "zoneRates": [
                {"zone": {"typeId": "zone", "key": "zone"}, "shippingRates": [{"price": money}]},
            ]}),
            json!({"active": true}),
        ),
        (
            "shopping-lists",
            json!({"key": "list", "name": name, "textLineItems": [{"name": name}]}),
            json!({"lineItems": []}),
        ),
        (
            "standalone-prices",
            json!({"key": "price", "sku": "A1", "value": money}),
            json!({"active": true, "value": received}),
        ),
        (
            "states",
            json!({"key": "state", "type": "LineItemState"}),
            json!({"initial": true, "builtIn": false}),
        ),
        (
            "stores",
            json!({"key": "store", "languages": ["en"], "supplyChannels": [{"typeId": "channel", "key": "warehouse"}]}),
            json!({"countries": [], "productSelections": []}),
        ),
        (
            "reviews",
            json!({"key": "review", "rating": 5, "target": {"typeId": "channel", "key": "warehouse"}}),
            json!({"includedInStatistics": true}),
        ),
        (
            "recurrence-policies",
            json!({"key": "monthly", "name": name, "schedule": {"type": "standard", "value": 1, "intervalUnit": "Months"}}),
            json!({"schedule": {"type": "standard", "value": 1, "intervalUnit": "Months"}}),
        ),
    ]
}

#[tokio::test]
async fn each_kind_lives_and_ends() {
    let shop = Shop::start("manage_project:emulator").await;
    let mut made = Vec::new();
    for (kind, draft, expected) in drafts() {
        let created = shop.post(&format!("/{kind}"), draft.clone()).await;
        assert_eq!(created.status, 201, "{kind}: {}", created.text);
        let created = created.json();
        assert_eq!(created["version"], 1, "{kind}");
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&created[field], value, "{kind}: {field}");
        }
        let by_id = format!("/{kind}/{}", created["id"].as_str().unwrap());
        let by_key = format!("/{kind}/key={}", draft["key"].as_str().unwrap());
        for path in [&by_id, &by_key] {
            assert_eq!(shop.get(path).await.json(), created, "{path}");
            assert_eq!(
                shop.send(Method::HEAD, path, None).await.status,
                200,
                "{path}"
            );
        }
        // There are states from the beginning.
        let filter = format!("key%3D%22{}%22", draft["key"].as_str().unwrap());
        let page = shop.get(&format!("/{kind}?where={filter}")).await.json();
        assert_eq!(page["results"], json!([created]), "{kind}");
        let code = match kind {
            "standalone-prices" => "DuplicateStandalonePriceScope",
            _ => "DuplicateField",
        };
        let again = shop.post(&format!("/{kind}"), draft).await;
        assert_eq!(
            again.json()["errors"][0]["code"],
            code,
            "{kind}: {}",
            again.text
        );
        made.push(by_key);
    }
    for path in made.iter().rev() {
        let deleted = shop
            .send(Method::DELETE, &format!("{path}?version=1"), None)
            .await;
        assert_eq!(deleted.status, 200, "{path}: {}", deleted.text);
        assert_eq!(shop.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn parts_of_resources_have_what_the_platform_gives_them() {
    let shop = Shop::start("manage_project:emulator").await;
    for (kind, draft, _) in drafts() {
        shop.post(&format!("/{kind}"), draft).await;
    }
    let taxes = shop.get("/tax-categories/key=standard").await.json();
    assert!(taxes["rates"][0]["id"].is_string(), "{taxes}");
    let payment = shop.get("/payments/key=payment").await.json();
    assert_eq!(payment["transactions"][0]["state"], "Initial");
    let list = shop.get("/shopping-lists/key=list").await.json();
    assert_eq!(list["textLineItems"][0]["quantity"], 1);
    assert!(list["textLineItems"][0]["addedAt"].is_string(), "{list}");
    let attribute = shop.get("/product-types/key=shirt").await.json()["attributes"][0].clone();
    assert_eq!(
        (
            &attribute["isSearchable"],
            &attribute["attributeConstraint"]
        ),
        (&json!(true), &json!("None"))
    );
    let method = shop
        .get("/shipping-methods/key=parcel?expand=zoneRates%5B*%5D.zone")
        .await
        .json();
    assert_eq!(method["zoneRates"][0]["zone"]["obj"]["key"], "zone");
    assert_eq!(
        method["zoneRates"][0]["shippingRates"][0]["price"]["fractionDigits"],
        2
    );
}

#[tokio::test]
async fn what_a_draft_refers_to_has_to_be_there() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"key": "store", "supplyChannels": [{"typeId": "channel", "key": "none"}]});
    let refused = shop.post("/stores", draft).await;
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (refused.status, &error["code"]),
        (400, &json!("ReferencedResourceNotFound"))
    );
    assert_eq!(
        (&error["typeId"], &error["key"]),
        (&json!("channel"), &json!("none"))
    );
}

#[tokio::test]
async fn a_list_of_a_store_is_seen_in_its_store() {
    let shop = Shop::start("manage_project:emulator").await;
    for key in ["north", "south"] {
        shop.post("/stores", json!({"key": key})).await;
    }
    let draft = json!({"key": "list", "name": {"en": "List"}});
    let created = shop
        .post("/in-store/key=north/shopping-lists", draft.clone())
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    assert_eq!(created["store"], json!({"typeId": "store", "key": "north"}));
    for (store, status) in [("north", 200), ("south", 404)] {
        let path = format!("/in-store/key={store}/shopping-lists/key=list");
        assert_eq!(shop.get(&path).await.status, status, "{store}");
    }
    assert_eq!(shop.get("/shopping-lists/key=list").await.json(), created);
    let refused = shop.post("/in-store/key=west/shopping-lists", draft).await;
    assert_eq!(refused.refusal().1, "ReferencedResourceNotFound");
}

#[tokio::test]
async fn what_others_refer_to_is_not_deleted() {
    let shop = Shop::start("manage_project:emulator").await;
    shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    for (path, referrer) in [
        ("/zones/key=germany", "shipping-method"),
        ("/tax-categories/key=standard", "product"),
        ("/channels/key=warehouse", "inventory-entry"),
    ] {
        let refused = shop
            .send(Method::DELETE, &format!("{path}?version=1"), None)
            .await;
        let error = &refused.json()["errors"][0];
        assert_eq!(
            (refused.status, &error["code"], &error["referencedBy"]),
            (400, &json!("ReferenceExists"), &json!(referrer))
        );
        assert_eq!(shop.get(path).await.status, 200);
    }
    for path in ["/shipping-methods/key=parcel", "/zones/key=germany"] {
        let deleted = shop
            .send(Method::DELETE, &format!("{path}?version=1"), None)
            .await;
        assert_eq!(deleted.status, 200, "{path}: {}", deleted.text);
    }
}
