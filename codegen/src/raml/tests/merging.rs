//! Traits, resource types and methods that declare the same thing.

use crate::model::{Body, Scalar, Shape, TypeRef};

use super::{api, first, load};

const LONG: [&str; 5] = [
    "{description: x}",
    "{required: false}",
    "{maximum: 3, type: integer}",
    "{xml: {name: b}}",
    "{}",
];

fn is_integer(of: &TypeRef) -> bool {
    matches!(of, TypeRef::Scalar(Scalar::Integer(_)))
}

#[test]
fn a_parameter_in_long_form_keeps_the_type_of_the_short_form_below_it() {
    for long in LONG {
        for kind in ["queryParameters", "headers"] {
            let of_trait = format!(
                "traits: {{t: {{{kind}: {{v: integer}}}}}}\n/a: {{get: {{is: [t], {kind}: {{v: {long}}}}}}}\n"
            );
            let of_type = format!(
                "resourceTypes: {{t: {{get: {{{kind}: {{v: integer}}}}}}}}\n/a: {{type: t, get: {{{kind}: {{v: {long}}}}}}}\n"
            );
            for text in [of_trait, of_type] {
                let api = api(&text);
                let method = first(&api);
                let all: Vec<&TypeRef> = method
                    .query
                    .iter()
                    .chain(&method.headers)
                    .map(|of| &of.of)
                    .collect();
                assert!(matches!(all.as_slice(), [of] if is_integer(of)), "{text}");
            }
        }
        let long = long.replace("required: false", "description: y");
        let text = format!(
            "resourceTypes: {{t: {{uriParameters: {{v: integer}}, get: }}}}\n/a/{{v}}: {{type: t, uriParameters: {{v: {long}}}}}\n"
        );
        let api = api(&text);
        let parameters = api.resources.first().map(|of| of.parameters.as_slice());
        assert!(
            matches!(parameters, Some([of]) if is_integer(&of.of)),
            "{text}"
        );
    }
}

#[test]
fn a_body_in_long_form_keeps_the_type_of_the_short_form_below_it() {
    for long in [
        "{example: {a: x}}",
        "{description: x}",
        "{application/json: {description: x}}",
        "{application/json: {example: {a: x}}}",
        "{application/json: }",
        "{properties: {q: string}}",
    ] {
        for short in ["A", "{application/json: A}"] {
            let text = format!(
                "types: {{A: {{properties: {{a: string}}}}}}\ntraits: {{t: {{body: {short}, responses: {{200: {{body: {short}}}}}}}}}\n/a: {{post: {{is: [t], body: {long}, responses: {{200: {{body: {long}}}}}}}}}\n"
            );
            let api = api(&text);
            let method = first(&api);
            let is_a = |body: &Body| match &body.of {
                Some(TypeRef::Named(name)) => name == "A",
                Some(TypeRef::Inline(of)) => {
                    of.base.as_deref() == Some("A") && matches!(of.shape, Shape::Object(_))
                }
                _ => false,
            };
            let answered = method.responses.iter().flat_map(|of| &of.bodies);
            let all: Vec<&Body> = method.bodies.iter().chain(answered).collect();
            assert!(
                matches!(all.as_slice(), [sent, got] if is_a(sent) && is_a(got)),
                "{text}: {all:#?}"
            );
        }
    }
}

#[test]
fn names_and_values_are_no_declarations() {
    // A property has the name of a facet, and an example is as it is written.
    let text = "types: {A: {properties: {type: integer, default: integer}}}\n\
                traits: {t: {body: {properties: {type: integer, default: integer}, example: text}}}\n\
                /a: {post: {is: [t], body: {properties: {type: {description: x}, default: {description: y}}, example: {type: 1, default: 2}}}}\n";
    let (api, report) = load(text);
    assert!(!report.contains("error"), "{report}");
    let body = first(&api).bodies.first();
    let of = body.and_then(|body| body.of.as_ref());
    let Some(TypeRef::Inline(of)) = of else {
        panic!("{of:?} is an object without a name");
    };
    let Shape::Object(object) = &of.shape else {
        panic!("{of:?} is an object");
    };
    assert_eq!(object.fields.len(), 2);
    assert!(object.fields.iter().all(|field| is_integer(&field.of)));
}

#[test]
fn what_a_trait_or_resource_type_declares_can_be_refined_without_its_type() {
    for facet in ["maximum: 100", "default: 1", "enum: [1, 2]", "example: 1"] {
        for text in [
            format!(
                "traits: {{t: {{queryParameters: {{v?: {{type: integer}}}}}}}}\n/a: {{get: {{is: [t], queryParameters: {{v?: {{{facet}}}}}}}}}\n"
            ),
            format!(
                "traits: {{t: {{queryParameters: {{v?: {{type: integer}}}}}}}}\n/a: {{is: [t], get: {{queryParameters: {{v?: {{{facet}}}}}}}}}\n"
            ),
            format!(
                "resourceTypes: {{t: {{get: {{queryParameters: {{v?: integer}}}}}}}}\n/a: {{type: t, get: {{queryParameters: {{v?: {{{facet}}}}}}}}}\n"
            ),
            format!(
                "traits: {{t: {{queryParameters: {{v?: {{{facet}}}}}}}}}\n/a: {{get: {{is: [t], queryParameters: {{v?: integer}}}}}}\n"
            ),
        ] {
            let api = api(&text);
            let query = first(&api).query.as_slice();
            assert!(matches!(query, [of] if is_integer(&of.of)), "{text}");
        }
    }
}

#[test]
fn what_refines_is_checked_once_it_is_merged() {
    for (facet, problem) in [
        ("maxLength: 3", "error: `maxLength` is a facet of a string"),
        ("maximun: 3", "error: unknown key `maximun`"),
        ("default: x", "error: the default is `x`"),
    ] {
        let text = format!(
            "traits: {{t: {{queryParameters: {{v: integer}}}}}}\n/a: {{get: {{is: [t], queryParameters: {{v: {{{facet}}}}}}}}}\n"
        );
        let report = load(&text).1;
        assert!(report.contains(problem), "{report}");
    }
    // Nothing gives it a type: it is a text.
    let text =
        "traits: {t: {usage: u}}\n/a: {get: {is: [t], queryParameters: {v: {maximum: 3}}}}\n";
    let report = load(text).1;
    assert!(report.contains("and this is a string"), "{report}");
    // Without traits and resource types as well.
    let report = load("/a: {get: {queryParameters: {v: {maximum: 3}}}}\n").1;
    assert!(report.contains("and this is a string"), "{report}");
}

#[test]
fn a_key_that_no_type_has_is_reported_in_a_trait_that_nothing_uses() {
    let report = load("traits: {t: {queryParameters: {v: {maximun: 3}}}}\n").1;
    assert!(report.contains("error: unknown key `maximun`"), "{report}");
    let text = "types: {A: {facets: {maximun: integer}}}\ntraits: {t: {queryParameters: {v: {maximun: 3}}}}\n";
    assert_eq!(load(text).1, "");
}
