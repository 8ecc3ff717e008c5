//! The number of concurrent requests.

/// The initial limit.
const FIRST: f64 = 4.0;

/// A limit that is halved when the API is overloaded, and increased by one after as many successes as it allows.
#[derive(Debug)]
pub(super) struct Limit {
    now: f64,
    most: f64,
    lowered: u64,
}

impl Limit {
    pub(super) fn new(most: usize) -> Self {
        let most = u32::try_from(most.max(1)).unwrap_or(u32::MAX).into();
        Self {
            now: FIRST.min(most),
            most,
            lowered: 0,
        }
    }

    /// The current limit.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between one and a number that was an integer"
    )]
    pub(super) fn now(&self) -> usize {
        self.now as usize
    }

    /// How often it was lowered.
    pub(super) fn lowered(&self) -> u64 {
        self.lowered
    }

    /// Halves it, for a request that started when it had been lowered this often. Concurrent requests are affected by the
    /// same overload, which counts once.
    pub(super) fn lower(&mut self, lowered_before: u64) {
        if lowered_before == self.lowered {
            self.now = (self.now / 2.0).max(1.0);
            self.lowered += 1;
        }
    }

    pub(super) fn went_well(&mut self) {
        self.now = (self.now + 1.0 / self.now.floor()).min(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_slowly_and_falls_once_for_each_overload() {
        let mut limit = Limit::new(8);
        assert_eq!(limit.now(), 4);
        (0..3).for_each(|_| limit.went_well());
        assert_eq!(limit.now(), 4);
        (0..2).for_each(|_| limit.went_well());
        assert_eq!(limit.now(), 5);
        (0..100).for_each(|_| limit.went_well());
        assert_eq!(limit.now(), 8);
        // Eight that were under way together.
        (0..8).for_each(|_| limit.lower(0));
        assert_eq!(limit.now(), 4);
        (1..9).for_each(|lowered| limit.lower(lowered));
        assert_eq!(limit.now(), 1);
        assert_eq!(Limit::new(0).now(), 1);
        assert_eq!(Limit::new(2).now(), 2);
    }
}
