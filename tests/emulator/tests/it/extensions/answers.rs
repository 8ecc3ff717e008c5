//! What becomes of the answers of extensions.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::{Extension, code, draft, payment, shop, shop_with, text};

#[tokio::test]
async fn its_actions_become_part_of_the_change() {
    let extension = Extension::start(201, json!({"actions": [code("7")]})).await;
    let (shop, _) = shop_with(&extension).await;
    let created = shop.post("/payments", payment(5)).await.json();
    assert_eq!(created["paymentStatus"], json!({"interfaceCode": "7"}));
    assert_eq!(created["version"], 1);
    assert_eq!(shop.get("/payments/key=payment").await.json(), created);
    assert_eq!(extension.inputs()[0]["resource"]["id"], created["id"]);
    let actions = json!([text("new"), code("8")]);
    let updated = shop
        .update("/payments/key=payment", 1, actions)
        .await
        .json();
    let expected = json!({"interfaceCode": "7", "interfaceText": "new"});
    assert_eq!(updated["paymentStatus"], expected);
    assert_eq!(updated["version"], 2);
    assert_eq!(shop.get("/payments/key=payment").await.json(), updated);
    let told = shop
        .get("/messages?where=type%3D%22PaymentStatusInterfaceCodeSet%22&sort=sequenceNumber")
        .await
        .json();
    let codes: Vec<&Value> = told["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["interfaceCode"])
        .collect();
    assert_eq!(codes, ["8", "7"]);
}

#[tokio::test]
async fn its_errors_are_the_answer() {
    let errors = json!({"errors": [
        {"code": "InvalidInput", "message": "Too much.", "localizedMessage": {"de": "Zu viel."}, "extensionExtraInfo": {"most": 3}},
        {"code": "InvalidField", "message": "Bad.", "field": "amountPlanned", "invalidValue": 5},
    ]});
    let extension = Extension::start(400, errors).await;
    let (shop, id) = shop_with(&extension).await;
    let refused = shop.post("/payments", payment(5)).await;
    let by = json!({"id": id, "key": "check"});
    let expected = json!([
        {"code": "InvalidInput", "message": "Too much.", "localizedMessage": {"de": "Zu viel."}, "extensionExtraInfo": {"most": 3}, "errorByExtension": by},
        {"code": "InvalidField", "message": "Bad.", "field": "amountPlanned", "invalidValue": 5, "errorByExtension": by},
    ]);
    assert_eq!(
        (refused.status, &refused.json()["errors"]),
        (400, &expected)
    );
    assert_eq!(shop.get("/payments").await.json()["total"], 0);
    assert_eq!(shop.get("/messages").await.json()["total"], 0);
}

#[tokio::test]
async fn what_is_no_answer_of_an_extension_is_a_bad_response() {
    let cases = [
        (
            500,
            "down".to_owned(),
            "'500' is not an expected status code.",
        ),
        (302, String::new(), "'302' is not an expected status code."),
        (
            200,
            "{".to_owned(),
            "The extension did not return the expected JSON.",
        ),
        (
            200,
            json!({"actions": [{"action": "setNothing"}]}).to_string(),
            "The extension did not return the expected JSON.",
        ),
        (
            200,
            json!({"actions": {}}).to_string(),
            "The extension did not return the expected JSON.",
        ),
        (
            400,
            json!({"errors": [{"code": "Unheard", "message": "x"}]}).to_string(),
            "The extension did not return the expected JSON.",
        ),
        (
            400,
            json!({"errors": []}).to_string(),
            "The extension did not return the expected JSON.",
        ),
    ];
    for (status, body, message) in cases {
        let extension = Extension::start(status, &body).await;
        let (shop, id) = shop_with(&extension).await;
        let refused = shop.post("/payments", payment(5)).await;
        let expected = json!([{
            "code": "ExtensionBadResponse",
            "message": message,
            "extensionId": id,
            "extensionKey": "check",
            "extensionBody": body,
            "extensionStatusCode": status,
            "extensionErrors": [],
        }]);
        assert_eq!(
            (refused.status, &refused.json()["errors"]),
            (502, &expected)
        );
        // A redirect is not followed.
        assert_eq!(extension.inputs().len(), 1);
        assert_eq!(shop.get("/payments").await.json()["total"], 0);
    }
}

#[tokio::test]
async fn actions_that_are_refused_are_told_as_such() {
    let missing =
        json!({"action": "changeTransactionState", "transactionId": "none", "state": "Success"});
    let extension = Extension::start(200, json!({"actions": [missing]})).await;
    let (shop, id) = shop_with(&extension).await;
    let refused = shop.post("/payments", payment(5)).await;
    assert_eq!(refused.status, 502);
    let error = refused.json()["errors"][0].clone();
    assert_eq!(error["code"], "ExtensionUpdateActionsFailed");
    let inner = &error["extensionErrors"][0];
    assert_eq!(
        (
            &inner["code"],
            &inner["extensionId"],
            &inner["extensionKey"]
        ),
        (&json!("InvalidOperation"), &json!(id), &json!("check"))
    );
    assert_eq!(shop.get("/payments").await.json()["total"], 0);

    // What the emulator cannot do is nobody's mistake.
    let actions = json!({"actions": [{"action": "setMethodInfo", "method": "card"}]});
    let extension = Extension::start(200, actions).await;
    let (shop, _) = shop_with(&extension).await;
    assert_eq!(shop.post("/payments", payment(5)).await.refusal().0, 501);
}

#[tokio::test]
async fn an_extension_that_is_late_or_gone_is_no_response() {
    let gate = Arc::new(Notify::new());
    let extension = Extension::behind(Some(gate), 200, "").await;
    let shop = shop().await;
    let mut late = draft(&extension.url);
    late["timeoutInMs"] = json!(30);
    late["key"] = json!("late");
    let late = shop.post("/extensions", late).await.json();
    let refused = shop.post("/payments", payment(5)).await;
    let expected = json!([{
        "code": "ExtensionNoResponse",
        "message": "Extension did not respond in time.",
        "extensionId": late["id"],
        "extensionKey": "late",
    }]);
    assert_eq!(
        (refused.status, &refused.json()["errors"]),
        (504, &expected)
    );
    let deleted = shop
        .send(Method::DELETE, "/extensions/key=late?version=1", None)
        .await;
    assert_eq!(deleted.status, 200);
    assert_eq!(shop.post("/payments", payment(5)).await.status, 201);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(shop.post("/extensions", draft(&gone)).await.status, 201);
    let refused = shop
        .update("/payments/key=payment", 1, json!([text("a")]))
        .await;
    assert_eq!(refused.refusal().1, "ExtensionNoResponse");
    assert_eq!(shop.get("/payments/key=payment").await.json()["version"], 1);
}

#[tokio::test]
async fn others_go_on_while_an_extension_thinks_and_its_version_is_checked_then() {
    let gate = Arc::new(Notify::new());
    let extension = Extension::behind(Some(Arc::clone(&gate)), 200, "").await;
    let shop = shop().await;
    assert_eq!(shop.post("/payments", payment(5)).await.status, 201);
    let mut draft = draft(&extension.url);
    draft["timeoutInMs"] = json!(10000);
    draft["triggers"][0]["condition"] =
        json!(r#"paymentStatus(interfaceText is defined and interfaceText = "slow")"#);
    assert_eq!(shop.post("/extensions", draft).await.status, 201);
    let slow = shop.update("/payments/key=payment", 1, json!([text("slow")]));
    let other = async {
        while extension.inputs().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // Reads the old version, and makes a new one.
        let read = shop.get("/payments/key=payment").await.json();
        assert_eq!(read["version"], 1);
        let updated = shop
            .update("/payments/key=payment", 1, json!([text("quick")]))
            .await;
        assert_eq!(updated.json()["version"], 2);
        gate.notify_one();
    };
    let (slow, ()) = tokio::join!(slow, other);
    let (status, code, _) = slow.refusal();
    assert_eq!((status, code.as_str()), (409, "ConcurrentModification"));
    let payment = shop.get("/payments/key=payment").await.json();
    assert_eq!(payment["paymentStatus"]["interfaceText"], "quick");
}

#[tokio::test]
async fn several_are_asked_at_once_and_all_count() {
    let first = Extension::start(200, json!({"actions": [code("1")]})).await;
    let second = Extension::start(200, json!({"actions": [text("2")]})).await;
    let (shop, _) = shop_with(&first).await;
    let mut other = draft(&second.url);
    other["key"] = json!("second");
    assert_eq!(shop.post("/extensions", other.clone()).await.status, 201);
    let created = shop.post("/payments", payment(5)).await.json();
    let expected = json!({"interfaceCode": "1", "interfaceText": "2"});
    assert_eq!(created["paymentStatus"], expected);
    // Both are asked about the same.
    assert_eq!(first.inputs(), second.inputs());

    let error = |message: &str| json!({"errors": [{"code": "InvalidInput", "message": message}]});
    let third = Extension::start(400, error("third")).await;
    let fourth = Extension::start(400, error("fourth")).await;
    for (key, extension) in [("third", &third), ("fourth", &fourth)] {
        other["key"] = json!(key);
        other["destination"]["url"] = json!(extension.url);
        let made = shop.post("/extensions", other.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
    let refused = shop
        .update("/payments/key=payment", 1, json!([]))
        .await
        .json();
    let errors = refused["errors"].as_array().unwrap().iter();
    let mut messages: Vec<&str> = errors.map(|of| of["message"].as_str().unwrap()).collect();
    // They are asked in the order of their ids.
    messages.sort_unstable();
    assert_eq!(messages, ["fourth", "third"]);
}
