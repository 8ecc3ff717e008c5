//! Values by locale.

use std::collections::BTreeMap;
use std::{fmt, iter, slice, vec};

use litemap::LiteMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value for each of several locales, such as the name of a product in several languages.
///
/// Keys are [BCP 47] language tags such as `en`, `de-AT` or `zh-Hant-TW`. Iteration is in alphabetical order of the
/// tags.
///
/// ```
/// use ctp_sdk::Localized;
///
/// let name = Localized::<String>::new().with("de", "Kartoffel").with("de-AT", "Erdäpfel");
/// assert_eq!(name.get("de-AT").unwrap(), "Erdäpfel");
/// assert_eq!(name.get("de-CH"), None);
/// assert_eq!(name.lookup(["de-CH"]).unwrap(), "Kartoffel");
/// ```
///
/// # Sources
///
/// [LocalizedString](https://docs.commercetools.com/api/types#localizedstring) in commercetools.
///
/// [BCP 47]: https://www.rfc-editor.org/info/bcp47
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Localized<V> {
    // Most have one to five locales, for which a `BTreeMap` needs several times the memory.
    values: LiteMap<String, V>,
}

/// A map: `{"en": "Shoes"}`.
impl<V: fmt::Debug> fmt::Debug for Localized<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.values.iter()).finish()
    }
}

type Iter<'a, V> =
    iter::Map<slice::Iter<'a, (String, V)>, fn(&'a (String, V)) -> (&'a String, &'a V)>;

impl<V> Localized<V> {
    /// An empty map.
    pub fn new() -> Self {
        Self {
            values: LiteMap::new(),
        }
    }

    /// Adds or replaces the value for a locale, for chains. [`insert`](Self::insert) does the same in place.
    #[must_use]
    pub fn with(mut self, locale: impl Into<String>, value: impl Into<V>) -> Self {
        self.values.insert(locale.into(), value.into());
        self
    }

    /// Sets the value for a locale and returns the previous one.
    pub fn insert(&mut self, locale: impl Into<String>, value: impl Into<V>) -> Option<V> {
        self.values.insert(locale.into(), value.into())
    }

    /// Removes the value for a locale and returns it.
    pub fn remove(&mut self, locale: &str) -> Option<V> {
        self.values.remove(locale)
    }

    /// The value for exactly this locale, in this spelling. [`lookup`](Self::lookup) finds the best match.
    pub fn get(&self, locale: &str) -> Option<&V> {
        self.values.get(locale)
    }

    /// The value for the first of the language ranges that has one. Each range is shortened from its end until it matches.
    ///
    /// `zh-Hant-TW` tries `zh-Hant-TW`, then `zh-Hant`, then `zh`, ignoring case; then follows the next range. The range
    /// `*` matches no specific value and is ignored.
    ///
    /// ```
    /// use ctp_sdk::Localized;
    ///
    /// let name: Localized<String> = [("en", "Potato"), ("de", "Kartoffel")].into();
    /// assert_eq!(name.lookup(["fr-CA", "de-AT", "en"]).unwrap(), "Kartoffel");
    /// assert_eq!(name.lookup(["fr"]), None);
    /// ```
    ///
    /// # Sources
    ///
    /// [RFC 4647, section 3.4](https://www.rfc-editor.org/rfc/rfc4647#section-3.4).
    pub fn lookup<R: AsRef<str>>(&self, ranges: impl IntoIterator<Item = R>) -> Option<&V> {
        ranges
            .into_iter()
            .find_map(|range| self.lookup_one(range.as_ref()))
    }

    /// Like [`lookup`](Self::lookup), but returns the value of the alphabetically first locale if there is no match, so
    /// that there is a value to show if there is any value at all.
    pub fn lookup_or_any<R: AsRef<str>>(&self, ranges: impl IntoIterator<Item = R>) -> Option<&V> {
        self.lookup(ranges)
            .or_else(|| self.values.first().map(|(_, value)| value))
    }

    /// All values whose locales match a language range, including more specific locales, in alphabetical order. `*` matches
    /// all.
    ///
    /// ```
    /// use ctp_sdk::Localized;
    ///
    /// let name: Localized<String> =
    ///     [("de", "Kartoffel"), ("de-AT", "Erdäpfel"), ("den", "Lidǫ́ǫ́"), ("en", "Potato")].into();
    /// let german: Vec<&str> = name.filter("DE").map(|(locale, _)| locale).collect();
    /// assert_eq!(german, ["de", "de-AT"]);
    /// ```
    ///
    /// # Sources
    ///
    /// Basic filtering: [RFC 4647, section 3.3.1](https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1).
    pub fn filter<'a>(&'a self, range: &'a str) -> impl Iterator<Item = (&'a str, &'a V)> {
        self.values
            .iter()
            .filter(move |(locale, _)| is_matched(locale, range))
            .map(|(locale, value)| (locale.as_str(), value))
    }

    /// Locales and values, in alphabetical order of the locales.
    pub fn iter(&self) -> Iter<'_, V> {
        self.values.iter()
    }

    /// The number of locales with a value.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether no locale has a value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn lookup_one(&self, range: &str) -> Option<&V> {
        // Mapped to a basic range: section 3.4 does not define what a `*` inside of a range selects.
        let mut subtags: Vec<&str> = range.split('-').filter(|subtag| *subtag != "*").collect();
        while !subtags.is_empty() {
            let tag = subtags.join("-");
            let found = self
                .values
                .iter()
                .find(|(locale, _)| locale.eq_ignore_ascii_case(&tag));
            if let Some((_, value)) = found {
                return Some(value);
            }
            subtags.pop();
            // A singleton such as the `x` of `de-x-shop` introduces the subtag that was just removed.
            while subtags.last().is_some_and(|subtag| subtag.len() <= 1) {
                subtags.pop();
            }
        }
        None
    }
}

/// Whether a basic language range matches a locale: as a whole, or up to the end of one of its subtags.
fn is_matched(locale: &str, range: &str) -> bool {
    if range == "*" {
        return true;
    }
    let Some((start, rest)) = locale.split_at_checked(range.len()) else {
        return false;
    };
    start.eq_ignore_ascii_case(range)
        && !range.is_empty()
        && (rest.is_empty() || rest.starts_with('-'))
}

impl<V> Default for Localized<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Into<String>, U: Into<V>, V, const N: usize> From<[(K, U); N]> for Localized<V> {
    fn from(values: [(K, U); N]) -> Self {
        values.into_iter().collect()
    }
}

impl<K: Into<String>, U: Into<V>, V> FromIterator<(K, U)> for Localized<V> {
    fn from_iter<I: IntoIterator<Item = (K, U)>>(values: I) -> Self {
        let mut localized = Self::new();
        localized.extend(values);
        localized
    }
}

impl<K: Into<String>, U: Into<V>, V> Extend<(K, U)> for Localized<V> {
    fn extend<I: IntoIterator<Item = (K, U)>>(&mut self, values: I) {
        // `LiteMap` would sort all of them first, which is much code for a few locales.
        for (locale, value) in values {
            self.insert(locale, value);
        }
    }
}

impl<V> IntoIterator for Localized<V> {
    type Item = (String, V);
    type IntoIter = vec::IntoIter<(String, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.into_iter()
    }
}

impl<'a, V> IntoIterator for &'a Localized<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = Iter<'a, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.iter()
    }
}

impl<V: Serialize> Serialize for Localized<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// A locale whose value is `null` is left out.
impl<'de, V: Deserialize<'de>> Deserialize<'de> for Localized<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = BTreeMap::<String, Option<V>>::deserialize(deserializer)?;
        let values = values.into_iter();
        Ok(values
            .filter_map(|(locale, value)| Some((locale, value?)))
            .collect())
    }
}
