//! The APIs of `api-spec/apis.toml`.

use std::path::PathBuf;

use codegen::apis::{self, ListedApi};

use crate::Failure;

/// The folder of the specifications.
pub(crate) fn folder() -> PathBuf {
    crate::workspace().join("api-spec")
}

/// The API with this name; the first one without a name.
pub(crate) fn named(name: Option<&str>) -> Result<ListedApi, Failure> {
    let mut listed = apis::read(&folder())?;
    let known: Vec<String> = listed.iter().map(|api| api.name.clone()).collect();
    let place = match name {
        None => Some(0),
        Some(name) => listed.iter().position(|api| api.name == name),
    };
    match place.filter(|place| *place < listed.len()) {
        Some(place) => Ok(listed.swap_remove(place)),
        None => Err(Failure(format!(
            "error: {} has no API {}; it has {}",
            apis::FILE,
            name.unwrap_or("at all"),
            known.join(", ")
        ))),
    }
}
