//! Types of custom fields, and custom objects.

use ctp_sdk::models::{
    CustomFieldEnumType, CustomFieldEnumValue, CustomFieldReferenceType, CustomFieldReferenceValue,
    CustomFieldSetType, CustomFieldStringType, CustomObjectDraft, FieldDefinition, FieldType,
    ResourceTypeId, TypeAddFieldDefinitionAction, TypeChangeLabelAction, TypeDraft,
    TypeTextInputHint, TypeUpdate, TypeUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};

fn gift() -> Value {
    let paper = json!({
        "type": {"name": "Enum", "values": [{"key": "red", "label": "Red"}]},
        "name": "paper",
        "label": {"en": "Paper"},
        "required": false,
        "inputHint": "SingleLine",
    });
    with(
        resource("type-1"),
        json!({
            "key": "gift",
            "name": {"en": "Gift"},
            "resourceTypeIds": ["order", "line-item", "planet"],
            "fieldDefinitions": [paper],
        }),
    )
}

#[tokio::test]
async fn types() {
    let target =
        "/my-shop/types?where=resourceTypeIds%20contains%20any%20%28%22order%22%29&limit=5";
    let found = get(target, page(json!([gift()])), |api| {
        let query = api.types().get();
        query
            .where_("resourceTypeIds contains any (\"order\")")
            .limit(5)
            .send()
    });
    let ids = &found.await.results[0].resource_type_ids;
    assert_eq!(ids[..2], [ResourceTypeId::Order, ResourceTypeId::LineItem]);
    assert_eq!(ids[2].as_str(), "planet");

    let read = get("/my-shop/types/type-1", gift(), |api| {
        api.types().with_id("type-1").get().send()
    });
    let paper = &read.await.field_definitions[0];
    assert_eq!(paper.input_hint, Some(TypeTextInputHint::SingleLine));
    let FieldType::Enum(values) = &paper.type_ else {
        panic!("{:?}", paper.type_)
    };
    assert_eq!(values.values[0].key, "red");
    let read = get("/my-shop/types/key=gift", gift(), |api| {
        api.types().with_key("gift").get().send()
    });
    assert_eq!(read.await.name.get("en").unwrap(), "Gift");
    head("/my-shop/types/key=gift", |api| {
        api.types().with_key("gift").head().send()
    })
    .await;

    let body = json!({
        "key": "gift",
        "name": {"en": "Gift"},
        "resourceTypeIds": ["order", "line-item"],
        "fieldDefinitions": [
            {
                "type": {"name": "Enum", "values": [{"key": "red", "label": "Red"}]},
                "name": "paper",
                "label": {"en": "Paper"},
                "required": false,
                "inputHint": "SingleLine",
            },
            {
                "type": {"name": "Set", "elementType": {"name": "Reference", "referenceTypeId": "product"}},
                "name": "extras",
                "label": {"en": "Extras"},
                "required": false,
            },
        ],
    });
    let created = post("/my-shop/types", body, gift(), |api| {
        let colors = CustomFieldEnumType::new([CustomFieldEnumValue::new("red", "Red")]);
        let paper = FieldDefinition::new(colors, "paper", [("en", "Paper")], false)
            .input_hint(TypeTextInputHint::SingleLine);
        let products = CustomFieldReferenceType::new(CustomFieldReferenceValue::Product);
        let products = CustomFieldSetType::new(products);
        let extras = FieldDefinition::new(products, "extras", [("en", "Extras")], false);
        let ids = [ResourceTypeId::Order, ResourceTypeId::LineItem];
        let draft = TypeDraft::new("gift", [("en", "Gift")], ids);
        api.types()
            .post(draft.field_definitions([paper, extras]))
            .send()
    });
    assert_eq!(created.await.id, "type-1");

    delete("/my-shop/types/type-1?version=1", gift(), |api| {
        api.types().with_id("type-1").delete(1).send()
    })
    .await;
}

#[tokio::test]
async fn a_type_gets_another_field() {
    let body = json!({"version": 1, "actions": [
        {
            "action": "addFieldDefinition",
            "fieldDefinition": {"type": {"name": "String"}, "name": "note", "label": {"en": "Note"}, "required": true},
        },
        {"action": "changeLabel", "fieldName": "paper", "label": {"en": "Wrapping"}},
    ]});
    let changed = with(gift(), json!({"version": 3}));
    let changed = post("/my-shop/types/key=gift", body, changed, |api| {
        let text = CustomFieldStringType::new();
        let note = FieldDefinition::new(text, "note", [("en", "Note")], true);
        let actions = [
            TypeUpdateAction::from(TypeAddFieldDefinitionAction::new(note)),
            TypeChangeLabelAction::new("paper", [("en", "Wrapping")]).into(),
        ];
        api.types()
            .with_key("gift")
            .post(TypeUpdate::new(1, actions))
            .send()
    });
    assert_eq!(changed.await.version, 3);
}

#[tokio::test]
async fn custom_objects() {
    let object = || {
        with(
            resource("object-1"),
            json!({"container": "settings", "key": "colors", "value": {"red": [1, null]}}),
        )
    };
    // All of the project are no longer to be queried: the platform has deprecated that.
    let target = "/my-shop/custom-objects/settings?sort=key%20asc&where=value%28red%20is%20defined%29&limit=2";
    let found = get(target, page(json!([object()])), |api| {
        let container = api.custom_objects().with_container("settings").get();
        let query = container.sort("key asc").where_("value(red is defined)");
        query.limit(2).send()
    });
    let found = &found.await.results[0];
    assert_eq!(found.container, "settings");
    assert_eq!(found.value, json!({"red": [1, null]}));
    head("/my-shop/custom-objects?where=key%3D%22colors%22", |api| {
        api.custom_objects().head().where_("key=\"colors\"").send()
    })
    .await;

    let read = get("/my-shop/custom-objects/settings/colors", object(), |api| {
        let objects = api.custom_objects();
        objects
            .with_container_and_key("settings", "colors")
            .get()
            .send()
    });
    assert_eq!(read.await.key, "colors");

    let body = json!({"container": "settings", "key": "colors", "value": {"red": [1, null]}, "version": 3});
    let written = post("/my-shop/custom-objects", body, object(), |api| {
        let draft = CustomObjectDraft::new("settings", "colors", json!({"red": [1, null]}));
        api.custom_objects().post(draft.version(3)).send()
    });
    assert_eq!(written.await.id, "object-1");

    let target = "/my-shop/custom-objects/settings/colors?version=4";
    delete(target, object(), |api| {
        let object = api
            .custom_objects()
            .with_container_and_key("settings", "colors");
        object.delete().version(4).send()
    })
    .await;
    delete("/my-shop/custom-objects/settings/colors", object(), |api| {
        let object = api
            .custom_objects()
            .with_container_and_key("settings", "colors");
        object.delete().send()
    })
    .await;
}
