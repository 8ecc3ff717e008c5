//! How parameters and forms are written.

use std::rc::Rc;

use crate::{
    diagnostics::Diagnostics,
    facts::{self, Facts},
    lift::lift,
    model::{Api, Encoding, Http, QueryName, Shape, TypeRef},
    plan::{Plan, Runtime, Settings, check::check},
    source::Sources,
};

use super::{at, load, method, with_paths};

/// The names of the query parameters of an operation with the given parameters.
fn query(parameters: &str) -> Vec<(String, Encoding)> {
    let text = with_paths(&format!("  /a: {{get: {{parameters: [{parameters}]}}}}"));
    let method = method(&text, "/a");
    let names = method.query.iter().map(|parameter| {
        let name = match &parameter.name {
            QueryName::Fixed(name) => name.clone(),
            QueryName::Pattern { pattern, .. } => pattern.clone(),
        };
        (name, parameter.encoding)
    });
    names.collect()
}

#[test]
fn parameters_are_written_as_their_style_says() {
    let texts = |names: &[&str]| -> Vec<(String, Encoding)> {
        let names = names.iter();
        names
            .map(|name| ((*name).to_owned(), Encoding::Texts))
            .collect()
    };
    let one = |encoding| vec![("b".to_owned(), encoding)];
    let list = "schema: {type: array, items: {type: string}}";
    for (parameter, expected) in [
        (format!("{{name: b, in: query, {list}}}"), one(Encoding::Texts)),
        (
            format!("{{name: b, in: query, explode: false, {list}}}"),
            one(Encoding::Joined(',')),
        ),
        (
            format!("{{name: b, in: query, style: pipeDelimited, {list}}}"),
            one(Encoding::Joined('|')),
        ),
        (
            format!("{{name: b, in: query, style: spaceDelimited, explode: true, {list}}}"),
            one(Encoding::Texts),
        ),
        (
            format!("{{name: b, in: query, style: deepObject, {list}}}"),
            texts(&["b[]"]),
        ),
        (
            "{name: b, in: query, schema: {properties: {c: {type: string}, d: {}}}}".to_owned(),
            texts(&["c", "d"]),
        ),
        (
            "{name: b, in: query, explode: false, schema: {properties: {c: {type: string}}}}".to_owned(),
            one(Encoding::Members { within: ',', between: ',' }),
        ),
        (
            // No text stands for an object in an object.
            "{name: b, in: query, explode: false, schema: {properties: {c: {type: object}}}}".to_owned(),
            one(Encoding::Json),
        ),
        (
            "{name: b, in: query, style: deepObject, schema: {properties: {c: {type: integer}, d: {properties: {e: {type: string}}}, f: {type: array, items: {type: string}}}}}".to_owned(),
            texts(&["b[c]", "b[d][e]", "b[f][]"]),
        ),
        (
            "{name: b, in: query, style: deepObject, schema: {additionalProperties: {type: string}}}".to_owned(),
            texts(&["/b[.*]/"]),
        ),
        (
            "{name: b, in: query, style: deepObject, schema: {properties: {c: {type: string}}, additionalProperties: {type: string}}}".to_owned(),
            texts(&["b[c]", "/b[.*]/"]),
        ),
        (
            "{name: b, in: query, style: deepObject, schema: {anyOf: [{type: integer}, {properties: {c: {type: integer}}}]}}".to_owned(),
            texts(&["b", "b[c]"]),
        ),
        (
            "{name: b, in: query, content: {application/json: {schema: {type: object}}}}".to_owned(),
            one(Encoding::Json),
        ),
        (
            "{name: b, in: query, content: {text/plain: {schema: {type: string}}}}".to_owned(),
            one(Encoding::Texts),
        ),
    ] {
        assert_eq!(query(&parameter), expected, "{parameter}");
    }
}

#[test]
fn a_parameter_of_several_scalars_has_the_type_of_all() {
    let dates = "{anyOf: [{type: string, format: date}, {type: string, format: date-time}]}";
    let or_enum = "{oneOf: [{type: integer}, {type: string, enum: [all]}]}";
    let or_list = "{oneOf: [{type: integer}, {type: array, items: {type: integer}}]}";
    let or_texts = "{oneOf: [{type: array, items: {type: string}}, {type: integer}]}";
    let text = with_paths(&format!(
        "  /a/{{p}}:
    get:
      parameters:
      - {{name: p, in: path, required: true, schema: {dates}}}
      - {{name: a, in: query, schema: {dates}}}
      - {{name: b, in: query, required: true, schema: {or_enum}}}
      - {{name: c, in: query, style: deepObject, schema: {{properties: {{d: {dates}}}}}}}
      - {{name: e, in: query, required: true, schema: {or_list}}}
      - {{name: f, in: query, explode: false, schema: {or_texts}}}
      - {{name: g, in: query, required: true, schema: {{anyOf: [{{type: integer}}, {{properties: {{h: {{type: string}}}}}}]}}}}
      - {{name: i, in: query, schema: {{oneOf: [{{type: boolean}}, {or_enum}]}}}}
      - {{name: X-A, in: header, required: true, schema: {dates}}}"
    ));
    let (api, report) = load(&[("api.yaml", &text)]);
    assert_eq!(report, "");
    let api = api.expect("it is read");
    let path = &at(&api, "/a/{p}").parameters[0];
    let method = &at(&api, "/a/{p}").methods[0];
    let found: Vec<String> = method
        .query
        .iter()
        .chain(&method.headers)
        .map(|of| {
            let QueryName::Fixed(name) = &of.name else {
                panic!("{:?} has one name", of.name);
            };
            let mark = if of.required { "!" } else { "" };
            format!("{name}{mark}: {} {:?}", said(&of.of), of.encoding)
        })
        .collect();
    assert_eq!(said(&path.of), "string");
    assert_eq!(
        found,
        [
            "a: string Texts",
            "b!: (integer | all) Texts",
            "c[d]: string Texts",
            "e!: integer[] Texts",
            "f: string[] Joined(',')",
            "g: integer Texts",
            "h: string Texts",
            "i: (boolean | (integer | all)) Texts",
            "X-A!: string Texts",
        ]
    );
    assert_can_be_emitted(api);
}

#[test]
fn a_form_that_is_no_single_object_can_be_sent() {
    let one =
        "{type: object, required: [a, b], properties: {a: {type: string}, b: {type: integer}}}";
    let other = "{type: object, required: [a], properties: {a: {type: string}, c: {type: string}}}";
    for (media_type, expected) in [
        ("{}", vec!["//"]),
        ("{schema: {}}", vec!["//"]),
        ("{schema: {type: object}}", vec!["//"]),
        ("{schema: {type: array, items: {type: string}}}", vec!["//"]),
        (
            "{schema: {properties: {a: {type: string}}, additionalProperties: {type: string}}}",
            vec!["//", "a"],
        ),
        (
            &format!("{{schema: {{oneOf: [{one}, {other}]}}}}"),
            vec!["a!", "b", "c"],
        ),
    ] {
        let text = with_paths(&format!(
            "  /a:
    get: {{parameters: [{{name: q, in: query, schema: {{type: string}}}}]}}
    post: {{requestBody: {{content: {{application/x-www-form-urlencoded: {media_type}}}}}}}"
        ));
        let (api, _) = load(&[("api.yaml", &text)]);
        let mut api = api.expect("it is read");
        facts::apply(&mut api, &Facts::NONE);
        let post = at(&api, "/a")
            .methods
            .iter()
            .find(|of| of.http == Http::Post);
        let form = &post.expect("it is declared").form;
        let names: Vec<String> = form
            .iter()
            .map(|of| match &of.name {
                QueryName::Fixed(name) if of.required => format!("{name}!"),
                QueryName::Fixed(name) => name.clone(),
                QueryName::Pattern { pattern, .. } => pattern.clone(),
            })
            .collect();
        assert_eq!(names, expected, "{media_type}");
        assert_can_be_emitted(api);
    }
}

/// Checks that all of an API has Rust.
fn assert_can_be_emitted(mut api: Api) {
    let mut diagnostics = Diagnostics::default();
    lift(&mut api, &mut diagnostics);
    check(
        &Plan::new(&api, &Settings::of(Runtime::CtpSdk)),
        &mut diagnostics,
    );
    if !diagnostics.is_empty() {
        panic!("{}", diagnostics.into_report(Rc::new(Sources::default())));
    }
}

/// A type in short.
fn said(of: &TypeRef) -> String {
    match of {
        TypeRef::Scalar(scalar) => scalar.as_str().to_owned(),
        TypeRef::Array(items) => format!("{}[]", said(items)),
        TypeRef::Union(members) => {
            let members: Vec<String> = members.iter().map(said).collect();
            format!("({})", members.join(" | "))
        }
        TypeRef::Inline(of) => match &of.shape {
            Shape::Enum(values) => {
                let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
                values.join(" | ")
            }
            Shape::Union(members) => said(&TypeRef::Union(members.clone())),
            other => panic!("{other:?} is neither an enum nor a union"),
        },
        other => panic!("{other:?} is not expected"),
    }
}

#[test]
fn cookies_are_parameters() {
    let text = with_paths(
        "  /a: {parameters: [{name: b, in: cookie, schema: {type: string}}], get: {parameters: [{name: c, in: cookie, required: true, schema: {type: integer}}]}}",
    );
    let cookies = method(&text, "/a").cookies;
    let found: Vec<(&QueryName, bool)> = cookies.iter().map(|of| (&of.name, of.required)).collect();
    assert_eq!(
        found,
        [
            (&QueryName::Fixed("b".to_owned()), false),
            (&QueryName::Fixed("c".to_owned()), true)
        ]
    );
}

#[test]
fn a_header_has_one_name_whatever_its_value_is() {
    let text = with_paths(
        "  /a: {get: {parameters: [{name: X-A, in: header, schema: {properties: {b: {type: string}}}}, {name: X-B, in: header, schema: {type: array, items: {type: string}}}]}}",
    );
    let headers = method(&text, "/a").headers;
    let found: Vec<(&QueryName, Encoding)> =
        headers.iter().map(|of| (&of.name, of.encoding)).collect();
    assert_eq!(
        found,
        [
            (
                &QueryName::Fixed("X-A".to_owned()),
                Encoding::Members {
                    within: ',',
                    between: ','
                }
            ),
            (&QueryName::Fixed("X-B".to_owned()), Encoding::Texts)
        ]
    );
}
