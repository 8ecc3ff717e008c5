//! What fails, and what the program makes of it.

use super::platform::platform_for_visitors;
use super::sources::typed_errors::{run, scopes};

#[tokio::test]
async fn each_error_is_told_from_the_others() {
    let (_emulator, client) = platform_for_visitors(scopes).await;
    assert_eq!(
        run(&client).await.unwrap(),
        [
            "not there, and no error",
            "DuplicateField in key",
            "DuplicateField in slug.en",
            "conflict: version Some(2) is the current one",
            "wrong email address or password",
        ]
    );
    // It leaves nothing behind, so that it can be run again.
    assert_eq!(run(&client).await.unwrap().len(), 5);
}
