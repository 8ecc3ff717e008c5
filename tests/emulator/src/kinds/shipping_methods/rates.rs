//! The shipping rate for an address.

use serde_json::Value;

use crate::kind::Object;
use crate::object::elements;
use crate::project::Project;

/// The destination.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Location<'a> {
    pub(crate) country: &'a str,
    pub(crate) state: Option<&'a str>,
}

impl<'a> Location<'a> {
    /// The location of an address.
    pub(crate) fn of(address: &'a Value) -> Self {
        let member = |name: &str| address.get(name).and_then(Value::as_str);
        Self {
            country: member("country").unwrap_or_default(),
            state: member("state"),
        }
    }
}

/// The zone with its rates, and the rate, of a shipping method for a location in a currency; in any, if none is given.
/// A zone that has the state comes before one that has the whole country.
pub(crate) fn matching<'m>(
    project: &Project,
    method: &'m Object,
    location: Location<'_>,
    currency: Option<&str>,
) -> Option<(&'m Value, &'m Value)> {
    let zones = method.get("zoneRates").and_then(Value::as_array)?;
    let of_state = |state: Option<&str>| {
        zones.iter().find_map(|zone| {
            is_in(project, zone, location.country, state)
                .then(|| rate(zone, currency))
                .flatten()
        })
    };
    let with_state = location.state.and_then(|state| of_state(Some(state)));
    with_state.or_else(|| of_state(None))
}

/// Whether a method applies to the store of a cart. A method without stores applies to all carts.
pub(crate) fn is_for_store(method: &Object, cart: &Object) -> bool {
    let store = cart.get("store").and_then(|store| store.get("key"));
    let mut stores = elements(method, "stores").peekable();
    stores.peek().is_none() || stores.any(|of| of.get("key") == store)
}

fn rate<'m>(zone: &'m Value, currency: Option<&str>) -> Option<(&'m Value, &'m Value)> {
    let mut rates = zone.get("shippingRates")?.as_array()?.iter();
    let rate = rates.find(|rate| {
        let of = rate.get("price").and_then(|of| of.get("currencyCode"));
        currency.is_none() || of.and_then(Value::as_str) == currency
    });
    Some((zone, rate?))
}

fn is_in(project: &Project, zone: &Value, country: &str, state: Option<&str>) -> bool {
    let zone = zone
        .get("zone")
        .and_then(|zone| project.find("zone", zone).ok());
    let locations = zone.and_then(|zone| zone.get("locations")?.as_array());
    locations.into_iter().flatten().any(|of| {
        let member = |name: &str| of.get(name).and_then(Value::as_str);
        member("country") == Some(country) && member("state") == state
    })
}
