//! Reads drafts and actions of carts.

use serde_json::Value;

use crate::kind::Object;
use crate::money::MOST;
use crate::object::{elements, given, list_mut, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// The id of a reference field.
pub(super) fn id_at<'a>(of: &'a Object, name: &str) -> Option<&'a str> {
    of.get(name)?.get("id")?.as_str()
}

/// Removes a list from a cart, so that the cart can be read while the list is changed.
pub(super) fn take(cart: &mut Object, list: &str) -> Vec<Value> {
    match cart.remove(list) {
        Some(Value::Array(elements)) => elements,
        _ => Vec::new(),
    }
}

/// An amount of a field, in the currency of the cart.
pub(super) fn money(
    project: &Project,
    cart: &Object,
    draft: &Object,
    (name, of): (&str, &str),
) -> Result<Option<Value>, Refusal> {
    let money = project.built_at(draft, name, ("Money", of))?;
    if let Some(money) = &money {
        check_currency(cart, money)?;
    }
    Ok(money)
}

pub(super) fn check_currency(cart: &Object, money: &Value) -> Result<(), Refusal> {
    let given = money.get("currencyCode").and_then(Value::as_str);
    match given == Some(currency(cart)) {
        true => Ok(()),
        false => Err(Refusal::invalid_operation(format!(
            "The currency '{}' is not the currency of the cart, '{}'.",
            given.unwrap_or_default(),
            currency(cart)
        ))),
    }
}

pub(super) fn currency(cart: &Object) -> &str {
    let currency = cart.get("totalPrice").and_then(|of| of.get("currencyCode"));
    currency.and_then(Value::as_str).unwrap_or_default()
}

/// The index of the item that an action names by its id or its key. `item` is `lineItem` or `customLineItem`.
pub(super) fn place(cart: &Object, item: &str, action: &Object) -> Result<usize, Refusal> {
    let wanted = [("Id", "id"), ("Key", "key")].map(|(end, field)| {
        let wanted = given(action, &format!("{item}{end}"));
        wanted.map(|wanted| (field, wanted))
    });
    let wanted: Vec<(&str, &Value)> = wanted.into_iter().flatten().collect();
    let Some((field, value)) = wanted.first() else {
        let message = format!("Either {item}Id or {item}Key is required.");
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    };
    let list = format!("{item}s");
    let mut items = elements(cart, &list);
    let place = items.position(|of| {
        let mut wanted = wanted.iter();
        wanted.all(|(field, wanted)| of.get(*field) == Some(*wanted))
    });
    place.ok_or_else(|| {
        let value = value.as_str().unwrap_or_default();
        Refusal::invalid_operation(format!("The cart has no {item} with {field} '{value}'."))
    })
}

/// The item that an action names, found like `place`.
pub(in crate::kinds) fn item<'c>(
    cart: &'c mut Object,
    item: &str,
    action: &Object,
) -> Result<&'c mut Object, Refusal> {
    let place = place(cart, item, action)?;
    let items = list_mut(cart, &format!("{item}s"))?;
    let found = items.get_mut(place).and_then(Value::as_object_mut);
    found.ok_or_else(|| Refusal::not_emulated(&format!("a {item} that is no object")))
}

/// The quantity to add, which is one by default.
pub(super) fn quantity(draft: &Object) -> Result<i64, Refusal> {
    let quantity = match given(draft, "quantity") {
        Some(_) => whole_at(draft, "quantity").unwrap_or_default(),
        None => 1,
    };
    match quantity > 0 {
        true => Ok(quantity),
        false => {
            let message = format!("The quantity '{quantity}' is not greater than 0.");
            Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
        }
    }
}

/// The sum of two quantities.
pub(super) fn sum(one: i64, other: i64) -> Result<i64, Refusal> {
    let sum = one.checked_add(other).filter(|sum| *sum <= MOST);
    sum.ok_or_else(|| Refusal::invalid_operation("The quantity is too large."))
}

/// Fails if a new item has the key of another one.
pub(in crate::kinds) fn check_key(cart: &Object, list: &str, item: &Object) -> Result<(), Refusal> {
    let key = given(item, "key");
    let is_taken = key.is_some() && elements(cart, list).any(|other| other.get("key") == key);
    match key.and_then(Value::as_str) {
        Some(key) if is_taken => {
            let problem = Problem::duplicate(&format!("{list}.key"), key);
            Err(Refusal::bad_request(problem))
        }
        _ => Ok(()),
    }
}

/// Answers 501 if a draft has one of the fields that are not emulated.
pub(super) fn refuse(draft: &Object, names: &[&str], what: &str) -> Result<(), Refusal> {
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let has = |name: &str| given(draft, name).is_some_and(|value| !is_empty(value));
    match names.iter().find(|name| has(name)) {
        None => Ok(()),
        Some(name) => {
            let what = format!("the field {name} of {what}");
            Err(Refusal::not_emulated(&what))
        }
    }
}
