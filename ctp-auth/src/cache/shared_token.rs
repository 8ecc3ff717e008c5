//! The token of this process, the callers that wait for it, and the results of the last attempts to fetch it.

mod failures;
mod fresh;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::sync::watch;

use super::in_flight::{InFlight, Outcome, Waiter};
use super::record::{Age, Record};
use super::renewal;
use super::slot::Slot;
use super::source::Source;
use crate::{AccessToken, AuthClient, AuthError, Clock, StoreKey, task};

use failures::Failures;
use fresh::Fresh;

/// One token, and the callers that wait for it.
pub(crate) struct SharedToken {
    auth: AuthClient,
    source: Box<dyn Source>,
    slot: Slot,
    /// The token that is returned without further checks until this time. It is changed only while `state` is locked, and
    /// every change of the state removes it first. Outside of `state`, so that requests do not wait for each other.
    fresh: ArcSwapOption<Fresh>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    record: Option<Record>,
    /// The token that the store still has because the next record could not be stored.
    outdated_in_store: Option<AccessToken>,
    /// The last token that the API did not accept. The store may still have it.
    rejected: Option<AccessToken>,
    in_flight: Option<InFlight>,
    /// The error after a session has ended: another fetch would only be refused again.
    ended: Option<AuthError>,
    failures: Failures,
}

impl SharedToken {
    pub(crate) fn new(auth: AuthClient, source: impl Source + 'static, slot: Slot) -> Self {
        Self {
            auth,
            source: Box::new(source),
            slot,
            fresh: ArcSwapOption::empty(),
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

    /// The token, if it needs no renewal yet.
    pub(crate) fn fresh(&self) -> Option<AccessToken> {
        self.fresh_at(self.clock().now())
    }

    fn fresh_at(&self, now: Duration) -> Option<AccessToken> {
        let fresh = self.fresh.load();
        fresh.as_deref()?.token_at(now)
    }

    /// A token that is valid for a request sent now. `None` if the fetch ended without an outcome because its runtime was
    /// shut down; then call it again.
    pub(crate) async fn token(self: &Arc<Self>) -> Result<Option<AccessToken>, AuthError> {
        match self.token_or_waiter()? {
            Ok(token) => Ok(Some(token)),
            Err(waiter) => waiter.outcome().await.transpose(),
        }
    }

    /// Stops using a token, unless another one has replaced it already. Returns whether [`token`](Self::token) may return
    /// another one now: if tokens are rejected repeatedly, the last one stays in use for a while.
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

    /// The record that this process has, if any.
    pub(crate) fn known(&self) -> Option<Record> {
        self.lock_unchanged().record.clone()
    }

    /// Takes over the record of the store, which is authoritative for a session, unless this process has the next record
    /// and could not store it.
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

    /// Records that the record after the one with this token could not be stored.
    pub(super) fn learn_outdated(&self, token: Option<AccessToken>) {
        self.lock().outdated_in_store = token;
    }

    /// Why the session has ended, if this process knows that.
    pub(crate) fn ended(&self) -> Option<AuthError> {
        self.lock_unchanged().ended.clone()
    }

    /// Whether a token can be used without renewing it first.
    pub(super) fn is_fresh(&self, record: &Record) -> bool {
        record.age(self.clock().now()) == Age::Fresh
            && !self.lock_unchanged().has_rejected(&record.access_token)
    }

    /// Stops a running fetch.
    pub(crate) fn stop(&self) {
        // Removed from the state first: dropping the task must not happen while the lock is held.
        let in_flight = self.lock().in_flight.take();
        drop(in_flight);
    }

    /// The current token, or a waiter for the next one.
    fn token_or_waiter(self: &Arc<Self>) -> Result<Result<AccessToken, Waiter>, AuthError> {
        let now = self.clock().now();
        if let Some(token) = self.fresh_at(now) {
            return Ok(Ok(token));
        }
        let mut guard = self.lock();
        let state = &mut *guard;
        if let Some(ended) = &state.ended {
            return Err(ended.clone());
        }
        if let Some(record) = &state.record
            && !state.has_rejected(&record.access_token)
        {
            let token = record.access_token.clone();
            match record.age(now) {
                Age::Fresh => {
                    let until = record.fresh_until();
                    self.fresh
                        .store(Some(Arc::new(Fresh::new(token.clone(), until))));
                    return Ok(Ok(token));
                }
                Age::Ageing => {
                    if state.failures.may_renew_early(now) && task::require_runtime().is_ok() {
                        self.start_or_join(state);
                    }
                    return Ok(Ok(token));
                }
                // A token without a lifetime is used for a moment, so that not every request fetches one.
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

    /// Waits for the running fetch, or starts one.
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
            // It fails if no caller waits any more, which is fine.
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
                tracing::warn!(%error, key = self.key().as_str(), "no token is available");
                Err(error)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        let state = self.lock_unchanged();
        self.fresh.store(None);
        state
    }

    /// The state, for reading, or for changes that keep `fresh` correct.
    fn lock_unchanged(&self) -> MutexGuard<'_, State> {
        // No change under the lock can be interrupted halfway.
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
