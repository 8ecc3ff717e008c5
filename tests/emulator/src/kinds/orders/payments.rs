//! The payments of orders.

use serde_json::{Value, json};

use super::PATH;
use crate::kind::Object;
use crate::kinds::carts;
use crate::kinds::carts::payments::{has, payment};
use crate::object::{list_mut, text};
use crate::project::Project;
use crate::refusal::Refusal;

/// `addPayment`: a payment is for one order or active cart only.
pub(super) fn add(project: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    let payment = payment(project, action)?;
    let is_other = |other: &&Object| other.get("id") != order.get("id") && has(other, &payment);
    let mut orders = project.all(PATH).iter().filter(is_other);
    let mut carts = project.all(carts::PATH).iter().filter(is_other);
    let is_active = |cart: &Object| text(cart, "cartState") == Some("Active");
    if orders.next().is_some() || carts.any(is_active) {
        let message = "The payment is assigned to another order or active cart already.";
        return Err(Refusal::invalid_operation(message));
    }
    if has(order, &payment) {
        return Err(Refusal::invalid_operation(
            "The order has this payment already.",
        ));
    }
    let info = order.entry("paymentInfo").or_insert_with(|| json!({}));
    if let Some(info) = info.as_object_mut() {
        list_mut(info, "payments")?.push(payment);
    }
    Ok(())
}

/// `removePayment`.
pub(super) fn remove(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let payment = payment(project, action)?;
    if !has(order, &payment) {
        return Err(Refusal::invalid_operation(
            "The order does not have this payment.",
        ));
    }
    if let Some(info) = order.get_mut("paymentInfo").and_then(Value::as_object_mut) {
        let payments = list_mut(info, "payments")?;
        payments.retain(|of| *of != payment);
        if payments.is_empty() {
            order.remove("paymentInfo");
        }
    }
    Ok(())
}
