//! Custom fields have values of the types of their definitions.

use serde_json::{Value, json};

use crate::shop::Shop;

/// A shop with a type of fields of each kind, and the id of a category.
async fn shop() -> (Shop, Value) {
    let shop = Shop::start("manage_project:emulator").await;
    let text = json!({"en": "Text"});
    let key = |key: &str, label: Value| json!([{"key": key, "label": label}]);
    let types = json!({
        "truth": {"name": "Boolean"},
        "text": {"name": "String"},
        "texts": {"name": "LocalizedString"},
        "choice": {"name": "Enum", "values": key("a", json!("A"))},
        "choices": {"name": "LocalizedEnum", "values": key("b", text.clone())},
        "number": {"name": "Number"},
        "amount": {"name": "Money"},
        "date": {"name": "Date"},
        "clock": {"name": "Time"},
        "moment": {"name": "DateTime"},
        "link": {"name": "Reference", "referenceTypeId": "category"},
        "numbers": {"name": "Set", "elementType": {"name": "Number"}},
    });
    let fields: Vec<Value> = types
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, of)| json!({"name": name, "label": text, "required": false, "type": of}))
        .collect();
    shop.seed(json!({
        "types": [{
            "key": "all", "name": text, "resourceTypeIds": ["category", "channel", "asset"],
            "fieldDefinitions": fields,
        }],
        "categories": [{"key": "shoes", "name": text, "slug": {"en": "shoes"}}],
    }));
    let category = shop.get("/categories/key=shoes").await.json();
    (shop, category["id"].clone())
}

fn custom(name: &str, value: &Value) -> Value {
    json!({"type": {"typeId": "type", "key": "all"}, "fields": {name: value}})
}

#[tokio::test]
async fn a_value_of_another_type_is_refused() {
    let (shop, category) = shop().await;
    let key_only = json!({"typeId": "category", "key": "shoes"});
    let wrong = [
        ("truth", json!("x")),
        ("text", json!(5)),
        ("texts", json!("x")),
        ("texts", json!({"en": 5})),
        ("choice", json!("b")),
        ("choice", json!({"key": "a"})),
        ("choices", json!("a")),
        ("number", json!("x")),
        ("amount", json!(5)),
        ("amount", json!({"centAmount": 1})),
        ("date", json!("nodate")),
        ("date", json!("2020-01-01T00:00:00Z")),
        ("clock", json!("25:00")),
        ("moment", json!("2020-01-01")),
        ("link", json!({"typeId": "product", "id": category})),
        ("link", key_only),
        ("numbers", json!(1)),
        ("numbers", json!(["x"])),
    ];
    shop.seed(json!({"channels": [{"key": "set", "custom": custom("number", &json!(1))}]}));
    let set = "/channels/key=set";
    for (name, value) in &wrong {
        let custom = custom(name, value);
        let answer = shop
            .post("/channels", json!({"key": "new", "custom": custom}))
            .await;
        assert_eq!(answer.status, 400, "{name}: {value}: {}", answer.text);
        let (_, code, _) = answer.refusal();
        assert_eq!(code, "InvalidField", "{name}: {value}");
        let text = json!({"en": "Text"});
        let asset = json!({"name": text, "sources": [], "custom": custom});
        let draft = json!({"name": text, "slug": {"en": "boots"}, "assets": [asset]});
        let answer = shop.post("/categories", draft).await;
        assert_eq!(answer.status, 400, "{name}: {value}: {}", answer.text);
        for action in [
            json!({"action": "setCustomField", "name": name, "value": value}),
            json!({"action": "setCustomType", "type": custom["type"], "fields": custom["fields"]}),
        ] {
            let answer = shop.update(set, 1, json!([action])).await;
            assert_eq!(answer.status, 400, "{action}: {}", answer.text);
        }
    }
    let missing = json!({"typeId": "category", "id": "none"});
    let draft = json!({"key": "new", "custom": custom("link", &missing)});
    let (status, code, _) = shop.post("/channels", draft).await.refusal();
    assert_eq!((status, code.as_str()), (400, "ReferencedResourceNotFound"));
}

#[tokio::test]
async fn a_value_of_its_type_is_kept_as_the_platform_has_it() {
    let (shop, category) = shop().await;
    let cents = json!({"currencyCode": "EUR", "centAmount": 5});
    let typed = json!({
        "type": "centPrecision", "currencyCode": "EUR", "centAmount": 5, "fractionDigits": 2,
    });
    let link = json!({"typeId": "category", "id": category});
    let right = [
        ("truth", json!(true), None),
        ("text", json!("x"), None),
        ("texts", json!({"en": "x", "de-DE": "y"}), None),
        ("choice", json!("a"), None),
        ("choices", json!("b"), None),
        ("number", json!(1.5), None),
        ("amount", cents, Some(typed)),
        ("date", json!("2020-01-01"), None),
        ("clock", json!("12:30:00.000"), None),
        (
            "moment",
            json!("2020-01-01T02:00:00+02:00"),
            Some(json!("2020-01-01T00:00:00.000Z")),
        ),
        ("link", link, None),
        ("numbers", json!([1, 2, 1]), Some(json!([1, 2]))),
    ];
    let mut fields = serde_json::Map::new();
    let mut expected = serde_json::Map::new();
    for (name, sent, kept) in right {
        expected.insert(name.to_owned(), kept.unwrap_or_else(|| sent.clone()));
        fields.insert(name.to_owned(), sent);
    }
    let of_all = json!({"type": {"typeId": "type", "key": "all"}, "fields": fields});
    let draft = json!({"key": "new", "custom": of_all});
    let made = shop.post("/channels", draft).await.json();
    assert_eq!(made["custom"]["fields"], Value::Object(expected.clone()));
    let set = fields
        .iter()
        .map(|(name, value)| json!({"action": "setCustomField", "name": name, "value": value}));
    let empty = json!([{"action": "setCustomType", "type": of_all["type"]}]);
    shop.update("/channels/key=new", 1, empty).await;
    let answer = shop
        .update("/channels/key=new", 2, set.collect())
        .await
        .json();
    assert_eq!(answer["custom"]["fields"], Value::Object(expected));
}
