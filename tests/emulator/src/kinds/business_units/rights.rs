//! What the roles of associates permit in business units.

use axum::http::StatusCode;
use serde_json::json;

use super::associates::{check_active, has, not_found, owner, permissions, unit_of};
use crate::kind::Object;
use crate::object::{given, text_or_empty};
use crate::project::{Project, Seen};
use crate::refusal::{Problem, Refusal};

/// An operation on a resource of a business unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    View,
    Create,
    Update,
    Delete,
}

/// What an associate needs: the permission for own resources, the permission for resources of others, and the name of the
/// operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Right {
    pub(crate) own: &'static str,
    pub(crate) others: &'static str,
    pub(crate) what: &'static str,
}

/// By the type of the resource. Operations that are not listed only require being an associate.
const RIGHTS: &[(&str, Deed, [&str; 3])] = &[
    (
        "Cart",
        Deed::View,
        ["ViewMyCarts", "ViewOthersCarts", "view carts"],
    ),
    (
        "Cart",
        Deed::Create,
        ["CreateMyCarts", "CreateOthersCarts", "create carts"],
    ),
    (
        "Cart",
        Deed::Update,
        ["UpdateMyCarts", "UpdateOthersCarts", "update carts"],
    ),
    (
        "Cart",
        Deed::Delete,
        ["DeleteMyCarts", "DeleteOthersCarts", "delete carts"],
    ),
    (
        "Order",
        Deed::View,
        ["ViewMyOrders", "ViewOthersOrders", "view orders"],
    ),
    (
        "Order",
        Deed::Create,
        [
            "CreateMyOrdersFromMyCarts",
            "CreateOrdersFromOthersCarts",
            "create orders from carts",
        ],
    ),
    (
        "Order",
        Deed::Update,
        ["UpdateMyOrders", "UpdateOthersOrders", "update orders"],
    ),
    (
        "ShoppingList",
        Deed::View,
        [
            "ViewMyShoppingLists",
            "ViewOthersShoppingLists",
            "view shopping lists",
        ],
    ),
    (
        "ShoppingList",
        Deed::Create,
        [
            "CreateMyShoppingLists",
            "CreateOthersShoppingLists",
            "create shopping lists",
        ],
    ),
    (
        "ShoppingList",
        Deed::Update,
        [
            "UpdateMyShoppingLists",
            "UpdateOthersShoppingLists",
            "update shopping lists",
        ],
    ),
    (
        "ShoppingList",
        Deed::Delete,
        [
            "DeleteMyShoppingLists",
            "DeleteOthersShoppingLists",
            "delete shopping lists",
        ],
    ),
    (
        "Quote",
        Deed::View,
        ["ViewMyQuotes", "ViewOthersQuotes", "view quotes"],
    ),
    (
        "QuoteRequest",
        Deed::View,
        [
            "ViewMyQuoteRequests",
            "ViewOthersQuoteRequests",
            "view quote requests",
        ],
    ),
    (
        "QuoteRequest",
        Deed::Create,
        [
            "CreateMyQuoteRequestsFromMyCarts",
            "CreateQuoteRequestsFromOthersCarts",
            "create quote requests from carts",
        ],
    ),
    (
        "QuoteRequest",
        Deed::Update,
        [
            "UpdateMyQuoteRequests",
            "UpdateOthersQuoteRequests",
            "update quote requests",
        ],
    ),
    (
        "ApprovalRule",
        Deed::Create,
        [
            "CreateApprovalRules",
            "CreateApprovalRules",
            "create approval rules",
        ],
    ),
    (
        "ApprovalRule",
        Deed::Update,
        [
            "UpdateApprovalRules",
            "UpdateApprovalRules",
            "update approval rules",
        ],
    ),
    (
        "ApprovalFlow",
        Deed::Update,
        [
            "UpdateApprovalFlows",
            "UpdateApprovalFlows",
            "update approval flows",
        ],
    ),
];

/// Operations below `/me` that need a permission, in addition to quotes, whose permissions depend on the action. Others
/// need none.
const OF_CUSTOMERS: &[(&str, Deed)] = &[("Order", Deed::Create)];

fn right(state: &str, deed: Deed) -> Option<Right> {
    let mut rights = RIGHTS.iter();
    let (.., [own, others, what]) = rights.find(|(of, one, _)| *of == state && *one == deed)?;
    Some(Right { own, others, what })
}

/// The resources of a business unit that are visible.
#[derive(Clone, Debug)]
pub(crate) enum Sight {
    All,
    /// Those of this customer.
    Own(String),
}

impl Sight {
    pub(crate) fn has(&self, resource: &Object) -> bool {
        match self {
            Self::All => true,
            Self::Own(id) => owner(resource) == Some(id),
        }
    }
}
/// Fails if the business unit of a path does not exist.
pub(crate) fn check_path(project: &Project, seen: Seen<'_>) -> Result<(), Refusal> {
    match seen.view.is_of_unit {
        true => unit_of(project, seen.caller).map(drop),
        false => Ok(()),
    }
}

/// The business unit of a path, and the associate who acts there; `None` for other paths.
fn acting<'p, 'c>(
    project: &'p Project,
    seen: Seen<'c>,
) -> Result<Option<(&'p Object, &'c str)>, Refusal> {
    let id = seen.caller.associate.as_deref();
    let id = id.filter(|_| seen.view.is_of_unit);
    id.map(|id| Ok((unit_of(project, seen.caller)?, id)))
        .transpose()
}

/// The business unit of a resource, and the customer who acts on it below `/me`; `None` for other paths and for resources
/// without a business unit.
fn acting_below_me<'p, 'c>(
    project: &'p Project,
    seen: Seen<'c>,
    resource: &Object,
) -> Result<Option<(&'p Object, &'c str)>, Refusal> {
    let id = seen.caller.holder.customer_id.as_deref();
    let id = id.filter(|_| seen.view.is_own);
    match (id, given(resource, "businessUnit")) {
        (Some(id), Some(unit)) => Ok(Some((project.find("business-unit", unit)?, id))),
        _ => Ok(None),
    }
}

/// The resources of a path that an associate can see. Fails if the roles permit to see none.
pub(crate) fn sight(project: &Project, seen: Seen<'_>) -> Result<Sight, Refusal> {
    let Some((unit, id)) = acting(project, seen)? else {
        return Ok(Sight::All);
    };
    let Some(right) = right(&seen.kind.state, Deed::View) else {
        return check_is_associate(unit, id).map(|()| Sight::All);
    };
    let permissions = permissions(project, unit, id);
    if permissions.contains(right.others) {
        return Ok(Sight::All);
    }
    match permissions.contains(right.own) {
        true => Ok(Sight::Own(id.to_owned())),
        false => Err(missing(
            unit,
            id,
            None,
            &[right.own, right.others],
            right.what,
        )),
    }
}

/// Fails if the roles of an associate do not permit an operation on a resource of a business unit, in its paths or below
/// `/me`.
pub(crate) fn check(
    project: &Project,
    seen: Seen<'_>,
    deed: Deed,
    resource: &Object,
) -> Result<(), Refusal> {
    let state = seen.kind.state.as_str();
    if seen.view.is_own && !OF_CUSTOMERS.contains(&(state, deed)) {
        return Ok(());
    }
    if let Some(right) = right(state, deed) {
        return check_with(project, seen, deed, right, resource);
    }
    let Some((unit, id)) = acting(project, seen)? else {
        return Ok(());
    };
    check_is_associate(unit, id)?;
    check_use(unit, deed)
}

/// Like [`check`], with a right other than that of the kind. Below `/me` it is about the business unit of the resource.
pub(crate) fn check_with(
    project: &Project,
    seen: Seen<'_>,
    deed: Deed,
    right: Right,
    resource: &Object,
) -> Result<(), Refusal> {
    let acting = match acting(project, seen)? {
        None => acting_below_me(project, seen, resource)?,
        acting => acting,
    };
    let Some((unit, id)) = acting else {
        return Ok(());
    };
    check_right(project, (unit, id), deed, right, owner(resource))?;
    check_use(unit, deed)
}

/// Fails if an inactive business unit is used for more than reading.
fn check_use(unit: &Object, deed: Deed) -> Result<(), Refusal> {
    match deed {
        Deed::View => Ok(()),
        Deed::Create | Deed::Update | Deed::Delete => check_active(unit),
    }
}

/// Fails if an associate may not create resources at a path for anybody. The created resource names its customer and is
/// checked again.
pub(crate) fn check_creation(project: &Project, seen: Seen<'_>) -> Result<(), Refusal> {
    let Some((unit, id)) = acting(project, seen)? else {
        return Ok(());
    };
    let Some(Right { own, others, what }) = right(&seen.kind.state, Deed::Create) else {
        return check_is_associate(unit, id);
    };
    let permissions = permissions(project, unit, id);
    match permissions.contains(own) || permissions.contains(others) {
        true => Ok(()),
        false => Err(missing(unit, id, None, &[own], what)),
    }
}

fn check_right(
    project: &Project,
    (unit, id): (&Object, &str),
    deed: Deed,
    right: Right,
    owner: Option<&str>,
) -> Result<(), Refusal> {
    let Right { own, others, what } = right;
    let permissions = permissions(project, unit, id);
    let is_own = owner == Some(id);
    // Who may see resources of others may also see their own.
    let sees_all = deed == Deed::View && permissions.contains(others);
    let needed = if is_own { own } else { others };
    if sees_all || permissions.contains(needed) {
        return Ok(());
    }
    Err(match (deed, is_own) {
        (Deed::View, true) => missing(unit, id, None, &[own, others], what),
        _ => missing(unit, id, owner.filter(|_| !is_own), &[needed], what),
    })
}

/// Fails if an associate does not have a permission that concerns the business unit itself.
pub(super) fn require(
    project: &Project,
    (unit, id): (&Object, &str),
    permission: &str,
    what: &str,
) -> Result<(), Refusal> {
    match permissions(project, unit, id).contains(permission) {
        true => Ok(()),
        false => Err(missing(unit, id, None, &[permission], what)),
    }
}

fn check_is_associate(unit: &Object, id: &str) -> Result<(), Refusal> {
    match has(unit, id) {
        true => Ok(()),
        false => Err(not_found(text_or_empty(unit, "key"))),
    }
}

fn missing(
    unit: &Object,
    id: &str,
    on_behalf: Option<&str>,
    permissions: &[&str],
    what: &str,
) -> Refusal {
    let key = text_or_empty(unit, "key");
    let of_whom = on_behalf.map(|id| format!(" for customer '{id}'"));
    let needed: Vec<String> = permissions.iter().map(|of| format!("'{of}'")).collect();
    let message = format!(
        "Associate '{id}' has no rights to {what}{} in business-unit '{key}'. Needs {}.",
        of_whom.unwrap_or_default(),
        needed.join(" or ")
    );
    let customer = |id: &str| json!({"typeId": "customer", "id": id});
    let mut problem = Problem::new("AssociateMissingPermission", message)
        .with("associate", customer(id))
        .with(
            "businessUnit",
            json!({"typeId": "business-unit", "key": key}),
        )
        .with("permissions", json!(permissions));
    if let Some(id) = on_behalf {
        problem = problem.with("associateOnBehalf", customer(id));
    }
    Refusal::new(StatusCode::FORBIDDEN, problem)
}
