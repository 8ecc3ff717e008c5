//! What a client does about a required field that the API does not send: as its configuration says, or its builder.

use ctp_sdk::auth::{Config, MissingFields};
use ctp_sdk::{CtpClient, CtpClientBuilder, Error};
use emulator::{Answer, Emulator};

use crate::auth::{config, token_answer};

/// An API whose category has no `version`.
fn platform() -> Emulator {
    let emulator = Emulator::with(|request| {
        if request.path().starts_with("/oauth/") {
            return token_answer("token", None, 172_800, "a:b");
        }
        let category = r#"{"id":"c","createdAt":"2024-01-01T00:00:00Z","lastModifiedAt":"2024-01-01T00:00:00Z",
            "name":{"en":"Shoes"},"slug":{"en":"shoes"},"ancestors":[],"orderHint":"0.1"}"#;
        Answer::json(200, category)
    });
    emulator.unwrap()
}

async fn version(client: &CtpClient) -> Result<i64, Error> {
    let root = client.integration_api_root();
    let category = root.categories().with_id("c").get().send().await?;
    Ok(category.version)
}

async fn version_by(
    config: &Config,
    settings: impl FnOnce(CtpClientBuilder) -> CtpClientBuilder,
) -> Result<i64, Error> {
    let client = settings(CtpClient::builder(config)).build()?;
    version(&client).await
}

#[track_caller]
fn assert_refused(read: Result<i64, Error>) {
    let error = read.unwrap_err();
    assert!(error.to_string().contains("`version`"), "{error}");
}

#[tokio::test]
async fn without_a_word_it_is_an_error() {
    let emulator = platform();
    assert_refused(version_by(&config(&emulator), |builder| builder).await);
}

#[tokio::test]
async fn the_configuration_says_it_and_the_builder_has_the_last_word() {
    let emulator = platform();
    let tolerant = config(&emulator).with_missing_fields(MissingFields::Tolerate);
    assert_eq!(version_by(&tolerant, |builder| builder).await.unwrap(), 0);

    let refuse = |builder: CtpClientBuilder| builder.missing_fields(MissingFields::Refuse);
    assert_refused(version_by(&tolerant, refuse).await);

    let tolerate = |builder: CtpClientBuilder| builder.missing_fields(MissingFields::Tolerate);
    let read = version_by(&config(&emulator), tolerate).await;
    assert_eq!(read.unwrap(), 0);
}

#[tokio::test]
async fn the_client_of_another_project_does_what_its_configuration_says_or_else_the_same() {
    let emulator = platform();
    let silent = config(&emulator);
    let refusing = silent.clone().with_missing_fields(MissingFields::Refuse);
    let first = CtpClient::builder(&silent)
        .missing_fields(MissingFields::Tolerate)
        .build()
        .unwrap();
    let same = first.for_project(&silent).unwrap();
    assert_eq!(version(&same).await.unwrap(), 0);
    assert_refused(version(&first.for_project(&refusing).unwrap()).await);
}
