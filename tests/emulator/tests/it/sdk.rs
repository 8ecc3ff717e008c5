//! The SDK as a client of the emulator.

use ctp_emulator::Emulator;
use ctp_sdk::models::{CategoryChangeNameAction, CategoryDraft, CategoryUpdate};
use ctp_sdk::predicates::{bound, category};

#[tokio::test]
async fn a_category_lives_and_ends() {
    let shop = Emulator::start().await.unwrap();
    let client = shop.client("manage_categories:emulator".parse().unwrap());
    let api = client.unwrap().integration_api_root();
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

#[tokio::test]
async fn typed_predicates_sorting_and_expansion_are_understood() {
    let shop = Emulator::start().await.unwrap();
    shop.seed(ctp_emulator::CATALOGUE).unwrap();
    let client = shop.client("view_categories:emulator".parse().unwrap());
    let api = client.unwrap().integration_api_root();
    let boots = category::predicate()
        .slug()
        .locale("en")
        .in_(bound("slugs", ["boots", r#"with "quotes""#]))
        .and(category::predicate().parent().is_defined());
    let query = api.categories().get().matching(boots);
    let found = query.expand("parent").send().await.unwrap();
    let keys: Vec<_> = found.results.iter().map(|of| of.key.as_deref()).collect();
    assert_eq!(keys, [Some("boots")]);
    let parent = found.results[0].parent.as_ref().unwrap();
    let parent = parent.obj.as_ref().unwrap().resource().unwrap();
    assert_eq!(parent.key.as_deref(), Some("shoes"));
}
