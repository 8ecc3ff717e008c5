//! What customers and guests can do with their own payments: they see fewer fields, and only start what the payment service
//! continues.

use serde_json::{Value, json};

use super::{complete, push, transaction, transactions};
use crate::kind::{Object, Stage};
use crate::project::{Call, Project, Seen};
use crate::refusal::Refusal;
use crate::uniform::Uniform;

pub(super) const PATH: &str = "/{projectKey}/me/payments";
pub(super) const ONE: &str = "/{projectKey}/me/payments/{ID}";

/// The types of transactions that they may add.
const TYPES: [&str; 2] = ["Authorization", "Charge"];

/// The operations of the uniform form below `/me/payments`.
pub(super) fn call(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    let seen = project.seen_at(PATH, &call.caller)?;
    let what = Uniform::of(&operation.method, &operation.path);
    let (_, what) = what.ok_or_else(|| Refusal::not_emulated(&operation.path))?;
    let answer = match &what {
        Uniform::Create => create(project, seen, call)?,
        Uniform::Update(by) | Uniform::Delete(by) => {
            check_open(project.named(seen, by, &call.route)?)?;
            if let Uniform::Update(_) = what {
                check_actions(&project.body(operation, call.body)?)?;
            }
            project.uniform(seen, &what, call)?
        }
        _ => project.uniform(seen, &what, call)?,
    };
    Ok(answer.map(|answer| shown(project, answer)))
}

fn create(
    project: &mut Project,
    seen: Seen<'_>,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    call.parameters.check_uniform(call.route.operation)?;
    let mut draft = project.body(call.route.operation, call.body)?;
    let begun = draft.remove("transaction").filter(|of| !of.is_null());
    let mut payment = project.made(seen, &draft)?;
    if let Some(mut begun) = begun {
        check_type(&begun)?;
        if let Some(begun) = begun.as_object_mut() {
            begun.insert("state".to_owned(), json!("Initial"));
        }
        let transaction = transaction(project, &begun)?;
        push(&mut payment, "transactions", Some(transaction));
        complete(project, Stage::Updated, &mut payment)?;
    }
    let payment = project.insert(seen, payment)?;
    project.answer(payment, call, &seen.kind.state)
}

/// A payment with a transaction can only be changed by the payment service.
fn check_open(payment: &Object) -> Result<(), Refusal> {
    match transactions(payment).next() {
        None => Ok(()),
        Some(_) => Err(Refusal::invalid_operation(
            "A payment with a transaction cannot be changed or deleted by its customer.",
        )),
    }
}

fn check_actions(update: &Object) -> Result<(), Refusal> {
    let actions = update.get("actions").and_then(Value::as_array);
    let mut added = actions
        .into_iter()
        .flatten()
        .filter_map(|action| action.get("transaction"));
    added.try_for_each(check_type)
}

fn check_type(transaction: &Value) -> Result<(), Refusal> {
    let of = transaction.get("type").and_then(Value::as_str);
    match of.is_none_or(|of| TYPES.contains(&of)) {
        true => Ok(()),
        false => Err(Refusal::invalid_operation(
            "Customers add transactions of the types Authorization and Charge only.",
        )),
    }
}

/// A response with only the fields that customers see.
fn shown(project: &Project, mut answer: Value) -> Value {
    let of = project.contract.definition("MyPayment");
    let fields = of.and_then(|of| project.contract.fields(of));
    let fields = fields.unwrap_or_default();
    let reduce = |payment: &mut Value| {
        if let Some(payment) = payment.as_object_mut() {
            payment.retain(|name, _| fields.contains_key(name.as_str()));
        }
    };
    match answer.get_mut("results").and_then(Value::as_array_mut) {
        Some(results) => results.iter_mut().for_each(reduce),
        None => reduce(&mut answer),
    }
    answer
}
