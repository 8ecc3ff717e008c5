//! The requests for typed custom objects.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::{CustomObject, CustomObjectByKey, CustomObjectPage};
use crate::call::Call;
use crate::operation::Operation;
use crate::requests::custom_objects::{
    CustomObjectsByContainerByKeyDelete, CustomObjectsByContainerByKeyGet,
    CustomObjectsByContainerGet, CustomObjectsPost,
};
use crate::{Items, Method, Page, Pages, Paging, Request, RequestOptions, Response};

/// Defines a typed request on top of the generated one.
macro_rules! typed_request {
    ($(#[$doc:meta])* $name:ident, $untyped:ident, $answer:ident $(, $field:ident: $of:ty)*) => {
        $(#[$doc])*
        #[must_use = "a request does nothing until it is sent"]
        pub struct $name<T> {
            untyped: $untyped,
            $($field: $of,)*
            of: PhantomData<fn() -> T>,
        }

        impl<T: DeserializeOwned> $name<T> {
            /// Sends the request and returns the body of the response.
            ///
            /// # Errors
            ///
            /// When the request cannot be sent, the API refuses it, or its response cannot be decoded, for example because
            /// a value does not fit `T` ([`Error::is_decode`](crate::Error::is_decode)).
            pub fn send(self) -> Call<$answer<T>> {
                Call::answer::<$answer<T>>(self.untyped.0)
            }

            /// Sends the request and returns the whole response: status, headers, correlation id and body.
            ///
            /// # Errors
            ///
            /// The same errors as [`Self::send`].
            pub fn execute(self) -> Call<Response<$answer<T>>> {
                Call::answer_response::<$answer<T>>(self.untyped.0)
            }
        }

        impl<T> $name<T> {
            pub(super) fn new(untyped: $untyped $(, $field: $of)*) -> Self {
                Self { untyped, $($field,)* of: PhantomData }
            }

            /// Adds the path of a reference within the values to expand, such as `value.product`.
            ///
            /// Can be called several times.
            pub fn expand(mut self, path: impl AsRef<str>) -> Self {
                self.untyped = self.untyped.expand(path);
                self
            }
        }

        impl<T> RequestOptions for $name<T> {
            fn request_mut(&mut self) -> &mut Request {
                self.untyped.request_mut()
            }
        }

        // Written by hand, because derived implementations would require the same of `T`.
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self::new(self.untyped.clone() $(, self.$field.clone())*)
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.debug_tuple(stringify!($name)).field(&self.untyped).finish()
            }
        }
    };
}

typed_request! {
    /// Fetches a custom object: see [`CustomObjectByKey::get`](super::CustomObjectByKey::get).
    CustomObjectGet, CustomObjectsByContainerByKeyGet, CustomObject
}

typed_request! {
    /// Creates or replaces a custom object: see [`CustomObjectByKey::upsert`](super::CustomObjectByKey::upsert).
    CustomObjectUpsert, CustomObjectsPost, CustomObject, draft: Draft
}

typed_request! {
    /// Deletes a custom object: see [`CustomObjectByKey::delete`](super::CustomObjectByKey::delete).
    ///
    /// If the value does not fit `T`, the response cannot be decoded, but the custom object is deleted.
    CustomObjectDelete, CustomObjectsByContainerByKeyDelete, CustomObject
}

typed_request! {
    /// Queries the custom objects of a container: see [`CustomObjects::query`](super::CustomObjects::query).
    CustomObjectQuery, CustomObjectsByContainerGet, CustomObjectPage
}

impl<T: DeserializeOwned> CustomObjectGet<T> {
    /// Sends the request and returns the body of the response, or `None` if there is no such custom object.
    ///
    /// # Errors
    ///
    /// The same errors as [`Self::send`], except 404.
    pub fn send_optional(self) -> Call<Option<CustomObject<T>>> {
        Call::optional_answer::<CustomObject<T>>(self.untyped.0)
    }
}

/// The draft of a custom object.
#[derive(Clone, Serialize)]
pub(super) struct Draft {
    container: String,
    key: String,
    /// `None` if it could not be serialized.
    value: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
}

impl<T> CustomObjectUpsert<T> {
    pub(super) fn of(object: &CustomObjectByKey<T>, value: &T) -> Self
    where
        T: Serialize,
    {
        let mut operation = object.objects.api.custom_objects().0.operation(
            Method::POST,
            "/{projectKey}/custom-objects",
            CustomObjectsPost::REQUIRED_SCOPES,
        );
        let draft = Draft {
            container: object.container().to_owned(),
            key: object.key().to_owned(),
            value: to_raw_value(value).ok(),
            version: None,
        };
        match draft.value {
            Some(_) => operation.request.set_json(&draft),
            // Fails in the same way, as the error of sending the request.
            None => operation.request.set_json(value),
        }
        Self::new(CustomObjectsPost(operation), draft)
    }

    /// Sets the expected version. If it is not the current one, the API refuses the request
    /// ([`Error::is_conflict`](crate::Error::is_conflict), with the [`current_version`](crate::Error::current_version)),
    /// and nothing is written. `0` means that the custom object must not exist yet.
    ///
    /// With a version, the request is retried after a lost response or a temporary failure of the API.
    pub fn version(mut self, version: i64) -> Self {
        self.draft.version = Some(version);
        if self.draft.value.is_some() {
            self.untyped.0.request.set_json(&self.draft);
        }
        // The version makes a second attempt fail with a conflict.
        self.untyped.0.request.set_idempotent(true);
        self
    }
}

impl<T> CustomObjectDelete<T> {
    /// Sets the expected version. If it is not the current one, the API refuses the request
    /// ([`Error::is_conflict`](crate::Error::is_conflict)). Without it, any version is deleted.
    pub fn version(mut self, version: i64) -> Self {
        self.untyped = self.untyped.version(version);
        self
    }

    /// Whether personal data is erased permanently, as privacy laws may require. Default `false`.
    pub fn data_erasure(mut self, data_erasure: bool) -> Self {
        self.untyped = self.untyped.data_erasure(data_erasure);
        self
    }
}

impl<T> CustomObjectQuery<T> {
    /// Adds a predicate as text. Results must match all predicates.
    ///
    /// Source: [Query predicates](https://docs.commercetools.com/api/predicates/query).
    pub fn where_(mut self, predicate: impl AsRef<str>) -> Self {
        self.untyped = self.untyped.where_(predicate);
        self
    }

    /// Sets a variable of the predicates, written as `:name`. Several values for one name form a list.
    pub fn var(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.untyped = self.untyped.var(name, value);
        self
    }

    /// Adds a predicate with the values of its variables.
    ///
    /// ```no_run
    /// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::predicates::{bound, custom_object};
    ///
    /// let large = custom_object::predicate().value().field("ordersPerDay").integer().ge(bound("least", 100));
    /// let page = api.custom_objects_of::<ctp_sdk::Value>("limits").query().matching(large).send().await?;
    /// println!("{} of them", page.results.len());
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "predicates")]
    pub fn matching(mut self, predicate: impl Into<crate::predicates::Predicate>) -> Self {
        self.untyped = self.untyped.matching(predicate);
        self
    }

    /// Adds a sort field with a direction, such as `createdAt desc`; further ones are used for equal values. The fields are
    /// `container`, `key`, `createdAt` and `lastModifiedAt`, and `id` for all pages.
    pub fn sort(mut self, sort: impl AsRef<str>) -> Self {
        self.untyped = self.untyped.sort(sort);
        self
    }

    /// The page size, at most 500. Default 20 for a single page, 500 for [`pages`](Self::pages) and [`items`](Self::items).
    pub fn limit(mut self, limit: i32) -> Self {
        self.untyped = self.untyped.limit(limit);
        self
    }

    /// The number of results before the page, at most 10,000. Default 0.
    pub fn offset(mut self, offset: i32) -> Self {
        self.untyped = self.untyped.offset(offset);
        self
    }

    /// Whether the results of all pages are counted, which takes longer. Default `true`.
    pub fn with_total(mut self, with_total: bool) -> Self {
        self.untyped = self.untyped.with_total(with_total);
        self
    }
}

impl<T> CustomObjectQuery<T>
where
    CustomObjectPage<T>: Page,
{
    /// All pages of the results, each fetched on demand: see [`Pages`].
    pub fn pages(self) -> Pages<CustomObjectPage<T>> {
        let Operation { client, request } = self.untyped.0;
        Pages::new(client, request, Paging::by_id().without_total())
    }

    /// All results, one by one: see [`Items`]. A result whose value does not fit `T` is an error that [contains its
    /// JSON](crate::Error::body); the iteration continues after it.
    pub fn items(self) -> Items<CustomObjectPage<T>> {
        self.pages().items()
    }
}
