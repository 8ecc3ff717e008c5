//! The emulator, for examples that need more of the platform than a few answers.

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::CtpClient;
use ctp_sdk::auth::{ScopeError, ScopeSet};

use crate::recorded::Recorded;

#[allow(dead_code)]
#[path = "../../../ctp-sdk/examples/project/mod.rs"]
mod project;

/// An emulator with its catalogue, and a client that may do everything.
pub(super) async fn platform() -> (Recorded, CtpClient) {
    with_scopes(|emulator| emulator.all_scopes()).await
}

/// The same for an example with sessions, with the scopes that its documentation names and no others.
pub(super) async fn platform_for_visitors(
    scopes: impl Fn(&str) -> Result<ScopeSet, ScopeError>,
) -> (Recorded, CtpClient) {
    with_scopes(|emulator| {
        let key = emulator.project_key();
        project::for_visitors(&scopes(key)?, key)
    })
    .await
}

async fn with_scopes(
    of_api_client: impl Fn(&Emulator) -> Result<ScopeSet, ScopeError>,
) -> (Recorded, CtpClient) {
    let emulator = Recorded(Emulator::start().await.unwrap());
    emulator.seed(CATALOGUE).unwrap();
    let scopes = of_api_client(&emulator).unwrap();
    let client = emulator.client(scopes).unwrap();
    (emulator, client)
}
