//! Logins and logouts whose futures are dropped half-way, as a web framework does when the visitor goes away.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use async_trait::async_trait;
use ctp_auth::{SecretString, StoreError, StoreKey, TokenProvider};

use super::*;
use crate::auth::faulty_store::FaultyStore;
use crate::auth::waiting::{settled, token, until};

const TEN_DAYS: Duration = Duration::from_secs(864_000);

/// Begins the work, and drops it when `begun` is done.
async fn dropped<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
    begun: impl Future<Output = ()>,
) {
    let work = tokio::spawn(work);
    begun.await;
    work.abort();
    assert!(work.await.is_err_and(|error| error.is_cancelled()));
}

#[tokio::test]
async fn a_logout_that_is_dropped_revokes_the_tokens_all_the_same() {
    for is_in_store in [true, false] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let session = platform.guest(&platform.process(&store)).await;
        let logout = {
            let session = session.clone();
            async move { session.end().await }
        };
        if is_in_store {
            platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
            let mut held = store.hold_next_replace();
            dropped(logout, held.reached()).await;
            drop(held);
        } else {
            let (answer, gate) = held(Answer::empty(200));
            platform.enqueue_all([answer, Answer::empty(200)]);
            let begun = async {
                platform.emulator.received(2).await;
            };
            dropped(logout, begun).await;
            gate.open();
        }
        until("the tokens are revoked", async || platform.calls() == 3).await;
        settled(&platform.clock).await;
        assert_eq!(
            platform.asked_since(1),
            [
                "revoke refresh_token guest-refresh",
                "revoke access_token guest-1",
            ]
        );
        assert!(session.token().await.unwrap_err().is_session_ended());
        assert!(store.is_empty().await);
    }
}

#[tokio::test]
async fn a_logout_that_was_never_begun_ends_nothing() {
    let platform = Platform::start();
    let session = platform.guest(&platform.process(&MemoryStore::new())).await;
    drop(session.end());
    settled(&platform.clock).await;
    assert_eq!(token(&session).await, "guest-1");
    assert_eq!(platform.calls(), 1);
}

#[tokio::test]
async fn a_login_that_is_dropped_before_it_is_stored_gives_the_customers_tokens_back() {
    let platform = Platform::start();
    let store = FaultyStore::by(&platform.clock);
    let sessions = platform.process(&store);
    let guest = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    // Then the use of the session is noted first, which is held back.
    platform.clock.advance(TEN_DAYS);
    let mut held = store.hold_next_replace();
    let login = {
        let guest = guest.clone();
        async move { guest.prepare(&customer).await.map(drop) }
    };
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    dropped(login, held.reached()).await;
    drop(held);
    until("the tokens are revoked", async || platform.calls() == 4).await;
    assert_eq!(
        platform.asked_since(2),
        [
            "revoke refresh_token customer-refresh",
            "revoke access_token customer-1",
        ]
    );
    assert_eq!(store.count().await, 1);
}

#[tokio::test]
async fn a_login_that_is_dropped_when_the_guest_has_gone_leaves_no_token_in_force() {
    for is_in_store in [true, false] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let sessions = platform.process(&store);
        let guest = platform.guest(&sessions).await;
        let customer = platform.login(&sessions).await;
        let prepared = guest.prepare(&customer).await.unwrap();
        let commit = async move { prepared.commit(None).await.map(drop) };
        let (answer, gate) = held(Answer::empty(200));
        platform.enqueue(answer);
        for _ in 0..3 {
            platform.enqueue(Answer::empty(200));
        }
        if is_in_store {
            let mut held = store.hold_next_replace();
            dropped(commit, held.reached()).await;
            drop(held);
        } else {
            let begun = async {
                platform.emulator.received(3).await;
            };
            dropped(commit, begun).await;
        }
        gate.open();
        until("all tokens are revoked", async || platform.calls() == 6).await;
        settled(&platform.clock).await;
        let mut asked = platform.asked_since(2);
        asked.sort();
        assert_eq!(
            asked,
            [
                "revoke access_token customer-1",
                "revoke access_token guest-1",
                "revoke refresh_token customer-refresh",
                "revoke refresh_token guest-refresh",
            ]
        );
        assert!(store.is_empty().await);
    }
}

#[tokio::test]
async fn a_login_that_is_given_up_revokes_the_tokens_also_where_that_is_dropped() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let guest = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    let prepared = guest.prepare(&customer).await.unwrap();
    let (answer, gate) = held(Answer::empty(200));
    platform.enqueue_all([answer, Answer::empty(200)]);
    let begun = async {
        platform.emulator.received(3).await;
    };
    dropped(async move { prepared.discard().await }, begun).await;
    gate.open();
    until("the tokens are revoked", async || platform.calls() == 4).await;
    assert_eq!(
        platform.asked_since(2),
        [
            "revoke refresh_token customer-refresh",
            "revoke access_token customer-1",
        ]
    );
    assert_eq!(token(&guest).await, "guest-1");
}

/// A store that is not done at once, so that its users can be dropped while they wait for it.
#[derive(Clone, Debug, Default)]
struct SlowStore {
    inner: FaultyStore,
}

#[async_trait]
impl TokenStore for SlowStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        tokio::task::yield_now().await;
        let entry = self.inner.get(key).await;
        tokio::task::yield_now().await;
        entry
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        tokio::task::yield_now().await;
        let is_replaced = self.inner.replace(key, expected, new, lifetime).await;
        tokio::task::yield_now().await;
        is_replaced
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        time: Duration,
    ) -> Result<bool, StoreError> {
        self.inner.try_lock(key, owner, time).await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        time: Duration,
    ) -> Result<bool, StoreError> {
        self.inner.extend_lock(key, owner, time).await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        self.inner.unlock(key, owner).await
    }
}

/// An authorization service that knows which refresh tokens are in force.
fn service_with_tokens() -> (Platform, Arc<Mutex<BTreeSet<String>>>) {
    let in_force = Arc::new(Mutex::new(BTreeSet::new()));
    let known = Arc::clone(&in_force);
    let emulator = Emulator::with(move |request| {
        let form = form(request);
        let mut known = known.lock().unwrap();
        match (request.path(), form.get("grant_type").map(String::as_str)) {
            ("/oauth/token/revoke", _) => {
                known.remove(form["token"].as_str());
                Answer::empty(200)
            }
            (_, Some("password")) => {
                known.insert("customer-refresh".to_owned());
                customer_answer("customer-1")
            }
            _ => {
                known.insert("guest-refresh".to_owned());
                guest_answer("guest-1")
            }
        }
    });
    let platform = Platform {
        emulator: emulator.unwrap(),
        clock: ManualClock::new(),
    };
    (platform, in_force)
}

/// The refresh tokens that sessions have.
async fn of_sessions(store: &SlowStore) -> BTreeSet<String> {
    let texts = store.inner.texts().await;
    let token = |text: String| {
        let record: serde_json::Value = serde_json::from_str(&text).unwrap();
        record["refresh_token"].as_str().unwrap().to_owned()
    };
    texts.into_iter().map(token).collect()
}

/// Polls the work so often at most, and drops it then.
async fn polled<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut made = 0;
    std::future::poll_fn(|context| {
        made += 1;
        match work.as_mut().poll(context) {
            Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
            Poll::Pending if made >= polls => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn a_login_or_logout_that_is_dropped_at_any_step_leaves_no_token_in_force_without_a_session()
{
    for is_login in [true, false] {
        // A future that is never polled does nothing.
        let mut polls = 1;
        loop {
            let (platform, in_force) = service_with_tokens();
            let store = SlowStore::default();
            let sessions = platform.process(&store);
            let guest = sessions.start().await.unwrap();
            let is_done = if is_login {
                let customer = Password::new("anna@example.com", "pass-1").into();
                let scopes = sessions.scopes();
                let token = sessions.auth().token(&customer, scopes).await.unwrap();
                let login = guest.become_customer(&token, None);
                polled(polls, login).await.is_some()
            } else {
                polled(polls, guest.end()).await.is_some()
            };
            until("each token in force has its session", async || {
                let of_sessions = of_sessions(&store).await;
                *in_force.lock().unwrap() == of_sessions
            })
            .await;
            settled(&platform.clock).await;
            let of_sessions = of_sessions(&store).await;
            assert_eq!(
                *in_force.lock().unwrap(),
                of_sessions,
                "after {polls} polls"
            );
            if is_done {
                break;
            }
            polls += 1;
        }
        // It is not done at once.
        assert!(polls > 5, "{polls}");
    }
}
