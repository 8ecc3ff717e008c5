//! Correlation ids, and the name of the application.

use std::collections::BTreeSet;

use ctp_sdk::{Client, Step};
use emulator::Answer;

use super::steps::ClosedPort;
use super::{Api, create, get, ok};

const SDK: &str = concat!("ctp-sdk/", env!("CARGO_PKG_VERSION"));

#[tokio::test]
async fn each_request_has_an_id_of_its_own() {
    let api = Api::always(ok());
    let client = api.client();
    for _ in 0..20 {
        client.execute(get()).await.unwrap();
    }
    let ids: BTreeSet<String> = api
        .headers("x-correlation-id")
        .into_iter()
        .map(Option::unwrap)
        .collect();
    assert_eq!(ids.len(), 20);
    for id in ids {
        assert_eq!(id.len(), 32, "{id}");
        assert!(
            id.bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')),
            "{id}"
        );
    }
}

#[tokio::test]
async fn the_callers_own_id_stays() {
    let api = Api::always(Answer::close());
    let mut request = create();
    request.set_header("X-Correlation-ID", "my-shop/17");
    let error = api.client().execute(request).await.unwrap_err();
    assert_eq!(api.sent_id(), "my-shop/17");
    assert_eq!(error.correlation_id(), Some("my-shop/17"));
}

#[tokio::test]
async fn an_error_without_an_answer_has_the_id_that_was_sent() {
    for answer in [Answer::close(), Answer::reset(), ok().truncated(1)] {
        let api = Api::answering([answer]);
        let error = api.client().execute(create()).await.unwrap_err();
        let id = api.sent_id();
        assert_eq!(error.correlation_id(), Some(id.as_str()));
        assert_eq!(error.to_string().matches(&id).count(), 1, "{error}");
    }
    let (api, port) = (Api::new(), ClosedPort::new());
    let client = api.builder_at(&port.url()).build().unwrap();
    let (outcome, _) = api.wait_for(client.execute(create())).await;
    assert_eq!(outcome.unwrap_err().correlation_id().unwrap().len(), 32);
}

#[tokio::test]
async fn an_error_of_an_answer_has_the_id_of_the_answer() {
    let answers = [
        Answer::empty(502).header("X-Correlation-ID", "projects-1"),
        Answer::json(200, "no JSON").header("X-Correlation-ID", "projects-1"),
    ];
    for answer in answers {
        let api = Api::answering([answer]);
        let answer = api.client().execute(create()).await;
        let error = answer
            .and_then(ctp_sdk::RawResponse::json::<ctp_sdk::Value>)
            .unwrap_err();
        assert_eq!(error.correlation_id(), Some("projects-1"));
        let shown = error.to_string();
        assert_eq!(shown.matches("projects-1").count(), 1, "{shown}");
        assert!(!shown.contains(&api.sent_id()), "{shown}");
    }
}

#[tokio::test]
async fn an_error_of_an_answer_without_an_id_has_the_one_that_was_sent() {
    for answer in [
        Answer::empty(502).body("<html>"),
        Answer::json(200, "no JSON"),
    ] {
        let api = Api::answering([answer]);
        let answer = api.client().execute(create()).await;
        let error = answer
            .and_then(ctp_sdk::RawResponse::json::<ctp_sdk::Value>)
            .unwrap_err();
        let id = api.sent_id();
        assert_eq!(error.correlation_id(), Some(id.as_str()));
        assert_eq!(error.to_string().matches(&id).count(), 1, "{error}");
    }
    let api = Api::answering([Answer::empty(403)]);
    let error = api.client().exists(get()).await.unwrap_err();
    assert_eq!(error.correlation_id(), Some(api.sent_id().as_str()));
}

#[tokio::test]
async fn what_was_not_sent_has_no_id() {
    let api = Api::new();
    let path = ctp_sdk::Path::new()
        .literal("/")
        .parameter("projectKey", "");
    let request = ctp_sdk::Request::new(ctp_sdk::Method::GET, "/{projectKey}", path);
    let error = api.client().execute(request).await.unwrap_err();
    assert!(error.is_request());
    assert_eq!(error.correlation_id(), None);
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn there_is_no_id_without_the_step_for_it() {
    let api = Api::always(Answer::empty(502));
    let client = api.builder().remove(Step::CorrelationId).build().unwrap();
    let error = client.execute(create()).await.unwrap_err();
    assert_eq!(api.headers("x-correlation-id"), [None]);
    assert_eq!(error.correlation_id(), None);
    assert_eq!(error.to_string(), "the API answered 502 Bad Gateway");
}

/// What the server was told of who asks.
async fn user_agent(api: &Api, client: Client, own: Option<&str>) -> Option<String> {
    let mut request = get();
    if let Some(own) = own {
        request.set_header("User-Agent", own);
    }
    client.execute(request).await.unwrap();
    api.headers("user-agent").pop().unwrap()
}

#[tokio::test]
async fn the_user_agent_is_the_sdk_and_the_application() {
    let api = Api::always(ok());
    assert_eq!(user_agent(&api, api.client(), None).await.unwrap(), SDK);

    let named = || {
        api.builder()
            .user_agent("my-shop/2.1 (+https://example.com)")
    };
    let expected = format!("{SDK} my-shop/2.1 (+https://example.com)");
    let client = named().build().unwrap();
    assert_eq!(user_agent(&api, client, None).await.unwrap(), expected);
    let client = named().build().unwrap();
    assert_eq!(
        user_agent(&api, client, Some("own/1")).await.unwrap(),
        "own/1"
    );
    let client = named().remove(Step::UserAgent).build().unwrap();
    assert_eq!(user_agent(&api, client, None).await, None);

    let error = api.builder().user_agent("a\nb").build().unwrap_err();
    assert!(error.is_request());
}

#[tokio::test]
async fn an_id_that_an_attempt_step_of_the_callers_own_sets_is_that_of_the_error() {
    struct Tracing;

    #[async_trait::async_trait]
    impl reqwest_middleware::Middleware for Tracing {
        async fn handle(
            &self,
            mut request: reqwest::Request,
            extensions: &mut http::Extensions,
            next: reqwest_middleware::Next<'_>,
        ) -> reqwest_middleware::Result<reqwest::Response> {
            let headers = request.headers_mut();
            headers.insert("x-correlation-id", "of-the-step".parse().unwrap());
            next.run(request, extensions).await
        }
    }

    for answer in [Answer::close(), Answer::empty(502), ok().truncated(1)] {
        let api = Api::answering([answer]);
        for removed in [None, Some(Step::CorrelationId)] {
            let mut builder = api.builder().attempt_middleware(Tracing);
            if let Some(step) = removed {
                builder = builder.remove(step);
                api.emulator.enqueue(Answer::close());
            }
            let client = builder.build().unwrap();
            let error = client.execute(create()).await.unwrap_err();
            assert_eq!(error.correlation_id(), Some("of-the-step"));
        }
        let sent = api.headers("x-correlation-id");
        assert_eq!(
            sent,
            [
                Some("of-the-step".to_owned()),
                Some("of-the-step".to_owned())
            ]
        );
    }
}
