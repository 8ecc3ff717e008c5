//! Updates with conflict handling.

use std::error::Error as StdError;
use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use ctp_auth::platform::{BoxedFuture, MaybeSend};
use ctp_auth::{Backoff, Clock, SystemClock};

use crate::json::{Outcome, Read, Sink, Write};
use crate::operation::Operation;
use crate::{Client, Error, Method, Request, Result};

/// The number of attempts before the conflict is the result. With fewer concurrent writers, none of them fails.
pub(crate) const ATTEMPTS: u32 = 16;

/// The first pause between attempts. Without pauses, writers that conflicted once would conflict again.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Reads a resource, changes it, and repeats this if somebody else has changed it meanwhile.
///
/// `fetch` reads the current state, `update` sends the change. If the API refuses it because the state has changed since it
/// was read (409, `ConcurrentModification`), both are called again after a short random pause: up to 16 times in total,
/// then the conflict is the result. So each change is based on the state whose version it names.
///
/// If `update` was sent more than once because a response was lost, a conflict is the result at once: it may be with the
/// earlier attempt, and the change would be made twice.
///
/// The resources of the SDK have it as a method, `api.carts().with_id("…").update_with(…)`: see [`UpdateWith`]. This
/// function is for other cases:
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
/// If there is nothing to send, because the change is not wanted any more, end it with your own error through
/// [`Error::caller`].
///
/// # Errors
///
/// Any error of `fetch` or `update`, at once; a conflict after the last attempt.
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

/// A change of a resource with the actions that a closure returns for its current state. It is sent when it is awaited.
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
/// The state is read, and the actions are sent with its version. If the API refuses them because the resource has changed
/// meanwhile (409, `ConcurrentModification`), it is read again and the closure is called with the new state, after a short
/// random pause: up to 16 times in total, or as [`attempts`](Self::attempts) says; then the conflict is the result. So
/// actions are never sent with the version of a state that the closure has not seen.
///
/// If the closure returns no actions, nothing is sent, and the state that was read is the result. Any other refusal is an
/// error at once. The version makes a retry safe, so the request is retried after a lost response or a temporary failure
/// (502, 503, 504). A conflict after such a retry is the result at once: it may be with the earlier attempt, and the change
/// would be made twice.
///
/// There is no such form of a delete: whether to delete a newer state is the decision of the caller.
#[must_use = "nothing is sent before it is awaited"]
pub struct UpdateWith<'a, T, A> {
    client: Client,
    fetch: Request,
    update: Request,
    version: fn(&T) -> i64,
    actions: Actions<'a, T, A>,
    attempts: u32,
}

/// The closure that returns actions for a state.
#[cfg(not(target_arch = "wasm32"))]
type Actions<'a, T, A> = Box<dyn FnMut(&T) -> Result<Vec<A>> + Send + 'a>;
/// The closure that returns actions for a state. In a browser it stays on its thread.
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
    /// An update of the resource that `fetch` reads, whose version `version` returns, with a `POST` to the same path with
    /// these scopes. An error of `actions` ends it, and is the [`caller_error`](Error::caller_error) of the result.
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
        // The version makes a second attempt fail with a conflict.
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

    /// The maximum number of attempts, at least one.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Adds a query parameter to each request, such as `expand`, both for the state that the closure gets and for the
    /// result.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.fetch.append_query(name, &value);
        self.update.append_query(name, &value);
        self
    }
}

// Bounded by traits of the generated code, because `T` and `A` are always models.
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
                // The called functions need not have used the runtime of the timer.
                ctp_auth::require_runtime()?;
                clock.sleep(pause).await;
            }
            None => return Err(error),
        }
    }
}

/// Whether the version was outdated. Other conflicts, such as a changed price, would occur again with the same actions; one
/// without a code counts as outdated.
fn is_outdated(error: &Error) -> bool {
    let reasons = error.api_errors();
    // A conflict after a retry may be with the request itself, whose first response was lost. Applying the change to that
    // result would apply it twice.
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

    /// Does not wait, and records the pauses.
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
