//! What fails, and how it is told.

use ctp_sdk::models::{CategoryChangeNameAction, CategoryDraft, CategoryUpdate};

use crate::mock::mock;

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let Some(mock) = mock() else { return };
    let api = mock.client("not-found").integration_api_root();
    let nothing = api.categories().with_key("nothing");
    let error = nothing.get().send().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(nothing.get().send_optional().await.unwrap(), None);
}

#[tokio::test]
async fn an_old_version_is_a_conflict_that_names_the_current_one() {
    let Some(mock) = mock() else { return };
    let api = mock.client("conflict").integration_api_root();
    let draft = CategoryDraft::new([("en", "Shoes")], [("en", "shoes")]).key("shoes");
    let created = api.categories().post(draft).send().await.unwrap();
    let shoes = api.categories().with_id(&created.id);
    let rename = |name| {
        CategoryUpdate::new(
            created.version,
            [CategoryChangeNameAction::new([("en", name)])],
        )
    };
    let renamed = shoes.post(rename("Boots")).send().await.unwrap();
    let error = shoes.post(rename("Slippers")).send().await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(error.current_version(), Some(renamed.version));

    // Which is what an update that starts over needs.
    let updated = shoes
        .update_with(|current| {
            assert_eq!(current.version, renamed.version);
            vec![CategoryChangeNameAction::new([("en", "Slippers")]).into()]
        })
        .await;
    assert_eq!(
        updated.unwrap().name.get("en").map(|name| &**name),
        Some("Slippers")
    );
}
