//! The payments of orders.

use serde_json::{Value, json};

use super::{acted, draft, full_cart, ordered, refused, shop_with_order, told};
use crate::carts::{changed, invalid, shop};
use crate::shop::Shop;

async fn payment(shop: &Shop) -> Value {
    let draft = json!({"amountPlanned": {"centAmount": 3490, "currencyCode": "EUR"}});
    let created = shop.post("/payments", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    json!({"typeId": "payment", "id": created.json()["id"]})
}

#[tokio::test]
async fn the_payments_of_the_cart_are_those_of_the_order() {
    let shop = shop().await;
    let payment = payment(&shop).await;
    let add = json!({"action": "addPayment", "payment": payment});
    let cart = full_cart(&shop, json!({})).await;
    let cart = changed(&shop, &cart, json!([add])).await;
    let order = ordered(&shop, draft(&cart)).await;
    assert_eq!(order["paymentInfo"], json!({"payments": [payment]}));
    let second = full_cart(&shop, json!({})).await;
    let second = ordered(&shop, draft(&second)).await;
    assert_eq!(refused(&shop, &second, add).await, invalid());
}

#[tokio::test]
async fn payments_come_and_go() {
    let (shop, order) = shop_with_order().await;
    let (first, second) = (payment(&shop).await, payment(&shop).await);
    let add = |payment: &Value| json!({"action": "addPayment", "payment": payment});
    let remove = |payment: &Value| json!({"action": "removePayment", "payment": payment});
    acted(&shop, &order, add(&first)).await;
    assert_eq!(refused(&shop, &order, add(&first)).await, invalid());
    assert_eq!(refused(&shop, &order, remove(&second)).await, invalid());
    let both = acted(&shop, &order, add(&second)).await;
    assert_eq!(both["paymentInfo"]["payments"], json!([first, second]));
    let one = acted(&shop, &order, remove(&first)).await;
    assert_eq!(one["paymentInfo"]["payments"], json!([second]));
    let none = acted(&shop, &order, remove(&second)).await;
    assert_eq!(none.get("paymentInfo"), None);
    let added = told(&shop, "OrderPaymentAdded").await;
    assert_eq!((added.len(), &added[1]["paymentRef"]), (2, &second));
    let removed = told(&shop, "OrderPaymentRemoved").await;
    let last: Vec<&Value> = removed.iter().map(|of| &of["removedPaymentInfo"]).collect();
    assert_eq!(last, [false, true]);
    let unknown = json!({"typeId": "payment", "id": "none"});
    assert_eq!(
        refused(&shop, &order, add(&unknown)).await,
        (400, "ReferencedResourceNotFound".to_owned())
    );
}
