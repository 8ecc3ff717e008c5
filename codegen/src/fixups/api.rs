//! The corrections of the HTTP API of commercetools.

use crate::model::{Api, Resource, Shape, TypeRef};

use super::{Fixup, TAGS_HAVE_A_DISCRIMINATOR};

pub(super) const FIXUPS: &[Fixup] = &[
    Fixup {
        name: "customers_are_named_in_scopes_by_their_ids",
        correct: customers_are_named_in_scopes_by_their_ids,
    },
    Fixup {
        name: "guests_are_named_in_scopes_by_their_ids",
        correct: guests_are_named_in_scopes_by_their_ids,
    },
    Fixup {
        name: "discount_codes_are_viewed_by_a_scope_without_a_space",
        correct: discount_codes_are_viewed_by_a_scope_without_a_space,
    },
    Fixup {
        name: "an_applied_order_edit_is_a_reference",
        correct: an_applied_order_edit_is_a_reference,
    },
    Fixup {
        name: "a_recurring_order_has_an_origin_order_only_if_an_order_brought_it_about",
        correct: a_recurring_order_has_an_origin_order_only_if_an_order_brought_it_about,
    },
    TAGS_HAVE_A_DISCRIMINATOR,
];

/// The orders of a customer (`/me/orders`, also in a store) name the scope `customer:{customerId}`, which no token can
/// have. All other operations below `/me`, the list of scopes in the same specification and
/// <https://docs.commercetools.com/api/scopes> have `customer_id:{id}`.
fn customers_are_named_in_scopes_by_their_ids(api: &mut Api) -> bool {
    rename_scope(api, "customer:{customerId}", "customer_id:{id}")
}

/// The same operations name the scope of a guest `anonymous_id:{anonymousId}`, all others `anonymous_id:{id}`.
fn guests_are_named_in_scopes_by_their_ids(api: &mut Api) -> bool {
    rename_scope(api, "anonymous_id:{anonymousId}", "anonymous_id:{id}")
}

/// Two operations of discount codes name the scope with a space before it, which no scope can have
/// ([RFC 6749, section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)); all others name it without.
fn discount_codes_are_viewed_by_a_scope_without_a_space(api: &mut Api) -> bool {
    let scope = "view_discount_codes:{projectKey}";
    rename_scope(api, &format!(" {scope}"), scope)
}

/// The message about an applied order edit contains an `OrderEdit` according to the specification. The example of the same
/// specification (`examples/order-edits.example.json`) contains a reference, like all other resources in messages, and none
/// of the required properties of an `OrderEdit`.
fn an_applied_order_edit_is_a_reference(api: &mut Api) -> bool {
    let mut is_changed = true;
    for name in ["OrderEditAppliedMessage", "OrderEditAppliedMessagePayload"] {
        is_changed &= retype(api, name, "edit", "OrderEdit", "OrderEditReference");
    }
    is_changed
}

/// A recurring order requires its `originOrder` according to the specification, whose own description of the field says
/// that one created by `POST /recurring-orders` has none
/// (<https://docs.commercetools.com/api/projects/recurring-orders#recurringorder>).
fn a_recurring_order_has_an_origin_order_only_if_an_order_brought_it_about(api: &mut Api) -> bool {
    let of = api.types.get_mut("RecurringOrder");
    let Some(Shape::Object(object)) = of.map(|of| &mut of.shape) else {
        return false;
    };
    let mut fields = object.fields.iter_mut();
    let field = fields.find(|field| field.name == "originOrder");
    field.is_some_and(|field| std::mem::replace(&mut field.required, false))
}

/// Replaces a scope in every operation.
fn rename_scope(api: &mut Api, from: &str, to: &str) -> bool {
    let mut is_changed = false;
    let mut open: Vec<&mut Resource> = api.resources.iter_mut().collect();
    while let Some(resource) = open.pop() {
        for method in &mut resource.methods {
            if method.scopes.remove(from) {
                method.scopes.insert(to.to_owned());
                is_changed = true;
            }
        }
        open.extend(&mut resource.resources);
    }
    is_changed
}

/// Gives a property of a type another type.
fn retype(api: &mut Api, name: &str, property: &str, from: &str, to: &str) -> bool {
    if !api.types.contains_key(to) {
        return false;
    }
    let Some(Shape::Object(object)) = api.types.get_mut(name).map(|of| &mut of.shape) else {
        return false;
    };
    let field = object
        .fields
        .iter_mut()
        .find(|field| field.name == property);
    match field.map(|field| &mut field.of) {
        Some(TypeRef::Named(named)) if named == from => {
            *named = to.to_owned();
            true
        }
        _ => false,
    }
}
