//! Predicates, expansion paths and sort expressions that are put together: what goes over the wire.

use ctp_sdk::models::CartState;
use ctp_sdk::predicates::{Predicate, bound, cart, not};
use ctp_sdk::{expansions, predicates};
use serde_json::json;

use super::shop::Shop;

fn page() -> serde_json::Value {
    json!({"limit": 20, "offset": 0, "count": 0, "results": []})
}

#[tokio::test]
async fn a_predicate_is_a_text_like_any_other() {
    let shop = Shop::answering(200, page());
    let predicate = cart::predicate()
        .customer_email()
        .eq(r#"a"b\c&d@example.com"#)
        .and(cart::predicate().cart_state().in_([CartState::Active]));
    let carts = shop.api.carts().get();
    carts
        .where_(&predicate)
        .where_("version > 1")
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "GET",
        "/my-shop/carts\
         ?where=customerEmail%20%3D%20%22a%5C%22b%5C%5Cc%26d%40example.com%22%20and%20cartState%20in%20%28%22Active%22%29\
         &where=version%20%3E%201",
    );
}

#[tokio::test]
async fn the_values_of_variables_are_sent_beside_the_predicate() {
    let shop = Shop::answering(200, page());
    let predicate = cart::predicate()
        .customer_email()
        .eq(bound("email", r#"x" or id = "1"#))
        .or(cart::predicate().line_items().matching(|item| {
            let keys = item.key().in_(bound("keys", ["a", "b&c"]));
            keys.and(item.quantity().gt(2))
        }));
    shop.api
        .carts()
        .get()
        .matching(predicate)
        .limit(1)
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "GET",
        "/my-shop/carts\
         ?where=customerEmail%20%3D%20%3Aemail%20or%20lineItems%28key%20in%20%3Akeys%20and%20quantity%20%3E%202%29\
         &var.email=x%22%20or%20id%20%3D%20%221&var.keys=a&var.keys=b%26c&limit=1",
    );
}

#[tokio::test]
async fn a_text_is_matched_as_well() {
    let shop = Shop::answering(200, page());
    let carts = shop.api.carts().get();
    carts
        .matching("version > 1")
        .matching(not(Predicate::from("id = \"1\"")))
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "GET",
        "/my-shop/carts?where=version%20%3E%201&where=not%28id%20%3D%20%221%22%29",
    );
}

#[tokio::test]
async fn paths_and_orders_are_texts_like_any_other() {
    let shop = Shop::answering(200, page());
    let carts = shop.api.carts().get();
    carts
        .expand(expansions::cart().customer_group())
        .expand(expansions::cart().discount_codes().all().discount_code())
        .expand(
            expansions::cart()
                .line_items()
                .all()
                .variant()
                .attributes()
                .all()
                .value(),
        )
        .sort(cart::sort().created_at().desc())
        .sort(predicates::Sort::by("id"))
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "GET",
        "/my-shop/carts?expand=customerGroup&expand=discountCodes%5B%2A%5D.discountCode\
         &expand=lineItems%5B%2A%5D.variant.attributes%5B%2A%5D.value\
         &sort=createdAt%20desc&sort=id%20asc",
    );
}

#[expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]
#[tokio::test]
async fn a_product_projection_search_takes_its_expressions() {
    use ctp_sdk::predicates::search;

    let shop = Shop::answering(
        200,
        json!({"limit": 20, "offset": 0, "count": 0, "total": 0, "results": [], "facets": {}}),
    );
    let search = shop.api.product_projections().search().post();
    search
        .filter_query(search::categories().subtree(["category-1"]))
        .filter(search::price().between(0, 1000))
        .facet(
            search::attribute("color")
                .key()
                .facet()
                .alias("color")
                .counting_products(),
        )
        .sort(search::price().asc())
        .send()
        .await
        .unwrap();
    shop.assert_sent_form(
        "POST",
        "/my-shop/product-projections/search",
        "filter.query=categories.id%3Asubtree%28%22category-1%22%29\
         &filter=variants.price.centAmount%3Arange%20%280%20to%201000%29\
         &facet=variants.attributes.color.key%20as%20color%20counting%20products\
         &sort=variants.price.centAmount%20asc",
    );
}
