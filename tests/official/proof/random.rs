//! Random numbers from a seed: SplitMix64.

/// A sequence of numbers that its seed determines.
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % end.max(1) as u64).unwrap_or(0)
    }

    /// A text that no specification has.
    pub fn text(&mut self) -> String {
        let letters = (0..12).map(|_| b"abcdefghijklmnopqrstuvwxyz"[self.below(26)]);
        format!("new-{}", letters.map(char::from).collect::<String>())
    }
}
