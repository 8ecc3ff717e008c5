//! Damaged requests, which are refused and never break the emulator. `CTP_SEED` chooses other damages.

mod accounts;

use fastrand::Rng;
use reqwest::Method;
use serde_json::{Value, json};

use crate::kinds::drafts;
use crate::shop::Shop;

const ROUNDS: usize = 40;

pub(crate) fn random() -> Rng {
    let seed = std::env::var("CTP_SEED").ok();
    let seed = seed.map_or_else(|| 20_240_131, |seed| seed.parse().unwrap());
    println!("CTP_SEED={seed}");
    Rng::with_seed(seed)
}

/// What stands in place of something else.
fn value(random: &mut Rng) -> Value {
    let values = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("a"),
        json!("\u{0}\u{fffd}🦀 \"' or 1=1"),
        json!("9999-12-31T23:59:59.999Z"),
        json!([]),
        json!([null, [], {}]),
        json!({}),
        json!({"typeId": "zone", "id": "none"}),
        json!({"type": "highPrecision", "preciseAmount": i64::MIN, "fractionDigits": 20, "centAmount": null, "currencyCode": "EUR"}),
    ];
    random.choice(values).unwrap_or_default()
}

/// Puts another value somewhere, adds a member or takes one away.
pub(crate) fn damage(random: &mut Rng, of: &mut Value) {
    let is_here = random.u8(..4) == 0;
    match of {
        Value::Object(members) if !is_here && !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = random.choice(names).unwrap_or_default();
            match random.u8(..6) {
                0 => drop(members.remove(&name)),
                1 => drop(members.insert("unknown".to_owned(), value(random))),
                _ => {
                    if let Some(member) = members.get_mut(&name) {
                        damage(random, member);
                    }
                }
            }
        }
        Value::Array(values) if !is_here && !values.is_empty() => {
            let place = random.usize(..values.len());
            damage(random, &mut values[place]);
        }
        _ => *of = value(random),
    }
}

#[tokio::test]
async fn damaged_drafts_and_updates_are_created_or_refused() {
    let mut random = random();
    let shop = Shop::start("manage_project:emulator").await;
    let (mut done, mut refused) = (0, 0);
    for (kind, draft, _) in drafts() {
        let created = shop.post(&format!("/{kind}"), draft.clone()).await;
        assert_eq!(created.status, 201, "{}", created.text);
        for round in 0..ROUNDS {
            let mut damaged = draft.clone();
            damaged["key"] = json!(format!("key-{round}"));
            damage(&mut random, &mut damaged);
            let answer = shop.post(&format!("/{kind}"), damaged.clone()).await;
            match answer.status {
                201 => done += 1,
                400 | 501 => refused += 1,
                other => panic!("{other} for {damaged}: {}", answer.text),
            }
            let mut update = json!({"version": 1, "actions": [
                {"action": "setKey", "key": draft["key"]},
                {"action": "setCustomField", "name": "colour", "value": damaged},
                {"action": "setCustomType", "type": {"typeId": "type", "key": "my-type"}, "fields": damaged},
            ]});
            damage(&mut random, &mut update);
            let path = format!("/{kind}/key={}", draft["key"].as_str().unwrap());
            let answer = shop.post(&path, update.clone()).await;
            let expected = [200, 400, 404, 409, 501];
            assert!(
                expected.contains(&answer.status),
                "{update}: {}",
                answer.text
            );
        }
    }
    assert!(done > 50 && refused > 200, "{done} {refused}");
}

#[tokio::test]
async fn damaged_queries_are_answered_or_refused() {
    let mut random = random();
    let shop = Shop::start("manage_project:emulator").await;
    shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    let good = [
        r#"where=name(en="Shoes") and not (key in ("a", "b") or parent is defined)"#,
        "where=ancestors(id = :id)&var.id=1",
        r#"where=assets(tags contains any ("a")) or version >= 1 and orderHint <> "0""#,
        "sort=name.en desc&limit=10&offset=5&withTotal=false",
        "expand=ancestors[*].parent&expand=parent.ancestors[0]",
    ];
    let letters: Vec<char> = "\"'`()[]{}.,:=<>! \\abinotrANDOR0159-\u{e9}\u{1f980}&%"
        .chars()
        .collect();
    let (mut done, mut refused) = (0, 0);
    for _ in 0..500 {
        let query = random.choice(good).unwrap_or_default();
        let mut query: Vec<char> = query.chars().collect();
        for _ in 0..random.usize(..4) {
            let place = random.usize(..query.len());
            let letter = random.choice(letters.iter().copied()).unwrap_or('a');
            match random.u8(..3) {
                0 => drop(query.remove(place)),
                1 => query.insert(place, letter),
                _ => query[place] = letter,
            }
        }
        let query: String = query.into_iter().collect();
        let answer = shop.get(&format!("/categories?{query}")).await;
        match answer.status {
            200 => done += 1,
            400 | 501 => refused += 1,
            other => panic!("{other} for {query}: {}", answer.text),
        }
    }
    assert!(done > 50 && refused > 200, "{done} {refused}");
}

#[tokio::test]
async fn a_change_whose_answer_cannot_be_expanded_is_refused_before_it_is_made() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"name": {"en": "a"}, "slug": {"en": "refused"}});
    let path = "/categories?expand=parent.nothing";
    assert_eq!(shop.post(path, draft.clone()).await.status, 400);
    assert_eq!(shop.get("/categories").await.json()["total"], 0);

    let created = shop.post("/categories", draft).await.json();
    let path = format!("/categories/{}", created["id"].as_str().unwrap());
    let update = json!({"version": 1, "actions": [{"action": "setKey", "key": "a"}]});
    let refused = shop.post(&format!("{path}?expand=nothing"), update).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let delete = format!("{path}?version=1&expand=nothing");
    let refused = shop.send(Method::DELETE, &delete, None).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(shop.get(&path).await.json(), created);

    let deep = format!("/shopping-lists?expand={}", ["customer"; 9].join("."));
    for path in [
        deep.as_str(),
        "/shopping-lists?expand=lineItems%5B0%5D.variant",
    ] {
        let refused = shop.post(path, json!({"name": {"en": "a"}})).await;
        assert!(refused.status >= 400, "{path}: {}", refused.text);
    }
    assert_eq!(shop.get("/shopping-lists").await.json()["total"], 0);
}
