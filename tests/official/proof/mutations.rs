//! Changes of the official examples, each of which the rules know the outcome of.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    examples::Readable,
    exceptions::Exceptions,
    place::{Place, Step},
    random::Random,
    reading::{self, Verdict},
    rules::Rules,
    specification::{Field, Kind, Specification, Type, Use},
};

/// Changes every property that stands in an example, reads what comes of it, and holds that against the rules.
pub fn check(
    examples: &[Readable<'_>],
    rules: &Rules<'_>,
    exceptions: &Exceptions,
    random: &mut Random,
) {
    let mut counts: BTreeMap<Change, Counts> = BTreeMap::new();
    for example in examples {
        let changes = all(rules.specification, &example.of(), example.body);
        let changed: Vec<(String, Value)> = changes
            .iter()
            .map(|change| change.apply(example.body, random))
            .collect();
        let texts = changed.iter().map(|(text, _)| text.clone()).collect();
        let name = format!("{} {}", example.example.name, example.example.file);
        let outcomes = reading::read(example.model, &name, texts);
        for ((change, (_, changed)), outcome) in changes.iter().zip(&changed).zip(&outcomes) {
            let counts = counts.entry(change.change).or_default();
            match reading::judge(&rules.read(&example.of(), changed), outcome) {
                Verdict::Right => counts.right += 1,
                Verdict::NobodySays => counts.open += 1,
                Verdict::Wrong(problem) => {
                    counts.wrong += 1;
                    let kind = format!("{:?}", change.change);
                    let problem = format!("{name} at `{}`: {problem}", change.place);
                    exceptions.problem("change", &change.subject, &kind, &problem);
                }
            }
        }
    }
    println!("changes of {} examples:", examples.len());
    for (change, Counts { right, wrong, open }) in counts {
        println!(
            "{change:?}: {right} right, {wrong} wrong, {open} of which nobody says what is right"
        );
    }
}

#[derive(Default)]
struct Counts {
    right: usize,
    wrong: usize,
    open: usize,
}

/// A change of a body.
struct Mutation {
    /// What is changed: `LineItem.quantity`.
    subject: String,
    change: Change,
    place: Place,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    UnknownTag,
    TagRemoved,
    WrongTag,
    UnknownEnumValue,
    OptionalRemoved,
    OptionalNull,
    RequiredRemoved,
    RequiredNull,
    UnknownFieldAdded,
    WholeWithPoint,
    WholeWithExponent,
    Fraction,
}

/// All changes of a body that is of a type.
fn all(specification: &Specification, of: &Use, body: &Value) -> Vec<Mutation> {
    let mut walk = Walk {
        specification,
        found: Vec::new(),
    };
    walk.value(of, body, &Place::default(), "");
    walk.found
}

impl Mutation {
    /// The changed body, as a text and as what that text means.
    fn apply(&self, body: &Value, random: &mut Random) -> (String, Value) {
        let mut changed = body.clone();
        let place = match self.change {
            Change::OptionalRemoved | Change::RequiredRemoved | Change::TagRemoved => {
                self.remove(&mut changed);
                return (changed.to_string(), changed);
            }
            _ => self.place.find_mut(&mut changed),
        };
        let value = place.expect("the place is in the body it was found in");
        match self.change {
            Change::UnknownTag | Change::WrongTag | Change::UnknownEnumValue => {
                *value = random.text().into();
            }
            Change::OptionalNull | Change::RequiredNull => *value = Value::Null,
            Change::UnknownFieldAdded => {
                value[random.text()] = json!({ "since": 2030, "of": [null, 1.5] });
            }
            Change::WholeWithPoint => *value = value.as_f64().into(),
            Change::Fraction => *value = value.as_f64().map(|number| number + 0.5).into(),
            // The writer of JSON has no exponents, so a text stands in for one.
            Change::WholeWithExponent => {
                let number = value.clone();
                *value = format!("@{number}e0@").into();
                let text = changed.to_string();
                let text = text.replace(&format!("\"@{number}e0@\""), &format!("{number}e0"));
                return (text, body.clone());
            }
            Change::OptionalRemoved | Change::RequiredRemoved | Change::TagRemoved => {}
        }
        (changed.to_string(), changed)
    }

    fn remove(&self, body: &mut Value) {
        let (outer, name) = self.place.split();
        let members = outer.find_mut(body).and_then(Value::as_object_mut);
        if let (Some(members), Some(Step::Member(name))) = (members, name) {
            members.remove(&name);
        }
    }
}

struct Walk<'s> {
    specification: &'s Specification,
    found: Vec<Mutation>,
}

impl Walk<'_> {
    fn value(&mut self, of: &Use, value: &Value, place: &Place, subject: &str) {
        match (self.specification.kind(of), value) {
            (Kind::List(items), Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.value(items, value, &place.then(index.into()), subject);
                }
            }
            (Kind::Map(of), Value::Object(members)) => {
                for (name, value) in members {
                    self.value(of, value, &place.then(name.as_str().into()), subject);
                }
            }
            (Kind::Union(of), Value::Object(members)) => {
                let property = of.discriminator.as_deref().unwrap_or_default();
                let tag = members.get(property).and_then(Value::as_str);
                let Some(kind) = tag.and_then(|tag| self.specification.tagged(of, tag)) else {
                    return;
                };
                let (tag, subject) = (
                    place.then(property.into()),
                    format!("{}.{property}", of.name),
                );
                self.add(Change::UnknownTag, &tag, &subject);
                self.add(Change::TagRemoved, &tag, &subject);
                self.object(kind, value, place, Some(property));
            }
            (Kind::Object(of), Value::Object(_)) => self.object(of, value, place, None),
            (Kind::Enum, Value::String(_)) => {
                self.add(Change::UnknownEnumValue, place, subject);
            }
            (Kind::Whole, Value::Number(number)) if number.is_i64() => {
                self.add(Change::WholeWithPoint, place, subject);
                self.add(Change::WholeWithExponent, place, subject);
                self.add(Change::Fraction, place, subject);
            }
            _ => {}
        }
    }

    /// The changes of an object; `tag` is the property by which a union tells its kind.
    fn object(&mut self, of: &Type, value: &Value, place: &Place, tag: Option<&str>) {
        self.add(Change::UnknownFieldAdded, place, &of.name);
        for (name, field) in &of.fields {
            let Some(value) = value.get(name).filter(|value| !value.is_null()) else {
                continue;
            };
            let (place, subject) = (
                place.then(name.as_str().into()),
                format!("{}.{name}", of.name),
            );
            if Some(name.as_str()) == tag {
                continue;
            }
            if Specification::is_tagged(of) && of.discriminator.as_deref() == Some(name) {
                self.add(Change::WrongTag, &place, &subject);
                continue;
            }
            self.absence(field, &place, &subject);
            self.value(&field.of, value, &place, &subject);
        }
    }

    fn absence(&mut self, field: &Field, place: &Place, subject: &str) {
        let (removed, null) = if field.required {
            (Change::RequiredRemoved, Change::RequiredNull)
        } else {
            (Change::OptionalRemoved, Change::OptionalNull)
        };
        self.add(removed, place, subject);
        self.add(null, place, subject);
    }

    fn add(&mut self, change: Change, place: &Place, subject: &str) {
        self.found.push(Mutation {
            subject: subject.to_owned(),
            change,
            place: place.clone(),
        });
    }
}
