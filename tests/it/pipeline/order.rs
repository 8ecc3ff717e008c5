//! The order of the steps, and their replacements.

use ctp_sdk::{ClientBuilder, Method, Step};

use super::steps::{Informed, Log};
use super::{Api, ROUTE, create, delete_of_a_version, get, ok, request, unavailable};

const STEPS: [(Step, &str); 6] = [
    (Step::Telemetry, "telemetry"),
    (Step::CorrelationId, "correlation id"),
    (Step::UserAgent, "user agent"),
    (Step::Retry, "retry"),
    (Step::Auth, "auth"),
    (Step::ConcurrencyLimit, "concurrency limit"),
];

async fn pass(api: &Api, builder: ClientBuilder) {
    let client = builder.build().unwrap();
    let (outcome, _) = api.wait_for(client.execute(get())).await;
    outcome.unwrap();
}

#[tokio::test]
async fn a_request_takes_the_steps_in_their_order_and_its_answer_in_the_reverse() {
    let (api, log) = (Api::always(ok()), Log::default());
    let mut builder = api
        .builder()
        .middleware(log.step("own 1"))
        .middleware(log.step("own 2"));
    // In another order than they are taken.
    for (step, name) in STEPS.iter().rev() {
        builder = builder.replace(*step, log.step(name));
    }
    pass(&api, builder).await;

    let names = ["own 1", "own 2"]
        .into_iter()
        .chain(STEPS.map(|(_, name)| name));
    let expected: Vec<String> = names
        .clone()
        .map(|name| format!("{name}:"))
        .chain(names.rev().map(|name| format!("{name} is left")))
        .collect();
    assert_eq!(log.lines(), expected);
}

#[tokio::test]
async fn each_step_sees_what_the_steps_before_it_have_done() {
    let expected = [
        "",
        "",
        " x-correlation-id",
        " x-correlation-id user-agent",
        " x-correlation-id user-agent",
        " x-correlation-id user-agent authorization",
    ];
    for ((step, name), seen) in STEPS.into_iter().zip(expected) {
        let (api, log) = (Api::always(ok()), Log::default());
        pass(&api, api.builder().replace(step, log.step(name))).await;
        assert_eq!(log.lines()[0], format!("{name}:{seen}"));
    }
}

#[tokio::test]
async fn the_callers_own_middleware_sees_a_request_once_and_the_auth_step_each_attempt() {
    let (api, log) = (Api::answering([unavailable(), ok()]), Log::default());
    let builder = api
        .builder()
        .middleware(log.step("own"))
        .replace(Step::Telemetry, log.step("telemetry"))
        .replace(Step::Auth, log.step("auth"));
    pass(&api, builder).await;
    let passed: Vec<String> = log
        .lines()
        .into_iter()
        .filter(|line| line.contains(':'))
        .collect();
    let auth = "auth: x-correlation-id user-agent";
    assert_eq!(passed, ["own:", "telemetry:", auth, auth]);
}

#[tokio::test]
async fn a_step_that_is_removed_leaves_the_others_as_they_are() {
    let headers = ["x-correlation-id", "user-agent", "authorization"];
    for (step, _) in STEPS {
        let api = Api::always(ok());
        pass(&api, api.builder().concurrency_limit(1).remove(step)).await;
        let missing = match step {
            Step::CorrelationId => Some("x-correlation-id"),
            Step::UserAgent => Some("user-agent"),
            Step::Auth => Some("authorization"),
            _ => None,
        };
        for header in headers {
            let is_there = api.headers(header)[0].is_some();
            assert_eq!(is_there, Some(header) != missing, "{header} {step:?}");
        }
    }
}

#[tokio::test]
async fn what_was_said_last_of_a_step_counts() {
    let (api, log) = (Api::always(ok()), Log::default());
    let builder = api
        .builder()
        .replace(Step::Auth, log.step("first"))
        .remove(Step::Auth)
        .replace(Step::Auth, log.step("last"));
    pass(&api, builder).await;
    assert_eq!(log.lines()[0], "last: x-correlation-id user-agent");

    let builder = api
        .builder()
        .replace(Step::Auth, log.step("replaced"))
        .remove(Step::Auth);
    pass(&api, builder).await;
    assert_eq!(log.lines().len(), 2);
}

#[tokio::test]
async fn a_client_for_another_provider_keeps_all_other_steps() {
    let (api, log) = (Api::always(ok()), Log::default());
    let client = api
        .builder()
        .middleware(log.step("own"))
        .replace(Step::Retry, log.step("retry"))
        .remove(Step::CorrelationId)
        .user_agent("my-shop/1")
        .build()
        .unwrap();
    let other = client.authorized_by(ctp_sdk::auth::ExistingToken::new("another"));
    other.execute(get()).await.unwrap();
    assert_eq!(
        api.headers("authorization"),
        [Some("Bearer another".to_owned())]
    );
    assert_eq!(api.headers("x-correlation-id"), [None]);
    assert!(
        api.headers("user-agent")[0]
            .as_ref()
            .unwrap()
            .ends_with(" my-shop/1")
    );
    assert_eq!(log.lines()[..2], ["own:", "retry: user-agent"]);
}

#[tokio::test]
async fn a_step_is_told_the_route_without_values_and_whether_twice_is_as_good_as_once() {
    let (api, informed) = (Api::always(ok()), Informed::default());
    let client = api.builder().middleware(informed.clone()).build().unwrap();
    let mut guarded = create();
    guarded.set_idempotent(true);
    let requests = [
        get(),
        create(),
        guarded,
        request(Method::DELETE),
        delete_of_a_version(),
    ];
    for request in requests {
        client.execute(request).await.unwrap();
    }
    let expected = [true, false, true, false, true].map(|twice| (ROUTE, twice));
    assert_eq!(informed.seen(), expected);
}
