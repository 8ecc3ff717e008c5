//! Products that random pairs seldom make.

use ctp_sdk::models::ProductDraft;
use ctp_sdk::sync::{self, Outcome};
use serde_json::{Value, json};

use crate::shop::Shop;

const BY_KEY: &str = "/{projectKey}/products/key={key}";

/// A product of one variant with further fields.
fn product(key: &str, variant: Value) -> ProductDraft {
    let mut master = json!({"sku": key});
    master
        .as_object_mut()
        .unwrap()
        .extend(variant.as_object().unwrap().clone());
    with_variants(key, &[master])
}

fn with_variants(key: &str, variants: &[Value]) -> ProductDraft {
    let draft = json!({
        "key": key, "name": {"en": key}, "slug": {"en": key},
        "productType": {"typeId": "product-type", "key": "shirt"},
        "masterVariant": variants[0], "variants": variants[1..],
    });
    serde_json::from_value(draft).unwrap()
}

/// Syncs a draft twice: what was done, and that nothing is left to be done.
async fn outcome(shop: &Shop, draft: &ProductDraft) -> Outcome {
    let mut outcomes = Vec::new();
    for _ in 0..2 {
        let summary = sync::sync_all(&shop.api, [draft.clone()])
            .on_progress(|progress| outcomes.extend(progress.outcome))
            .await;
        assert!(summary.is_complete(), "{:?}", summary.failures);
    }
    assert_eq!(outcomes[1], Outcome::Unchanged);
    outcomes[0]
}

fn to_product(key: &str) -> Value {
    json!({"typeId": "product", "key": key})
}

/// What refers to a resource that is gone is never expanded, and has to give way all the same.
#[tokio::test]
async fn references_to_what_is_gone_are_replaced() {
    let shop = Shop::open().await;
    for key in ["hat", "belt"] {
        outcome(&shop, &product(key, json!({}))).await;
    }
    let shirt = |partner: &str, partners: &[&str]| {
        let partners: Vec<Value> = partners.iter().map(|key| to_product(key)).collect();
        product(
            "shirt",
            json!({
                "attributes": [
                    {"name": "partner", "value": to_product(partner)},
                    {"name": "partners", "value": partners},
                ],
            }),
        )
    };
    let created = outcome(&shop, &shirt("hat", &["hat", "belt"])).await;
    assert_eq!(created, Outcome::Created);
    shop.delete(BY_KEY, "hat").await;
    let updated = outcome(&shop, &shirt("belt", &["belt"])).await;
    assert_eq!(updated, Outcome::Updated { actions: 2 });
}

#[tokio::test]
async fn a_category_that_the_draft_has_twice_is_there_once() {
    let shop = Shop::open().await;
    let within = |keys: &[&str]| {
        let mut draft = json!(
            keys.iter()
                .map(|key| json!({"typeId": "category", "key": key}))
                .collect::<Vec<_>>()
        );
        let root = draft[0].take();
        draft[0] = root;
        let categories = serde_json::from_value(draft).unwrap();
        let mut product = product("shirt", json!({}));
        product.categories = Some(categories);
        product
    };
    assert_eq!(
        outcome(&shop, &within(&["root-1", "root-1"])).await,
        Outcome::Created
    );
    assert_eq!(
        outcome(&shop, &within(&["root-1", "root-2", "root-1", "root-2"])).await,
        Outcome::Updated { actions: 1 }
    );
}

/// One after the other, the first would overlap with the second until that one has its new time.
#[tokio::test]
async fn prices_that_move_in_time_do_not_overlap_on_the_way() {
    let shop = Shop::open().await;
    let shirt = |dates: [&str; 3]| {
        let price = |key: &str, from: &str, until: &str| {
            json!({
                "key": key, "value": {"centAmount": 5, "currencyCode": "EUR"},
                "validFrom": format!("2026-{from}T00:00:00.000Z"), "validUntil": format!("2026-{until}T00:00:00.000Z"),
            })
        };
        let [first, second, third] = dates;
        let prices = [
            price("winter", first, second),
            price("spring", second, third),
        ];
        product("shirt", json!({"prices": prices}))
    };
    assert_eq!(
        outcome(&shop, &shirt(["01-01", "02-01", "03-01"])).await,
        Outcome::Created
    );
    assert_eq!(
        outcome(&shop, &shirt(["01-01", "02-15", "03-15"])).await,
        Outcome::Updated { actions: 1 }
    );
}

/// More than 500 actions, of which only the last one publishes.
#[tokio::test]
async fn a_product_of_a_hundred_variants_changes_in_each_of_them() {
    let shop = Shop::open().await;
    let shirt = |word: &str, size: usize| {
        let variants = (0..100).map(|of| {
            json!({
                "sku": format!("sku-{of}"), "key": format!("key-{of}"),
                "attributes": [
                    {"name": "text", "value": format!("{word} {of}")}, {"name": "number", "value": size + of},
                    {"name": "same", "value": word}, {"name": "ltext", "value": {"en": format!("{word} {of}")}},
                ],
                "prices": [{"value": {"centAmount": size + of, "currencyCode": "EUR"}}],
                "images": [{"url": format!("https://example.com/{word}-{of}.jpg"), "dimensions": {"w": 1, "h": 1}}],
            })
        });
        let mut draft = with_variants("shirt", &variants.collect::<Vec<_>>());
        draft.publish = Some(true);
        draft
    };
    assert_eq!(outcome(&shop, &shirt("red", 1)).await, Outcome::Created);
    let before = shop.emulator.requests().len();
    // Three attributes, a price, an image that goes and one that comes; an attribute of all; and it is published.
    assert_eq!(
        outcome(&shop, &shirt("blue", 7)).await,
        Outcome::Updated { actions: 602 }
    );
    let requests = shop.emulator.requests().split_off(before);
    let bodies = requests.iter().filter(|of| of.method == "POST");
    let sent: Vec<Vec<Value>> = bodies
        .map(|of| {
            serde_json::from_slice::<Value>(&of.body).unwrap()["actions"]
                .as_array()
                .unwrap()
                .clone()
        })
        .collect();
    assert_eq!(sent.iter().map(Vec::len).collect::<Vec<_>>(), [500, 102]);
    let publish = |of: &Value| of["action"] == "publish";
    assert!(!sent[0].iter().any(publish) && publish(sent[1].last().unwrap()));
    // The order of variants means nothing.
    let mut turned = shirt("blue", 7);
    turned.variants.as_mut().unwrap().reverse();
    assert_eq!(outcome(&shop, &turned).await, Outcome::Unchanged);
}
