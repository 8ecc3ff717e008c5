//! An object of known members, and how each member finds its slot.

use serde_json::Value;

use super::value_source::ValueSource;
use super::zero::fill_missing;
use super::{Failed, Fill, MissingFields, Outcome, Source, State};
use crate::decode::Step;

/// An object of known members that is about to be read.
pub struct Object<'o> {
    /// The names of the members.
    pub names: &'static [&'static str],
    /// The slots of the members, in the order of the names.
    pub slots: &'o mut [&'o mut dyn Fill],
    /// The member whose value tells the kind of object, and the value of this kind.
    pub tag: Option<(&'static str, &'static str)>,
    /// Where all other members go; they are skipped without it.
    pub extra: Option<&'o mut dyn Extra>,
}

/// Reads an object of known members.
///
/// # Errors
///
/// When the value is no such object.
pub fn read_object<'o>(
    source: &mut dyn Source,
    names: &'static [&'static str],
    slots: &'o mut [&'o mut dyn Fill],
) -> Outcome<()> {
    source.object(Object {
        names,
        slots,
        tag: None,
        extra: None,
    })
}

/// Reads an object of known members, which has a member that tells its kind.
///
/// # Errors
///
/// When the value is no such object.
pub fn read_object_of_kind<'o>(
    source: &mut dyn Source,
    property: &'static str,
    tag: &'static str,
    names: &'static [&'static str],
    slots: &'o mut [&'o mut dyn Fill],
) -> Outcome<()> {
    source.object(Object {
        names,
        slots,
        tag: Some((property, tag)),
        extra: None,
    })
}

/// Keeps members that are not declared.
pub trait Extra {
    /// Reads a member and keeps it. It takes the name once the member is read.
    fn read(&mut self, name: &mut String, source: &mut dyn Source) -> Outcome<()>;
}

/// Where a member belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// In the slot of this number.
    Slot(usize),
    /// It tells the kind of object.
    Tag,
    /// Among the others, which are kept.
    Extra,
    /// Nowhere.
    Nowhere,
}

/// An object while it is being read.
pub(super) struct Filling<'o> {
    object: Object<'o>,
    /// Where the next member is expected: objects mostly have their members in the order of the specification.
    next: usize,
    /// The slots that were filled, a bit each; slots without a bit are asked.
    filled: u128,
}

impl<'o> Filling<'o> {
    pub(super) fn new(object: Object<'o>) -> Self {
        Self {
            object,
            next: 0,
            filled: 0,
        }
    }

    /// Where a member belongs.
    pub(super) fn find(&mut self, name: &str) -> Found {
        let names = self.object.names;
        let (before, behind) = names.split_at_checked(self.next).unwrap_or((names, &[]));
        let place = behind
            .iter()
            .position(|known| *known == name)
            .map(|place| place + before.len())
            .or_else(|| before.iter().position(|known| *known == name));
        match place {
            Some(place) => {
                self.next = place + 1;
                Found::Slot(place)
            }
            None if self.object.tag.is_some_and(|(known, _)| known == name) => Found::Tag,
            None if self.object.extra.is_some() => Found::Extra,
            None => Found::Nowhere,
        }
    }

    /// The step to the slot of this number.
    pub(super) fn step(&self, slot: usize) -> Step {
        Step::Member(self.object.names.get(slot).copied().unwrap_or_default())
    }

    /// The step to the member that tells the kind of object.
    pub(super) fn tag_step(&self) -> Step {
        Step::Member(self.object.tag.map_or("", |(property, _)| property))
    }

    /// Reads the member in the slot of this number.
    pub(super) fn fill(&mut self, place: usize, source: &mut dyn Source) -> Outcome<()> {
        let Some(slot) = self.object.slots.get_mut(place) else {
            return Err(source.fail("an object with fewer slots than names".to_owned()));
        };
        let bit = u32::try_from(place)
            .ok()
            .and_then(|place| 1_u128.checked_shl(place))
            .unwrap_or_default();
        if self.filled & bit != 0 {
            return Err(source.fail("duplicate field".to_owned()));
        }
        if source.rules().missing_fields == MissingFields::Tolerate && !slot.has_null() {
            // A required member that is `null` is as good as missing.
            let mut is_null = true;
            source.optional(&mut |source| {
                is_null = false;
                slot.fill(source)
            })?;
            if is_null {
                return Ok(());
            }
        } else {
            slot.fill(source)?;
        }
        self.filled |= bit;
        Ok(())
    }

    /// Checks the member that tells the kind of object.
    pub(super) fn check_tag(&self, source: &mut dyn Source) -> Outcome<()> {
        let Some((_, tag)) = self.object.tag else {
            return source.value().map(drop);
        };
        let mut is_right = true;
        source.optional(&mut |source| {
            source.text("a string", &mut |found| {
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

    /// Keeps a member that is not declared.
    pub(super) fn keep(&mut self, name: &mut String, source: &mut dyn Source) -> Outcome<()> {
        match &mut self.object.extra {
            Some(extra) => extra.read(name, source),
            None => source.value().map(drop),
        }
    }

    /// Reads a member that was copied.
    pub(super) fn read_value(
        &mut self,
        name: &str,
        value: &Value,
        state: &mut State,
    ) -> Outcome<()> {
        match self.find(name) {
            Found::Slot(place) => {
                let step = self.step(place);
                state.step(
                    || step,
                    |state| self.fill(place, &mut ValueSource::new(value, state)),
                )
            }
            Found::Tag => state.step(
                || Step::Key(name.to_owned()),
                |state| self.check_tag(&mut ValueSource::new(value, state)),
            ),
            Found::Extra => state.step(
                || Step::Key(name.to_owned()),
                |state| self.keep(&mut name.to_owned(), &mut ValueSource::new(value, state)),
            ),
            Found::Nowhere => Ok(()),
        }
    }

    /// Ends the reading: every member is there, or its absence has a meaning.
    pub(super) fn end(&mut self, state: &mut State) -> Outcome<()> {
        let names = self.object.names.iter();
        for (place, (name, slot)) in names.zip(self.object.slots.iter_mut()).enumerate() {
            let bit = u32::try_from(place)
                .ok()
                .and_then(|place| 1_u128.checked_shl(place))
                .unwrap_or_default();
            if self.filled & bit != 0 || slot.settle() {
                continue;
            }
            fill_missing(*slot, name, state)?;
        }
        Ok::<(), Failed>(())
    }
}
