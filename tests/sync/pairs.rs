//! Random pairs of drafts: two that are made on their own, or one of which a part was changed.

use std::env;
use std::fmt::Debug;
use std::str::FromStr;

use ctp_sdk::models::{
    CategoryDraft, InventoryEntryDraft, ProductDraft, ProductTypeDraft, StandalonePriceDraft,
    TypeDraft,
};
use ctp_sdk::sync::{self, Outcome, SyncDraft};
use fastrand::Rng;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::drafts::{self, Drafts};
use crate::form;
use crate::shop::Shop;

/// The seed and the number of pairs where the environment says nothing.
const SEED: u64 = 13;
const PAIRS: u64 = 40;

#[tokio::test]
async fn categories_become_what_their_drafts_say() {
    hold::<CategoryDraft>("/{projectKey}/categories/key={key}", drafts::category).await;
}

#[tokio::test]
async fn inventory_entries_become_what_their_drafts_say() {
    hold::<InventoryEntryDraft>("/{projectKey}/inventory/key={key}", drafts::inventory_entry).await;
}

#[tokio::test]
async fn types_become_what_their_drafts_say() {
    hold::<TypeDraft>("/{projectKey}/types/key={key}", drafts::type_).await;
}

#[tokio::test]
async fn product_types_become_what_their_drafts_say() {
    hold::<ProductTypeDraft>(
        "/{projectKey}/product-types/key={key}",
        drafts::product_type,
    )
    .await;
}

#[tokio::test]
async fn standalone_prices_become_what_their_drafts_say() {
    hold::<StandalonePriceDraft>(
        "/{projectKey}/standalone-prices/key={key}",
        drafts::standalone_price,
    )
    .await;
}

#[tokio::test]
async fn products_become_what_their_drafts_say() {
    hold::<ProductDraft>("/{projectKey}/products/key={key}", drafts::product).await;
}

/// Makes drafts; the second is given the first, because some fields cannot change.
type Make = fn(&mut Drafts, Option<&Value>) -> Value;

async fn hold<D: SyncDraft + DeserializeOwned + Debug>(path: &'static str, make: Make) {
    let first_seed = setting("CTP_SEED").unwrap_or(SEED);
    let pairs = setting("CTP_PAIRS").unwrap_or(PAIRS);
    let shop = Shop::open().await;
    let root = shop
        .id("/{projectKey}/categories/key={key}", "root-0")
        .await;
    let mut updated = 0;
    for seed in first_seed..first_seed + pairs {
        println!("CTP_SEED={seed} CTP_PAIRS=1");
        let mut drafts = Drafts::new(Rng::with_seed(seed), root.clone());
        let first = make(&mut drafts, None);
        // Half of the pairs differ in nothing but one part.
        let second = match seed % 2 {
            0 => make(&mut drafts, Some(&first)),
            _ => drafts.touched(&first),
        };
        let shown = format!("CTP_SEED={seed}\nfirst {first:#}\nsecond {second:#}");

        assert_eq!(
            sync_one::<D>(&shop, &second).await,
            Ok(Outcome::Created),
            "{shown}"
        );
        let expected = form::of(shop.get(path, drafts::KEY).await.unwrap(), &second);
        shop.delete(path, drafts::KEY).await;

        assert_eq!(
            sync_one::<D>(&shop, &first).await,
            Ok(Outcome::Created),
            "{shown}"
        );
        let before = shop.emulator.requests().len();
        match sync_one::<D>(&shop, &second).await {
            Ok(Outcome::Updated { .. }) => updated += 1,
            Ok(Outcome::Unchanged) => {}
            other => panic!("{shown}\n{other:?}"),
        }
        let sent = shop.emulator.requests().split_off(before);
        let sent: Vec<_> = sent
            .iter()
            .map(|of| String::from_utf8_lossy(&of.body))
            .collect();
        let actual = form::of(shop.get(path, drafts::KEY).await.unwrap(), &second);
        assert_eq!(
            format!("{actual:#}"),
            format!("{expected:#}"),
            "{shown}\nsent {sent:#?}"
        );
        let again = sync_one::<D>(&shop, &second).await;
        assert_eq!(again, Ok(Outcome::Unchanged), "{shown}\nis {actual:#}");
        shop.delete(path, drafts::KEY).await;
    }
    assert!(
        updated > pairs / 2,
        "only {updated} of {pairs} pairs differed"
    );
}

/// Syncs a draft, and tells what was done about it.
async fn sync_one<D: SyncDraft + DeserializeOwned>(
    shop: &Shop,
    draft: &Value,
) -> Result<Outcome, String> {
    let draft: D = serde_json::from_value(draft.clone()).unwrap();
    let mut outcome = Err("nothing was done".to_owned());
    let summary = sync::sync_all(&shop.api, [draft])
        .on_progress(|progress| outcome = progress.outcome.map_err(|reason| reason.to_string()))
        .await;
    drop(summary);
    outcome
}

fn setting<T: FromStr>(name: &str) -> Option<T> {
    env::var(name).ok()?.parse().ok()
}
