//! The carts of customers and guests, who see their own only.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{cart, changed, code, id, invalid, shop};
use crate::shop::{Answer, Shop};

/// Somebody with a token of their own.
pub(crate) struct Visitor<'s> {
    shop: &'s Shop,
    token: String,
}

impl<'s> Visitor<'s> {
    async fn with(shop: &'s Shop, path: &str, form: &str) -> Self {
        let scopes = "create_anonymous_token:emulator manage_my_orders:emulator view_published_products:emulator";
        Self::with_scopes(shop, path, form, scopes).await
    }

    async fn with_scopes(shop: &'s Shop, path: &str, form: &str, scopes: &str) -> Self {
        let client = shop.emulator.api_client(scopes.parse().unwrap());
        let token = shop.auth(&client, path, form).await;
        let token = token.json()["access_token"].as_str().unwrap().to_owned();
        Self { shop, token }
    }

    pub(crate) async fn guest(shop: &'s Shop, anonymous_id: &str) -> Self {
        let form = format!("grant_type=client_credentials&anonymous_id={anonymous_id}");
        Self::with(shop, "/oauth/emulator/anonymous/token", &form).await
    }

    pub(crate) async fn customer(shop: &'s Shop, name: &str) -> Self {
        let form = format!("grant_type=password&username={name}%40example.com&password=secret");
        Self::with(shop, "/oauth/emulator/customers/token", &form).await
    }

    /// A customer who negotiates quotes.
    pub(crate) async fn buyer(shop: &'s Shop, name: &str) -> Self {
        let form = format!("grant_type=password&username={name}%40example.com&password=secret");
        let scopes = "manage_my_orders:emulator manage_my_quote_requests:emulator manage_my_quotes:emulator manage_quotes:emulator";
        Self::with_scopes(shop, "/oauth/emulator/customers/token", &form, scopes).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.shop.send_as(&self.token, method, path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// A cart with so many of a variant.
    pub(crate) async fn cart(&self, sku: &str, quantity: u32) -> Value {
        let lines = json!([{"sku": sku, "quantity": quantity}]);
        let draft = json!({"currency": "EUR", "lineItems": lines});
        let created = self.post("/me/carts", draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
        created.json()
    }
}

#[tokio::test]
async fn the_active_cart_is_the_one_that_was_modified_last() {
    let shop = shop().await;
    let guest = Visitor::guest(&shop, "g-1").await;
    let active = "/me/active-cart";
    assert_eq!(guest.get(active).await.refusal().0, 404);
    assert_eq!(guest.send(Method::HEAD, active, None).await.status, 404);
    let first = guest.cart("lamp-1", 1).await;
    assert_eq!(first["anonymousId"], "g-1");
    shop.emulator.advance(Duration::from_secs(1));
    let second = guest.cart("chair-1", 1).await;
    assert_eq!(guest.get(active).await.json(), second);
    shop.emulator.advance(Duration::from_secs(1));
    let path = format!("/me/carts/{}", first["id"].as_str().unwrap());
    let update = json!({"version": 1, "actions": [{"action": "setCountry", "country": "DE"}]});
    let updated = guest.post(&path, update).await.json();
    assert_eq!(guest.get(active).await.json(), updated);
    assert_eq!(guest.send(Method::HEAD, active, None).await.status, 200);
    let gone = guest
        .send(Method::DELETE, &format!("{path}?version=2"), None)
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert_eq!(guest.get(active).await.json(), second);
    let frozen = changed(&shop, &second, json!([{"action": "freezeCart"}])).await;
    assert_eq!(frozen["cartState"], "Frozen");
    assert_eq!(guest.get(active).await.refusal().0, 404);
}

#[tokio::test]
async fn everybody_sees_their_own_carts_only() {
    let shop = shop().await;
    let ann = Visitor::customer(&shop, "ann").await;
    let vip = Visitor::customer(&shop, "vip").await;
    let guest = Visitor::guest(&shop, "g-2").await;
    let of_ann = ann.cart("lamp-1", 1).await;
    assert_eq!(of_ann["customerId"], id(&shop, "/customers/key=ann").await);
    assert_eq!(of_ann.get("anonymousId"), None);
    let of_vip = vip.cart("lamp-1", 1).await;
    // The price is that of the customer group.
    assert_eq!(of_vip["customerGroup"]["typeId"], "customer-group");
    assert_eq!(of_vip["totalPrice"]["centAmount"], 700);
    let path = format!("/me/carts/{}", of_ann["id"].as_str().unwrap());
    let update = json!({"version": 1, "actions": [{"action": "setCountry", "country": "DE"}]});
    for other in [&vip, &guest] {
        assert_eq!(other.get(&path).await.refusal().0, 404);
        assert_eq!(other.post(&path, update.clone()).await.refusal().0, 404);
        let gone = other
            .send(Method::DELETE, &format!("{path}?version=1"), None)
            .await;
        assert_eq!(gone.refusal().0, 404);
        let reference = json!({"reference": {"typeId": "cart", "id": of_ann["id"]}});
        assert_eq!(
            other
                .post("/me/carts/replicate", reference)
                .await
                .refusal()
                .0,
            404
        );
    }
    assert_eq!(
        ann.get("/me/carts").await.json()["results"],
        json!([of_ann])
    );
    assert_eq!(guest.get("/me/carts").await.json()["total"], 0);
    assert_eq!(guest.get("/carts").await.status, 403);
    // A token of the project has no carts below `/me`.
    assert_eq!(shop.get("/me/active-cart").await.status, 403);
    assert_eq!(shop.get("/me/carts").await.status, 403);
}

#[tokio::test]
async fn customers_cannot_do_without_taxes() {
    let shop = shop().await;
    let ann = Visitor::customer(&shop, "ann").await;
    let draft = json!({"currency": "EUR", "taxMode": "Disabled"});
    assert_eq!(code(&ann.post("/me/carts", draft).await), invalid());
    let cart = ann.cart("lamp-1", 1).await;
    let path = format!("/me/carts/{}", cart["id"].as_str().unwrap());
    let action = json!({"action": "changeTaxMode", "taxMode": "Disabled"});
    let refused = ann
        .post(&path, json!({"version": 1, "actions": [action]}))
        .await;
    assert_eq!(code(&refused), invalid());
}

#[tokio::test]
async fn a_store_has_active_carts_of_its_own() {
    let shop = shop().await;
    let guest = Visitor::guest(&shop, "g-3").await;
    let here = "/in-store/key=germany/me/carts";
    let created = guest.post(here, json!({"currency": "EUR"})).await;
    assert_eq!(created.status, 201, "{}", created.text);
    shop.emulator.advance(Duration::from_secs(1));
    let elsewhere = guest.cart("lamp-1", 1).await;
    let active = |store: &str| format!("/in-store/key={store}/me/active-cart");
    assert_eq!(guest.get(&active("germany")).await.json(), created.json());
    assert_eq!(guest.get(&active("anywhere")).await.refusal().0, 404);
    assert_eq!(
        guest
            .send(Method::HEAD, &active("germany"), None)
            .await
            .status,
        200
    );
    assert_eq!(guest.get("/me/active-cart").await.json(), elsewhere);
}

#[tokio::test]
async fn the_cart_of_a_customer_is_found_by_the_customer() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let path = format!("/carts/customer-id={ann}");
    assert_eq!(shop.get(&path).await.refusal().0, 404);
    let first = cart(&shop, json!({"customerId": ann})).await;
    shop.emulator.advance(Duration::from_secs(1));
    let store = json!({"typeId": "store", "key": "germany"});
    let second = cart(&shop, json!({"customerId": ann, "store": store})).await;
    assert_eq!(shop.get(&path).await.json(), second);
    assert_eq!(shop.send(Method::HEAD, &path, None).await.status, 200);
    let in_store = format!("/in-store/key=germany{path}");
    assert_eq!(shop.get(&in_store).await.json(), second);
    let other = format!("/in-store/key=anywhere{path}");
    assert_eq!(shop.get(&other).await.refusal().0, 404);
    assert_eq!(shop.send(Method::HEAD, &other, None).await.status, 404);
    let expanded = shop
        .get(&format!("{path}?expand=lineItems[*].productType"))
        .await;
    assert_eq!(expanded.status, 200, "{}", expanded.text);
    let gone = format!("/carts/{}?version=1", second["id"].as_str().unwrap());
    assert_eq!(shop.send(Method::DELETE, &gone, None).await.status, 200);
    assert_eq!(shop.get(&path).await.json(), first);
}

#[tokio::test]
async fn a_cart_is_replicated_with_the_prices_of_now() {
    let shop = shop().await;
    let line = json!({"sku": "lamp-1", "quantity": 2, "key": "lamp"});
    let source = cart(
        &shop,
        json!({"key": "source", "country": "FR", "shippingAddress": {"country": "FR"}, "lineItems": [line]}),
    )
    .await;
    let source = changed(&shop, &source, json!([{"action": "freezeCart"}])).await;
    let reference = json!({"typeId": "cart", "id": source["id"]});
    let draft = json!({"reference": reference, "key": "copy"});
    let created = shop.post("/carts/replicate", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let copy = shop.get("/carts/key=copy").await.json();
    assert_eq!(created.json(), copy);
    assert_eq!(
        (&copy["cartState"], &copy["version"]),
        (&json!("Active"), &json!(1))
    );
    assert_ne!(copy["id"], source["id"]);
    assert_ne!(copy["lineItems"][0]["id"], source["lineItems"][0]["id"]);
    assert_eq!(copy.get("freezeStrategy"), None);
    for name in ["country", "shippingAddress", "totalPrice", "taxedPrice"] {
        assert_eq!(copy[name], source[name], "{name}");
    }
    assert_eq!(copy["lineItems"][0]["key"], "lamp");
    let taken = shop
        .post(
            "/carts/replicate",
            json!({"reference": reference, "key": "copy"}),
        )
        .await;
    assert_eq!(code(&taken), (400, "DuplicateField".to_owned()));
    let none = json!({"reference": {"typeId": "cart", "id": "none"}});
    let refused = shop.post("/carts/replicate", none).await;
    assert_eq!(
        code(&refused),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    let guest = Visitor::guest(&shop, "g-4").await;
    let own = guest.cart("chair-1", 1).await;
    let reference = json!({"reference": {"typeId": "cart", "id": own["id"]}});
    let copied = guest.post("/me/carts/replicate", reference).await;
    assert_eq!(copied.status, 201, "{}", copied.text);
    assert_eq!(copied.json()["anonymousId"], "g-4");
}
