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
            report.contains("error: `C` and `B` are both told apart by"),
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
        ("integer", "1", true),
        ("integer", "z", false),
        ("boolean", "z", false),
        ("string", "z", true),
    ] {
        let report = report(&format!(
            "types:\n  K: {{enum: [x, y]}}\n  A: {{discriminator: kind, properties: {{kind: {kind}}}}}\n  B: {{type: A, discriminatorValue: {value}}}\n"
        ));
        let problem = format!("error: `B` is told apart by `{value}`, which `kind` does not allow");
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
