//! The emulator, for examples that need more of the platform than a few answers.

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::CtpClient;

use crate::recorded::Recorded;

/// An emulator with its catalogue, and a client that may do everything.
pub(super) async fn platform() -> (Recorded, CtpClient) {
    let emulator = Recorded(Emulator::start().await.unwrap());
    emulator.seed(CATALOGUE).unwrap();
    let scopes = emulator.all_scopes().unwrap();
    let client = emulator.client(scopes).unwrap();
    (emulator, client)
}
