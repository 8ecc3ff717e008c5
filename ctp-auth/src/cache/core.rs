//! The state that the clones of a cache share, and who waits for what.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::entry::{Age, Entry};
use super::failures::Failures;
use super::flight::{Flight, Outcome, Passenger};
use super::shelf::{Found, Shelf};
use crate::{AccessToken, AuthClient, AuthError, Grant, ScopeSet, StoreKey, TokenStore, task};

/// How a token is come by when there is none to refresh.
#[derive(Debug)]
pub(crate) enum Origin {
    /// By a grant.
    Grant { grant: Grant, scopes: ScopeSet },
    /// Not at all: the session was started once and lives in the store.
    Session,
}

/// One token, and who waits for it.
pub(crate) struct Core {
    pub(super) auth: AuthClient,
    pub(super) origin: Origin,
    pub(super) shelf: Shelf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entry: Option<Entry>,
    /// The last token that the API did not accept. The store may still have it.
    rejected: Option<AccessToken>,
    flight: Option<Flight>,
    /// After a renewal ahead of time has failed, the next one has to wait, for the old token still serves.
    renewal_waits_until: Duration,
    failures: Failures,
    /// Once a session has ended, asking again would only be refused again.
    ended: Option<AuthError>,
}

const PAUSE_AFTER_FAILED_RENEWAL: Duration = Duration::from_secs(10);

impl Core {
    pub(crate) fn new(
        auth: AuthClient,
        origin: Origin,
        key: StoreKey,
        store: Arc<dyn TokenStore>,
    ) -> Self {
        let shelf = Shelf::new(store, key, Arc::clone(auth.clock()));
        Self {
            auth,
            origin,
            shelf,
            state: Mutex::default(),
        }
    }

    pub(crate) fn key(&self) -> &StoreKey {
        self.shelf.key()
    }

    /// A token that is good for a request sent now.
    pub(crate) async fn token(self: &Arc<Self>) -> Result<AccessToken, AuthError> {
        // A flight ends without an outcome when its runtime is shut down; then this one starts the next.
        for _ in 0..3 {
            if let Origin::Session = self.origin {
                self.entry().await?;
            }
            match self.token_or_flight()? {
                Ok(token) => return Ok(token),
                Err(passenger) => {
                    if let Some(outcome) = passenger.arrive().await {
                        return outcome;
                    }
                }
            }
        }
        Err(AuthError::interrupted())
    }

    /// Takes a token out of use, unless another one has taken its place already. Whether there may be another one now:
    /// where tokens are rejected again and again, the last one stays in use for a while.
    pub(crate) fn invalidate(&self, rejected: &AccessToken) -> bool {
        let now = self.now();
        let mut state = self.lock();
        let is_in_use = state
            .entry
            .as_ref()
            .is_none_or(|entry| entry.access_token.is_same(rejected));
        let is_new = state
            .rejected
            .as_ref()
            .is_none_or(|known| !known.is_same(rejected));
        if is_in_use && is_new {
            if !state.failures.may_replace_rejected(now) {
                return false;
            }
            state.rejected = Some(rejected.clone());
        }
        true
    }

    /// What the store has of a session, for another process may have changed it.
    ///
    /// # Errors
    ///
    /// When the session has ended, or the store fails and this process does not know the session either.
    pub(crate) async fn entry(&self) -> Result<Entry, AuthError> {
        let found = self.shelf.find().await;
        let mut state = self.lock();
        match found {
            Ok(Found::Entry(entry, _)) => {
                state.entry = Some(entry.clone());
                state.ended = None;
                Ok(entry)
            }
            Ok(Found::Nothing | Found::Unreadable(_)) => {
                state.entry = None;
                Err(AuthError::session_ended(state.ended.clone()))
            }
            Err(error) => match &state.entry {
                Some(entry) => Ok(entry.clone()),
                None => Err(AuthError::store(error)),
            },
        }
    }

    /// Puts the first entry of a session into the store.
    pub(crate) async fn create(&self, entry: Entry) -> Result<(), AuthError> {
        let is_new = self
            .shelf
            .replace(None, Some(&entry))
            .await
            .map_err(AuthError::store)?;
        if !is_new {
            // Ids are random, so this one was chosen by somebody.
            return Err(AuthError::provider(
                "there is a session with this id already",
            ));
        }
        self.lock().entry = Some(entry);
        Ok(())
    }

    /// Changes the entry of a session, against whatever else changes it; the entry from before.
    ///
    /// `change` gives `None` to remove it. It may be called more than once.
    pub(crate) async fn update(
        &self,
        change: impl Fn(&Entry) -> Option<Entry>,
    ) -> Result<Entry, AuthError> {
        const TRIES: usize = 16;
        for _ in 0..TRIES {
            let found = self.shelf.find().await.map_err(AuthError::store)?;
            let Found::Entry(before, text) = found else {
                return Err(AuthError::session_ended(None));
            };
            let after = change(&before);
            let is_done = self
                .shelf
                .replace(Some(&text), after.as_ref())
                .await
                .map_err(AuthError::store)?;
            if is_done {
                self.lock().entry = after;
                return Ok(before);
            }
        }
        Err(AuthError::interrupted())
    }

    /// Stops the fetch that may be on its way.
    pub(crate) fn stop(&self) {
        // Taken out first: what the end of the task drops must not find the lock taken.
        let flight = self.lock().flight.take();
        drop(flight);
    }

    pub(super) fn now(&self) -> Duration {
        self.auth.clock().now()
    }

    /// What this process knows, if it knows anything.
    pub(super) fn known(&self) -> Option<Entry> {
        self.lock().entry.clone()
    }

    /// Whether a token is worth handing out without renewing it first.
    pub(super) fn is_fresh(&self, entry: &Entry) -> bool {
        entry.age(self.now()) == Age::Fresh && !self.lock().has_rejected(entry)
    }

    /// The token there is, or a seat on the flight that fetches the next.
    fn token_or_flight(self: &Arc<Self>) -> Result<Result<AccessToken, Passenger>, AuthError> {
        let now = self.now();
        let mut state = self.lock();
        if let Some(ended) = &state.ended {
            return Err(ended.clone());
        }
        if let Some(entry) = &state.entry
            && !state.has_rejected(entry)
        {
            let token = entry.access_token.clone();
            match entry.age(now) {
                Age::Fresh => return Ok(Ok(token)),
                Age::Ageing => {
                    if now >= state.renewal_waits_until {
                        self.flight(&mut state);
                    }
                    return Ok(Ok(token));
                }
                Age::Spent if state.failures.has_just_fetched(now) => return Ok(Ok(token)),
                Age::Spent => {}
            }
        }
        if let Some(failure) = state.failures.remembered(now) {
            return Err(failure);
        }
        Ok(Err(self.flight(&mut state)))
    }

    /// The flight that is on its way, or else a new one.
    fn flight(self: &Arc<Self>, state: &mut State) -> Passenger {
        if let Some(flight) = &state.flight
            && flight.is_on_its_way()
        {
            return flight.board();
        }
        let (sender, outcome) = watch::channel(None);
        let core = Arc::clone(self);
        let task = task::spawn(async move {
            let outcome = core.obtain().await;
            let outcome = core.land(outcome);
            // It fails if nobody waits, and then nobody misses it.
            let _ = sender.send(Some(outcome));
        });
        let flight = Flight::new(outcome, task);
        let passenger = flight.board();
        state.flight = Some(flight);
        passenger
    }

    fn land(&self, outcome: Result<Entry, AuthError>) -> Outcome {
        let now = self.now();
        let mut state = self.lock();
        state.flight = None;
        match outcome {
            Ok(entry) => {
                let token = entry.access_token.clone();
                state.entry = Some(entry);
                state.failures.fetched(now);
                Ok(token)
            }
            Err(error) => {
                state.failures.fetch_failed(&error, now);
                if error.is_session_ended() {
                    state.ended = Some(error.clone());
                    state.entry = None;
                }
                state.renewal_waits_until = now.saturating_add(PAUSE_AFTER_FAILED_RENEWAL);
                tracing::warn!(%error, key = self.shelf.key().as_str(), "no token could be had");
                Err(error)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under the lock leaves it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has_rejected(&self, entry: &Entry) -> bool {
        self.rejected
            .as_ref()
            .is_some_and(|rejected| rejected.is_same(&entry.access_token))
    }
}
