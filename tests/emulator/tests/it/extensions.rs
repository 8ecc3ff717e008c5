//! API extensions: what they are asked, what becomes of their answers, and what the caller is told when they fail.

mod answers;
mod functions;
mod settings;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

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
