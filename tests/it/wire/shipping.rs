//! Zones, tax categories and shipping methods.

use ctp_sdk::models::{
    CartValueTier, Location, Money, ShippingMethodAddShippingRateAction, ShippingMethodDraft,
    ShippingMethodSetPredicateAction, ShippingMethodUpdate, ShippingMethodUpdateAction,
    ShippingRateDraft, TaxCategoryAddTaxRateAction, TaxCategoryDraft,
    TaxCategoryRemoveTaxRateAction, TaxCategoryResourceIdentifier, TaxCategoryUpdate,
    TaxCategoryUpdateAction, TaxRateDraft, ZoneAddLocationAction, ZoneChangeNameAction, ZoneDraft,
    ZoneRateDraft, ZoneResourceIdentifier, ZoneUpdate, ZoneUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{cents, page, resource, with};
use super::exchange::{delete, get, head, post};

fn zone() -> Value {
    with(
        resource("zone-1"),
        json!({"key": "eu", "name": "Europe", "locations": [{"country": "DE", "state": "Berlin"}]}),
    )
}

#[tokio::test]
async fn zones() {
    let target = "/my-shop/zones?where=name%20%3D%20%22Europe%22&sort=name%20asc&limit=2";
    let found = get(target, page(json!([zone()])), |api| {
        let zones = api.zones().get().where_("name = \"Europe\"");
        zones.sort("name asc").limit(2).send()
    });
    let found = found.await;
    assert_eq!(
        (found.total, found.results[0].name.as_str()),
        (Some(1), "Europe")
    );

    let zone_1 = get("/my-shop/zones/zone-1", zone(), |api| {
        api.zones().with_id("zone-1").get().send()
    });
    assert_eq!(zone_1.await.locations[0].state.as_deref(), Some("Berlin"));
    let eu = get(
        "/my-shop/zones/key=eu?expand=createdBy.customer",
        zone(),
        |api| {
            let zone = api.zones().with_key("eu").get();
            zone.expand("createdBy.customer").send()
        },
    );
    assert_eq!(eu.await.key.as_deref(), Some("eu"));
    head("/my-shop/zones/key=eu", |api| {
        api.zones().with_key("eu").head().send()
    })
    .await;

    let body =
        json!({"name": "Europe", "key": "eu", "locations": [{"country": "DE"}, {"country": "FR"}]});
    let created = post("/my-shop/zones", body, zone(), |api| {
        let draft = ZoneDraft::new("Europe").key("eu");
        let draft = draft.locations([Location::new("DE"), Location::new("FR")]);
        api.zones().post(draft).send()
    });
    assert_eq!(created.await.id, "zone-1");

    let body = json!({"version": 1, "actions": [
        {"action": "changeName", "name": "EU"},
        {"action": "addLocation", "location": {"country": "US", "state": "Texas"}},
    ]});
    let changed = with(zone(), json!({"version": 3}));
    let changed = post("/my-shop/zones/zone-1", body, changed, |api| {
        let actions = [
            ZoneUpdateAction::from(ZoneChangeNameAction::new("EU")),
            ZoneAddLocationAction::new(Location::new("US").state("Texas")).into(),
        ];
        api.zones()
            .with_id("zone-1")
            .post(ZoneUpdate::new(1, actions))
            .send()
    });
    assert_eq!(changed.await.version, 3);

    let deleted = delete("/my-shop/zones/key=eu?version=3", zone(), |api| {
        api.zones().with_key("eu").delete(3).send()
    });
    assert_eq!(deleted.await.id, "zone-1");
}

fn tax_category() -> Value {
    let rate = json!({"id": "rate-1", "name": "19%", "amount": 0.19, "includedInPrice": true, "country": "DE"});
    with(
        resource("tax-1"),
        json!({"name": "standard", "key": "std", "rates": [rate]}),
    )
}

#[tokio::test]
async fn tax_categories() {
    let target = "/my-shop/tax-categories?where=name%20%3D%20%3An&var.n=standard&limit=1&offset=3";
    let found = get(target, page(json!([tax_category()])), |api| {
        let query = api
            .tax_categories()
            .get()
            .where_("name = :n")
            .var("n", "standard");
        query.limit(1).offset(3).send()
    });
    let rate = &found.await.results[0].rates[0];
    assert_eq!((rate.amount, rate.included_in_price), (0.19, true));

    let read = get("/my-shop/tax-categories/tax-1", tax_category(), |api| {
        api.tax_categories().with_id("tax-1").get().send()
    });
    assert_eq!(read.await.rates[0].id.as_deref(), Some("rate-1"));
    let read = get("/my-shop/tax-categories/key=std", tax_category(), |api| {
        api.tax_categories().with_key("std").get().send()
    });
    assert_eq!(read.await.name, "standard");
    head("/my-shop/tax-categories/tax-1", |api| {
        api.tax_categories().with_id("tax-1").head().send()
    })
    .await;

    let body = json!({
        "name": "standard",
        "rates": [{"name": "19%", "amount": 0.19, "includedInPrice": true, "country": "DE", "key": "de"}],
    });
    let created = post("/my-shop/tax-categories", body, tax_category(), |api| {
        let rate = TaxRateDraft::new("19%", true, "DE").amount(0.19).key("de");
        let draft = TaxCategoryDraft::new("standard").rates([rate]);
        api.tax_categories().post(draft).send()
    });
    assert_eq!(created.await.id, "tax-1");

    let body = json!({"version": 4, "actions": [
        {"action": "removeTaxRate", "taxRateId": "rate-1"},
        {"action": "addTaxRate", "taxRate": {"name": "none", "amount": 0.0, "includedInPrice": false, "country": "US"}},
    ]});
    let changed = post(
        "/my-shop/tax-categories/key=std",
        body,
        tax_category(),
        |api| {
            let none = TaxRateDraft::new("none", false, "US").amount(0.0);
            let actions = [
                TaxCategoryUpdateAction::from(
                    TaxCategoryRemoveTaxRateAction::new().tax_rate_id("rate-1"),
                ),
                TaxCategoryAddTaxRateAction::new(none).into(),
            ];
            let category = api.tax_categories().with_key("std");
            category.post(TaxCategoryUpdate::new(4, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/tax-categories/tax-1?version=1",
        tax_category(),
        |api| api.tax_categories().with_id("tax-1").delete(1).send(),
    )
    .await;
}

fn shipping_method() -> Value {
    let tier = json!({"type": "CartValue", "minimumCentAmount": 5000, "price": cents(0)});
    let rate =
        json!({"price": cents(490), "freeAbove": cents(9000), "tiers": [tier], "isMatching": true});
    with(
        resource("method-1"),
        json!({
            "key": "dhl",
            "name": "DHL",
            "taxCategory": {"typeId": "tax-category", "id": "tax-1"},
            "zoneRates": [{"zone": {"typeId": "zone", "id": "zone-1"}, "shippingRates": [rate]}],
            "active": true,
            "isDefault": false,
        }),
    )
}

#[tokio::test]
async fn shipping_methods() {
    let target =
        "/my-shop/shipping-methods?where=isDefault%3Dtrue&limit=5&expand=zoneRates%5B%2A%5D.zone";
    let found = get(target, page(json!([shipping_method()])), |api| {
        let methods = api
            .shipping_methods()
            .get()
            .where_("isDefault=true")
            .limit(5);
        methods.expand("zoneRates[*].zone").send()
    });
    assert_eq!(found.await.results[0].zone_rates[0].zone.id, "zone-1");

    let read = get(
        "/my-shop/shipping-methods/method-1",
        shipping_method(),
        |api| api.shipping_methods().with_id("method-1").get().send(),
    );
    let rate = &read.await.zone_rates[0].shipping_rates[0];
    assert_eq!(
        (rate.price.cent_amount, rate.is_matching),
        (490, Some(true))
    );
    assert_eq!(rate.free_above.as_ref().unwrap().cent_amount, 9000);
    let read = get(
        "/my-shop/shipping-methods/key=dhl",
        shipping_method(),
        |api| api.shipping_methods().with_key("dhl").get().send(),
    );
    assert_eq!(read.await.tax_category.id, "tax-1");
    head("/my-shop/shipping-methods/key=dhl", |api| {
        api.shipping_methods().with_key("dhl").head().send()
    })
    .await;

    let body = json!({
        "name": "DHL",
        "taxCategory": {"typeId": "tax-category", "key": "std"},
        "zoneRates": [{
            "zone": {"typeId": "zone", "key": "eu"},
            "shippingRates": [{
                "price": {"centAmount": 490, "currencyCode": "EUR"},
                "tiers": [{"type": "CartValue", "minimumCentAmount": 5000, "price": {"centAmount": 0, "currencyCode": "EUR"}}],
            }],
        }],
        "isDefault": false,
        "key": "dhl",
    });
    let created = post(
        "/my-shop/shipping-methods",
        body,
        shipping_method(),
        |api| {
            let tier = CartValueTier::new(5000, Money::new(0, "EUR"));
            let rate = ShippingRateDraft::new(Money::new(490, "EUR")).tiers([tier]);
            let rates = ZoneRateDraft::new(ZoneResourceIdentifier::new().key("eu"), [rate]);
            let tax = TaxCategoryResourceIdentifier::new().key("std");
            let draft = ShippingMethodDraft::new("DHL", tax, [rates], false).key("dhl");
            api.shipping_methods().post(draft).send()
        },
    );
    assert!(created.await.active);

    let body = json!({"version": 1, "actions": [
        {"action": "setPredicate", "predicate": "totalPrice > \"10 EUR\""},
        {
            "action": "addShippingRate",
            "zone": {"typeId": "zone", "id": "zone-1"},
            "shippingRate": {"price": {"centAmount": 590, "currencyCode": "CHF"}},
        },
    ]});
    let changed = post(
        "/my-shop/shipping-methods/method-1",
        body,
        shipping_method(),
        |api| {
            let zone = ZoneResourceIdentifier::new().id("zone-1");
            let rate = ShippingRateDraft::new(Money::new(590, "CHF"));
            let predicate =
                ShippingMethodSetPredicateAction::new().predicate("totalPrice > \"10 EUR\"");
            let actions = [
                ShippingMethodUpdateAction::from(predicate),
                ShippingMethodAddShippingRateAction::new(zone, rate).into(),
            ];
            let method = api.shipping_methods().with_id("method-1");
            method.post(ShippingMethodUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.key.as_deref(), Some("dhl"));

    delete(
        "/my-shop/shipping-methods/key=dhl?version=2",
        shipping_method(),
        |api| api.shipping_methods().with_key("dhl").delete(2).send(),
    )
    .await;
}

#[tokio::test]
async fn the_shipping_methods_that_match_are_found_by_cart_place_and_order_edit() {
    let answer = || json!({"count": 1, "results": [shipping_method()]});

    let target = "/my-shop/shipping-methods/matching-cart?cartId=cart-1&expand=taxCategory";
    let found = get(target, answer(), |api| {
        let matching = api.shipping_methods().matching_cart().get("cart-1");
        matching.expand("taxCategory").send()
    });
    assert_eq!(found.await.results[0].name, "DHL");

    let target = "/my-shop/shipping-methods/matching-location?country=DE&state=Berlin&currency=EUR";
    let found = get(target, answer(), |api| {
        let matching = api.shipping_methods().matching_location().get("DE");
        matching.state("Berlin").currency("EUR").send()
    });
    assert_eq!(found.await.count, 1);

    let target =
        "/my-shop/shipping-methods/matching-cart-location?country=DE&cartId=cart-1&state=Berlin";
    let found = get(target, answer(), |api| {
        let matching = api.shipping_methods().matching_cart_location();
        matching.get("DE", "cart-1").state("Berlin").send()
    });
    assert_eq!(found.await.total, None);

    let target = "/my-shop/shipping-methods/matching-orderedit?orderEditId=edit-1&country=DE";
    let found = get(target, answer(), |api| {
        let matching = api.shipping_methods().matching_orderedit();
        matching.get("edit-1", "DE").send()
    });
    assert!(!found.await.results[0].is_default);
}
