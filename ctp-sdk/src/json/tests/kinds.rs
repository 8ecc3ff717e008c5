//! Structs with a tag of one value, and what structs do not declare.

use serde_json::{Value, json};

use super::models::{Container, Discount, Gift, Reference};
use super::{assert_refused, read, rewritten, ways, written};
use crate::JsonObject;

#[test]
fn another_tag_is_refused_wherever_it_stands() {
    for text in [
        r#"{"typeId":"cart","id":"i"}"#,
        r#"{"id":"i","typeId":"cart"}"#,
        r#"{"id":"i","typeId":"","obj":null}"#,
        r#"{"id":"i","typeId":"EVERYTHING"}"#,
    ] {
        for (way, outcome) in ways::<Reference>(text) {
            let error = outcome.unwrap_err();
            assert!(
                error.contains("invalid value: string, expected `everything`"),
                "{way}: {error}"
            );
        }
    }
    for (tag, kind) in [
        ("7", "integer"),
        ("{}", "map"),
        ("[]", "sequence"),
        ("true", "boolean"),
    ] {
        for (way, outcome) in ways::<Reference>(&format!(r#"{{"id":"i","typeId":{tag}}}"#)) {
            let error = outcome.unwrap_err();
            assert!(
                error.contains(&format!("invalid type: {kind}")),
                "{way}: {error}"
            );
        }
    }
}

#[test]
fn another_tag_is_named_in_its_place() {
    for text in [
        r#"{"typeId":"cart","id":"i"}"#,
        r#"{"id":"i","typeId":"cart"}"#,
        r#"{"id":"i","typeId":7}"#,
    ] {
        assert_refused::<Reference>(text, "typeId: invalid ");
    }
    assert_refused::<Container>(
        r#"{"a":1,"type":"new"}"#,
        "type: invalid value: string, expected `container`",
    );
}

/// The place does not depend on whether the struct was copied before.
#[test]
fn another_tag_is_named_in_its_place_within_a_union_too() {
    let json = json!({"type": "giftProduct", "product": {"typeId": "cart", "id": "i"}});
    let discount: Discount = read(&json.to_string());
    let Discount::GiftProduct(Gift::Unknown(unknown)) = discount else {
        unreachable!("{discount:?}");
    };
    let failure = unknown.failure().unwrap();
    assert_eq!(failure.path(), "product.typeId");
    assert_eq!(
        failure.message(),
        "invalid value: string, expected `everything`"
    );
}

#[test]
fn a_missing_tag_is_the_only_one() {
    let expected = json!({"typeId": "everything", "id": "i"});
    for text in [
        r#"{"typeId":"everything","id":"i"}"#,
        r#"{"id":"i","typeId":"everything"}"#,
        r#"{"id":"i"}"#,
        r#"{"typeId":null,"id":"i"}"#,
        r#"{"typeId":"everything","new":{"typeId":"cart"},"id":"i"}"#,
    ] {
        assert_eq!(rewritten::<Reference>(text), expected, "{text}");
    }
}

#[test]
fn the_tag_is_written_first() {
    let container: Container = read(r#"{"a":1,"key":"k","type":"container"}"#);
    let text = serde_json::to_string(&container).unwrap();
    assert_eq!(text, r#"{"type":"container","key":"k","a":1}"#);
}

#[test]
fn what_is_not_declared_is_kept_without_the_tag() {
    let extra = json!({"a": [{"type": "b"}], "n": null, "x": "y"});
    let Value::Object(extra) = extra else {
        unreachable!()
    };
    for text in [
        r#"{"type":"container","key":"k","a":[{"type":"b"}],"n":null,"x":"y"}"#,
        r#"{"a":[{"type":"b"}],"key":"k","n":null,"type":"container","x":"y"}"#,
        r#"{"a":[{"type":"b"}],"key":"k","n":null,"x":"y"}"#,
    ] {
        let container: Container = read(text);
        assert_eq!(
            container,
            Container {
                key: Some("k".to_owned()),
                extra: extra.clone()
            },
            "{text}"
        );
        assert_eq!(written(&container)["type"], "container");
    }
    assert_eq!(read::<Container>("{}").extra, JsonObject::new());
}
