//! Custom line items, which do not belong to a product.

use serde_json::{Value, json};

use super::draft::{check_key, item, money, place, quantity, sum};
use super::{line_items, recurrence, shipping_details, taxes};
use crate::identifier;
use crate::kind::Object;
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::pattern;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const LIST: &str = "customLineItems";

/// Two custom line items with equal values of these fields are merged.
const SAME: [&str; 7] = [
    "slug",
    "name",
    "money",
    "taxCategory",
    "custom",
    "priceMode",
    "recurrenceInfo",
];

/// `addCustomLineItem`, and the custom line items of a draft.
pub(super) fn add(project: &Project, cart: &mut Object, draft: &Object) -> Result<(), Refusal> {
    let quantity = quantity(draft)?;
    let slug = slug(draft)?;
    let types = ("TaxCategoryResourceIdentifier", "TaxCategoryReference");
    let category = project.built_at(draft, "taxCategory", types)?;
    if category.is_none() && text(cart, "taxMode") == Some("Platform") {
        return Err(Refusal::bad_request(Problem::required("taxCategory")));
    }
    let rate = taxes::external(project, cart, draft)?;
    let details = shipping_details::of_draft(cart, draft, "shippingDetails")?;
    let mut line = Object::new();
    line.insert("id".to_owned(), identifier::id().into());
    put(&mut line, "key", given(draft, "key").cloned());
    put(
        &mut line,
        "name",
        given(draft, "name").map(crate::build::without_null),
    );
    put(&mut line, "slug", Some(slug.into()));
    put(
        &mut line,
        "money",
        money(project, cart, draft, ("money", "TypedMoney"))?,
    );
    put(&mut line, "taxCategory", category);
    put(&mut line, "custom", project.custom(draft)?);
    let recurrence = recurrence::of_custom_line_item(project, draft)?;
    put(&mut line, "recurrenceInfo", recurrence);
    let mode = given(draft, "priceMode").cloned();
    put(
        &mut line,
        "priceMode",
        Some(mode.unwrap_or_else(|| json!("Standard"))),
    );
    let place = elements(cart, LIST).position(|other| text(other, "slug") == Some(slug));
    let old = place.and_then(|place| list_mut(cart, LIST).ok()?.get_mut(place)?.as_object_mut());
    if let Some(old) = old {
        if !is_same(old, &line) {
            return Err(Refusal::invalid_operation(format!(
                "The cart has another custom line item with the slug '{slug}'."
            )));
        }
        if line.contains_key("key") && line.get("key") != old.get("key") {
            let what = "another key for a custom line item that is in the cart already";
            return Err(Refusal::not_emulated(what));
        }
        let quantity = sum(whole_at(old, "quantity").unwrap_or_default(), quantity)?;
        old.insert("quantity".to_owned(), quantity.into());
        if rate.is_some() {
            put(old, "taxRate", rate);
        }
        shipping_details::add(old, details)?;
        return shipping_details::check(old, "CustomLineItem");
    }
    check_key(cart, LIST, &line)?;
    put(&mut line, "taxRate", rate);
    let fields = [
        ("quantity", json!(quantity)),
        ("discountedPricePerQuantity", json!([])),
        ("taxedPricePortions", json!([])),
        ("state", line_items::state(quantity)),
        ("perMethodTaxRate", json!([])),
    ];
    line.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    put(&mut line, "shippingDetails", details);
    shipping_details::check(&line, "CustomLineItem")?;
    list_mut(cart, LIST)?.push(Value::Object(line));
    Ok(())
}

/// `changeCustomLineItemQuantity`: the quantity 0 removes it.
pub(super) fn change_quantity(
    _: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let quantity = whole_at(action, "quantity").unwrap_or_default();
    if quantity <= 0 {
        return take_away(cart, action);
    }
    let line = item(cart, "customLineItem", action)?;
    line.insert("quantity".to_owned(), quantity.into());
    Ok(())
}

/// `changeCustomLineItemMoney`.
pub(super) fn change_money(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let money = money(project, cart, action, ("money", "TypedMoney"))?;
    put(item(cart, "customLineItem", action)?, "money", money);
    Ok(())
}

/// `removeCustomLineItem`.
pub(super) fn remove(_: &Project, cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    take_away(cart, action)
}

/// The slug of a draft.
pub(super) fn slug(draft: &Object) -> Result<&str, Refusal> {
    let slug = text(draft, "slug").unwrap_or_default();
    match pattern::is_match("^[a-zA-Z0-9_-]{2,256}$", slug) {
        true => Ok(slug),
        false => {
            let message =
                format!("The slug '{slug}' does not match the pattern '[a-zA-Z0-9_-]{{2,256}}'.");
            Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
        }
    }
}

fn take_away(cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    let place = place(cart, "customLineItem", action)?;
    drop(list_mut(cart, LIST)?.remove(place));
    Ok(())
}

/// Whether two custom line items differ at most in their quantities.
pub(super) fn is_same(one: &Object, other: &Object) -> bool {
    SAME.iter().all(|name| one.get(*name) == other.get(*name))
}
