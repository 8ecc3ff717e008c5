use super::*;
use crate::kind::Kinds;

/// All that has neither a regular form nor a function: it answers 501.
const WITHOUT: &[&str] = &[
    "CartDiscount setDiscountGroup",
    "Cart lockCart",
    "Cart setReservationExpirationInMinutes",
    "Cart unlockCart",
    "Order setDeliveryAddressCustomField",
    "Order setDeliveryAddressCustomType",
    "Order setDeliveryCustomField",
    "Order setDeliveryCustomType",
    "Order setEstimatedDelivery",
    "Order setItemShippingAddressCustomField",
    "Order setItemShippingAddressCustomType",
    "Order setParcelCustomField",
    "Order setParcelCustomType",
    "Order setReturnItemCustomField",
    "Order setReturnItemCustomType",
    "Order setShippingCustomField",
    "Order setShippingCustomType",
    "Payment setMethodInfo",
    "StandalonePrice applyStagedChanges",
    "StandalonePrice removeStagedChanges",
];

/// What the route of an update does itself.
const BY_ROUTE: &[&str] = &[
    "ProductSelection addProduct",
    "ProductSelection excludeProduct",
    "ProductSelection removeProduct",
    "ProductSelection setVariantExclusion",
    "ProductSelection setVariantSelection",
];

#[test]
fn which_actions_are_not_emulated_is_known() {
    let contract = Contract::platform().unwrap();
    let mut without = Vec::new();
    for kind in Kinds::platform(contract).iter() {
        let action = kind.whole().unwrap().action.as_deref();
        let actions = action.and_then(|base| contract.kinds_of(base));
        for (name, of) in actions.into_iter().flatten() {
            let mut properties = contract.fields(contract.definition(of).unwrap()).unwrap();
            properties.remove("action");
            let is_by_hand = kind.row.actions.iter().any(|(by_hand, _)| by_hand == name);
            if !is_by_hand && form(contract, &kind.state, name, &properties).is_none() {
                without.push(format!("{} {name}", kind.state));
            }
        }
    }
    without.retain(|action| !BY_ROUTE.contains(&action.as_str()));
    assert_eq!(without, WITHOUT);
}
