//! The paths of references that are to be returned in full.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::path::FieldPath;

/// The path of a reference that is to be returned in full. What it refers to has the references of `F`, which can be
/// expanded in turn: they are methods of it.
///
/// It is made by the references of a model and is taken wherever a text is:
///
/// ```
/// # #[cfg(feature = "carts")]
/// # fn run() {
/// use ctp_sdk::expansions;
///
/// assert_eq!(expansions::cart().customer_group().as_str(), "customerGroup");
/// let path = expansions::cart().discount_codes().all().discount_code();
/// assert_eq!(path.as_str(), "discountCodes[*].discountCode");
/// # }
/// # #[cfg(feature = "carts")]
/// # run();
/// ```
#[derive(Clone, Debug)]
pub struct Expansion<F = End> {
    text: String,
    further: F,
}

/// Nothing is expanded beyond.
#[derive(Clone, Debug)]
pub struct End;

/// A list of what `F` stands for.
#[derive(Clone, Debug)]
pub struct Each<F> {
    path: FieldPath,
    of: PhantomData<fn() -> F>,
}

/// The references in what no model describes, such as the value of an attribute.
#[derive(Clone, Debug)]
pub struct OpenExpansions {
    path: FieldPath,
}

impl<F> Expansion<F> {
    /// The path as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<F: From<FieldPath>> Each<F> {
    /// All elements of the list.
    pub fn all(&self) -> F {
        self.path.clone().choosing("[*]").into()
    }

    /// One element of the list; the first one is at 0.
    pub fn at(&self, position: usize) -> F {
        self.path.clone().choosing(&format!("[{position}]")).into()
    }
}

impl OpenExpansions {
    /// The reference in a field.
    pub fn field(&self, name: impl Into<Cow<'static, str>>) -> Expansion<Self> {
        self.path.with(name.into()).into()
    }

    /// The references in a list.
    pub fn all(&self) -> Expansion<Self> {
        self.path.clone().choosing("[*]").into()
    }
}

impl<F> Deref for Expansion<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.further
    }
}

impl<F> AsRef<str> for Expansion<F> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<F> From<Expansion<F>> for String {
    fn from(expansion: Expansion<F>) -> Self {
        expansion.text
    }
}

impl<F> fmt::Display for Expansion<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl<F: From<FieldPath>> From<FieldPath> for Expansion<F> {
    fn from(path: FieldPath) -> Self {
        Self {
            text: path.expansion(),
            further: path.into(),
        }
    }
}

impl<F> From<FieldPath> for Each<F> {
    fn from(path: FieldPath) -> Self {
        Self {
            path,
            of: PhantomData,
        }
    }
}

impl From<FieldPath> for OpenExpansions {
    fn from(path: FieldPath) -> Self {
        Self { path }
    }
}

impl From<FieldPath> for End {
    fn from(_: FieldPath) -> Self {
        Self
    }
}
