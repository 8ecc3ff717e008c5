//! Two clients that change the same cart.

use serde_json::json;

use super::shop::{Shop, Stock, changed};
use super::sources::resolve_conflict::run;

/// The updates in the order in which they were sent: version and action.
fn updates(shop: &Shop) -> Vec<(i64, String)> {
    let sent = shop.sent();
    let updates = sent.iter().filter(|body| body.get("actions").is_some());
    updates
        .map(|update| {
            let action = update["actions"][0]["action"].as_str().unwrap();
            (update["version"].as_i64().unwrap(), action.to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_conflict_is_met_by_a_look_at_the_current_state() {
    let shop = Shop::open();
    let cart = run(&shop.client()).await.unwrap();

    assert_eq!(
        shop.told()[1..],
        [
            "POST /carts as project-token-1",
            // Somebody else.
            "GET /carts/carts-1 as project-token-1",
            "POST /carts/carts-1 as project-token-1",
            // By hand: the conflict, the look, the second try.
            "POST /carts/carts-1 as project-token-1",
            "GET /carts/carts-1 as project-token-1",
            "POST /carts/carts-1 as project-token-1",
            // In one.
            "GET /carts/carts-1 as project-token-1",
            "POST /carts/carts-1 as project-token-1",
            "DELETE /carts/carts-1 as project-token-1",
        ]
    );
    let expected = [
        (1, "setCountry"),
        (1, "setLocale"),
        (2, "setLocale"),
        (3, "setCustomerEmail"),
    ];
    assert_eq!(
        updates(&shop),
        expected.map(|(version, action)| (version, action.to_owned()))
    );
    assert_eq!(shop.requests().last().unwrap().query(), Some("version=4"));

    assert_eq!(cart.version, 4);
    assert_eq!(cart.country.as_deref(), Some("DE"));
    assert_eq!(cart.locale.as_deref(), Some("de"));
    assert_eq!(cart.customer_email.as_deref(), Some("anna@example.com"));
}

#[tokio::test]
async fn what_somebody_else_has_decided_meanwhile_stays() {
    let mut updates_so_far = 0;
    let shop = Shop::with(Stock::default(), move |request, stock| {
        let is_update = request.method() == "POST" && request.path() == "/my-shop/carts/carts-1";
        updates_so_far += usize::from(is_update);
        // Just in front of the one that sets the address.
        if is_update && updates_so_far == 4 {
            let cart = &mut stock.all("carts")[0];
            cart["customerEmail"] = json!("boris@example.com");
            changed(cart);
        }
        None
    });
    let cart = run(&shop.client()).await.unwrap();

    assert_eq!(updates(&shop).len(), 4);
    assert_eq!(cart.customer_email.as_deref(), Some("boris@example.com"));
    assert_eq!(shop.requests().last().unwrap().query(), Some("version=4"));
}
