//! Definitions of attributes and of fields.

use super::*;

#[test]
fn a_definition_keeps_its_type_and_an_enum_its_values() {
    let values = |keys: &[&str]| {
        keys.iter()
            .map(|key| json!({"key": key, "label": "x"}))
            .collect::<Value>()
    };
    let field = |name: &str, of: Value, required: bool| json!({"name": name, "label": {"en": "x"}, "required": required, "type": of});
    let of_enum = |keys: &[&str]| json!({"name": "Enum", "values": values(keys)});
    let type_ = |fields: &[Value]| -> Type {
        of(
            json!({"key": "notes", "name": {"en": "x"}, "resourceTypeIds": ["category"], "fieldDefinitions": fields}),
        )
    };
    let draft = |fields: &[Value]| {
        let definitions = type_(fields).field_definitions;
        TypeDraft::new("notes", [("en", "x")], [ResourceTypeId::Category])
            .field_definitions(definitions)
    };
    let text = json!({"name": "String"});
    let existing = type_(&[
        field("a", text.clone(), false),
        field("b", of_enum(&["x", "y"]), false),
    ]);
    let error = |fields: &[Value]| message(types(&existing, &draft(fields)));
    let kept = field("a", text.clone(), false);
    assert!(
        error(&[field("a", json!({"name": "Number"}), false)])
            .starts_with("`fieldDefinitions[0].type`: ")
    );
    assert!(
        error(&[field("a", text.clone(), true)]).starts_with("`fieldDefinitions[0].required`: ")
    );
    assert_eq!(
        error(&[kept.clone(), field("b", of_enum(&["x"]), false)]),
        "`fieldDefinitions[1].type.values.y`: no update action can remove it: keep it in the draft"
    );
    // Another name is another field.
    let renamed = draft(&[
        field("c", text, false),
        field("b", of_enum(&["z", "y", "x"]), false),
    ]);
    let actions = sent(types(&existing, &renamed));
    assert_eq!(
        names(&actions),
        [
            "removeFieldDefinition",
            "addEnumValue",
            "changeEnumValueOrder",
            "addFieldDefinition",
            "changeFieldDefinitionOrder",
        ]
    );
    let mut other = draft(&[kept]);
    other.resource_type_ids = vec![ResourceTypeId::Asset];
    assert!(message(types(&existing, &other)).starts_with("`resourceTypeIds`: "));
}

#[test]
fn a_constraint_can_only_be_dropped() {
    let existing = |constraint: &str| -> ProductType {
        of(json!({"name": "x", "description": "x", "attributes": [{
            "name": "size", "label": {"en": "x"}, "isRequired": false, "isSearchable": true, "level": "Variant",
            "inputHint": "SingleLine", "attributeConstraint": constraint, "type": {"name": "text"},
        }]}))
    };
    let draft = |constraint: AttributeConstraintEnum| {
        let text = AttributeTextType::new();
        let size = AttributeDefinitionDraft::new(text, "size", [("en", "x")], false);
        ProductTypeDraft::new("x", "x").attributes([size.attribute_constraint(constraint)])
    };
    let dropped = product_types(&existing("Unique"), &draft(AttributeConstraintEnum::None));
    assert_eq!(
        sent(dropped),
        [
            json!({"action": "changeAttributeConstraint", "attributeName": "size", "newValue": "None"})
        ]
    );
    for (known, wanted) in [
        ("None", AttributeConstraintEnum::Unique),
        ("CombinationUnique", AttributeConstraintEnum::None),
    ] {
        let error = message(product_types(&existing(known), &draft(wanted)));
        assert!(
            error.starts_with("`attributes[0].attributeConstraint`: "),
            "{error}"
        );
    }
}

#[test]
fn what_a_type_is_for_and_the_level_of_an_attribute_stay() {
    let existing: Type =
        of(json!({"key": "notes", "name": {"en": "x"}, "resourceTypeIds": ["category"]}));
    let more = [ResourceTypeId::Category, ResourceTypeId::Asset];
    let draft = TypeDraft::new("notes", [("en", "x")], more);
    assert!(message(types(&existing, &draft)).starts_with("`resourceTypeIds`: "));
    let same = [ResourceTypeId::Category, ResourceTypeId::Category];
    let draft = TypeDraft::new("notes", [("en", "x")], same);
    assert_eq!(sent(types(&existing, &draft)), Vec::<Value>::new());

    let existing: ProductType = of(json!({"name": "x", "description": "x", "attributes": [{
        "name": "size", "label": {"en": "x"}, "isRequired": false, "isSearchable": true, "level": "Variant",
        "inputHint": "SingleLine", "attributeConstraint": "None", "type": {"name": "text"},
    }]}));
    let size =
        || AttributeDefinitionDraft::new(AttributeTextType::new(), "size", [("en", "x")], false);
    let draft = |size: AttributeDefinitionDraft| ProductTypeDraft::new("x", "x").attributes([size]);
    assert_eq!(
        sent(product_types(&existing, &draft(size()))),
        Vec::<Value>::new()
    );
    let level = draft(size().level(AttributeLevelEnum::Product));
    assert!(message(product_types(&existing, &level)).starts_with("`attributes[0].level`: "));
    let mut required = size();
    required.is_required = true;
    let error = message(product_types(&existing, &draft(required)));
    assert!(error.starts_with("`attributes[0].isRequired`: "), "{error}");
}
