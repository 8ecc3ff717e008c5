//! Documents whose lines are cut, swapped and doubled at random: reading them ends, with or without problems.

use super::{OAUTH, SHOP, load};

/// Where the sequence begins; another number is another test.
const SEED: u64 = 0x0a11_ce5e_ed00_0001;

/// How many mutants are made of each document.
const MUTANTS: usize = 150;

#[test]
fn no_mutant_ends_the_reader() {
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let mut refused = 0;
    for original in [OAUTH, SHOP] {
        for _ in 0..MUTANTS {
            let mutant = mutated(original, &mut random);
            let (_, report) = load(&[("api.yaml", &mutant)]);
            refused += usize::from(!report.is_empty());
        }
    }
    assert!(
        refused > MUTANTS / 2,
        "most mutants are no document: {refused}"
    );
}

/// A document after one to four changes, each to a line, a run of lines or a part of a line.
fn mutated(original: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = original.lines().map(str::to_owned).collect();
    for _ in 0..=random.below(4) {
        let (at, other) = (random.below(lines.len()), random.below(lines.len()));
        match random.below(6) {
            0 => {
                lines.remove(at);
            }
            1 => lines.swap(at, other),
            2 => {
                let copy = lines[at].clone();
                lines.insert(other, copy);
            }
            3 => {
                let end = (at + 1 + random.below(12)).min(lines.len());
                lines.drain(at..end);
            }
            4 => {
                let length = lines[at].chars().count() + 1;
                lines[at] = lines[at].chars().take(random.below(length)).collect();
            }
            _ => {
                let indent = " ".repeat(random.below(8));
                lines[at] = format!("{indent}{}", lines[at].trim_start());
            }
        }
        if lines.is_empty() {
            break;
        }
    }
    lines.join("\n")
}

/// A xorshift generator: a crate for this would be the larger part of the test.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or_default()
    }
}
