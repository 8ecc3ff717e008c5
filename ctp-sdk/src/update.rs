//! Changing a resource that others change as well.

use std::error::Error as StdError;
use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use ctp_auth::platform::{BoxedFuture, MaybeSend};
use ctp_auth::{Backoff, Clock, SystemClock};

use crate::json::{Outcome, Read, Sink, Write};
use crate::operation::Operation;
use crate::{Client, Error, Method, Request, Result};

/// How often a change is tried before the conflict is the result: with fewer writers at once, none of them fails.
pub(crate) const ATTEMPTS: u32 = 16;

/// The pauses between attempts, without which those who met once would meet again.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Fetches, changes what was fetched, and starts over where somebody else has changed it in between.
///
/// `fetch` gets the current state, `update` sends what is to become of it. If the API refuses that because the state is no
/// longer the one that was fetched (409, `ConcurrentModification`), both are called again after a short random pause: up to
/// 16 times in all, then the refusal is the result. So what is sent always follows from the state whose version it names;
/// a version is never replaced by a newer one that nobody has looked at.
///
/// If `update` was sent more than once because an answer was lost, a conflict is the result at once: it may be with the
/// first of them, and the change would be made twice.
///
/// The resources of the SDK have it as a method, `api.carts().with_id("…").update_with(…)`: see [`UpdateWith`]. This is for
/// what they do not cover:
///
/// ```no_run
/// # #[cfg(feature = "carts")]
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// use ctp_sdk::models::{CartRecalculateAction, CartUpdate};
///
/// let cart = api.carts().with_id("cart-1");
/// let recalculated = ctp_sdk::update_with(
///     || cart.get().expand("discountCodes[*].discountCode").send(),
///     |current| cart.post(CartUpdate::new(current.version, [CartRecalculateAction::new()])).send(),
/// )
/// .await?;
/// # let _ = recalculated;
/// # Ok(())
/// # }
/// ```
///
/// Where there is nothing to send, because the caller does not want the change after all, [`Error::caller`] ends it with an
/// error of the caller's own.
///
/// # Errors
///
/// Whatever `fetch` or `update` fails with, at once; a conflict after the last attempt.
pub async fn update_with<T, U, Fetching, Updating>(
    fetch: impl FnMut() -> Fetching,
    update: impl FnMut(T) -> Updating,
) -> Result<U>
where
    Fetching: Future<Output = Result<T>>,
    Updating: Future<Output = Result<U>>,
{
    attempt(ATTEMPTS, &SystemClock, fetch, update).await
}

/// A change of a resource by the actions that a closure makes of its current state. It is sent when it is awaited.
///
/// ```no_run
/// # #[cfg(feature = "carts")]
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// use ctp_sdk::models::{CartChangeLineItemQuantityAction, CartUpdateAction};
///
/// let cart = api
///     .carts()
///     .with_id("cart-1")
///     .update_with(|cart| {
///         let twice = |line: &ctp_sdk::models::LineItem| {
///             CartUpdateAction::from(
///                 CartChangeLineItemQuantityAction::new(2 * line.quantity).line_item_id(&line.id),
///             )
///         };
///         cart.line_items.iter().map(twice).collect()
///     })
///     .await?;
/// # let _ = cart;
/// # Ok(())
/// # }
/// ```
///
/// The state is fetched, and the actions are sent with its version. If the API refuses them because the resource has
/// changed in between (409, `ConcurrentModification`), it is fetched and the closure is called again, on the new state,
/// after a short random pause: up to 16 times in all, or as often as [`attempts`](Self::attempts) says; then the refusal is
/// the result. So actions are never sent with the version of a state that the closure has not seen.
///
/// Where the closure makes no actions nothing is sent, and the state that was fetched is the result. Any other refusal is
/// an error at once. The version guards the change, so that it is sent again when its answer was lost or the API is not
/// well (502, 503, 504). A conflict is then the result at once: it may be with the attempt before, and the change would be
/// made twice.
///
/// A delete has no such form: to delete a newer state than the one that was looked at is for the caller to decide.
#[must_use = "nothing is sent before it is awaited"]
pub struct UpdateWith<'a, T, A> {
    client: Client,
    fetch: Request,
    update: Request,
    version: fn(&T) -> i64,
    actions: Actions<'a, T, A>,
    attempts: u32,
}

/// What makes actions of a state.
#[cfg(not(target_arch = "wasm32"))]
type Actions<'a, T, A> = Box<dyn FnMut(&T) -> Result<Vec<A>> + Send + 'a>;
/// What makes actions of a state. In a browser it stays on its thread.
#[cfg(target_arch = "wasm32")]
type Actions<'a, T, A> = Box<dyn FnMut(&T) -> Result<Vec<A>> + 'a>;

/// The body of an update.
struct Update<A> {
    version: i64,
    actions: Vec<A>,
}

impl<A: Write> Write for Update<A> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        let members: [(&'static str, &dyn Write); 2] =
            [("version", &self.version), ("actions", &self.actions)];
        sink.object(None, &members, None)
    }
}

impl<'a, T, A> UpdateWith<'a, T, A> {
    /// An update of the resource that `fetch` gets, which has the version that `version` reads, by a `POST` to the same
    /// path with these scopes. An error of `actions` ends it, and is in the [`caller_error`](Error::caller_error) of the
    /// result.
    #[doc(hidden)]
    pub fn new<E: Into<Box<dyn StdError + Send + Sync>>>(
        fetch: Operation,
        scopes: &'static [&'static str],
        version: fn(&T) -> i64,
        mut actions: impl FnMut(&T) -> Result<Vec<A>, E> + MaybeSend + 'a,
    ) -> Self {
        let Operation {
            client,
            request: fetch,
        } = fetch;
        let update = Request::new(Method::POST, fetch.route(), fetch.path().clone());
        let mut update = update.requiring(scopes);
        // The version guards it: the second of two meets a conflict.
        update.set_idempotent(true);
        Self {
            client,
            fetch,
            update,
            version,
            actions: Box::new(move |state| actions(state).map_err(Error::caller)),
            attempts: ATTEMPTS,
        }
    }

    /// How often the change is tried in all; once at the least.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Adds a query parameter to each request, such as `expand` for both the state that the closure sees and the one that
    /// is the result.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.fetch.append_query(name, &value);
        self.update.append_query(name, &value);
        self
    }
}

// Bounded by traits of the generated code, for `T` and `A` are always models.
#[allow(private_bounds)]
impl<'a, T, A> IntoFuture for UpdateWith<'a, T, A>
where
    T: Read + Send + 'a,
    A: Write + 'a,
{
    type Output = Result<T>;
    type IntoFuture = BoxedFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Self {
            client,
            fetch,
            update,
            version,
            mut actions,
            attempts,
        } = self;
        Box::pin(async move {
            let current = || send(&client, fetch.clone());
            let changed = |current: T| {
                let request = actions(&current).map(|actions| {
                    (!actions.is_empty()).then(|| {
                        let version = version(&current);
                        let mut request = update.clone();
                        request.set_model(&Update { version, actions });
                        request
                    })
                });
                let client = &client;
                async move {
                    match request? {
                        Some(request) => send(client, request).await,
                        None => Ok(current),
                    }
                }
            };
            attempt(attempts, client.clock(), current, changed).await
        })
    }
}

impl<T, A> fmt::Debug for UpdateWith<'_, T, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UpdateWith")
            .field("fetch", &self.fetch)
            .field("update", &self.update)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

async fn send<T: Read>(client: &Client, request: Request) -> Result<T> {
    client.read_soon(request).await?.into_model()
}

pub(crate) async fn attempt<T, U, Fetching, Updating>(
    attempts: u32,
    clock: &dyn Clock,
    mut fetch: impl FnMut() -> Fetching,
    mut update: impl FnMut(T) -> Updating,
) -> Result<U>
where
    Fetching: Future<Output = Result<T>>,
    Updating: Future<Output = Result<U>>,
{
    let backoff = Backoff::default()
        .with_max_attempts(attempts)
        .with_total(Duration::MAX)
        .with_pauses(FIRST_PAUSE, LONGEST_PAUSE);
    let mut made = 0;
    loop {
        made += 1;
        let current = fetch().await?;
        let error = match update(current).await {
            Err(error) if is_outdated(&error) => error,
            outcome => return outcome,
        };
        match backoff.pause(made, Duration::ZERO, None) {
            Some(pause) => {
                // What is called need not have used the runtime of the timer.
                ctp_auth::require_runtime()?;
                clock.sleep(pause).await;
            }
            None => return Err(error),
        }
    }
}

/// Whether the version was not the current one. There are other conflicts, such as a price that has changed, which the
/// same actions would meet again; one without a reason is taken at its status.
fn is_outdated(error: &Error) -> bool {
    let reasons = error.api_errors();
    // A conflict after the request was sent again may be with the request itself, whose first answer was lost. To apply the
    // change to the outcome would then apply it twice.
    error.is_conflict()
        && error.attempts() <= 1
        && (reasons.is_empty()
            || reasons
                .iter()
                .any(|reason| reason.code() == "ConcurrentModification"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::error::Refused;

    /// Lets no time pass, and notes the pauses.
    #[derive(Debug, Default)]
    struct Noting(Mutex<Vec<Duration>>);

    #[async_trait::async_trait]
    impl Clock for Noting {
        fn now(&self) -> Duration {
            Duration::ZERO
        }

        async fn sleep(&self, duration: Duration) {
            self.0.lock().unwrap().push(duration);
        }
    }

    fn conflict() -> Error {
        Error::refused(Refused {
            method: &Method::POST,
            status: http::StatusCode::CONFLICT,
            headers: &http::HeaderMap::new(),
            body: b"",
            missing_scopes: None,
            retry_after: None,
            redact: &str::to_owned,
        })
    }

    #[tokio::test]
    async fn it_is_tried_sixteen_times_with_a_pause_before_each_further_one() {
        let clock = Noting::default();
        let (mut fetched, mut updated) = (0, 0);
        let outcome: Result<()> = attempt(
            ATTEMPTS,
            &clock,
            || {
                fetched += 1;
                async { Ok(()) }
            },
            |()| {
                updated += 1;
                async { Err(conflict()) }
            },
        )
        .await;
        assert!(outcome.unwrap_err().is_conflict());
        assert_eq!((fetched, updated), (16, 16));
        let pauses = clock.0.into_inner().unwrap();
        assert_eq!(pauses.len(), 15);
        assert!(pauses.iter().all(|pause| *pause <= LONGEST_PAUSE));
    }
}
