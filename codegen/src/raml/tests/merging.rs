//! Traits, resource types and methods that declare the same thing.

use crate::model::{Api, Body, Scalar, Shape, TypeRef};

use super::{api, first, load, load_files};

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

/// What was understood, without places.
fn shown(api: &Api) -> String {
    let text = format!("{api:#?}");
    let has_place = |line: &str| {
        let line = line.trim_start();
        ["start:", "end:", "0,", "1,"]
            .iter()
            .any(|place| line.starts_with(place))
    };
    let lines: Vec<&str> = text.lines().filter(|line| !has_place(line)).collect();
    lines.join("\n")
}

/// Fails if a method of a trait, or of a resource type, is not read like the one in which everything is said.
fn is_merged(far: &str, near: &str, whole: &str) {
    let declared = "types: {A: {properties: {a?: integer, b?: integer}, maxProperties: 1}}\nannotationTypes: {m: {properties: {a?: integer, b?: integer}, maxProperties: 1}}\n";
    let expected = api(&format!(
        "{declared}resourceTypes: {{r: {{get: }}}}\n/a: {{type: r, get: {whole}}}\n"
    ));
    let text =
        format!("{declared}resourceTypes: {{r: {{get: {far}}}}}\n/a: {{type: r, get: {near}}}\n");
    assert_eq!(shown(&api(&text)), shown(&expected), "{text}");
    let text = format!("{declared}traits: {{t: {far}}}\n/a: {{get: {near}}}\n");
    let text = text.replacen("get: {", "get: {is: [t], ", 1);
    let mut merged = api(&text);
    merged.traits.clear();
    let mut expected = api(
        &format!("{declared}traits: {{t: }}\n/a: {{get: {whole}}}\n").replacen(
            "get: {",
            "get: {is: [t], ",
            1,
        ),
    );
    expected.traits.clear();
    for api in [&mut merged, &mut expected] {
        for resource in &mut api.resources {
            for method in &mut resource.methods {
                let parameters = method.query.iter_mut().chain(&mut method.headers);
                parameters.for_each(|of| of.from_trait = None);
            }
        }
    }
    assert_eq!(shown(&merged), shown(&expected), "{text}");
}

#[test]
fn a_method_is_merged_with_its_templates_as_raml_says() {
    for (far, near, whole) in [
        // Collections are merged by their values.
        (
            "{queryParameters: {p: {enum: [win, mac]}}}",
            "{queryParameters: {p: {enum: [mac, unix]}}}",
            "{queryParameters: {p: {enum: [mac, unix, win]}}}",
        ),
        // Values are not: those of the method are the ones.
        (
            "{body: {type: A, example: {b: 2}}}",
            "{body: {example: {a: 1}}}",
            "{body: {type: A, example: {a: 1}}}",
        ),
        (
            "{(m): {a: 1}, headers: {h: {default: [1], type: array, items: integer}}}",
            "{(m): {b: 2}, headers: {h: {default: [2]}}}",
            "{(m): {b: 2}, headers: {h: {default: [2], type: array, items: integer}}}",
        ),
        // One of two keys that say the same.
        (
            "{body: {application/json: {type: A, examples: {e: {a: 1}}}}}",
            "{body: {application/json: {example: {a: 2}}}}",
            "{body: {application/json: {type: A, example: {a: 2}}}}",
        ),
        (
            "{body: {application/json: {type: A, example: {a: 1}}}}",
            "{body: {application/json: {examples: {e: {a: 2}}}}}",
            "{body: {application/json: {type: A, examples: {e: {a: 2}}}}}",
        ),
        (
            "{body: {application/json: {schema: string}}}",
            "{body: {application/json: {type: A}}}",
            "{body: {application/json: {type: A}}}",
        ),
        // A scalar beside a map: both are declarations.
        (
            "{headers: {h: {type: string, description: x}}}",
            "{headers: {h: integer}}",
            "{headers: {h: {type: integer, description: x}}}",
        ),
        (
            "{body: {application/json: [A]}}",
            "{body: {application/json: {description: x}}}",
            "{body: {application/json: {type: [A], description: x}}}",
        ),
    ] {
        is_merged(far, near, whole);
    }
}

#[test]
fn an_extension_is_merged_over_its_document_as_raml_says() {
    let heads = "title: T\nmediaType: application/json\nannotationTypes: {m: {properties: {a?: integer, b?: integer}, maxProperties: 1}}\ntraits: {t: {queryParameters: {<<p>>: integer}}, u: {headers: {h: string}}}\nresourceTypes: {r: {get: {description: <<d>>}}, s: {get: {description: s}}}\n";
    for (below, over, whole) in [
        // A map over a scalar, and a scalar over a map.
        (
            "types: {A: integer}",
            "types: {A: {description: d, maximum: 3}}",
            "types: {A: {type: integer, description: d, maximum: 3}}",
        ),
        (
            "types: {A: integer}",
            "types: {A: {(m): {a: 1}}}",
            "types: {A: {type: integer, (m): {a: 1}}}",
        ),
        (
            "types: {A: integer}",
            "types: {A: {}}",
            "types: {A: integer}",
        ),
        (
            "types: {A: {properties: {x: integer}}, B: {type: object}, C: [A, B]}",
            "types: {C: {description: d}}",
            "types: {A: {properties: {x: integer}}, B: {type: object}, C: {type: [A, B], description: d}}",
        ),
        (
            "types: {A: {type: string, pattern: x}}",
            "types: {A: integer}",
            "types: {A: integer}",
        ),
        (
            "types: {A: {properties: {description: string, type: {type: integer, maximum: 3}}}}",
            "types: {A: {properties: {description: {maxLength: 3}, type: boolean}}}",
            "types: {A: {properties: {description: {type: string, maxLength: 3}, type: boolean}}}",
        ),
        (
            "/a: {post: {body: string}}",
            "/a: {post: {body: {maxLength: 3}}}",
            "/a: {post: {body: {type: string, maxLength: 3}}}",
        ),
        (
            "/a: {post: {body: string}}",
            "/a: {post: {body: {text/plain: {type: string, maxLength: 3}}}}",
            "/a: {post: {body: {text/plain: {type: string, maxLength: 3}}}}",
        ),
        ("/a: {type: {r: {d: x}}}", "/a: {type: s}", "/a: {type: s}"),
        (
            "/a: {type: s, get: }",
            "/a: {type: {r: {d: x}}}",
            "/a: {type: {r: {d: x}}, get: }",
        ),
        (
            "/a: {type: {r: {d: x, e: <<d>>}}, get: }",
            "/a: {type: {r: {d: y}}}",
            "/a: {type: {r: {d: y}}, get: }",
        ),
        // Values are replaced.
        (
            "types: {A: {properties: {x?: integer, y?: integer}, example: {x: 1}, (m): {a: 1}, default: {x: 1}}}",
            "types: {A: {example: {y: 2}, (m): {b: 1}, default: {y: 2}}}",
            "types: {A: {properties: {x?: integer, y?: integer}, example: {y: 2}, (m): {b: 1}, default: {y: 2}}}",
        ),
        (
            "types: {A: {type: array, items: integer, default: [1]}}",
            "types: {A: {default: [2]}}",
            "types: {A: {type: array, items: integer, default: [2]}}",
        ),
        (
            "types: {A: {type: integer, examples: {a: 1, b: 2}}}",
            "types: {A: {examples: {b: 3, c: 4}}}",
            "types: {A: {type: integer, examples: {a: 1, b: 3, c: 4}}}",
        ),
        // Lists are joined, the uses of a trait by its name.
        (
            "types: {A: {enum: [a, b]}}",
            "types: {A: {enum: [b, c]}}",
            "types: {A: {enum: [a, b, c]}}",
        ),
        (
            "/a: {get: {is: [u, {t: {p: q}}]}}",
            "/a: {get: {is: [{t: {p: w}}]}}",
            "/a: {get: {is: [u, {t: {p: w}}]}}",
        ),
        // What cannot stand beside what is new gives way.
        (
            "types: {A: {type: integer, example: 1}}",
            "types: {A: {examples: {a: 2}}}",
            "types: {A: {type: integer, examples: {a: 2}}}",
        ),
        (
            "types: {A: {schema: integer}}",
            "types: {A: {type: string}}",
            "types: {A: {type: string}}",
        ),
        (
            "/a: {get: {queryParameters: {q: string}}}",
            "/a: {get: {queryString: {properties: {w: string}}}}",
            "/a: {get: {queryString: {properties: {w: string}}}}",
        ),
    ] {
        let root = format!("#%RAML 1.0\n{heads}{below}\n");
        let over = format!("#%RAML 1.0 Extension\nextends: root.raml\n{over}\n");
        let (merged, report) = load_files(&[("api.raml", &over), ("root.raml", &root)]);
        assert!(!report.contains("error"), "{over}: {report}");
        let whole = format!("#%RAML 1.0\n{heads}{whole}\n");
        let (expected, report) = load_files(&[("api.raml", &whole)]);
        assert!(!report.contains("error"), "{whole}: {report}");
        assert_eq!(shown(&merged), shown(&expected), "{over}");
    }
}

#[test]
fn the_traits_of_a_trait_apply_behind_it() {
    let text = "traits:
  outer: {is: [{inner: {name: <<of>>}}, plain], queryParameters: {page?: {description: outer}}}
  inner: {queryParameters: {<<name>>?: integer, page?: {type: integer, description: inner}}}
  plain: {headers: {X-Plain?: string}}
/a: {get: {is: [{outer: {of: size}}]}}
";
    let api = api(text);
    let method = first(&api);
    let query: Vec<_> = method
        .query
        .iter()
        .map(|of| (&of.name, is_integer(&of.of), of.description.as_deref()))
        .collect();
    assert!(
        matches!(
            query.as_slice(),
            [(_, true, Some("outer")), (_, true, None)]
        ),
        "{query:?}"
    );
    assert_eq!(method.headers.len(), 1);
    assert_eq!(method.traits, ["outer", "inner", "plain"]);
}

#[test]
fn a_type_may_be_the_value_of_a_map() {
    let text = "resourceTypes: {value: {get: {description: <<of>>}}}
types:
  A: {type: {value: integer}}
  B: {properties: {a: {type: {value: [A]}}, value: {type: {value: A}}}}
/a:
  type: {value: {of: all}}
";
    let api = api(text);
    let shape = |name: &str| api.types.get(name).map(|of| of.shape.clone());
    assert!(matches!(shape("A"), Some(Shape::Alias(of)) if is_integer(&of)));
    let Some(Shape::Object(object)) = shape("B") else {
        panic!("{text}");
    };
    for field in &object.fields {
        assert!(matches!(&field.of, TypeRef::Named(name) if name == "A"));
    }
    assert_eq!(object.fields.len(), 2);
    assert_eq!(first(&api).description.as_deref(), Some("all"));
}

#[test]
fn an_overlay_may_use_libraries_where_its_master_does() {
    let library = |name: &str| format!("#%RAML 1.0 Library\nannotationTypes: {{{name}: string}}\n");
    let master = "#%RAML 1.0
title: T
uses: {one: one.raml}
types: {A: {properties: {a: string}}}
(one.a): x
/a: {get: {}}
";
    let over = |uses: &str, type_: &str| {
        let over = format!(
            "#%RAML 1.0 Overlay\nextends: master.raml\nusage: with it\nuses: {{{uses}}}\ntypes: {type_}\n/a: {{(two.b): x, get: {{(one.a): y, description: d}}}}\n"
        );
        load_files(&[
            ("over.raml", &over),
            ("master.raml", master),
            ("one.raml", &library("a")),
            ("two.raml", &library("b")),
        ])
    };
    let (api, report) = over("two: two.raml", "{A: {description: of A}}");
    assert_eq!(report, "");
    assert_eq!(first(&api).description.as_deref(), Some("d"));
    let (_, report) = over("one: one.raml, two: two.raml", "{A: {description: of A}}");
    assert_eq!(report, "");
    let (_, report) = over("two: two.raml", "{A: {minProperties: 2}}");
    assert!(report.contains("an Overlay may not change"), "{report}");
}
