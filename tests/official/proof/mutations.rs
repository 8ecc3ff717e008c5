//! Changes of the official examples, each of which the rules know the outcome of.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Value, json};

use super::{
    examples::Readable,
    exceptions::Exceptions,
    place::Place,
    reading::{self, Verdict},
    rules::Rules,
    specification::{Field, Kind, Specification, Type, Use},
};

/// Changes every property that stands in an example, reads what comes of it, and holds that against the rules.
pub fn check(
    examples: &[Readable<'_>],
    rules: &Rules<'_>,
    exceptions: &Exceptions,
    random: &mut Rng,
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
    assert_eq!(counts.len(), 12, "examples are changed in every way");
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

/// How a change is made.
enum Edit {
    Remove,
    Set(Value),
    /// Sets a number, in a notation that the writer of JSON does not have.
    Write(String),
}

impl Change {
    fn edit(self, value: &Value, random: &mut Rng) -> Edit {
        match self {
            Self::UnknownTag | Self::WrongTag | Self::UnknownEnumValue => {
                Edit::Set(unknown(random).into())
            }
            Self::TagRemoved | Self::OptionalRemoved | Self::RequiredRemoved => Edit::Remove,
            Self::OptionalNull | Self::RequiredNull => Edit::Set(Value::Null),
            Self::UnknownFieldAdded => {
                let mut value = value.clone();
                value[unknown(random)] = json!({ "since": 2030, "of": [null, 1.5] });
                Edit::Set(value)
            }
            Self::WholeWithPoint => Edit::Set(value.as_f64().into()),
            Self::WholeWithExponent => Edit::Write(format!("{value}e0")),
            Self::Fraction => Edit::Set(value.as_f64().map(|number| number + 0.5).into()),
        }
    }
}

impl Mutation {
    /// The changed body, as a text and as what that text means.
    fn apply(&self, body: &Value, random: &mut Rng) -> (String, Value) {
        let mut changed = body.clone();
        let value = self.place.find_mut(&mut changed);
        let value = value.expect("the place was found in this body");
        match self.change.edit(value, random) {
            Edit::Set(new) => *value = new,
            Edit::Remove => self.place.remove_from(&mut changed),
            Edit::Write(number) => {
                let stand_in = unknown(random);
                *value = stand_in.as_str().into();
                let text = changed.to_string();
                return (
                    text.replace(&format!("{stand_in:?}"), &number),
                    body.clone(),
                );
            }
        }
        (changed.to_string(), changed)
    }
}

/// A text that no specification has.
fn unknown(random: &mut Rng) -> String {
    format!("new-{:016x}", random.u64(..))
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
                let tag = place.then(property.into());
                let subject = format!("{}.{property}", of.name);
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
            if Some(name.as_str()) == tag {
                continue;
            }
            let place = place.then(name.as_str().into());
            let subject = format!("{}.{name}", of.name);
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
