//! The scopes of an application.

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::{CtpClient, ScopeRecorder};

use super::sources::scopes_of_an_app::run;
use crate::recorded::Recorded;

#[tokio::test]
async fn an_api_client_with_the_least_scopes_can_do_the_same() {
    let emulator = Recorded(ctp_emulator::Emulator::start().await.unwrap());
    let all = emulator.config(emulator.all_scopes().unwrap()).unwrap();
    let recorder = ScopeRecorder::new();
    let client = CtpClient::builder(&all).middleware(recorder.clone());
    run(&client.build().unwrap()).await.unwrap();

    let least = recorder.recorded().minimum().unwrap();
    let expected = "create_anonymous_token:emulator manage_my_orders:emulator manage_orders:emulator \
                    view_categories:emulator";
    assert_eq!(least.to_string(), expected);

    // The tokens of guests ask for what a session does not need here, so they are told to ask for less.
    let config = emulator.config(least).unwrap();
    let of_guests: ScopeSet = "manage_my_orders:emulator".parse().unwrap();
    let client = CtpClient::builder(&config).customer_scopes(of_guests);
    run(&client.build().unwrap()).await.unwrap();

    let one_less =
        "create_anonymous_token:emulator manage_my_orders:emulator manage_orders:emulator";
    let error = recorder.recorded().permitted_by(&one_less.parse().unwrap());
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("GET /{projectKey}/categories needs "),
        "{error}"
    );
}
