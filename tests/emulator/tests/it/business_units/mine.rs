//! What customers do with their own business units.

use reqwest::Method;
use serde_json::{Value, json};

use super::{acted, associate, id, lacks, read, role, shop, unit};
use crate::carts::{code, invalid};
use crate::shop::{Answer, Shop};

const UNITS: &str = "/me/business-units";

/// The token of a customer.
pub(super) async fn token(shop: &Shop, name: &str, scopes: &str) -> String {
    let app = shop.emulator.api_client(scopes.parse().unwrap());
    let form = format!("grant_type=password&username={name}%40example.com&password=secret");
    let token = shop
        .auth(&app, "/oauth/emulator/customers/token", &form)
        .await;
    token.json()["access_token"].as_str().unwrap().to_owned()
}

async fn of(shop: &Shop, name: &str) -> String {
    token(shop, name, "manage_my_business_units:emulator").await
}

async fn post(shop: &Shop, token: &str, path: &str, body: Value) -> Answer {
    shop.send_as(token, Method::POST, path, Some(body)).await
}

async fn get(shop: &Shop, token: &str, path: &str) -> Answer {
    shop.send_as(token, Method::GET, path, None).await
}

fn update(version: u64, action: Value) -> Value {
    json!({"version": version, "actions": [action]})
}

/// Says which role and status new business units of customers have.
async fn configure(shop: &Shop) {
    let actions = json!([
        {"action": "setMyBusinessUnitAssociateRoleOnCreation", "associateRole": role("admin")},
        {"action": "changeMyBusinessUnitStatusOnCreation", "status": "Active"},
    ]);
    let changed = shop.update("", 1, actions).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
}

#[tokio::test]
async fn a_customer_founds_a_company() {
    let shop = shop().await;
    let token = of(&shop, "ann").await;
    let draft = json!({"key": "new", "unitType": "Company", "name": "New", "addresses": [{"country": "DE"}], "defaultShippingAddress": 0});
    let refused = post(&shop, &token, UNITS, draft.clone()).await;
    assert_eq!(code(&refused), invalid());
    configure(&shop).await;
    let created = post(&shop, &token, UNITS, draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let created = created.json();
    assert_eq!(created["status"], "Active");
    let assignments = json!([{"associateRole": role("admin"), "inheritance": "Disabled"}]);
    let ann = json!({"typeId": "customer", "id": id(&shop, "ann").await});
    assert_eq!(
        created["associates"],
        json!([{"customer": ann, "associateRoleAssignments": assignments}])
    );
    assert_eq!(
        created["defaultShippingAddressId"],
        created["addresses"][0]["id"]
    );
    assert_eq!(read(&shop, "new").await, created);
    let division =
        json!({"key": "south", "unitType": "Division", "name": "South", "parentUnit": unit("new")});
    let below = post(&shop, &token, UNITS, division).await.json();
    assert_eq!(
        (&below["parentUnit"], &below["topLevelUnit"]),
        (&unit("new"), &unit("new"))
    );
    let division =
        json!({"key": "east", "unitType": "Division", "name": "East", "parentUnit": unit("acme")});
    assert_eq!(
        lacks(&post(&shop, &token, UNITS, division).await),
        ["AddChildUnits"]
    );
    assert_eq!(get(&shop, &token, UNITS).await.json()["total"], 3);
    // A role that is gone is no default.
    let path = "/business-units/key=new?version=1";
    shop.send(Method::DELETE, "/business-units/key=south?version=1", None)
        .await;
    shop.send(Method::DELETE, path, None).await;
    acted(
        &shop,
        "acme",
        json!({"action": "setAssociates", "associates": []}),
    )
    .await;
    let gone = shop
        .send(Method::DELETE, "/associate-roles/key=admin?version=1", None)
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let project = shop.get("").await.json();
    assert_eq!(
        project["businessUnits"],
        json!({"myBusinessUnitStatusOnCreation": "Active"})
    );
}

#[tokio::test]
async fn a_customer_sees_and_changes_the_own_business_units() {
    let shop = shop().await;
    let (ann, vip) = (of(&shop, "ann").await, of(&shop, "vip").await);
    let sorted = format!("{UNITS}?sort=key");
    let page = get(&shop, &ann, &sorted).await.json();
    assert_eq!(
        (&page["total"], &page["results"][0]["key"]),
        (&json!(1), &json!("acme"))
    );
    let page = get(&shop, &vip, &sorted).await.json();
    assert_eq!(
        (&page["total"], &page["results"][1]["key"]),
        (&json!(2), &json!("north"))
    );
    let name = json!({"action": "changeName", "name": "New"});
    for (key, status) in [("acme", 200), ("north", 404), ("other", 404)] {
        let by_id = read(&shop, key).await["id"].as_str().unwrap().to_owned();
        for path in [format!("{UNITS}/key={key}"), format!("{UNITS}/{by_id}")] {
            assert_eq!(get(&shop, &ann, &path).await.status, status, "{path}");
            let head = shop.send_as(&ann, Method::HEAD, &path, None).await;
            assert_eq!(head.status, status, "{path}");
            let changed = post(&shop, &ann, &path, update(1, name.clone())).await;
            match status {
                200 => assert_eq!(lacks(&changed), ["UpdateBusinessUnitDetails"]),
                _ => assert_eq!(changed.status, 404),
            }
        }
        let query = format!("{UNITS}?where=key%3D%22{key}%22");
        let head = shop.send_as(&ann, Method::HEAD, &query, None).await;
        assert_eq!(head.status, status, "{query}");
    }
    let acme = format!("{UNITS}/key=acme");
    let changed = post(&shop, &vip, &acme, update(1, name.clone())).await;
    assert_eq!(changed.json()["name"], "New", "{}", changed.text);
    let admin =
        json!({"action": "changeAssociate", "associate": associate("ann", "admin", "Disabled")});
    assert_eq!(
        code(&post(&shop, &vip, &acme, update(2, admin)).await),
        invalid()
    );
    let mail = json!({"action": "setContactEmail", "contactEmail": "new@example.com"});
    let stale = post(&shop, &vip, &acme, update(1, mail)).await;
    assert_eq!(stale.status, 409);
    let north = format!("{UNITS}/key=north");
    let into = |key: &str| json!({"action": "changeParentUnit", "parentUnit": unit(key)});
    assert_eq!(
        lacks(&post(&shop, &vip, &north, update(1, into("other"))).await),
        ["AddChildUnits"]
    );
    let remove =
        json!({"action": "removeAssociate", "customer": {"typeId": "customer", "key": "ann"}});
    assert_eq!(
        post(&shop, &vip, &acme, update(2, remove)).await.status,
        200
    );
    assert_eq!(get(&shop, &ann, UNITS).await.json()["total"], 0);
    acted(
        &shop,
        "acme",
        json!({"action": "changeStatus", "status": "Inactive"}),
    )
    .await;
    assert_eq!(get(&shop, &vip, &acme).await.status, 200);
    assert_eq!(
        code(&post(&shop, &vip, &acme, update(4, name)).await),
        invalid()
    );
}

#[tokio::test]
async fn customers_do_not_read_other_customers_through_a_business_unit() {
    let shop = shop().await;
    let ann = of(&shop, "ann").await;
    for path in [
        "associates%5B*%5D.customer",
        "inheritedAssociates%5B*%5D.customer",
    ] {
        for path in [
            format!("{UNITS}?expand={path}"),
            format!("{UNITS}/key=acme?expand={path}"),
        ] {
            let refused = get(&shop, &ann, &path).await;
            assert_eq!(code(&refused), (403, "Unauthorized".to_owned()), "{path}");
        }
        let all = format!("/business-units?expand={path}");
        assert_eq!(shop.get(&all).await.status, 200);
    }
}

#[tokio::test]
async fn only_customers_with_the_scope_have_business_units() {
    let shop = shop().await;
    let scopes = "manage_my_business_units:emulator create_anonymous_token:emulator";
    let app = shop.emulator.api_client(scopes.parse().unwrap());
    let guest = shop
        .auth(
            &app,
            "/oauth/emulator/anonymous/token",
            "grant_type=client_credentials",
        )
        .await;
    let guest = guest.json()["access_token"].as_str().unwrap().to_owned();
    let client = shop.token(&app, "grant_type=client_credentials").await;
    let client = client.json()["access_token"].as_str().unwrap().to_owned();
    let other = token(&shop, "ann", "manage_my_orders:emulator").await;
    let draft = json!({"key": "new", "unitType": "Company", "name": "New"});
    for token in [&guest, &client, &other] {
        for path in [UNITS.to_owned(), format!("{UNITS}/key=acme")] {
            assert_eq!(get(&shop, token, &path).await.status, 403, "{path}");
        }
        assert_eq!(post(&shop, token, UNITS, draft.clone()).await.status, 403);
        let path = "/in-business-unit/key=acme/me/customers";
        let draft = json!({"version": 1, "customer": {"email": "new@example.com", "password": "secret"}, "associateRoleAssignments": [{"associateRole": role("buyer"), "inheritance": "Disabled"}]});
        assert_eq!(post(&shop, token, path, draft).await.status, 403);
    }
    let ann = of(&shop, "ann").await;
    assert_eq!(get(&shop, &ann, "/business-units").await.status, 403);
    assert_eq!(shop.get("/customers").await.json()["total"], 2);
}

#[tokio::test]
async fn an_associate_invites_another_one() {
    let shop = shop().await;
    let (ann, vip) = (of(&shop, "ann").await, of(&shop, "vip").await);
    let path = |key: &str| format!("/in-business-unit/key={key}/me/customers");
    let draft = |version: u64, of: &str| {
        json!({
            "version": version,
            "customer": {"email": "new@example.com", "password": "secret"},
            "associateRoleAssignments": [{"associateRole": role(of), "inheritance": "Enabled"}],
        })
    };
    assert_eq!(
        lacks(&post(&shop, &ann, &path("acme"), draft(1, "buyer")).await),
        ["UpdateAssociates"]
    );
    for key in ["other", "none"] {
        assert_eq!(
            post(&shop, &vip, &path(key), draft(1, "buyer"))
                .await
                .status,
            404,
            "{key}"
        );
    }
    assert_eq!(
        code(&post(&shop, &vip, &path("acme"), draft(1, "admin")).await),
        invalid()
    );
    assert_eq!(
        post(&shop, &vip, &path("acme"), draft(2, "buyer"))
            .await
            .status,
        409
    );
    let mut taken = draft(1, "buyer");
    taken["customer"]["email"] = json!("ann@example.com");
    assert_eq!(
        code(&post(&shop, &vip, &path("acme"), taken).await).1,
        "DuplicateField"
    );
    assert_eq!(shop.get("/customers").await.json()["total"], 2);
    assert_eq!(read(&shop, "acme").await["version"], 1);
    let created = post(&shop, &vip, &path("acme"), draft(1, "buyer")).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let acme = read(&shop, "acme").await;
    assert_eq!(acme["version"], 2);
    let new = &acme["associates"][2];
    assert_eq!(new["customer"]["id"], created.json()["customer"]["id"]);
    assert_eq!(
        new["associateRoleAssignments"][0]["associateRole"],
        role("buyer")
    );
    let token = of(&shop, "new").await;
    assert_eq!(get(&shop, &token, UNITS).await.json()["total"], 2);
}
