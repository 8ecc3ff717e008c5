//! Update actions of each regular form.

use serde_json::{Value, json};

use crate::shop::Shop;

async fn made(shop: &Shop, path: &str, draft: Value) -> String {
    let created = shop.post(path, draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    format!("{path}/{}", created.json()["id"].as_str().unwrap())
}

/// Applies one action to the resource as it is, and gives a field of what it becomes.
async fn field(shop: &Shop, path: &str, action: Value, field: &str) -> Value {
    let version = shop.get(path).await.json()["version"].as_u64().unwrap();
    let updated = shop.update(path, version, json!([action])).await;
    assert_eq!(updated.status, 200, "{action}: {}", updated.text);
    let updated = updated.json();
    assert_eq!(updated["version"], version + 1, "{action}");
    assert_eq!(shop.get(path).await.json(), updated);
    updated.pointer(field).cloned().unwrap_or_default()
}

async fn refusal(shop: &Shop, path: &str, action: Value) -> (u16, String) {
    let version = shop.get(path).await.json()["version"].as_u64().unwrap();
    let (status, code, _) = shop.update(path, version, json!([action])).await.refusal();
    (status, code)
}

async fn category(shop: &Shop) -> String {
    let asset = |key: &str| json!({"key": key, "name": {"en": key}, "sources": [{"uri": "https://example.com"}]});
    let draft = json!({
        "name": {"en": "Shoes"},
        "slug": {"en": "shoes"},
        "assets": [asset("first"), asset("second")],
    });
    made(shop, "/categories", draft).await
}

#[tokio::test]
async fn elements_are_changed_by_their_ids_and_keys() {
    let shop = Shop::start("manage_project:emulator").await;
    let path = category(&shop).await;
    let id = shop.get(&path).await.json()["assets"][0]["id"].clone();
    let action =
        json!({"action": "changeAssetName", "assetKey": "second", "name": {"en": "Other"}});
    assert_eq!(
        field(&shop, &path, action, "/assets/1/name").await,
        json!({"en": "Other"})
    );
    let action = json!({"action": "setAssetTags", "assetId": id, "tags": ["new"]});
    assert_eq!(
        field(&shop, &path, action, "/assets/0/tags").await,
        json!(["new"])
    );
    let action = json!({"action": "setAssetKey", "assetId": id, "assetKey": "renamed"});
    assert_eq!(
        field(&shop, &path, action, "/assets/0/key").await,
        "renamed"
    );
    let asset = json!({"key": "third", "name": {"en": "third"}, "sources": [{"uri": "https://example.com"}]});
    let action = json!({"action": "addAsset", "asset": asset, "position": 0});
    assert_eq!(field(&shop, &path, action, "/assets/0/key").await, "third");
    let action = json!({"action": "removeAsset", "assetKey": "renamed"});
    let left = field(&shop, &path, action, "/assets").await;
    let keys: Vec<&Value> = left
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["key"])
        .collect();
    assert_eq!(keys, ["third", "second"]);

    let invalid = (400, "InvalidOperation".to_owned());
    let action = json!({"action": "removeAsset", "assetKey": "renamed"});
    assert_eq!(refusal(&shop, &path, action).await, invalid);
    let action = json!({"action": "removeAsset"});
    assert_eq!(
        refusal(&shop, &path, action).await,
        (400, "InvalidInput".to_owned())
    );
    let action = json!({"action": "addAsset", "asset": asset, "position": 7});
    assert_eq!(
        refusal(&shop, &path, action).await,
        (400, "InvalidInput".to_owned())
    );
}

#[tokio::test]
async fn custom_fields_are_those_of_their_type() {
    let shop = Shop::start("manage_project:emulator").await;
    let label = json!({"en": "Label"});
    let definition = |name: &str, required: bool| json!({"name": name, "label": label, "required": required, "type": {"name": "String"}});
    let draft = json!({"key": "my-type", "name": label, "resourceTypeIds": ["category", "asset"], "fieldDefinitions": [
        definition("colour", true), definition("size", false),
    ]});
    made(&shop, "/types", draft).await;
    let path = category(&shop).await;
    let of_type = |fields: Value| json!({"action": "setCustomType", "type": {"typeId": "type", "key": "my-type"}, "fields": fields});

    let before = json!({"action": "setCustomField", "name": "size", "value": "L"});
    assert_eq!(
        refusal(&shop, &path, before.clone()).await,
        (400, "InvalidOperation".to_owned())
    );
    let missing = of_type(json!({"size": "L"}));
    assert_eq!(
        refusal(&shop, &path, missing).await,
        (400, "RequiredField".to_owned())
    );
    let unknown = of_type(json!({"colour": "red", "weight": 3}));
    assert_eq!(
        refusal(&shop, &path, unknown).await,
        (400, "InvalidInput".to_owned())
    );

    let fields = json!({"colour": "red"});
    assert_eq!(
        field(&shop, &path, of_type(fields.clone()), "/custom/fields").await,
        fields
    );
    assert_eq!(
        field(&shop, &path, before, "/custom/fields/size").await,
        "L"
    );
    let required = json!({"action": "setCustomField", "name": "colour"});
    assert_eq!(
        refusal(&shop, &path, required).await,
        (400, "RequiredField".to_owned())
    );
    let action = json!({"action": "setCustomField", "name": "size"});
    assert_eq!(field(&shop, &path, action, "/custom/fields").await, fields);
    let found = shop
        .get("/categories?where=custom(fields(colour%3D%22red%22))")
        .await;
    assert_eq!(found.json()["total"], 1);
    let expanded = shop.get(&format!("{path}?expand=custom.type")).await.json();
    assert_eq!(expanded["custom"]["type"]["obj"]["key"], "my-type");
    let action = json!({"action": "setCustomType"});
    assert_eq!(field(&shop, &path, action, "/custom").await, Value::Null);

    let action = json!({"action": "setAssetCustomType", "assetKey": "first", "type": {"typeId": "type", "key": "my-type"}, "fields": fields});
    assert_eq!(
        field(&shop, &path, action, "/assets/0/custom/fields").await,
        fields
    );
}

#[tokio::test]
async fn lists_get_and_lose_elements() {
    let shop = Shop::start("manage_project:emulator").await;
    let channel = made(&shop, "/channels", json!({"key": "warehouse"})).await;
    let action = json!({"action": "addRoles", "roles": ["Primary", "InventorySupply"]});
    assert_eq!(
        field(&shop, &channel, action, "/roles").await,
        json!(["InventorySupply", "Primary"])
    );
    let action = json!({"action": "removeRoles", "roles": ["Primary"]});
    assert_eq!(
        field(&shop, &channel, action, "/roles").await,
        json!(["InventorySupply"])
    );

    let store = made(&shop, "/stores", json!({"key": "store"})).await;
    let identifier = json!({"typeId": "channel", "key": "warehouse"});
    let action = json!({"action": "addSupplyChannel", "supplyChannel": identifier});
    let reference = field(&shop, &store, action, "/supplyChannels/0").await;
    assert!(
        reference["id"].is_string() && reference.get("key").is_none(),
        "{reference}"
    );
    let action = json!({"action": "removeSupplyChannel", "supplyChannel": identifier});
    assert_eq!(
        field(&shop, &store, action, "/supplyChannels").await,
        json!([])
    );
    let action = json!({"action": "addCountry", "country": {"code": "DE"}});
    assert_eq!(
        field(&shop, &store, action, "/countries").await,
        json!([{"code": "DE"}])
    );

    let rate =
        |name: &str| json!({"name": name, "amount": 0.1, "includedInPrice": true, "country": "DE"});
    let taxes = made(
        &shop,
        "/tax-categories",
        json!({"name": "Taxes", "rates": [rate("old")]}),
    )
    .await;
    let action = json!({"action": "addTaxRate", "taxRate": rate("new")});
    let id = field(&shop, &taxes, action, "/rates/1/id").await;
    let action = json!({"action": "replaceTaxRate", "taxRateId": id, "taxRate": rate("newer")});
    assert_eq!(field(&shop, &taxes, action, "/rates/1/name").await, "newer");
    let action = json!({"action": "removeTaxRate", "taxRateId": id});
    assert_eq!(
        field(&shop, &taxes, action, "/rates")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn definitions_are_changed_by_their_names() {
    let shop = Shop::start("manage_project:emulator").await;
    let label = json!({"en": "Label"});
    let attribute = |name: &str| json!({"name": name, "label": label, "isRequired": false, "type": {"name": "text"}});
    let path = made(
        &shop,
        "/product-types",
        json!({"name": "Shirt", "description": "-", "attributes": [attribute("size")]}),
    )
    .await;
    let action = json!({"action": "addAttributeDefinition", "attribute": attribute("colour")});
    assert_eq!(
        field(&shop, &path, action, "/attributes/1/name").await,
        "colour"
    );
    let action = json!({"action": "changeLabel", "attributeName": "size", "label": {"en": "Size"}});
    assert_eq!(
        field(&shop, &path, action, "/attributes/0/label").await,
        json!({"en": "Size"})
    );
    let action =
        json!({"action": "changeInputHint", "attributeName": "size", "newValue": "MultiLine"});
    assert_eq!(
        field(&shop, &path, action, "/attributes/0/inputHint").await,
        "MultiLine"
    );
    let action = json!({"action": "changeAttributeName", "attributeName": "size", "newAttributeName": "length"});
    assert_eq!(
        field(&shop, &path, action, "/attributes/0/name").await,
        "length"
    );
    let action = json!({"action": "removeAttributeDefinition", "name": "length"});
    assert_eq!(
        field(&shop, &path, action, "/attributes/0/name").await,
        "colour"
    );

    let definition =
        json!({"name": "colour", "label": label, "required": false, "type": {"name": "String"}});
    let path = made(
        &shop,
        "/types",
        json!({"key": "my-type", "name": label, "resourceTypeIds": ["category"]}),
    )
    .await;
    let action = json!({"action": "addFieldDefinition", "fieldDefinition": definition});
    assert_eq!(
        field(&shop, &path, action, "/fieldDefinitions/0/name").await,
        "colour"
    );
    let action = json!({"action": "removeFieldDefinition", "fieldName": "colour"});
    assert_eq!(
        field(&shop, &path, action, "/fieldDefinitions").await,
        json!([])
    );
}

#[tokio::test]
async fn a_payment_has_transactions_and_a_status() {
    let shop = Shop::start("manage_project:emulator").await;
    let money = json!({"centAmount": 100, "currencyCode": "EUR"});
    let path = made(&shop, "/payments", json!({"amountPlanned": money})).await;
    let action =
        json!({"action": "addTransaction", "transaction": {"type": "Charge", "amount": money}});
    let id = field(&shop, &path, action, "/transactions/0/id").await;
    let action =
        json!({"action": "changeTransactionState", "transactionId": id, "state": "Success"});
    assert_eq!(
        field(&shop, &path, action, "/transactions/0/state").await,
        "Success"
    );
    let action = json!({"action": "changeTransactionInteractionId", "transactionId": id, "interactionId": "7"});
    assert_eq!(
        field(&shop, &path, action, "/transactions/0/interactionId").await,
        "7"
    );
    let action = json!({"action": "changeAmountPlanned", "amount": {"centAmount": 5, "currencyCode": "JPY"}});
    assert_eq!(
        field(&shop, &path, action, "/amountPlanned/fractionDigits").await,
        0
    );
    let action = json!({"action": "setMethodInfoMethod", "method": "card"});
    assert_eq!(
        field(&shop, &path, action, "/paymentMethodInfo/method").await,
        "card"
    );
    let action = json!({"action": "setMethodInfoInterface", "interface": "psp"});
    let found = field(&shop, &path, action, "/paymentMethodInfo/paymentInterface").await;
    assert_eq!(found, "psp");
    let paid = json!({"key": "paid", "type": "PaymentState"});
    made(&shop, "/states", paid).await;
    let state = json!({"typeId": "state", "key": "paid"});
    let action = json!({"action": "transitionState", "state": state});
    let found = field(&shop, &path, action, "/paymentStatus/state/typeId").await;
    assert_eq!(found, "state");
    let action = json!({"action": "setStatusInterfaceCode", "interfaceCode": "ok"});
    assert_eq!(
        field(&shop, &path, action, "/paymentStatus/interfaceCode").await,
        "ok"
    );
}

#[tokio::test]
async fn inventory_counts() {
    let shop = Shop::start("manage_project:emulator").await;
    let path = made(
        &shop,
        "/inventory",
        json!({"sku": "A1", "quantityOnStock": 5}),
    )
    .await;
    for (action, quantity, expected) in [
        ("addQuantity", 3, 8),
        ("removeQuantity", 6, 2),
        ("changeQuantity", 9, 9),
    ] {
        let action = json!({"action": action, "quantity": quantity});
        assert_eq!(
            field(&shop, &path, action, "/availableQuantity").await,
            expected
        );
    }
    let action = json!({"action": "setInventoryLimits", "minCartQuantity": 2});
    let limit = field(&shop, &path, action, "/minCartQuantity").await;
    assert_eq!(limit, 2);
    let action = json!({"action": "setReorderPoint", "quantity": 4});
    let point = field(&shop, &path, action, "/stockLevels/reorderPoint").await;
    assert_eq!(point, 4);
    let action = json!({"action": "setReorderPoint"});
    let levels = field(&shop, &path, action, "/stockLevels").await;
    assert_eq!(levels, json!({}));
}

#[tokio::test]
async fn a_state_leads_to_those_that_it_names() {
    let shop = Shop::start("manage_project:emulator").await;
    for key in ["end", "middle", "begin"] {
        let next = match key {
            "begin" => json!([{"typeId": "state", "key": "middle"}]),
            "middle" => json!([]),
            _ => Value::Null,
        };
        made(
            &shop,
            "/states",
            json!({"key": key, "type": "ReviewState", "transitions": next}),
        )
        .await;
    }
    let channel = json!({"typeId": "channel", "key": "warehouse"});
    made(&shop, "/channels", json!({"key": "warehouse"})).await;
    let draft =
        json!({"rating": 5, "target": channel, "state": {"typeId": "state", "key": "begin"}});
    let path = made(&shop, "/reviews", draft).await;
    let to = |key: &str, force: bool| json!({"action": "transitionState", "state": {"typeId": "state", "key": key}, "force": force});
    let invalid = (400, "InvalidOperation".to_owned());
    assert_eq!(refusal(&shop, &path, to("end", false)).await, invalid);
    let middle = shop.get("/states/key=middle").await.json()["id"].clone();
    assert_eq!(
        field(&shop, &path, to("middle", false), "/state/id").await,
        middle
    );
    assert_eq!(refusal(&shop, &path, to("end", false)).await, invalid);
    let end = shop.get("/states/key=end").await.json()["id"].clone();
    assert_eq!(field(&shop, &path, to("end", true), "/state/id").await, end);
}

#[tokio::test]
async fn the_first_state_is_an_initial_one() {
    let shop = Shop::start("manage_project:emulator").await;
    for (key, initial) in [("later", false), ("first", true)] {
        let draft = json!({"key": key, "type": "ReviewState", "initial": initial});
        made(&shop, "/states", draft).await;
    }
    let path = made(&shop, "/reviews", json!({"rating": 5})).await;
    let to = |key: &str, force: bool| json!({"action": "transitionState", "state": {"typeId": "state", "key": key}, "force": force});
    let invalid = (400, "InvalidOperation".to_owned());
    assert_eq!(refusal(&shop, &path, to("later", false)).await, invalid);
    let later = shop.get("/states/key=later").await.json()["id"].clone();
    let first = shop.get("/states/key=first").await.json()["id"].clone();
    assert_eq!(
        field(&shop, &path, to("first", false), "/state/id").await,
        first
    );
    // Without transitions, a state leads to each other one.
    assert_eq!(
        field(&shop, &path, to("later", false), "/state/id").await,
        later
    );
    let path = made(&shop, "/reviews", json!({"rating": 4})).await;
    assert_eq!(
        field(&shop, &path, to("later", true), "/state/id").await,
        later
    );
}

#[tokio::test]
async fn several_fields_are_set_by_one_action() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"name": {"en": "Ten"}, "value": {"type": "relative", "permyriad": 1000}, "predicate": "1=1", "sortOrder": "0.2", "isActive": true});
    let path = made(&shop, "/product-discounts", draft).await;
    let (from, until) = ("2024-01-01T00:00:00.000Z", "2024-02-01T00:00:00.000Z");
    let action = json!({"action": "setValidFromAndUntil", "validFrom": from, "validUntil": until});
    assert_eq!(field(&shop, &path, action, "/validUntil").await, until);
    let action = json!({"action": "setValidFromAndUntil", "validFrom": from});
    assert_eq!(
        field(&shop, &path, action, "/validUntil").await,
        Value::Null
    );
}

#[tokio::test]
async fn a_shipping_method_has_rates_by_zone() {
    let shop = Shop::start("manage_project:emulator").await;
    shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    made(&shop, "/zones", json!({"key": "north", "name": "North"})).await;
    let path = "/shipping-methods/key=parcel";
    let zone = json!({"typeId": "zone", "key": "north"});
    let rate = json!({"price": {"centAmount": 900, "currencyCode": "NOK"}});
    let add_zone = json!({"action": "addZone", "zone": zone});
    let add_rate = json!({"action": "addShippingRate", "zone": zone, "shippingRate": rate});
    let invalid = (400, "InvalidOperation".to_owned());
    assert_eq!(refusal(&shop, path, add_rate.clone()).await, invalid);
    let rates = field(&shop, path, add_zone.clone(), "/zoneRates/2/shippingRates").await;
    assert_eq!(rates, json!([]));
    assert_eq!(refusal(&shop, path, add_zone).await, invalid);
    let cents = "/zoneRates/2/shippingRates/0/price/centAmount";
    assert_eq!(field(&shop, path, add_rate.clone(), cents).await, 900);
    assert_eq!(refusal(&shop, path, add_rate).await, invalid);
    let action = json!({"action": "removeShippingRate", "zone": zone, "shippingRate": rate});
    let rates = field(&shop, path, action, "/zoneRates/2/shippingRates").await;
    assert_eq!(rates, json!([]));
    let action = json!({"action": "removeZone", "zone": zone});
    assert_eq!(
        field(&shop, path, action, "/zoneRates/2").await,
        Value::Null
    );
}

#[tokio::test]
async fn addresses_of_a_customer_are_changed_and_removed() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"key": "jane", "email": "jane@example.com", "password": "secret", "addresses": [{"country": "DE"}], "defaultShippingAddress": 0});
    let customer = shop.post("/customers", draft).await.json()["customer"].clone();
    let path = "/customers/key=jane";
    let id = &customer["addresses"][0]["id"];
    assert_eq!(&customer["defaultShippingAddressId"], id);
    let action = json!({"action": "changeAddress", "addressId": id, "address": {"country": "AT"}});
    let expected = json!({"id": id, "country": "AT"});
    assert_eq!(field(&shop, path, action, "/addresses/0").await, expected);
    let action = json!({"action": "addAddress", "address": {"country": "FR"}});
    assert!(
        field(&shop, path, action, "/addresses/1/id")
            .await
            .is_string()
    );
    let action = json!({"action": "removeAddress", "addressId": id});
    assert_eq!(
        field(&shop, path, action, "/shippingAddressIds").await,
        json!([])
    );
    let read = shop.get(path).await.json();
    assert_eq!(read.get("defaultShippingAddressId"), None);
}

#[tokio::test]
async fn elements_get_another_order() {
    let shop = Shop::start("manage_project:emulator").await;
    let path = category(&shop).await;
    let assets = shop.get(&path).await.json()["assets"].clone();
    let (first, second) = (&assets[0]["id"], &assets[1]["id"]);
    let order = |ids: Value| json!({"action": "changeAssetOrder", "assetOrder": ids});
    let action = order(json!([second, first]));
    assert_eq!(&field(&shop, &path, action, "/assets/0/id").await, second);
    let invalid = (400, "InvalidInput".to_owned());
    for wrong in [
        json!([first]),
        json!([first, first]),
        json!([first, second, "x"]),
    ] {
        assert_eq!(refusal(&shop, &path, order(wrong)).await, invalid);
    }
}

#[tokio::test]
async fn enums_get_values_and_other_labels() {
    let shop = Shop::start("manage_project:emulator").await;
    let label = json!({"en": "Label"});
    let value = |key: &str, label: &str| json!({"key": key, "label": label});
    let small = value("s", "Small");
    let of = json!({"name": "set", "elementType": {"name": "enum", "values": [small]}});
    let attribute = json!({"name": "size", "label": label, "isRequired": false, "type": of});
    let draft = json!({"name": "Shirt", "description": "-", "attributes": [attribute]});
    let path = made(&shop, "/product-types", draft).await;
    let values = "/attributes/0/type/elementType/values";
    let add = json!({"action": "addPlainEnumValue", "attributeName": "size", "value": value("l", "Large")});
    let found = field(&shop, &path, add.clone(), values).await;
    assert_eq!(found, json!([small, value("l", "Large")]));
    let taken = (400, "EnumKeyAlreadyExists".to_owned());
    assert_eq!(refusal(&shop, &path, add).await, taken);
    let change = |key: &str| json!({"action": "changePlainEnumValueLabel", "attributeName": "size", "newValue": value(key, "Big")});
    let found = field(&shop, &path, change("l"), values).await;
    assert_eq!(found[1], value("l", "Big"));
    let order = |keys: [&str; 2]| {
        let values = keys.map(|key| value(key, "any"));
        json!({"action": "changePlainEnumValueOrder", "attributeName": "size", "values": values})
    };
    let found = field(&shop, &path, order(["l", "s"]), values).await;
    assert_eq!(found, json!([value("l", "Big"), small]));
    let unmatched = (400, "EnumValuesMustMatch".to_owned());
    assert_eq!(refusal(&shop, &path, order(["l", "l"])).await, unmatched);
    let key = |old: &str, new: &str| json!({"action": "changeEnumKey", "attributeName": "size", "key": old, "newKey": new});
    assert_eq!(refusal(&shop, &path, key("l", "s")).await, taken);
    let found = field(&shop, &path, key("l", "xl"), values).await;
    assert_eq!(found[0], value("xl", "Big"));
    field(&shop, &path, key("xl", "l"), values).await;
    let missing = (400, "EnumKeyDoesNotExist".to_owned());
    assert_eq!(refusal(&shop, &path, change("xl")).await, missing);
    let remove = json!({"action": "removeEnumValues", "attributeName": "size", "keys": ["s"]});
    assert_eq!(
        field(&shop, &path, remove, values).await,
        json!([value("l", "Big")])
    );
}

#[tokio::test]
async fn an_action_without_a_regular_form_undoes_those_before_it() {
    let shop = Shop::start("manage_project:emulator").await;
    let value = json!({"centAmount": 100, "currencyCode": "EUR"});
    let draft = json!({"key": "price", "sku": "A1", "value": value});
    let path = made(&shop, "/standalone-prices", draft).await;
    let before = shop.get(&path).await.json();
    let actions = json!([
        {"action": "changeActive", "active": false},
        {"action": "applyStagedChanges"},
    ]);
    let (status, code, message) = shop.update(&path, 1, actions).await.refusal();
    assert_eq!((status, code.as_str()), (501, "NotEmulated"));
    assert!(message.contains("applyStagedChanges"), "{message}");
    assert_eq!(shop.get(&path).await.json(), before);
}

#[tokio::test]
async fn elements_are_removed_by_what_they_refer_to() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"key": "selection", "name": {"en": "Selection"}});
    made(&shop, "/product-selections", draft).await;
    let path = made(&shop, "/stores", json!({"key": "store"})).await;
    let selection = json!({"typeId": "product-selection", "key": "selection"});
    let action = json!({"action": "addProductSelection", "productSelection": selection});
    let found = field(&shop, &path, action, "/productSelections/0").await;
    assert_eq!(found["active"], false);
    assert!(found["productSelection"]["id"].is_string(), "{found}");
    let action = json!({"action": "removeProductSelection", "productSelection": selection});
    let left = field(&shop, &path, action, "/productSelections").await;
    assert_eq!(left, json!([]));
}

#[tokio::test]
async fn a_line_of_nothing_is_gone() {
    let shop = Shop::start("manage_project:emulator").await;
    let path = made(&shop, "/shopping-lists", json!({"name": {"en": "List"}})).await;
    let add =
        |name: &str| json!({"action": "addTextLineItem", "name": {"en": name}, "quantity": 2});
    let id = field(&shop, &path, add("first"), "/textLineItems/0/id").await;
    field(&shop, &path, add("second"), "/textLineItems").await;
    let change = |quantity: u64| json!({"action": "changeTextLineItemQuantity", "textLineItemId": id, "quantity": quantity});
    let quantity = "/textLineItems/0/quantity";
    assert_eq!(field(&shop, &path, change(3), quantity).await, 3);
    let left = field(&shop, &path, change(0), "/textLineItems").await;
    let names: Vec<&Value> = left
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["name"]["en"])
        .collect();
    assert_eq!(names, ["second"]);
}
