//! What other vendors publish: read, with the nearest Rust form that there is.

use std::rc::Rc;

use crate::{
    diagnostics::Diagnostics,
    facts::{self, Facts},
    lift::lift,
    model::{Api, Encoding, Http, Method, QueryName, Scalar, Shape, TypeRef},
    plan::{Plan, Runtime, Settings, check::check},
    source::Sources,
};

use super::{api, at, load, report, with_paths, with_schemas};

fn method(text: &str, path: &str) -> Method {
    let (api, _) = load(&[("api.yaml", text)]);
    at(&api.expect("it is read"), path).methods[0].clone()
}

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

#[test]
fn a_server_of_some_operations_is_not_that_of_the_document() {
    let servers = |paths: &str| {
        let (api, _) = load(&[("api.yaml", &with_paths(paths))]);
        let api = api.expect("it is read");
        let of_paths: Vec<Option<String>> = api
            .all_resources()
            .iter()
            .flat_map(|resource| &resource.methods)
            .map(|method| method.server.clone())
            .collect();
        (api.base_uri.clone(), of_paths)
    };
    let b = || Some("https://b.example".to_owned());
    let c = || Some("https://c.example".to_owned());
    let of_b = "servers: [{url: 'https://b.example'}]";
    let of_c = "servers: [{url: 'https://c.example'}]";
    assert_eq!(
        servers(&format!("  /a: {{{of_b}, get: {{}}}}\n  /c: {{get: {{}}}}")),
        (None, vec![b(), None])
    );
    assert_eq!(
        servers(&format!(
            "  /a: {{{of_b}, get: {{}}}}\n  /c: {{{of_c}, get: {{}}}}"
        )),
        (None, vec![b(), c()])
    );
    assert_eq!(
        servers(&format!("  /a: {{{of_b}, get: {{}}, put: {{{of_c}}}}}")),
        (None, vec![b(), c()])
    );
    assert_eq!(
        servers(&format!(
            "  /a: {{{of_b}, get: {{}}}}\n  /c: {{get: {{{of_b}}}}}"
        )),
        (b(), vec![None, None])
    );
}

#[test]
fn paths_and_operations_may_have_servers() {
    let servers = |root: &str, item: &str, operation: &str| {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T}}\n{root}\npaths: {{/a: {{{item} get: {{{operation}}}}}, /b: {{get: {{}}}}}}"
        );
        let (api, _) = load(&[("api.yaml", &text)]);
        let api = api.expect("it is read");
        (
            api.base_uri.clone(),
            at(&api, "/a").methods[0].server.clone(),
        )
    };
    let text = |text: &str| Some(text.to_owned());
    let root = "servers: [{url: 'https://a.example/v1'}]";
    assert_eq!(servers(root, "", ""), (text("https://a.example/v1"), None));
    assert_eq!(
        servers(root, "servers: [{url: 'https://b.example'}],", "").1,
        text("https://b.example")
    );
    assert_eq!(
        servers(
            root,
            "servers: [{url: 'https://b.example'}],",
            "servers: [{url: /v2}]"
        )
        .1,
        text("https://a.example/v2")
    );
}

#[test]
fn a_document_may_have_no_paths() {
    let shown = load(&[(
        "api.yaml",
        "openapi: 3.1.0\ninfo: {title: \"T\\nof two lines\"}\ncomponents: {schemas: {A: {type: string}}}",
    )]);
    assert_eq!(shown.1, "");
    let api = shown.0.unwrap();
    assert_eq!(api.title, "T of two lines");
    assert!(api.resources.is_empty() && api.types.contains_key("A"));
}

#[test]
fn bodies_of_webhooks_are_types() {
    let api = api("openapi: 3.1.0
info: {title: T}
webhooks:
  pet-added: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}}
  petGone: {post: {requestBody: {$ref: '#/components/requestBodies/Ids'}}}
  pet: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}
components:
  requestBodies: {Ids: {content: {application/json: {schema: {type: array, items: {type: string}}}}}}
  schemas:
    Pet: {type: object}
    PetGoneWebhook: {type: string}");
    let names: Vec<&String> = api.types.keys().collect();
    assert_eq!(
        names,
        [
            "Pet",
            "PetGoneWebhook",
            "PetAddedWebhook",
            "PetGoneWebhook2"
        ]
    );
    assert!(matches!(
        api.types["PetGoneWebhook2"].shape,
        Shape::Alias(TypeRef::Array(_))
    ));
    assert_eq!(
        api.types["PetAddedWebhook"].package.as_deref(),
        Some("Webhooks")
    );
}

#[test]
fn several_references_are_joined_and_one_with_a_discriminator_stays_the_base() {
    let api = api(&with_schemas(
        "    A: {type: object, required: [a], properties: {a: {type: string}}}
    B: {allOf: [{$ref: '#/components/schemas/A'}], properties: {b: {type: string}}}
    K: {type: object, required: [k], discriminator: {propertyName: k}, properties: {k: {type: string}}}
    Joined: {allOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}, {required: [b], properties: {c: {type: integer}}}]}
    C: {type: object, properties: {c: {type: string}}}
    Kind: {allOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/K'}]}
    Twice: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/A'}]}",
    ));
    let fields = |name: &str| -> Vec<(&str, bool)> {
        let fields = api.fields(&api.types[name]).into_iter();
        fields.map(|of| (of.name.as_str(), of.required)).collect()
    };
    assert_eq!(api.types["Joined"].base, None);
    let mut joined = fields("Joined");
    joined.sort_unstable();
    assert_eq!(joined, [("a", true), ("b", true), ("c", false)]);
    let c = api
        .fields(&api.types["Joined"])
        .into_iter()
        .find(|of| of.name == "c");
    assert!(matches!(c.unwrap().of, TypeRef::Scalar(Scalar::Integer(_))));
    assert_eq!(api.types["Kind"].base.as_deref(), Some("K"));
    assert_eq!(api.types["Kind"].tag(), Some("Kind"));
    assert_eq!(fields("Kind"), [("k", true), ("c", false)]);
    assert_eq!(api.types["Twice"].base.as_deref(), Some("A"));
}

#[test]
fn unions_that_only_require_properties_say_nothing_of_the_type() {
    let api = api(&with_schemas(
        "    A:
      type: object
      properties: {a: {type: string}, b: {type: string}}
      anyOf: [{required: [a]}, {required: [b], type: object}]
    B: {allOf: [{$ref: '#/components/schemas/A'}, {oneOf: [{required: [a]}, {not: {required: [a]}}]}]}",
    ));
    assert_eq!(api.fields(&api.types["A"]).len(), 2);
    assert!(api.fields(&api.types["A"]).iter().all(|of| !of.required));
    assert_eq!(api.types["B"].base.as_deref(), Some("A"));
}

#[test]
fn members_beside_properties_are_optional_unless_they_are_the_subtypes() {
    let text = with_schemas(
        "    A:
      type: object
      required: [k, a]
      properties: {k: {type: string}, a: {type: string}}
      oneOf: [{type: object, required: [b], properties: {b: {type: string}}}, {$ref: '#/components/schemas/C'}]
    C: {type: object, required: [c], properties: {c: {type: string}}}
    Pet:
      type: object
      required: [k]
      properties: {k: {type: string}}
      discriminator: {propertyName: k, mapping: {cat: '#/components/schemas/Cat'}}
      oneOf: [{$ref: '#/components/schemas/Cat'}]
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
    Open:
      type: object
      properties: {a: {type: string}}
      anyOf: [{type: object, properties: {b: {type: string}}}, {type: string}]",
    );
    let (api, shown) = load(&[("api.yaml", &text)]);
    assert_eq!(
        shown.matches("warning: properties beside").count(),
        2,
        "{shown}"
    );
    let api = api.unwrap();
    let fields: Vec<(&str, bool)> = api
        .fields(&api.types["A"])
        .into_iter()
        .map(|of| (of.name.as_str(), of.required))
        .collect();
    assert_eq!(
        fields,
        [("k", true), ("a", true), ("b", false), ("c", false)]
    );
    assert_eq!(api.types["Cat"].tag(), Some("cat"));
    assert_eq!(api.types["Cat"].base.as_deref(), Some("Pet"));
    assert_eq!(api.maps(&api.types["Open"]).len(), 1);
}

#[test]
fn unions_of_scalars_are_one_scalar() {
    let api = api(&with_schemas(
        "    A: {anyOf: [{type: string}, {type: string, enum: [a, b]}, {enum: [b, c]}]}
    B: {oneOf: [{type: string, format: date-time}, {type: string, format: date}]}
    C: {oneOf: [{type: integer}, {type: number}]}
    D: {oneOf: [{type: integer}, {type: string}]}
    E: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/A'}]}",
    ));
    let Shape::Enum(values) = &api.types["A"].shape else {
        panic!("an enum beside a text is open, as all are");
    };
    let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
    assert_eq!(values, ["a", "b", "c"]);
    let scalar = |name: &str| match &api.types[name].shape {
        Shape::Alias(TypeRef::Scalar(scalar)) => Some(*scalar),
        _ => None,
    };
    assert_eq!(scalar("B"), Some(Scalar::String));
    assert_eq!(scalar("C"), Some(Scalar::Number(None)));
    assert!(matches!(&api.types["D"].shape, Shape::Union(members) if members.len() == 2));
    assert!(matches!(&api.types["E"].shape, Shape::Alias(TypeRef::Named(name)) if name == "A"));
}

#[test]
fn what_has_no_rust_form_is_any_json() {
    let (api, _) = load(&[(
        "api.yaml",
        &with_schemas(
            "    A: {not: {type: string}}
    B: {type: array, prefixItems: [{type: string}, {type: integer}]}
    C: {type: array, items: false}
    D: {$dynamicRef: '#node'}
    E: {type: object, required: [b], properties: {a: {type: string}}}",
        ),
    )]);
    let api = api.unwrap();
    let shape = |name: &str| &api.types[name].shape;
    assert!(matches!(shape("A"), Shape::Alias(TypeRef::Any)));
    for list in ["B", "C"] {
        assert!(
            matches!(shape(list), Shape::Alias(TypeRef::Array(items)) if matches!(**items, TypeRef::Any)),
            "{list}"
        );
    }
    assert!(matches!(shape("D"), Shape::Alias(TypeRef::Any)));
    let undeclared = api.fields(&api.types["E"])[1];
    assert!(matches!(undeclared.of, TypeRef::Any) && !undeclared.required);
}

#[test]
fn inner_types_of_a_hierarchy_have_values_too() {
    let schemas = |mapping: &str| {
        api(&with_schemas(&format!(
            "    Pet: {{type: object, required: [k], discriminator: {{propertyName: k{mapping}}}, properties: {{k: {{type: string}}}}}}
    Dog: {{allOf: [{{$ref: '#/components/schemas/Pet'}}]}}
    Puppy: {{allOf: [{{$ref: '#/components/schemas/Dog'}}]}}"
        )))
    };
    let tags = |mapping: &str| {
        let api = schemas(mapping);
        ["Pet", "Dog", "Puppy"].map(|name| api.types[name].tag().map(str::to_owned))
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(tags(""), [None, text("Dog"), text("Puppy")]);
    assert_eq!(
        tags(", mapping: {dog: Dog, pup: '#/components/schemas/Puppy'}"),
        [None, text("dog"), text("pup")]
    );
    // Where an inner type has a discriminator of its own, the outer one tells its subtypes apart, too.
    let nested = api(&with_schemas(
        "    Pet: {type: object, required: [k], discriminator: {propertyName: k, mapping: {pup: '#/components/schemas/Puppy'}}, properties: {k: {type: string}}}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, discriminator: {propertyName: k}}]}
    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}]}",
    ));
    assert_eq!(nested.types["Puppy"].tag(), Some("pup"));
}

#[test]
fn required_properties_of_bases_stay_required() {
    let api = api(&with_schemas(
        "    A: {type: object, required: [a], properties: {a: {type: string}}}
    B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {a: {type: string, maxLength: 3}}}]}",
    ));
    assert!(api.fields(&api.types["B"])[0].required);
}

#[test]
fn texts_of_other_media_types_are_bytes() {
    let body = |media_type: &str| {
        let text = with_paths(&format!(
            "  /a: {{post: {{requestBody: {{content: {{'{media_type}': {{schema: {{type: string}}}}}}}}}}}}"
        ));
        method(&text, "/a").bodies[0].of.clone()
    };
    for media_type in ["*/*", "application/octet-stream", "image/png"] {
        let of = body(media_type);
        assert!(
            matches!(of, Some(TypeRef::Scalar(Scalar::File))),
            "{media_type}"
        );
    }
    for media_type in [
        "application/json",
        "text/csv",
        "application/problem+json",
        "application/xml",
    ] {
        let of = body(media_type);
        assert!(
            matches!(of, Some(TypeRef::Scalar(Scalar::String))),
            "{media_type}"
        );
    }
}

#[test]
fn names_of_raml_are_read_in_documents_that_were_made_of_it() {
    let (api, shown) = load(&[(
        "api.yaml",
        "openapi: 3.0.0
info: {title: T}
paths:
  /{shop}/orders/{id}:
    x-annotation-methodName: withId
    x-annotation-updateable: Order
    get:
      x-markDeprecated: true
      parameters:
        - {name: shop, in: path, required: true, schema: {type: string}}
        - {name: id, in: path, required: true, schema: {type: string}}
        - name: /^var[.][a-z]+$/
          in: query
          x-annotation-placeholderParam: {paramName: predicateVar, template: var.<varName>, placeholder: varName}
          schema: {type: array, items: {type: string}}
components:
  schemas:
    Order: {type: object, x-annotation-package: Order, x-beta: true, properties: {at: {type: string, format: datetime}, on: {type: string, format: date-only}, hour: {type: string, format: time-only}}}
    State: {type: string, enum: [open], x-annotation-enumDescriptions: {open: It is open.}}
",
    )]);
    assert_eq!(shown, "");
    let api = api.unwrap();
    let order = at(&api, "/{shop}/orders/{id}");
    assert_eq!(order.method_name.as_deref(), Some("withId"));
    assert_eq!(order.lifecycle.updateable.as_deref(), Some("Order"));
    let get = &order.methods[0];
    assert!(get.marks.mark_deprecated);
    let QueryName::Pattern {
        placeholder: Some(placeholder),
        ..
    } = &get.query[0].name
    else {
        panic!("a name between slashes is a pattern");
    };
    assert_eq!(
        (
            placeholder.prefix.as_str(),
            placeholder.placeholder.as_str()
        ),
        ("var.", "varName")
    );
    let of = &api.types["Order"];
    assert!(of.marks.beta);
    assert_eq!(of.package.as_deref(), Some("Order"));
    let scalars: Vec<_> = api
        .fields(of)
        .into_iter()
        .map(|field| api.scalar(&field.of))
        .collect();
    assert_eq!(
        scalars,
        [
            Some(Scalar::DateTime),
            Some(Scalar::DateOnly),
            Some(Scalar::TimeOnly)
        ]
    );
    let Shape::Enum(values) = &api.types["State"].shape else {
        panic!("a list of texts is an enum");
    };
    assert_eq!(values[0].description.as_deref(), Some("It is open."));
}

#[test]
fn a_document_that_cannot_be_read_says_so_in_one_screen() {
    let mut schemas = String::new();
    for number in 0..200 {
        schemas.push_str(&format!(
            "    A{number}: {{type: object, properties: {{a: {{$ref: '#/components/schemas/Missing{number}'}}, b: {{type: strin}}}}}}\n"
        ));
    }
    let shown = report(&with_schemas(schemas.trim_end()));
    assert!(shown.contains("400 problems"), "{shown}");
    assert!(shown.lines().count() < 45, "{shown}");
}

#[test]
fn a_body_may_be_left_out_unless_it_is_required() {
    let is_optional = |body: &str| {
        let text = with_paths(&format!("  /a: {{post: {{{body}}}}}"));
        method(&text, "/a").is_body_optional
    };
    let content = "content: {application/json: {schema: {type: string}}}";
    assert!(is_optional(&format!("requestBody: {{{content}}}")));
    assert!(is_optional(&format!(
        "requestBody: {{required: false, {content}}}"
    )));
    assert!(!is_optional(&format!(
        "requestBody: {{required: true, {content}}}"
    )));
    assert!(!is_optional("responses: {}"));
}

#[test]
fn a_value_is_held_once_against_each_schema_of_unions_of_unions() {
    // Each of the 40 schemas twice would be more comparisons than are made for a document: all values would fit then.
    let unions: String = (0..40)
        .map(|number| {
            let next = format!("{{$ref: '#/components/schemas/A{}'}}", number + 1);
            let key = ["oneOf", "anyOf"][number % 2];
            format!("    A{number}: {{{key}: [{next}, {next}]}}\n")
        })
        .collect();
    let shown = report(&with_schemas(&format!(
        "    E: {{allOf: [{{$ref: '#/components/schemas/A0'}}], example: wrong}}\n{unions}    A40: {{type: integer}}"
    )));
    assert!(
        shown.contains("the example fits no member of the union"),
        "{shown}"
    );
}

#[test]
fn values_that_do_not_fit_their_schemas_are_warnings_with_a_place() {
    for (schema, expected) in [
        (
            "{type: integer, default: abc}",
            "the default is `abc`, not an integer",
        ),
        (
            "{type: integer, default: 1.5}",
            "the default is `1.5`, not an integer",
        ),
        (
            "{type: string, default: {a: 1}}",
            "the default is a map, not a string",
        ),
        (
            "{type: string, default: 12}",
            "the default is `12`, not a string",
        ),
        (
            "{type: string, enum: [a, b], default: c}",
            "the default is none of a, b",
        ),
        (
            "{type: integer, enum: [1, two]}",
            "a value of the enum is `two`, not an integer",
        ),
        (
            "{type: integer, const: one}",
            "the constant is `one`, not an integer",
        ),
        (
            "{type: [integer, boolean], default: abc}",
            "the default is `abc`, not an integer or a boolean",
        ),
        (
            "{type: integer, minimum: 5, maximum: 3}",
            "`minimum` is 5 and `maximum` is 3",
        ),
        (
            "{type: string, minLength: 5, maxLength: 3}",
            "`minLength` is 5 and `maxLength` is 3",
        ),
        (
            "{type: integer, minimum: 5, default: 3}",
            "the default is below `minimum`, which is 5",
        ),
        (
            "{type: integer, exclusiveMinimum: 5, default: 5}",
            "the default is not above 5",
        ),
        (
            "{type: string, format: date, example: tomorrow}",
            "the example is `tomorrow`, not a date",
        ),
        (
            "{type: object, required: [a], properties: {a: {type: string}}, example: {b: 1}}",
            "the example has no `a`, which is required",
        ),
        (
            "{type: array, items: {$ref: '#/components/schemas/Known'}, examples: [[{id: 7}]]}",
            "`[0].id` of the example is `7`, not a string",
        ),
        (
            "{oneOf: [{type: string}, {type: boolean}], default: 3}",
            "the default fits no member of the union",
        ),
        (
            "{type: object, properties: {a: {type: integer, default: b}}}",
            "the default is `b`, not an integer",
        ),
    ] {
        let shown = report(&with_schemas(&format!(
            "    A: {schema}\n    Known: {{type: object, properties: {{id: {{type: string}}}}}}"
        )));
        let first = shown.lines().next().unwrap_or_default();
        assert_eq!(first, format!("warning: {expected}"), "{schema}: {shown}");
        assert!(shown.contains("spec/api.yaml:"), "{shown}");
    }
}

#[test]
fn values_that_fit_their_schemas_are_no_warnings() {
    for schema in [
        "{type: [integer, 'null'], default: null}",
        "{type: number, default: 1, enum: [1, 2.5]}",
        "{type: string, enum: [a, null], default: a}",
        "{type: object, required: [id, name], properties: {id: {type: string, readOnly: true}, name: {type: string}}, example: {name: a}}",
        "{type: object, properties: {a: {type: integer}}, example: '{\"a\": 1}'}",
        "{type: object, additionalProperties: {type: integer}, example: {a: 1}}",
        "{allOf: [{type: object, properties: {a: {type: integer}}}], example: {a: 1, b: c}}",
        "{type: string, format: date-time, example: '2015-07-04T21:00:00Z'}",
    ] {
        assert_eq!(
            report(&with_schemas(&format!("    A: {schema}"))),
            "",
            "{schema}"
        );
    }
}

#[test]
fn examples_of_parameters_and_bodies_are_held_against_their_schemas() {
    let shown = report(&with_paths(
        "  /a:
    post:
      parameters: [{name: p, in: query, schema: {type: integer}, example: abc}]
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {a: {type: integer}}}
            examples: {one: {value: {a: b}}}
          application/xml: {schema: {type: object}, example: <a/>}
      responses: {204: {description: ''}}",
    ));
    assert!(
        shown.contains("the example is `abc`, not an integer"),
        "{shown}"
    );
    assert!(
        shown.contains("`a` of the example is `b`, not an integer"),
        "{shown}"
    );
    assert!(shown.contains("2 warnings"), "{shown}");
}

#[test]
fn bodies_of_callbacks_are_types() {
    let (api, report) = load(&[(
        "api.yaml",
        "openapi: 3.1.0
info: {title: T}
paths:
  /a:
    post:
      responses: {204: {description: ''}}
      callbacks:
        petAdded:
          '{$request.body#/url}':
            post: {requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}
        shared: {$ref: '#/components/callbacks/pet_gone'}
components:
  callbacks:
    pet_gone:
      '{$request.body#/url}':
        post: {requestBody: {content: {application/json: {schema: {type: object, properties: {b: {type: string}}}}}}}
",
    )]);
    assert_eq!(report, "");
    let api = api.expect("it is read");
    let names: Vec<&str> = api.types.keys().map(String::as_str).collect();
    assert_eq!(names, ["PetAddedCallback", "PetGoneCallback"]);
}

#[test]
fn a_discriminator_that_is_no_text_is_not_used() {
    for kind in ["integer", "number", "boolean"] {
        let (api, report) = load(&[(
            "api.yaml",
            &with_schemas(&format!(
                "    A: {{type: object, required: [n], discriminator: {{propertyName: n}}, properties: {{n: {{type: {kind}}}}}}}
    B: {{allOf: [{{$ref: '#/components/schemas/A'}}], properties: {{b: {{type: string}}}}}}
    C: {{type: object, properties: {{n: {{type: {kind}}}}}}}
    E: {{type: object, properties: {{n: {{type: {kind}}}, e: {{type: string}}}}}}
    D: {{oneOf: [{{$ref: '#/components/schemas/C'}}, {{$ref: '#/components/schemas/E'}}], discriminator: {{propertyName: n, mapping: {{'1': '#/components/schemas/C'}}}}}}"
            )),
        )]);
        let warning = "warning: a discriminator that is no text: `n`";
        assert_eq!(report.matches(warning).count(), 2, "{report}");
        assert!(!report.contains("error"), "{report}");
        let api = api.unwrap();
        for name in ["A", "B", "C", "E"] {
            let of = &api.types[name];
            assert!(api.discriminator(of).is_none(), "{kind}: {name}");
            assert_eq!(of.tag(), None, "{kind}: {name}");
        }
    }
}
