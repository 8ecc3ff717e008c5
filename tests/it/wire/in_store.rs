//! What is reached through a store.

use ctp_sdk::models::{
    CartDraft, CartReference, CartResourceIdentifier, CartSetCountryAction, CartUpdate,
    CustomerChangeEmailAction, CustomerCreatePasswordResetToken, CustomerDraft, CustomerSignin,
    CustomerUpdate, MergeCartDraft, OrderChangeOrderStateAction, OrderFromCartDraft, OrderState,
    OrderUpdate, ProductResourceIdentifier, ProductTailoringInStoreDraft,
    ProductTailoringPublishAction, ProductTailoringUpdate, ReplicaCartDraft, ShoppingListDraft,
};
use ctp_sdk::{ApiRoot, requests};
use serde_json::{Value, json};

use super::bodies::{
    cart, customer, order, page, product_projection, resource, shopping_list, with,
};
use super::exchange::{delete, get, head, post};
use super::shop::Shop;

fn berlin(api: &ApiRoot) -> requests::in_store::InStoreByStoreKeyRequests {
    api.in_store_key("berlin")
}

#[tokio::test]
async fn carts_of_a_store() {
    let in_store = || {
        with(
            cart(),
            json!({"store": {"typeId": "store", "key": "berlin"}}),
        )
    };
    let target =
        "/my-shop/in-store/key=berlin/carts?where=country%3D%22DE%22&limit=5&expand=customerGroup";
    let found = get(target, page(json!([in_store()])), |api| {
        let query = berlin(api).carts().get().where_("country=\"DE\"");
        query.limit(5).expand("customerGroup").send()
    });
    assert_eq!(found.await.results[0].store.as_ref().unwrap().key, "berlin");
    let read = get(
        "/my-shop/in-store/key=berlin/carts/cart-1",
        in_store(),
        |api| berlin(api).carts().with_id("cart-1").get().send(),
    );
    assert_eq!(read.await.id, "cart-1");
    let target = "/my-shop/in-store/key=berlin/carts/customer-id=customer-1";
    let read = get(target, in_store(), |api| {
        berlin(api)
            .carts()
            .with_customer_id("customer-1")
            .get()
            .send()
    });
    assert_eq!(read.await.version, 1);
    head("/my-shop/in-store/key=berlin/carts/key=c", |api| {
        berlin(api).carts().with_key("c").head().send()
    })
    .await;

    let target = "/my-shop/in-store/key=berlin/carts";
    post(target, json!({"currency": "EUR"}), in_store(), |api| {
        berlin(api).carts().post(CartDraft::new("EUR")).send()
    })
    .await;
    let body = json!({"version": 1, "actions": [{"action": "setCountry", "country": "DE"}]});
    post(
        "/my-shop/in-store/key=berlin/carts/key=c",
        body,
        in_store(),
        |api| {
            let actions = [CartSetCountryAction::new().country("DE")];
            berlin(api)
                .carts()
                .with_key("c")
                .post(CartUpdate::new(1, actions))
                .send()
        },
    )
    .await;
    let body = json!({"reference": {"typeId": "cart", "id": "cart-1"}});
    post(
        "/my-shop/in-store/key=berlin/carts/replicate",
        body,
        in_store(),
        |api| {
            let draft = ReplicaCartDraft::new(CartReference::new("cart-1"));
            berlin(api).carts().replicate().post(draft).send()
        },
    )
    .await;
    let target = "/my-shop/in-store/key=berlin/carts/customer-id=customer-1/merge";
    let body = json!({"anonymousCart": {"typeId": "cart", "id": "cart-2"}});
    post(target, body, in_store(), |api| {
        let cart = CartResourceIdentifier::new().id("cart-2");
        let draft = MergeCartDraft::new().anonymous_cart(cart);
        berlin(api)
            .carts()
            .customer_id_merge("customer-1")
            .post(draft)
            .send()
    })
    .await;
    delete(
        "/my-shop/in-store/key=berlin/carts/cart-1?version=3",
        in_store(),
        |api| berlin(api).carts().with_id("cart-1").delete(3).send(),
    )
    .await;
}

#[tokio::test]
async fn orders_of_a_store() {
    let target = "/my-shop/in-store/key=berlin/orders?where=orderState%3D%22Open%22&limit=5";
    let found = get(target, page(json!([order()])), |api| {
        let query = berlin(api).orders().get().where_("orderState=\"Open\"");
        query.limit(5).send()
    });
    assert_eq!(found.await.results[0].total_price.cent_amount, 500);
    let target = "/my-shop/in-store/key=berlin/orders/order-number=17?expand=cart";
    let read = get(target, order(), |api| {
        let order = berlin(api).orders().with_order_number("17").get();
        order.expand("cart").send()
    });
    assert_eq!(read.await.id, "order-1");
    head("/my-shop/in-store/key=berlin/orders/order-1", |api| {
        berlin(api).orders().with_id("order-1").head().send()
    })
    .await;

    let body =
        json!({"version": 5, "cart": {"typeId": "cart", "id": "cart-1"}, "orderNumber": "17"});
    post(
        "/my-shop/in-store/key=berlin/orders",
        body,
        order(),
        |api| {
            let cart = CartResourceIdentifier::new().id("cart-1");
            let draft = OrderFromCartDraft::new(5).cart(cart).order_number("17");
            berlin(api).orders().post(draft).send()
        },
    )
    .await;
    let body = json!({"version": 1, "actions": [{"action": "changeOrderState", "orderState": "Cancelled"}]});
    post(
        "/my-shop/in-store/key=berlin/orders/order-1",
        body,
        order(),
        |api| {
            let actions = [OrderChangeOrderStateAction::new(OrderState::Cancelled)];
            let order = berlin(api).orders().with_id("order-1");
            order.post(OrderUpdate::new(1, actions)).send()
        },
    )
    .await;
    let target = "/my-shop/in-store/key=berlin/orders/order-number=17?version=2";
    delete(target, order(), |api| {
        berlin(api)
            .orders()
            .with_order_number("17")
            .delete(2)
            .send()
    })
    .await;
}

#[tokio::test]
async fn customers_of_a_store() {
    let target = "/my-shop/in-store/key=berlin/customers?where=lastName%3D%22Doe%22&limit=5";
    let found = get(target, page(json!([customer()])), |api| {
        let query = berlin(api).customers().get().where_("lastName=\"Doe\"");
        query.limit(5).send()
    });
    assert_eq!(found.await.results[0].id, "customer-1");
    let read = get(
        "/my-shop/in-store/key=berlin/customers/key=jane",
        customer(),
        |api| berlin(api).customers().with_key("jane").get().send(),
    );
    assert_eq!(read.await.email, "jane@example.com");
    head("/my-shop/in-store/key=berlin/customers/customer-1", |api| {
        berlin(api).customers().with_id("customer-1").head().send()
    })
    .await;

    let target = "/my-shop/in-store/key=berlin/customers";
    let body = json!({"email": "jane@example.com", "password": "s3cret"});
    let created = post(target, body, json!({"customer": customer()}), |api| {
        let draft = CustomerDraft::new("jane@example.com").password("s3cret");
        berlin(api).customers().post(draft).send()
    });
    assert_eq!(created.await.customer.version, 1);
    let body =
        json!({"version": 1, "actions": [{"action": "changeEmail", "email": "ann@example.com"}]});
    post(
        "/my-shop/in-store/key=berlin/customers/customer-1",
        body,
        customer(),
        |api| {
            let actions = [CustomerChangeEmailAction::new("ann@example.com")];
            let customer = berlin(api).customers().with_id("customer-1");
            customer.post(CustomerUpdate::new(1, actions)).send()
        },
    )
    .await;
    let target = "/my-shop/in-store/key=berlin/customers/key=jane?version=2&dataErasure=true";
    delete(target, customer(), |api| {
        let customer = berlin(api).customers().with_key("jane");
        customer.delete(2).data_erasure(true).send()
    })
    .await;

    let token = json!({
        "id": "token-1",
        "customerId": "customer-1",
        "value": "t0ken",
        "expiresAt": "2024-02-01T08:00:00.000Z",
        "invalidateOlderTokens": false,
        "createdAt": "2024-01-31T12:00:00.100Z",
    });
    let target = "/my-shop/in-store/key=berlin/customers/password-token";
    let created = post(target, json!({"email": "jane@example.com"}), token, |api| {
        let draft = CustomerCreatePasswordResetToken::new("jane@example.com");
        berlin(api).customers().password_token().post(draft).send()
    });
    assert_eq!(created.await.value, "t0ken");
    let body = json!({"email": "jane@example.com", "password": "s3cret"});
    let answer = json!({"customer": customer(), "cart": cart()});
    let signed_in = post("/my-shop/in-store/key=berlin/login", body, answer, |api| {
        let signin = CustomerSignin::new("jane@example.com", "s3cret");
        berlin(api).login().post(signin).send()
    });
    assert_eq!(signed_in.await.cart.unwrap().id, "cart-1");
}

#[tokio::test]
async fn the_assortment_of_a_store() {
    let target = "/my-shop/in-store/key=berlin/product-projections/key=potato?priceCurrency=EUR";
    let read = get(target, product_projection(), |api| {
        let projection = berlin(api).product_projections().with_key("potato");
        projection.get().price_currency("EUR").send()
    });
    assert_eq!(read.await.name.get("de").unwrap(), "Kartoffel");

    let assignment = json!({
        "product": {"typeId": "product", "id": "product-1"},
        "productSelection": {"typeId": "product-selection", "id": "selection-1"},
    });
    let target =
        "/my-shop/in-store/key=berlin/product-selection-assignments?limit=5&expand=product";
    let found = get(target, page(json!([assignment])), |api| {
        let assignments = berlin(api).product_selection_assignments().get();
        assignments.limit(5).expand("product").send()
    });
    assert_eq!(found.await.results[0].product_selection.id, "selection-1");

    let target = "/my-shop/in-store/key=berlin/shipping-methods/matching-cart?cartId=cart-1";
    let found = get(target, json!({"count": 0, "results": []}), |api| {
        berlin(api)
            .shipping_methods()
            .matching_cart()
            .get("cart-1")
            .send()
    });
    assert_eq!(found.await.results.len(), 0);

    let target = "/my-shop/in-store/key=berlin/shopping-lists";
    let created = post(
        target,
        json!({"name": {"en": "Soup"}}),
        shopping_list(),
        |api| {
            let draft = ShoppingListDraft::new([("en", "Soup")]);
            berlin(api).shopping_lists().post(draft).send()
        },
    );
    assert_eq!(created.await.id, "list-1");
}

fn tailoring() -> Value {
    with(
        resource("tailoring-1"),
        json!({
            "store": {"typeId": "store", "key": "berlin"},
            "product": {"typeId": "product", "id": "product-1"},
            "published": true,
            "current": {"name": {"de": "Erdapfel"}},
            "staged": {},
            "hasStagedChanges": false,
        }),
    )
}

#[tokio::test]
async fn a_product_is_tailored_for_a_store() {
    let target = "/my-shop/in-store/key=berlin/product-tailoring";
    let body =
        json!({"product": {"typeId": "product", "key": "potato"}, "name": {"de": "Erdapfel"}});
    let created = post(target, body, tailoring(), |api| {
        let product = ProductResourceIdentifier::new().key("potato");
        let draft = ProductTailoringInStoreDraft::new(product).name([("de", "Erdapfel")]);
        berlin(api).product_tailoring().post(draft).send()
    });
    assert_eq!(
        created.await.current.name.unwrap().get("de").unwrap(),
        "Erdapfel"
    );

    let target = "/my-shop/in-store/key=berlin/products/product-1/product-tailoring";
    let read = get(target, tailoring(), |api| {
        let product = berlin(api).products().with_product_id("product-1");
        product.product_tailoring().get().send()
    });
    assert!(read.await.published);
    let target = "/my-shop/in-store/key=berlin/products/key=potato/product-tailoring";
    let body = json!({"version": 1, "actions": [{"action": "publish"}]});
    post(target, body, tailoring(), |api| {
        let product = berlin(api).products().with_product_key("potato");
        let actions = [ProductTailoringPublishAction::new()];
        product
            .product_tailoring()
            .post(ProductTailoringUpdate::new(1, actions))
            .send()
    })
    .await;
    let target = "/my-shop/in-store/key=berlin/products/key=potato/product-tailoring?version=2";
    delete(target, tailoring(), |api| {
        let product = berlin(api).products().with_product_key("potato");
        product.product_tailoring().delete(2).send()
    })
    .await;

    let shop = Shop::answering(200, tailoring());
    let product = berlin(&shop.api).products().with_product_id("product-1");
    let upload = product
        .product_tailoring()
        .images()
        .post("image/gif", b"GIF89a".as_slice());
    upload.filename("a.gif").send().await.unwrap();
    let request = &shop.requests()[0];
    assert_eq!(
        request.target(),
        "/my-shop/in-store/key=berlin/products/product-1/product-tailoring/images?filename=a.gif"
    );
    assert_eq!(request.header("content-type"), Some("image/gif"));
    assert_eq!(request.body(), b"GIF89a");
}
