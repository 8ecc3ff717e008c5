//! Texts at random: reading them ends in each way alike, and what was read is written and read again as the same.

use serde_json::{Map, Value, json};

use super::from_slice_with_elements;
use super::models::{Container, Discount, Everything, Nothing, Query, Reference, everything};
use super::{Write, read_tolerating, ways};
use crate::json::{MissingFields, Purpose, Read, to_vec};

/// Where the sequence begins; another number is another test.
const SEED: u64 = 0x0a11_ce5e_ed00_0008;

/// How many texts are made for each model.
const TEXTS: usize = 400;

#[test]
fn what_is_read_at_random_is_read_alike_and_written_back() {
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let resource = json!({"typeId": "everything", "id": "e", "obj": everything()});
    let read = [
        mutants::<Everything>(&everything(), &mut random),
        mutants::<Nothing>(
            &json!({"text": "a", "state": "Active", "inner": {"id": "i"}, "price": everything()["price"], "reference": resource}),
            &mut random,
        ),
        mutants::<Reference>(&resource, &mut random),
        mutants::<Discount>(
            &json!({"type": "giftProduct", "product": resource}),
            &mut random,
        ),
        mutants::<Query>(&everything()["query"], &mut random),
        mutants::<Container>(
            &json!({"type": "container", "key": "k", "a": 1}),
            &mut random,
        ),
    ];
    // Otherwise nothing is tested here.
    assert!(
        read.iter().all(|count| (TEXTS / 20..TEXTS).contains(count)),
        "{read:?}"
    );
}

/// Reads mutants of a value as `T`, and counts those that can be read.
fn mutants<T>(original: &Value, random: &mut Random) -> usize
where
    T: Read + Write + serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let mut count = 0;
    for _ in 0..TEXTS {
        let mut value = original.clone();
        for _ in 0..=random.below(3) {
            mutate(&mut value, random);
        }
        let text = shuffled(&value, random);
        let outcomes: Vec<_> = ways::<T>(&text)
            .into_iter()
            .map(|(way, outcome)| (way, outcome.ok()))
            .collect();
        for (way, outcome) in &outcomes {
            assert_eq!(outcome, &outcomes[0].1, "seed {SEED:#x}: {way}: {text}");
        }
        let Some(read) = outcomes.into_iter().find_map(|(_, outcome)| outcome) else {
            // Neither of these panics.
            let _ = read_tolerating::<T>(&text);
            let _ = from_slice_with_elements::<T>(text.as_bytes(), MissingFields::Tolerate, "list");
            continue;
        };
        count += 1;
        let written = to_vec(&read, Purpose::Keeping).unwrap();
        for (way, outcome) in ways::<T>(&String::from_utf8(written).unwrap()) {
            assert_eq!(outcome.as_ref(), Ok(&read), "seed {SEED:#x}: {way}: {text}");
        }
        // It may be less unknown than by the strict rule.
        assert!(
            read_tolerating::<T>(&text).is_ok(),
            "seed {SEED:#x}: {text}"
        );
    }
    count
}

/// Changes a value somewhere within.
fn mutate(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) if !members.is_empty() && random.below(8) > 0 => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = &names[random.below(names.len())];
            match random.below(6) {
                0 => {
                    members.remove(name);
                }
                1 => {
                    members.insert(random.name(), tree(3, random));
                }
                _ => mutate(&mut members[name], random),
            }
        }
        Value::Array(elements) if !elements.is_empty() && random.below(8) > 0 => {
            let place = random.below(elements.len());
            match random.below(4) {
                0 => {
                    elements.remove(place);
                }
                1 => elements.insert(place, elements[place].clone()),
                _ => mutate(&mut elements[place], random),
            }
        }
        _ => *value = tree(3, random),
    }
}

/// A tree of this depth at most.
fn tree(depth: usize, random: &mut Random) -> Value {
    match random.below(if depth == 0 { 9 } else { 12 }) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(random.below(1000)),
        3 => json!(-5.0),
        4 => json!(0.5),
        5 => json!(1e300),
        6 => json!("Active"),
        7 => json!(random.name()),
        8 => json!(""),
        9 => (0..random.below(3))
            .map(|_| tree(depth - 1, random))
            .collect(),
        _ => {
            let members = (0..random.below(4)).map(|_| (random.name(), tree(depth - 1, random)));
            Value::Object(members.collect::<Map<String, Value>>())
        }
    }
}

/// The text of a value, with the members of each object in any order.
fn shuffled(value: &Value, random: &mut Random) -> String {
    match value {
        Value::Object(members) => {
            let mut texts: Vec<String> = Vec::new();
            for (name, value) in members {
                let text = format!("{}:{}", json!(name), shuffled(value, random));
                texts.insert(random.below(texts.len() + 1), text);
            }
            format!("{{{}}}", texts.join(", "))
        }
        Value::Array(elements) => {
            let texts: Vec<String> = elements
                .iter()
                .map(|value| shuffled(value, random))
                .collect();
            format!("[{}]", texts.join(",\n"))
        }
        other => other.to_string(),
    }
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end
    }

    /// The name of a member, a kind or anything else.
    fn name(&mut self) -> String {
        const NAMES: [&str; 14] = [
            "type",
            "typeId",
            "id",
            "obj",
            "and",
            "not",
            "centAmount",
            "centPrecision",
            "new",
            "relative",
            "giftCard",
            "list",
            "a b",
            "ä\u{2063}",
        ];
        NAMES[self.below(NAMES.len())].to_owned()
    }
}
