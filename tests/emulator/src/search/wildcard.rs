//! Patterns in which `*` matches any text and `?` any single character.
//!
//! The positions in the pattern that may have been reached are kept as bits, so that the time grows only with the length of
//! the text, whatever the pattern is ("Shift-And" for patterns with gaps; Navarro and Raffinot, *Flexible Pattern Matching
//! in Strings*, chapter 4).

use std::collections::HashMap;

const BITS: usize = u64::BITS as usize;

/// A parsed pattern. Bit `n` stands for its first `n` characters, without the `*` among them.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// The bits for a character.
    of_letter: HashMap<char, Vec<u64>>,
    /// The bits for any other character.
    of_others: Vec<u64>,
    /// The bits after which any text may follow.
    gaps: Vec<u64>,
    letters: usize,
    ignores_case: bool,
}

impl Pattern {
    pub(super) fn read(text: &str, ignores_case: bool) -> Self {
        let text = match ignores_case {
            true => text.to_lowercase(),
            false => text.to_owned(),
        };
        let letters = text.chars().filter(|letter| *letter != '*').count();
        let none = vec![0; letters / BITS + 1];
        let mut pattern = Self {
            of_letter: HashMap::new(),
            of_others: none.clone(),
            gaps: none.clone(),
            letters,
            ignores_case,
        };
        let mut before = 0;
        for letter in text.chars() {
            match letter {
                '*' => set(&mut pattern.gaps, before),
                _ => before += 1,
            }
            match letter {
                '*' => {}
                '?' => set(&mut pattern.of_others, before),
                letter => {
                    let of = pattern.of_letter.entry(letter);
                    set(of.or_insert_with(|| none.clone()), before);
                }
            }
        }
        for of in pattern.of_letter.values_mut() {
            for (word, others) in of.iter_mut().zip(&pattern.of_others) {
                *word |= others;
            }
        }
        pattern
    }

    /// Whether a whole text fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        match self.ignores_case {
            true => self.fits_as_is(&text.to_lowercase()),
            false => self.fits_as_is(text),
        }
    }

    fn fits_as_is(&self, text: &str) -> bool {
        let mut reached = vec![0; self.gaps.len()];
        set(&mut reached, 0);
        for letter in text.chars() {
            let of_letter = self.of_letter.get(&letter).unwrap_or(&self.of_others);
            let mut carry = 0;
            for ((word, gaps), of_letter) in reached.iter_mut().zip(&self.gaps).zip(of_letter) {
                let next = (*word << 1) | carry;
                carry = *word >> (BITS - 1);
                *word = (next & of_letter) | (*word & gaps);
            }
        }
        let last = reached.get(self.letters / BITS).copied();
        last.unwrap_or_default() & (1 << (self.letters % BITS)) != 0
    }
}

fn set(bits: &mut [u64], place: usize) {
    if let Some(word) = bits.get_mut(place / BITS) {
        *word |= 1 << (place % BITS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_any_text_and_any_letter() {
        for (text, pattern, expected) in [
            ("boot-42", "boot-*", true),
            ("boot-42", "boot-4?", true),
            ("boot-42", "boot-?", false),
            ("boot-42", "*4*", true),
            ("boot-42", "boot", false),
            ("", "*", true),
            ("", "", true),
            ("a", "", false),
            ("", "?", false),
            ("größe", "gr?ße", true),
        ] {
            let fits = Pattern::read(pattern, false).fits(text);
            assert_eq!(fits, expected, "{text} {pattern}");
        }
        assert!(Pattern::read("B*T", true).fits("boOt"));
    }

    #[test]
    fn a_pattern_may_be_longer_than_a_word_of_bits() {
        for length in [63, 64, 65, 127, 128, 200] {
            let text = "ab".repeat(length);
            assert!(Pattern::read(&text, false).fits(&text), "{length}");
            assert!(Pattern::read(&"?".repeat(2 * length), false).fits(&text));
            assert!(!Pattern::read(&"?".repeat(2 * length + 1), false).fits(&text));
            assert!(!Pattern::read(&format!("{text}*b"), false).fits(&text));
        }
    }

    #[test]
    fn a_pattern_fits_as_its_definition_says() {
        fn fits(text: &[char], pattern: &[char]) -> bool {
            match (text, pattern) {
                (text, ['*', rest @ ..]) => {
                    (0..=text.len()).any(|from| text.get(from..).is_some_and(|of| fits(of, rest)))
                }
                ([letter, text @ ..], [sign, rest @ ..]) => {
                    (sign == letter || *sign == '?') && fits(text, rest)
                }
                (text, []) => text.is_empty(),
                ([], _) => false,
            }
        }
        let seed = 20_261_126;
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..2000 {
            let mut of = |signs: &[char], most: usize| -> String {
                let length = random.usize(..=most);
                (0..length)
                    .filter_map(|_| random.choice(signs).copied())
                    .collect()
            };
            let (text, pattern) = (of(&['a', 'b'], 8), of(&['a', 'b', '*', '?'], 6));
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            assert_eq!(
                Pattern::read(&pattern, false).fits(&text),
                fits(&letters(&text), &letters(&pattern)),
                "{text} {pattern}, seed {seed}"
            );
        }
    }
}
