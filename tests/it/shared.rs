//! The official specification and the bodies from public repositories. They are in the folder `../shared`, not in this repository.

use std::path::{Path, PathBuf};

use crate::skip;

use codegen::apis::{self, ListedApi};

/// A path below the folder `shared` beside the checkout, if it is there; otherwise a line says which test is skipped.
pub(crate) fn path(below: &str, test: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let path = workspace.join("../shared").join(below);
    if path.exists() {
        return Some(path);
    }
    skip::say_of(
        test,
        &format!("`../shared/{below}` is not beside the checkout"),
    );
    None
}

/// The root document of the official specification.
pub(crate) fn official_api(test: &str) -> Option<PathBuf> {
    path("api-reference/api/api.raml", test)
}

/// Our own restatement.
pub(crate) fn api_spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests stand in the workspace")
        .join("api-spec")
}

/// The APIs that `ctp-sdk` is generated for.
pub(crate) fn listed_apis() -> Vec<ListedApi> {
    apis::read(&api_spec()).expect("the list of APIs can be read")
}

/// The folder of these tests.
pub(crate) fn tests() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
