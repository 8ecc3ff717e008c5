//! The SDK as a client of the emulator.

use ctp_emulator::Emulator;
use ctp_sdk::CtpClient;
use ctp_sdk::models::{CategoryChangeNameAction, CategoryDraft, CategoryUpdate};

#[tokio::test]
async fn a_category_lives_and_ends() {
    let shop = Emulator::start().await.unwrap();
    let config = shop
        .config("manage_categories:emulator".parse().unwrap())
        .unwrap();
    let api = CtpClient::new(&config).unwrap().integration_api_root();
    let draft = CategoryDraft::new([("en", "Shoes")], [("en", "shoes")]).key("shoes");
    let created = api.categories().post(draft.clone()).send().await.unwrap();
    let again = api.categories().post(draft).send().await.unwrap_err();
    assert_eq!(again.api_errors()[0].code(), "DuplicateField");

    let rename = CategoryChangeNameAction::new([("en", "Boots")]);
    let update = CategoryUpdate::new(created.version, [rename]);
    let with_key = api.categories().with_key("shoes");
    let updated = with_key.post(update.clone()).send().await.unwrap();
    assert_eq!(updated.name.get("en").map(|name| &**name), Some("Boots"));
    let conflict = with_key.post(update).send().await.unwrap_err();
    assert!(conflict.is_conflict());
    assert_eq!(conflict.current_version(), Some(updated.version));

    let page = api.categories().get().limit(1).send().await.unwrap();
    assert_eq!((page.count, page.total), (1, Some(1)));
    with_key.delete(updated.version).send().await.unwrap();
    assert_eq!(with_key.get().send_optional().await.unwrap(), None);
}
