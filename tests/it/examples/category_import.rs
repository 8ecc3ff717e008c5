//! The import of categories by their keys.

use serde_json::json;

use super::shop::{Shop, changed};
use super::sources::category_import::{Outcome, Row, run};

fn rows(roots: &'static str, parent_of_potatoes: &'static str) -> [Row; 3] {
    let row = |key, name, parent| Row { key, name, parent };
    [
        row("vegetables", "Vegetables", None),
        row("roots", roots, Some("vegetables")),
        row("potatoes", "Potatoes", Some(parent_of_potatoes)),
    ]
}

#[tokio::test]
async fn what_is_not_there_is_created_parents_first() {
    let shop = Shop::open();
    let outcomes = run(&shop.client(), &rows("Roots", "roots")).await.unwrap();

    assert_eq!(outcomes.len(), 3);
    assert!(
        outcomes
            .values()
            .all(|outcome| *outcome == Outcome::Created)
    );
    assert_eq!(
        shop.told()[1..],
        [
            "GET /categories/key=vegetables as project-token-1",
            "POST /categories as project-token-1",
            "GET /categories/key=roots as project-token-1",
            "POST /categories as project-token-1",
            "GET /categories/key=potatoes as project-token-1",
            "POST /categories as project-token-1",
        ]
    );
    let draft =
        |key: &str, name: &str| json!({"key": key, "name": {"en": name}, "slug": {"en": key}});
    let below = |mut draft: serde_json::Value, id: &str| {
        draft["parent"] = json!({"typeId": "category", "id": id});
        draft
    };
    assert_eq!(
        shop.sent(),
        [
            draft("vegetables", "Vegetables"),
            below(draft("roots", "Roots"), "categories-1"),
            below(draft("potatoes", "Potatoes"), "categories-2"),
        ]
    );
}

#[tokio::test]
async fn a_second_run_writes_nothing() {
    let shop = Shop::open();
    let client = shop.client();
    run(&client, &rows("Roots", "roots")).await.unwrap();
    let before = shop.requests().len();
    let outcomes = run(&client, &rows("Roots", "roots")).await.unwrap();

    assert!(
        outcomes
            .values()
            .all(|outcome| *outcome == Outcome::Unchanged)
    );
    assert_eq!(
        shop.told_since(before),
        [
            "GET /categories/key=vegetables as project-token-1",
            "GET /categories/key=roots as project-token-1",
            "GET /categories/key=potatoes as project-token-1",
        ]
    );
}

#[tokio::test]
async fn what_has_changed_is_written_and_nothing_else() {
    let shop = Shop::open();
    let client = shop.client();
    run(&client, &rows("Roots", "roots")).await.unwrap();
    let before = shop.requests().len();
    let outcomes = run(&client, &rows("Tubers", "vegetables")).await.unwrap();

    let outcomes: Vec<Outcome> = outcomes.into_values().collect();
    // In the order of the keys: potatoes, roots, vegetables.
    let expected = [Outcome::Updated, Outcome::Updated, Outcome::Unchanged];
    assert_eq!(outcomes, expected);
    let parent = json!({"typeId": "category", "id": "categories-1"});
    assert_eq!(
        shop.sent_since(before),
        [
            json!({"version": 1, "actions": [{"action": "changeName", "name": {"en": "Tubers"}}]}),
            json!({"version": 1, "actions": [{"action": "changeParent", "parent": parent}]}),
        ]
    );
}

#[tokio::test]
async fn names_that_somebody_else_adds_meanwhile_stay() {
    let mut has_changed = false;
    let shop = Shop::with(Default::default(), move |request, stock| {
        if request.path() == "/my-shop/categories/key=roots"
            && request.method() == "POST"
            && !has_changed
        {
            has_changed = true;
            let roots = &mut stock.all("categories")[1];
            roots["name"]["de"] = json!("Wurzeln");
            changed(roots);
        }
        None
    });
    let client = shop.client();
    run(&client, &rows("Roots", "roots")).await.unwrap();
    let before = shop.requests().len();
    let outcomes = run(&client, &rows("Tubers", "roots")).await.unwrap();

    assert_eq!(outcomes["roots"], Outcome::Updated);
    let names = [
        json!({"en": "Tubers"}),
        json!({"en": "Tubers", "de": "Wurzeln"}),
    ];
    let updates = names.map(|name| json!([{"action": "changeName", "name": name}]));
    let [first, second] = updates;
    assert_eq!(
        shop.sent_since(before),
        [
            json!({"version": 1, "actions": first}),
            json!({"version": 2, "actions": second})
        ]
    );
}
