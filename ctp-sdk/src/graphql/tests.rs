//! GraphQL operations against a server with scripted answers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use emulator::{Answer, Emulator};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use super::*;
use crate::models::GraphQlErrorObject;
use crate::{ApiRoot, Client, RequestOptions, Result, Step};

#[derive(Debug, PartialEq, Deserialize)]
struct Names {
    products: Option<Products>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Products {
    total: u32,
}

#[derive(Serialize)]
struct Variables {
    limit: u32,
}

struct Project {
    emulator: Emulator,
    api: ApiRoot,
}

impl Project {
    fn answering(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        let emulator = Emulator::start().unwrap();
        for (status, body) in answers {
            emulator.enqueue(Answer::json(status, body.to_string()));
        }
        let client = Client::builder(&emulator.url())
            .bearer("a-token")
            .remove(Step::Retry)
            .build()
            .unwrap();
        let api = ApiRoot::new(client, "my-shop");
        Self { emulator, api }
    }

    fn one(status: u16, body: Value) -> Self {
        Self::answering([(status, body)])
    }

    fn operation(&self) -> GraphQlOperation {
        self.api.graphql().operation(&names())
    }
}

fn names() -> GraphQlBody<Variables> {
    GraphQlBody::new("query Names($limit: Int) { products(limit: $limit) { total } }")
        .operation_name("Names")
        .variables(Variables { limit: 3 })
}

/// One field is there, another one failed.
fn partial_data() -> Value {
    json!({
        "data": {"products": {"total": 7}, "me": null},
        "errors": [
            {
                "message": "No customer.",
                "path": ["me", "carts", 0, "id"],
                "locations": [{"line": 2, "column": 5}],
                "extensions": {"code": "ResourceNotFound", "more": 1},
            },
            {"message": "Also wrong."},
        ],
    })
}

#[tokio::test]
async fn document_name_and_variables_are_sent_and_the_data_is_read() {
    let project = Project::one(200, json!({"data": {"products": {"total": 7}}}));
    let found: Names = project.operation().send().await.unwrap();
    assert_eq!(found.products, Some(Products { total: 7 }));

    let requests = project.emulator.requests();
    assert_eq!(requests[0].method(), "POST");
    assert_eq!(requests[0].target(), "/my-shop/graphql");
    let sent: Value = serde_json::from_slice(requests[0].body()).unwrap();
    assert_eq!(
        sent,
        json!({
            "query": "query Names($limit: Int) { products(limit: $limit) { total } }",
            "operationName": "Names",
            "variables": {"limit": 3},
        })
    );
}

#[tokio::test]
async fn errors_are_typed_and_the_data_beside_them_is_kept() {
    let project = Project::one(200, partial_data());
    let error = project.operation().send::<Names>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.is_not_found(), "{error}");
    let [first, second] = error.graphql_errors() else {
        unreachable!("two errors")
    };
    assert_eq!(first.message(), "No customer.");
    assert_eq!(first.place(), "me.carts[0].id");
    assert_eq!(first.path()[2], GraphQlPathSegment::Index(0));
    assert_eq!(first.locations(), [GraphQlLocation { line: 2, column: 5 }]);
    assert_eq!(first.code(), "ResourceNotFound");
    assert_eq!(first.extensions()["more"], 1);
    assert_eq!(
        first.to_string(),
        "me.carts[0].id: No customer. [ResourceNotFound]"
    );
    assert_eq!((second.message(), second.code()), ("Also wrong.", ""));
    assert!(second.path().is_empty() && second.locations().is_empty());
    assert!(second.typed().is_none());
    assert_eq!(
        error.graphql_data(),
        Some(&json!({"products": {"total": 7}, "me": null}))
    );
    let text = error.to_string();
    assert!(
        text.starts_with("the API answered 200 OK: No customer. [ResourceNotFound]"),
        "{text}"
    );
}

#[tokio::test]
async fn data_and_errors_are_both_given_where_they_are_asked_for() {
    let project = Project::answering([
        (200, partial_data()),
        (200, json!({"data": {"products": null}})),
    ]);
    let answer = project.operation().execute::<Names>().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer = answer.into_body();
    let data = answer.data.unwrap();
    assert_eq!(data.products, Some(Products { total: 7 }));
    assert_eq!(answer.errors.len(), 2);

    let answer = project.operation().send_partial::<Names>().await.unwrap();
    assert_eq!(answer.data, Some(Names { products: None }));
    assert!(answer.errors.is_empty());
}

#[tokio::test]
async fn an_operation_that_failed_as_a_whole_has_no_data() {
    let body = json!({"data": null, "errors": [{"message": "no", "extensions": {"code": "QueryTimedOut"}}]});
    let project = Project::answering([(200, body.clone()), (200, body)]);
    let answer = project.operation().send_partial::<Names>().await.unwrap();
    assert_eq!(answer.data, None);
    assert_eq!(answer.errors[0].code(), "QueryTimedOut");
    let error = project.operation().send::<Names>().await.unwrap_err();
    assert_eq!(error.graphql_data(), None);
}

#[tokio::test]
async fn data_that_lacks_what_failed_gives_the_errors() {
    #[derive(Debug, Deserialize)]
    struct Strict {
        #[serde(rename = "me")]
        _me: Products,
    }
    let project = Project::one(200, partial_data());
    let error = project.operation().send_partial::<Strict>().await;
    let error = error.unwrap_err();
    assert_eq!(error.graphql_errors().len(), 2);
    assert!(error.graphql_data().is_some());
}

#[tokio::test]
async fn a_conflict_is_one_whatever_the_status_is() {
    let conflict = || {
        json!({"data": null, "errors": [{
            "message": "Object has a different version than expected.",
            "path": ["updateCart"],
            "extensions": {"code": "ConcurrentModification", "currentVersion": 5},
        }]})
    };
    for status in [200, 409] {
        let project = Project::one(status, conflict());
        let error = project.operation().send::<Value>().await.unwrap_err();
        assert!(error.is_conflict(), "{status}: {error}");
        assert_eq!(error.current_version(), Some(5));
        assert_eq!(error.api_errors()[0].code(), "ConcurrentModification");
        let typed = error.graphql_errors()[0].typed();
        let Some(GraphQlErrorObject::ConcurrentModification(typed)) = typed else {
            unreachable!("{typed:?}")
        };
        assert_eq!(typed.current_version, Some(5));
    }
    // So a change by GraphQL can be tried again like any other.
    let done = json!({"data": {"done": true}});
    let project = Project::answering([(200, conflict()), (200, done)]);
    let mut fetched = 4;
    let done = crate::update_with(
        || {
            fetched += 1;
            std::future::ready(Ok(fetched))
        },
        |_| project.operation().send::<Value>(),
    );
    assert_eq!(done.await.unwrap(), json!({"done": true}));
}

#[tokio::test]
async fn codes_have_the_meaning_of_their_statuses() {
    type Meaning = fn(&crate::Error) -> bool;
    let meanings: [(&str, Meaning); 5] = [
        ("invalid_token", crate::Error::is_auth),
        ("insufficient_scope", crate::Error::is_auth),
        ("General", crate::Error::is_transient),
        ("BadGateway", crate::Error::is_transient),
        ("OverCapacity", crate::Error::is_transient),
    ];
    for (code, is_meant) in meanings {
        let body = json!({"errors": [{"message": "no", "extensions": {"code": code}}]});
        let project = Project::one(200, body);
        let error = project.operation().send::<Value>().await.unwrap_err();
        assert!(is_meant(&error), "{code}: {error}");
    }
    let body = json!({"errors": [{"message": "no", "extensions": {"code": "InvalidInput"}}]});
    let error = Project::one(200, body).operation().send::<Value>().await;
    let error = error.unwrap_err();
    assert!(!error.is_auth() && !error.is_transient() && !error.is_conflict());
}

#[tokio::test]
async fn a_refusal_of_the_http_api_stays_what_it_is() {
    let body = json!({"statusCode": 403, "message": "Insufficient scope", "errors": [
        {"code": "insufficient_scope", "message": "Insufficient scope"},
    ]});
    let project = Project::one(403, body);
    let error = project.operation().send::<Names>().await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(error.api_errors()[0].code(), "insufficient_scope");
    assert!(error.graphql_errors().is_empty());
    assert_eq!(error.graphql_data(), None);
}

#[tokio::test]
async fn a_document_that_is_refused_names_the_place_in_it() {
    let body = json!({"errors": [{
        "message": "Cannot query field 'totl'",
        "locations": [{"line": 1, "column": 9}],
        "extensions": {"code": "InvalidInput"},
    }]});
    let project = Project::one(400, body);
    let error = project.operation().send_partial::<Names>().await;
    let error = error.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.graphql_errors()[0].locations()[0].column, 9);
    assert!(
        error
            .to_string()
            .contains("Cannot query field 'totl' [InvalidInput]")
    );
}

#[tokio::test]
async fn data_that_does_not_fit_names_the_place() {
    for (body, place, message) in [
        (
            json!({"data": {"products": {"total": "s3cret"}}}),
            "data.products.total",
            "expected u32",
        ),
        (json!({"data": null}), "data", "expected struct Names"),
        (json!({}), "", "missing field `data`"),
        (
            json!({"data": {}, "errors": "s3cret"}),
            "errors",
            "expected a sequence",
        ),
        (json!([1, 2]), "[1]", ""),
    ] {
        let project = Project::one(200, body.clone());
        let error = project.operation().send::<Names>().await.unwrap_err();
        assert!(error.is_decode(), "{body}: {error}");
        let failure = error.decode_failure().unwrap();
        if place != "[1]" {
            assert_eq!(failure.path(), place, "{body}: {error}");
        }
        assert!(failure.message().contains(message), "{body}: {error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        assert_eq!(
            serde_json::from_slice::<Value>(error.body().unwrap()).unwrap(),
            body
        );
    }
}

#[tokio::test]
async fn errors_of_a_strange_shape_are_kept_as_far_as_they_go() {
    let body = json!({"errors": [
        {"message": 5, "path": [true, "a", -1], "locations": [{"line": "x"}, 7], "extensions": []},
        "text",
        {"extensions": {"code": 7}},
    ]});
    let project = Project::one(200, body);
    let error = project.operation().send::<Names>().await.unwrap_err();
    let errors = error.graphql_errors();
    assert_eq!(errors.len(), 3);
    assert_eq!(errors[0].place(), "a");
    assert!(errors[0].locations().is_empty() && errors[0].message().is_empty());
    assert_eq!(errors[1].message(), "text");
    assert_eq!(errors[2].code(), "");
    assert_eq!(errors[2].extensions()["code"], 7);
}

#[test]
fn what_only_reads_may_be_sent_again() {
    let project = Project::answering([]);
    let graphql = project.api.graphql();
    let is_idempotent = |document: &'static str| {
        let mut operation = graphql.operation(&GraphQlBody::new(document));
        operation.request_mut().is_idempotent()
    };
    assert!(is_idempotent("{ products { total } }"));
    assert!(is_idempotent("query { products { total } }"));
    assert!(!is_idempotent(
        "mutation { deleteCart(id: \"1\", version: 1) { id } }"
    ));
    assert!(!is_idempotent("query A { a } mutation B { b }"));
}

#[tokio::test]
async fn a_body_that_cannot_be_written_is_not_sent() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("s3cret"))
        }
    }
    let project = Project::answering([]);
    let error = project.api.graphql().operation(&Broken).send::<Value>();
    let error = error.await.unwrap_err();
    assert!(
        error.is_request() && !error.to_string().contains("s3cret"),
        "{error}"
    );
    assert!(project.emulator.requests().is_empty());
}

#[tokio::test]
async fn secrets_that_an_error_repeats_are_struck_out() {
    let body =
        GraphQlBody::new("mutation($password: String!) { signIn(password: $password) { id } }")
            .variables(json!({"password": "s3cret-word"}));
    let project = Project::one(
        200,
        json!({"errors": [{
            "message": "The password 's3cret-word' is wrong.",
            "extensions": {"code": "InvalidCredentials", "message": "s3cret-word"},
        }]}),
    );
    let error = project.api.graphql().operation(&body).send::<Value>().await;
    let error = error.unwrap_err();
    assert!(error.is_invalid_credentials());
    let told = format!("{error} {error:?} {:?}", error.graphql_errors());
    assert!(!told.contains("s3cret-word"), "{told}");
    assert!(!format!("{:?}", error.graphql_errors()[0].extensions()).contains("s3cret-word"));
}

#[tokio::test]
async fn an_error_is_never_lost() {
    // The message is all that an error has to have, and some services have worse.
    for (errors, told) in [
        (json!([{"message": "Boom."}]), "Boom."),
        (json!([{"code": "General", "message": "Boom."}]), "Boom."),
        (json!([null]), ""),
        (json!(["Boom."]), "Boom."),
    ] {
        for body in [
            json!({"errors": errors}),
            json!({"data": null, "errors": errors}),
            json!({"data": {"products": {"total": 1}}, "errors": errors}),
        ] {
            let project = Project::answering([(200, body.clone()), (200, body.clone())]);
            let error = project.operation().send::<Names>().await.unwrap_err();
            let [only] = error.graphql_errors() else {
                unreachable!("{body}: {error:?}")
            };
            assert_eq!(only.message(), told, "{body}");
            assert!(error.to_string().contains(told), "{body}: {error}");
            let answer = project.operation().send_partial::<Names>().await.unwrap();
            assert_eq!(answer.errors, error.graphql_errors(), "{body}");
            assert_eq!(answer.data.is_some(), body["data"].is_object(), "{body}");
        }
    }
}

#[tokio::test]
async fn the_data_is_not_shown() {
    let body = json!({"data": {"customerCreatePasswordResetToken": {"value": "s3cret"}}});
    let project = Project::answering([(200, body.clone()), (200, body)]);
    let answer = project.operation().send_partial::<Value>().await.unwrap();
    let shown = format!("{answer:?}");
    assert!(
        shown.contains("has_data: true") && !shown.contains("s3cret"),
        "{shown}"
    );
    let answer = project.operation().execute::<Value>().await.unwrap();
    assert!(!format!("{answer:?}").contains("s3cret"));
}

#[tokio::test]
async fn data_beside_invalid_input_is_given_whatever_the_status_is() {
    let mut body = partial_data();
    body["errors"][0]["extensions"]["code"] = json!("InvalidInput");
    let project = Project::answering([(400, body.clone()), (400, body)]);
    let answer = project.operation().execute::<Names>().await.unwrap();
    assert_eq!(answer.status(), 400);
    let answer = answer.into_body();
    assert_eq!(answer.data.unwrap().products, Some(Products { total: 7 }));
    assert_eq!(answer.errors.len(), 2);
    let error = project.operation().send::<Names>().await.unwrap_err();
    assert!(error.graphql_data().is_some() && error.graphql_errors().len() == 2);
}

#[tokio::test]
async fn an_endless_list_of_errors_is_told_in_short() {
    let errors: Vec<Value> = (0..20_000)
        .map(|number| json!({"message": "Wrong.", "path": ["a", number], "extensions": {"code": "InvalidInput"}}))
        .collect();
    let project = Project::one(200, json!({"data": null, "errors": errors}));
    let error = project.operation().send::<Value>().await.unwrap_err();
    assert_eq!(error.graphql_errors().len(), 20_000);
    assert!(
        error.to_string().len() < 2000,
        "{}",
        error.to_string().len()
    );
    assert!(
        format!("{error:?}").len() < 10_000,
        "{}",
        format!("{error:?}").len()
    );
}

#[test]
fn neither_the_document_nor_the_variables_are_shown() {
    let document = "mutation { customerSignIn(draft: {email: \"a@example.com\", password: \"s3cret-word\"}) { id } }";
    let body = GraphQlBody::new(document).variables(json!({"password": "s3cret-word"}));
    let body = body.operation_name("SignIn");
    let shown = format!("{body:?}");
    assert!(
        shown.contains("SignIn") && !shown.contains("s3cret-word"),
        "{shown}"
    );
    let project = Project::answering([]);
    let operation = project.api.graphql().operation(&body);
    assert!(!format!("{operation:?}").contains("s3cret-word"));
}

#[tokio::test]
async fn secrets_within_the_document_are_struck_out_too() {
    let document = r#"mutation { customerSignIn(draft: {email: "a@example.com", password : "s3cret \"word"}) { id } }"#;
    let body = GraphQlBody::new(document);
    let refusal = json!({"errors": [{
        "message": format!("Syntax error while parsing GraphQL query. Invalid input: {document}"),
        "locations": [{"line": 1, "column": 1}],
    }]});
    let project = Project::one(400, refusal);
    let error = project.api.graphql().operation(&body).send::<Value>().await;
    let error = error.unwrap_err();
    let told = format!("{error} {error:?} {:?}", error.graphql_errors());
    assert!(
        told.contains("Syntax error") && !told.contains("s3cret"),
        "{told}"
    );
}
