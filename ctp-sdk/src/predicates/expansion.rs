//! Expansion paths.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::path::FieldPath;

/// The path of a reference to expand. The methods of `F` are the references of the referenced resource, which can be
/// expanded in turn.
///
/// The references of a model create it, and it can be passed wherever a string can:
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

/// There is nothing to expand below it.
#[derive(Clone, Debug)]
pub struct End;

/// A list of `F`.
#[derive(Clone, Debug)]
pub struct Each<F> {
    path: FieldPath,
    of: PhantomData<fn() -> F>,
}

/// References in a value that no model describes, such as the value of an attribute.
#[derive(Clone, Debug)]
pub struct OpenExpansions {
    path: FieldPath,
}

impl<F> Expansion<F> {
    /// The path in the API.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<F: From<FieldPath>> Each<F> {
    /// All elements of the list.
    pub fn all(&self) -> F {
        self.path.clone().choosing("[*]").into()
    }

    /// One element of the list; the first one has the index 0.
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
