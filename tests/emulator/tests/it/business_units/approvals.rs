//! Approval rules, and the flows of the orders that they match.

use reqwest::Method;
use serde_json::{Value, json};

use super::{acted, associate, id, lacks, role, shop, told, unit};
use crate::carts::{code, invalid};
use crate::shop::Shop;

fn path(id: &str, key: &str, rest: &str) -> String {
    format!("/as-associate/{id}/in-business-unit/key={key}/{rest}")
}

fn at(path: &str, of: &Value) -> String {
    format!("{path}/{}", of["id"].as_str().unwrap())
}

async fn made(shop: &Shop, path: &str, draft: Value) -> Value {
    let answer = shop.post(path, draft).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json()
}

fn part(roles: &[&str]) -> Value {
    let roles = roles.iter().map(|of| json!({"associateRole": role(of)}));
    json!({"or": roles.collect::<Value>()})
}

/// A rule for the orders of buyers, which admins approve.
fn rule(key: &str, predicate: &str) -> Value {
    json!({
        "key": key, "name": key, "status": "Active", "predicate": predicate,
        "approvers": {"tiers": [{"and": [part(&["admin"])]}]},
        "requesters": [{"associateRole": role("buyer")}],
    })
}

/// An order of an associate.
async fn order(shop: &Shop, id: &str, key: &str) -> Value {
    let draft = json!({
        "currency": "EUR", "country": "DE", "shippingAddress": {"country": "DE"},
        "lineItems": [{"sku": "lamp-1", "quantity": 2}],
    });
    let cart = made(shop, &path(id, key, "carts"), draft).await;
    let draft = json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": 1});
    made(shop, &path(id, key, "orders"), draft).await
}

async fn flows(shop: &Shop, id: &str, key: &str) -> Vec<Value> {
    let page = shop.get(&path(id, key, "approval-flows")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.json()["results"].as_array().unwrap().clone()
}

fn keys(approvers: &Value) -> Vec<&str> {
    let approvers = approvers.as_array().unwrap().iter();
    approvers
        .map(|of| of["associateRole"]["key"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_rule_lives_in_its_business_unit() {
    let shop = shop().await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    let rules = path(&vip, "acme", "approval-rules");
    let draft = rule("big", "totalPrice.centAmount > 1000");
    assert_eq!(
        lacks(
            &shop
                .post(&path(&ann, "acme", "approval-rules"), draft.clone())
                .await
        ),
        ["CreateApprovalRules"]
    );
    let created = made(&shop, &rules, draft.clone()).await;
    assert_eq!(created["businessUnit"], unit("acme"));
    assert_eq!(
        created["approvers"]["tiers"][0]["and"][0]["or"][0]["associateRole"],
        role("admin")
    );
    assert_eq!(
        told(&shop, "ApprovalRuleCreated").await["approvalRule"],
        created
    );
    assert_eq!(
        code(&shop.post(&rules, draft.clone()).await).1,
        "DuplicateField"
    );
    let mut without = draft.clone();
    without.as_object_mut().unwrap().remove("key");
    for _ in 0..2 {
        made(&shop, &rules, without.clone()).await;
    }
    // The same key in another business unit.
    let other = made(&shop, &path(&vip, "north", "approval-rules"), draft).await;
    let own = at(&rules, &created);
    for path in [&own, &format!("{rules}/key=big")] {
        assert_eq!(shop.get(path).await.json(), created);
    }
    assert_eq!(
        shop.get(&format!(
            "{}/key=big",
            path(&vip, "north", "approval-rules")
        ))
        .await
        .json(),
        other
    );
    assert_eq!(shop.get(&at(&rules, &other)).await.status, 404);
    assert_eq!(
        shop.get(&path(&ann, "acme", "approval-rules")).await.json()["total"],
        3
    );
    assert_eq!(
        shop.get(&path(&ann, "north", "approval-rules"))
            .await
            .status,
        404
    );
    let mut version = 1;
    for (action, field, message) in [
        (
            json!({"action": "setName", "name": "New"}),
            "name",
            "ApprovalRuleNameSet",
        ),
        (
            json!({"action": "setDescription", "description": "New"}),
            "description",
            "ApprovalRuleDescriptionSet",
        ),
        (
            json!({"action": "setKey", "key": "new"}),
            "key",
            "ApprovalRuleKeySet",
        ),
        (
            json!({"action": "setPredicate", "predicate": "totalPrice > \"9.00 EUR\""}),
            "predicate",
            "ApprovalRulePredicateSet",
        ),
        (
            json!({"action": "setStatus", "status": "Inactive"}),
            "status",
            "ApprovalRuleStatusSet",
        ),
    ] {
        let changed = shop.update(&own, version, json!([action])).await;
        assert_eq!(changed.json()[field], action[field], "{}", changed.text);
        assert_eq!(
            told(&shop, message).await[field],
            action[field],
            "{message}"
        );
        version += 1;
    }
    let approvers = json!({"tiers": [{"and": [part(&["buyer", "admin"])]}]});
    let changed = shop
        .update(
            &own,
            version,
            json!([{"action": "setApprovers", "approvers": approvers}]),
        )
        .await;
    assert_eq!(
        changed.json()["approvers"]["tiers"][0]["and"][0]["or"][0]["associateRole"],
        role("buyer")
    );
    let requesters =
        json!([{"action": "setRequesters", "requesters": [{"associateRole": role("admin")}]}]);
    assert_eq!(shop.update(&own, version + 1, requesters).await.status, 200);
    assert_eq!(
        told(&shop, "ApprovalRuleRequestersSet").await["oldRequesters"][0]["associateRole"],
        role("buyer")
    );
    let empty = json!([{"action": "setRequesters", "requesters": []}]);
    assert_eq!(shop.update(&own, version + 2, empty).await.status, 400);
    let name = json!([{"action": "setName", "name": "Newer"}]);
    let as_ann = at(&path(&ann, "acme", "approval-rules"), &created);
    assert_eq!(
        lacks(&shop.update(&as_ann, version + 2, name).await),
        ["UpdateApprovalRules"]
    );
}

#[tokio::test]
async fn a_predicate_is_about_orders() {
    let shop = shop().await;
    let vip = id(&shop, "vip").await;
    let rules = path(&vip, "acme", "approval-rules");
    for (predicate, expected) in [
        ("totalPrice >", (400, "InvalidInput")),
        ("totalPrice > \"1,000 EUR\"", (400, "InvalidInput")),
        ("lineItemCount > 2", (501, "NotEmulated")),
    ] {
        let refused = shop.post(&rules, rule("key", predicate)).await;
        let (status, code) = code(&refused);
        assert_eq!((status, code.as_str()), expected, "{predicate}");
        assert!(!refused.text.contains("where"), "{}", refused.text);
    }
    let ann = id(&shop, "ann").await;
    for (key, predicate, matches) in [
        ("rule-1", "totalPrice > \"19.99 EUR\"", true),
        ("rule-2", "totalPrice > \"20.00 EUR\"", false),
        ("rule-3", "totalPrice >= \"20.00 USD\"", false),
        (
            "rule-4",
            "totalPrice.centAmount >= 2000 and customer.email = \"ann@example.com\"",
            true,
        ),
        ("rule-5", "customer.email = \"vip@example.com\"", false),
        ("rule-6", "not (country = \"FR\")", true),
    ] {
        let made = made(&shop, &rules, rule(key, predicate)).await;
        let order = order(&shop, &ann, "acme").await;
        let flows = flows(&shop, &vip, "acme").await;
        let flow = flows.iter().find(|of| of["order"]["id"] == order["id"]);
        assert_eq!(flow.is_some(), matches, "{predicate}");
        let off = json!([{"action": "setStatus", "status": "Inactive"}]);
        assert_eq!(shop.update(&at(&rules, &made), 1, off).await.status, 200);
    }
}

#[tokio::test]
async fn an_order_is_approved_tier_by_tier() {
    let shop = shop().await;
    shop.seed(json!({
        "customers": [{"key": "boss", "email": "boss@example.com", "password": "secret"}],
        "associate-roles": [{"key": "boss", "permissions": ["UpdateApprovalFlows"]}],
    }));
    acted(
        &shop,
        "acme",
        json!({"action": "addAssociate", "associate": associate("boss", "boss", "Disabled")}),
    )
    .await;
    let (ann, vip, boss) = (
        id(&shop, "ann").await,
        id(&shop, "vip").await,
        id(&shop, "boss").await,
    );
    let mut draft = rule("big", "totalPrice.centAmount > 1000");
    draft["approvers"] = json!({"tiers": [
        {"and": [part(&["buyer", "boss"]), part(&["admin"])]},
        {"and": [part(&["boss"])]},
    ]});
    let rules = path(&vip, "acme", "approval-rules");
    let rule = made(&shop, &rules, draft).await;
    // Admins are no requesters.
    order(&shop, &vip, "acme").await;
    assert_eq!(flows(&shop, &vip, "acme").await.len(), 0);
    let ordered = order(&shop, &ann, "acme").await;
    let all = flows(&shop, &ann, "acme").await;
    let flow = &all[0];
    assert_eq!((all.len(), &flow["order"]["id"]), (1, &ordered["id"]));
    assert_eq!(
        (&flow["rules"], &flow["status"]),
        (&json!([rule]), &json!("Pending"))
    );
    assert_eq!(
        told(&shop, "ApprovalFlowCreated").await["approvalFlow"],
        *flow
    );
    assert_eq!(keys(&flow["eligibleApprovers"]), ["buyer", "boss", "admin"]);
    assert_eq!(
        keys(&flow["currentTierPendingApprovers"]),
        ["buyer", "boss", "admin"]
    );
    assert_eq!(keys(&flow["pendingApprovers"]), ["buyer", "boss", "admin"]);
    let as_one = |id: &str| at(&path(id, "acme", "approval-flows"), flow);
    let approve = json!([{"action": "approve"}]);
    assert_eq!(
        lacks(&shop.update(&as_one(&ann), 1, approve.clone()).await),
        ["UpdateApprovalFlows"]
    );
    assert_eq!(
        shop.get(&at(&path(&vip, "north", "approval-flows"), flow))
            .await
            .status,
        404
    );
    let after = shop.update(&as_one(&boss), 1, approve.clone()).await.json();
    assert_eq!(
        after["approvals"][0]["approver"]["customer"]["id"],
        json!(boss)
    );
    assert_eq!(
        keys(&after["eligibleApprovers"]),
        ["buyer", "boss", "admin"]
    );
    assert_eq!(keys(&after["currentTierPendingApprovers"]), ["admin"]);
    assert_eq!(keys(&after["pendingApprovers"]), ["admin", "boss"]);
    // Not again before it is the turn of the second tier.
    assert_eq!(
        code(&shop.update(&as_one(&boss), 2, approve.clone()).await),
        invalid()
    );
    let after = shop.update(&as_one(&vip), 2, approve.clone()).await.json();
    assert_eq!(
        (
            &after["status"],
            keys(&after["currentTierPendingApprovers"])
        ),
        (&json!("Pending"), vec!["boss"])
    );
    assert_eq!(keys(&after["eligibleApprovers"]), ["boss"]);
    assert_eq!(
        code(
            &shop
                .update(&as_one(&vip), 3, json!([{"action": "reject"}]))
                .await
        ),
        invalid()
    );
    assert_eq!(
        told(&shop, "ApprovalFlowApproved").await["associate"]["id"],
        json!(vip)
    );
    let after = shop.update(&as_one(&boss), 3, approve.clone()).await.json();
    assert_eq!(
        (&after["status"], &after["pendingApprovers"]),
        (&json!("Approved"), &json!([]))
    );
    let message = told(&shop, "ApprovalFlowCompleted").await;
    assert_eq!(
        (&message["status"], &message["order"]["id"]),
        (&json!("Approved"), &ordered["id"])
    );
    assert_eq!(
        message["resource"],
        json!({"typeId": "approval-flow", "id": flow["id"]})
    );
    assert_eq!(
        code(&shop.update(&as_one(&boss), 4, approve).await),
        invalid()
    );
    assert_eq!(shop.get(&as_one(&boss)).await.json(), after);
}

#[tokio::test]
async fn one_rejection_ends_a_flow_of_an_inherited_rule() {
    let shop = shop().await;
    acted(
        &shop,
        "north",
        json!({"action": "addAssociate", "associate": associate("ann", "buyer", "Disabled")}),
    )
    .await;
    let (ann, vip) = (id(&shop, "ann").await, id(&shop, "vip").await);
    made(
        &shop,
        &path(&vip, "acme", "approval-rules"),
        rule("all", "totalPrice.centAmount > 0"),
    )
    .await;
    order(&shop, &ann, "north").await;
    let flow = flows(&shop, &vip, "north").await[0].clone();
    assert_eq!(flow["businessUnit"], unit("north"));
    assert_eq!(flows(&shop, &vip, "acme").await.len(), 0);
    let own = at(&path(&vip, "north", "approval-flows"), &flow);
    let reject = json!([{"action": "reject", "reason": "no"}]);
    let after = shop.update(&own, 1, reject.clone()).await;
    assert_eq!(after.status, 200, "{}", after.text);
    let after = after.json();
    assert_eq!(
        (&after["status"], &after["rejection"]["reason"]),
        (&json!("Rejected"), &json!("no"))
    );
    assert_eq!(after["rejection"]["rejecter"]["customer"]["id"], json!(vip));
    assert_eq!(
        told(&shop, "ApprovalFlowRejected").await["rejectionReason"],
        "no"
    );
    assert_eq!(code(&shop.update(&own, 2, reject).await), invalid());
    acted(
        &shop,
        "north",
        json!({"action": "changeApprovalRuleMode", "approvalRuleMode": "Explicit"}),
    )
    .await;
    order(&shop, &ann, "north").await;
    assert_eq!(flows(&shop, &vip, "north").await.len(), 1);
    for (rest, scope) in [
        ("approval-rules", "view_approval_rules"),
        ("approval-flows", "view_approval_flows"),
    ] {
        for (scope, status) in [(scope, 200), ("view_orders", 403)] {
            let client = shop
                .emulator
                .api_client(format!("{scope}:emulator").parse().unwrap());
            let token = shop.token(&client, "grant_type=client_credentials").await;
            let token = token.json()["access_token"].as_str().unwrap().to_owned();
            let read = shop
                .send_as(&token, Method::GET, &path(&vip, "acme", rest), None)
                .await;
            assert_eq!(read.status, status, "{}", read.text);
        }
    }
}
