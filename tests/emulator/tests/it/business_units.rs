//! Business units, their associates, and what these may do.

mod approvals;
mod associates;
mod belonging;
mod hierarchy;
mod mine;
mod own_orders;
mod quotes;
mod updates;

use serde_json::{Value, json};

use crate::carts;
use crate::shop::{Answer, Shop};

/// What an associate may do who has the role `buyer`, beside what a test adds.
const OWN: [&str; 9] = [
    "ViewMyCarts",
    "CreateMyCarts",
    "UpdateMyCarts",
    "DeleteMyCarts",
    "ViewMyOrders",
    "CreateMyOrdersFromMyCarts",
    "ViewMyShoppingLists",
    "CreateMyShoppingLists",
    "DeleteMyShoppingLists",
];

/// The catalogue of carts; the company `acme` with the division `north`, and the company `other`. Ann is a buyer of `acme`, vip
/// is an admin of it, whose role `north` inherits.
pub(crate) async fn shop() -> Shop {
    let shop = carts::shop().await;
    let all = [
        "AddChildUnits",
        "UpdateAssociates",
        "UpdateBusinessUnitDetails",
        "UpdateParentUnit",
        "ViewOthersCarts",
        "CreateOthersCarts",
        "UpdateOthersCarts",
        "DeleteOthersCarts",
        "ViewOthersOrders",
        "UpdateOthersOrders",
        "CreateOrdersFromOthersCarts",
        "ViewOthersShoppingLists",
        "CreateApprovalRules",
        "UpdateApprovalRules",
        "UpdateApprovalFlows",
    ];
    let all: Vec<&str> = OWN.iter().chain(&all).copied().collect();
    shop.seed(json!({
        "associate-roles": [
            {"key": "buyer", "permissions": OWN},
            {"key": "admin", "permissions": all, "buyerAssignable": false},
        ],
        "business-units": [
            {
                "key": "acme", "unitType": "Company", "name": "Acme",
                "associates": [associate("ann", "buyer", "Disabled"), associate("vip", "admin", "Enabled")],
            },
            {"key": "north", "unitType": "Division", "name": "North", "parentUnit": unit("acme")},
            {"key": "other", "unitType": "Company", "name": "Other"},
        ],
    }));
    shop
}

pub(crate) fn unit(key: &str) -> Value {
    json!({"typeId": "business-unit", "key": key})
}

pub(crate) fn role(key: &str) -> Value {
    json!({"typeId": "associate-role", "key": key})
}

pub(crate) fn associate(customer: &str, of: &str, inheritance: &str) -> Value {
    json!({
        "customer": {"typeId": "customer", "key": customer},
        "associateRoleAssignments": [{"associateRole": role(of), "inheritance": inheritance}],
    })
}

pub(crate) async fn id(shop: &Shop, customer: &str) -> String {
    carts::id(shop, &format!("/customers/key={customer}")).await
}

/// A business unit.
async fn read(shop: &Shop, key: &str) -> Value {
    let unit = shop.get(&format!("/business-units/key={key}")).await;
    assert_eq!(unit.status, 200, "{}", unit.text);
    unit.json()
}

/// Applies an action to a business unit as it is.
async fn act(shop: &Shop, key: &str, action: Value) -> Answer {
    let version = read(shop, key).await["version"].as_u64().unwrap();
    let path = format!("/business-units/key={key}");
    shop.update(&path, version, json!([action])).await
}

/// The same, and gives what the business unit has become.
async fn acted(shop: &Shop, key: &str, action: Value) -> Value {
    let answer = act(shop, key, action.clone()).await;
    assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    let answer = answer.json();
    assert_eq!(read(shop, key).await, answer);
    answer
}

/// The status and the code with which an action is refused, after which the business unit is as it was.
async fn refused(shop: &Shop, key: &str, action: Value) -> (u16, String) {
    let before = read(shop, key).await;
    let answer = act(shop, key, action).await;
    assert_eq!(read(shop, key).await, before);
    carts::code(&answer)
}

/// The last message of a type.
async fn told(shop: &Shop, of: &str) -> Value {
    let path = format!("/messages?where=type%3D%22{of}%22&sort=sequenceNumber%20desc");
    let page = shop.get(&path).await.json();
    page["results"][0].clone()
}

/// Changes the permissions of the role `buyer`.
async fn permit(shop: &Shop, permissions: &[&str]) {
    let path = "/associate-roles/key=buyer";
    let version = shop.get(path).await.json()["version"].as_u64().unwrap();
    let action = json!({"action": "setPermissions", "permissions": permissions});
    let changed = shop.update(path, version, json!([action])).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
}

/// The permissions that a refusal says are missing.
fn lacks(answer: &Answer) -> Vec<String> {
    let (status, code, _) = answer.refusal();
    assert_eq!((status, code.as_str()), (403, "AssociateMissingPermission"));
    let permissions = answer.json()["errors"][0]["permissions"].clone();
    serde_json::from_value(permissions).unwrap()
}
