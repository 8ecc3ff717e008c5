//! Pages of bodies as the API sends them, made of the model by a seed.
//!
//! All required properties and half of the optional ones are present; references are not expanded. Properties are in the order
//! of their declarations, except that the tag of a part comes first, as in the responses of the API: all typed amounts of real
//! responses begin with `type`. A message has its tag in the middle.

use std::{collections::HashMap, fmt::Write, rc::Rc};

use codegen::model::{Api, Field, Format, Hierarchy, Object, Role, Scalar, Shape, Type, TypeRef};
use fastrand::Rng;

use crate::Failure;

/// How many results a page has.
const RESULTS: usize = 500;

/// The bytes that a page has at least, and at most.
const SIZE: std::ops::Range<usize> = 3_000_000..5_000_000;

/// Objects in objects: below this, only what is required is there.
const DEPTH: usize = 7;

/// A page of results of a type. Lists and texts are as long as it takes for the page to have the size.
pub(crate) fn page(api: &Api, of: &str, seed: u64) -> Result<Vec<u8>, Failure> {
    let hierarchy = Hierarchy::of(api);
    let mut length = 1.0;
    while length < 200.0 {
        let mut bodies = Bodies {
            api,
            hierarchy: &hierarchy,
            kinds: HashMap::new(),
            fields: HashMap::new(),
            random: Rng::with_seed(seed),
            length,
            text: String::new(),
        };
        // A tenth of the page tells whether all of it is worth making.
        bodies.page(of, RESULTS / 10);
        let about = bodies.text.len() * 10;
        if (SIZE.start / 2..SIZE.end * 2).contains(&about) {
            bodies.text.clear();
            bodies.page(of, RESULTS);
            if SIZE.contains(&bodies.text.len()) {
                return Ok(bodies.text.into_bytes());
            }
        }
        length *= 1.25;
    }
    Err(Failure(format!(
        "error: no page of {of} has 3 to 5 MB; choose another seed than {seed}"
    )))
}

/// Whether the values of a scalar have no fraction, of whatever size they are.
pub(super) fn is_whole(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::Integer(_)) || scalar.format().is_some_and(Format::is_whole)
}

/// What an object of a type may be, where a discriminator tells it: what derives from the type, or the type itself.
pub(super) fn received_kinds<'a>(
    api: &'a Api,
    hierarchy: &Hierarchy<'a>,
    of: &'a Type,
) -> Vec<&'a Type> {
    if api.discriminator(of).is_none() {
        return Vec::new();
    }
    let mut kinds = hierarchy.descendants(of);
    kinds.push(of);
    // The types that stand for bases which are kinds as well.
    let itself = kinds.iter().filter_map(|kind| api.itself.get(&kind.name));
    let itself: Vec<&Type> = itself.filter_map(|name| api.types.get(name)).collect();
    kinds.extend(itself);
    // A draft is sent and never received, whatever it is derived from.
    kinds.retain(|kind| kind.tag().is_some() && !kind.name.ends_with("Draft"));
    kinds
}

struct Bodies<'a> {
    api: &'a Api,
    hierarchy: &'a Hierarchy<'a>,
    /// What was found of a type already: there are many objects of each.
    kinds: HashMap<&'a str, Rc<[&'a Type]>>,
    fields: HashMap<&'a str, Rc<[&'a Field]>>,
    random: Rng,
    /// What the lengths of lists and texts go by.
    length: f64,
    text: String,
}

impl<'a> Bodies<'a> {
    fn page(&mut self, of: &str, results: usize) {
        self.text
            .push_str(r#"{"limit":500,"offset":0,"count":500,"total":12345,"results":["#);
        for place in 0..results {
            if place > 0 {
                self.text.push(',');
            }
            self.named(of, 0);
        }
        self.text.push_str("]}");
    }

    fn named(&mut self, name: &str, depth: usize) {
        match self.api.types.get(name) {
            Some(of) => self.of_type(of, name, depth),
            None => self.any(),
        }
    }

    fn of_type(&mut self, of: &'a Type, field: &str, depth: usize) {
        match &of.shape {
            Shape::Alias(alias) => self.value(alias, field, depth),
            Shape::Union(members) => match self.random.choice(members) {
                Some(member) => self.value(member, field, depth),
                None => self.any(),
            },
            Shape::Enum(values) => {
                let value = self.random.choice(values).map_or("", |value| &value.value);
                let value = value.to_owned();
                self.quoted(&value);
            }
            Shape::Object(object) => {
                let kinds = self.kinds(of);
                match self.random.choice(&*kinds) {
                    Some(kind) => {
                        let kind = *kind;
                        self.object(kind, depth);
                    }
                    None if self.fields(of).is_empty() => self.map(object, of, depth),
                    None => self.object(of, depth),
                }
            }
        }
    }

    fn kinds(&mut self, of: &'a Type) -> Rc<[&'a Type]> {
        if let Some(known) = self.kinds.get(&*of.name) {
            return Rc::clone(known);
        }
        let kinds = received_kinds(self.api, self.hierarchy, of);
        let kinds: Rc<[&Type]> = kinds.into();
        self.kinds.insert(&of.name, Rc::clone(&kinds));
        kinds
    }

    fn fields(&mut self, of: &'a Type) -> Rc<[&'a Field]> {
        let (api, known) = (self.api, &mut self.fields);
        let fields = known
            .entry(&of.name)
            .or_insert_with(|| api.fields(of).into());
        Rc::clone(fields)
    }

    fn object(&mut self, of: &'a Type, depth: usize) {
        let tag = self.api.discriminator(of).map(|(property, _)| property);
        self.text.push('{');
        let mut is_first = true;
        let mut fields = self.fields(of).to_vec();
        if !fields.iter().any(|field| field.name == "createdAt") {
            fields.sort_by_key(|field| tag != Some(&*field.name));
        }
        for field in fields {
            let is_tag = tag == Some(&*field.name);
            if !is_tag && !self.has(field, depth) {
                continue;
            }
            if !is_first {
                self.text.push(',');
            }
            is_first = false;
            self.quoted(&field.name);
            self.text.push(':');
            match of.tag() {
                Some(tag) if is_tag => self.quoted(tag),
                _ => self.value(&field.of, &field.name, depth + 1),
            }
        }
        self.text.push('}');
    }

    fn has(&mut self, field: &Field, depth: usize) -> bool {
        if field.role.is_some_and(Role::is_only_received) || !field.is_received() {
            return false;
        }
        field.required || (depth < DEPTH && self.random.bool())
    }

    /// A map, such as texts by locale.
    fn map(&mut self, object: &'a Object, of: &'a Type, depth: usize) {
        let maps = self.api.maps(of);
        let map = object.maps.first().or(maps.first().copied());
        let by_locale = map.is_some_and(|map| map.by_locale);
        self.text.push('{');
        for (place, locale) in ["de", "en", "fr"].into_iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            if by_locale {
                self.quoted(locale);
            } else {
                let name = format!("name-{place}");
                self.quoted(&name);
            }
            self.text.push(':');
            match map {
                Some(map) => self.value(&map.value, "text", depth + 1),
                None => self.any(),
            }
        }
        self.text.push('}');
    }

    fn value(&mut self, of: &'a TypeRef, field: &str, depth: usize) {
        match of {
            TypeRef::Named(name) => match self.api.types.get(name) {
                Some(of) => self.of_type(of, field, depth),
                None => self.any(),
            },
            TypeRef::Scalar(scalar) => self.scalar(*scalar, field),
            TypeRef::Any => self.any(),
            TypeRef::AnyObject => self.text.push_str(r#"{"size":"XL","weight":4.5}"#),
            TypeRef::Array(items) => self.list(items, field, depth),
            TypeRef::Union(members) => {
                let values = members.iter();
                let values = values.filter(|of| !matches!(of, TypeRef::Scalar(Scalar::Nil)));
                let values: Vec<&TypeRef> = values.collect();
                match self.random.choice(&values) {
                    Some(of) => self.value(of, field, depth),
                    None => self.text.push_str("null"),
                }
            }
            TypeRef::Inline(of) => self.of_type(of, field, depth),
        }
    }

    fn list(&mut self, items: &'a TypeRef, field: &str, depth: usize) {
        // The lists of a resource, which may be in a message, are long; those of its parts are short.
        let most = match depth {
            0..=2 => self.length,
            depth if depth < DEPTH => self.length.min(2.0),
            _ => 0.0,
        };
        self.text.push('[');
        for place in 0..self.random.usize(0..=most as usize) {
            if place > 0 {
                self.text.push(',');
            }
            self.value(items, field, depth + 1);
        }
        self.text.push(']');
    }

    fn scalar(&mut self, scalar: Scalar, field: &str) {
        let random = &mut self.random;
        let written = match scalar {
            Scalar::String => return self.text_of(field),
            Scalar::Boolean => write!(self.text, "{}", random.bool()),
            Scalar::DateTime => {
                let (day, minute) = (random.u8(1..=28), random.u8(0..60));
                let (second, millisecond) = (random.u8(0..60), random.u16(0..1000));
                write!(
                    self.text,
                    r#""2024-03-{day:02}T10:{minute:02}:{second:02}.{millisecond:03}Z""#
                )
            }
            Scalar::DateTimeOnly => {
                write!(self.text, r#""2024-03-{:02}T10:15:30""#, random.u8(1..=28))
            }
            Scalar::DateOnly => write!(self.text, r#""2024-03-{:02}""#, random.u8(1..=28)),
            Scalar::TimeOnly => write!(self.text, r#""10:{:02}:30.000""#, random.u8(0..60)),
            Scalar::File => write!(self.text, r#""AAAA""#),
            Scalar::Nil => write!(self.text, "null"),
            whole if is_whole(whole) => {
                let most = if field == "centAmount" {
                    1_000_000
                } else {
                    100
                };
                write!(self.text, "{}", random.u32(0..most))
            }
            _ => write!(self.text, "{}.{}", random.u8(0..100), random.u8(1..10)),
        };
        // A string that is written to never fails.
        debug_assert!(written.is_ok());
    }

    fn text_of(&mut self, field: &str) {
        let text = match field {
            "id" => return self.id(),
            "country" => "DE",
            "currencyCode" | "currency" => "EUR",
            "locale" => "de-DE",
            _ if field.ends_with("Id") => return self.id(),
            "text" | "description" | "name" => {
                let most = (self.length * 3.0) as usize;
                for place in 0..=self.random.usize(0..=most) {
                    self.text.push_str(if place > 0 { " " } else { "\"" });
                    let word = self.random.choice(WORDS).copied().unwrap_or("");
                    self.text.push_str(word);
                }
                self.text.push('"');
                return;
            }
            _ => self.random.choice(WORDS).copied().unwrap_or(""),
        };
        let number = self.random.u16(..);
        match text.chars().all(char::is_lowercase) {
            // A key, a SKU, a name of somebody.
            true => {
                let text = format!("{text}-{number}");
                self.quoted(&text);
            }
            false => self.quoted(text),
        }
    }

    fn id(&mut self) {
        let digits = self.random.u128(..);
        let (first, second) = ((digits >> 96) as u32, (digits >> 80) as u16);
        let (third, last) = (
            (digits >> 64) as u16 & 0xfff,
            digits as u64 & 0xffff_ffff_ffff,
        );
        let written = write!(
            self.text,
            r#""{first:08x}-{second:04x}-4{third:03x}-9abc-{last:012x}""#
        );
        debug_assert!(written.is_ok());
    }

    /// The value of an attribute or a custom field.
    fn any(&mut self) {
        let number = self.random.u16(..);
        let text = match number % 5 {
            0 => format!("{number}"),
            1 => "true".to_owned(),
            2 => format!(
                r#"{{"key":"key-{number}","label":{{"de":"Farbe {number}","en":"Colour {number}"}}}}"#
            ),
            3 => format!(r#"["first {number}","second"]"#),
            _ => format!(r#""a text of number {number}""#),
        };
        self.text.push_str(&text);
    }

    /// A text without anything that has to be escaped.
    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        self.text.push_str(text);
        self.text.push('"');
    }
}

const WORDS: &[&str] = &[
    "jacket",
    "coat",
    "parka",
    "cotton",
    "linen",
    "wool",
    "winter",
    "summer",
    "light",
    "warm",
    "blue",
    "green",
    "organic",
    "tailored",
    "classic",
    "modern",
    "pocket",
    "button",
    "collar",
    "hood",
    "washable",
    "durable",
    "gr\u{fc}n",
    "caf\u{e9}",
];

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_page_has_500_results_of_3_to_5_mb_and_the_same_seed_makes_the_same() {
        let api = super::super::decode::model().unwrap_or_else(|failure| panic!("{failure}"));
        let made = |of| page(&api, of, 14).unwrap_or_else(|failure| panic!("{failure}"));
        let pages = ["Category", "Message"].map(made);
        for page in &pages {
            let read: Value = serde_json::from_slice(page).unwrap();
            assert_eq!(read["results"].as_array().unwrap().len(), 500);
            assert!(SIZE.contains(&page.len()), "{}", page.len());
        }
        let [categories, _] = pages;
        assert!(made("Category") == categories);
    }
}
