//! The facts of the Import API.

use super::Facts;

pub(super) const FACTS: Facts = Facts {
    name: "import",
    // The specification of the platform says this about its own type, that of the Import API does not.
    locale_maps: &["LocalizedString"],
    ..Facts::NONE
};
