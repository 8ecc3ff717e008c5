//! Corrections of the official specifications, where they contradict the platform.
//!
//! `cargo xtask sync` applies those of an API before it writes the restatement, so that `api-spec` has the corrected form.
//! Each is a separate function that documents its reason and returns whether it changed anything: a correction that is not
//! needed any more is an error, so that it is removed.

mod api;
mod history;

use std::fmt;

use crate::model::{Api, Shape};

/// A correction of the official specification of an API.
#[derive(Clone, Copy, Debug)]
pub struct Fixup {
    /// Its name: that of its function.
    pub name: &'static str,
    /// Corrects the model. Returns whether there was anything to correct.
    pub correct: fn(&mut Api) -> bool,
}

/// The corrections of the HTTP API of commercetools.
pub const API: &[Fixup] = api::FIXUPS;

/// The corrections of the Change History API of commercetools.
pub const HISTORY: &[Fixup] = history::FIXUPS;

/// Corrections that no longer apply, by name: the specification was corrected, or has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale(pub Vec<&'static str>);

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the specification has nothing that these fixups correct: {}; see whether it was corrected, then remove or adapt them in codegen/src/fixups",
            self.0.join(", ")
        )
    }
}

impl std::error::Error for Stale {}

/// Applies corrections.
///
/// # Errors
///
/// When some of them no longer apply.
pub fn apply(api: &mut Api, fixups: &[Fixup]) -> Result<(), Stale> {
    let mut stale = Vec::new();
    for fixup in fixups {
        if !(fixup.correct)(api) {
            stale.push(fixup.name);
        }
    }
    match stale.is_empty() {
        true => Ok(()),
        false => Err(Stale(stale)),
    }
}

/// For the official specifications that have a few types with a `discriminatorValue` where neither they nor their bases
/// have a `discriminator`: such a value has no meaning, and RAML allows it only in a type whose base has one.
const TAGS_HAVE_A_DISCRIMINATOR: Fixup = Fixup {
    name: "tags_have_a_discriminator",
    correct: tags_have_a_discriminator,
};

fn tags_have_a_discriminator(api: &mut Api) -> bool {
    let idle: Vec<String> = api
        .types
        .values()
        .filter(|of| of.tag().is_some() && api.discriminator(of).is_none())
        .map(|of| of.name.clone())
        .collect();
    for name in &idle {
        if let Some(Shape::Object(object)) = api.types.get_mut(name).map(|of| &mut of.shape) {
            object.tag = None;
        }
    }
    !idle.is_empty()
}
