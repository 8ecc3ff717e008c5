//! What was read is written as it came, and read again as the same.

use serde_json::{Value, json};

use super::models::{
    Container, Discount, Everything, Gift, Nothing, Query, Reference, euros, everything,
};
use super::{read, rewritten, with, written};
use crate::json::{Purpose, to_vec};

/// A resource of everything there is, what cannot be read included.
fn manifold() -> Value {
    let unknown = json!({"type": "new", "centAmount": 1, "currencyCode": "EUR", "deep": {"a": [null, {"b": 1.5}]}});
    let unreadable = json!({"type": "highPrecision", "centAmount": 1, "currencyCode": "EUR", "preciseAmount": []});
    let mut json = everything();
    for (member, value) in [
        ("list", json!([euros(1), unknown, unreadable])),
        (
            "map",
            json!({"": unknown, "a.b": unreadable, "c": euros(2)}),
        ),
        ("texts", json!({"en": "", "de": "ä\u{1f954}\"\\\n"})),
        (
            "object",
            json!({"": null, "list": [[], {}, "", 0, -1, 1e30, u64::MAX]}),
        ),
        ("state", json!("Frozen")),
        (
            "query",
            json!({"and": [{}, {"not": {"not": {"and": []}}}, {"not": 7}, {"new": {"and": 1}}]}),
        ),
        (
            "discount",
            json!({"type": "giftProduct", "product": {"typeId": "everything", "id": "e", "obj": everything()}}),
        ),
        ("moment", json!("2024-01-31t12:00:00.1z")),
        ("local", json!("2024-01-31t12:00:00")),
        (
            "any",
            json!({"list": [[], {}, "", 0, -1, 1e30, u64::MAX, null]}),
        ),
    ] {
        json = with(&json, member, Some(value));
    }
    json
}

#[test]
fn a_resource_with_everything_is_written_as_it_came() {
    assert_eq!(rewritten::<Everything>(&manifold().to_string()), manifold());
    let list = json!([manifold(), everything(), manifold()]);
    let read: Vec<Everything> = read(&list.to_string());
    assert_eq!(serde_json::to_value(&read).unwrap(), list);
}

#[test]
fn each_of_these_is_written_as_it_came() {
    for json in [
        json!({"typeId": "everything", "id": "e", "obj": manifold()}),
        json!({"typeId": "everything", "id": "e", "obj": {"text": 7}}),
        json!({"typeId": "everything", "id": "e", "obj": [1, null]}),
        json!({"typeId": "everything", "id": "e"}),
    ] {
        assert_eq!(rewritten::<Reference>(&json.to_string()), json);
        let nested = json!({"reference": json});
        assert_eq!(rewritten::<Nothing>(&nested.to_string()), nested);
    }
    for json in [
        json!({"type": "absolute", "money": []}),
        json!({"type": "giftCard", "worth": euros(1)}),
        json!({"type": "giftCard", "worth": {}}),
        json!({"type": "new", "money": [{}]}),
        json!({"type": "", "a": null}),
    ] {
        assert_eq!(rewritten::<Discount>(&json.to_string()), json);
    }
    assert_eq!(rewritten::<Gift>("{}"), json!({}));
    assert_eq!(rewritten::<Query>("{}"), json!({}));
    let container = json!({"type": "container", "extra": {"type": "x"}, "key2": [null]});
    assert_eq!(rewritten::<Container>(&container.to_string()), container);
}

/// What is optional and there is not the same as what is absent, however empty it is.
#[test]
fn an_optional_union_without_members_stays_there() {
    let nothing: Optional = read(r#"{"query":{},"gift":{}}"#);
    assert!(nothing.query.is_some() && nothing.gift.is_some());
    assert_eq!(written(&nothing), json!({"query": {}, "gift": {}}));
}

#[derive(Clone, Debug, PartialEq)]
struct Optional {
    query: Option<Query>,
    gift: Option<Box<Gift>>,
}

crate::runtime::exchanged! { Optional { query: "query", gift: "gift", } }

#[test]
fn a_request_is_written_without_what_is_only_received() {
    let reference = json!({"typeId": "everything", "id": "e"});
    for obj in [everything(), json!({"text": 7}), json!(7)] {
        let json = json!({"reference": with(&reference, "obj", Some(obj))});
        let nothing: Nothing = read(&json.to_string());
        let written =
            |purpose| serde_json::from_slice::<Value>(&to_vec(&nothing, purpose).unwrap()).unwrap();
        assert_eq!(written(Purpose::Keeping), json);
        assert_eq!(written(Purpose::Request), json!({"reference": reference}));
    }
}

#[test]
fn a_request_is_written_with_all_else() {
    let nothing: Nothing =
        read(r#"{"price":{"type":"new","centAmount":1,"currencyCode":"EUR","x":[]}}"#);
    for purpose in [Purpose::Request, Purpose::Keeping] {
        let text = String::from_utf8(to_vec(&nothing, purpose).unwrap()).unwrap();
        assert_eq!(text, serde_json::to_string(&nothing).unwrap());
    }
}

/// In a union that is kept because it cannot be read, nothing is known to be only received.
#[test]
fn the_order_of_members_is_that_of_the_model() {
    let everything: Everything = read(&everything().to_string());
    let text = serde_json::to_string(&everything).unwrap();
    assert!(
        text.starts_with(r#"{"text":"a","whole":7,"number":1.5,"flag":true,"moment":"#),
        "{text}"
    );
    assert_eq!(written(&everything), super::models::everything());
}
