//! The input of an API Extension.

use bytes::Bytes;
use serde::Deserialize;

use super::InputError;
use crate::json::{Read, Write, from_slice};
use crate::models::{ExtensionAction, Reference};
use crate::{DecodeFailure, Expanded, MissingFields, Value, decode, runtime};

/// The input of an API Extension: a resource that is about to be stored.
///
/// Source: [input](https://docs.commercetools.com/api/projects/api-extensions#input).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExtensionInput<T> {
    /// Whether the resource is created or updated.
    pub action: ExtensionAction,
    /// The id of the resource.
    pub id: String,
    /// The resource with the change applied, but not stored yet. References are expanded as the extension is configured.
    pub resource: T,
    /// The resource before the update, if the extension is configured so (`additionalContext.includeOldResource`).
    pub old_resource: Option<T>,
    /// The id of the request to the API, from `X-Correlation-ID`. Send it with your own requests to correlate them.
    ///
    /// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
    pub correlation_id: Option<String>,
}

impl<T> ExtensionInput<T> {
    /// An input for tests of a function.
    pub fn new(action: ExtensionAction, id: impl Into<String>, resource: T) -> Self {
        Self {
            action,
            id: id.into(),
            resource,
            old_resource: None,
            correlation_id: None,
        }
    }

    /// The input with another resource.
    fn with<U>(self, resource: U, old_resource: Option<U>) -> ExtensionInput<U> {
        ExtensionInput {
            action: self.action,
            id: self.id,
            resource,
            old_resource,
            correlation_id: self.correlation_id,
        }
    }
}

impl<T: ExtensionResource> ExtensionInput<T> {
    /// Decodes the JSON that the platform sends, for stored inputs and for those that are not received over HTTP.
    ///
    /// # Errors
    ///
    /// When it is not JSON, when it is about another type of resource, and when the resource does not fit: the error
    /// contains the JSON path.
    pub fn from_json(body: &[u8]) -> Result<Self, InputError> {
        Self::read(body, MissingFields::Refuse)
    }

    fn read(body: &[u8], missing_fields: MissingFields) -> Result<Self, InputError> {
        let head = Head::read(body)?;
        if head.type_id() != T::TYPE_ID {
            return Err(InputError::OtherResource {
                expected: T::TYPE_ID,
                found: head.resource.type_id,
            });
        }
        let Input {
            resource,
            old_resource,
            ..
        } = from_slice(body, missing_fields)?;
        let resource = resource_of(resource, "resource.obj")?;
        let old_resource = old_resource
            .map(|old| resource_of(old, "oldResource.obj"))
            .transpose()?;
        Ok(head.about(resource, old_resource))
    }
}

impl ExtensionInput<Value> {
    fn read(body: &[u8]) -> Result<Self, InputError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Any {
            resource: Object,
            old_resource: Option<Object>,
        }
        #[derive(Deserialize)]
        struct Object {
            #[serde(default)]
            obj: Value,
        }
        let head = Head::read(body)?;
        let any: Any = decode::foreign(body)?;
        Ok(head.about(any.resource.obj, any.old_resource.map(|old| old.obj)))
    }
}

fn resource_of<T: ExtensionResource>(
    reference: Reference,
    member: &'static str,
) -> Result<T, InputError> {
    let Some(expanded) = T::expanded(reference) else {
        return Err(InputError::NoResource { member });
    };
    if let Some(failure) = expanded.failure() {
        return Err(InputError::Unreadable(failure.clone()));
    }
    let resource = expanded.into_resource();
    resource.ok_or(InputError::NoResource { member })
}

/// The part of an input that is read before its resource.
#[derive(Deserialize)]
#[serde(expecting = "an object with `action` and `resource`")]
pub(super) struct Head {
    pub(super) action: ExtensionAction,
    resource: ResourceHead,
}

#[derive(Deserialize)]
#[serde(expecting = "a reference to a resource", rename_all = "camelCase")]
struct ResourceHead {
    type_id: String,
    id: String,
}

impl Head {
    pub(super) fn read(body: &[u8]) -> Result<Self, DecodeFailure> {
        decode::foreign(body)
    }

    pub(super) fn type_id(&self) -> &str {
        &self.resource.type_id
    }

    fn about<T>(self, resource: T, old_resource: Option<T>) -> ExtensionInput<T> {
        let input = ExtensionInput::new(self.action, self.resource.id, ());
        input.with(resource, old_resource)
    }
}

/// The body, as it is decoded for a type of resource.
struct Input {
    resource: Reference,
    old_resource: Option<Reference>,
}

runtime::received! { Input {
    resource: "resource",
    old_resource: "oldResource",
} }

/// A received request.
pub(super) struct Received {
    pub(super) body: Bytes,
    pub(super) correlation_id: Option<String>,
    pub(super) missing_fields: MissingFields,
}

impl Received {
    pub(super) fn typed<T: ExtensionResource>(self) -> Result<ExtensionInput<T>, InputError> {
        let mut input = ExtensionInput::<T>::read(&self.body, self.missing_fields)?;
        input.correlation_id = self.correlation_id;
        Ok(input)
    }

    pub(super) fn any(self) -> Result<ExtensionInput<Value>, InputError> {
        let mut input = ExtensionInput::<Value>::read(&self.body)?;
        input.correlation_id = self.correlation_id;
        Ok(input)
    }
}

/// A type of resource that API Extensions can be called for. It cannot be implemented for other types.
///
/// Source: [ExtensionResourceTypeId](https://docs.commercetools.com/api/projects/api-extensions#extensionresourcetypeid).
pub trait ExtensionResource: Read + Clone + Send + Sync + Sealed + 'static {
    /// The update actions of these resources.
    type UpdateAction: Write + Send + 'static;

    /// The name of the type in the API, such as `cart`.
    const TYPE_ID: &'static str;

    /// The resource behind a reference of this type.
    #[doc(hidden)]
    fn expanded(reference: Reference) -> Option<Expanded<Self>>;
}

/// Prevents implementations of [`ExtensionResource`] outside of this crate, so that it may get more items.
pub trait Sealed {}

macro_rules! resources {
    ($($feature:literal $type_id:literal $resource:ident $action:ident)*) => {
        $(
            #[cfg(feature = $feature)]
            impl Sealed for crate::models::$resource {}

            #[cfg(feature = $feature)]
            impl ExtensionResource for crate::models::$resource {
                type UpdateAction = crate::models::$action;

                const TYPE_ID: &'static str = $type_id;

                fn expanded(reference: Reference) -> Option<Expanded<Self>> {
                    match reference {
                        Reference::$resource(reference) => reference.obj,
                        _ => None,
                    }
                }
            }
        )*
    };
}

resources! {
    "business-units" "business-unit" BusinessUnit BusinessUnitUpdateAction
    "carts" "cart" Cart CartUpdateAction
    "customer-groups" "customer-group" CustomerGroup CustomerGroupUpdateAction
    "customers" "customer" Customer CustomerUpdateAction
    "orders" "order" Order OrderUpdateAction
    "payment-methods" "payment-method" PaymentMethod PaymentMethodUpdateAction
    "payments" "payment" Payment PaymentUpdateAction
    "quote-requests" "quote-request" QuoteRequest QuoteRequestUpdateAction
    "quotes" "quote" Quote QuoteUpdateAction
    "shopping-lists" "shopping-list" ShoppingList ShoppingListUpdateAction
    "staged-quotes" "staged-quote" StagedQuote StagedQuoteUpdateAction
}
