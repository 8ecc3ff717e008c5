//! The limit of retries of a client.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Limits the retries of a client to a share of the recent requests, plus a reserve for clients that send few.
///
/// Without it, an outage of the API would multiply the number of requests. With the default, 100 retries are possible at
/// first, and then one for each ten new requests. If the budget is used up, the response is returned unchanged. Unused
/// retries are saved up to the size of the reserve.
///
/// A client, its clones, and the same client [for another provider](crate::Client::authorized_by) share one budget.
///
/// ```
/// use ctp_sdk::{Client, RetryBudget};
///
/// let client = Client::builder("https://api.europe-west1.gcp.commercetools.com")
///     .retry_budget(RetryBudget::new(20, 5))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), ctp_sdk::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    reserve: u32,
    percent: u32,
}

/// A reserve of 100, and ten percent of the requests.
impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(100, 10)
    }
}

impl RetryBudget {
    /// A reserve of this many retries, plus retries for this percentage of the requests.
    pub const fn new(reserve: u32, percent: u32) -> Self {
        Self { reserve, percent }
    }

    /// No limit except that of the [`Backoff`](ctp_auth::Backoff).
    pub const fn unlimited() -> Self {
        Self::new(u32::MAX, u32::MAX)
    }
}

/// The rest of a budget, in hundredths of a retry.
pub(super) struct Account {
    full: usize,
    share: usize,
    /// No other data depends on it, so the order in which threads see it does not matter.
    left: AtomicUsize,
}

const ATTEMPT: usize = 100;

impl Account {
    pub(super) fn new(budget: RetryBudget) -> Self {
        let RetryBudget { reserve, percent } = budget;
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let full = count(reserve).saturating_mul(ATTEMPT);
        Self {
            full,
            share: count(percent),
            left: AtomicUsize::new(full),
        }
    }

    /// Adds the share of a new request.
    pub(super) fn deposit(&self) {
        // Nothing is written while it is full, as it mostly is: threads would contend for it.
        self.change(|left| {
            (left < self.full).then(|| left.saturating_add(self.share).min(self.full))
        });
    }

    /// Takes one retry from the budget; returns whether there was one.
    pub(super) fn withdraw(&self) -> bool {
        self.change(|left| left.checked_sub(ATTEMPT))
    }

    fn change(&self, change: impl Fn(usize) -> Option<usize>) -> bool {
        let outcome = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change);
        outcome.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_full_and_grows_with_the_requests_but_not_beyond_the_reserve() {
        let account = Account::new(RetryBudget::new(2, 50));
        assert_eq!([(); 3].map(|()| account.withdraw()), [true, true, false]);
        account.deposit();
        assert!(!account.withdraw());
        account.deposit();
        assert!(account.withdraw());
        for _ in 0..100 {
            account.deposit();
        }
        assert_eq!([(); 3].map(|()| account.withdraw()), [true, true, false]);
    }

    #[test]
    fn without_a_reserve_there_are_none() {
        let account = Account::new(RetryBudget::new(0, 100));
        account.deposit();
        assert!(!account.withdraw());
    }
}
