//! Functions of the test that are extensions.

use std::sync::{Mutex, mpsc};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{code, payment, shop};
use crate::mutations::{damage, random};

#[tokio::test]
async fn a_function_is_an_extension() {
    let shop = shop().await;
    let unknown = shop.emulator.extension("payments", |_| Ok(Vec::new()));
    let reason = unknown.unwrap_err().to_string();
    assert!(reason.contains("payment-method"), "{reason}");
    let made = shop.emulator.extension("payment", |input| {
        let amount = &input["resource"]["obj"]["amountPlanned"]["centAmount"];
        match amount.as_u64() {
            Some(0) => Err(vec![
                json!({"code": "InvalidInput", "message": "Nothing to pay."}),
            ]),
            Some(13) => panic!("a mistake in a test"),
            _ => Ok(vec![code("checked")]),
        }
    });
    made.unwrap();
    let created = shop.post("/payments", payment(5)).await.json();
    assert_eq!(created["paymentStatus"]["interfaceCode"], "checked");
    let refused = shop.post("/payments", payment(0)).await;
    let (status, code, message) = refused.refusal();
    assert_eq!(
        (status, code.as_str(), message.as_str()),
        (400, "InvalidInput", "Nothing to pay.")
    );
    assert!(refused.json()["errors"][0]["errorByExtension"]["id"].is_string());
    let refused = shop.post("/payments", payment(13)).await.refusal();
    assert_eq!(
        (refused.0, refused.1.as_str()),
        (502, "ExtensionBadResponse")
    );
    // Others are not its business, and what is seeded is there before it.
    assert_eq!(
        shop.post("/stores", json!({"key": "store"})).await.status,
        201
    );
    let seeds = json!({"payments": [{"amountPlanned": {"centAmount": 0, "currencyCode": "EUR"}}]});
    assert_eq!(shop.emulator.seed(&seeds.to_string()).unwrap(), 1);
}

#[tokio::test]
async fn an_extension_may_ask_the_emulator() {
    let shop = shop().await;
    shop.post("/stores", json!({"key": "store"})).await;
    let url = format!("{}/emulator/stores/key=store", shop.emulator.url());
    let token = shop.bearer().to_owned();
    let made = shop.emulator.extension("payment", move |_| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let found = runtime.unwrap().block_on(async {
            let request = reqwest::Client::new().get(&url).bearer_auth(&token);
            request.send().await.unwrap().text().await.unwrap()
        });
        let store: Value = serde_json::from_str(&found).unwrap();
        Ok(vec![code(store["key"].as_str().unwrap())])
    });
    made.unwrap();
    let created = shop.post("/payments", payment(5)).await.json();
    assert_eq!(created["paymentStatus"]["interfaceCode"], "store");
}

#[tokio::test]
async fn an_emulator_ends_although_a_function_does_not() {
    let shop = shop().await;
    let (asked, mut was_asked) = tokio::sync::mpsc::unbounded_channel();
    let (release, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let made = shop.emulator.extension("payment", move |_| {
        asked.send(()).unwrap();
        // Until the test has ended.
        let _ = wait.lock().unwrap().recv();
        Ok(Vec::new())
    });
    made.unwrap();
    let request = shop.request(Method::POST, "/emulator/payments");
    let request = request.bearer_auth(shop.bearer());
    let request = tokio::spawn(request.body(payment(5).to_string()).send());
    was_asked.recv().await.unwrap();
    let ended = tokio::task::spawn_blocking(move || drop(shop));
    let ended = tokio::time::timeout(Duration::from_secs(10), ended).await;
    drop(release);
    ended.unwrap().unwrap();
    assert!(request.await.unwrap().is_err());
}

#[tokio::test]
async fn damaged_answers_are_done_or_refused() {
    let shop = shop().await;
    let random = Mutex::new(random());
    let made = shop.emulator.extension("payment", move |_| {
        let mut random = random.lock().unwrap();
        let transaction =
            json!({"type": "Charge", "amount": {"centAmount": 1, "currencyCode": "EUR"}});
        let mut actions =
            json!([code("1"), {"action": "addTransaction", "transaction": transaction}]);
        let mut errors = json!([
            {"code": "InvalidInput", "message": "No.", "extensionExtraInfo": {"a": 1}},
            {"code": "InvalidField", "message": "No.", "field": "key", "invalidValue": 1},
        ]);
        damage(&mut random, &mut actions);
        damage(&mut random, &mut errors);
        let list = |of: Value| of.as_array().cloned().unwrap_or_default();
        match random.bool() {
            true => Ok(list(actions)),
            false => Err(list(errors)),
        }
    });
    made.unwrap();
    let draft = json!({"amountPlanned": {"centAmount": 5, "currencyCode": "EUR"}});
    let (mut done, mut bad, mut refused) = (0, 0, 0);
    for _ in 0..300 {
        let answer = shop.post("/payments", draft.clone()).await;
        match answer.status {
            201 => done += 1,
            502 => bad += 1,
            400 | 501 => refused += 1,
            other => panic!("{other}: {}", answer.text),
        }
        assert!(answer.status == 201 || answer.json()["errors"][0]["code"].is_string());
    }
    assert!(
        done > 20 && bad > 20 && refused > 20,
        "{done} done, {bad} bad, {refused} refused"
    );
    let total = shop.get("/payments?limit=1").await.json()["total"].clone();
    assert_eq!(total, done);
}
