//! The official TypeScript SDK on the emulator: an emulator that only our own client can use is wrong.

use std::process::Command;

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::auth::ExposeSecret;

use crate::node::node;

#[tokio::test]
async fn a_shops_day_by_the_typescript_sdk() {
    let Some(folder) = node() else { return };
    let emulator = Emulator::builder().check_answers().start().await.unwrap();
    emulator.seed(CATALOGUE).unwrap();
    let client = emulator.api_client(emulator.all_scopes().unwrap());
    let day = Command::new("node")
        .current_dir(folder)
        .arg("shop_day.mjs")
        .env("CTP_PROJECT_KEY", emulator.project_key())
        .env("CTP_CLIENT_ID", &client.id)
        .env("CTP_CLIENT_SECRET", client.secret.expose_secret())
        .env("CTP_AUTH_URL", emulator.url())
        .env("CTP_API_URL", emulator.url())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&day.stdout);
    let error = String::from_utf8_lossy(&day.stderr);
    assert!(day.status.success(), "{told}{error}");
    insta::assert_snapshot!(told);
}
