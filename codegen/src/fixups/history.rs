//! The corrections of the Change History API.

use super::{Fixup, TAGS_HAVE_A_DISCRIMINATOR};

pub(super) const FIXUPS: &[Fixup] = &[TAGS_HAVE_A_DISCRIMINATOR];
