//! What becomes of a guest's cart at sign-up and sign-in.

use ctp_emulator::ApiClient;
use serde_json::{Value, json};

use crate::carts::{self, lines};
use crate::shop::{Answer, Shop};

const SCOPES: &str =
    "create_anonymous_token:emulator manage_my_orders:emulator manage_my_profile:emulator";

fn credentials() -> Value {
    json!({"email": "jane@example.com", "password": "secret"})
}

fn draft(lines: Value) -> Value {
    json!({"currency": "EUR", "country": "DE", "lineItems": lines})
}

fn line(sku: &str, quantity: u64) -> Value {
    json!({"sku": sku, "quantity": quantity})
}

fn created(answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

/// A shop for which somebody has a token of an app that only guests and customers use.
struct Visit {
    shop: Shop,
    app: ApiClient,
    /// The token of the shop.
    all: Value,
}

impl Visit {
    async fn begin() -> Self {
        let shop = carts::shop().await;
        let app = shop.emulator.api_client(SCOPES.parse().unwrap());
        let all = json!(shop.bearer());
        Self { shop, app, all }
    }

    async fn token(&self, path: &str, form: &str) -> Value {
        let path = format!("/oauth/emulator{path}/token");
        let answer = self.shop.auth(&self.app, &path, form).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].clone()
    }

    async fn guest(&self) -> Value {
        let form = "grant_type=client_credentials";
        self.token("/anonymous", form).await
    }

    async fn jane(&self) -> Value {
        let form = "grant_type=password&username=jane%40example.com&password=secret";
        self.token("/customers", form).await
    }

    fn with(self, token: &Value) -> Self {
        let shop = self.shop.with_token(token);
        Self { shop, ..self }
    }

    fn with_all(self) -> Self {
        let all = self.all.clone();
        self.with(&all)
    }
}

#[tokio::test]
async fn a_guest_who_signs_up_keeps_the_cart() {
    let visit = Visit::begin().await;
    let guest = visit.guest().await;
    let visit = visit.with(&guest);
    let cart = draft(json!([line("lamp-1", 2)]));
    let cart = created(&visit.shop.post("/me/carts", cart).await);
    let signed_up = created(&visit.shop.post("/me/signup", credentials()).await);
    let kept = &signed_up["cart"];
    assert_eq!(
        (&kept["id"], &kept["customerId"], kept.get("anonymousId")),
        (&cart["id"], &signed_up["customer"]["id"], None)
    );
    assert_eq!(lines(kept), lines(&cart));
    assert_eq!(visit.shop.get("/me/active-cart").await.status, 404);
    let jane = visit.jane().await;
    let visit = visit.with(&jane);
    let active = visit.shop.get("/me/active-cart").await.json();
    assert_eq!(&active, kept);
    let signed_in = visit
        .with(&guest)
        .shop
        .post("/me/login", credentials())
        .await;
    assert_eq!(signed_in.json()["cart"], active);
}

#[tokio::test]
async fn a_guest_who_signs_in_brings_the_items_along() {
    for (mode, expected) in [
        (None, vec![("chair-1", 1), ("lamp-1", 3)]),
        (
            Some("MergeWithExistingCustomerCart"),
            vec![("chair-1", 1), ("lamp-1", 3)],
        ),
        (Some("UseAsNewActiveCustomerCart"), vec![("lamp-1", 3)]),
    ] {
        let visit = Visit::begin().await;
        created(&visit.shop.post("/customers", credentials()).await);
        let jane = visit.jane().await;
        let guest = visit.guest().await;
        let visit = visit.with(&jane);
        let own = draft(json!([line("chair-1", 1), line("lamp-1", 2)]));
        let own = created(&visit.shop.post("/me/carts", own).await);
        let visit = visit.with(&guest);
        let brought = draft(json!([line("lamp-1", 3)]));
        let brought = created(&visit.shop.post("/me/carts", brought).await);
        let mut body = credentials();
        body["activeCartSignInMode"] = json!(mode);
        let signed_in = visit.shop.post("/me/login", body).await;
        assert_eq!(signed_in.status, 200, "{}", signed_in.text);
        let cart = signed_in.json()["cart"].clone();
        let expected = expected.into_iter();
        let expected: Vec<(String, u64)> = expected.map(|(sku, of)| (sku.to_owned(), of)).collect();
        assert_eq!(lines(&cart), expected, "{mode:?}");
        let is_new = mode == Some("UseAsNewActiveCustomerCart");
        let id = if is_new { &brought["id"] } else { &own["id"] };
        assert_eq!(&cart["id"], id, "{mode:?}");
        let visit = visit.with(&jane);
        assert_eq!(visit.shop.get("/me/active-cart").await.json(), cart);
        let visit = visit.with_all();
        let path = format!("/carts/{}", brought["id"].as_str().unwrap());
        let left = visit.shop.get(&path).await.json();
        let state = if is_new { "Active" } else { "Merged" };
        assert_eq!(left["cartState"], state, "{mode:?}");
    }
}

#[tokio::test]
async fn the_shop_names_the_cart_of_the_guest() {
    let visit = Visit::begin().await;
    let mut cart = draft(json!([line("lamp-1", 2)]));
    cart["anonymousId"] = json!("guest-1");
    cart["key"] = json!("of-guest");
    let cart = created(&visit.shop.post("/carts", cart).await);
    let mut body = credentials();
    body["anonymousCart"] = json!({"typeId": "cart", "key": "of-guest"});
    body["anonymousId"] = json!("guest-2");
    // A refused sign-up has made no customer.
    let refused = visit.shop.post("/customers", body.clone()).await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let missed = visit.shop.post("/login", credentials()).await;
    assert_eq!(missed.refusal().1, "InvalidCredentials");
    body["anonymousId"] = json!("guest-1");
    let signed_up = created(&visit.shop.post("/customers", body.clone()).await);
    assert_eq!(signed_up["cart"]["id"], cart["id"]);
    let customer = &signed_up["customer"]["id"];
    assert_eq!(&signed_up["cart"]["customerId"], customer);

    // It is a customer's now.
    let refused = visit.shop.post("/login", body).await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let another = draft(json!([line("lamp-2", 1)]));
    let another = created(&visit.shop.post("/carts", another).await);
    let mut body = credentials();
    body["anonymousCartId"] = another["id"].clone();
    let signed_in = visit.shop.post("/login", body.clone()).await.json();
    assert_eq!(signed_in["cart"]["id"], cart["id"]);
    let expected = [("lamp-1".to_owned(), 2), ("lamp-2".to_owned(), 1)];
    assert_eq!(lines(&signed_in["cart"]), expected);
    body["anonymousCartId"] = json!("none");
    assert_eq!(visit.shop.post("/login", body).await.refusal().0, 400);
    let signed_in = visit.shop.post("/login", credentials()).await.json();
    assert_eq!(lines(&signed_in["cart"]), expected);
}

#[tokio::test]
async fn a_customer_of_a_store_goes_on_with_a_cart_of_the_store() {
    let visit = Visit::begin().await;
    for key in ["north", "south"] {
        created(&visit.shop.post("/stores", json!({"key": key})).await);
    }
    let mut customer = credentials();
    let store = |key: &str| json!({"typeId": "store", "key": key});
    customer["stores"] = json!([store("north"), store("south")]);
    let customer = created(&visit.shop.post("/customers", customer).await);
    let mut carts = Vec::new();
    for key in ["north", "south"] {
        let mut cart = draft(json!([line("lamp-1", 1)]));
        cart["customerId"] = customer["customer"]["id"].clone();
        let path = format!("/in-store/key={key}/carts");
        carts.push(created(&visit.shop.post(&path, cart).await));
    }
    for (key, cart) in ["north", "south"].iter().zip(&carts) {
        let path = format!("/in-store/key={key}/login");
        let signed_in = visit.shop.post(&path, credentials()).await.json();
        assert_eq!(signed_in["cart"]["id"], cart["id"], "{key}");
    }
}

#[tokio::test]
async fn all_carts_of_a_session_become_the_customers() {
    let visit = Visit::begin().await;
    created(&visit.shop.post("/customers", credentials()).await);
    let guest = visit.guest().await;
    let visit = visit.with(&guest);
    for sku in ["lamp-1", "lamp-2", "chair-1"] {
        let cart = draft(json!([line(sku, 1)]));
        created(&visit.shop.post("/me/carts", cart).await);
    }
    let signed_in = visit.shop.post("/me/login", credentials()).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    assert_eq!(visit.shop.get("/me/carts").await.json()["total"], 0);
    let jane = visit.jane().await;
    let visit = visit.with(&jane);
    assert_eq!(visit.shop.get("/me/carts").await.json()["total"], 3);
    let active = visit.shop.get("/me/active-cart").await.json();
    assert_eq!(active, signed_in.json()["cart"]);
}

#[tokio::test]
async fn orders_of_a_session_become_the_customers() {
    let visit = Visit::begin().await;
    let guest = visit.guest().await;
    let visit = visit.with(&guest);
    let mut cart = draft(json!([line("lamp-1", 1)]));
    cart["shippingAddress"] = json!({"country": "DE"});
    let cart = created(&visit.shop.post("/me/carts", cart).await);
    let order = json!({"id": cart["id"], "version": cart["version"]});
    let order = created(&visit.shop.post("/me/orders", order).await);
    let signed_up = created(&visit.shop.post("/me/signup", credentials()).await);
    // What was ordered is no cart to go on with.
    assert_eq!(signed_up.get("cart"), None);
    let path = format!("/me/orders/{}", order["id"].as_str().unwrap());
    assert_eq!(visit.shop.get(&path).await.status, 404);
    let jane = visit.jane().await;
    let visit = visit.with(&jane);
    let taken = visit.shop.get(&path).await.json();
    assert_eq!(taken["customerId"], signed_up["customer"]["id"]);
    assert_eq!(visit.shop.get("/me/orders").await.json()["total"], 1);
    assert_eq!(visit.shop.get("/me/carts").await.json()["total"], 1);
}

#[tokio::test]
async fn who_signs_in_in_a_store_goes_on_there_and_has_the_carts_of_other_stores_as_well() {
    let visit = Visit::begin().await;
    let shop = &visit.shop;
    for key in ["north", "south"] {
        created(&shop.post("/stores", json!({"key": key})).await);
    }
    let mut customer = credentials();
    customer["stores"] = json!([{"typeId": "store", "key": "north"}]);
    let customer = created(&shop.post("/customers", customer).await);
    let mut carts = Vec::new();
    for key in ["north", "south"] {
        let mut cart = draft(json!([line("lamp-1", 1)]));
        cart["anonymousId"] = "guest".into();
        let path = format!("/in-store/key={key}/carts");
        carts.push(created(&shop.post(&path, cart).await));
    }
    let mut sign_in = credentials();
    sign_in["anonymousId"] = "guest".into();
    // The cart of the other store was modified later.
    let signed_in = shop.post("/in-store/key=north/login", sign_in).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    assert_eq!(signed_in.json()["cart"]["id"], carts[0]["id"]);
    for cart in &carts {
        let cart = shop
            .get(&format!("/carts/{}", cart["id"].as_str().unwrap()))
            .await
            .json();
        assert_eq!(cart["customerId"], customer["customer"]["id"], "{cart}");
        assert_eq!(cart["cartState"], "Active");
        assert!(cart.get("anonymousId").is_none());
    }
}
