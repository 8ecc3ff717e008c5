//! No redirect is followed, whatever the settings say.

use ctp_auth::Password;

use super::*;

/// A client that would follow redirects, were it up to the caller.
fn following() -> HttpClient {
    let policy = reqwest::redirect::Policy::limited;
    HttpClient::builder()
        .configure(move |http| http.redirect(policy(10)))
        .build()
}

#[tokio::test]
async fn a_password_is_not_taken_to_another_host_and_no_token_is_taken_from_there() {
    let elsewhere = Emulator::with(|_| token_answer("stolen", None, 172_800, "")).unwrap();
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url();
        let answer =
            move |_: &emulator::Request| Answer::empty(status).header("Location", location.clone());
        let emulator = Emulator::with(answer).unwrap();
        for http in [HttpClient::new(), following()] {
            let auth = auth(&emulator.url()).http(http).build().unwrap();
            let customer = Password::new("anna@example.com", "a password");
            let error = auth
                .token(&customer.into(), &ScopeSet::new())
                .await
                .unwrap_err();
            assert_eq!(error.status().unwrap(), status);
            assert!(!error.is_transient());
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_request_of_the_api_is_not_taken_to_another_host() {
    let elsewhere = Emulator::with(|_| Answer::json(200, "{}")).unwrap();
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url();
        let emulator =
            Emulator::with(move |_| Answer::empty(status).header("Location", location.clone()))
                .unwrap();
        for http in [HttpClient::new(), following()] {
            let client = client(&emulator.url()).http(http).build().unwrap();
            for method in [Method::GET, Method::POST] {
                let error = client.execute(request(method)).await.unwrap_err();
                assert_eq!(error.status().unwrap(), status);
            }
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}
