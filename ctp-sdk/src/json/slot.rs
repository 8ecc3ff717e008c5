//! The members of an object while it is being read.

use super::{Outcome, Read, Source};

/// A member that is about to be read.
pub struct Slot<T> {
    #[doc(hidden)]
    pub value: Option<T>,
    /// Whether something else than its type says what its absence means.
    has_fallback: bool,
}

/// A slot of any type.
pub trait Fill {
    /// Reads the member.
    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()>;

    /// Whether `null` is a value of the member like any other.
    fn has_null(&self) -> bool;

    /// Ends the reading of the object: whether the member is there, or its absence has a meaning.
    fn settle(&mut self) -> bool;
}

impl<T> Slot<T> {
    /// A member whose type says what its absence means.
    pub const NEW: Self = Self {
        value: None,
        has_fallback: false,
    };

    /// A member that gets something else where it is missing.
    pub const WITH_FALLBACK: Self = Self {
        value: None,
        has_fallback: true,
    };

    /// What was read so far.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The member, after the reading has ended.
    pub fn take(self) -> T {
        match self.value {
            Some(value) => value,
            // The reading of an object fails where a slot stays empty.
            None => unreachable!("an object was read, but not all of its members"),
        }
    }
}

impl<T: Read> Slot<T> {
    /// Fills the member where it is missing.
    ///
    /// # Errors
    ///
    /// When there is nothing to fill it with: the object then lacks the member `name`.
    pub fn fall_back(
        &mut self,
        name: &'static str,
        source: &mut dyn Source,
        value: impl FnOnce() -> Option<T>,
    ) -> Outcome<()> {
        if self.value.is_none() {
            self.value = value();
        }
        if self.value.is_some() {
            return Ok(());
        }
        self.has_fallback = false;
        source.fill_missing(name, self)
    }
}

impl<T: Read> Fill for Slot<T> {
    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        if self.has_fallback {
            // `null` says the same as nothing.
            return source.optional(&mut |source| {
                self.value = Some(T::read(source)?);
                Ok(())
            });
        }
        self.value = Some(T::read(source)?);
        Ok(())
    }

    fn has_null(&self) -> bool {
        T::has_null()
    }

    fn settle(&mut self) -> bool {
        if self.has_fallback {
            return true;
        }
        if self.value.is_none() {
            self.value = T::absent();
        }
        self.value.is_some()
    }
}

/// The message for a member that is missing.
pub(super) fn missing(name: &str) -> String {
    format!("missing field `{name}`")
}
