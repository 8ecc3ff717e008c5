//! What other vendors publish: read, with the nearest Rust form that there is.

use crate::model::{QueryName, Scalar, Shape, TypeRef};

use super::{api, at, load, method, report, with_paths, with_schemas};

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
