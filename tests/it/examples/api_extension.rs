//! An API Extension, which the emulator asks over HTTP.

use super::platform::platform;
use super::sources::api_extension::run;

#[tokio::test]
async fn a_cart_is_completed_and_another_one_refused() {
    let (_emulator, client) = platform().await;
    let told = run(&client.integration_api_root()).await.unwrap();
    assert_eq!(
        told,
        [
            "a cart for Austria in the language Some(\"de-AT\")",
            "refused with InvalidField: Some(String(\"Dorthin liefern wir nicht.\"))",
        ]
    );
}
