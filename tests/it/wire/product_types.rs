//! Product types and attribute groups.

use ctp_sdk::models::{
    AttributeConstraintEnum, AttributeDefinitionDraft, AttributeEnumType,
    AttributeGroupAddAttributeAction, AttributeGroupDraft, AttributeGroupUpdate,
    AttributeLocalizedEnumValue, AttributePlainEnumValue, AttributeReference, AttributeSetType,
    AttributeTextType, AttributeType, ProductTypeAddAttributeDefinitionAction,
    ProductTypeChangeLocalizedEnumValueLabelAction, ProductTypeChangePlainEnumValueLabelAction,
    ProductTypeDraft, ProductTypeUpdate, ProductTypeUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};

fn product_type() -> Value {
    let values = json!([{"key": "red", "label": "Red"}]);
    let color = json!({
        "type": {"name": "set", "elementType": {"name": "enum", "values": values}},
        "name": "color",
        "label": {"en": "Color"},
        "isRequired": false,
        "attributeConstraint": "CombinationUnique",
        "inputHint": "SingleLine",
        "isSearchable": true,
    });
    with(
        resource("type-1"),
        json!({"key": "vegetable", "name": "Vegetable", "description": "What grows", "attributes": [color]}),
    )
}

#[tokio::test]
async fn product_types() {
    let target = "/my-shop/product-types?where=key%3D%22vegetable%22&sort=key%20asc&limit=1";
    let found = get(target, page(json!([product_type()])), |api| {
        let query = api.product_types().get().where_("key=\"vegetable\"");
        query.sort("key asc").limit(1).send()
    });
    assert_eq!(found.await.results[0].name, "Vegetable");

    let read = get("/my-shop/product-types/type-1", product_type(), |api| {
        api.product_types().with_id("type-1").get().send()
    });
    let color = &read.await.attributes[0];
    assert_eq!(
        color.attribute_constraint,
        AttributeConstraintEnum::CombinationUnique
    );
    let AttributeType::Set(set) = &color.type_ else {
        panic!("{:?}", color.type_)
    };
    let AttributeType::Enum(values) = &*set.element_type else {
        panic!("{set:?}")
    };
    assert_eq!(values.values[0].label, "Red");
    let read = get(
        "/my-shop/product-types/key=vegetable",
        product_type(),
        |api| api.product_types().with_key("vegetable").get().send(),
    );
    assert_eq!(read.await.description, "What grows");
    head("/my-shop/product-types/key=vegetable", |api| {
        api.product_types().with_key("vegetable").head().send()
    })
    .await;

    let body = json!({
        "name": "Vegetable",
        "description": "What grows",
        "key": "vegetable",
        "attributes": [{
            "type": {"name": "set", "elementType": {"name": "enum", "values": [{"key": "red", "label": "Red"}]}},
            "name": "color",
            "label": {"en": "Color"},
            "isRequired": false,
            "isSearchable": true,
        }],
    });
    let created = post("/my-shop/product-types", body, product_type(), |api| {
        let red = AttributePlainEnumValue::new("red", "Red");
        let colors = AttributeSetType::new(AttributeEnumType::new([red]));
        let color = AttributeDefinitionDraft::new(colors, "color", [("en", "Color")], false);
        let draft = ProductTypeDraft::new("Vegetable", "What grows")
            .key("vegetable")
            .attributes([color.is_searchable(true)]);
        api.product_types().post(draft).send()
    });
    assert_eq!(created.await.id, "type-1");

    delete(
        "/my-shop/product-types/type-1?version=1",
        product_type(),
        |api| api.product_types().with_id("type-1").delete(1).send(),
    )
    .await;
}

#[tokio::test]
async fn the_labels_of_a_product_type_are_changed() {
    let body = json!({"version": 1, "actions": [
        {"action": "changePlainEnumValueLabel", "attributeName": "color", "newValue": {"key": "red", "label": "Crimson"}},
        {
            "action": "changeLocalizedEnumValueLabel",
            "attributeName": "taste",
            "newValue": {"key": "sweet", "label": {"de": "süß"}},
        },
        {
            "action": "addAttributeDefinition",
            "attribute": {"type": {"name": "text"}, "name": "origin", "label": {"en": "Origin"}, "isRequired": true},
        },
    ]});
    let changed = with(product_type(), json!({"version": 4}));
    let changed = post(
        "/my-shop/product-types/key=vegetable",
        body,
        changed,
        |api| {
            let red = AttributePlainEnumValue::new("red", "Crimson");
            let sweet = AttributeLocalizedEnumValue::new("sweet", [("de", "süß")]);
            let text = AttributeTextType::new();
            let origin = AttributeDefinitionDraft::new(text, "origin", [("en", "Origin")], true);
            let actions = [
                ProductTypeUpdateAction::from(ProductTypeChangePlainEnumValueLabelAction::new(
                    "color", red,
                )),
                ProductTypeChangeLocalizedEnumValueLabelAction::new("taste", sweet).into(),
                ProductTypeAddAttributeDefinitionAction::new(origin).into(),
            ];
            let product_type = api.product_types().with_key("vegetable");
            product_type.post(ProductTypeUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 4);
}

fn attribute_group() -> Value {
    with(
        resource("group-1"),
        json!({"key": "looks", "name": {"en": "Looks"}, "attributes": [{"key": "color"}]}),
    )
}

#[tokio::test]
async fn attribute_groups() {
    let target = "/my-shop/attribute-groups?where=key%3D%22looks%22&limit=1";
    let found = get(target, page(json!([attribute_group()])), |api| {
        let query = api.attribute_groups().get().where_("key=\"looks\"");
        query.limit(1).send()
    });
    assert_eq!(found.await.results[0].attributes[0].key, "color");

    let read = get(
        "/my-shop/attribute-groups/group-1",
        attribute_group(),
        |api| api.attribute_groups().with_id("group-1").get().send(),
    );
    assert_eq!(read.await.name.get("en").unwrap(), "Looks");
    let read = get(
        "/my-shop/attribute-groups/key=looks",
        attribute_group(),
        |api| api.attribute_groups().with_key("looks").get().send(),
    );
    assert_eq!(read.await.key.as_deref(), Some("looks"));
    head("/my-shop/attribute-groups/group-1", |api| {
        api.attribute_groups().with_id("group-1").head().send()
    })
    .await;

    let body = json!({"name": {"en": "Looks"}, "attributes": [{"key": "color"}], "key": "looks"});
    let created = post(
        "/my-shop/attribute-groups",
        body,
        attribute_group(),
        |api| {
            let attributes = [AttributeReference::new("color")];
            let draft = AttributeGroupDraft::new([("en", "Looks")], attributes).key("looks");
            api.attribute_groups().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "group-1");

    let body = json!({"version": 1, "actions": [{"action": "addAttribute", "attribute": {"key": "size"}}]});
    let changed = post(
        "/my-shop/attribute-groups/key=looks",
        body,
        attribute_group(),
        |api| {
            let actions = [AttributeGroupAddAttributeAction::new(
                AttributeReference::new("size"),
            )];
            let group = api.attribute_groups().with_key("looks");
            group.post(AttributeGroupUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/attribute-groups/group-1?version=2",
        attribute_group(),
        |api| api.attribute_groups().with_id("group-1").delete(2).send(),
    )
    .await;
}
