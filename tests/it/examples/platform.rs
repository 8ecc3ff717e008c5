//! The emulator, for examples that need more of the platform than a few answers.

use ctp_auth::{Permission, Scope, ScopeSet};
use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::CtpClient;

use crate::recorded::Recorded;

/// An emulator with its catalogue, and a client that may do everything.
pub(super) async fn platform() -> (Recorded, CtpClient) {
    let emulator = Recorded(Emulator::start().await.unwrap());
    emulator.seed(CATALOGUE).unwrap();
    let key = emulator.project_key();
    let mut scopes = ScopeSet::whole_project(key).unwrap();
    for permission in [
        Permission::ManageApiClients,
        Permission::CreateAnonymousToken,
    ] {
        scopes.insert(Scope::in_project(permission, key).unwrap());
    }
    let client = emulator.client(scopes).unwrap();
    (emulator, client)
}
