//! Custom objects whose values have your own type.
//!
//! A custom object is any JSON value that the platform stores under a container and a key. [`ApiRoot::custom_objects_of`]
//! reads and writes the custom objects of one container as one Rust type:
//!
//! ```no_run
//! # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, Deserialize, Serialize)]
//! #[serde(rename_all = "camelCase")]
//! struct Limits {
//!     orders_per_day: u32,
//! }
//!
//! let limits = api.custom_objects_of::<Limits>("limits");
//! let berlin = limits.with_key("berlin");
//!
//! // Creates or replaces it.
//! berlin.upsert(&Limits { orders_per_day: 100 }).send().await?;
//!
//! if let Some(found) = berlin.get().send_optional().await? {
//!     println!("{} orders in version {}", found.value.orders_per_day, found.version);
//! }
//!
//! // Reads, changes and writes it; repeats this if somebody else has changed it meanwhile.
//! berlin.update_with(|limits| limits.orders_per_day += 10).await?;
//!
//! let mut all = limits.query().items();
//! while let Some(found) = all.try_next().await? {
//!     println!("{}: {:?}", found.key, found.value);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Values that do not fit the type
//!
//! They are errors ([`Error::is_decode`]) whose text names the container, the key and the place within the value, such as
//! ``custom object `limits/berlin`: value.ordersPerDay: invalid type: string, expected u32``. The value itself is not in
//! the text; [`Error::body`] has the JSON.
//!
//! # Unknown members
//!
//! The platform replaces the whole value at each write. Members that `T` does not have are lost when it is written back; keep
//! them with a field `#[serde(flatten)] rest: ctp_sdk::JsonObject`. Members that are `null` are not stored.
//!
//! Source: [Custom Objects](https://docs.commercetools.com/api/projects/custom-objects).
//!
//! [`Error::is_decode`]: crate::Error::is_decode
//! [`Error::body`]: crate::Error::body

mod object;
mod page;
mod requests;
mod update;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use ctp_auth::platform::MaybeSend;

use crate::requests::custom_objects::CustomObjectsByContainerByKeyRequests;
use crate::{ApiRoot, Error};

pub use object::CustomObject;
pub use page::CustomObjectPage;
pub use requests::{CustomObjectDelete, CustomObjectGet, CustomObjectQuery, CustomObjectUpsert};
pub use update::CustomObjectUpdate;

impl ApiRoot {
    /// The custom objects of a container, whose values are read and written as a `T`: see
    /// [`custom_objects`](crate::custom_objects).
    ///
    /// ```no_run
    /// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
    /// let greetings = api.custom_objects_of::<String>("greetings");
    /// greetings.with_key("de").upsert(&"Guten Tag".to_owned()).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn custom_objects_of<T>(&self, container: impl Into<String>) -> CustomObjects<T> {
        CustomObjects {
            api: self.clone(),
            container: container.into().into(),
            of: PhantomData,
        }
    }
}

/// The custom objects of a container, with values of the type `T`. [`ApiRoot::custom_objects_of`] returns it.
///
/// Reading requires one of the scopes `view_key_value_documents`, `view_customers`, `view_orders` and `view_products`;
/// writing requires one of the corresponding `manage_` scopes.
pub struct CustomObjects<T> {
    api: ApiRoot,
    container: Arc<str>,
    of: PhantomData<fn() -> T>,
}

impl<T> CustomObjects<T> {
    /// The name of the container.
    pub fn container(&self) -> &str {
        &self.container
    }

    /// The custom object with a key, whether it exists or not.
    pub fn with_key(&self, key: impl Into<String>) -> CustomObjectByKey<T> {
        CustomObjectByKey {
            objects: self.clone(),
            key: key.into().into(),
        }
    }

    /// Queries the custom objects of the container, page by page or one by one.
    ///
    /// `GET /{projectKey}/custom-objects/{container}`
    pub fn query(&self) -> CustomObjectQuery<T> {
        CustomObjectQuery::new(
            self.api
                .custom_objects()
                .with_container(&self.container)
                .get(),
        )
    }
}

/// One custom object of a container, whether it exists or not. [`CustomObjects::with_key`] returns it.
pub struct CustomObjectByKey<T> {
    objects: CustomObjects<T>,
    key: Arc<str>,
}

impl<T> CustomObjectByKey<T> {
    /// The name of the container.
    pub fn container(&self) -> &str {
        &self.objects.container
    }

    /// The key within the container.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Fetches it. [`send_optional`](CustomObjectGet::send_optional) returns `None` if it does not exist.
    ///
    /// `GET /{projectKey}/custom-objects/{container}/{key}`
    pub fn get(&self) -> CustomObjectGet<T> {
        CustomObjectGet::new(self.untyped().get())
    }

    /// Creates it, or replaces the existing value.
    ///
    /// Without a [`version`](CustomObjectUpsert::version), the last write wins.
    ///
    /// `POST /{projectKey}/custom-objects`
    pub fn upsert(&self, value: &T) -> CustomObjectUpsert<T>
    where
        T: serde::Serialize,
    {
        CustomObjectUpsert::of(self, value)
    }

    /// Deletes it and returns the deleted custom object.
    ///
    /// `DELETE /{projectKey}/custom-objects/{container}/{key}`
    pub fn delete(&self) -> CustomObjectDelete<T> {
        CustomObjectDelete::new(self.untyped().delete())
    }

    /// Changes its value with a closure: it is fetched, changed, and written with the version that was fetched. See
    /// [`CustomObjectUpdate`].
    ///
    /// ```no_run
    /// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
    /// let counters = api.custom_objects_of::<u64>("counters");
    /// let orders = counters.with_key("orders").update_with(|count| *count += 1).or_create_with(|| 0).await?;
    /// println!("order number {}", orders.value);
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_with<'a>(
        &self,
        mut change: impl FnMut(&mut T) + MaybeSend + 'a,
    ) -> CustomObjectUpdate<'a, T> {
        self.try_update_with(move |value| {
            change(value);
            Ok::<_, Error>(())
        })
    }

    /// Like [`update_with`](Self::update_with), for a closure that may fail: its error ends the update and is the
    /// [`caller_error`](Error::caller_error) of the result. Nothing is written then.
    pub fn try_update_with<'a, E: Into<Box<dyn std::error::Error + Send + Sync>>>(
        &self,
        change: impl FnMut(&mut T) -> Result<(), E> + MaybeSend + 'a,
    ) -> CustomObjectUpdate<'a, T> {
        CustomObjectUpdate::new(self.clone(), change)
    }

    fn untyped(&self) -> CustomObjectsByContainerByKeyRequests {
        let objects = self.objects.api.custom_objects();
        objects.with_container_and_key(&self.objects.container, &self.key)
    }
}

// Written by hand, because derived implementations would require the same of `T`.
impl<T> Clone for CustomObjects<T> {
    fn clone(&self) -> Self {
        Self {
            api: self.api.clone(),
            container: Arc::clone(&self.container),
            of: PhantomData,
        }
    }
}

impl<T> Clone for CustomObjectByKey<T> {
    fn clone(&self) -> Self {
        Self {
            objects: self.objects.clone(),
            key: Arc::clone(&self.key),
        }
    }
}

impl<T> fmt::Debug for CustomObjects<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CustomObjects")
            .field("container", &self.container)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for CustomObjectByKey<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CustomObjectByKey")
            .field("container", &self.objects.container)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
