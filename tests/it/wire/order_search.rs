//! Order search: what goes over the wire.

use ctp_sdk::DateTime;
use ctp_sdk::models::{OrderSearchCustomType, OrderSearchMatchType, OrderSearchRequest};
use ctp_sdk::search::orders as search;
use serde_json::json;

use super::shop::Shop;

#[tokio::test]
async fn an_order_search_carries_query_sorting_and_page() {
    let hit = json!({"id": "order-1", "version": 3, "relevance": 1.5});
    let shop = Shop::answering(
        200,
        json!({"total": 1, "offset": 10, "limit": 5, "hits": [hit]}),
    );
    let since: DateTime = "2026-01-01T00:00:00.000Z".parse().unwrap();
    let gift = search::field("custom.gift").custom_type(OrderSearchCustomType::BooleanType);
    let query = search::all((
        search::field("orderState")
            .exact("Open")
            .case_insensitive(true),
        search::any((
            search::field("totalPrice.centAmount")
                .range(1000..=5000)
                .boost(2),
            search::field("taxRate").range(..=0.19),
            search::field("createdAt").range(since..),
        )),
        search::field("lineItems.name")
            .language("en")
            .full_text("running shoes")
            .must_match(OrderSearchMatchType::Any),
        search::not([search::field("customerEmail").wildcard("*@example.com")]),
        search::filter((search::field("orderNumber").prefix("A-"), gift.exists())),
    ));
    let request = OrderSearchRequest::new(query)
        .sort([
            search::field("createdAt").desc(),
            search::field("lineItems.name").language("en").asc(),
        ])
        .limit(5)
        .offset(10);
    let found = shop.api.orders().search().post(request).send().await;
    assert_eq!(found.unwrap().hits[0].id, "order-1");

    let body = json!({
        "query": {"and": [
            {"exact": {"field": "orderState", "value": "Open", "caseInsensitive": true}},
            {"or": [
                {"range": {"field": "totalPrice.centAmount", "gte": 1000, "lte": 5000, "boost": 2}},
                {"range": {"field": "taxRate", "lte": 0.19}},
                {"range": {"field": "createdAt", "gte": "2026-01-01T00:00:00.000Z"}},
            ]},
            {"fullText": {
                "field": "lineItems.name", "language": "en", "value": "running shoes", "mustMatch": "any",
            }},
            {"not": [{"wildcard": {"field": "customerEmail", "value": "*@example.com"}}]},
            {"filter": [
                {"prefix": {"field": "orderNumber", "value": "A-"}},
                {"exists": {"field": "custom.gift", "customType": "BooleanType"}},
            ]},
        ]},
        "sort": [
            {"field": "createdAt", "order": "desc"},
            {"field": "lineItems.name", "language": "en", "order": "asc"},
        ],
        "limit": 5,
        "offset": 10,
    });
    shop.assert_sent_json("POST", "/my-shop/orders/search", body);
}
