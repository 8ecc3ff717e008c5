//! Changing a resource that others change as well.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use crate::json::{Outcome, Read, Sink, Write};
use crate::operation::Operation;
use crate::{Client, Error, Method, Request, Result};

/// How often a change is tried before the conflict is the result.
const ATTEMPTS: u32 = 5;

/// Fetches, changes what was fetched, and starts over where somebody else has changed it in between.
///
/// `fetch` gets the current state, `update` sends what is to become of it. If the API refuses that because the state is no
/// longer the one that was fetched (409, `ConcurrentModification`), both are called again: up to five times in all, then
/// the refusal is the result. So what is sent always follows from the state whose version it names; a version is never
/// replaced by a newer one that nobody has looked at.
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
    attempt(ATTEMPTS, fetch, update).await
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
/// changed in between (409, `ConcurrentModification`), it is fetched and the closure is called again, on the new state: up
/// to five times in all, or as often as [`attempts`](Self::attempts) says; then the refusal is the result. So actions are
/// never sent with the version of a state that the closure has not seen.
///
/// Where the closure makes no actions nothing is sent, and the state that was fetched is the result. Any other refusal is
/// an error at once.
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
type Actions<'a, T, A> = Box<dyn FnMut(&T) -> Vec<A> + Send + 'a>;

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
    /// path with these scopes.
    #[doc(hidden)]
    pub fn new(
        fetch: Operation,
        scopes: &'static [&'static str],
        version: fn(&T) -> i64,
        actions: impl FnMut(&T) -> Vec<A> + Send + 'a,
    ) -> Self {
        let Operation {
            client,
            request: fetch,
        } = fetch;
        let update = Request::new(Method::POST, fetch.route(), fetch.path().clone());
        Self {
            client,
            fetch,
            update: update.requiring(scopes),
            version,
            actions: Box::new(actions),
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
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

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
                let actions = actions(&current);
                let request = (!actions.is_empty()).then(|| {
                    let version = version(&current);
                    let mut request = update.clone();
                    request.set_model(&Update { version, actions });
                    request
                });
                let client = &client;
                async move {
                    match request {
                        Some(request) => send(client, request).await,
                        None => Ok(current),
                    }
                }
            };
            attempt(attempts, current, changed).await
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
    Ok(client.execute(request).await?.model()?.into_body())
}

async fn attempt<T, U, Fetching, Updating>(
    attempts: u32,
    mut fetch: impl FnMut() -> Fetching,
    mut update: impl FnMut(T) -> Updating,
) -> Result<U>
where
    Fetching: Future<Output = Result<T>>,
    Updating: Future<Output = Result<U>>,
{
    let mut left = attempts;
    loop {
        left = left.saturating_sub(1);
        let current = fetch().await?;
        match update(current).await {
            Err(error) if left > 0 && is_outdated(&error) => {}
            outcome => return outcome,
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
