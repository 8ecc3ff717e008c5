//! What extensions are asked, and where they may be.

use ctp_emulator::Emulator;
use serde_json::{Value, json};

use super::{Extension, draft, payment, shop, shop_with, text};

#[tokio::test]
async fn conditions_say_what_it_is_asked_about() {
    let extension = Extension::start(200, "").await;
    let shop = shop().await;
    let mut draft = draft(&extension.url);
    draft["triggers"][0]["condition"] = json!("amountPlanned(centAmount > 100)");
    let created = shop.post("/extensions", draft.clone()).await.json();
    assert_eq!(shop.post("/payments", payment(100)).await.status, 201);
    assert_eq!(extension.inputs().len(), 0);
    let amount = json!({"centAmount": 101, "currencyCode": "EUR"});
    let action = json!({"action": "changeAmountPlanned", "amount": amount});
    let updated = shop
        .update("/payments/key=payment", 1, json!([action]))
        .await;
    assert_eq!(updated.status, 200);
    assert_eq!(extension.inputs().len(), 1);

    let triggers = json!([{"resourceTypeId": "payment", "actions": ["Update"], "condition": r#"interfaceId = "x""#}]);
    let action = json!({"action": "changeTriggers", "triggers": triggers});
    let changed = shop
        .update("/extensions/key=check", 1, json!([action]))
        .await;
    assert_eq!(changed.json()["triggers"], triggers);
    let refused = shop
        .update("/payments/key=payment", 2, json!([text("a")]))
        .await;
    let error = refused.json()["errors"][0].clone();
    let expected = json!({
        "code": "ExtensionPredicateEvaluationFailed",
        "message": "The compared field 'interfaceId' is not present.",
        "errorByExtension": {"id": created["id"], "key": "check"},
    });
    assert_eq!((refused.status, error), (400, expected));
    let creation = json!({"amountPlanned": {"centAmount": 1, "currencyCode": "EUR"}});
    assert_eq!(shop.post("/payments", creation).await.status, 201);
    assert_eq!(extension.inputs().len(), 1);

    for condition in ["amountPlanned(", "nothing = 1"] {
        draft["triggers"][0]["condition"] = json!(condition);
        draft["key"] = json!("other");
        let (status, code, message) = shop.post("/extensions", draft.clone()).await.refusal();
        assert_eq!((status, code.as_str()), (400, "InvalidInput"));
        assert!(message.starts_with("triggers[0].condition: "), "{message}");
        assert!(
            message.contains("Malformed parameter: condition: "),
            "{message}"
        );
    }
}

#[tokio::test]
async fn it_sees_the_old_resource_and_what_is_referred_to_where_it_asks_for_them() {
    let extension = Extension::start(200, "").await;
    let shop = shop().await;
    let customer = json!({"email": "a@example.com", "password": "secret"});
    let customer = shop.post("/customers", customer).await.json()["customer"].clone();
    let mut first = payment(5);
    first["customer"] = json!({"typeId": "customer", "id": customer["id"]});
    let created = shop.post("/payments", first).await.json();
    let mut draft = draft(&extension.url);
    draft["expansionPaths"] = json!(["customer"]);
    draft["additionalContext"] = json!({"includeOldResource": true});
    let made = shop.post("/extensions", draft.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let updated = shop
        .update("/payments/key=payment", 1, json!([text("a")]))
        .await;
    let input = extension.inputs()[0].clone();
    assert_eq!(
        input["resource"]["obj"]["customer"]["obj"]["email"],
        "a@example.com"
    );
    assert_eq!(
        input["oldResource"],
        json!({"typeId": "payment", "id": created["id"], "obj": created})
    );
    // What is kept has the reference alone.
    assert_eq!(updated.json()["customer"].get("obj"), None);
    draft["key"] = json!("other");
    draft["expansionPaths"] = json!(["nothing"]);
    assert_eq!(shop.post("/extensions", draft).await.refusal().0, 400);
}

#[tokio::test]
async fn the_header_is_hidden_and_sent() {
    let extension = Extension::start(200, "").await;
    let (shop, id) = shop_with(&extension).await;
    let path = format!("/extensions/{id}");
    for path in [path.as_str(), "/extensions/key=check", "/extensions"] {
        let text = shop.get(path).await.text;
        assert!(!text.contains("s3cret"), "{text}");
        assert!(text.contains("Bearer ****"), "{text}");
    }
    let mut destination = draft(&extension.url)["destination"].clone();
    destination["authentication"]["headerValue"] = json!("Basic other");
    let action = json!({"action": "changeDestination", "destination": destination});
    let updated = shop
        .update("/extensions/key=check", 1, json!([action]))
        .await;
    let shown = &updated.json()["destination"]["authentication"]["headerValue"];
    assert_eq!(shown, "Basic ****");
    let action = json!({"action": "setTimeoutInMs", "timeoutInMs": 500});
    let updated = shop.update(&path, 2, json!([action])).await;
    assert_eq!(updated.json()["timeoutInMs"], 500);
    shop.post("/payments", payment(5)).await;
    let action = json!({"action": "changeDestination", "destination": {"type": "HTTP", "url": extension.url}});
    assert_eq!(shop.update(&path, 3, json!([action])).await.status, 200);
    shop.update("/payments/key=payment", 1, json!([])).await;
    let asked = extension.asked.lock().unwrap().clone();
    assert_eq!(asked[0].0["authorization"], "Basic other");
    assert_eq!(asked[1].0.get("authorization"), None);
}

#[tokio::test]
async fn what_is_not_emulated_or_not_permitted_is_refused() {
    let shop = shop().await;
    let url = "http://127.0.0.1:1/";
    let with = |name: &str, value: Value| {
        let mut draft = draft(url);
        draft[name] = value;
        draft
    };
    let aws = json!({"type": "AWSLambda", "arn": "a", "accessKey": "k", "accessSecret": "s"});
    let google = json!({"type": "GoogleCloudFunction", "url": url});
    let azure = json!({"type": "HTTP", "url": url, "authentication": {"type": "AzureFunctions", "key": "k"}});
    let elsewhere = json!({"type": "HTTP", "url": "https://example.com/extension"});
    for (draft, status) in [
        (with("destination", aws), 501),
        (with("destination", google), 501),
        (with("destination", azure), 501),
        (with("destination", elsewhere.clone()), 501),
        (
            with(
                "destination",
                json!({"type": "HTTP", "url": "ftp://localhost/"}),
            ),
            400,
        ),
        (with("destination", json!({"type": "Pigeon"})), 400),
        (with("timeoutInMs", json!(10001)), 400),
        (with("timeoutInMs", json!(0)), 400),
        (
            with(
                "dependencies",
                json!([{"typeId": "extension", "key": "check"}]),
            ),
            400,
        ),
    ] {
        let answer = shop.post("/extensions", draft.clone()).await;
        assert_eq!(answer.status, status, "{draft}: {}", answer.text);
        assert_eq!(shop.get("/extensions").await.json()["total"], 0);
    }
    for url in [
        "http://localhost:1/",
        "http://[::1]:1/",
        "https://127.1.2.3/",
    ] {
        let mut draft = draft(url);
        draft["key"] = json!(format!("key-{}", url.len()));
        assert_eq!(shop.post("/extensions", draft).await.status, 201, "{url}");
    }
    let action = json!({"action": "changeDestination", "destination": elsewhere});
    let refused = shop
        .update("/extensions/key=key-19", 1, json!([action]))
        .await;
    let (status, _, message) = refused.refusal();
    assert_eq!(status, 501);
    assert!(message.contains("extensions_anywhere"), "{message}");
    let mut dependent = draft(url);
    dependent["dependencies"] = json!([{"typeId": "extension", "key": "key-19"}]);
    assert_eq!(shop.post("/extensions", dependent).await.refusal().0, 501);
}

#[tokio::test]
async fn a_project_has_a_limited_number_of_them() {
    let shop = shop().await;
    for number in 0..25 {
        let mut draft = draft("http://127.0.0.1:1/");
        draft["key"] = json!(format!("key-{number}"));
        assert_eq!(shop.post("/extensions", draft).await.status, 201);
    }
    let refused = shop.post("/extensions", draft("http://127.0.0.1:1/")).await;
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["code"], &error["exceededResource"]),
        (&json!("MaxResourceLimitExceeded"), &json!("extension"))
    );
}

#[tokio::test]
async fn an_extension_may_be_elsewhere_where_the_emulator_was_told_so() {
    let emulator = Emulator::builder()
        .extensions_anywhere()
        .start()
        .await
        .unwrap();
    let extension = draft("https://example.com/extension");
    let seeds = json!({"extensions": [extension]}).to_string();
    assert_eq!(emulator.seed(&seeds).unwrap(), 1);
}
