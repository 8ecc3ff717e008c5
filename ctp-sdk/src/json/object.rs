//! An object with known members, and how each member finds its field.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::absent::Absent;
use super::value_source::ValueSource;
use super::zero::missing;
use super::{Failed, MissingFields, Outcome, Part, Read, Source, State};
use crate::decode::Step;

/// An object with known members, before it is read.
pub struct Object<'o> {
    /// The names of the members.
    pub members: &'static MemberNames,
    /// The fields, in the order of the names.
    pub fields: &'o mut dyn Fields,
    /// The member that identifies the kind of object, and its value for this kind.
    pub tag: Option<(&'static str, &'static str)>,
    /// Which members were present, for an object with fallbacks.
    pub filled: Option<&'o mut Filled>,
}

/// The names of the members of a struct.
///
/// Most objects lack many optional members. Whether a member may be missing depends on the type of its field. It is
/// determined by reading a field whose member is missing, and is remembered here, so that it is not determined again for
/// each object.
#[derive(Debug)]
pub struct MemberNames {
    names: &'static [&'static str],
    /// A bit for each of the first members: whether it is known that it may be missing.
    may_lack: AtomicUsize,
}

impl MemberNames {
    const BITS: usize = usize::BITS as usize;

    /// The members with these names.
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            may_lack: AtomicUsize::new(0),
        }
    }

    /// Records that the member with this index may be missing.
    fn note(&self, place: usize) {
        if place < Self::BITS {
            // No other data depends on it: the order in which threads see it does not matter.
            self.may_lack.fetch_or(1 << place, Ordering::Relaxed);
        }
    }

    /// The first member from this index on that must be checked, or none.
    fn next_in_question(&self, filled: &Filled, from: usize) -> Option<usize> {
        let known = self.may_lack.load(Ordering::Relaxed) as u128 | filled.first;
        (from..self.names.len()).find(|place| {
            if *place < Filled::BITS {
                known >> place & 1 == 0
            } else {
                !filled.has(*place)
            }
        })
    }
}

/// The fields of a struct, by index.
///
/// Implemented for the mutable reference to a model and not for the model, because the table of a trait object contains the
/// code that drops the value, which would be compiled again.
pub trait Fields {
    /// Reads the field with this index.
    ///
    /// # Errors
    ///
    /// When the value does not fit, and when there is no such field.
    fn fill(&mut self, place: usize, source: &mut dyn Source) -> Outcome<()>;

    /// Receives all other members; without it they are skipped.
    fn extra(&mut self) -> Option<&mut dyn Extra> {
        None
    }
}

/// Reads an object with known members.
///
/// # Errors
///
/// When the value is not such an object.
pub fn fill_object(
    source: &mut dyn Source,
    members: &'static MemberNames,
    fields: &mut dyn Fields,
) -> Outcome<()> {
    source.object(Object {
        members,
        fields,
        tag: None,
        filled: None,
    })
}

/// Reads an object with known members and a member that identifies its kind.
///
/// # Errors
///
/// When the value is not such an object.
pub fn fill_object_of_kind(
    source: &mut dyn Source,
    property: &'static str,
    tag: &'static str,
    members: &'static MemberNames,
    fields: &mut dyn Fields,
) -> Outcome<()> {
    source.object(Object {
        members,
        fields,
        tag: Some((property, tag)),
        filled: None,
    })
}

/// Reads a field that stays blank if it is missing or `null`.
///
/// # Errors
///
/// When the value does not fit.
pub fn fill_unless_null(field: &mut impl Read, source: &mut dyn Source) -> Outcome<()> {
    source.optional(&mut |source: &mut dyn Source| field.fill(source))
}

/// The error if a struct has no field with this index.
///
/// # Errors
///
/// Always.
#[cold]
pub fn no_field(source: &mut dyn Source) -> Outcome<()> {
    Err(source.fail("an object with fewer fields than names".to_owned()))
}

/// The members of an object that were present.
#[derive(Debug, Default)]
pub struct Filled {
    /// A bit for each of the first members.
    first: u128,
    /// The same for further members, which are rare.
    more: Vec<u128>,
}

impl Filled {
    const BITS: usize = 128;

    /// Whether the member with this index was present.
    pub fn has(&self, place: usize) -> bool {
        let bits = match (place / Self::BITS).checked_sub(1) {
            None => self.first,
            Some(index) => self.more.get(index).copied().unwrap_or_default(),
        };
        bits >> (place % Self::BITS) & 1 == 1
    }

    fn add(&mut self, place: usize) {
        let bits = match (place / Self::BITS).checked_sub(1) {
            None => &mut self.first,
            Some(index) => {
                if self.more.len() <= index {
                    self.more.resize(index + 1, 0);
                }
                match self.more.get_mut(index) {
                    Some(bits) => bits,
                    None => return,
                }
            }
        };
        *bits |= 1 << (place % Self::BITS);
    }
}

/// Keeps undeclared members.
pub trait Extra {
    /// Reads a member and keeps it. It takes the name after the member was read.
    fn read(&mut self, name: &mut String, source: &mut dyn Source) -> Outcome<()>;
}

/// Where a member belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// In the field with this index.
    Field(usize),
    /// It identifies the kind of object.
    Tag,
    /// Among the undeclared members, which are kept.
    Extra,
    /// It is ignored.
    Nowhere,
}

/// An object while it is being read.
pub(super) struct Filling<'o> {
    object: Object<'o>,
    /// The index of the next expected member: objects mostly have their members in the order of the specification.
    next: usize,
    filled: Filled,
}

impl<'o> Filling<'o> {
    pub(super) fn new(object: Object<'o>) -> Self {
        Self {
            object,
            next: 0,
            filled: Filled::default(),
        }
    }

    /// Where a member belongs.
    pub(super) fn find(&mut self, name: &str) -> Found {
        let names = self.object.members.names;
        let (before, behind) = names.split_at_checked(self.next).unwrap_or((names, &[]));
        let place = behind
            .iter()
            .position(|known| *known == name)
            .map(|place| place + before.len())
            .or_else(|| before.iter().position(|known| *known == name));
        match place {
            Some(place) => {
                self.next = place + 1;
                Found::Field(place)
            }
            None if self.object.tag.is_some_and(|(known, _)| known == name) => Found::Tag,
            None if self.object.fields.extra().is_some() => Found::Extra,
            None => Found::Nowhere,
        }
    }

    /// The step to the field with this index.
    pub(super) fn step(&self, place: usize) -> Step {
        Step::Member(
            self.object
                .members
                .names
                .get(place)
                .copied()
                .unwrap_or_default(),
        )
    }

    /// The step to the member that identifies the kind of object.
    pub(super) fn tag_step(&self) -> Step {
        Step::Member(self.object.tag.map_or("", |(property, _)| property))
    }

    /// Reads the field with this index.
    pub(super) fn fill(&mut self, place: usize, source: &mut dyn Source) -> Outcome<()> {
        if self.filled.has(place) {
            return Err(source.fail("duplicate field".to_owned()));
        }
        let fields = &mut *self.object.fields;
        let tolerates = source.rules().missing_fields == MissingFields::Tolerate;
        if tolerates || self.object.filled.is_some() {
            let mut is_null = true;
            source.optional(&mut |source: &mut dyn Source| {
                is_null = false;
                fields.fill(place, source)
            })?;
            if is_null {
                let state = source.state();
                if !takes_any(fields, place, state) {
                    // It counts as missing.
                    return Ok(());
                }
                fields.fill(place, &mut ValueSource::new(&Value::Null, state))?;
            }
        } else {
            fields.fill(place, source)?;
        }
        self.filled.add(place);
        Ok(())
    }

    /// Checks the member that identifies the kind of object.
    pub(super) fn check_tag(&self, source: &mut dyn Source) -> Outcome<()> {
        let Some((_, tag)) = self.object.tag else {
            return source.value().map(drop);
        };
        let mut is_right = true;
        source.optional(&mut |source: &mut dyn Source| {
            source.text("a string", &mut |found: &str| {
                is_right = found == tag;
                true
            })
        })?;
        if is_right {
            Ok(())
        } else {
            Err(source.fail(format!("invalid value: string, expected `{tag}`")))
        }
    }

    /// Keeps an undeclared member.
    pub(super) fn keep(&mut self, name: &mut String, source: &mut dyn Source) -> Outcome<()> {
        match self.object.fields.extra() {
            Some(extra) => extra.read(name, source),
            None => source.value().map(drop),
        }
    }

    /// Reads a member that was kept or copied, with `read`.
    pub(super) fn read_kept(
        &mut self,
        name: &str,
        state: &mut State,
        read: impl FnOnce(&mut State, &mut dyn Part) -> Outcome<()>,
    ) -> Outcome<()> {
        let found = self.find(name);
        let step = match found {
            Found::Field(place) => self.step(place),
            Found::Nowhere => return Ok(()),
            Found::Tag => self.tag_step(),
            Found::Extra => Step::Key(name.to_owned()),
        };
        let mut part = |source: &mut dyn Source| match found {
            Found::Field(place) => self.fill(place, source),
            Found::Tag => self.check_tag(source),
            Found::Extra | Found::Nowhere => self.keep(&mut name.to_owned(), source),
        };
        state.step(|| step, |state| read(state, &mut part))
    }

    /// Ends the reading: checks that every missing member may be missing.
    pub(super) fn end(&mut self, state: &mut State) -> Outcome<()> {
        let members = self.object.members;
        let mut next = 0;
        while let Some(place) = members.next_in_question(&self.filled, next) {
            next = place + 1;
            let fields = &mut *self.object.fields;
            if fields.fill(place, &mut Absent::new(state)).is_ok() {
                members.note(place);
                continue;
            }
            state.failure();
            let name = members.names.get(place).copied().unwrap_or_default();
            missing(name, state, &mut |source: &mut dyn Source| {
                fields.fill(place, source)
            })?;
        }
        if let Some(filled) = &mut self.object.filled {
            **filled = std::mem::take(&mut self.filled);
        }
        Ok::<(), Failed>(())
    }
}

/// Whether `null` is a regular value of a field.
fn takes_any(fields: &mut dyn Fields, place: usize, state: &mut State) -> bool {
    let mut absent = Absent::new(state);
    let outcome = fields.fill(place, &mut absent);
    let takes_any = absent.takes_any();
    if outcome.is_err() {
        state.failure();
    }
    takes_any
}
