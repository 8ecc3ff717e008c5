//! The proof of the official crate: the rules that it holds the models against, and how it compares.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "the files belong to a program of their own, which uses all of them"
)]

#[path = "../official/proof/compare.rs"]
mod compare;
#[path = "../official/proof/exceptions.rs"]
mod exceptions;
#[path = "../official/proof/place.rs"]
mod place;
#[path = "../official/proof/rules.rs"]
mod rules;
#[path = "../official/proof/specification.rs"]
mod specification;

use serde_json::{Value, json};

use self::{
    exceptions::Exceptions,
    rules::{Expected, Refusal, Rules},
    specification::{Specification, Use},
};

/// A shop with what the rules tell apart. All kinds of money share their amount; the kinds of a target share nothing.
const LISTING: &str = r#"
{"kind":"type","name":"Cart","base":null,"discriminator":null,"tag":null,"enum":null,"shape":"object"}
{"kind":"field","type":"Cart","name":"id","of":"string","required":true}
{"kind":"field","type":"Cart","name":"version","of":"number:int64","required":true}
{"kind":"field","type":"Cart","name":"key","of":"string","required":false}
{"kind":"field","type":"Cart","name":"state","of":"State","required":true}
{"kind":"field","type":"Cart","name":"lines","of":"Line[]","required":true}
{"kind":"field","type":"Cart","name":"name","of":"Names","required":true}
{"kind":"field","type":"Cart","name":"target","of":"Target","required":true}
{"kind":"field","type":"Cart","name":"total","of":"Money","required":true}
{"kind":"type","name":"State","base":null,"discriminator":null,"tag":null,"enum":["Active"],"shape":"enum"}
{"kind":"type","name":"Names","base":null,"discriminator":null,"tag":null,"enum":null,"shape":"object"}
{"kind":"map","type":"Names","value":"string"}
{"kind":"type","name":"Line","base":null,"discriminator":null,"tag":null,"enum":null,"shape":"object"}
{"kind":"field","type":"Line","name":"product","of":"ProductReference","required":true}
{"kind":"field","type":"Line","name":"value","of":"any","required":true}
{"kind":"type","name":"Reference","base":null,"discriminator":"typeId","tag":null,"enum":null,"shape":"object"}
{"kind":"field","type":"Reference","name":"typeId","of":"string","required":true}
{"kind":"type","name":"ProductReference","base":"Reference","discriminator":"typeId","tag":"product","enum":null,"shape":"object"}
{"kind":"field","type":"ProductReference","name":"typeId","of":"string","required":true}
{"kind":"field","type":"ProductReference","name":"obj","of":"Line","required":false}
{"kind":"type","name":"Target","base":null,"discriminator":"type","tag":null,"enum":null,"shape":"object"}
{"kind":"field","type":"Target","name":"type","of":"string","required":true}
{"kind":"type","name":"LineTarget","base":"Target","discriminator":"type","tag":"line","enum":null,"shape":"object"}
{"kind":"field","type":"LineTarget","name":"type","of":"string","required":true}
{"kind":"field","type":"LineTarget","name":"predicate","of":"string","required":true}
{"kind":"type","name":"Money","base":null,"discriminator":"type","tag":null,"enum":null,"shape":"object"}
{"kind":"field","type":"Money","name":"type","of":"string","required":true}
{"kind":"field","type":"Money","name":"centAmount","of":"number:int64","required":true}
{"kind":"type","name":"CentMoney","base":"Money","discriminator":"type","tag":"cents","enum":null,"shape":"object"}
{"kind":"field","type":"CentMoney","name":"type","of":"string","required":true}
{"kind":"field","type":"CentMoney","name":"centAmount","of":"number:int64","required":true}
{"kind":"field","type":"CentMoney","name":"digits","of":"number:int32","required":true}
{"http":"GET","kind":"method","path":"/carts","query":[],"required_query":[],"request":null,"response":"Cart[]","scopes":[]}
{"http":"POST","kind":"method","path":"/lines","query":[],"required_query":[],"request":"Line","response":null,"scopes":[]}
"#;

const TABLE: &str = "
| check | subject | place | reason |
| --- | --- | --- | --- |
| absence | Money.type | | older money has none |
| absence | Cart.state | unused | a reason |
";

fn cart() -> Value {
    json!({
        "id": "1", "version": 1, "key": "k", "state": "Active", "name": { "en": "Cart" },
        "lines": [{ "product": { "typeId": "product", "obj": { "value": 1 } }, "value": 2 }],
        "target": { "type": "line", "predicate": "true" },
        "total": { "type": "cents", "centAmount": 5, "digits": 2 },
    })
}

/// What comes of the cart after a change: `None` if nobody says, else what is written, or the place of the refusal.
fn outcome(change: impl FnOnce(&mut Value)) -> Option<Result<Expected, String>> {
    let specification = Specification::read(LISTING.trim());
    let exceptions = Exceptions::read(TABLE);
    let rules = Rules {
        specification: &specification,
        exceptions: &exceptions,
    };
    let mut cart = cart();
    change(&mut cart);
    match rules.read(&Use::read("Cart"), &cart) {
        Err(Refusal::NobodySays) => None,
        Err(Refusal::At(place)) => Some(Err(place.to_string())),
        Ok(expected) => Some(Ok(expected)),
    }
}

/// Asserts that a changed cart is read, and that it is written like this one.
fn reads_as(change: impl FnOnce(&mut Value), written: impl FnOnce(&mut Value)) {
    let mut cart = cart();
    written(&mut cart);
    let expected = outcome(change)
        .expect("the rules say something")
        .expect("it is read");
    if let Some(difference) = compare::difference(&expected, &cart) {
        panic!("{difference}");
    }
}

fn refused(change: impl FnOnce(&mut Value)) -> String {
    outcome(change)
        .expect("the rules say something")
        .expect_err("it is refused")
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().expect("an object").remove(name);
}

#[test]
fn harmless_absence_is_read() {
    for name in ["key", "state", "lines", "name", "target"] {
        reads_as(|cart| remove(cart, name), |cart| remove(cart, name));
        reads_as(|cart| cart[name] = Value::Null, |cart| remove(cart, name));
    }
    reads_as(
        |cart| remove(cart, "lines"),
        |cart| cart["lines"] = json!([]),
    );
}

#[test]
fn absence_that_is_not_harmless_is_refused_at_its_place() {
    for name in ["id", "version", "total"] {
        assert_eq!(refused(|cart| remove(cart, name)), name);
    }
    assert_eq!(
        refused(|cart| remove(&mut cart["lines"][0], "product")),
        "lines[0].product"
    );
    assert!(outcome(|cart| remove(&mut cart["lines"][0], "value")).is_none());
}

#[test]
fn what_a_union_cannot_read_is_kept_if_what_its_kinds_share_is_there() {
    for change in [
        |cart: &mut Value| cart["target"]["type"] = "new".into(),
        |cart: &mut Value| remove(&mut cart["target"], "predicate"),
        |cart: &mut Value| remove(&mut cart["total"], "digits"),
    ] {
        reads_as(change, change);
    }
    assert_eq!(
        refused(|cart| remove(&mut cart["total"], "centAmount")),
        "total.centAmount"
    );
    assert_eq!(
        refused(|cart| remove(&mut cart["target"], "type")),
        "target.type"
    );
    // A row says what its absence means.
    reads_as(|cart| remove(&mut cart["total"], "type"), |_| {});
}

#[test]
fn an_expanded_resource_does_not_fail_its_owner_and_a_wrong_tag_does() {
    let change = |cart: &mut Value| remove(&mut cart["lines"][0]["product"]["obj"], "product");
    reads_as(change, change);
    assert_eq!(
        refused(|cart| cart["lines"][0]["product"]["typeId"] = "cart".into()),
        "lines[0].product.typeId"
    );
}

#[test]
fn a_whole_number_may_have_a_point_but_no_fraction() {
    reads_as(|cart| cart["version"] = json!(1.0), |_| {});
    assert_eq!(refused(|cart| cart["version"] = json!(1.5)), "version");
}

#[test]
fn what_is_lost_changed_or_invented_is_a_difference() {
    let expected = outcome(|cart| remove(cart, "state")).expect("the rules say something");
    let expected = expected.expect("it is read");
    let difference = |change: fn(&mut Value)| {
        let mut written = cart();
        remove(&mut written, "state");
        change(&mut written);
        compare::difference(&expected, &written).map(|difference| difference.to_string())
    };
    assert_eq!(difference(|_| {}), None);
    assert_eq!(difference(|cart| cart["added"] = json!([])), None);
    for (change, expected) in [
        (
            (|cart| remove(cart, "key")) as fn(&mut Value),
            "`key` is lost",
        ),
        (
            |cart| cart["version"] = 2.into(),
            "`version` is 2 instead of 1",
        ),
        (
            |cart| cart["state"] = "Active".into(),
            "`state` is invented as \"Active\"",
        ),
    ] {
        assert_eq!(difference(change).as_deref(), Some(expected));
    }
}

#[test]
fn what_is_sent_is_compared_key_for_key() {
    let difference = |written: Value| {
        compare::key_for_key(&json!({ "a": 5, "b": null, "c": [{ "d": 1 }] }), &written)
            .map(|difference| difference.to_string())
    };
    assert_eq!(difference(json!({ "a": 5.0, "c": [{ "d": 1 }] })), None);
    assert_eq!(
        difference(json!({ "a": 5, "c": [{}] })).as_deref(),
        Some("`c[0].d` is lost")
    );
    assert_eq!(
        difference(json!({ "a": 5, "c": [{ "d": 1 }], "e": [] })).as_deref(),
        Some("`e` is added")
    );
}

#[test]
fn types_travel_the_way_that_operations_say() {
    let specification = Specification::read(LISTING.trim());
    let ways = |name| (specification.is_sent(name), specification.is_received(name));
    assert_eq!(ways("Cart"), (false, true));
    assert_eq!(ways("LineTarget"), (false, true));
    assert_eq!(ways("Line"), (true, true));
    assert_eq!(ways("Reference"), (false, true), "no operation names it");
}

#[test]
fn an_exception_that_is_not_needed_is_a_problem() {
    let exceptions = Exceptions::read(TABLE);
    exceptions.problem("size", "Cart", "", "it is large");
    exceptions.problem("absence", "Money.type", "", "it is absent");
    assert_eq!(
        exceptions.problems(),
        [
            "| size | Cart |  | it is large |",
            "| absence | Cart.state | unused | this row is not needed any more |",
        ]
    );
}
