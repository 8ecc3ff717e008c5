//! Random numbers from the operating system.

use std::time::Duration;

use crate::AuthError;

/// A string with 256 random bits.
pub(crate) fn text() -> Result<String, AuthError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(AuthError::provider)?;
    Ok(hexadecimal(&bytes))
}

/// A uniformly distributed time of at most `limit`.
pub(crate) fn up_to(limit: Duration) -> Duration {
    // Without random numbers, the maximum is used.
    let random = getrandom::u32().unwrap_or(u32::MAX);
    limit.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_long_and_differ() {
        let (one, other) = (text().unwrap_or_default(), text().unwrap_or_default());
        assert_eq!(one.len(), 64);
        assert_ne!(one, other);
    }

    #[test]
    fn a_random_time_is_within_its_limit() {
        let limit = Duration::from_millis(100);
        assert!((0..1000).all(|_| up_to(limit) <= limit));
        assert_eq!(up_to(Duration::ZERO), Duration::ZERO);
    }
}
