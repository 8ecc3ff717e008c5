//! The computed values of a cart.

use serde_json::{Value, json};

use super::draft::currency;
use super::{
    discounts, line_items, prices, products, recurrence, shipping, shipping_details, tax_amounts,
    taxes,
};
use crate::kind::Object;
use crate::money::{Rounding, cents, times};
use crate::object::{elements, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::Refusal;

/// Sets the prices, the taxes and the totals of a cart. The prices of a frozen cart are unchanged.
pub(super) fn set(project: &Project, cart: &mut Object) -> Result<(), Refusal> {
    let is_frozen = text(cart, "cartState") == Some("Frozen");
    let mut lines = super::draft::take(cart, "lineItems");
    let mut custom_lines = super::draft::take(cart, "customLineItems");
    let is_empty = lines.is_empty() && custom_lines.is_empty();
    if !is_frozen && !is_empty {
        discounts::check_carts(project, cart)?;
    }
    let mut quantities = 0_i64;
    for line in lines.iter_mut().filter_map(Value::as_object_mut) {
        if !is_frozen {
            if prices::is_selected(line) && !recurrence::has_fixed_price(cart, line) {
                prices::select(project, cart, line)?;
            }
            prices::set_total(cart, line)?;
        }
        let quantity = whole_at(line, "quantity").unwrap_or_default();
        line.insert("state".to_owned(), line_items::state(quantity));
        shipping_details::set_valid(line)?;
        quantities = super::draft::sum(quantities, quantity)?;
    }
    for line in custom_lines.iter_mut().filter_map(Value::as_object_mut) {
        set_custom_total(cart, line)?;
        let quantity = whole_at(line, "quantity").unwrap_or_default();
        line.insert("state".to_owned(), line_items::state(quantity));
        shipping_details::set_valid(line)?;
    }
    cart.insert("lineItems".to_owned(), Value::Array(lines));
    cart.insert("customLineItems".to_owned(), Value::Array(custom_lines));
    shipping::refresh(project, cart)?;
    taxes::set(project, cart)?;
    set_price(cart)?;
    let is_any = elements(cart, "lineItems").next().is_some();
    let quantities = is_any.then(|| json!(quantities));
    put(cart, "totalLineItemQuantity", quantities);
    Ok(())
}

/// Sets the total price of a cart.
pub(super) fn set_price(cart: &mut Object) -> Result<(), Refusal> {
    let total = goods(cart) + shipping::price(cart);
    let total = cents(total, currency(cart))?;
    cart.insert("totalPrice".to_owned(), total);
    if text(cart, "taxMode") == Some("ExternalAmount") {
        tax_amounts::keep(cart, "totalPrice");
    }
    Ok(())
}

/// Sets the total price of a custom line item.
pub(super) fn set_custom_total(cart: &Object, line: &mut Object) -> Result<(), Refusal> {
    let quantity = whole_at(line, "quantity").unwrap_or_default();
    let rounding = Rounding::of(cart.get("priceRoundingMode"));
    let money = line.get("money").unwrap_or(&Value::Null);
    let total = times(money, quantity, rounding)?;
    line.insert("totalPrice".to_owned(), cents(total, currency(cart))?);
    Ok(())
}

/// The total price of the items of a cart.
pub(super) fn goods(cart: &Object) -> i128 {
    let lists = ["lineItems", "customLineItems"].into_iter();
    let items = lists.flat_map(|list| elements(cart, list));
    let totals = items.filter_map(|item| item.get("totalPrice")?.get("centAmount")?.as_i64());
    totals.map(i128::from).sum()
}

/// `recalculate`, which also updates the product data of line items if requested. The prices are updated after all actions.
pub(super) fn update_product_data(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    match action.get("updateProductData") == Some(&json!(true)) {
        true => bring_up_to_date(project, cart),
        false => Ok(()),
    }
}

/// Updates the product data of line items.
pub(super) fn bring_up_to_date(project: &Project, cart: &mut Object) -> Result<(), Refusal> {
    let store = cart.get("store").cloned();
    for line in list_mut(cart, "lineItems")? {
        if let Some(line) = line.as_object_mut()
            && let Some(of) = products::of_line(project, line)
        {
            products::set(line, &of.in_store(project, store.as_ref()));
        }
    }
    Ok(())
}
