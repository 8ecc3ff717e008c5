//! Below `/me`, customers and guests see and change their own resources only.

use reqwest::Method;
use serde_json::{Value, json};

use crate::carts;
use crate::shop::Shop;

const SCOPES: &str = "create_anonymous_token:emulator manage_my_orders:emulator manage_my_payments:emulator \
    manage_my_profile:emulator manage_my_shopping_lists:emulator";

/// The kinds, a draft of each, and an action that changes it.
fn kinds() -> [(&'static str, Value, Value); 3] {
    let money = json!({"centAmount": 100, "currencyCode": "EUR"});
    let list = json!({"name": {"en": "List"}});
    [
        (
            "carts",
            json!({"currency": "EUR"}),
            json!({"action": "setLocale", "locale": "de"}),
        ),
        (
            "payments",
            json!({"amountPlanned": money}),
            json!({"action": "changeAmountPlanned", "amount": money}),
        ),
        (
            "shopping-lists",
            list,
            json!({"action": "changeName", "name": {"en": "Own"}}),
        ),
    ]
}

/// The tokens of two customers and two guests.
async fn visitors(shop: &Shop) -> Vec<Value> {
    let app = shop.emulator.api_client(SCOPES.parse().unwrap());
    let mut tokens = Vec::new();
    for name in ["jane", "john"] {
        let draft = json!({"email": format!("{name}@example.com"), "password": "secret"});
        assert_eq!(shop.post("/customers", draft).await.status, 201);
        let form = format!("grant_type=password&username={name}%40example.com&password=secret");
        let path = "/oauth/emulator/customers/token";
        tokens.push(shop.auth(&app, path, &form).await);
        let form = format!("grant_type=client_credentials&anonymous_id=guest-{name}");
        let path = "/oauth/emulator/anonymous/token";
        tokens.push(shop.auth(&app, path, &form).await);
    }
    let tokens = tokens
        .iter()
        .map(|token| token.json()["access_token"].clone());
    tokens.collect()
}

#[tokio::test]
async fn everybody_has_the_own_resources_only() {
    let mut shop = carts::shop().await;
    let all = json!(shop.bearer());
    let tokens = visitors(&shop).await;
    for (kind, draft, action) in kinds() {
        let path = format!("/me/{kind}");
        let mut made = Vec::new();
        for token in &tokens {
            shop = shop.with_token(token);
            let created = shop.post(&path, draft.clone()).await;
            assert_eq!(created.status, 201, "{kind}: {}", created.text);
            made.push(created.json()["id"].as_str().unwrap().to_owned());
        }
        for (place, token) in tokens.iter().enumerate() {
            shop = shop.with_token(token);
            let page = shop.get(&path).await.json();
            assert_eq!(page["total"], 1, "{kind}");
            assert_eq!(page["results"][0]["id"], made[place].as_str(), "{kind}");
            for (other, id) in made.iter().enumerate() {
                let own = format!("{path}/{id}");
                let expected = if other == place { 200 } else { 404 };
                assert_eq!(shop.get(&own).await.status, expected, "{own}");
                let head = shop.send(Method::HEAD, &own, None).await;
                assert_eq!(head.status, expected, "{own}");
                let query = format!("{path}?where=id%3D%22{id}%22");
                let head = shop.send(Method::HEAD, &query, None).await;
                assert_eq!(head.status, expected, "{query}");
                if other != place {
                    let changed = shop.update(&own, 1, json!([action])).await;
                    assert_eq!(changed.status, 404, "{own}");
                    let deletion = format!("{own}?version=1");
                    let deleted = shop.send(Method::DELETE, &deletion, None).await;
                    assert_eq!(deleted.status, 404, "{own}");
                }
            }
        }
        // They may change their own.
        for (token, id) in tokens.iter().zip(&made) {
            shop = shop.with_token(token);
            let own = format!("{path}/{id}");
            let changed = shop.update(&own, 1, json!([action])).await;
            assert_eq!(changed.status, 200, "{own}: {}", changed.text);
            // The resources of all others are out of reach.
            assert_eq!(shop.get(&format!("/{kind}")).await.status, 403, "{kind}");
        }
        shop = shop.with_token(&all);
        assert_eq!(shop.get(&path).await.status, 403, "{kind}");
        assert_eq!(shop.get(&format!("/{kind}")).await.json()["total"], 4);
    }
}

#[tokio::test]
async fn nobody_reads_the_payment_of_somebody_else_through_a_cart() {
    let mut shop = carts::shop().await;
    let money = json!({"centAmount": 100, "currencyCode": "EUR"});
    let draft = json!({"amountPlanned": money});
    let of_nobody = shop.post("/payments", draft.clone()).await.json();
    let tokens = visitors(&shop).await;
    let mut payments = Vec::new();
    for token in &tokens {
        shop = shop.with_token(token);
        payments.push(shop.post("/me/payments", draft.clone()).await.json());
    }
    for (place, token) in tokens.iter().enumerate() {
        shop = shop.with_token(token);
        let draft = json!({"currency": "EUR"});
        let cart = shop.post("/me/carts", draft).await.json();
        let path = format!("/me/carts/{}", cart["id"].as_str().unwrap());
        let add = |payment: &Value| json!([{"action": "addPayment", "payment": {"typeId": "payment", "id": payment["id"]}}]);
        for (other, payment) in payments.iter().enumerate() {
            if other != place {
                let refused = shop.update(&path, 1, add(payment)).await;
                let (status, code, _) = refused.refusal();
                assert_eq!((status, code.as_str()), (400, "ReferencedResourceNotFound"));
            }
        }
        assert_eq!(shop.get(&path).await.json(), cart);
        let own = shop.update(&path, 1, add(&payments[place])).await;
        assert_eq!(own.status, 200, "{}", own.text);
        if place == 0 {
            let added = shop.update(&path, 2, add(&of_nobody)).await;
            assert_eq!(added.status, 200, "{}", added.text);
        }
    }
}
