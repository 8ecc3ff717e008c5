//! Full-text search in the words of a product. A word is compared as a whole, ignoring case; the platform also finds other
//! forms of it.

use serde_json::Value;

use crate::kind::Object;
use crate::kinds::products::variants;

/// The weight of a word in the name of a product.
const NAME: usize = 3;

/// The words of a text, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The number of occurrences of the words of a text in a product in a locale; `None` if one of the words does not occur.
/// `level` returns how many letters of a word may differ.
pub(super) fn score(
    projection: &Object,
    locale: &str,
    text: &str,
    level: &dyn Fn(&str) -> usize,
) -> Option<usize> {
    let (name, other) = (of_name(projection, locale), of_rest(projection, locale));
    let mut score = 0;
    for wanted in words(text) {
        let level = level(&wanted);
        let count = |of: &[String]| {
            let found = of.iter().filter(|word| distance(word, &wanted, level));
            found.count()
        };
        let of_word = NAME * count(&name) + count(&other);
        if of_word == 0 {
            return None;
        }
        score += of_word;
    }
    Some(score)
}

/// Whether two words differ by at most `most` letters.
pub(super) fn distance(left: &str, right: &str, most: usize) -> bool {
    if most == 0 || left == right {
        return left == right;
    }
    // Letters are compared only with those of the other word within a distance of `most`: others differ too much, and the
    // time would grow with the product of the lengths.
    let right: Vec<char> = right.chars().collect();
    let far = most + 1;
    let mut row: Vec<usize> = (0..=right.len()).map(|of| of.min(far)).collect();
    let mut length = 0_usize;
    for letter in left.chars() {
        length += 1;
        if length > right.len() + most {
            return false;
        }
        let first = length.saturating_sub(most).max(1);
        let last = right.len().min(length + most);
        let get = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(far);
        let mut diagonal = get(&row, first - 1);
        let mut before = if first == 1 { length.min(far) } else { far };
        if let Some(begin) = row.get_mut(first - 1) {
            *begin = before;
        }
        for place in first..=last {
            let changed = diagonal + usize::from(right.get(place - 1) != Some(&letter));
            // Letters outside of the compared range differ too much.
            let above = if place == length + most {
                far
            } else {
                get(&row, place)
            };
            before = changed.min(before + 1).min(above + 1).min(far);
            diagonal = above;
            if let Some(of) = row.get_mut(place) {
                *of = before;
            }
        }
    }
    length + most >= right.len() && row.last().is_some_and(|distance| *distance <= most)
}

fn of_name(projection: &Object, locale: &str) -> Vec<String> {
    let name = projection
        .get("name")
        .and_then(|of| of.get(locale)?.as_str());
    name.map(words).unwrap_or_default()
}

fn of_rest(projection: &Object, locale: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |text: Option<&Value>| {
        if let Some(text) = text.and_then(Value::as_str) {
            found.extend(words(text));
        }
    };
    for name in ["slug", "description"] {
        add(projection.get(name).and_then(|of| of.get(locale)));
    }
    let keywords = projection
        .get("searchKeywords")
        .and_then(|of| of.get(locale));
    for keyword in keywords.and_then(Value::as_array).into_iter().flatten() {
        add(keyword.get("text"));
    }
    // Attributes of the product itself are not searched.
    let mut attributes = Vec::new();
    for variant in variants(projection) {
        add(variant.get("sku"));
        let of_variant = variant.get("attributes").and_then(Value::as_array);
        attributes.extend(of_variant.into_iter().flatten());
    }
    for attribute in attributes {
        for text in texts(attribute.get("value").unwrap_or(&Value::Null), locale) {
            found.extend(words(text));
        }
    }
    // A SKU is also found as a whole.
    let skus = variants(projection).filter_map(|of| of.get("sku")?.as_str());
    found.extend(skus.map(str::to_lowercase));
    found
}

/// The texts of the value of an attribute: itself, its label, or those of its elements.
fn texts<'v>(value: &'v Value, locale: &str) -> Vec<&'v str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(|of| texts(of, locale)).collect(),
        Value::Object(members) => {
            let of = members.get("label").or_else(|| members.get(locale));
            let of = of.and_then(|of| of.get(locale).or(Some(of)));
            of.and_then(Value::as_str).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_the_letters_that_differ() {
        for (left, right, most, is) in [
            ("boot", "boot", 0, true),
            ("boot", "boat", 0, false),
            ("boot", "boat", 1, true),
            ("boot", "boots", 1, true),
            ("boot", "oot", 1, true),
            ("running", "runing", 1, true),
            ("running", "runnign", 2, true),
            ("boot", "shoe", 2, false),
        ] {
            assert_eq!(distance(left, right, most), is, "{left} {right} {most}");
        }
    }

    #[test]
    fn the_distance_of_words_is_that_of_levenshtein() {
        fn levenshtein(left: &[u8], right: &[u8]) -> usize {
            match (left, right) {
                ([], rest) | (rest, []) => rest.len(),
                ([one, left @ ..], [other, right @ ..]) if one == other => levenshtein(left, right),
                ([_, short @ ..], [_, other @ ..]) => {
                    let changed = levenshtein(short, other);
                    1 + changed
                        .min(levenshtein(left, other))
                        .min(levenshtein(short, right))
                }
            }
        }
        let seed = 20_261_126;
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..2000 {
            let mut word = || -> String {
                let length = random.usize(..=7);
                (0..length).map(|_| random.char('a'..='c')).collect()
            };
            let (left, right) = (word(), word());
            for most in 0..=2 {
                assert_eq!(
                    distance(&left, &right, most),
                    levenshtein(left.as_bytes(), right.as_bytes()) <= most,
                    "{left} {right} {most}, seed {seed}"
                );
            }
        }
    }

    #[test]
    fn words_are_what_is_between_other_signs() {
        assert_eq!(
            words("Trail-Schuhe, größer!"),
            ["trail", "schuhe", "größer"]
        );
    }
}
