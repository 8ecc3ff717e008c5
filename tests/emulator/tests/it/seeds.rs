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
            "There is no kind of resource 'graphql' to create.",
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

#[tokio::test]
async fn a_kind_that_is_not_there_is_said_with_the_one_that_is_meant() {
    let shop = Shop::start("manage_project:emulator").await;
    for (drafts, expected) in [
        (
            r#"{"businessunits": []}"#,
            "There is no kind of resource 'businessunits' to create. Did you mean 'business-units'?",
        ),
        (
            r#"{"BusinessUnits": [{}]}"#,
            "There is no kind of resource 'BusinessUnits' to create. Did you mean 'business-units'?",
        ),
        (
            r#"{"catgories": []}"#,
            "There is no kind of resource 'catgories' to create. Did you mean 'categories'?",
        ),
        (
            r#"{"customObjects": []}"#,
            "There is no kind of resource 'customObjects' to create. Did you mean 'custom-objects'?",
        ),
        (
            r#"{"spaceships": []}"#,
            "There is no kind of resource 'spaceships' to create. There are: api-clients, associate-roles, attribute-groups, business-units,",
        ),
    ] {
        let error = shop.emulator.seed(drafts).unwrap_err().to_string();
        assert!(error.contains(expected), "{drafts}: {error}");
    }
}

#[tokio::test]
async fn members_that_a_draft_does_not_have_are_refused() {
    let shop = Shop::start("manage_project:emulator").await;
    for (drafts, expected) in [
        (
            r#"{"zones": [{"key": "first", "name": "a"}, {"name": "b", "descripton": "c"}]}"#,
            "zones[1]: There is no field 'descripton'. Did you mean 'description'?",
        ),
        // The misspelt one is the reason why the other one is missing.
        (
            r#"{"zones": [{"nmae": "a"}]}"#,
            "zones[0]: There is no field 'nmae'. Did you mean 'name'?",
        ),
        (
            r#"{"zones": [{"name": "a", "locations": [{"country": "DE"}, {"country": "FR", "city": "Paris"}]}]}"#,
            "zones[0]: There is no field 'locations[1].city'.",
        ),
        // What has the tag of another type has its fields.
        (
            r#"{"recurrence-policies": [{"key": "first", "schedule": {"type": "standard", "value": 1, "intervalUnit": "Days", "day": 1}}]}"#,
            "recurrence-policies[0]: There is no field 'schedule.day'.",
        ),
    ] {
        let error = shop.emulator.seed(drafts).unwrap_err().to_string();
        assert!(error.contains(expected), "{drafts}: {error}");
    }
    let zones = shop.get("/zones").await.json();
    assert_eq!(
        (&zones["total"], &zones["results"][0]["key"]),
        (&json!(1), &json!("first"))
    );
    // The platform ignores them in requests, and so does the emulator.
    let created = shop
        .post("/zones", json!({"name": "b", "descripton": "c"}))
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
}
