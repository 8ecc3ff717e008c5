//! Unions, and what becomes of an object of a known kind that cannot be read.

use serde_json::{Value, json};

use super::models::{AbsoluteDiscount, Discount, Gift, Money, MoneyFields, Query, euros};
use super::warnings::Warnings;
use super::{Own, assert_refused, read, rewritten, ways, written};
use crate::DecodeFailure;
use crate::runtime::{self, Unknown};

/// The failure of an unknown object, in a few words.
#[track_caller]
fn failure_of<T>(unknown: &Unknown<T>) -> String {
    let failure: &DecodeFailure = unknown.failure().unwrap();
    format!("{}: {}", failure.path(), failure.message())
}

#[test]
fn the_tag_may_stand_anywhere() {
    for text in [
        r#"{"type":"centPrecision","centAmount":1,"currencyCode":"EUR"}"#,
        r#"{"centAmount":1,"type":"centPrecision","currencyCode":"EUR"}"#,
        r#"{"centAmount":1,"currencyCode":"EUR","type":"centPrecision"}"#,
        r#"{"new":{"type":"x"},"centAmount":1,"currencyCode":"EUR","type":"centPrecision"}"#,
        r#"{"type":"centPrecision","new":[{"type":"x"}],"centAmount":1,"currencyCode":"EUR"}"#,
        // Without a tag it is of this kind.
        r#"{"centAmount":1,"currencyCode":"EUR"}"#,
        r#"{"centAmount":1,"type":null,"currencyCode":"EUR"}"#,
    ] {
        let money: Money = read(text);
        assert!(
            matches!(money, Money::CentPrecision(_)),
            "{text}: {money:?}"
        );
        assert_eq!((money.cent_amount(), money.currency_code()), (1, "EUR"));
        assert_eq!(written(&money), euros(1));
    }
}

#[test]
fn an_unknown_kind_is_kept_wherever_the_tag_stands() {
    for text in [
        r#"{"type":"new","a":{"b":[null]},"centAmount":1,"currencyCode":"EUR"}"#,
        r#"{"a":{"b":[null]},"type":"new","centAmount":1,"currencyCode":"EUR"}"#,
        r#"{"a":{"b":[null]},"centAmount":1,"currencyCode":"EUR","type":"new"}"#,
    ] {
        let money: Money = read(text);
        let Money::Unknown(unknown) = &money else {
            unreachable!("{money:?}");
        };
        assert_eq!(
            (unknown.tag(), unknown.failure().is_none()),
            (Some("new"), true)
        );
        assert_eq!((money.cent_amount(), money.currency_code()), (1, "EUR"));
        assert_eq!(
            rewritten::<Money>(text),
            serde_json::from_str::<Value>(text).unwrap()
        );
    }
}

/// In each way of reading, the whole body is kept, and the failure names the place within what was read.
#[test]
fn a_known_kind_that_cannot_be_read_is_unknown_and_says_why() {
    let place = "preciseAmount: invalid type: string, expected i64";
    for text in [
        r#"{"type":"highPrecision","preciseAmount":"s3cr3t","centAmount":1,"currencyCode":"EUR"}"#,
        r#"{"preciseAmount":"s3cr3t","type":"highPrecision","centAmount":1,"currencyCode":"EUR"}"#,
        r#"{"preciseAmount":"s3cr3t","centAmount":1,"currencyCode":"EUR","type":"highPrecision"}"#,
    ] {
        for (way, outcome) in ways::<Money>(text) {
            let Money::Unknown(unknown) = outcome.unwrap() else {
                unreachable!("{way}: {text}");
            };
            assert_eq!(unknown.tag(), Some("highPrecision"), "{way}");
            assert_eq!(
                unknown.fields(),
                &MoneyFields {
                    cent_amount: 1,
                    currency_code: "EUR".to_owned()
                }
            );
            assert_eq!(failure_of(&unknown), place, "{way}");
            assert!(!format!("{unknown:?}").contains("s3cr3t"));
        }
        assert_eq!(
            rewritten::<Money>(text),
            serde_json::from_str::<Value>(text).unwrap()
        );
    }
}

#[test]
fn a_known_kind_without_a_required_field_is_unknown() {
    let unknown = read::<Discount>(r#"{"type":"relative"}"#);
    let Discount::Unknown(unknown) = unknown else {
        unreachable!("{unknown:?}");
    };
    assert_eq!(failure_of(&unknown), ": missing field `permyriad`");
}

#[test]
fn what_all_kinds_share_has_to_be_readable() {
    for (text, error) in [
        (
            r#"{"type":"new","currencyCode":"EUR"}"#,
            "missing field `centAmount`",
        ),
        (
            r#"{"type":"new","centAmount":[],"currencyCode":"EUR"}"#,
            "centAmount: invalid type: sequence",
        ),
        (
            r#"{"type":"centPrecision","centAmount":"5","currencyCode":"EUR"}"#,
            "centAmount: invalid type: string",
        ),
        (
            r#"{"centAmount":"5","currencyCode":"EUR","type":"centPrecision"}"#,
            "centAmount: invalid type: string",
        ),
        (
            r#"{"centAmount":"5","currencyCode":"EUR"}"#,
            "centAmount: invalid type: string",
        ),
        // The failure is that of the kind, which came first.
        (
            r#"{"type":"highPrecision","preciseAmount":"5","currencyCode":7}"#,
            "currencyCode: invalid type: integer",
        ),
    ] {
        assert_refused::<Money>(text, error);
        let failure = runtime::body::<Vec<Money>>(format!("[{text}]").as_bytes()).unwrap_err();
        let joint = if error.starts_with("missing") {
            "[0]: "
        } else {
            "[0]."
        };
        assert!(
            failure.to_string().starts_with(&format!("{joint}{error}")),
            "{failure}"
        );
    }
}

#[test]
fn a_part_that_cannot_be_read_is_kept_by_the_innermost_union_that_can_do_so() {
    let unreadable = json!({"type": "highPrecision", "preciseAmount": {}, "centAmount": 1, "currencyCode": "EUR"});
    let json = json!({"type": "absolute", "money": [euros(1), unreadable, euros(2)]});
    let discount: Discount = read(&json.to_string());
    let Discount::Absolute(AbsoluteDiscount { money }) = &discount else {
        unreachable!("{discount:?}");
    };
    let Money::Unknown(unknown) = &money[1] else {
        unreachable!("{money:?}");
    };
    assert_eq!(
        failure_of(unknown),
        "money[1].preciseAmount: invalid type: map, expected i64"
    );
    assert_eq!(written(&discount), json);

    // Money without a currency is no money of any kind, so it is the discount that cannot be read.
    let json = json!({"type": "absolute", "money": [euros(1), {"type": "new", "centAmount": 1}]});
    let discount: Discount = read(&json.to_string());
    let Discount::Unknown(unknown) = &discount else {
        unreachable!("{discount:?}");
    };
    assert_eq!(
        failure_of(unknown),
        "money[1]: missing field `currencyCode`"
    );
    assert_eq!(written(&discount), json);
}

#[test]
fn a_union_may_be_a_kind_of_a_union() {
    let card = json!({"type": "giftCard", "worth": euros(5)});
    let discount: Discount = read(&card.to_string());
    assert!(
        matches!(&discount, Discount::GiftCard(Gift::Card(card)) if card.worth.cent_amount() == 5),
        "{discount:?}"
    );
    for text in [
        r#"{"type":"giftCard","worth":{"centAmount":5,"currencyCode":"EUR","type":"centPrecision"}}"#,
        r#"{"worth":{"centAmount":5,"currencyCode":"EUR","type":"centPrecision"},"type":"giftCard"}"#,
        r#"{"worth":{"centAmount":5,"currencyCode":"EUR"},"type":"giftCard"}"#,
    ] {
        assert_eq!(read::<Discount>(text), discount, "{text}");
    }
    assert_eq!(written(&discount), card);

    let unreadable = json!({"type": "giftCard", "worth": {"type": "new"}});
    let discount: Discount = read(&unreadable.to_string());
    let Discount::GiftCard(Gift::Unknown(unknown)) = &discount else {
        unreachable!("{discount:?}");
    };
    assert_eq!(unknown.tag(), Some("giftCard"));
    assert_eq!(failure_of(unknown), "worth: missing field `centAmount`");
    assert_eq!(written(&discount), unreadable);
}

#[test]
fn an_object_without_a_tag_is_what_the_union_says() {
    assert_refused::<Discount>("{}", "missing field `type`");
    assert_refused::<Discount>(r#"{"permyriad":1,"type":null}"#, "missing field `type`");
    for text in [r#"{"worth":1}"#, "{}"] {
        let gift: Gift = read(text);
        let Gift::Unknown(unknown) = &gift else {
            unreachable!("{gift:?}");
        };
        assert!(unknown.tag().is_none() && unknown.failure().is_none());
        assert_eq!(
            rewritten::<Gift>(text),
            serde_json::from_str::<Value>(text).unwrap()
        );
    }
    let money = read::<Money>(r#"{"centAmount":1,"currencyCode":"EUR"}"#);
    assert!(matches!(money, Money::CentPrecision(_)), "{money:?}");
}

/// A tag that is `null` is part of what came.
#[test]
fn an_unknown_object_is_written_with_its_null_tag() {
    for text in [r#"{"type":null,"worth":1}"#, r#"{"worth":1,"type":null}"#] {
        assert_eq!(
            rewritten::<Gift>(text),
            json!({"type": null, "worth": 1}),
            "{text}"
        );
    }
}

#[test]
fn a_wrong_tag_is_refused() {
    for (tag, kind) in [
        ("7", "integer"),
        ("{}", "map"),
        ("[]", "sequence"),
        ("false", "boolean"),
    ] {
        let start = format!("type: invalid type: {kind}");
        assert_refused::<Discount>(&format!(r#"{{"type":{tag}}}"#), &start);
        assert_refused::<Gift>(&format!(r#"{{"a":1,"type":{tag},"b":1}}"#), &start);
    }
}

#[test]
fn the_first_member_that_is_there_tells_the_kind() {
    let query: Query = read(r#"{"not":{"and":[]},"and":[]}"#);
    assert!(
        matches!(&query, Query::And(and) if and.and.is_empty()),
        "{query:?}"
    );
    let query: Query = read(r#"{"and":null,"not":{"new":1}}"#);
    let Query::Not(not) = &query else {
        unreachable!("{query:?}");
    };
    assert_eq!(written(&not.not), json!({"new": 1}));
    assert_eq!(written(&query), json!({"not": {"new": 1}}));
}

#[test]
fn a_query_that_cannot_be_read_is_kept_within_the_others() {
    let json = json!({"and": [{"not": 1}, {"not": {"and": "x"}}]});
    let query: Query = read(&json.to_string());
    let Query::And(and) = &query else {
        unreachable!("{query:?}");
    };
    let failures: Vec<String> = and
        .and
        .iter()
        .map(|query| match query {
            Query::Unknown(unknown) => failure_of(unknown),
            Query::Not(not) => match &not.not {
                Query::Unknown(unknown) => failure_of(unknown),
                other => unreachable!("{other:?}"),
            },
            other @ Query::And(_) => unreachable!("{other:?}"),
        })
        .collect();
    let of_first = "and[0].not: invalid type: integer, expected an object";
    assert_eq!(
        failures,
        [
            of_first,
            "and[1].not.and: invalid type: string, expected a sequence"
        ]
    );
    assert_eq!(written(&query), json);
}

/// A struct refuses it. What may be unreadable is read from a copy, and there the last one counts, as it does in a `Value`:
/// otherwise one such object would make the whole page unreadable.
#[test]
fn of_a_member_of_a_union_that_comes_twice_the_last_one_counts_in_each_way() {
    for text in [
        r#"{"type":"relative","permyriad":1,"permyriad":2}"#,
        r#"{"permyriad":1,"permyriad":2,"type":"relative"}"#,
        r#"{"permyriad":1,"type":"relative","permyriad":2}"#,
    ] {
        let discount: Discount = read(text);
        assert_eq!(
            written(&discount),
            json!({"type": "relative", "permyriad": 2}),
            "{text}"
        );
    }
}

#[test]
fn a_tag_that_comes_twice_means_the_same_in_each_way_or_is_refused() {
    let text = r#"{"type":"relative","permyriad":1,"type":"absolute"}"#;
    let by_the_client = runtime::body::<Discount>(text.as_bytes()).ok();
    let by_serde = serde_json::from_str::<Discount>(text).ok();
    assert_eq!(by_the_client, by_serde);
}

/// What a caller's own struct holds is kept as well, and logged with its place in the model.
#[test]
fn each_part_that_is_kept_is_logged_with_its_place() {
    let json = json!({"and": [{"not": 1}, {"and": []}, {"not": {"and": 2}}]}).to_string();
    let expected = [
        "and[0].not: kept as unknown: invalid type: integer, expected an object",
        "and[2].not.and: kept as unknown: invalid type: integer, expected a sequence",
    ];
    let (warnings, _) = Warnings::during(|| runtime::body::<Query>(json.as_bytes()));
    assert_eq!(warnings, expected);
    let (warnings, _) = Warnings::during(|| serde_json::from_str::<Query>(&json));
    assert_eq!(warnings, expected);
    let own = format!(r#"{{"model":{json}}}"#);
    let (warnings, _) = Warnings::during(|| serde_json::from_str::<Own<Query>>(&own));
    assert_eq!(warnings, expected);
    let (warnings, outcome) =
        Warnings::during(|| runtime::body::<Vec<Query>>(format!("[{json},7]").as_bytes()));
    assert!(outcome.is_err() && warnings.is_empty(), "{warnings:?}");
}

/// What is within a part that is kept as a whole is not looked at, so nothing is said of it.
#[test]
fn a_part_that_is_kept_is_logged_once() {
    let unreadable = json!({"type": "highPrecision", "centAmount": 1, "currencyCode": "EUR"});
    let json = json!({"type": "absolute", "money": [unreadable, {"type": "new"}]}).to_string();
    let (warnings, discount) = Warnings::during(|| runtime::body::<Discount>(json.as_bytes()));
    assert!(
        matches!(&discount, Ok(Discount::Unknown(_))),
        "{discount:?}"
    );
    let expected = "money[1]: kept as unknown: missing field `centAmount`";
    assert_eq!(warnings, [expected]);
}
