//! Objects of one of several kinds. They are open: an unknown kind is kept, and so is a known kind that cannot be read.

use serde_json::Value;

use super::failures::Unread;
use super::places::{discard, put};
use super::state::Attempt;
use super::value_source::ValueSource;
use super::values::kind_of;
use super::zero::message;
use super::{MissingFields, Outcome, Read, Rules, Source, State, Tag};
use crate::{DecodeFailure, JsonObject, NoFields, Unknown};

/// Reads a kind of a union into a blank one.
pub type FillKind<T> = fn(&mut T, &mut dyn Source) -> Outcome<()>;

/// A union whose kinds are distinguished by the string in one member.
pub trait TaggedUnion: Sized + 'static {
    /// The fields that all kinds have in common.
    type Shared: Read;
    /// The member.
    const PROPERTY: &'static str;
    /// The strings of the known kinds.
    const TAGS: &'static [&'static str];
    /// How each of them is read.
    const KINDS: &'static [FillKind<Self>];
    /// The meaning of an object without the member.
    const UNTAGGED: Untagged;
    /// An object of an unknown kind, or one that cannot be read.
    fn unknown(unknown: Unknown<Self::Shared>) -> Self;
}

/// Turns a blank union into a blank one of this kind.
pub fn make_kind<U>(union: &mut U, kind: U) {
    put(union, kind);
}

/// The error if a union is not of the kind that was set.
///
/// # Errors
///
/// Always.
#[cold]
pub fn no_kind(source: &mut dyn Source) -> Outcome<()> {
    Err(source.fail("a union of another kind".to_owned()))
}

/// The meaning of an object without the member that identifies its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untagged {
    /// It cannot be read.
    Refused,
    /// It is of an unknown kind.
    Unknown,
    /// It has this tag.
    Means(&'static str),
}

/// A union whose kinds are distinguished by the members that are present.
pub trait KeyedUnion: Read + 'static {
    /// The members that identify the known kinds. The first one that is present decides; an empty one is last and is the
    /// kind of all objects without the others.
    const KEYS: &'static [&'static str];
    /// How each of them is read.
    const KINDS: &'static [FillKind<Self>];
    /// An object of an unknown kind.
    fn unknown(unknown: Unknown) -> Self;
}

/// Reads a union whose kinds are distinguished by a tag.
///
/// # Errors
///
/// When it is not an object, when a required tag is missing, and when the common fields cannot be read.
pub fn fill_tagged<T: TaggedUnion>(value: &mut T, source: &mut dyn Source) -> Outcome<()> {
    let kind = Kind {
        property: T::PROPERTY,
        tags: T::TAGS,
        untagged: T::UNTAGGED,
        type_name: std::any::type_name::<T>(),
    };
    fill_by_tag(&kind, &mut Tagged(value), source)
}

/// Reads a union whose kinds are distinguished by the members that are present.
///
/// # Errors
///
/// When it is not an object, and when its kind is known and it cannot be read.
pub fn fill_keyed<T: KeyedUnion>(value: &mut T, source: &mut dyn Source) -> Outcome<()> {
    let type_name = std::any::type_name::<T>();
    fill_by_key(T::KEYS, type_name, &mut Keyed(value), source)
}

/// A union that is being read, of any type: the reading is compiled once.
trait Union {
    /// Reads a known kind.
    fn fill_kind(&mut self, place: usize, source: &mut dyn Source) -> Outcome<()>;

    /// Keeps an object whose kind is unknown, or that cannot be read.
    fn keep(
        &mut self,
        tag: Option<String>,
        failure: Option<DecodeFailure>,
        object: &Value,
        state: &mut State,
    ) -> Outcome<()>;

    /// Whether it may be missing, because its kinds have no required field in common.
    fn may_be_missing(&self) -> bool;
}

fn fill_kind<T>(
    value: &mut T,
    kinds: &[FillKind<T>],
    place: usize,
    source: &mut dyn Source,
) -> Outcome<()> {
    let Some(fill) = kinds.get(place) else {
        return Err(source.fail("a union with fewer kinds than tags".to_owned()));
    };
    fill(value, source)
}

struct Tagged<'u, T>(&'u mut T);

impl<T: TaggedUnion> Union for Tagged<'_, T> {
    fn fill_kind(&mut self, place: usize, source: &mut dyn Source) -> Outcome<()> {
        fill_kind(self.0, T::KINDS, place, source)
    }

    fn keep(
        &mut self,
        tag: Option<String>,
        failure: Option<DecodeFailure>,
        object: &Value,
        state: &mut State,
    ) -> Outcome<()> {
        let fields = T::Shared::read(&mut ValueSource::new(object, state))?;
        let unknown = T::unknown(Unknown::new(tag, fields, object_of(object), failure));
        discard(std::mem::replace(self.0, unknown));
        Ok(())
    }

    fn may_be_missing(&self) -> bool {
        is_read_from_nothing(T::Shared::fill)
    }
}

struct Keyed<'u, T>(&'u mut T);

impl<T: KeyedUnion> Union for Keyed<'_, T> {
    fn fill_kind(&mut self, place: usize, source: &mut dyn Source) -> Outcome<()> {
        fill_kind(self.0, T::KINDS, place, source)
    }

    fn keep(
        &mut self,
        tag: Option<String>,
        failure: Option<DecodeFailure>,
        object: &Value,
        state: &mut State,
    ) -> Outcome<()> {
        // The common fields of all kinds are those of the last one, if that is the kind of all other objects.
        if let Some(fill) = kind_of_all_others::<T>() {
            attempt(fill, &mut ValueSource::new(object, state))?;
        }
        let unknown = T::unknown(Unknown::new(tag, NoFields, object_of(object), failure));
        discard(std::mem::replace(self.0, unknown));
        Ok(())
    }

    fn may_be_missing(&self) -> bool {
        kind_of_all_others::<T>().is_none_or(is_read_from_nothing)
    }
}

/// Whether a value can be read from an object without members.
fn is_read_from_nothing<T: Read>(fill: FillKind<T>) -> bool {
    let mut state = State::new(Rules::TOLERANT);
    let nothing = Value::Object(JsonObject::new());
    attempt(fill, &mut ValueSource::new(&nothing, &mut state)).is_ok()
}

/// Reads a value to see whether it can be read.
fn attempt<T: Read>(fill: FillKind<T>, source: &mut dyn Source) -> Outcome<()> {
    let mut value = T::blank();
    let outcome = fill(&mut value, source);
    discard(value);
    outcome
}

/// The kind of all objects without any of the keys, if there is one.
fn kind_of_all_others<T: KeyedUnion>() -> Option<FillKind<T>> {
    let is_there = T::KEYS.last().is_some_and(|key| key.is_empty());
    T::KINDS.last().copied().filter(|_| is_there)
}

fn fill_by_tag(kind: &Kind, union: &mut dyn Union, source: &mut dyn Source) -> Outcome<()> {
    let mut is_null = true;
    source.optional(&mut |source: &mut dyn Source| {
        is_null = false;
        if source.rules().is_tolerant {
            return source.look(&mut |object, state| fill_or_keep(kind, union, object, state));
        }
        source.tagged(kind.property, kind.tags, &mut |tag, open| match kind
            .choose_from(tag, open)?
        {
            Choice::Known(place) => union.fill_kind(place, open),
            Choice::Unknown(tag) => {
                open.look(&mut |object, state| union.keep(tag.clone(), None, object, state))
            }
        })
    })?;
    if is_null && !union.may_be_missing() {
        return Err(source.fail("invalid type: null, expected an object".to_owned()));
    }
    Ok(())
}

/// Reads an object of one of several kinds with tolerant rules.
fn fill_or_keep(
    kind: &Kind,
    union: &mut dyn Union,
    object: &Value,
    state: &mut State,
) -> Outcome<()> {
    let mut tag = Tag::Missing;
    ValueSource::new(object, state).tagged(kind.property, kind.tags, &mut |found, _| {
        tag = found;
        Ok(())
    })?;
    let (place, tag) = match kind.choose(tag, state)? {
        Choice::Known(place) => (place, kind.tag(place)),
        Choice::Unknown(tag) => return union.keep(tag, None, object, state),
    };
    let attempt = state.attempt(|state| {
        ValueSource::new(object, state).tagged(kind.property, kind.tags, &mut |_, open| {
            union.fill_kind(place, open)
        })
    });
    match attempt {
        Ok(()) => Ok(()),
        Err(attempt) => keep_unread(attempt, object, state, kind.type_name, tag, union),
    }
}

fn fill_by_key(
    keys: &[&'static str],
    type_name: &'static str,
    union: &mut dyn Union,
    source: &mut dyn Source,
) -> Outcome<()> {
    let mut is_null = true;
    source.optional(&mut |source: &mut dyn Source| {
        is_null = false;
        source.look(&mut |object, state| {
            let Value::Object(members) = object else {
                let kind = kind_of(object);
                return Err(state.fail(format!("invalid type: {kind}, expected an object")));
            };
            let is_there = |key: &&str| {
                key.is_empty() || members.get(*key).is_some_and(|value| !value.is_null())
            };
            let Some(place) = keys.iter().position(is_there) else {
                return union.keep(None, None, object, state);
            };
            let attempt =
                state.attempt(|state| union.fill_kind(place, &mut ValueSource::new(object, state)));
            match attempt {
                Ok(()) => Ok(()),
                Err(attempt) if state.rules.is_tolerant => {
                    keep_unread(attempt, object, state, type_name, None, union)
                }
                Err(attempt) => Err(state.fail_as(attempt)),
            }
        })
    })?;
    if is_null && !union.may_be_missing() {
        return Err(source.fail("invalid type: null, expected an object".to_owned()));
    }
    Ok(())
}

/// How the kinds of a union are distinguished.
struct Kind {
    property: &'static str,
    tags: &'static [&'static str],
    untagged: Untagged,
    type_name: &'static str,
}

/// The kind that an object is read as.
enum Choice {
    Known(usize),
    Unknown(Option<String>),
}

impl Kind {
    fn choose_from(&self, tag: Tag, source: &mut dyn Source) -> Outcome<Choice> {
        let tolerates = source.rules().missing_fields == MissingFields::Tolerate;
        self.choice(tag, tolerates)
            .ok_or_else(|| source.fail(message(self.property)))
    }

    fn choose(&self, tag: Tag, state: &mut State) -> Outcome<Choice> {
        let tolerates = state.rules.missing_fields == MissingFields::Tolerate;
        self.choice(tag, tolerates)
            .ok_or_else(|| state.fail(message(self.property)))
    }

    fn choice(&self, tag: Tag, tolerates_missing: bool) -> Option<Choice> {
        match (tag, self.untagged) {
            (Tag::Known(place), _) => Some(Choice::Known(place)),
            (Tag::Unknown(tag), _) => Some(Choice::Unknown(Some(tag))),
            (Tag::Missing, Untagged::Means(tag)) => {
                let place = self.tags.iter().position(|known| *known == tag);
                Some(place.map_or(Choice::Unknown(None), Choice::Known))
            }
            (Tag::Missing, Untagged::Unknown) => Some(Choice::Unknown(None)),
            (Tag::Missing, Untagged::Refused) => tolerates_missing.then_some(Choice::Unknown(None)),
        }
    }

    fn tag(&self, place: usize) -> Option<String> {
        self.tags.get(place).map(|tag| (*tag).to_owned())
    }
}

/// Keeps an object of a known kind that cannot be read; fails with the same error if that is not possible.
fn keep_unread(
    attempt: Attempt,
    object: &Value,
    state: &mut State,
    type_name: &'static str,
    tag: Option<String>,
    union: &mut dyn Union,
) -> Outcome<()> {
    let failure = Unread::new(object.clone(), &attempt, type_name).failure;
    match state.attempt(|state| union.keep(tag, Some(failure), object, state)) {
        Ok(()) => {
            let what = format!("kept as unknown: {}", attempt.message);
            state.note(&attempt.place, &what);
            Ok(())
        }
        Err(_) => Err(state.fail_as(attempt)),
    }
}

fn object_of(value: &Value) -> JsonObject {
    match value {
        Value::Object(members) => members.clone(),
        _ => JsonObject::new(),
    }
}
