//! Concurrent callers of a token provider, and whether they wait, without any time passing.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use ctp_auth::{AccessToken, AuthError, TokenProvider};
use emulator::in_time;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, yield_now};

use crate::clock::ManualClock;

pub(super) type Asked = JoinHandle<Result<AccessToken, AuthError>>;

/// So many tasks that ask for the token. When this returns, all of them wait for it, or have it.
pub(super) async fn crowd(
    provider: &(impl TokenProvider + Clone + 'static),
    count: usize,
) -> Vec<Asked> {
    let (arrive, mut arrived) = mpsc::unbounded_channel();
    let asked = (0..count)
        .map(|_| {
            let (provider, arrive) = (provider.clone(), arrive.clone());
            tokio::spawn(async move {
                let mut token = pin!(provider.token());
                let at_once = poll_fn(|context| Poll::Ready(token.as_mut().poll(context))).await;
                arrive.send(()).unwrap();
                match at_once {
                    Poll::Ready(outcome) => outcome,
                    Poll::Pending => token.await,
                }
            })
        })
        .collect();
    for _ in 0..count {
        in_time("the arrival of a crowd", arrived.recv())
            .await
            .unwrap();
    }
    asked
}

/// The texts of the tokens that a crowd has got.
pub(super) async fn tokens(asked: Vec<Asked>) -> Vec<String> {
    let mut tokens = Vec::new();
    for asked in asked {
        tokens.push(text(of_crowd(asked).await.unwrap()));
    }
    tokens
}

/// What a crowd has been told instead of a token.
pub(super) async fn errors(asked: Vec<Asked>) -> Vec<AuthError> {
    let mut errors = Vec::new();
    for asked in asked {
        errors.push(of_crowd(asked).await.unwrap_err());
    }
    errors
}

pub(super) async fn token(provider: &impl TokenProvider) -> String {
    text(in_time("a token", provider.token()).await.unwrap())
}

async fn of_crowd(asked: Asked) -> Result<AccessToken, AuthError> {
    in_time("the token of a crowd", asked).await.unwrap()
}

fn text(token: AccessToken) -> String {
    token.expose_secret().to_owned()
}

/// Waits until nobody sleeps by the clock: whatever fetched a token has ended.
///
/// An attempt sleeps beside the exchange, to give it up in time. In a runtime of one thread with a store that answers at
/// once, all that comes behind the exchange is done in the same step.
pub(super) async fn settled(clock: &ManualClock) {
    until("nobody sleeps by the clock", async || {
        clock.pending().is_empty()
    })
    .await;
}

/// Whether no fetch has begun, in a runtime of one thread.
pub(super) async fn is_quiet(clock: &ManualClock) -> bool {
    // A task that was just started takes its first step now, and with it the sleep of its attempt begins.
    yield_now().await;
    clock.pending().is_empty()
}

/// Lets others work until something is so, which is named for the case that it never is.
pub(super) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    in_time(what, async {
        while !is_so().await {
            yield_now().await;
        }
    })
    .await;
}

/// Waits for something while all short sleeps pass: pauses between attempts, and the looks of who waits for a lock.
///
/// No time passes during an attempt, which sleeps for longer beside its exchange. So nothing is given up, and nobody has
/// waited for the lock of another for longer than that took.
pub(super) async fn passing_short_sleeps<T>(
    clock: &ManualClock,
    work: impl Future<Output = T>,
) -> T {
    const LONG: Duration = Duration::from_secs(1);
    let mut work = pin!(in_time("what passes over short sleeps", work));
    loop {
        let pass = async {
            until("nobody sleeps for long", async || {
                clock.pending().iter().all(|left| *left < LONG)
            })
            .await;
            clock.pass(|asked| asked < LONG).await;
        };
        tokio::select! {
            biased;
            outcome = &mut work => return outcome,
            () = pass => {}
        }
    }
}
