//! The facts of the Change History API.

use crate::fixups;

use super::Facts;

pub(super) const FACTS: Facts = Facts {
    name: "history",
    fixups: fixups::HISTORY,
    ..Facts::NONE
};
