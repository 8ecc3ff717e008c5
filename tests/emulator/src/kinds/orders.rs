//! Orders: created from carts and quotes, or imported; their states, payments, deliveries and returns. Financial changes
//! are order edits: see `order_edits`.
//!
//! Not emulated, and answered with 501: orders from carts that reserve stock, several shipping methods, and cases without
//! documentation: a second order from a quote, and orders from the quotation carts of staged quotes.
//!
//! Source: <https://docs.commercetools.com/api/projects/orders>.

mod actions;
mod deliveries;
mod from_cart;
mod from_quote;
mod import;
mod item_states;
mod payments;
mod repeated;
mod returns;
mod told;

pub(crate) use from_cart::{cart_of, check, check_shipping_method};
pub(crate) use repeated::repeat;

use serde_json::json;

use crate::coverage::Coverage;
use crate::kind::{Object, Row, Stage};
use crate::kinds::inventory::stock;
use crate::kinds::{carts, states};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const PATH: &str = "/{projectKey}/orders";
const OF_STORE: &str = "/{projectKey}/in-store/key={storeKey}/orders";
const MINE: &str = "/{projectKey}/me/orders";
const OF_UNIT: &str =
    "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/orders";
const MINE_OF_STORE: &str = "/{projectKey}/in-store/key={storeKey}/me/orders";

pub(crate) const ROW: Row = Row {
    unique: &["orderNumber"],
    views: &[OF_STORE, MINE, MINE_OF_STORE, OF_UNIT],
    by_hand: &["id", "cart", "quote", "version", "custom"],
    complete,
    actions: &[
        ("addDelivery", deliveries::add),
        ("addItemShippingAddress", carts::addresses::add_item),
        ("addParcelToDelivery", deliveries::add_parcel),
        ("addPayment", payments::add),
        ("addReturnInfo", returns::add),
        ("importCustomLineItemState", item_states::import_custom),
        ("importLineItemState", item_states::import),
        ("removeDelivery", deliveries::remove),
        ("removeItemShippingAddress", carts::addresses::remove_item),
        ("removeParcelFromDelivery", deliveries::remove_parcel),
        ("removePayment", payments::remove),
        (
            "setCustomLineItemShippingDetails",
            actions::set_custom_shipping_details,
        ),
        ("setCustomerId", actions::set_customer),
        ("setDeliveryAddress", deliveries::set_address),
        ("setDeliveryItems", deliveries::set_items),
        ("setLineItemShippingDetails", actions::set_shipping_details),
        ("setOrderNumber", actions::set_number),
        ("setParcelItems", deliveries::set_parcel_items),
        ("setParcelMeasurements", deliveries::set_parcel_measurements),
        (
            "setParcelTrackingData",
            deliveries::set_parcel_tracking_data,
        ),
        ("setReturnInfo", returns::set),
        ("setReturnPaymentState", returns::set_payment_state),
        ("setReturnShipmentState", returns::set_shipment_state),
        ("setBillingAddress", carts::addresses::set_billing),
        ("setShippingAddress", actions::set_shipping_address),
        ("setStore", actions::set_store),
        (
            "transitionCustomLineItemState",
            item_states::transition_custom,
        ),
        ("transitionLineItemState", item_states::transition),
        ("updateItemShippingAddress", carts::addresses::update_item),
        ("updateSyncInfo", actions::update_sync_info),
    ],
    messages: told::messages,
    delete,
    routes: &[
        ("POST", PATH, from_cart::create, Coverage::Generic),
        ("POST", OF_STORE, from_cart::create, Coverage::Generic),
        ("POST", MINE, from_cart::create, Coverage::Generic),
        ("POST", MINE_OF_STORE, from_cart::create, Coverage::Generic),
        ("POST", OF_UNIT, from_cart::create, Coverage::Generic),
        (
            "POST",
            "/{projectKey}/orders/import",
            import::create,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/orders/quotes",
            from_quote::create,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/in-store/key={storeKey}/orders/quotes",
            from_quote::create,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/me/orders/quotes",
            from_quote::create,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/orders/quotes",
            from_quote::create,
            Coverage::Generic,
        ),
    ],
    ..Row::of(PATH)
};

fn complete(project: &Project, stage: Stage<'_>, order: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        match draft.contains_key("quote") {
            true => from_quote::take_over(project, draft, order)?,
            false => from_cart::take_over(project, draft, order)?,
        }
        order.insert("returnInfo".to_owned(), json!([]));
        // Drafts of customers do not contain it.
        order.entry("orderState").or_insert_with(|| json!("Open"));
    }
    match order.get("state") {
        Some(state) => states::check_type(project, state, "OrderState"),
        None => Ok(()),
    }
}

/// It is unknown whether the platform gives back the quantities of a deleted order.
fn delete(project: &Project, order: &Object) -> Result<(), Refusal> {
    match stock::has_taken(project, order)? {
        true => Err(Refusal::not_emulated(
            "the deletion of an order that has taken from the stock",
        )),
        false => Ok(()),
    }
}
