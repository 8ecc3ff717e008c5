//! Carts: creating and finding them.

use ctp_sdk::models::{
    AddressDraft, CartDraft, CartMergeMode, CartReference, CartResourceIdentifier,
    ChannelResourceIdentifier, CustomFieldsDraft, FieldContainer, InventoryMode, LineItemDraft,
    MergeCartDraft, Money, OrderReference, ReplicaCartDraft, TaxMode, TypeResourceIdentifier,
    TypedMoney,
};
use serde_json::json;

use super::bodies::{cart, cents, line_item, page, with};
use super::shop::Shop;

#[tokio::test]
async fn a_cart_is_created_from_its_draft() {
    let fields = FieldContainer::from([
        ("floor".to_owned(), json!(3)),
        ("lift".to_owned(), json!({"works": null})),
    ]);
    let address = AddressDraft::new("DE")
        .key("home")
        .first_name("Jané")
        .p_o_box("17")
        .custom(
            CustomFieldsDraft::new(TypeResourceIdentifier::new().key("address-type"))
                .fields(fields),
        );
    let item = LineItemDraft::new()
        .sku("potato-1")
        .quantity(2)
        .supply_channel(ChannelResourceIdentifier::new().id("channel-1"))
        .external_price(Money::new(250, "EUR"));
    let draft = CartDraft::new("EUR")
        .key("weekly")
        .country("DE")
        .tax_mode(TaxMode::External)
        .inventory_mode("ReserveOnOrder")
        .line_items([
            item,
            LineItemDraft::new().product_id("product-2").variant_id(1),
        ])
        .shipping_address(address)
        .discount_codes(["SPRING"]);

    let shop = Shop::answering(
        201,
        with(cart(), json!({"key": "weekly", "lineItems": [line_item()]})),
    );
    let created = shop
        .api
        .carts()
        .post(draft)
        .expand("paymentInfo.payments[*]")
        .send()
        .await
        .unwrap();

    assert_eq!(
        (created.id.as_str(), created.key.as_deref()),
        ("cart-1", Some("weekly"))
    );
    assert_eq!(created.line_items[0].name.get("en").unwrap(), "Potato");
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts?expand=paymentInfo.payments%5B%2A%5D",
        json!({
            "currency": "EUR",
            "key": "weekly",
            "country": "DE",
            "taxMode": "External",
            "inventoryMode": "ReserveOnOrder",
            "lineItems": [
                {
                    "sku": "potato-1",
                    "quantity": 2,
                    "supplyChannel": {"typeId": "channel", "id": "channel-1"},
                    "externalPrice": {"centAmount": 250, "currencyCode": "EUR"},
                },
                {"productId": "product-2", "variantId": 1},
            ],
            "shippingAddress": {
                "country": "DE",
                "key": "home",
                "firstName": "Jané",
                "pOBox": "17",
                "custom": {
                    "type": {"typeId": "type", "key": "address-type"},
                    "fields": {"floor": 3, "lift": {"works": null}},
                },
            },
            "discountCodes": ["SPRING"],
        }),
    );
}

#[tokio::test]
async fn an_empty_list_of_a_draft_is_sent_and_an_absent_one_is_not() {
    let shop = Shop::answering(201, cart());
    let draft = CartDraft::new("EUR").line_items([]);
    shop.api.carts().post(draft).send().await.unwrap();
    assert_eq!(
        shop.requests()[0].body(),
        br#"{"currency":"EUR","lineItems":[]}"#
    );
}

#[tokio::test]
async fn what_the_api_answers_is_read_into_the_cart() {
    let body = with(
        cart(),
        json!({
            "version": 7,
            "customerGroup": {"typeId": "customer-group", "id": "group-1"},
            "store": {"typeId": "store", "key": "berlin"},
            "lineItems": [line_item()],
            "totalPrice": cents(500),
            "shippingAddress": {"country": "DE", "pOBox": "17"},
            "inventoryMode": "TrackOnly",
            "custom": {"type": {"typeId": "type", "id": "type-1"}, "fields": {"gift": true}},
        }),
    );
    let shop = Shop::answering(200, body);
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();

    assert_eq!(cart.version, 7);
    assert_eq!(cart.customer_group.unwrap().id, "group-1");
    assert_eq!(cart.store.unwrap().key, "berlin");
    assert_eq!(
        (
            cart.total_price.cent_amount,
            cart.total_price.currency_code.as_str()
        ),
        (500, "EUR")
    );
    assert_eq!(
        cart.shipping_address.unwrap().p_o_box.as_deref(),
        Some("17")
    );
    assert_eq!(cart.inventory_mode, InventoryMode::TrackOnly);
    assert_eq!(cart.custom.unwrap().fields["gift"], json!(true));
    let price = &cart.line_items[0].price.value;
    assert!(matches!(price, TypedMoney::CentPrecision(_)), "{price:?}");
    assert_eq!(price.cent_amount(), 250);
}

#[tokio::test]
async fn each_expansion_is_a_parameter_of_its_own() {
    let shop = Shop::answering(200, cart());
    shop.api
        .carts()
        .with_id("cart-1")
        .get()
        .expand("customerGroup")
        .expand("lineItems[*].state[*]")
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "GET",
        "/my-shop/carts/cart-1?expand=customerGroup&expand=lineItems%5B%2A%5D.state%5B%2A%5D",
    );
}

#[tokio::test]
async fn a_key_stays_one_segment_of_the_path_whatever_it_holds() {
    let shop = Shop::answering(200, cart());
    shop.api
        .carts()
        .with_key("a/b?c#d é")
        .get()
        .send()
        .await
        .unwrap();
    shop.assert_sent("GET", "/my-shop/carts/key=a%2Fb%3Fc%23d%20%C3%A9");
}

#[tokio::test]
async fn a_key_that_looks_encoded_is_sent_as_it_is() {
    let shop = Shop::answering(200, cart());
    shop.api
        .carts()
        .with_key("%2e%2e")
        .get()
        .send()
        .await
        .unwrap();
    shop.assert_sent("GET", "/my-shop/carts/key=%252e%252e");
}

#[tokio::test]
async fn a_cart_is_found_by_its_customer() {
    let shop = Shop::answering(200, with(cart(), json!({"customerId": "customer-1"})));
    let cart = shop
        .api
        .carts()
        .with_customer_id("customer-1")
        .get()
        .expand("customerGroup")
        .send()
        .await
        .unwrap();
    assert_eq!(cart.customer_id.as_deref(), Some("customer-1"));
    shop.assert_sent(
        "GET",
        "/my-shop/carts/customer-id=customer-1?expand=customerGroup",
    );
}

#[tokio::test]
async fn a_predicate_and_its_variables_are_parameters_in_the_order_given() {
    let shop = Shop::answering(200, page(json!([cart()])));
    let query = shop.api.carts().get();
    let query = query
        .where_("customerEmail = :mail")
        .where_("version > 1")
        .var("mail", "jane+1@example.com");
    let page = query.send().await.unwrap();

    assert_eq!(page.total, Some(1));
    assert_eq!(page.results[0].id, "cart-1");
    shop.assert_sent(
        "GET",
        "/my-shop/carts?where=customerEmail%20%3D%20%3Amail&where=version%20%3E%201&var.mail=jane%2B1%40example.com",
    );
}

#[tokio::test]
async fn each_sort_counts_and_the_last_of_each_single_parameter() {
    let shop = Shop::answering(200, page(json!([])));
    let query = shop
        .api
        .carts()
        .get()
        .sort("createdAt desc")
        .limit(1)
        .sort("id asc")
        .limit(500);
    query
        .offset(10_000)
        .with_total(true)
        .with_total(false)
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "GET",
        "/my-shop/carts?sort=createdAt%20desc&sort=id%20asc&limit=500&offset=10000&withTotal=false",
    );
}

#[tokio::test]
async fn a_cart_is_replicated_from_a_cart_or_from_an_order() {
    let shop = Shop::answering(201, cart());
    let draft = ReplicaCartDraft::new(CartReference::new("cart-1")).key("copy");
    shop.api
        .carts()
        .replicate()
        .post(draft)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/replicate",
        json!({"reference": {"typeId": "cart", "id": "cart-1"}, "key": "copy"}),
    );

    let shop = Shop::answering(201, cart());
    let draft = ReplicaCartDraft::new(OrderReference::new("order-1"));
    shop.api
        .carts()
        .replicate()
        .post(draft)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/replicate",
        json!({"reference": {"typeId": "order", "id": "order-1"}}),
    );
}

#[tokio::test]
async fn an_anonymous_cart_is_merged_into_that_of_a_customer() {
    let shop = Shop::answering(200, cart());
    let draft = MergeCartDraft::new()
        .anonymous_cart(CartResourceIdentifier::new().id("cart-1"))
        .merge_mode(CartMergeMode::UseAsNewActiveCustomerCart)
        .update_product_data(false);
    shop.api
        .carts()
        .customer_id_merge("customer/1")
        .post(draft)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/customer-id=customer%2F1/merge",
        json!({
            "anonymousCart": {"typeId": "cart", "id": "cart-1"},
            "mergeMode": "UseAsNewActiveCustomerCart",
            "updateProductData": false,
        }),
    );
}

#[tokio::test]
async fn a_head_tells_whether_a_cart_is_there() {
    let shop = Shop::answering(200, cart());
    assert!(
        shop.api
            .carts()
            .with_key("weekly")
            .head()
            .send()
            .await
            .unwrap()
    );
    shop.assert_sent("HEAD", "/my-shop/carts/key=weekly");

    let shop = Shop::answering(404, json!({"statusCode": 404}));
    assert!(
        !shop
            .api
            .carts()
            .with_id("cart-2")
            .head()
            .send()
            .await
            .unwrap()
    );
    shop.assert_sent("HEAD", "/my-shop/carts/cart-2");
}
