//! An authorization service with its client, and the time that passes between them.

use std::convert::Infallible;
use std::sync::Mutex;
use std::time::Duration;

use ctp_auth::{AuthClient, AuthClientBuilder, AuthError, Clock, Grant, ScopeSet, TokenResponse};
use emulator::{Answer, Emulator};

use super::{auth_client_builder, token_answer};
use crate::clock::ManualClock;

/// How long an attempt may take.
pub(super) const ATTEMPT: Duration = Duration::from_secs(5);

/// How long all attempts may take, with the pauses between them.
pub(super) const TOTAL: Duration = Duration::from_secs(20);

pub(super) struct Service {
    pub(super) emulator: Emulator,
    pub(super) clock: ManualClock,
    pub(super) auth: AuthClient,
}

/// What came of asking for a token.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) outcome: Result<TokenResponse, AuthError>,
    /// How often the service was asked.
    pub(super) calls: usize,
    /// How long the client waited before each further call.
    pub(super) pauses: Vec<Duration>,
    /// How much time passed in all.
    pub(super) elapsed: Duration,
}

impl Asked {
    #[track_caller]
    pub(super) fn error(&self) -> &AuthError {
        self.outcome.as_ref().unwrap_err()
    }

    #[track_caller]
    pub(super) fn assert_token(&self) {
        let token = self.outcome.as_ref().unwrap().access_token();
        assert_eq!(token.expose_secret(), "access");
    }
}

/// The answer that hands out a token.
pub(super) fn token() -> Answer {
    token_answer("access", None, 172_800, "")
}

impl Service {
    /// A service that gives each answer once, in their order.
    pub(super) fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::with(answers, |builder| builder)
    }

    /// A service that always gives the same answer.
    pub(super) fn always(answer: Answer) -> Self {
        let emulator = Emulator::with(move |_| answer.clone()).unwrap();
        Self::of(emulator, |builder| builder)
    }

    /// A service whose client has settings of its own.
    pub(super) fn with(
        answers: impl IntoIterator<Item = Answer>,
        settings: impl FnOnce(AuthClientBuilder) -> AuthClientBuilder,
    ) -> Self {
        let emulator = Emulator::start().unwrap();
        for answer in answers {
            emulator.enqueue(answer);
        }
        Self::of(emulator, settings)
    }

    pub(super) fn of(
        emulator: Emulator,
        settings: impl FnOnce(AuthClientBuilder) -> AuthClientBuilder,
    ) -> Self {
        let clock = ManualClock::new();
        let builder = settings(auth_client_builder(&emulator, &clock));
        Self {
            auth: builder.build().unwrap(),
            emulator,
            clock,
        }
    }

    /// Asks for a token. The pauses between the attempts pass at once; no attempt is given up.
    pub(super) async fn ask(&self) -> Asked {
        self.ask_for(&Grant::ClientCredentials, 0).await
    }

    /// The same, but the time of the first so many attempts passes as soon as the service has got their requests.
    pub(super) async fn ask_through_stalls(&self, stalls: usize) -> Asked {
        self.ask_for(&Grant::ClientCredentials, stalls).await
    }

    pub(super) async fn ask_for(&self, grant: &Grant, stalls: usize) -> Asked {
        let (before, start) = (self.emulator.requests().len(), self.now());
        let scopes = ScopeSet::new();
        let token = self.auth.token(grant, &scopes);
        let (outcome, pauses) = self.wait_for(token, stalls).await;
        Asked {
            outcome,
            calls: self.emulator.requests().len() - before,
            pauses,
            elapsed: self.now() - start,
        }
    }

    /// Waits for something that makes one call, in the same way; what comes of it, and the pauses.
    pub(super) async fn wait_for<T>(
        &self,
        work: impl Future<Output = T>,
        stalls: usize,
    ) -> (T, Vec<Duration>) {
        let pauses = Mutex::default();
        let outcome = tokio::select! {
            biased;
            outcome = work => outcome,
            never = self.pass_time(stalls, &pauses) => match never {},
        };
        (outcome, pauses.into_inner().unwrap())
    }

    async fn pass_time(&self, stalls: usize, pauses: &Mutex<Vec<Duration>>) -> Infallible {
        let (before, start) = (self.emulator.requests().len(), self.now());
        let mut attempts = 0;
        loop {
            let asked = self.clock.next_sleep().await;
            let left = TOTAL.saturating_sub(self.now() - start);
            // Each attempt sleeps beside its request for the time that it has, and wakes to give it up.
            if asked != ATTEMPT && asked != left {
                pauses.lock().unwrap().push(asked);
                self.clock.advance(asked);
                continue;
            }
            attempts += 1;
            if attempts <= stalls {
                self.emulator.received(before + attempts).await;
                self.clock.advance(asked);
            }
        }
    }

    fn now(&self) -> Duration {
        self.clock.now()
    }
}
