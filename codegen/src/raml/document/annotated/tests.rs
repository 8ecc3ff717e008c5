//! What is read of scalars with annotations.

use crate::testing::load;

/// What a specification is read as, without places.
fn model(text: &str) -> String {
    let model = match load(text) {
        Ok(specification) => format!("{:#?}", specification.api),
        Err(report) => report.to_string(),
    };
    let has_place = |line: &&str| {
        ["start:", "end:"]
            .iter()
            .any(|place| line.trim_start().starts_with(place))
    };
    let lines = model.lines().filter(|line| !has_place(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The fixture, with and without its annotations.
const FIXTURE: &str = include_str!("../../../../../tests/fixtures/annotated_scalars/api.raml");

/// Replaces every annotated scalar of the fixture by its value, in the text.
fn without_annotations(text: &str) -> String {
    let plain = |line: &str| match line.split_once("{value: ") {
        Some((before, rest)) if rest.contains(", (") => {
            let (value, _) = rest.rsplit_once(", (").expect("it has an annotation");
            format!("{before}{value}")
        }
        Some((before, rest)) if before.trim() == "description:" => {
            format!("{before}{}", rest.trim_end_matches('}'))
        }
        _ => line.to_owned(),
    };
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_is_read_as_its_value() {
    let plain = without_annotations(FIXTURE);
    assert!(!plain.contains("(since)"), "{plain}");
    let read = model(FIXTURE);
    assert!(read.contains("Gets the parcels."), "{read}");
    assert!(read.contains("At most 100."), "{read}");
    assert_same(&read, &model(&plain));
}

/// Fails at the first lines that differ.
fn assert_same(left: &str, right: &str) {
    for (left, right) in left.lines().zip(right.lines()) {
        assert_eq!(left, right);
    }
    assert_eq!(left.lines().count(), right.lines().count());
}

#[test]
fn their_annotations_are_checked() {
    let of = |facet: &str| {
        let text = format!(
            "#%RAML 1.0\ntitle: T\nannotationTypes: {{since: integer}}\ntypes:\n  A:\n    {facet}\n"
        );
        match load(&text) {
            Ok(specification) => specification.warnings.to_string(),
            Err(report) => report.to_string(),
        }
    };
    let misfit = of("description: {value: D, (since): new}");
    assert!(misfit.contains("annotation `(since)`"), "{misfit}");
    let unknown = of("description: {value: D, (before): 1}");
    assert!(
        unknown.contains("annotation `(before)` is not declared"),
        "{unknown}"
    );
    let map = of("description: {value: {a: b}, (since): 1}");
    assert!(map.contains("`description` is a map"), "{map}");
    let other = of("description: {value: D, other: 1}");
    assert!(
        other.contains("unknown key `other` in a scalar with annotations"),
        "{other}"
    );
}

#[test]
fn a_key_beside_the_value_is_refused_with_a_suggestion() {
    let of = |facet: &str| {
        let text = format!("#%RAML 1.0\ntitle: T\nannotationTypes: {{since: integer}}\n{facet}\n");
        match load(&text) {
            Ok(_) => String::new(),
            Err(report) => report.to_string(),
        }
    };
    for facet in [
        "description: {value: D, valu: E}",
        "description: {valu: D, (since): 1}",
        "description: {valu: D}",
        "types: {A: {properties: {a: string}, discriminator: {valu: a, (since): 1}}}",
        "types: {A: {type: integer, minimum: {value: 1, values: 2}}}",
        "types: {A: {xml: {name: {value: b, vaule: c}}}}",
        "/a: {get: {displayName: {value: b, vaue: c, (since): 1}}}",
    ] {
        let report = of(facet);
        assert!(
            report.contains("in a scalar with annotations") && report.contains("a key `value`"),
            "{facet}: {report}"
        );
        assert!(report.contains("1 problem in"), "{facet}: {report}");
    }
    for facet in ["description: {a: b}", "description: {(since): 1}"] {
        assert!(of(facet).contains("`description` is a map"), "{facet}");
    }
}

/// Files of a specification in a separate folder, read from `api.raml`.
fn files(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("the file can be written");
    }
    match crate::load(&folder.path().join("api.raml")) {
        Ok(read) => format!("{}\n{:#?}", read.warnings, read.api),
        Err(report) => report.to_string(),
    }
}

#[test]
fn every_scalar_of_raml_may_have_annotations() {
    let plain = "#%RAML 1.0
title: T
annotationTypes: {since: integer}
securitySchemes:
  oauth:
    type: OAuth 2.0
    displayName: @Sign in@
    settings:
      authorizationUri: @https://example.com/a@
      accessTokenUri: @https://example.com/b@
types:
  Base:
    displayName: @Base@
    type: @object@
    facets:
      unit: string
      rank?: integer
    discriminator: @kind@
    properties:
      kind: string
      label:
        default: @l@
        example: @m@
        minLength: @1@
        pattern: @[a-z]@
        xml:
          attribute: @true@
          name: @lab@
          namespace: @urn:a@
          prefix: @p@
    xml:
      wrapped: @false@
  Sub:
    type: @Base@
    unit: @kg@
    rank: @1@
    discriminatorValue: @sub@
    minProperties: @1@
    maxProperties: @9@
    additionalProperties: @true@
/a:
  displayName: @A@
  get:
    displayName: @Get@
    queryParameters:
      q:
        required: @false@
        type: @integer@
        multipleOf: @2@
    responses:
      200:
        description: @Fine@
        body: {application/json: {type: @Sub@}}
";
    let document = |of: &dyn Fn(&str) -> String| {
        let parts = plain.split('@').enumerate();
        let text: String = parts
            .map(|(position, part)| match position % 2 {
                0 => part.to_owned(),
                _ => of(part),
            })
            .collect();
        model(&text)
    };
    let quoted = |part: &str| match part {
        "true" | "false" | "1" | "2" | "9" => part.to_owned(),
        text => format!("'{text}'"),
    };
    let expected = document(&quoted);
    assert!(expected.contains("tag: Some("), "{expected}");
    assert_same(
        &document(&|part| format!("{{value: {}, (since): 1}}", quoted(part))),
        &expected,
    );
    // The annotations are checked everywhere.
    let wrong = document(&|part| format!("{{value: {}, (since): new}}", quoted(part)));
    let count = plain.matches('@').count() / 2;
    assert!(wrong.contains(&format!("{count} problems in")), "{wrong}");
}

#[test]
fn what_leads_to_other_files_may_have_annotations() {
    let root = "#%RAML 1.0\ntitle: T\nannotationTypes: {since: integer}\nuses: {types: @types.raml@}\n/a: {get: {description: B, responses: {200: {body: {application/json: types.A}}}}}\n";
    let types = "#%RAML 1.0 Library\nusage: @for A@\nuses: {more: @more.raml@}\ntypes: {A: {type: more.B, description: @a@}}\n";
    let more = "#%RAML 1.0 Library\ntypes: {B: integer}\n";
    let over =
        "#%RAML 1.0 Extension\nextends: @root.raml@\nusage: @u@\n/a: {get: {description: @C@}}\n";
    let read = |of: &str| {
        let (before, after) = of.split_once('@').expect("the value stands between them");
        let text = |text: &str| {
            let parts = text.split('@').enumerate();
            let parts = parts.map(|(position, part)| match position % 2 {
                0 => part.to_owned(),
                _ => format!("{before}{part}{after}"),
            });
            parts.collect::<String>()
        };
        let read = files(&[
            ("api.raml", &text(over)),
            ("root.raml", &text(root)),
            ("types.raml", &text(types)),
            ("more.raml", more),
        ]);
        let has_place = |line: &&str| ["start:", "end:"].iter().any(|place| line.contains(place));
        let lines: Vec<&str> = read.lines().filter(|line| !has_place(line)).collect();
        lines.join("\n")
    };
    let expected = read("'@'");
    assert!(expected.contains("\"C\""), "{expected}");
    assert_same(&read("{value: '@', (since): 1}"), &expected);
    let wrong = read("{value: '@', (since): new}");
    assert!(wrong.contains("7 problems in"), "{wrong}");
}

#[test]
fn a_value_with_keys_like_those_of_a_scalar_stays_as_it_is() {
    let text = "#%RAML 1.0
title: T
annotationTypes: {since: integer}
types:
  Book:
    properties: {title: Value}
    default: {title: {value: Milk, (since): 1}}
  Value: {properties: {value: string}}
  Ranged: {facets: {range: Value}}
  Narrow: {type: Ranged, range: {value: wide}}
";
    let report = load(text).map_err(|report| report.to_string()).err();
    assert_eq!(report, None);
}

#[test]
fn a_default_with_a_value_is_an_object_unless_it_has_annotations() {
    let of = |default: &str| {
        let text = format!(
            "#%RAML 1.0\ntitle: T\nannotationTypes: {{since: integer}}\ntypes:\n  A:\n    properties: {{value: integer}}\n    default: {default}\n"
        );
        load(&text).map_err(|report| report.to_string()).err()
    };
    assert_eq!(of("{value: 1}"), None);
    assert_eq!(of("{value: {value: 1}, (since): 1}"), None);
    let misfit = of("{value: 1, (since): 1}").expect("a number is no object");
    assert!(misfit.contains("the default"), "{misfit}");
}
