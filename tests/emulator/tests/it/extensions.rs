//! API extensions: what they are asked, what becomes of their answers, and what the caller is told when they fail.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use ctp_emulator::Emulator;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::mutations::{damage, random};
use crate::shop::Shop;

/// A server that is an extension: it answers each request with the same, and remembers what it was asked.
#[derive(Clone)]
struct Extension {
    url: String,
    asked: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
    answer: (StatusCode, String),
    /// It answers only after this.
    gate: Option<Arc<Notify>>,
}

impl Extension {
    async fn start(status: u16, body: impl ToString) -> Self {
        Self::behind(None, status, body).await
    }

    async fn behind(gate: Option<Arc<Notify>>, status: u16, body: impl ToString) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let extension = Self {
            url: format!("http://{}/extension", listener.local_addr().unwrap()),
            asked: Arc::default(),
            answer: (StatusCode::from_u16(status).unwrap(), body.to_string()),
            gate,
        };
        let router = Router::new()
            .fallback(Self::answer)
            .with_state(extension.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        extension
    }

    async fn answer(
        State(this): State<Self>,
        headers: HeaderMap,
        body: Bytes,
    ) -> (StatusCode, [(&'static str, String); 1], String) {
        let input = serde_json::from_slice(&body).unwrap();
        this.asked.lock().unwrap().push((headers, input));
        if let Some(gate) = &this.gate {
            gate.notified().await;
        }
        let (status, body) = this.answer;
        // Only a redirect is about it.
        (status, [("location", this.url)], body)
    }

    fn inputs(&self) -> Vec<Value> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(_, input)| input.clone()).collect()
    }
}

fn draft(url: &str) -> Value {
    json!({
        "key": "check",
        "destination": {"type": "HTTP", "url": url, "authentication": {"type": "AuthorizationHeader", "headerValue": "Bearer s3cret"}},
        "triggers": [{"resourceTypeId": "payment", "actions": ["Create", "Update"]}],
    })
}

async fn shop() -> Shop {
    Shop::start("manage_project:emulator").await
}

/// A shop with an extension of payments, and its id.
async fn shop_with(extension: &Extension) -> (Shop, String) {
    let shop = shop().await;
    let created = shop.post("/extensions", draft(&extension.url)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    (shop, id)
}

fn payment(cents: u64) -> Value {
    json!({"key": "payment", "amountPlanned": {"centAmount": cents, "currencyCode": "EUR"}})
}

fn text(text: &str) -> Value {
    json!({"action": "setStatusInterfaceText", "interfaceText": text})
}

fn code(code: &str) -> Value {
    json!({"action": "setStatusInterfaceCode", "interfaceCode": code})
}

#[tokio::test]
async fn an_extension_is_asked_about_creations_and_changes() {
    let extension = Extension::start(200, "").await;
    let (shop, _) = shop_with(&extension).await;
    let created = shop.post("/payments", payment(5)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    let actions = json!([text("new")]);
    let updated = shop
        .update("/payments/key=payment", 1, actions)
        .await
        .json();
    assert_eq!(updated["version"], 2);
    // It is not asked about what it does not listen to, nor about deletions.
    shop.post("/zones", json!({"name": "Zone"})).await;
    let deleted = shop
        .send(Method::DELETE, "/payments/key=payment?version=2", None)
        .await;
    assert_eq!(deleted.status, 200);

    let inputs = extension.inputs();
    assert_eq!(inputs.len(), 2);
    let reference = json!({"typeId": "payment", "id": created["id"], "obj": created});
    let expected = json!({"action": "Create", "resource": reference});
    assert_eq!(inputs[0], expected);
    assert_eq!(inputs[1]["action"], "Update");
    let changed = &inputs[1]["resource"]["obj"];
    assert_eq!(changed["paymentStatus"]["interfaceText"], "new");
    assert_eq!(inputs[1].get("oldResource"), None);
    let (headers, _) = extension.asked.lock().unwrap()[0].clone();
    assert_eq!(headers["authorization"], "Bearer s3cret");
    assert!(!headers["x-correlation-id"].is_empty());
}

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

#[tokio::test]
async fn customers_are_made_with_their_passwords_after_an_extension_was_asked() {
    let name = json!({"actions": [{"action": "setFirstName", "firstName": "Jane"}]});
    let extension = Extension::start(200, name).await;
    let shop = shop().await;
    let mut draft = draft(&extension.url);
    draft["triggers"] = json!([{"resourceTypeId": "customer", "actions": ["Create"]}]);
    shop.post("/extensions", draft).await;
    let customer = json!({"email": "a@example.com", "password": "secret"});
    let customer = shop.post("/customers", customer).await.json()["customer"].clone();
    assert_eq!(customer["firstName"], "Jane");
    assert_eq!(extension.inputs()[0]["resource"]["id"], customer["id"]);
    let form = "grant_type=password&username=a%40example.com&password=secret";
    let client = shop.client().clone();
    let token = shop
        .auth(&client, "/oauth/emulator/customers/token", form)
        .await;
    assert_eq!(token.status, 200, "{}", token.text);
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
