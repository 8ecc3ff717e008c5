//! What becomes of the parts of a document.

use crate::model::{EnumValue, Http, Literal, QueryName, Scalar, Shape, TypeRef};

use super::{SHOP, api, at, listed, load, with_paths, with_schemas};

#[test]
fn the_head_becomes_the_api() {
    let api = api(SHOP);
    assert_eq!(api.title, "Shop");
    assert_eq!(api.base_uri.as_deref(), Some("https://eu.shop.example/v1"));
    assert_eq!(
        api.documentation.as_deref(),
        Some("https://shop.example/docs")
    );
    assert_eq!(api.security_schemes["oauth"], ["read", "write"]);
    assert!(api.security_schemes["basic"].is_empty());
}

#[test]
fn paths_become_a_tree_of_their_parts() {
    let api = api(SHOP);
    let all = api.all_resources();
    let paths: Vec<&str> = all.iter().map(|resource| resource.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/{shop}",
            "/{shop}/orders",
            "/{shop}/orders/{id}",
            "/{shop}/orders/{id}/picture",
            "/ping"
        ]
    );
    let orders = at(&api, "/{shop}/orders");
    assert_eq!(orders.segment, "/orders");
    assert_eq!(orders.method_name.as_deref(), Some("allOrders"));
    assert_eq!(orders.description.as_deref(), Some("The orders of a shop."));
    let methods: Vec<Http> = orders.methods.iter().map(|method| method.http).collect();
    assert_eq!(methods, [Http::Get, Http::Post]);
    // A parameter belongs to the part of the path that contains it, which the document need not name.
    let parameters = |path: &str| -> Vec<&str> {
        let parameters = at(&api, path).parameters.iter();
        parameters.map(|of| of.name.as_str()).collect()
    };
    assert_eq!(parameters("/{shop}"), ["shop"]);
    assert_eq!(parameters("/{shop}/orders"), [""; 0]);
    assert_eq!(parameters("/{shop}/orders/{id}"), ["id"]);
    assert_eq!(parameters("/{shop}/orders/{id}/picture"), [""; 0]);
    assert!(at(&api, "/{shop}/orders/{id}").methods.is_empty());
}

#[test]
fn parameters_of_the_path_come_before_those_of_the_operation() {
    let api = api(SHOP);
    let list = &at(&api, "/{shop}/orders").methods[0];
    assert_eq!(list.headers[0].name, QueryName::Fixed("X-Trace".to_owned()));
    let [expand, limit, sort] = list.query.as_slice() else {
        panic!("three query parameters are declared");
    };
    assert_eq!(expand.name, QueryName::Fixed("expand".to_owned()));
    assert!(
        matches!(&expand.of, TypeRef::Array(items) if matches!(**items, TypeRef::Scalar(Scalar::String)))
    );
    assert!(limit.required && !expand.required);
    assert_eq!(limit.description.as_deref(), Some("How many."));
    assert_eq!(limit.facets.maximum.as_deref(), Some("500"));
    assert_eq!(limit.facets.default, Some(Literal::Number("20".to_owned())));
    assert!(sort.marks.mark_deprecated);
}

#[test]
fn responses_are_sorted_and_ranges_have_a_status() {
    let api = api(SHOP);
    let status = |path: &str, method: usize| -> Vec<u16> {
        let method = &at(&api, path).methods[method];
        method
            .responses
            .iter()
            .map(|response| response.status)
            .collect()
    };
    assert_eq!(status("/{shop}/orders", 0), [200, 400]);
    assert_eq!(status("/{shop}/orders", 1), [200]);
    // Where no success is named, the default is one.
    assert_eq!(status("/{shop}/orders/{id}/picture", 0), [200]);
    let list = &at(&api, "/{shop}/orders").methods[0].responses[0];
    assert_eq!(
        (list.headers[0].name.as_str(), list.headers[0].required),
        ("X-Total", true)
    );
    assert_eq!(list.bodies[0].examples.len(), 1);
}

#[test]
fn security_is_that_of_the_operation_or_else_of_the_document() {
    let api = api(SHOP);
    let orders = at(&api, "/{shop}/orders");
    let scopes = |method: usize| -> Vec<&str> {
        orders.methods[method]
            .scopes
            .iter()
            .map(String::as_str)
            .collect()
    };
    assert_eq!(scopes(0), ["read"]);
    assert_eq!(scopes(1), ["read", "write"]);
    assert_eq!(
        at(&api, "/{shop}/orders/{id}/picture").methods[0].security_scheme,
        None
    );
    assert!(orders.methods[1].marks.mark_deprecated);
}

#[test]
fn properties_have_types_constraints_and_marks() {
    let api = api(SHOP);
    let order = &api.types["Order"];
    assert_eq!(order.package.as_deref(), Some("Order"));
    assert_eq!(api.types["Line"].package.as_deref(), Some("Shop"));
    assert_eq!(order.examples.len(), 1);
    let field = |name: &str| {
        api.fields(order)
            .into_iter()
            .find(|field| field.name == name)
            .unwrap()
    };
    for (name, scalar) in [
        ("createdAt", Scalar::DateTime),
        ("day", Scalar::DateOnly),
        ("hour", Scalar::TimeOnly),
        ("note", Scalar::String),
        ("rating", Scalar::Integer(None)),
        ("isOpen", Scalar::Boolean),
    ] {
        assert!(
            matches!(field(name).of, TypeRef::Scalar(of) if of == scalar),
            "{name}"
        );
    }
    assert_eq!(field("id").facets.max_length.as_deref(), Some("36"));
    assert_eq!(field("lines").facets.unique_items, Some(true));
    assert_eq!(field("isOpen").facets.default, Some(Literal::Bool(false)));
    assert_eq!(field("rating").facets.values, ["1", "2", "3"]);
    assert!(field("state").marks.mark_deprecated);
    assert!(field("secret").secret);
    assert!(matches!(field("anything").of, TypeRef::Any));
    assert!(matches!(field("custom").of, TypeRef::AnyObject));
    assert!(matches!(&field("parent").of, TypeRef::Named(name) if name == "Order"));
}

#[test]
fn a_bound_that_excludes_itself_is_a_step_further_or_in_words() {
    let api = api(SHOP);
    let order = &api.types["Order"];
    let field = |name: &str| {
        api.fields(order)
            .into_iter()
            .find(|field| field.name == name)
            .unwrap()
    };
    let pieces = &field("pieces").facets;
    assert_eq!(
        (pieces.minimum.as_deref(), pieces.maximum.as_deref()),
        (Some("1"), Some("9"))
    );
    assert_eq!(field("weight").facets.minimum, None);
    assert_eq!(
        field("weight").description.as_deref(),
        Some("In grams.\n\nThe value is more than 0.")
    );
    let older = super::api(
        "openapi: 3.0.0\ninfo: {title: T}\npaths: {}\ncomponents: {schemas: {A: {type: integer, minimum: 3, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}}}",
    );
    let facets = &older.types["A"].facets;
    assert_eq!(
        (facets.minimum.as_deref(), facets.maximum.as_deref()),
        (Some("4"), Some("9"))
    );
}

#[test]
fn what_may_be_null_says_so_and_is_required_all_the_same() {
    let api = api(&with_schemas(
        "    A:
      type: object
      required: [a, b, c, d, e, f, g, h]
      properties:
        a: {type: [string, 'null']}
        b: {type: string, nullable: true}
        c: {$ref: '#/components/schemas/B'}
        d: {oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}
        e: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true}
        f: {enum: [x, null]}
        g: {type: array, items: {type: [integer, 'null']}}
        h: {type: 'null'}
    B: {$ref: '#/components/schemas/C'}
    C: {type: integer, nullable: true}",
    ));
    let fields = api.fields(&api.types["A"]);
    assert!(fields.iter().all(|of| of.required));
    let nullable: Vec<&str> = fields
        .iter()
        .filter(|of| of.nullable)
        .map(|of| of.name.as_str())
        .collect();
    assert_eq!(nullable, ["a", "b", "c", "d", "e", "f", "h"]);
    assert!(matches!(fields[0].of, TypeRef::Scalar(Scalar::String)));
    assert!(matches!(&fields[2].of, TypeRef::Named(name) if name == "B"));
    assert!(matches!(&fields[3].of, TypeRef::Named(name) if name == "A"));
    assert!(matches!(&fields[4].of, TypeRef::Named(name) if name == "A"));
    assert!(matches!(&fields[7].of, TypeRef::Scalar(Scalar::Nil)));
    assert_eq!(listed(&api, &["\"name\":\"g\""]).len(), 1);
    assert!(listed(&api, &["\"name\":\"g\""])[0].contains("\"union[]\""));
}

#[test]
fn an_all_of_with_one_reference_is_inheritance() {
    let api = api(SHOP);
    let cat = &api.types["Cat"];
    assert_eq!(cat.base.as_deref(), Some("Animal"));
    let own: Vec<(&str, bool)> = cat
        .object()
        .unwrap()
        .fields
        .iter()
        .map(|of| (of.name.as_str(), of.required))
        .collect();
    // What the base leaves open and the subtype requires is declared again, and nothing else.
    assert_eq!(own, [("lives", true), ("name", true)]);
    assert_eq!(api.types["Dog"].description.as_deref(), Some("A dog."));
    assert!(api.types["Bird"].object().unwrap().fields.is_empty());
}

#[test]
fn tags_come_from_the_mapping_the_only_value_or_the_name() {
    let api = api(SHOP);
    let tag = |name: &str| api.types[name].tag();
    assert_eq!(
        (tag("Cat"), tag("Dog"), tag("Bird")),
        (Some("cat"), Some("dog"), Some("Bird"))
    );
    assert_eq!(
        (tag("Card"), tag("Invoice")),
        (Some("card"), Some("invoice"))
    );
    assert_eq!(tag("Animal"), None);
    assert_eq!(
        api.types["Animal"]
            .object()
            .unwrap()
            .discriminator
            .as_deref(),
        Some("kind")
    );
    assert_eq!(
        api.types["Card"].object().unwrap().discriminator.as_deref(),
        Some("method")
    );
    // The property whose only value is the tag needs no separate enum.
    let method = &api.types["Invoice"].object().unwrap().fields[0];
    assert!(matches!(method.of, TypeRef::Scalar(Scalar::String)));
}

#[test]
fn unions_enums_aliases_and_maps_keep_their_shape() {
    let api = api(SHOP);
    assert!(matches!(&api.types["Either"].shape, Shape::Union(members) if members.len() == 2));
    assert!(
        matches!(&api.types["Kind"].shape, Shape::Alias(TypeRef::Named(name)) if name == "Channel")
    );
    let Shape::Enum(values) = &api.types["Channel"].shape else {
        panic!("texts with descriptions are an enum");
    };
    let web = EnumValue {
        value: "web".to_owned(),
        description: Some("The web shop.".to_owned()),
    };
    assert_eq!(values[0], web);
    assert_eq!(
        listed(
            &api,
            &[
                "\"kind\":\"map\"",
                "\"type\":\"Scores\"",
                "\"value\":\"number\""
            ]
        )
        .len(),
        1
    );
    assert_eq!(api.types["Line"].object().unwrap().maps[0].pattern, "^x-");
}

#[test]
fn parts_of_an_all_of_without_a_name_are_one_object() {
    let api = api(&with_schemas(
        "    A:
      allOf:
        - {type: object, required: [b], properties: {a: {type: string}}}
        - {properties: {b: {type: string}}}
    B: {allOf: [{type: string}], description: A text.}",
    ));
    assert_eq!(
        listed(&api, &["\"type\":\"A\"", "\"required\":true"]).len(),
        1
    );
    assert_eq!(api.fields(&api.types["A"]).len(), 2);
    assert!(matches!(
        api.types["B"].shape,
        Shape::Alias(TypeRef::Scalar(Scalar::String))
    ));
}

#[test]
fn additional_properties_may_be_typed_open_or_closed() {
    let api = api(&with_schemas(
        "    A: {type: object, additionalProperties: {type: integer}}
    B: {type: object, additionalProperties: true, properties: {x: {type: string}}}
    C: {type: object, additionalProperties: false}
    D: {type: object, properties: {x: {type: object, additionalProperties: true}}}",
    ));
    let maps = |name: &str| api.types[name].object().unwrap().maps.len();
    assert_eq!((maps("A"), maps("B"), maps("C")), (1, 1, 0));
    assert!(matches!(
        api.fields(&api.types["D"])[0].of,
        TypeRef::AnyObject
    ));
}

#[test]
fn json_is_read_like_yaml() {
    let json = r##"{"openapi": "3.0.3", "info": {"title": "T"}, "paths": {"/a": {"get": {"responses": {"200": {
        "description": "x", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
        "components": {"schemas": {"A": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}}}}"##;
    let (api, report) = load(&[("api.json", json)]);
    assert_eq!(report, "");
    assert_eq!(
        listed(&api.unwrap(), &["\"path\":\"/a\"", "\"response\":\"A\""]).len(),
        1
    );
}

#[test]
fn a_parameter_of_an_operation_replaces_that_of_the_path() {
    let api = api(&with_paths(
        "  /a:
    parameters:
      - {name: q, in: query, schema: {type: string}}
      - {name: Accept, in: header, schema: {type: string}}
    get:
      parameters:
        - {name: q, in: query, required: true, schema: {type: integer}}
      responses: {'204': {description: x}}",
    ));
    let method = &api.resources[0].methods[0];
    assert_eq!(method.query.len(), 1);
    assert!(method.query[0].required);
    assert!(
        method.headers.is_empty(),
        "media types say what is accepted"
    );
}

#[test]
fn the_operation_id_names_what_nothing_else_does() {
    let api = api(&with_paths(
        "  /: {get: {operationId: apiOverview}}
  /client: {get: {operationId: showClient}}
  /a-b: {get: {operationId: first}}
  /a_b: {get: {operationId: second}}
  /a.b: {get: {}}
  /files: {get: {operationId: listFiles}, head: {}}
  /files/: {get: {}}
  /files/get: {get: {}}
  /files/{id}.json: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}
  /files/json: {get: {operationId: listFiles2}}
  /files/json{id}: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}",
    ));
    let names: Vec<(&str, String)> = api
        .all_resources()
        .into_iter()
        .map(|resource| {
            (
                resource.path.as_str(),
                crate::names::paths::chain_name(resource),
            )
        })
        .collect();
    let expected = [
        ("/", "api_overview"),
        ("/client", "show_client"),
        ("/a-b", "a_b"),
        ("/a_b", "second"),
        ("/a.b", "a_b_2"),
        ("/files", "files"),
        ("/files/", "root"),
        ("/files/get", "get_2"),
        ("/files/{id}.json", "json"),
        ("/files/json", "list_files2"),
        ("/files/json{id}", "json_with_id"),
    ];
    assert_eq!(names, expected.map(|(path, name)| (path, name.to_owned())));
}

#[test]
fn a_range_stands_for_the_statuses_without_a_response_of_their_own() {
    let api = api(&with_paths(
        "  /a:
    get:
      responses:
        '2XX': {description: d}
        '200': {description: d, content: {application/json: {schema: {type: string}}}}
    post:
      responses:
        '302': {description: d}
        default: {description: d, content: {application/json: {schema: {type: integer}}}}",
    ));
    let statuses = |method: usize| -> Vec<(u16, bool, bool)> {
        let responses = &api.resources[0].methods[method].responses;
        let of = responses.iter();
        of.map(|of| (of.status, of.is_rest, of.bodies.is_empty()))
            .collect()
    };
    assert_eq!(statuses(0), [(200, false, false), (201, true, true)]);
    // A redirection is no success, so that the default is one.
    assert_eq!(statuses(1), [(200, true, false), (302, false, true)]);
}

#[test]
fn the_order_of_a_base_its_union_and_their_members_does_not_matter() {
    let base = "    Base:
      type: object
      required: [kind]
      discriminator: {propertyName: kind, mapping: {one: '#/components/schemas/One'}}
      properties: {kind: {type: string}}\n";
    let union = "    Any:
      oneOf: [{$ref: '#/components/schemas/One'}]
      discriminator: {propertyName: kind, mapping: {one: '#/components/schemas/One'}}\n";
    let member = "    One:
      allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {a: {type: string}}}]\n";
    for order in [
        [base, union, member],
        [union, base, member],
        [member, union, base],
        [member, base, union],
    ] {
        let api = api(&with_schemas(order.concat().trim_end()));
        assert_eq!(api.types["One"].tag(), Some("one"));
        assert_eq!(api.types["One"].base.as_deref(), Some("Base"));
        let is_of_one = match &api.types["Any"].shape {
            Shape::Union(members) => members.len() == 1,
            // A union of one is another name for it.
            Shape::Alias(TypeRef::Named(name)) => name == "One",
            _ => false,
        };
        assert!(is_of_one, "{:?}", api.types["Any"].shape);
    }
}

#[test]
fn the_union_of_a_base_may_list_subtypes_of_its_subtypes() {
    let api = api(&with_schemas(
        "    Pet:
      type: object
      required: [kind]
      discriminator: {propertyName: kind, mapping: {dog: '#/components/schemas/Dog', cat: '#/components/schemas/Cat', puppy: '#/components/schemas/Puppy'}}
      properties: {kind: {type: string}}
      oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Puppy'}]
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {barks: {type: boolean}}}]}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {properties: {age: {type: integer}}}]}",
    ));
    let fields = api.fields(&api.types["Pet"]);
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["kind"]);
    assert_eq!(api.types["Puppy"].base.as_deref(), Some("Dog"));
}
