//! The resources that are visible at a path: in a store or a business unit, for a customer or for all.

use serde_json::Value;

use crate::authorization::Holder;
use crate::contract::Route;
use crate::kind::{Kind, OF_ASSOCIATE, Object, View};
use crate::kinds::business_units::{self, associates};
use crate::refusal::Refusal;

/// The caller of an operation, with its store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    pub(crate) holder: Holder,
    /// The key of the store of the path.
    pub(crate) store: Option<String>,
    /// The key of the business unit of the path.
    pub(crate) unit: Option<String>,
    /// The id of the customer on whose behalf it is done, for paths of associates.
    pub(crate) associate: Option<String>,
}

impl Caller {
    /// The holder of a token, at a path.
    pub(crate) fn of(holder: Holder, route: &Route<'_>) -> Self {
        let parameter = |name: &str| route.parameters.get(name).cloned();
        // Other paths name an associate as a parameter.
        let is_of_associate = route.operation.path.contains(OF_ASSOCIATE);
        Self {
            holder,
            store: parameter("storeKey"),
            unit: parameter("businessUnitKey"),
            associate: parameter("associateId").filter(|_| is_of_associate),
        }
    }
}

/// The resources of a kind that are visible at a path.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) kind: &'static Kind,
    pub(crate) view: &'static View,
    pub(crate) caller: &'a Caller,
}

impl Seen<'_> {
    /// Fails if a path needs a holder, and the token has none.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let holder = &self.caller.holder;
        let is_nobody = holder.customer_id.is_none() && holder.anonymous_id.is_none();
        match self.view.is_own && is_nobody {
            true => Err(Refusal::insufficient_scope(
                "This endpoint requires a token of a customer or of an anonymous session.",
            )),
            false => Ok(()),
        }
    }

    /// Whether a resource is visible at the path.
    pub(crate) fn has(&self, resource: &Object) -> bool {
        let is_in_store = || {
            let key = self.caller.store.as_deref();
            let is = |store: &Value| store.get("key").and_then(Value::as_str) == key;
            let stores = resource.get("stores").and_then(Value::as_array);
            let inherited = resource.get("inheritedStores").and_then(Value::as_array);
            let mut stores = stores.into_iter().chain(inherited).flatten();
            resource.get("store").is_some_and(is) || stores.any(is)
        };
        let is_in_unit = || {
            let unit = resource.get("businessUnit");
            let key = unit.and_then(|unit| unit.get("key")?.as_str());
            key.is_some() && key == self.caller.unit.as_deref()
        };
        let is_unit = self.kind.row.path == business_units::PATH;
        let is_of_associate = || {
            let id = self.caller.associate.as_deref();
            !is_unit || id.is_some_and(|id| associates::has(resource, id))
        };
        let is_own = || {
            if is_unit {
                let id = self.caller.holder.customer_id.as_deref();
                return id.is_some_and(|id| associates::has(resource, id));
            }
            if self.kind.type_id.as_deref() == Some("customer") {
                let id = resource.get("id").and_then(Value::as_str);
                return id.is_some() && id == self.caller.holder.customer_id.as_deref();
            }
            let text = |name: &str| resource.get(name).and_then(Value::as_str);
            let holder = &self.caller.holder;
            let customer = resource
                .get("customer")
                .and_then(|of| of.get("id")?.as_str());
            let customer = customer.or_else(|| text("customerId"));
            match (&holder.customer_id, &holder.anonymous_id) {
                (Some(id), _) => customer == Some(id),
                (None, Some(id)) => text("anonymousId") == Some(id),
                (None, None) => false,
            }
        };
        (!self.view.is_of_store || is_in_store())
            && (!self.view.is_of_unit || is_in_unit())
            && (!self.view.is_of_associate || is_of_associate())
            && (!self.view.is_own || is_own())
    }
}
