//! A catalogue from a file of drafts.

use ctp_emulator::Emulator;
use ctp_sdk::models::{Attribute, Money};

use super::sources::sync_catalogue::{CATALOGUE, Catalogue, read, run};

fn catalogue() -> Catalogue {
    read(CATALOGUE).unwrap()
}

#[test]
fn a_file_with_misspelt_names_is_refused() {
    let file = CATALOGUE.replace("\"restockableInDays\"", "\"restockableIn\"");
    let error = read(&file).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        error,
        "no draft has these fields: inventory.1.restockableIn"
    );
}

/// What was said about each kind.
async fn told(platform: &Emulator, catalogue: Catalogue) -> Vec<String> {
    let scopes = platform.all_scopes().unwrap();
    let api = platform.client(scopes).unwrap().integration_api_root();
    let summaries = run(&api, catalogue).await;
    let told = summaries.iter().map(|(kind, summary)| {
        assert!(summary.is_complete(), "{kind}: {:?}", summary.failures);
        format!("{kind}: {summary}")
    });
    told.collect()
}

#[tokio::test]
async fn it_is_created_once_and_then_only_what_changed_is_updated() {
    let platform = Emulator::start().await.unwrap();
    platform.seed(ctp_emulator::CATALOGUE).unwrap();
    assert_eq!(
        told(&platform, catalogue()).await,
        [
            "types: 1 created, 0 updated, 0 unchanged, 0 failed",
            "product types: 1 created, 0 updated, 0 unchanged, 0 failed",
            "categories: 2 created, 0 updated, 0 unchanged, 0 failed",
            "products: 1 created, 0 updated, 0 unchanged, 0 failed",
            "inventory: 2 created, 0 updated, 0 unchanged, 0 failed",
        ]
    );

    let seen = platform.requests().len();
    let again = told(&platform, catalogue()).await;
    assert!(
        again.iter().all(|of| of.contains("0 created, 0 updated")),
        "{again:?}"
    );
    let requests = platform.requests().split_off(seen);
    let written = requests
        .iter()
        .filter(|request| request.method != "GET" && request.path.starts_with("/emulator"));
    assert_eq!(written.count(), 0);

    let mut changed = catalogue();
    let master = changed.products[0].master_variant.as_mut().unwrap();
    master.prices.as_mut().unwrap()[0].value = Money::new(1090, "EUR");
    master.attributes.as_mut().unwrap()[0] = Attribute::new("tea-harvest", "second");
    changed.inventory[1].restockable_in_days = None;
    let seen = platform.requests().len();
    let told = told(&platform, changed).await;
    assert_eq!(
        told[3],
        "products: 0 created, 1 updated, 0 unchanged, 0 failed"
    );
    assert_eq!(
        told[4],
        "inventory: 0 created, 1 updated, 1 unchanged, 0 failed"
    );
    let requests = platform.requests().split_off(seen);
    let sent = requests
        .iter()
        .filter(|request| request.path.contains("/products/"));
    let sent: Vec<serde_json::Value> = sent
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect();
    let [update] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    let actions = update["actions"].as_array().unwrap();
    let names: Vec<_> = actions
        .iter()
        .map(|action| action["action"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["setAttribute", "changePrice", "publish"]);
}
