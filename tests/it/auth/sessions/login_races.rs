//! A login while the guest's token is being refreshed: the guest never comes back.

use ctp_auth::TokenProvider;

use super::*;
use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::waiting::{crowd, errors, settled, token};

/// A guest whose token is about to be refreshed, and a customer who is about to take the place.
struct Race {
    platform: Platform,
    store: FaultyStore,
    here: SessionStore,
    there: SessionStore,
    session: Session,
    customer: TokenResponse,
}

impl Race {
    async fn start() -> Self {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let (here, there) = (platform.process(&store), platform.process(&store));
        let session = platform.guest(&here).await;
        platform.clock.advance(TWO_DAYS);
        let customer = platform.login(&here).await;
        Self {
            platform,
            store,
            here,
            there,
            session,
            customer,
        }
    }

    async fn login(&self, session: &Session) -> Session {
        self.platform
            .enqueue_all([Answer::empty(200), Answer::empty(200)]);
        session.become_customer(&self.customer, None).await.unwrap()
    }

    /// Asserts that the customer has the new session and nobody the old one, here, elsewhere and in the store.
    async fn assert_customer(&self, session: &Session) {
        settled(&self.platform.clock).await;
        for sessions in [&self.here, &self.there, &self.platform.process(&self.store)] {
            assert_eq!(token(&sessions.resume(session.id())).await, "customer-1");
            let old = sessions.resume(self.session.id());
            assert!(old.token().await.unwrap_err().is_session_ended());
        }
    }
}

#[tokio::test]
async fn a_refresh_that_ends_after_the_login_does_not_bring_the_guest_back() {
    for is_elsewhere in [false, true] {
        let race = Race::start().await;
        let (answer, gate) = held(guest_answer("guest-2"));
        race.platform.enqueue(answer);
        let asked = crowd(&race.session, 10).await;
        race.platform.emulator.received(3).await;
        let place = if is_elsewhere {
            &race.there
        } else {
            &race.here
        };
        let session = race.login(&place.resume(race.session.id())).await;
        // What the refresh brings has nowhere to go, so it is revoked.
        race.platform
            .enqueue_all([Answer::empty(200), Answer::empty(200)]);
        gate.open();
        // Those who waited had the guest's id, and are not told of the customer.
        for error in errors(asked).await {
            assert!(error.is_session_ended(), "{error:?}");
        }
        race.assert_customer(&session).await;
        assert_eq!(
            race.platform.asked_since(5),
            [
                "revoke refresh_token guest-refresh",
                "revoke access_token guest-2",
            ]
        );
    }
}

#[tokio::test]
async fn a_refresh_that_is_refused_because_of_the_login_is_the_end_of_nothing() {
    for is_elsewhere in [false, true] {
        let race = Race::start().await;
        // The login revokes the refresh token that is on its way.
        let (answer, gate) = held(invalid_grant());
        race.platform.enqueue(answer);
        let asked = crowd(&race.session, 10).await;
        race.platform.emulator.received(3).await;
        let place = if is_elsewhere {
            &race.there
        } else {
            &race.here
        };
        let session = race.login(&place.resume(race.session.id())).await;
        gate.open();
        for error in errors(asked).await {
            assert!(error.is_session_ended(), "{error:?}");
        }
        race.assert_customer(&session).await;
    }
}

#[tokio::test]
async fn a_login_after_the_refresh_replaces_and_revokes_what_the_refresh_brought() {
    let race = Race::start().await;
    race.platform.enqueue(guest_answer("guest-2"));
    assert_eq!(token(&race.session).await, "guest-2");
    let session = race.login(&race.session).await;
    assert_eq!(
        race.platform.asked_since(3),
        [
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-2"
        ]
    );
    race.assert_customer(&session).await;
}

#[tokio::test]
async fn a_login_that_a_refresh_comes_in_between_replaces_and_revokes_what_the_refresh_brought() {
    let race = Race::start().await;
    let prepared = race.session.prepare(&race.customer).await.unwrap();
    let mut held = race.store.hold_next_replace();
    race.platform.enqueue_all([
        guest_answer("guest-2"),
        Answer::empty(200),
        Answer::empty(200),
    ]);
    let login = prepared.commit(None);
    let refresh = async {
        // The login has read the guest's record, and is about to remove it.
        held.reached().await;
        let elsewhere = race.there.resume(race.session.id());
        assert_eq!(token(&elsewhere).await, "guest-2");
        drop(held);
    };
    let (session, ()) = tokio::join!(login, refresh);
    assert_eq!(
        race.platform.asked_since(2),
        [
            "refresh_token guest-refresh",
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-2",
        ]
    );
    race.assert_customer(&session.unwrap()).await;
}

#[tokio::test]
async fn a_login_between_the_refresh_and_its_storing_stays() {
    let race = Race::start().await;
    let mut held = race.store.hold_next_replace();
    race.platform.enqueue(guest_answer("guest-2"));
    let asked = crowd(&race.session, 10).await;
    held.reached().await;
    let session = race.login(&race.there.resume(race.session.id())).await;
    race.platform
        .enqueue_all([Answer::empty(200), Answer::empty(200)]);
    drop(held);
    for error in errors(asked).await {
        assert!(error.is_session_ended(), "{error:?}");
    }
    race.assert_customer(&session).await;
}

#[tokio::test]
async fn a_store_that_fails_after_the_login_does_not_bring_the_guest_back() {
    for fault in [Fault::All, Fault::Writes] {
        let race = Race::start().await;
        let (answer, gate) = held(guest_answer("guest-2"));
        race.platform.enqueue(answer);
        let asked = crowd(&race.session, 10).await;
        race.platform.emulator.received(3).await;
        let session = race.login(&race.session).await;
        race.store.set(fault);
        gate.open();
        for error in errors(asked).await {
            assert!(error.is_session_ended(), "{error:?}");
        }
        settled(&race.platform.clock).await;
        assert_eq!(token(&session).await, "customer-1");
        race.store.set(Fault::None);
        race.platform.clock.advance(Duration::from_secs(60));
        race.assert_customer(&session).await;
    }
}

#[tokio::test]
async fn a_logout_during_a_refresh_is_the_end() {
    for is_refused in [false, true] {
        for is_elsewhere in [false, true] {
            let race = Race::start().await;
            let answer = if is_refused {
                invalid_grant()
            } else {
                guest_answer("guest-2")
            };
            let (answer, gate) = held(answer);
            race.platform.enqueue(answer);
            let asked = crowd(&race.session, 10).await;
            race.platform.emulator.received(3).await;
            race.platform
                .enqueue_all([Answer::empty(200), Answer::empty(200)]);
            let place = if is_elsewhere {
                &race.there
            } else {
                &race.here
            };
            let end = place.resume(race.session.id()).end().await.unwrap();
            assert!(end.was_there());
            // What the refresh brings has nowhere to go, so it is revoked.
            race.platform
                .enqueue_all([Answer::empty(200), Answer::empty(200)]);
            gate.open();
            for asked in asked {
                assert!(asked.await.unwrap().unwrap_err().is_session_ended());
            }
            settled(&race.platform.clock).await;
            for sessions in [&race.here, &race.there] {
                let session = sessions.resume(race.session.id());
                assert!(session.token().await.unwrap_err().is_session_ended());
            }
        }
    }
}
