//! Whether something is there: the `HEAD` requests that the files of the domains do not send.

mod nested;

use ctp_sdk::Call;
use serde_json::Value;

use super::exchange::head;
use super::shop::Shop;

/// Sends each request and compares its target.
async fn assert_heads(shop: Shop, rows: impl IntoIterator<Item = (&'static str, Call<bool>)>) {
    for (index, (target, call)) in rows.into_iter().enumerate() {
        shop.answer(200, Value::Null);
        assert!(call.await.unwrap(), "{target}");
        let request = &shop.requests()[index];
        assert_eq!((request.method(), request.target()), ("HEAD", target));
        assert_eq!(request.body(), b"");
    }
}

#[tokio::test]
async fn whether_something_is_in_the_project() {
    let shop = Shop::new();
    let api = &shop.api;
    let rows = [
        (
            "/my-shop/associate-roles",
            api.associate_roles().head().send(),
        ),
        (
            "/my-shop/associate-roles/i-1",
            api.associate_roles().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/attribute-groups",
            api.attribute_groups().head().send(),
        ),
        (
            "/my-shop/attribute-groups/key=k",
            api.attribute_groups().with_key("k").head().send(),
        ),
        (
            "/my-shop/business-units",
            api.business_units().head().send(),
        ),
        (
            "/my-shop/business-units/search",
            api.business_units().search().head().send(),
        ),
        (
            "/my-shop/business-units/i-1",
            api.business_units().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/cart-discounts",
            api.cart_discounts().head().send(),
        ),
        (
            "/my-shop/cart-discounts/i-1",
            api.cart_discounts().with_id("i-1").head().send(),
        ),
        ("/my-shop/carts", api.carts().head().send()),
        (
            "/my-shop/carts/customer-id=c-1",
            api.carts().with_customer_id("c-1").head().send(),
        ),
        (
            "/my-shop/categories/key=k",
            api.categories().with_key("k").head().send(),
        ),
        (
            "/my-shop/categories/i-1",
            api.categories().with_id("i-1").head().send(),
        ),
        ("/my-shop/channels", api.channels().head().send()),
        (
            "/my-shop/channels/key=k",
            api.channels().with_key("k").head().send(),
        ),
        (
            "/my-shop/customer-groups",
            api.customer_groups().head().send(),
        ),
        (
            "/my-shop/customer-groups/i-1",
            api.customer_groups().with_id("i-1").head().send(),
        ),
        ("/my-shop/customers", api.customers().head().send()),
        (
            "/my-shop/customers/search",
            api.customers().search().head().send(),
        ),
        (
            "/my-shop/customers/i-1",
            api.customers().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/discount-codes",
            api.discount_codes().head().send(),
        ),
        (
            "/my-shop/discount-codes/key=k",
            api.discount_codes().with_key("k").head().send(),
        ),
        (
            "/my-shop/discount-groups",
            api.discount_groups().head().send(),
        ),
        (
            "/my-shop/discount-groups/i-1",
            api.discount_groups().with_id("i-1").head().send(),
        ),
        ("/my-shop/extensions", api.extensions().head().send()),
        (
            "/my-shop/extensions/i-1",
            api.extensions().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/inventory/key=k",
            api.inventory().with_key("k").head().send(),
        ),
        (
            "/my-shop/inventory/i-1",
            api.inventory().with_id("i-1").head().send(),
        ),
        ("/my-shop/messages", api.messages().head().send()),
        ("/my-shop/orders", api.orders().head().send()),
        ("/my-shop/orders/edits", api.orders().edits().head().send()),
        (
            "/my-shop/orders/edits/i-1",
            api.orders().edits().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/orders/i-1",
            api.orders().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/payment-methods",
            api.payment_methods().head().send(),
        ),
        (
            "/my-shop/payment-methods/key=k",
            api.payment_methods().with_key("k").head().send(),
        ),
        ("/my-shop/payments", api.payments().head().send()),
        (
            "/my-shop/payments/i-1",
            api.payments().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/product-discounts",
            api.product_discounts().head().send(),
        ),
        (
            "/my-shop/product-discounts/i-1",
            api.product_discounts().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/product-projections",
            api.product_projections().head().send(),
        ),
        (
            "/my-shop/product-projections/i-1",
            api.product_projections().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/product-selections",
            api.product_selections().head().send(),
        ),
        (
            "/my-shop/product-selections/i-1",
            api.product_selections().with_id("i-1").head().send(),
        ),
        ("/my-shop/product-types", api.product_types().head().send()),
        (
            "/my-shop/product-types/i-1",
            api.product_types().with_id("i-1").head().send(),
        ),
        ("/my-shop/products", api.products().head().send()),
        (
            "/my-shop/products/i-1",
            api.products().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/quote-requests",
            api.quote_requests().head().send(),
        ),
        (
            "/my-shop/quote-requests/i-1",
            api.quote_requests().with_id("i-1").head().send(),
        ),
        ("/my-shop/quotes", api.quotes().head().send()),
        (
            "/my-shop/quotes/i-1",
            api.quotes().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/recurrence-policies",
            api.recurrence_policies().head().send(),
        ),
        (
            "/my-shop/recurrence-policies/key=k",
            api.recurrence_policies().with_key("k").head().send(),
        ),
        (
            "/my-shop/recurring-orders",
            api.recurring_orders().head().send(),
        ),
        (
            "/my-shop/recurring-orders/i-1",
            api.recurring_orders().with_id("i-1").head().send(),
        ),
        ("/my-shop/reviews", api.reviews().head().send()),
        (
            "/my-shop/reviews/key=k",
            api.reviews().with_key("k").head().send(),
        ),
        (
            "/my-shop/shipping-methods",
            api.shipping_methods().head().send(),
        ),
        (
            "/my-shop/shipping-methods/i-1",
            api.shipping_methods().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/shopping-lists",
            api.shopping_lists().head().send(),
        ),
        (
            "/my-shop/shopping-lists/i-1",
            api.shopping_lists().with_id("i-1").head().send(),
        ),
        ("/my-shop/staged-quotes", api.staged_quotes().head().send()),
        (
            "/my-shop/staged-quotes/key=k",
            api.staged_quotes().with_key("k").head().send(),
        ),
        (
            "/my-shop/standalone-prices",
            api.standalone_prices().head().send(),
        ),
        (
            "/my-shop/standalone-prices/i-1",
            api.standalone_prices().with_id("i-1").head().send(),
        ),
        ("/my-shop/states", api.states().head().send()),
        (
            "/my-shop/states/i-1",
            api.states().with_id("i-1").head().send(),
        ),
        ("/my-shop/stores", api.stores().head().send()),
        (
            "/my-shop/stores/i-1",
            api.stores().with_id("i-1").head().send(),
        ),
        ("/my-shop/subscriptions", api.subscriptions().head().send()),
        (
            "/my-shop/subscriptions/i-1",
            api.subscriptions().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/tax-categories",
            api.tax_categories().head().send(),
        ),
        (
            "/my-shop/tax-categories/key=k",
            api.tax_categories().with_key("k").head().send(),
        ),
        ("/my-shop/types", api.types().head().send()),
        (
            "/my-shop/types/i-1",
            api.types().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/variant-projections",
            api.variant_projections().head().send(),
        ),
        (
            "/my-shop/variant-projections/i-1",
            api.variant_projections().with_id("i-1").head().send(),
        ),
        (
            "/my-shop/variants/i-1",
            api.variants().with_id("i-1").head().send(),
        ),
        ("/my-shop/zones", api.zones().head().send()),
        (
            "/my-shop/zones/i-1",
            api.zones().with_id("i-1").head().send(),
        ),
    ];
    assert_heads(shop, rows).await;
}

#[tokio::test]
async fn whether_a_shipping_method_matches() {
    head(
        "/my-shop/shipping-methods/matching-cart?cartId=c-1",
        |api| api.shipping_methods().matching_cart().head("c-1").send(),
    )
    .await;
    head(
        "/my-shop/shipping-methods/matching-location?country=DE&state=Berlin",
        |api| {
            let matching = api.shipping_methods().matching_location();
            matching.head("DE").state("Berlin").send()
        },
    )
    .await;
    head(
        "/my-shop/shipping-methods/matching-cart-location?country=DE&cartId=c-1",
        |api| {
            let matching = api.shipping_methods().matching_cart_location();
            matching.head("DE", "c-1").send()
        },
    )
    .await;
    head(
        "/my-shop/shipping-methods/matching-orderedit?orderEditId=e-1&country=DE",
        |api| {
            let matching = api.shipping_methods().matching_orderedit();
            matching.head("e-1", "DE").send()
        },
    )
    .await;
    head(
        "/my-shop/in-store/key=berlin/shipping-methods/matching-cart?cartId=c-1",
        |api| {
            let methods = api.in_store_key("berlin").shipping_methods();
            methods.matching_cart().head("c-1").send()
        },
    )
    .await;
}
