//! Updates of custom objects with conflict handling.

use std::error::Error as StdError;
use std::fmt;
use std::future::IntoFuture;

use ctp_auth::platform::{BoxedFuture, MaybeSend};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CustomObject, CustomObjectByKey, CustomObjectUpsert};
use crate::update::{ATTEMPTS, attempt};
use crate::{Error, Result};

/// The version that no custom object has: it conflicts with every existing one.
const NO_VERSION: i64 = 0;

/// A change of a custom object by a closure that changes its value. It is sent when it is awaited.
///
/// ```no_run
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// use std::collections::BTreeMap;
///
/// let stock = api.custom_objects_of::<BTreeMap<String, u32>>("stock").with_key("berlin");
/// let changed = stock
///     .update_with(|stock| {
///         stock.insert("shoes".to_owned(), 4);
///     })
///     .or_create_with(BTreeMap::new)
///     .await?;
/// println!("it is in version {}", changed.version);
/// # Ok(())
/// # }
/// ```
///
/// The custom object is fetched, the closure changes its value, and the value is sent with the version that was fetched. If
/// somebody else has changed it meanwhile (409, `ConcurrentModification`), it is fetched again and the closure is called on
/// the new value, after a short random pause: up to 16 times in total, or as [`attempts`](Self::attempts) says; then the
/// conflict is the result ([`Error::is_conflict`]). So changes of others are never overwritten.
///
/// If the closure does not change the value, nothing is sent and the fetched custom object is the result. If the custom
/// object does not exist, that is the error ([`Error::is_not_found`]), unless [`or_create_with`](Self::or_create_with)
/// provides an initial value. Any other refusal is an error at once.
///
/// The version makes a retry safe, so the request is retried after a lost response or a temporary failure (502, 503, 504).
/// A conflict after such a retry is the result at once: it may be with the earlier attempt, and the change would be made
/// twice.
#[must_use = "nothing is sent before it is awaited"]
pub struct CustomObjectUpdate<'a, T> {
    object: CustomObjectByKey<T>,
    change: Change<'a, T>,
    initial: Option<Initial<'a, T>>,
    attempts: u32,
}

/// The closure that changes a value.
#[cfg(not(target_arch = "wasm32"))]
type Change<'a, T> = Box<dyn FnMut(&mut T) -> Result<()> + Send + 'a>;
/// The closure that changes a value. In a browser it stays on its thread.
#[cfg(target_arch = "wasm32")]
type Change<'a, T> = Box<dyn FnMut(&mut T) -> Result<()> + 'a>;

/// The closure that creates the initial value.
#[cfg(not(target_arch = "wasm32"))]
type Initial<'a, T> = Box<dyn FnMut() -> T + Send + 'a>;
/// The closure that creates the initial value. In a browser it stays on its thread.
#[cfg(target_arch = "wasm32")]
type Initial<'a, T> = Box<dyn FnMut() -> T + 'a>;

impl<'a, T> CustomObjectUpdate<'a, T> {
    pub(super) fn new<E: Into<Box<dyn StdError + Send + Sync>>>(
        object: CustomObjectByKey<T>,
        mut change: impl FnMut(&mut T) -> Result<(), E> + MaybeSend + 'a,
    ) -> Self {
        Self {
            object,
            change: Box::new(move |value| change(value).map_err(Error::caller)),
            initial: None,
            attempts: ATTEMPTS,
        }
    }

    /// Creates the custom object if it does not exist: with this value, after the closure has changed it.
    ///
    /// If two programs create it at the same time, the later one gets a conflict, and changes the value that the other one
    /// created.
    pub fn or_create_with(mut self, initial: impl FnMut() -> T + MaybeSend + 'a) -> Self {
        self.initial = Some(Box::new(initial));
        self
    }

    /// The maximum number of attempts, at least one. Default 16.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }
}

impl<'a, T> IntoFuture for CustomObjectUpdate<'a, T>
where
    T: Serialize + DeserializeOwned + Send + 'a,
{
    type Output = Result<CustomObject<T>>;
    type IntoFuture = BoxedFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Self {
            object,
            mut change,
            mut initial,
            attempts,
        } = self;
        Box::pin(async move {
            // A missing custom object is an error only if none is to be created.
            let current = || {
                let get = object.get();
                async move {
                    match get.send().await {
                        Err(error) if error.is_not_found() => Ok(Err(error)),
                        found => found.map(Ok),
                    }
                }
            };
            let changed = |current: Result<CustomObject<T>>| {
                let step = next_step(&object, current, &mut change, initial.as_mut());
                async move {
                    match step? {
                        Next::Send(upsert) => upsert.send().await,
                        Next::Keep(current) => Ok(*current),
                    }
                }
            };
            let clock = object.objects.api.client().clock();
            attempt(attempts, clock, current, changed).await
        })
    }
}

/// The next step after the call of the closure.
enum Next<T> {
    Send(Box<CustomObjectUpsert<T>>),
    /// Nothing: the value is unchanged.
    Keep(Box<CustomObject<T>>),
}

fn next_step<T: Serialize>(
    object: &CustomObjectByKey<T>,
    current: Result<CustomObject<T>>,
    change: &mut Change<'_, T>,
    initial: Option<&mut Initial<'_, T>>,
) -> Result<Next<T>> {
    match (current, initial) {
        (Ok(mut current), _) => {
            let before = serde_json::to_value(&current.value);
            change(&mut current.value)?;
            // A value that cannot be serialized is the error of sending it.
            if let (Ok(before), Ok(after)) = (before, serde_json::to_value(&current.value))
                && before == after
            {
                return Ok(Next::Keep(Box::new(current)));
            }
            let upsert = object.upsert(&current.value);
            Ok(Next::Send(Box::new(upsert.version(current.version))))
        }
        (Err(_not_found), Some(initial)) => {
            let mut value = initial();
            change(&mut value)?;
            let upsert = object.upsert(&value);
            Ok(Next::Send(Box::new(upsert.version(NO_VERSION))))
        }
        (Err(not_found), None) => Err(not_found),
    }
}

impl<T> fmt::Debug for CustomObjectUpdate<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CustomObjectUpdate")
            .field("object", &self.object)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
