//! Messages about payments without a regular form.

use serde_json::{Value, json};

use crate::kind::{Done, Object};
use crate::message::Message;
use crate::project::Project;

/// The actions about a part of `paymentMethodInfo`: action, message, the field, and the names of the new and the old value
/// in the message.
const METHOD_INFO: [(&str, &str, &str, &str, &str); 5] = [
    (
        "setMethodInfoInterface",
        "PaymentMethodInfoInterfaceSet",
        "paymentInterface",
        "interface",
        "oldInterface",
    ),
    (
        "setMethodInfoInterfaceAccount",
        "PaymentMethodInfoInterfaceAccountSet",
        "interfaceAccount",
        "interfaceAccount",
        "oldInterfaceAccount",
    ),
    (
        "setMethodInfoMethod",
        "PaymentMethodInfoMethodSet",
        "method",
        "method",
        "oldMethod",
    ),
    (
        "setMethodInfoName",
        "PaymentMethodInfoNameSet",
        "name",
        "name",
        "oldName",
    ),
    (
        "setMethodInfoToken",
        "PaymentMethodInfoTokenSet",
        "token",
        "token",
        "oldToken",
    ),
];

/// The messages about what was done; `None` if they have the regular form.
pub(super) fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, (before, after)) = done else {
        return None;
    };
    let name = action.get("action").and_then(Value::as_str)?;
    let message = match name {
        "addInterfaceInteraction" => {
            let interactions = after.get("interfaceInteractions")?.as_array()?;
            let interaction = interactions.last().cloned();
            project.message("PaymentInteractionAdded", &|field| match field {
                "interaction" => interaction.clone(),
                _ => None,
            })
        }
        "setMethodInfoCustomType" | "setMethodInfoCustomField" => {
            let custom =
                |payment: &'_ Object| payment.get("paymentMethodInfo")?.get("custom").cloned();
            let (before, after) = (custom(before), custom(after));
            let states = (before.as_ref(), after.as_ref());
            project.custom_message("PaymentMethodInfo", action, states)
        }
        "transitionState" => {
            let force = action.get("force").filter(|force| !force.is_null());
            let force = force.cloned().unwrap_or(json!(false));
            project.message("PaymentStatusStateTransition", &|field| match field {
                "state" => after.get("paymentStatus")?.get("state").cloned(),
                "force" => Some(force.clone()),
                _ => None,
            })
        }
        "setTransactionInterfaceId" => {
            let id = action.get("transactionId")?;
            let interface_id = |payment: &Object| {
                let mut transactions = super::transactions(payment);
                let found = transactions.find(|of| of.get("id") == Some(id))?;
                found.get("interfaceId").cloned()
            };
            project.message("PaymentTransactionInterfaceIdSet", &|field| match field {
                "transactionId" => Some(id.clone()),
                "newInterfaceId" => interface_id(after),
                "oldInterfaceId" => interface_id(before),
                _ => None,
            })
        }
        _ => {
            let mut rows = METHOD_INFO.iter();
            let (_, message, field, new, old) = rows.find(|(action, ..)| *action == name)?;
            let value = |payment: &Object| payment.get("paymentMethodInfo")?.get(field).cloned();
            project.message(message, &|name| match name {
                _ if name == *new => value(after),
                _ if name == *old => value(before),
                _ => None,
            })
        }
    };
    Some(message.into_iter().collect())
}
