//! Carts: line items, their prices and taxes, shipping, and the effect of a sign-in and of an order.
//!
//! After each change, the prices of line items are selected again, and all totals are computed from the cart: see `totals`.
//! Discounts are not calculated: while one of carts or products is active, and for discount codes and direct discounts, the
//! response is 501. The same applies to carts with several shipping methods, tiers of shipping rates by an input,
//! predicates of shipping methods, and stock that is reserved by carts. Carts do not expire.

pub(super) mod addresses;
mod custom_line_items;
pub(super) mod discounts;
pub(super) mod draft;
pub(super) mod edited;
pub(super) mod imported;
mod limits;
mod line_items;
mod merge;
mod owner;
pub(super) mod payments;
mod prices;
mod products;
pub(super) mod recurrence;
mod routes;
mod shipping;
pub(super) mod shipping_details;
mod state;
mod tax_amounts;
mod taxes;
mod totals;

use crate::kind::{Object, Row, Stage};
use crate::kinds::business_units;
use crate::kinds::project_settings::setting;
use crate::money;
use crate::object::{elements, given, text};
use crate::project::Project;
use crate::refusal::Refusal;

// For the sign-in of customers and for orders.
#[allow(unused_imports)]
pub(crate) use merge::{Guest, MergeMode, Merged, Others, at_sign_in};
#[allow(unused_imports)]
pub(crate) use routes::active_of_customer;
pub(crate) use state::ordered;

pub(crate) const PATH: &str = "/{projectKey}/carts";

pub(crate) const ROW: Row = Row {
    views: &[
        "/{projectKey}/in-store/key={storeKey}/carts",
        "/{projectKey}/me/carts",
        "/{projectKey}/in-store/key={storeKey}/me/carts",
        routes::IN_UNIT,
    ],
    by_hand: &[
        "currency",
        "lineItems",
        "customLineItems",
        "shippingMethod",
        "externalTaxRateForShippingMethod",
        "shippingRateInput",
        "customShipping",
        "shipping",
        "discountCodes",
    ],
    complete,
    actions: &[
        ("addLineItem", line_items::add),
        ("addShoppingList", line_items::add_list),
        ("changeLineItemQuantity", line_items::change_quantity),
        ("removeLineItem", line_items::remove),
        ("setLineItemPrice", line_items::set_price),
        ("setLineItemTotalPrice", line_items::set_total_price),
        ("setLineItemSupplyChannel", line_items::set_supply_channel),
        (
            "setLineItemDistributionChannel",
            line_items::set_distribution_channel,
        ),
        ("setLineItemInventoryMode", line_items::set_inventory_mode),
        ("setLineItemTaxRate", taxes::set_line_item_rate),
        ("addCustomLineItem", custom_line_items::add),
        (
            "changeCustomLineItemQuantity",
            custom_line_items::change_quantity,
        ),
        ("changeCustomLineItemMoney", custom_line_items::change_money),
        ("removeCustomLineItem", custom_line_items::remove),
        ("setCustomLineItemTaxRate", taxes::set_custom_line_item_rate),
        ("changeTaxMode", taxes::change_mode),
        ("setShippingAddress", addresses::set_shipping),
        ("setBillingAddress", addresses::set_billing),
        ("setShippingMethod", shipping::set_method),
        ("setCustomShippingMethod", shipping::set_custom_method),
        ("setShippingMethodTaxRate", shipping::set_rate),
        ("addItemShippingAddress", addresses::add_item),
        ("updateItemShippingAddress", addresses::update_item),
        ("removeItemShippingAddress", addresses::remove_item),
        ("setCustomerId", owner::set_customer),
        ("setCustomerGroup", owner::set_customer_group),
        ("setAnonymousId", owner::set_guest),
        ("setCountry", owner::set_country),
        ("addPayment", payments::add),
        ("removePayment", payments::remove),
        ("setLineItemRecurrenceInfo", recurrence::set_line_item),
        (
            "setCustomLineItemRecurrenceInfo",
            recurrence::set_custom_line_item,
        ),
        ("freezeCart", state::freeze),
        ("unfreezeCart", state::unfreeze),
        ("recalculate", totals::update_product_data),
        ("setLineItemTaxAmount", tax_amounts::set_line_item),
        (
            "setCustomLineItemTaxAmount",
            tax_amounts::set_custom_line_item,
        ),
        ("setShippingMethodTaxAmount", tax_amounts::set_shipping),
        ("setCartTotalTax", tax_amounts::set_cart),
        (
            "setLineItemShippingDetails",
            shipping_details::set_line_item,
        ),
        (
            "setCustomLineItemShippingDetails",
            shipping_details::set_custom_line_item,
        ),
        ("setShippingCustomField", shipping::set_custom_field),
        ("setShippingCustomType", shipping::set_custom_type),
        (
            "applyDeltaToLineItemShippingDetailsTargets",
            shipping_details::apply_to_line_item,
        ),
        (
            "applyDeltaToCustomLineItemShippingDetailsTargets",
            shipping_details::apply_to_custom_line_item,
        ),
        ("setEstimatedDelivery", shipping::set_estimated_delivery),
        (
            "setItemShippingAddressCustomType",
            addresses::set_item_custom_type,
        ),
        (
            "setItemShippingAddressCustomField",
            addresses::set_item_custom_field,
        ),
        // These have no regular form, or another effect than the regular one.
        ("addDiscountCode", not_emulated),
        ("removeDiscountCode", not_emulated),
        ("setDirectDiscounts", not_emulated),
        ("addShippingMethod", not_emulated),
        ("addCustomShippingMethod", not_emulated),
        ("removeShippingMethod", not_emulated),
        ("setShippingRateInput", not_emulated),
        ("setBusinessUnit", business_units::set_unit),
    ],
    permit: state::permit,
    messages: state::messages,
    routes: routes::ROUTES,
    ..Row::of(PATH)
};

/// The values of a cart from the settings of the project, if its draft does not have them.
const OF_PROJECT: [&str; 3] = [
    "deleteDaysAfterLastModification",
    "priceRoundingMode",
    "taxRoundingMode",
];

/// A cart from some of its fields, with the initial values of carts and all computed values.
pub(crate) fn completed(project: &Project, mut cart: Object) -> Result<Object, Refusal> {
    let contract = project.contract;
    if let (Some(sent), Some(received)) = (
        contract.definition("CartDraft"),
        contract.definition("Cart"),
    ) {
        project.building(|build| build.set_defaults(&mut cart, sent, received));
    }
    set_defaults(project, &Object::new(), &mut cart);
    complete(project, Stage::Updated, &mut cart)?;
    Ok(cart)
}

fn complete(project: &Project, stage: Stage<'_>, cart: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        begin(project, draft, cart)?;
    }
    owner::refresh(project, cart);
    totals::set(project, cart)
}

/// Sets what a draft contains in addition to the fields of the same name.
fn begin(project: &Project, draft: &Object, cart: &mut Object) -> Result<(), Refusal> {
    let not_emulated = [
        "shippingRateInput",
        "customShipping",
        "shipping",
        "discountCodes",
    ];
    draft::refuse(draft, &not_emulated, "carts")?;
    if text(draft, "shippingMode") == Some("Multiple") {
        return Err(Refusal::not_emulated(
            "carts with the shipping mode Multiple",
        ));
    }
    state::check_own(draft, cart)?;
    line_items::check_inventory_mode(draft)?;
    let currency = text(draft, "currency").unwrap_or_default();
    cart.insert("totalPrice".to_owned(), money::cents(0, currency)?);
    set_defaults(project, draft, cart);
    owner::begin(project, cart)?;
    business_units::check_belonging(project, cart)?;
    addresses::begin(draft, cart)?;
    for line in elements(draft, "lineItems") {
        line_items::add(project, cart, line)?;
    }
    for line in elements(draft, "customLineItems") {
        custom_line_items::add(project, cart, line)?;
    }
    shipping::begin(project, draft, cart)
}

fn set_defaults(project: &Project, draft: &Object, cart: &mut Object) {
    for name in OF_PROJECT
        .into_iter()
        .filter(|name| given(draft, name).is_none())
    {
        if let Some(value) = setting(project, "carts", name) {
            cart.insert(name.to_owned(), value.clone());
        }
    }
}

fn not_emulated(_: &Project, _: &mut Object, action: &Object) -> Result<(), Refusal> {
    let name = text(action, "action").unwrap_or_default();
    let what = format!("the update action {name} of carts");
    Err(Refusal::not_emulated(&what))
}
