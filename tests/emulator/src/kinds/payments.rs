//! Payments: transactions, interactions with the payment service, and what customers may do with their own payments.
//!
//! Sources: <https://docs.commercetools.com/api/projects/payments>, <https://docs.commercetools.com/api/projects/me-payments>.

mod mine;
mod told;

use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{Object, Row, Stage};
use crate::kinds::states;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/payments";

pub(crate) const ROW: Row = Row {
    views: &[mine::PATH],
    complete,
    actions: &[
        ("addInterfaceInteraction", add_interface_interaction),
        ("addTransaction", add_transaction),
        ("setAnonymousId", set_anonymous_id),
        ("setInterfaceId", set_interface_id),
        ("setMethodInfoInterface", set_method_info_interface),
    ],
    messages: told::messages,
    routes: &[
        ("GET", mine::PATH, mine::call, Coverage::Full),
        ("POST", mine::PATH, mine::call, Coverage::Full),
        ("GET", mine::ONE, mine::call, Coverage::Full),
        ("POST", mine::ONE, mine::call, Coverage::Generic),
        ("DELETE", mine::ONE, mine::call, Coverage::Full),
    ],
    ..Row::of(PATH)
};

/// Checks rules that the types do not contain.
fn complete(project: &Project, _: Stage<'_>, payment: &mut Object) -> Result<(), Refusal> {
    check_state(project, payment)?;
    check_interface_id(project, payment)?;
    check_transaction_ids(project, payment)
}

/// The state of a payment must be a state for payments.
fn check_state(project: &Project, payment: &Object) -> Result<(), Refusal> {
    let status = payment.get("paymentStatus");
    let Some(state) = status.and_then(|status| status.get("state")) else {
        return Ok(());
    };
    states::check_type(project, state, "PaymentState")
}

/// The id of a payment must be unique within a payment service.
fn check_interface_id(project: &Project, payment: &Object) -> Result<(), Refusal> {
    let Some(id) = payment.get("interfaceId") else {
        return Ok(());
    };
    let is_same = |other: &Object| {
        other.get("interfaceId") == Some(id)
            && interface(other) == interface(payment)
            && other.get("id") != payment.get("id")
    };
    match project.all(PATH).iter().any(is_same) {
        true => Err(duplicate("interfaceId", id)),
        false => Ok(()),
    }
}

/// The id of a transaction must be unique within a payment service.
fn check_transaction_ids(project: &Project, payment: &Object) -> Result<(), Refusal> {
    let interface_id = |transaction: &Value| transaction.get("interfaceId").cloned();
    let ids: Vec<Value> = transactions(payment).filter_map(interface_id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let others = project.all(PATH).iter();
    let others = others.filter(|other| other.get("id") != payment.get("id"));
    let others = others.flat_map(transactions).filter_map(interface_id);
    let mut known: Vec<Value> = others.collect();
    for id in ids {
        if known.contains(&id) {
            return Err(duplicate("transactions.interfaceId", &id));
        }
        known.push(id);
    }
    Ok(())
}

fn add_interface_interaction(
    project: &Project,
    payment: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let interaction = project.custom_of_type(action)?;
    push(payment, "interfaceInteractions", interaction);
    Ok(())
}

fn add_transaction(
    project: &Project,
    payment: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let draft = action.get("transaction").unwrap_or(&Value::Null);
    let transaction = transaction(project, draft)?;
    push(payment, "transactions", Some(transaction));
    Ok(())
}

/// The transaction of a draft.
fn transaction(project: &Project, draft: &Value) -> Result<Value, Refusal> {
    project.built(draft, ("TransactionDraft", "Transaction"))
}

fn set_anonymous_id(_: &Project, payment: &mut Object, action: &Object) -> Result<(), Refusal> {
    if payment.contains_key("customer") {
        let message = "The payment belongs to a customer, so that it gets no anonymousId.";
        return Err(Refusal::invalid_operation(message));
    }
    match action.get("anonymousId").filter(|id| !id.is_null()) {
        Some(id) => payment.insert("anonymousId".to_owned(), id.clone()),
        None => payment.remove("anonymousId"),
    };
    Ok(())
}

fn set_interface_id(_: &Project, payment: &mut Object, action: &Object) -> Result<(), Refusal> {
    let id = action.get("interfaceId");
    set_once(payment, "interfaceId", id)
}

fn set_method_info_interface(
    _: &Project,
    payment: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let info = payment
        .entry("paymentMethodInfo")
        .or_insert_with(|| json!({}));
    match info.as_object_mut() {
        Some(info) => set_once(info, "paymentInterface", action.get("interface")),
        None => Ok(()),
    }
}

/// Sets a field that cannot be changed once it is set.
fn set_once(object: &mut Object, name: &str, value: Option<&Value>) -> Result<(), Refusal> {
    let (Some(value), old) = (value, object.get(name)) else {
        return Ok(());
    };
    if old.is_some_and(|old| old != value) {
        let message = format!("The field '{name}' has a value already, which cannot be changed.");
        return Err(Refusal::invalid_operation(&message));
    }
    object.insert(name.to_owned(), value.clone());
    Ok(())
}

fn push(payment: &mut Object, list: &str, value: Option<Value>) {
    let list = payment.entry(list).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.extend(value);
    }
}

fn transactions(payment: &Object) -> impl Iterator<Item = &Value> {
    let transactions = payment.get("transactions").and_then(Value::as_array);
    transactions.into_iter().flatten()
}

fn interface(payment: &Object) -> Option<&Value> {
    payment.get("paymentMethodInfo")?.get("paymentInterface")
}

fn duplicate(field: &str, value: &Value) -> Refusal {
    Refusal::bad_request(Problem::duplicate(
        field,
        value.as_str().unwrap_or_default(),
    ))
}
