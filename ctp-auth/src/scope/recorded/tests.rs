#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;

const ORDERS: [&str; 1] = ["view_orders:{projectKey}"];
const ORDERS_IN_STORE: [&str; 2] = [
    "view_orders:{projectKey}",
    "view_orders:{projectKey}:{storeKey}",
];
const OWN_CARTS: [&str; 3] = [
    "anonymous_id:{id}",
    "customer_id:{id}",
    "manage_my_orders:{projectKey}",
];

fn operation<const N: usize>(route: &str, scopes: [&str; N]) -> RecordedOperation {
    RecordedOperation::new("GET", route)
        .requiring(scopes)
        .in_project("my-shop")
}

fn in_store(store_key: &str) -> RecordedOperation {
    operation(
        "/{projectKey}/in-store/key={storeKey}/carts",
        ORDERS_IN_STORE,
    )
    .in_store(store_key)
}

fn set(text: &str) -> ScopeSet {
    text.parse().unwrap()
}

#[test]
fn the_minimum_is_for_the_project_or_for_the_stores() {
    let recorded = RecordedOperations::from_iter([in_store("berlin"), in_store("bonn")]);
    assert_eq!(recorded.len(), 2);
    assert_eq!(recorded.minimum().unwrap(), set("view_orders:my-shop"));
    assert_eq!(
        recorded.minimum_in_stores().unwrap(),
        set("view_orders:my-shop:berlin view_orders:my-shop:bonn")
    );
}

#[test]
fn a_scope_of_the_project_that_is_needed_anyway_spares_those_of_stores() {
    let carts = operation("/{projectKey}/carts", ORDERS);
    let recorded = RecordedOperations::from_iter([in_store("berlin"), carts]);
    assert_eq!(
        recorded.minimum_in_stores().unwrap(),
        set("view_orders:my-shop")
    );
}

#[test]
fn an_operation_that_has_no_scope_of_the_project_gets_that_of_its_store() {
    let only = ["view_orders:{projectKey}:{storeKey}"];
    let recorded = RecordedOperations::from_iter([operation("/a", only).in_store("berlin")]);
    assert_eq!(
        recorded.minimum().unwrap(),
        set("view_orders:my-shop:berlin")
    );
}

#[test]
fn several_projects_have_scopes_of_their_own() {
    let carts = operation("/{projectKey}/carts", ORDERS);
    let other = carts.clone().in_project("your-shop");
    let recorded = RecordedOperations::from_iter([carts, other]);
    assert_eq!(
        recorded.minimum().unwrap(),
        set("view_orders:my-shop view_orders:your-shop")
    );
    let moved = recorded.in_project("shop");
    assert_eq!(moved.len(), 1);
    assert_eq!(moved.minimum().unwrap(), set("view_orders:shop"));
}

#[test]
fn a_malformed_key_is_an_error() {
    let recorded = RecordedOperations::from_iter([operation("/a", ORDERS).in_project("a:b")]);
    assert!(recorded.minimum().is_err());
    let recorded = RecordedOperations::from_iter([in_store("a:b")]);
    assert!(recorded.minimum_in_stores().is_err());
}

#[test]
fn the_store_is_kept_where_it_matters() {
    let carts = operation("/{projectKey}/carts", ORDERS).in_store("berlin");
    assert_eq!(carts.store_key(), None);
    assert_eq!(in_store("berlin").store_key(), Some("berlin"));
}

#[test]
fn what_is_not_permitted_is_named_with_what_it_lacks() {
    let recorded = RecordedOperations::from_iter([
        operation("/{projectKey}/carts", ORDERS),
        operation(
            "/{projectKey}/categories",
            ["view_categories:{projectKey}", "view_products:{projectKey}"],
        ),
        operation("/{projectKey}/me/carts", OWN_CARTS),
        in_store("berlin"),
        in_store("bonn"),
        operation("/health", []),
    ]);
    let held = set("view_orders:my-shop:berlin manage_my_orders:my-shop");
    let error = recorded.permitted_by(&held).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the scopes `manage_my_orders:my-shop view_orders:my-shop:berlin` do not permit all operations:\n  \
         GET /{projectKey}/carts needs view_orders:my-shop\n  \
         GET /{projectKey}/categories needs view_categories:my-shop or view_products:my-shop\n  \
         GET /{projectKey}/in-store/key={storeKey}/carts (store bonn) needs view_orders:my-shop or \
         view_orders:my-shop:bonn\n"
    );
    assert_eq!(error.operations().count(), 3);
    let minimum = recorded.minimum().unwrap();
    assert_eq!(recorded.permitted_by(&minimum), Ok(()));
    assert_eq!(
        recorded.permitted_by(&recorded.minimum_in_stores().unwrap()),
        Ok(())
    );
}

#[test]
fn what_is_not_known_is_not_passed_over() {
    let by_hand = RecordedOperation::new("POST", "/{projectKey}/graphql").in_project("my-shop");
    let free = RecordedOperation::new("GET", "/health").requiring([""; 0]);
    let nowhere = RecordedOperation::new("GET", "/carts").requiring(ORDERS);
    let recorded = RecordedOperations::from_iter([by_hand.clone(), free, nowhere.clone()]);
    assert_eq!(recorded.minimum().unwrap(), ScopeSet::new());
    let error = recorded
        .permitted_by(&set("manage_project:my-shop"))
        .unwrap_err();
    assert_eq!(error.unknown(), [nowhere, by_hand]);
    assert!(error.to_string().contains("`requiring`"), "{error}");
    assert!(
        error.to_string().contains("POST /{projectKey}/graphql"),
        "{error}"
    );
}

#[test]
#[should_panic(expected = "GET /{projectKey}/carts needs view_orders:my-shop")]
fn the_assertion_names_the_operation() {
    let recorded = RecordedOperations::from_iter([operation("/{projectKey}/carts", ORDERS)]);
    recorded.assert_permitted_by(&set("view_products:my-shop"));
}

#[test]
fn the_report_has_the_scopes_first_and_then_what_each_is_for() {
    let recorded = RecordedOperations::from_iter([
        operation("/{projectKey}/carts", ORDERS),
        in_store("berlin"),
        operation("/{projectKey}/me/carts", OWN_CARTS),
        operation("/{projectKey}/subscriptions/{ID}/health", []),
        RecordedOperation::new("POST", "/{projectKey}/graphql").in_project("my-shop"),
    ]);
    assert_eq!(
        recorded.report(&recorded.minimum().unwrap()).to_string(),
        "manage_my_orders:my-shop view_orders:my-shop\n\
         \n\
         manage_my_orders:my-shop\n  GET /{projectKey}/me/carts\n\
         \n\
         view_orders:my-shop\n  GET /{projectKey}/carts\n  GET /{projectKey}/in-store/key={storeKey}/carts (store \
         berlin)\n\
         \n\
         without a scope\n  GET /{projectKey}/subscriptions/{ID}/health\n\
         \n\
         not known: add what these need\n  POST /{projectKey}/graphql\n"
    );
    let fewer = set("view_orders:my-shop");
    let report = recorded.report(&fewer).to_string();
    assert!(
        report.contains("\nnot permitted by these scopes\n  GET /{projectKey}/me/carts\n"),
        "{report}"
    );
}

#[test]
fn json_lines_are_read_as_they_were_written() {
    let recorded = RecordedOperations::from_iter([
        in_store("berlin"),
        operation("/health", []),
        RecordedOperation::new("POST", "/{projectKey}/graphql"),
    ]);
    let lines = recorded.to_json_lines();
    assert_eq!(lines.lines().count(), 3);
    let twice = format!("{lines}\n\n{lines}");
    assert_eq!(
        RecordedOperations::from_json_lines(&twice).unwrap(),
        recorded
    );
    assert_eq!(
        in_store("berlin").to_json(),
        r#"{"route":"/{projectKey}/in-store/key={storeKey}/carts","method":"GET","scopes":["view_orders:{projectKey}","view_orders:{projectKey}:{storeKey}"],"project":"my-shop","store":"berlin"}"#
    );
}

#[test]
fn a_line_that_is_no_operation_is_named_and_not_quoted() {
    let good = operation("/a", ORDERS).to_json();
    for (line, reason) in [
        ("{\"route\":\"s3cret", "it is not JSON, at column 16"),
        ("{\"route\":\"s3cret\"}", "`method` is missing"),
        (
            "{\"route\":17,\"method\":\"GET\"}",
            "the value in column 11 has another type",
        ),
        ("[]", "has another type"),
    ] {
        let error = RecordedOperations::from_json_lines(&format!("{good}\n{line}\n")).unwrap_err();
        assert_eq!(error.line(), 2);
        let text = error.to_string();
        assert!(
            text.starts_with("line 2 is not a recorded operation: "),
            "{text}"
        );
        assert!(text.contains(reason), "{text}, expected {reason}");
        assert!(!text.contains("s3cret"), "{text}");
    }
}

/// Whatever is wrong with it: a damaged file must not say that an API client has all that it needs.
#[test]
fn what_cannot_be_read_is_not_permitted() {
    let route = "/{projectKey}/carts";
    for (strange, of) in [
        (operation(route, ["view orders:{projectKey}"]), "a space"),
        (
            operation(route, ["view_orders:{project}"]),
            "another placeholder",
        ),
        (operation(route, [""]), "an empty scope"),
        (
            operation(route, ["mange_orders:my-shop"]),
            "a misspelt scope",
        ),
        (
            operation(route, ORDERS).in_project("my shop"),
            "the key of the project",
        ),
        (
            operation(route, ["view_orders:{projectKey}:{storeKey}"]),
            "a store that is not named",
        ),
        (
            operation(route, ["view_orders:{projectKey}:{storeKey}"]).in_store("b:r"),
            "the key of the store",
        ),
    ] {
        let line = strange.to_json();
        let recorded = RecordedOperations::from_json_lines(&line).unwrap();
        let held = set("manage_project:my-shop");
        let Err(error) = recorded.permitted_by(&held) else {
            unreachable!("{of}: permitted")
        };
        assert!(
            error.to_string().contains("GET /{projectKey}/carts"),
            "{of}: {error}"
        );
        assert_eq!(error.unknown().len(), 1, "{of}");
        let report = recorded.report(&held).to_string();
        assert!(report.contains("not known"), "{of}: {report}");
        assert!(!report.contains("without a scope"), "{of}: {report}");
        // It is an error, or left out and listed as not known.
        let minimum = recorded.minimum_in_stores().unwrap_or_default();
        assert!(minimum.is_empty(), "{of}: {minimum}");
    }
}
