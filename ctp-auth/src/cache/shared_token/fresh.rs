//! A token that is returned without further checks.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::AccessToken;

/// A token until it has to be renewed.
///
/// Every request clones its token, which changes the count of the clones. Threads that change the same count at the same time
/// wait for each other, so a few threads share a copy of the token that has a count of its own.
pub(super) struct Fresh {
    token: AccessToken,
    until: Duration,
    copies: [OnceLock<AccessToken>; COPIES],
}

const COPIES: usize = 8;

impl Fresh {
    pub(super) fn new(token: AccessToken, until: Duration) -> Self {
        Self {
            token,
            until,
            copies: Default::default(),
        }
    }

    /// The token, if it needs no renewal yet.
    pub(super) fn token_at(&self, now: Duration) -> Option<AccessToken> {
        if now >= self.until {
            return None;
        }
        let token = match self.copies.get(place_of_thread()) {
            Some(copy) => copy.get_or_init(|| self.token.copied()),
            None => &self.token,
        };
        Some(token.clone())
    }
}

/// Threads take the places in turn.
fn place_of_thread() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PLACE: usize = THREADS.fetch_add(1, Ordering::Relaxed) % COPIES;
    }
    // While a thread ends it has no place any more.
    PLACE.try_with(|place| *place).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn each_thread_gets_the_token_until_it_ends() {
        let fresh = Fresh::new(AccessToken::new("a token"), Duration::from_secs(60));
        thread::scope(|scope| {
            for _ in 0..2 * COPIES {
                scope.spawn(|| {
                    for _ in 0..2 {
                        let token = fresh.token_at(Duration::from_secs(59));
                        assert!(token.is_some_and(|token| token.is_same(&fresh.token)));
                    }
                    assert!(fresh.token_at(Duration::from_secs(60)).is_none());
                });
            }
        });
    }

    #[test]
    fn threads_have_copies_of_their_own() {
        let fresh = Fresh::new(AccessToken::new("a token"), Duration::MAX);
        let secret_and_place = || {
            let token = fresh.token_at(Duration::ZERO);
            let secret = token.map(|token| token.expose_secret().as_ptr() as usize);
            (secret, place_of_thread())
        };
        let here = secret_and_place();
        assert!(here.0.is_some());
        assert_eq!(here, secret_and_place());
        // The next thread takes the next place, unless other tests have taken the seven places between.
        let there = thread::scope(|scope| scope.spawn(secret_and_place).join().ok());
        assert!(there.is_some_and(|there| (here.0 == there.0) == (here.1 == there.1)));
    }
}
