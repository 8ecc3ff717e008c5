//! Resources that are there from the beginning.

use serde_json::json;

use crate::shop::Shop;

#[tokio::test]
async fn the_catalogue_is_one_that_the_emulator_takes() {
    let shop = Shop::start("manage_project:emulator").await;
    let made = shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    assert!(made > 10, "{made}");
    let boots = shop.get("/categories/key=boots?expand=parent").await.json();
    assert_eq!(boots["parent"]["obj"]["key"], "shoes");
    let method = shop.get("/shipping-methods/key=parcel").await.json();
    assert_eq!(method["zoneRates"].as_array().unwrap().len(), 2);
    assert_eq!(boots["createdBy"], json!({"isPlatformClient": false}));
}

#[tokio::test]
async fn what_is_wrong_with_a_draft_is_said_with_its_place() {
    let shop = Shop::start("manage_project:emulator").await;
    for (drafts, expected) in [
        ("{", "EOF"),
        ("[]", "An object of lists is expected."),
        (r#"{"zones": {}}"#, "zones is no list of drafts."),
        (
            r#"{"graphql": [{}]}"#,
            "graphql[0]: The emulator does not emulate GraphQL (POST /{projectKey}/graphql)",
        ),
        (
            r#"{"zones": [{"name": "a"}, {}]}"#,
            "zones[1]: Request body does not contain valid JSON. name: Missing required value",
        ),
    ] {
        let error = shop.emulator.seed(drafts).unwrap_err().to_string();
        assert!(error.contains(expected), "{drafts}: {error}");
    }
    assert_eq!(shop.get("/zones").await.json()["total"], 1);
}
