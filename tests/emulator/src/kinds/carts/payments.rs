//! The payments of carts.

use serde_json::{Value, json};

use super::PATH;
use crate::kind::Object;
use crate::kinds::orders;
use crate::object::{list_mut, text};
use crate::project::Project;
use crate::refusal::Refusal;

/// `addPayment`: a payment is for one cart or order only.
pub(super) fn add(project: &Project, cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    let payment = payment(project, action)?;
    let is_other = |other: &&Object| other.get("id") != cart.get("id") && has(other, &payment);
    let mut carts = project.all(PATH).iter().filter(is_other);
    let is_active = |cart: &Object| text(cart, "cartState") == Some("Active");
    if carts.any(is_active)
        || project
            .all(orders::PATH)
            .iter()
            .any(|order| has(order, &payment))
    {
        let message = "The payment is assigned to another order or active cart already.";
        return Err(Refusal::invalid_operation(message));
    }
    if !has(cart, &payment) {
        let info = cart.entry("paymentInfo").or_insert_with(|| json!({}));
        if let Some(info) = info.as_object_mut() {
            list_mut(info, "payments")?.push(payment);
        }
    }
    Ok(())
}

/// `removePayment`.
pub(super) fn remove(project: &Project, cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    let payment = payment(project, action)?;
    if !has(cart, &payment) {
        return Err(Refusal::invalid_operation(
            "The cart does not have this payment.",
        ));
    }
    if let Some(info) = cart.get_mut("paymentInfo").and_then(Value::as_object_mut) {
        let payments = list_mut(info, "payments")?;
        payments.retain(|of| *of != payment);
        if payments.is_empty() {
            cart.remove("paymentInfo");
        }
    }
    Ok(())
}

/// The reference to the payment that an action names.
pub(in crate::kinds) fn payment(project: &Project, action: &Object) -> Result<Value, Refusal> {
    let payment = action.get("payment").unwrap_or(&Value::Null);
    let payment = project.find("payment", payment)?;
    Ok(json!({"typeId": "payment", "id": payment.get("id")}))
}

/// Whether a cart or an order has a payment.
pub(in crate::kinds) fn has(of: &Object, payment: &Value) -> bool {
    let payments = of.get("paymentInfo").and_then(|info| info.get("payments"));
    let payments = payments.and_then(Value::as_array);
    let is = |of: &Value| of.get("id") == payment.get("id");
    payments.is_some_and(|payments| payments.iter().any(is))
}
