//! The smallest bodies that the API could answer, for tests to add to.

use serde_json::{Value, json};

/// A body with members added, or put in place of those of the same name.
pub(crate) fn with(mut body: Value, members: Value) -> Value {
    let Value::Object(members) = members else {
        panic!("members of an object")
    };
    body.as_object_mut().unwrap().extend(members);
    body
}

/// One page with these results.
pub(crate) fn page(results: Value) -> Value {
    let count = results.as_array().unwrap().len();
    json!({"limit": 20, "offset": 0, "count": count, "total": count, "results": results})
}

pub(crate) fn api_client() -> Value {
    json!({
        "id": "client-1",
        "name": "importer",
        "scope": "manage_products:my-shop",
        "accessTokenValiditySeconds": 3600,
        "refreshTokenValiditySeconds": 60,
    })
}

pub(crate) fn cart() -> Value {
    with(
        resource("cart-1"),
        json!({
            "totalPrice": cents(0),
            "lineItems": [],
        }),
    )
}

pub(super) fn line_item() -> Value {
    json!({
        "id": "line-1",
        "productId": "product-1",
        "name": {"en": "Potato"},
        "productType": {"typeId": "product-type", "id": "type-1"},
        "variant": {"id": 1},
        "price": {"id": "price-1", "value": cents(250)},
        "quantity": 2,
        "totalPrice": cents(500),
        "priceMode": "Platform",
    })
}

pub(super) fn category() -> Value {
    with(
        resource("category-1"),
        json!({"name": {"en": "Roots"}, "slug": {"en": "roots"}, "ancestors": [], "orderHint": "0.1"}),
    )
}

pub(super) fn product_projection() -> Value {
    with(
        resource("product-1"),
        json!({
            "productType": {"typeId": "product-type", "id": "type-1"},
            "name": {"en": "Potato", "de": "Kartoffel"},
            "slug": {"en": "potato"},
            "categories": [{"typeId": "category", "id": "category-1"}],
            "masterVariant": {"id": 1, "sku": "potato-1"},
        }),
    )
}

pub(crate) fn customer() -> Value {
    with(
        resource("customer-1"),
        json!({"email": "jane@example.com", "isEmailVerified": false, "addresses": []}),
    )
}

pub(super) fn order() -> Value {
    with(
        resource("order-1"),
        json!({"totalPrice": cents(500), "lineItems": [], "orderState": "Open"}),
    )
}

pub(super) fn payment() -> Value {
    json!({
        "id": "payment-1",
        "version": 1,
        "amountPlanned": cents(500),
        "paymentMethodInfo": {"method": "CREDIT_CARD"},
        "transactions": [],
    })
}

pub(super) fn shopping_list() -> Value {
    with(resource("list-1"), json!({"name": {"en": "Soup"}}))
}

/// An amount in euro.
pub(super) fn cents(amount: i64) -> Value {
    json!({"type": "centPrecision", "currencyCode": "EUR", "centAmount": amount, "fractionDigits": 2})
}

pub(super) fn resource(id: &str) -> Value {
    json!({
        "id": id,
        "version": 1,
        "createdAt": "2024-01-31T12:00:00.100Z",
        "lastModifiedAt": "2024-01-31T12:00:00.100Z",
    })
}
