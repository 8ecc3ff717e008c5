//! What cannot be read is said, with its place and with what is expected.

use super::report;

#[test]
fn what_a_use_of_a_security_scheme_says_is_known_to_the_scheme() {
    let of = |used: &str| {
        report(&format!(
            "securitySchemes: {{o: {{type: OAuth 2.0, settings: {{authorizationGrants: [password], scopes: [aa, b]}}}}}}\n/a: {{get: {{securedBy: {used}}}}}\n"
        ))
    };
    for fitting in [
        "[o]",
        "o",
        "[{o: {scopes: [aa]}}]",
        "[{o: {scopes: b}}]",
        "[null, {o: }]",
    ] {
        assert_eq!(of(fitting), "", "{fitting}");
    }
    let misspelt = of("[{o: {scpes: [aa]}}]");
    assert!(
        misspelt.contains("error: unknown key `scpes`"),
        "{misspelt}"
    );
    assert!(misspelt.contains("there is a key `scopes`"), "{misspelt}");
    let unknown = of("[{o: {scopes: [aaa]}}]");
    assert!(
        unknown.contains("warning: scope `aaa` is not declared"),
        "{unknown}"
    );
    let two = of("[{o: {scopes: [aa]}, p: {}}]");
    assert!(
        two.contains("error: a map where a security scheme is used"),
        "{two}"
    );
    let settings = of("[{o: [aa]}]");
    assert!(settings.contains("error:"), "{settings}");
}

#[test]
fn schemas_beside_types_are_refused_and_read() {
    let report = report("types: {A: {properties: {b: B}}}\nschemas: {B: string}\n");
    assert!(
        report.contains("error: `schemas` beside `types`"),
        "{report}"
    );
    assert!(!report.contains("unknown type"), "{report}");
}

#[test]
fn braces_in_a_path_hold_a_parameter() {
    for (path, problem) in [
        ("/a/{id:", "a `{` without its other brace in a path"),
        ("/a/{id}}", "a `}` without its other brace in a path"),
        ("/a/{{id}}", "a `{` without its other brace in a path"),
        ("/a/{b/c}", "a `{` without its other brace in a path"),
        ("/b/{}", "a parameter without a name in a path"),
        ("/c/{i}{i}", "parameter `i` twice in a path"),
    ] {
        let report = report(&format!("\"{path}\": {{get: }}\n"));
        assert!(
            report.contains(&format!("error: {problem}")),
            "{path}: {report}"
        );
    }
    assert_eq!(report("/a/{b}={c}/{d}: {\"/{e}\": {get: }}\n"), "");
}

#[test]
fn subtypes_have_values_that_tell_them_apart() {
    let of = |b: &str, c: &str| {
        report(&format!(
            "types:\n  A: {{discriminator: kind, properties: {{kind: string}}}}\n  B: {{type: A{b}}}\n  C: {{type: A{c}}}\n"
        ))
    };
    assert_eq!(of("", ""), "");
    for (b, c) in [
        (", discriminatorValue: x", ", discriminatorValue: x"),
        (", discriminatorValue: C", ""),
        ("", ", discriminatorValue: B"),
    ] {
        let report = of(b, c);
        assert!(
            report.contains("error: `C` and `B` are both distinguished by"),
            "{report}"
        );
        assert!(report.contains("`B` is here"), "{report}");
    }
}

#[test]
fn the_value_of_a_subtype_is_one_that_the_discriminator_allows() {
    for (kind, value, is_allowed) in [
        ("{enum: [x, y]}", "x", true),
        ("{enum: [x, y]}", "z", false),
        ("K", "x", true),
        ("K", "z", false),
        ("string", "z", true),
    ] {
        let report = report(&format!(
            "types:\n  K: {{enum: [x, y]}}\n  A: {{discriminator: kind, properties: {{kind: {kind}}}}}\n  B: {{type: A, discriminatorValue: {value}}}\n"
        ));
        let problem =
            format!("error: `B` is distinguished by `{value}`, which `kind` does not allow");
        assert_eq!(!report.contains(&problem), is_allowed, "{kind}: {report}");
    }
}

#[test]
fn an_enum_has_values() {
    for kind in ["string", "integer"] {
        let report = report(&format!("types: {{A: {{type: {kind}, enum: []}}}}\n"));
        assert!(
            report.contains("error: an `enum` without values"),
            "{report}"
        );
    }
}

#[test]
fn an_example_beside_examples_is_refused() {
    for text in [
        "types: {A: {example: a, examples: {b: c}}}\n",
        "types: {A: {properties: {p: {example: a, examples: {b: c}}}}}\n",
        "/a: {post: {body: {text/plain: {type: string, example: a, examples: {b: c}}}}}\n",
        "traits: {t: {queryParameters: {q: {example: a, examples: {b: c}}}}}\n",
    ] {
        let report = report(text);
        assert!(
            report.contains("error: a declaration with `example` and `examples`"),
            "{text}: {report}"
        );
    }
}

#[test]
fn a_pattern_that_is_no_regular_expression_is_warned_of_with_the_reason() {
    for text in [
        "types: {A: {pattern: '[a'}}\n",
        "types: {A: {properties: {'/[a/': string}}}\n",
        "/a: {get: {queryParameters: {'/[a/': string}}}\n",
        "/a/{b}: {uriParameters: {b: {pattern: '[a'}}}\n",
    ] {
        let report = report(text);
        assert!(
            report.contains("warning: `[a` is no regular expression: "),
            "{text}: {report}"
        );
    }
    assert_eq!(report("types: {A: {pattern: '^(?!a)(b)\\\\1$'}}\n"), "");
}

#[test]
fn what_is_given_to_a_template_has_a_parameter() {
    let of = |used: &str| {
        report(&format!(
            "traits: {{t: {{queryParameters: {{<<name>>?: string}}}}}}\nresourceTypes: {{inner: {{get: {{description: <<text | !uppercase>>}}}}, outer: {{type: {{inner: {{}}}}, get: {{is: [{{t: {{name: <<of>>}}}}]}}}}}}\n{used}\n"
        ))
    };
    for used in [
        "/a: {get: {is: [{t: {name: b}}]}}",
        "/a: {is: [{t: {name: b, methodName: c}}], get: }",
        "/a: {type: {outer: {of: b, text: c}}}",
    ] {
        assert_eq!(of(used), "", "{used}");
    }
    for (used, problem) in [
        (
            "/a: {get: {is: [{t: {nam: b, name: c}}]}}",
            "warning: trait `t` has no parameter `nam`",
        ),
        (
            "/a: {is: [{t: {nam: b, name: c}}]}",
            "warning: trait `t` has no parameter `nam`",
        ),
        (
            "/a: {type: {outer: {of: b, text: c, nam: d}}}",
            "warning: resource type `outer` has no parameter `nam`",
        ),
    ] {
        let report = of(used);
        assert!(report.contains(problem), "{used}: {report}");
        assert!(report.contains("1 warning"), "{used}: {report}");
    }
    let near = of("/a: {get: {is: [{t: {nam: b, name: c}}]}}");
    assert!(near.contains("there is a parameter `name`"), "{near}");
}

#[test]
fn templates_that_lead_back_to_themselves_are_refused() {
    for (text, problem) in [
        (
            "traits: {a: {is: [a]}}\n",
            "a trait that uses itself: a -> a",
        ),
        (
            "traits: {a: {is: [b]}, b: {is: [c]}, c: {is: [{b: {}}]}}\n/x: {get: {is: [a]}}\n",
            "a trait that uses itself: b -> c -> b",
        ),
        (
            "resourceTypes: {a: {type: b}, b: {type: a}}\n",
            "a resource type that inherits from itself: a -> b -> a",
        ),
    ] {
        let report = report(text);
        assert!(report.contains(problem), "{report}");
        assert!(report.contains("1 problem in"), "{report}");
    }
    let mut long = "traits:\n  t0: {headers: {h: string}}\n".to_owned();
    for number in 1..2_000 {
        long.push_str(&format!("  t{number}: {{is: [t{}]}}\n", number - 1));
    }
    assert_eq!(report(&long), "");
}

#[test]
fn headers_that_differ_in_case_only_are_one() {
    for text in [
        "/a: {get: {headers: {X-A: string, x-a?: string}}}\n",
        "traits: {t: {headers: {x-a: string}}}\n/a: {get: {is: [t], headers: {X-A: string}}}\n",
        "/a: {get: {responses: {200: {headers: {X-A: string, x-a?: string}}}}}\n",
    ] {
        let report = report(text);
        assert!(report.contains("error: header `x-a"), "{text}: {report}");
        assert!(report.contains("is declared twice"), "{text}: {report}");
    }
    assert_eq!(
        report("/a: {get: {queryParameters: {a?: string, A?: string}}}\n"),
        ""
    );
}

#[test]
fn a_parameter_of_a_path_may_be_named_like_one_above_it() {
    assert_eq!(report("'/a/{id}': {'/b/{id}': {get: }}\n"), "");
    let report = report("'/a/{id}/b/{id}': {get: }\n");
    assert!(
        report.contains("parameter `id` twice in a path"),
        "{report}"
    );
    assert!(report.contains("rename one of the two"), "{report}");
}

#[test]
fn a_discriminator_is_a_text() {
    let of = |kind: &str| {
        report(&format!(
            "types:\n  N: {{type: integer}}\n  S: {{enum: [a, b]}}\n  A: {{discriminator: n, properties: {{n: {kind}}}}}\n  B: {{type: A, discriminatorValue: {}}}\n",
            if kind == "S" { "a" } else { "1" }
        ))
    };
    for kind in ["integer", "number", "boolean", "N", "{type: N, minimum: 1}"] {
        let report = of(kind);
        let problem = "error: a discriminator that is no text";
        assert!(report.contains(problem), "{kind}: {report}");
        assert!(report.contains("declared here"), "{kind}: {report}");
    }
    for kind in ["string", "S", "any", "string | nil"] {
        assert_eq!(of(kind), "", "{kind}");
    }
}

#[test]
fn one_hierarchy_has_one_discriminator() {
    let of = |inner: &str| {
        report(&format!(
            "types:\n  A: {{discriminator: kind, properties: {{kind: string}}}}\n  B: {{type: A, discriminatorValue: b, discriminator: {inner}, properties: {{sub: string}}}}\n  C: {{type: B, discriminatorValue: c}}\n"
        ))
    };
    let second = of("sub");
    let problem = "error: a second discriminator in one hierarchy";
    assert!(second.contains(problem), "{second}");
    assert!(second.contains("`kind` tells the subtypes"), "{second}");
    assert_eq!(of("kind"), "");
}
