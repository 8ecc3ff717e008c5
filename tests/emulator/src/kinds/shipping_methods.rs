//! Shipping methods: their rates by zone, and the default one.

mod matching;
pub(crate) mod rates;

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}/shipping-methods";

pub(crate) const ROW: Row = Row {
    complete,
    actions: &[
        ("addZone", add_zone),
        ("removeZone", remove_zone),
        ("addShippingRate", add_shipping_rate),
        ("removeShippingRate", remove_shipping_rate),
    ],
    routes: matching::ROUTES,
    ..Row::held(PATH)
};

/// There is one default; replacing it is not emulated.
fn complete(project: &Project, _: Stage<'_>, method: &mut Object) -> Result<(), Refusal> {
    let is_default = |of: &Object| of.get("isDefault") == Some(&json!(true));
    let is_other = |other: &Object| other.get("id") != method.get("id") && is_default(other);
    match is_default(method) && project.all(PATH).iter().any(is_other) {
        true => Err(Refusal::not_emulated("a second default shipping method")),
        false => Ok(()),
    }
}

fn add_zone(project: &Project, method: &mut Object, action: &Object) -> Result<(), Refusal> {
    let zone = zone(project, action)?;
    if place(method, &zone).is_some() {
        return Err(Refusal::invalid_operation(
            "The shipping method has this zone already.",
        ));
    }
    rates(method)?.push(json!({"zone": zone, "shippingRates": []}));
    Ok(())
}

fn remove_zone(project: &Project, method: &mut Object, action: &Object) -> Result<(), Refusal> {
    let zone = zone(project, action)?;
    let place = place(method, &zone).ok_or_else(missing_zone)?;
    drop(rates(method)?.remove(place));
    Ok(())
}

fn add_shipping_rate(
    project: &Project,
    method: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let rate = shipping_rate(project, action)?;
    let rates = shipping_rates(project, method, action)?;
    let currency = |rate: &Value| rate.pointer("/price/currencyCode").cloned();
    if rates.iter().any(|of| currency(of) == currency(&rate)) {
        return Err(Refusal::invalid_operation(
            "The zone has a rate of this currency already.",
        ));
    }
    rates.push(rate);
    Ok(())
}

fn remove_shipping_rate(
    project: &Project,
    method: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let rate = shipping_rate(project, action)?;
    let rates = shipping_rates(project, method, action)?;
    let place = rates.iter().position(|of| *of == rate);
    let place = place.ok_or_else(|| Refusal::invalid_operation("The zone has no such rate."))?;
    drop(rates.remove(place));
    Ok(())
}

fn zone(project: &Project, action: &Object) -> Result<Value, Refusal> {
    let zone = project.find("zone", action.get("zone").unwrap_or(&Value::Null))?;
    Ok(json!({"typeId": "zone", "id": zone.get("id")}))
}

fn shipping_rate(project: &Project, action: &Object) -> Result<Value, Refusal> {
    let draft = action.get("shippingRate").unwrap_or(&Value::Null);
    project.built(draft, ("ShippingRateDraft", "ShippingRate"))
}

/// The rates of the zone that an action names.
fn shipping_rates<'m>(
    project: &Project,
    method: &'m mut Object,
    action: &Object,
) -> Result<&'m mut Vec<Value>, Refusal> {
    let zone = zone(project, action)?;
    let place = place(method, &zone).ok_or_else(missing_zone)?;
    let rate = rates(method)?.get_mut(place);
    let rates = rate.and_then(|rate| rate.get_mut("shippingRates")?.as_array_mut());
    rates.ok_or_else(missing_zone)
}

fn rates(method: &mut Object) -> Result<&mut Vec<Value>, Refusal> {
    let rates = method.get_mut("zoneRates").and_then(Value::as_array_mut);
    rates.ok_or_else(missing_zone)
}

fn place(method: &Object, zone: &Value) -> Option<usize> {
    let mut rates = method.get("zoneRates")?.as_array()?.iter();
    rates.position(|rate| rate.get("zone") == Some(zone))
}

fn missing_zone() -> Refusal {
    Refusal::invalid_operation("The shipping method does not have this zone.")
}
