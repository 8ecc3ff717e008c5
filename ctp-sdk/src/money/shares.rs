//! Divides an amount without losing a cent.

use super::{Amount, MoneyError};

impl Amount {
    /// The amount in equal parts; if it is not divisible, the first parts are larger by one unit.
    ///
    /// ```
    /// use ctp_sdk::money::Amount;
    ///
    /// let total: Amount = "10 EUR".parse()?;
    /// let parts: Vec<String> = total.split(3)?.map(|part| part.to_string()).collect();
    /// assert_eq!(parts, ["3.34 EUR", "3.33 EUR", "3.33 EUR"]);
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When there are no parts.
    pub fn split(self, parts: u32) -> Result<impl Iterator<Item = Self>, MoneyError> {
        let count = i128::from(parts);
        let part = self
            .units()
            .checked_div(count)
            .ok_or(MoneyError::NoShares)?;
        let rest = self
            .units()
            .checked_rem(count)
            .ok_or(MoneyError::NoShares)?;
        Ok((0..parts).map(move |place| {
            let more = if u128::from(place) < rest.unsigned_abs() {
                rest.signum()
            } else {
                0
            };
            // If a unit is added, the part is smaller than the whole.
            self.with_units(part.checked_add(more)).unwrap_or(self)
        }))
    }

    /// The amount in shares with the given weights. Every share is rounded down, and the remaining units go to the shares
    /// with the largest remainders, earlier ones first.
    ///
    /// The sum of the shares is always the amount. A share with the weight 0 is zero.
    ///
    /// ```
    /// use ctp_sdk::money::Amount;
    ///
    /// let discount: Amount = "1.00 EUR".parse()?;
    /// let shares: Vec<String> =
    ///     discount.allocate(&[1999, 1999, 500])?.iter().map(Amount::to_string).collect();
    /// assert_eq!(shares, ["0.45 EUR", "0.44 EUR", "0.11 EUR"]);
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When all weights are 0 or there are none, and when the sum of the weights overflows.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let total = weights
            .iter()
            .try_fold(0_u64, |sum, weight| sum.checked_add(*weight))
            .ok_or(MoneyError::Overflow)?;
        if total == 0 {
            return Err(MoneyError::NoShares);
        }
        let total = u128::from(total);
        let whole = self.units().unsigned_abs();
        let mut shares: Vec<Share> = weights
            .iter()
            .enumerate()
            .map(|(place, weight)| Share::new(place, whole, (*weight).into(), total))
            .collect();
        let given: u128 = shares.iter().map(|share| share.units).sum();
        let left = usize::try_from(whole.saturating_sub(given)).unwrap_or(usize::MAX);
        shares.sort_unstable_by_key(|share| (std::cmp::Reverse(share.lost), share.place));
        for share in shares.iter_mut().take(left) {
            share.units += 1;
        }
        shares.sort_unstable_by_key(|share| share.place);
        shares
            .into_iter()
            .map(|share| {
                let units = i128::try_from(share.units).map_err(|_| MoneyError::Overflow)?;
                self.with_units(units.checked_mul(self.units().signum()))
            })
            .collect()
    }
}

/// A share without its sign.
struct Share {
    place: usize,
    units: u128,
    /// Its remainder, in fractions of the sum of all weights.
    lost: u128,
}

impl Share {
    fn new(place: usize, whole: u128, weight: u128, total: u128) -> Self {
        // In two steps, because the product of the whole and the weight may overflow. Both factors of the second step have
        // 64 bits.
        let of_rest = (whole % total) * weight;
        Self {
            place,
            units: (whole / total) * weight + of_rest / total,
            lost: of_rest % total,
        }
    }
}
