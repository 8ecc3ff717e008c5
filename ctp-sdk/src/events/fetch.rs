//! What a delivery leaves out, fetched from the API.

use serde::de::DeserializeOwned;

use super::Delivery;
use crate::models::SubscriptionNotification;
use crate::request::Problem;
use crate::{ApiRoot, Error, Method, Result};

/// Under which path the resources of a kind are. What is missing here cannot be fetched by its id alone.
const ROUTES: [(&str, &str); 39] = [
    ("associate-role", "/{projectKey}/associate-roles/{id}"),
    ("attribute-group", "/{projectKey}/attribute-groups/{id}"),
    ("business-unit", "/{projectKey}/business-units/{id}"),
    ("cart", "/{projectKey}/carts/{id}"),
    ("cart-discount", "/{projectKey}/cart-discounts/{id}"),
    ("category", "/{projectKey}/categories/{id}"),
    ("channel", "/{projectKey}/channels/{id}"),
    ("customer", "/{projectKey}/customers/{id}"),
    ("customer-group", "/{projectKey}/customer-groups/{id}"),
    ("discount-code", "/{projectKey}/discount-codes/{id}"),
    ("discount-group", "/{projectKey}/discount-groups/{id}"),
    ("extension", "/{projectKey}/extensions/{id}"),
    ("inventory-entry", "/{projectKey}/inventory/{id}"),
    (
        "key-value-document",
        "/{projectKey}/custom-objects/{container}/{key}",
    ),
    ("order", "/{projectKey}/orders/{id}"),
    ("order-edit", "/{projectKey}/orders/edits/{id}"),
    ("payment", "/{projectKey}/payments/{id}"),
    ("payment-method", "/{projectKey}/payment-methods/{id}"),
    ("product", "/{projectKey}/products/{id}"),
    ("product-discount", "/{projectKey}/product-discounts/{id}"),
    ("product-selection", "/{projectKey}/product-selections/{id}"),
    ("product-tailoring", "/{projectKey}/product-tailoring/{id}"),
    ("product-type", "/{projectKey}/product-types/{id}"),
    ("quote", "/{projectKey}/quotes/{id}"),
    ("quote-request", "/{projectKey}/quote-requests/{id}"),
    (
        "recurrence-policy",
        "/{projectKey}/recurrence-policies/{id}",
    ),
    ("recurring-order", "/{projectKey}/recurring-orders/{id}"),
    ("review", "/{projectKey}/reviews/{id}"),
    ("shipping-method", "/{projectKey}/shipping-methods/{id}"),
    ("shopping-list", "/{projectKey}/shopping-lists/{id}"),
    ("staged-quote", "/{projectKey}/staged-quotes/{id}"),
    ("standalone-price", "/{projectKey}/standalone-prices/{id}"),
    ("state", "/{projectKey}/states/{id}"),
    ("store", "/{projectKey}/stores/{id}"),
    ("subscription", "/{projectKey}/subscriptions/{id}"),
    ("tax-category", "/{projectKey}/tax-categories/{id}"),
    ("type", "/{projectKey}/types/{id}"),
    ("variant", "/{projectKey}/variants/{id}"),
    ("zone", "/{projectKey}/zones/{id}"),
];

impl Delivery {
    /// Fetches the message, where it is not included; does nothing otherwise. Whether all is there now.
    ///
    /// A message is left out of a delivery when it is too large for the destination or its content is not accepted there. It
    /// can be fetched where the project stores its messages (`messagesConfiguration`), for as long as they are kept. `false`
    /// says that the API does not have it: then [`fetch_resource`](Self::fetch_resource) gives the resource as it is now.
    ///
    /// ```no_run
    /// # async fn run(api: ctp_sdk::ApiRoot, mut delivery: ctp_sdk::events::Delivery) -> ctp_sdk::Result<()> {
    /// if !delivery.complete(&api).await? {
    ///     eprintln!("the message {:?} is not stored any more", delivery.deduplication_key());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The client needs the scope `view_messages`.
    ///
    /// [Documentation](https://docs.commercetools.com/api/projects/messages#enable-querying-messages-via-the-api)
    ///
    /// # Errors
    ///
    /// - [`Error::is_request`]: the delivery is from another project than that of `api`. Nothing was sent.
    /// - As of [`Client::execute`](crate::Client::execute), but for 404.
    pub async fn complete(&mut self, api: &ApiRoot) -> Result<bool> {
        let SubscriptionNotification::Message(message) = &self.notification else {
            return Ok(true);
        };
        if message.message.is_some() && message.payload_not_included.is_none() {
            return Ok(true);
        }
        self.require_project_of(api)?;
        let request = api.messages().with_id(&message.id).get();
        let Some(fetched) = request.send_optional().await? else {
            return Ok(false);
        };
        if let SubscriptionNotification::Message(message) = &mut self.notification {
            message.message = Some(fetched);
            message.payload_not_included = None;
        }
        Ok(true)
    }

    /// Fetches the resource that the delivery is about, as it is now; `None` where it does not exist any more.
    ///
    /// `T` is a model, or a type of your own that implements [`serde::Deserialize`].
    ///
    /// ```no_run
    /// # async fn run(api: ctp_sdk::ApiRoot, delivery: ctp_sdk::events::Delivery) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::models::Order;
    ///
    /// if delivery.resource_type_id() == Some("order") {
    ///     let order: Option<Order> = delivery.fetch_resource(&api).await?;
    ///     println!("{:?}", order.map(|order| order.order_state));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Its version may be higher than the one in the delivery, since others may have changed it. The client needs the scope to
    /// view such resources.
    ///
    /// # Errors
    ///
    /// - [`Error::is_request`]: the delivery is about no resource, about one of a kind that cannot be fetched by its id, or
    ///   from another project than that of `api`. Nothing was sent.
    /// - [`Error::is_decode`]: the resource is no `T`.
    /// - As of [`Client::execute`](crate::Client::execute), but for 404.
    pub async fn fetch_resource<T: DeserializeOwned>(&self, api: &ApiRoot) -> Result<Option<T>> {
        let unfetchable = || {
            Error::request(Problem::Unfetchable {
                type_id: self.resource_type_id().map(str::to_owned),
            })
        };
        let type_id = self.resource_type_id().ok_or_else(unfetchable)?;
        let route = ROUTES.into_iter().find(|(known, _)| *known == type_id);
        let (_, route) = route.ok_or_else(unfetchable)?;
        self.require_project_of(api)?;
        let request = if route.ends_with("{container}/{key}") {
            let (container, key) = self.container_and_key().ok_or_else(unfetchable)?;
            api.raw_request(
                Method::GET,
                route,
                &[("container", container), ("key", key)],
            )
        } else {
            let id = self.resource_id().ok_or_else(unfetchable)?;
            api.raw_request(Method::GET, route, &[("id", id)])
        };
        request.send_optional().await
    }

    /// A custom object is found by its container and its key alone.
    fn container_and_key(&self) -> Option<(&str, &str)> {
        let identifiers = self.payload.get("resourceUserProvidedIdentifiers")?;
        let both = identifiers.get("containerAndKey")?;
        Some((both.get("container")?.as_str()?, both.get("key")?.as_str()?))
    }

    /// A resource of one project would not be found in another, and that would look as if it were deleted.
    fn require_project_of(&self, api: &ApiRoot) -> Result<()> {
        let (Some(here), Some(there)) = (self.project_key(), api.0.value_of("projectKey")) else {
            return Ok(());
        };
        match here == there {
            true => Ok(()),
            false => Err(Error::request(Problem::OtherProject {
                delivered: here.to_owned(),
                asked: there.into_owned(),
            })),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_one_of_the_api() {
        let contract = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/emulator/src/contract.jsonl"
        );
        let contract = std::fs::read_to_string(contract).unwrap();
        for (type_id, route) in ROUTES {
            let path = format!(
                "\"operation\":\"GET\",\"path\":\"{}\"",
                route.replace("{id}", "{ID}")
            );
            assert!(contract.contains(&path), "{type_id}: {route}");
        }
    }
}
