//! One token in this process: who waits for it, and what came of the last attempts to get it.

mod failures;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::in_flight::{InFlight, Outcome, Waiter};
use super::record::{Age, Record};
use super::renewal;
use super::slot::Slot;
use super::source::Source;
use crate::{AccessToken, AuthClient, AuthError, Clock, StoreKey, task};

use failures::Failures;

/// One token, and who waits for it.
pub(crate) struct SharedToken {
    auth: AuthClient,
    source: Box<dyn Source>,
    slot: Slot,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The token that is handed out without a further look, until then. Whatever changes the state takes it away.
    fresh: Option<(AccessToken, Duration)>,
    record: Option<Record>,
    /// The token that the store still has where the record that follows it could not be stored.
    outdated_in_store: Option<AccessToken>,
    /// The last token that the API did not accept. The store may still have it.
    rejected: Option<AccessToken>,
    in_flight: Option<InFlight>,
    /// Once a session has ended, asking again would only be refused again.
    ended: Option<AuthError>,
    failures: Failures,
}

impl SharedToken {
    pub(crate) fn new(auth: AuthClient, source: impl Source + 'static, slot: Slot) -> Self {
        Self {
            auth,
            source: Box::new(source),
            slot,
            state: Mutex::default(),
        }
    }

    pub(crate) fn key(&self) -> &StoreKey {
        self.slot.key()
    }

    pub(crate) fn slot(&self) -> &Slot {
        &self.slot
    }

    pub(super) fn source(&self) -> &dyn Source {
        &*self.source
    }

    pub(super) fn clock(&self) -> &Arc<dyn Clock> {
        self.auth.clock()
    }

    pub(super) fn attempt_timeout(&self) -> Duration {
        self.auth.attempt_timeout()
    }

    /// A token that is good for a request sent now. `None` where the fetch that was waited for ended without an outcome,
    /// with the runtime that it ran on; then ask again.
    pub(crate) async fn token(self: &Arc<Self>) -> Result<Option<AccessToken>, AuthError> {
        match self.token_or_waiter()? {
            Ok(token) => Ok(Some(token)),
            Err(waiter) => waiter.outcome().await.transpose(),
        }
    }

    /// Takes a token out of use, unless another one has taken its place already. Whether [`token`](Self::token) may give
    /// another one now: where tokens are rejected again and again, the last one stays in use for a while.
    pub(crate) fn invalidate(&self, rejected: &AccessToken) -> bool {
        let now = self.clock().now();
        let mut state = self.lock();
        let is_in_use = state
            .record
            .as_ref()
            .is_none_or(|record| record.access_token.is_same(rejected));
        if !is_in_use || state.has_rejected(rejected) {
            return true;
        }
        let age = state
            .record
            .as_ref()
            .map(|record| record.since_obtained(now));
        if !state.failures.may_replace_rejected(age, now) {
            return false;
        }
        state.rejected = Some(rejected.clone());
        true
    }

    /// What this process knows, if it knows anything.
    pub(crate) fn known(&self) -> Option<Record> {
        self.lock_unchanged().record.clone()
    }

    /// Takes note of what the store has, which is the truth for a session, unless this process has what follows it and
    /// could not store that.
    pub(crate) fn learn(&self, record: Option<Record>) {
        let mut guard = self.lock();
        let state = &mut *guard;
        if record.is_some() {
            state.ended = None;
        }
        if let (Some(found), Some(known), Some(outdated)) =
            (&record, &mut state.record, &state.outdated_in_store)
            && found.access_token.is_same(outdated)
        {
            known.session.clone_from(&found.session);
            return;
        }
        state.outdated_in_store = None;
        state.record = record;
    }

    /// Takes note that the record that follows the one with this token could not be stored.
    pub(super) fn learn_outdated(&self, token: Option<AccessToken>) {
        self.lock().outdated_in_store = token;
    }

    /// Why the session has ended, if this process was told.
    pub(crate) fn ended(&self) -> Option<AuthError> {
        self.lock_unchanged().ended.clone()
    }

    /// Whether a token is worth handing out without renewing it first.
    pub(super) fn is_fresh(&self, record: &Record) -> bool {
        record.age(self.clock().now()) == Age::Fresh
            && !self.lock_unchanged().has_rejected(&record.access_token)
    }

    /// Stops the fetch that may be under way.
    pub(crate) fn stop(&self) {
        // Taken out first: what the end of the task drops must not find the lock taken.
        let in_flight = self.lock().in_flight.take();
        drop(in_flight);
    }

    /// The token there is, or else something to wait for the next one with.
    fn token_or_waiter(self: &Arc<Self>) -> Result<Result<AccessToken, Waiter>, AuthError> {
        let now = self.clock().now();
        let mut guard = self.lock_unchanged();
        if let Some((token, until)) = &guard.fresh
            && now < *until
        {
            return Ok(Ok(token.clone()));
        }
        let state = &mut *guard;
        state.fresh = None;
        if let Some(ended) = &state.ended {
            return Err(ended.clone());
        }
        if let Some(record) = &state.record
            && !state.has_rejected(&record.access_token)
        {
            let token = record.access_token.clone();
            match record.age(now) {
                Age::Fresh => {
                    state.fresh = Some((token.clone(), record.fresh_until()));
                    return Ok(Ok(token));
                }
                Age::Ageing => {
                    if state.failures.may_renew_early(now) && task::require_runtime().is_ok() {
                        self.start_or_join(state);
                    }
                    return Ok(Ok(token));
                }
                // A token that was handed out without a life still serves for a moment, lest each request fetch one.
                Age::Spent if state.failures.has_just_fetched(now) => return Ok(Ok(token)),
                Age::Spent => {}
            }
        }
        if let Some(failure) = state.failures.remembered(now) {
            return Err(failure);
        }
        task::require_runtime()?;
        Ok(Err(self.start_or_join(state)))
    }

    /// Waits for the fetch that is under way, or else starts one.
    fn start_or_join(self: &Arc<Self>, state: &mut State) -> Waiter {
        if let Some(in_flight) = &state.in_flight
            && in_flight.is_running()
        {
            return in_flight.waiter();
        }
        let (sender, outcome) = watch::channel(None);
        let token = Arc::clone(self);
        let task = task::spawn(async move {
            let outcome = renewal::renew(&token).await;
            let outcome = token.finish(outcome);
            // It fails if nobody waits, and then nobody misses it.
            let _ = sender.send(Some(outcome));
        });
        let in_flight = InFlight::new(outcome, task);
        let waiter = in_flight.waiter();
        state.in_flight = Some(in_flight);
        waiter
    }

    fn finish(&self, outcome: Result<Record, AuthError>) -> Outcome {
        let now = self.clock().now();
        let mut state = self.lock();
        state.in_flight = None;
        match outcome {
            Ok(record) => {
                let token = record.access_token.clone();
                state.failures.fetched(now);
                state.record = Some(record);
                Ok(token)
            }
            Err(error) => {
                if error.ends_session_everywhere() {
                    state.ended = Some(error.clone());
                    state.record = None;
                }
                state.failures.fetch_failed(&error, now);
                tracing::warn!(%error, key = self.key().as_str(), "no token could be had");
                Err(error)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock_unchanged();
        state.fresh = None;
        state
    }

    /// The state, to be read, or to be changed with care for what is fresh.
    fn lock_unchanged(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under the lock leaves it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has_rejected(&self, token: &AccessToken) -> bool {
        self.rejected
            .as_ref()
            .is_some_and(|rejected| rejected.is_same(token))
    }
}
