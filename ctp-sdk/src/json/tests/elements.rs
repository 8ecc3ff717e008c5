//! Elements of a page that cannot be read are put aside.

use serde_json::{Value, json};

use super::from_slice_with_elements;
use super::models::{Discount, Inner};
use super::warnings::Warnings;
use crate::DecodeFailure;
use crate::json::from_slice;
use crate::runtime::{self, MissingFields, Read};

#[derive(Clone, Debug, PartialEq)]
struct Page<T> {
    limit: i32,
    results: Vec<T>,
    /// A page within the page.
    facets: Option<Facets>,
}

#[derive(Clone, Debug, PartialEq)]
struct Facets {
    results: Vec<Inner>,
}

type Inners = Page<Inner>;
type Discounts = Page<Discount>;

runtime::received! { Inners { limit: "limit", results: "results", facets: "facets", } }
runtime::received! { Discounts { limit: "limit", results: "results", facets: "facets", } }
runtime::received! { Facets { results: "results", } }

/// The elements that were read, and those that were not: their places, bodies and failures.
type Read2<T> = (Vec<T>, Vec<(usize, Value, String)>);

fn page<T>(text: &str, missing_fields: MissingFields) -> Result<Read2<T>, DecodeFailure>
where
    Page<T>: Read,
{
    let (page, unread) =
        from_slice_with_elements::<Page<T>>(text.as_bytes(), missing_fields, "results")?;
    let unread = unread.into_iter().map(|(place, unread)| {
        let failure = &unread.failure;
        (
            place,
            unread.body,
            format!("{}: {}", failure.path(), failure.message()),
        )
    });
    Ok((page.results, unread.collect()))
}

fn inners(results: &str) -> Read2<Inner> {
    let text = format!(r#"{{"limit":20,"results":{results}}}"#);
    page(&text, MissingFields::Refuse).unwrap()
}

fn ids(inners: &[Inner]) -> Vec<&str> {
    inners.iter().map(|inner| inner.id.as_str()).collect()
}

#[test]
fn an_element_that_cannot_be_read_is_put_aside_with_its_place() {
    for (results, read, unread) in [
        (r#"[{"id":"a"},{"id":"b"}]"#, vec!["a", "b"], vec![]),
        (
            r#"[{},{"id":"b"}]"#,
            vec!["b"],
            vec![(0, "{}", "results[0]: missing field `id`")],
        ),
        (
            r#"[{"id":"a"},{"id":7,"x":[1.5]},{"id":"c"}]"#,
            vec!["a", "c"],
            vec![(
                1,
                r#"{"id":7,"x":[1.5]}"#,
                "results[1].id: invalid type: integer, expected a string",
            )],
        ),
        (
            r#"[null,"s3cr3t",{"id":"c"},[]]"#,
            vec!["c"],
            vec![
                (
                    0,
                    "null",
                    "results[0]: invalid type: null, expected an object",
                ),
                (
                    1,
                    r#""s3cr3t""#,
                    "results[1]: invalid type: string, expected an object",
                ),
                (
                    3,
                    "[]",
                    "results[3]: invalid type: sequence, expected an object",
                ),
            ],
        ),
        (
            "[{}]",
            vec![],
            vec![(0, "{}", "results[0]: missing field `id`")],
        ),
        ("[]", vec![], vec![]),
        ("null", vec![], vec![]),
    ] {
        let (found, put_aside) = inners(results);
        assert_eq!(ids(&found), read, "{results}");
        let unread: Vec<_> = unread
            .into_iter()
            .map(|(place, body, why): (usize, &str, &str)| {
                (place, serde_json::from_str(body).unwrap(), why.to_owned())
            })
            .collect();
        assert_eq!(put_aside, unread, "{results}");
    }
}

#[test]
fn everything_else_on_the_page_has_to_be_readable() {
    for (text, place, message) in [
        (
            r#"{"limit":"x","results":[{}]}"#,
            "limit",
            "invalid type: string, expected i64",
        ),
        (r#"{"results":[{}]}"#, "", "missing field `limit`"),
        (
            r#"{"limit":1,"results":{"id":"a"}}"#,
            "results",
            "invalid type: map, expected a sequence",
        ),
        (
            r#"{"limit":1,"results":[],"facets":{"results":[{}]}}"#,
            "facets.results[0]",
            "missing field `id`",
        ),
        (
            r#"[{"limit":1,"results":[]}]"#,
            "",
            "invalid type: sequence, expected an object",
        ),
        (
            r#"{"limit":1,"results":[{}]"#,
            "",
            "EOF while parsing an object",
        ),
        (
            r#"{"limit":1,"results":[{},]}"#,
            "results[1]",
            "trailing comma",
        ),
    ] {
        let failure = page::<Inner>(text, MissingFields::Refuse).unwrap_err();
        assert_eq!(
            (failure.path(), failure.message()),
            (place, message),
            "{text}"
        );
    }
}

/// Other lists of the same name are no results.
#[test]
fn only_the_elements_of_the_outermost_list_are_put_aside() {
    let text = r#"{"limit":1,"results":[{}],"facets":{"results":[{"id":"f"}]}}"#;
    let (page, unread) =
        from_slice_with_elements::<Inners>(text.as_bytes(), MissingFields::Refuse, "results")
            .unwrap();
    assert_eq!(page.facets.unwrap().results[0].id, "f");
    assert_eq!(unread.len(), 1);
    // A page that is read as a whole is refused for one element.
    assert!(from_slice::<Inners>(text.as_bytes(), MissingFields::Refuse).is_err());
    assert!(serde_json::from_str::<Inners>(text).is_err());
}

#[test]
fn an_element_that_is_a_union_is_put_aside_only_where_it_cannot_be_kept() {
    let text = r#"{"limit":1,"results":[{"type":"relative"},{"permyriad":1},{"type":"new"}]}"#;
    let (read, unread) = page::<Discount>(text, MissingFields::Refuse).unwrap();
    assert!(
        matches!(&read[..], [Discount::Unknown(one), Discount::Unknown(_)] if one.failure().is_some())
    );
    let why = "results[1]: missing field `type`".to_owned();
    assert_eq!(unread, [(1, json!({"permyriad": 1}), why)]);
}

#[test]
fn an_element_without_a_field_is_read_where_that_is_tolerated() {
    let text = r#"{"results":[{"id":"a"},{},{"id":7}]}"#;
    let (read, unread) = page::<Inner>(text, MissingFields::Tolerate).unwrap();
    assert_eq!(ids(&read), ["a", ""]);
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0].0, 2);
}

#[test]
fn an_element_that_is_put_aside_is_logged() {
    let (warnings, _) =
        Warnings::during(|| inners(r#"[{"id":"a"},{"id":"s3cr3t"},{"id":["s3cr3t"]}]"#));
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].starts_with("results[2].id: "), "{warnings:?}");
    assert!(!warnings[0].contains("s3cr3t"), "{warnings:?}");
}
