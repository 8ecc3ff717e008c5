//! Objects of one of several kinds, which stay open: a kind that is not known is kept, and so is a known kind that cannot be
//! read.

use serde_json::Value;

use super::failures::Unread;
use super::slot::missing;
use super::state::Attempt;
use super::value_source::ValueSource;
use super::values::kind_of;
use super::{Failed, MissingFields, Outcome, Read, Rules, Source, State, Tag};
use crate::{JsonObject, Unknown};

/// Reads a kind of a union.
pub type ReadKind<T> = fn(&mut dyn Source) -> Outcome<T>;

/// A union whose kinds are told apart by the text in one member.
pub trait TaggedUnion: Sized + 'static {
    /// The fields that all kinds share.
    type Shared: Read;
    /// The member.
    const PROPERTY: &'static str;
    /// The texts of the known kinds.
    const TAGS: &'static [&'static str];
    /// How each of them is read.
    const KINDS: &'static [ReadKind<Self>];
    /// What an object without the member is.
    const UNTAGGED: Untagged;
    /// An object of a kind that is not known, or that cannot be read.
    fn unknown(unknown: Unknown<Self::Shared>) -> Self;
}

/// Reads the kind `K` of the union `U`.
///
/// # Errors
///
/// When the object is none of this kind.
pub fn read_kind<U: From<K>, K: Read>(source: &mut dyn Source) -> Outcome<U> {
    K::read(source).map(U::from)
}

/// What an object is that lacks the member which tells its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untagged {
    /// It cannot be read.
    Refused,
    /// It is of no known kind.
    Unknown,
    /// It has this tag.
    Means(&'static str),
}

/// A union whose kinds are told apart by the members that are there.
pub trait KeyedUnion: Sized + 'static {
    /// The members that tell the known kinds. The first that is there decides; an empty one stands last and is the kind of
    /// all objects that have none of the others.
    const KEYS: &'static [&'static str];
    /// How each of them is read.
    const KINDS: &'static [ReadKind<Self>];
    /// An object of a kind that is not known.
    fn unknown(unknown: Unknown) -> Self;
}

/// Reads a union whose kinds are told apart by a tag.
///
/// # Errors
///
/// When it is no object, when the tag is missing where it has to be there, and when the shared fields cannot be read.
pub fn read_tagged<T: TaggedUnion>(source: &mut dyn Source) -> Outcome<T> {
    let mut value = None;
    source.optional(&mut |source| {
        value = Some(read_tagged_object(source)?);
        Ok(())
    })?;
    value.or_else(absent_tagged).ok_or_else(|| is_null(source))
}

fn is_null(source: &mut dyn Source) -> Failed {
    source.fail("invalid type: null, expected an object".to_owned())
}

fn read_tagged_object<T: TaggedUnion>(source: &mut dyn Source) -> Outcome<T> {
    let mut value = None;
    let kind = Kind {
        property: T::PROPERTY,
        tags: T::TAGS,
        untagged: T::UNTAGGED,
    };
    let known = |place: usize, source: &mut dyn Source, value: &mut Option<T>| {
        let Some(read) = T::KINDS.get(place) else {
            return Err(source.fail("a union with fewer kinds than tags".to_owned()));
        };
        *value = Some(read(source)?);
        Ok(())
    };
    let unknown = |tag: Option<String>,
                   unread: Option<Unread>,
                   object: &Value,
                   state: &mut State,
                   value: &mut Option<T>| {
        let fields = T::Shared::read(&mut ValueSource::new(object, state))?;
        let body = object_of(object);
        let failure = unread.map(|unread| unread.failure);
        *value = Some(T::unknown(Unknown::new(tag, fields, body, failure)));
        Ok(())
    };
    if source.rules().is_tolerant {
        source.look(&mut |object, state| {
            let mut tag = Tag::Missing;
            ValueSource::new(object, state).tagged(kind.property, kind.tags, &mut |found, _| {
                tag = found;
                Ok(())
            })?;
            let (place, tag) = match kind.choose(tag, state)? {
                Choice::Known(place) => (place, kind.tag(place)),
                Choice::Unknown(tag) => return unknown(tag, None, object, state, &mut value),
            };
            let attempt = state.attempt(|state| {
                ValueSource::new(object, state).tagged(kind.property, kind.tags, &mut |_, open| {
                    known(place, open, &mut value)
                })
            });
            match attempt {
                Ok(()) => Ok(()),
                Err(attempt) => keep_unread(
                    attempt,
                    object,
                    state,
                    std::any::type_name::<T>(),
                    |unread, state| unknown(tag.clone(), Some(unread), object, state, &mut value),
                ),
            }
        })?;
    } else {
        source.tagged(kind.property, kind.tags, &mut |tag, open| match kind
            .choose_from(tag, open)?
        {
            Choice::Known(place) => known(place, open, &mut value),
            Choice::Unknown(tag) => open
                .look(&mut |object, state| unknown(tag.clone(), None, object, state, &mut value)),
        })?;
    }
    value.ok_or(Failed)
}

/// What a missing union means: an empty object of no known kind, where its kinds have no required field in common.
pub fn absent_tagged<T: TaggedUnion>() -> Option<T> {
    let mut state = State::new(Rules::TOLERANT);
    let nothing = Value::Object(JsonObject::new());
    let fields = T::Shared::read(&mut ValueSource::new(&nothing, &mut state)).ok()?;
    Some(T::unknown(Unknown::missing(fields)))
}

/// Reads a union whose kinds are told apart by the members that are there.
///
/// # Errors
///
/// When it is no object, and when one of a known kind cannot be read.
pub fn read_keyed<T: KeyedUnion>(source: &mut dyn Source) -> Outcome<T> {
    let mut value = None;
    source.optional(&mut |source| {
        value = Some(read_keyed_object(source)?);
        Ok(())
    })?;
    value.or_else(absent_keyed).ok_or_else(|| is_null(source))
}

fn read_keyed_object<T: KeyedUnion>(source: &mut dyn Source) -> Outcome<T> {
    let mut value = None;
    source.look(&mut |object, state| {
        let Value::Object(members) = object else {
            let kind = kind_of(object);
            return Err(state.fail(format!("invalid type: {kind}, expected an object")));
        };
        let is_there =
            |key: &&str| key.is_empty() || members.get(*key).is_some_and(|value| !value.is_null());
        let place = T::KEYS.iter().position(is_there);
        let unknown = |unread: Option<Unread>| {
            let failure = unread.map(|unread| unread.failure);
            T::unknown(Unknown::new(
                None,
                crate::NoFields,
                members.clone(),
                failure,
            ))
        };
        let Some(read) = place.and_then(|place| T::KINDS.get(place)) else {
            value = Some(unknown(None));
            return Ok(());
        };
        let attempt = state.attempt(|state| {
            value = Some(read(&mut ValueSource::new(object, state))?);
            Ok(())
        });
        match attempt {
            Err(attempt) if state.rules.is_tolerant => keep_unread(
                attempt,
                object,
                state,
                std::any::type_name::<T>(),
                |unread, state| {
                    // What all kinds share is what the last one has, if that is the kind of all others.
                    if let Some(rest) = kind_of_all_others::<T>() {
                        rest(&mut ValueSource::new(object, state))?;
                    }
                    value = Some(unknown(Some(unread)));
                    Ok(())
                },
            ),
            Err(attempt) => Err(state.fail_as(attempt)),
            Ok(()) => Ok(()),
        }
    })?;
    value.ok_or(Failed)
}

/// What a missing union means: an empty object of no known kind, unless all that is of none is of one kind.
pub fn absent_keyed<T: KeyedUnion>() -> Option<T> {
    let Some(rest) = kind_of_all_others::<T>() else {
        return Some(T::unknown(Unknown::missing(crate::NoFields)));
    };
    let mut state = State::new(Rules::TOLERANT);
    let nothing = Value::Object(JsonObject::new());
    rest(&mut ValueSource::new(&nothing, &mut state)).ok()
}

/// The kind of all objects that have none of the keys, where there is one.
fn kind_of_all_others<T: KeyedUnion>() -> Option<ReadKind<T>> {
    let is_there = T::KEYS.last().is_some_and(|key| key.is_empty());
    T::KINDS.last().copied().filter(|_| is_there)
}

/// How the kinds of a union are told apart.
struct Kind {
    property: &'static str,
    tags: &'static [&'static str],
    untagged: Untagged,
}

/// Which kind an object is read as.
enum Choice {
    Known(usize),
    Unknown(Option<String>),
}

impl Kind {
    fn choose_from(&self, tag: Tag, source: &mut dyn Source) -> Outcome<Choice> {
        let tolerates = source.rules().missing_fields == MissingFields::Tolerate;
        self.choice(tag, tolerates)
            .ok_or_else(|| source.fail(missing(self.property)))
    }

    fn choose(&self, tag: Tag, state: &mut State) -> Outcome<Choice> {
        let tolerates = state.rules.missing_fields == MissingFields::Tolerate;
        self.choice(tag, tolerates)
            .ok_or_else(|| state.fail(missing(self.property)))
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

/// Keeps an object of a known kind that cannot be read; it fails as before where that is not possible.
fn keep_unread(
    attempt: Attempt,
    object: &Value,
    state: &mut State,
    type_name: &'static str,
    keep: impl FnOnce(Unread, &mut State) -> Outcome<()>,
) -> Outcome<()> {
    let unread = Unread::new(object.clone(), &attempt, type_name);
    match state.attempt(|state| keep(unread, state)) {
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
