//! Headers, cookies, servers, encodings and answers: what is told of their changes.

use super::told_of;

/// A shop with what only OpenAPI says of an exchange.
const SHOP: &str = r##"openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]
paths:
  /carts:
    get:
      parameters:
        - {name: session, in: cookie, schema: {type: string}}
        - {name: X-Shop, in: header, schema: {type: string}}
        - {name: states, in: query, required: true, style: form, explode: false, schema: {type: array, items: {type: string}}}
        - {name: labels, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, schema: {type: string}}
      responses:
        "200":
          description: The cart.
          content: {application/json: {schema: {$ref: "#/components/schemas/Cart"}}}
  /drafts:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Draft"}}}
      responses:
        "204": {description: Stored.}
components:
  schemas:
    Cart:
      type: object
      required: [id]
      properties:
        id: {type: string}
        note: {type: string}
    Draft:
      type: object
      required: [name]
      properties:
        name: {type: string}
        text: {type: string}
"##;

fn told(old: &str, new: &str) -> Vec<String> {
    told_of(SHOP, old, new)
}

/// The edit that adds a parameter.
fn with_parameter(parameter: &str) -> Vec<String> {
    let parameters = "      parameters:\n";
    told(parameters, &format!("{parameters}        - {parameter}\n"))
}

#[test]
fn a_header_that_is_new_is_breaking_if_it_is_required() {
    assert_eq!(
        with_parameter("{name: X-Trace, in: header, schema: {type: string}}"),
        ["additive      CartsGet::x_trace(x_trace: impl AsRef<str>) -> Self is new"]
    );
    assert_eq!(
        with_parameter("{name: X-Trace, in: header, required: true, schema: {type: string}}"),
        ["breaking      CartsRequests::get(): the argument `x_trace: impl AsRef<str>` is new"]
    );
    assert_eq!(
        told("name: X-Shop", "name: X-Shop-Id"),
        [
            "breaking      CartsGet::x_shop(x_shop: impl AsRef<str>) -> Self is gone",
            "additive      CartsGet::x_shop_id(x_shop_id: impl AsRef<str>) -> Self is new",
        ]
    );
}

#[test]
fn a_cookie_is_told_as_a_header_is() {
    assert_eq!(
        with_parameter("{name: page, in: cookie, schema: {type: integer}}"),
        ["additive      CartsGet::page(page: i64) -> Self is new"]
    );
    assert_eq!(
        with_parameter("{name: page, in: cookie, required: true, schema: {type: integer}}"),
        ["breaking      CartsRequests::get(): the argument `page: i64` is new"]
    );
    assert_eq!(
        told(
            "        - {name: session, in: cookie, schema: {type: string}}\n",
            ""
        ),
        ["breaking      CartsGet::session(session: impl AsRef<str>) -> Self is gone"]
    );
}

#[test]
fn a_parameter_that_is_sent_elsewhere_is_breaking() {
    assert_eq!(
        told("session, in: cookie", "session, in: query"),
        ["breaking      CartsGet::session(): what is sent: cookie session -> query session"]
    );
    assert_eq!(
        told("X-Shop, in: header", "X-Shop, in: cookie"),
        ["breaking      CartsGet::x_shop(): what is sent: header X-Shop -> cookie X-Shop"]
    );
}

#[test]
fn the_server_of_an_operation_is_where_it_is_sent() {
    let post = "    post:\n";
    let server = |url: &str| format!("{post}      servers: [{{url: \"{url}\"}}]\n");
    let other = server("https://other.example");
    assert_eq!(
        told(post, &other),
        [
            "breaking      DraftsRequests::post(): what is sent: route /drafts -> route /drafts, server https://other.example"
        ]
    );
    assert_eq!(
        told_of(
            &SHOP.replace(post, &other),
            "https://other.example",
            "https://third.example"
        ),
        [
            "breaking      DraftsRequests::post(): what is sent: route /drafts, server https://other.example -> route /drafts, server https://third.example"
        ]
    );
    // The server of the API says nothing more.
    assert_eq!(told(post, &server("https://shop.example")), [""; 0]);
}

#[test]
fn another_encoding_of_a_list_is_breaking() {
    let states = "states, in: query, required: true, style: form, explode: false";
    assert_eq!(
        told(
            states,
            "states, in: query, required: true, style: pipeDelimited, explode: false"
        ),
        [
            "breaking      CartsRequests::get(): what is sent: route /carts, query states, joined by `,` -> route /carts, query states, joined by `|`"
        ]
    );
    assert_eq!(
        told(states, "states, in: query, required: true"),
        [
            "breaking      CartsRequests::get(): what is sent: route /carts, query states, joined by `,` -> route /carts, query states"
        ]
    );
    let labels = "labels, in: query, style: form, explode: false";
    assert_eq!(
        told(
            labels,
            "labels, in: query, style: pipeDelimited, explode: false"
        ),
        [
            "breaking      CartsGet::labels(): what is sent: query labels, joined by `,` -> query labels, joined by `|`"
        ]
    );
    assert_eq!(
        told(labels, "labels, in: query"),
        [
            "breaking      CartsGet::labels(): the argument `labels` is `impl AsRef<str>`, before: `impl IntoIterator<Item = impl AsRef<str>>`"
        ]
    );
}

#[test]
fn a_parameter_that_becomes_json_is_another_argument() {
    assert_eq!(
        told(
            "name: filter, in: query, schema: {type: string}",
            "name: filter, in: query, content: {application/json: {schema: {type: object}}}"
        ),
        [
            "breaking      CartsGet::filter(): the argument `filter` is `impl Into<Value>`, before: `impl AsRef<str>`"
        ]
    );
}

#[test]
fn several_answers_are_another_type() {
    let ok = "        \"200\":\n";
    let with = |response: &str| format!("        {response}\n{ok}");
    let created = with(
        r#""201": {description: Another., content: {application/json: {schema: {type: string}}}}"#,
    );
    assert_eq!(
        told(ok, &created),
        [
            "breaking      CartsGet::send_optional() -> Call<Option<Cart>> is gone",
            "breaking      CartsGet::send(): it returns `Call<CartsGetAnswer>`, before: `Call<Cart>`",
            "additive      CartsGetAnswer is new",
            "documentation CartsGet: statuses of success: 200 -> 200, 201",
        ]
    );
    assert_eq!(
        told(ok, &with(r#""204": {description: Nothing.}"#)),
        [
            "breaking      CartsGet::send_optional() -> Call<Option<Cart>> is gone",
            "breaking      CartsGet::send(): it returns `Call<Option<Cart>>`, before: `Call<Cart>`",
            "documentation CartsGet: statuses of success: 200 -> 200, 204",
        ]
    );
    // The enum of the answers may get more of them.
    assert_eq!(
        told_of(
            &SHOP.replace(ok, &created),
            ok,
            &with(r#""202": {description: Later.}"#)
        ),
        [
            "additive      CartsGetAnswer::Accepted is new",
            "documentation CartsGet: statuses of success: 200, 201 -> 200, 201, 202",
        ]
    );
}

#[test]
fn what_may_be_null_is_another_type() {
    assert_eq!(
        told("id: {type: string}", "id: {type: string, nullable: true}"),
        ["breaking      Cart.id: String -> Option<String>"]
    );
    // What is received and may be missing may be null already.
    assert_eq!(
        told(
            "note: {type: string}",
            "note: {type: string, nullable: true}"
        ),
        [""; 0]
    );
    assert_eq!(
        told(
            "name: {type: string}",
            "name: {type: string, nullable: true}"
        ),
        [
            "breaking      Draft.name: String -> Nullable<String>",
            "breaking      Draft::new(): the argument `name` is `impl Into<Nullable<String>>`, before: `impl Into<String>`",
        ]
    );
    assert_eq!(
        told(
            "text: {type: string}",
            "text: {type: string, nullable: true}"
        ),
        ["breaking      Draft.text: Option<String> -> Option<Nullable<String>>"]
    );
}

#[test]
fn another_media_type_that_is_asked_for_is_breaking() {
    let json = "content: {application/json: {schema: {$ref: \"#/components/schemas/Cart\"}}}";
    let told = |old: &str, new: &str| told_of(&SHOP.replace(json, old), old, new);
    let route = "breaking      CartsRequests::get(): what is sent: route /carts, query states, joined by `,`";
    let csv = "content: {text/csv: {schema: {type: string}}}";
    assert_eq!(
        told(csv, "content: {text/plain: {schema: {type: string}}}"),
        [format!(
            "{route}, header Accept: text/csv -> route /carts, query states, joined by `,`, header Accept: text/plain"
        )]
    );
    assert_eq!(
        told("content: {image/png: {}}", "content: {application/pdf: {}}"),
        [format!(
            "{route}, header Accept: image/png -> route /carts, query states, joined by `,`, header Accept: application/pdf"
        )]
    );
}

#[test]
fn another_separator_in_a_form_is_breaking() {
    let form = |encoding: &str| {
        format!(
            "content: {{application/x-www-form-urlencoded: {{encoding: {{tags: {encoding}}}, schema: {{type: object, properties: {{tags: {{type: array, items: {{type: string}}}}}}}}}}}}"
        )
    };
    let json = "content: {application/json: {schema: {$ref: \"#/components/schemas/Draft\"}}}";
    let comma = form("{explode: false}");
    let shop = SHOP.replace(json, &comma);
    for (style, letter) in [("pipeDelimited", '|'), ("spaceDelimited", ' ')] {
        for encoding in ["{style: STYLE, explode: false}", "{style: STYLE}"] {
            assert_eq!(
                told_of(&shop, &comma, &form(&encoding.replace("STYLE", style))),
                [format!(
                    "breaking      DraftsPost::tags(): what is sent: form tags, joined by `,` -> form tags, joined by `{letter}`"
                )]
            );
        }
    }
}

#[test]
fn narrower_parameters_of_paths_are_breaking() {
    let path = "  /carts:\n    get:\n      parameters:\n";
    let with = |schema: &str| {
        format!(
            "  /carts/{{key}}:\n    get:\n      parameters:\n        - {{name: key, in: path, required: true, schema: {schema}}}\n"
        )
    };
    let told =
        |old: &str, new: &str| told_of(&SHOP.replace(path, &with(old)), &with(old), &with(new));
    assert_eq!(
        told(
            "{type: string, maxLength: 9}",
            "{type: string, maxLength: 5}"
        ),
        ["breaking      CartsByKeyRequests: greatest length of the parameter `key`: 9 -> 5"]
    );
    assert_eq!(
        told("{type: string, enum: [a, b]}", "{type: string, enum: [a]}"),
        ["breaking      CartsByKeyRequests: values of the parameter `key`: a, b -> a"]
    );
    assert_eq!(
        told("{type: string, enum: [a]}", "{type: string, enum: [a, b]}"),
        ["additive      CartsByKeyRequests: values of the parameter `key`: a -> a, b"]
    );
}

#[test]
fn names_of_members_that_are_sent_are_narrower() {
    let raml = "#%RAML 1.0
title: T
types:
  Names: {properties: {\"/^[a-z]+$/\": string}}
/a: {post: {body: {application/json: Names}}}
";
    assert_eq!(
        told_of(raml, "[a-z]+", "[a-c]+"),
        ["breaking      Names: pattern of the names of members: ^[a-z]+$ -> ^[a-c]+$"]
    );
}

#[test]
fn limits_of_the_values_of_members_that_are_sent_are_narrower() {
    let raml = "#%RAML 1.0
title: T
types:
  Counts: {properties: {\"/^x/\": {type: integer, maximum: 9}}}
  Several:
    properties:
      //: {type: string, maxLength: 4}
      /^n/: {type: array, items: {type: integer, maximum: 7}}
      own?:
        properties:
          //: {type: integer, minimum: 3, enum: [5, 6]}
/a: {post: {body: {application/json: Counts}}}
/b: {post: {body: {application/json: Several}}}
/c: {get: {queryString: {properties: {/^p/: {type: integer, maximum: 8}}}}}
";
    for (old, new, told) in [
        (
            "maximum: 9",
            "maximum: 5",
            "breaking      Counts: greatest value of the values of members: 9 -> 5",
        ),
        (
            "maximum: 9",
            "maximum: 10",
            "additive      Counts: greatest value of the values of members: 9 -> 10",
        ),
        (
            "maxLength: 4",
            "maxLength: 3",
            "breaking      Several: greatest length of the values of members ``: 4 -> 3",
        ),
        (
            "maximum: 7",
            "maximum: 6",
            "breaking      Several: greatest value of the elements of the values of members `^n`: 7 -> 6",
        ),
        (
            "minimum: 3",
            "minimum: 4",
            "breaking      SeveralOwn: least value of the values of members: 3 -> 4",
        ),
        (
            "enum: [5, 6]",
            "enum: [5]",
            "breaking      SeveralOwn: values of the values of members: 5, 6 -> 5",
        ),
        (
            "maximum: 8",
            "maximum: 2",
            "breaking      CGet: greatest value of the parameter `/^p/`: 8 -> 2",
        ),
    ] {
        assert_eq!(told_of(raml, old, new), [told]);
    }
}

#[test]
fn types_of_a_parameter_that_takes_one_of_several_come_and_go() {
    let with = |one_of: &str| {
        SHOP.replace(
            "{name: filter, in: query, schema: {type: string}}",
            &format!("{{name: filter, in: query, schema: {{oneOf: {one_of}}}}}"),
        )
    };
    let old = "[{type: integer}, {type: boolean}]";
    for (new, told) in [
        (
            "[{type: integer}, {type: string}]",
            "breaking      CartsGet: types of the parameter `filter`: boolean, integer -> integer, string",
        ),
        (
            "[{type: integer}, {type: boolean}, {type: string}]",
            "additive      CartsGet: types of the parameter `filter`: boolean, integer -> boolean, integer, string",
        ),
    ] {
        assert_eq!(told_of(&with(old), old, new), [told], "{new}");
    }
}

#[test]
fn members_of_unions_that_nothing_tells_apart_come_and_go() {
    let raml = "#%RAML 1.0
title: T
/a: {post: {body: {application/json: string | integer}}}
";
    assert_eq!(
        told_of(raml, "| integer", "| boolean"),
        ["breaking      APostRequest: types: integer, string -> boolean, string"]
    );
    assert_eq!(
        told_of(raml, "| integer", "| integer | boolean"),
        ["additive      APostRequest: types: integer, string -> boolean, integer, string"]
    );
    let raml = "#%RAML 1.0
title: T
/a: {get: {queryParameters: {filter?: string | integer}}}
";
    assert_eq!(
        told_of(raml, "| integer", "| boolean"),
        ["breaking      AGet: types of the parameter `filter`: integer, string -> boolean, string"]
    );
}

#[test]
fn another_scheme_of_authorisation_is_breaking() {
    let schemes = "components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: \"https://shop.example/token\", scopes: {read: Reads.}}}}
    key: {type: apiKey, in: header, name: X-Key}
";
    let shop = SHOP.replace("components:\n", schemes).replace(
        "    get:\n",
        "    get:\n      security: [{oauth: [read]}]\n",
    );
    assert_eq!(
        told_of(&shop, "{oauth: [read]}", "{key: []}"),
        ["breaking      CartsGet: authorisation: OAuth 2.0 -> API key in header x-key"]
    );
}

#[test]
fn a_cookie_that_becomes_required_is_an_argument_and_nothing_more() {
    assert_eq!(
        told("session, in: cookie", "session, in: cookie, required: true"),
        [
            "breaking      CartsGet::session(session: impl AsRef<str>) -> Self is gone",
            "breaking      CartsRequests::get(): the argument `session: impl AsRef<str>` is new",
        ]
    );
}

#[test]
fn limits_of_elements_and_of_values_of_members_that_are_sent_are_narrower() {
    let text = "        text: {type: string}\n";
    let list = |most: u8| {
        format!("        text: {{type: array, items: {{type: string, maxLength: {most}}}}}\n")
    };
    assert_eq!(
        told_of(&SHOP.replace(text, &list(9)), &list(9), &list(5)),
        ["breaking      Draft.text: greatest length of the elements: 9 -> 5"]
    );
    let map = |most: u8| {
        format!(
            "        text: {{type: object, additionalProperties: {{type: string, maxLength: {most}}}}}\n"
        )
    };
    assert_eq!(
        told_of(&SHOP.replace(text, &map(9)), &map(9), &map(5)),
        ["breaking      DraftText: greatest length of the values of members: 9 -> 5"]
    );
    let labels = |most: u8| {
        format!(
            "explode: false, schema: {{type: array, items: {{type: string, maxLength: {most}}}}}}}\n        - {{name: filter"
        )
    };
    let plain =
        "explode: false, schema: {type: array, items: {type: string}}}\n        - {name: filter";
    assert_eq!(
        told_of(&SHOP.replace(plain, &labels(9)), &labels(9), &labels(5)),
        [
            "breaking      CartsGet: greatest length of the elements of the parameter `labels`: 9 -> 5"
        ]
    );
}

#[test]
fn a_property_that_travels_one_way_only_is_told_where_it_is_gone() {
    assert_eq!(
        told(
            "name: {type: string}",
            "name: {type: string, readOnly: true}"
        ),
        [
            "breaking      Draft.name: String is gone",
            "breaking      Draft::new(): the argument `name` is gone",
            "additive      Draft: Default is new",
        ]
    );
    assert_eq!(
        told("id: {type: string}", "id: {type: string, writeOnly: true}"),
        ["breaking      Cart.id: String is gone"]
    );
    // On the other way only its documentation says more.
    assert_eq!(
        told("id: {type: string}", "id: {type: string, readOnly: true}"),
        ["documentation Cart.id: documentation"]
    );
    assert_eq!(
        told(
            "text: {type: string}",
            "text: {type: string, writeOnly: true}"
        ),
        ["documentation Draft.text: documentation"]
    );
}

#[test]
fn the_name_of_a_header_in_other_letters_is_documentation() {
    assert_eq!(
        told("name: X-Shop,", "name: x-shop,"),
        ["documentation CartsGet::x_shop(): documentation"]
    );
}

#[test]
fn another_server_is_documentation() {
    assert_eq!(
        told("https://shop.example", "https://store.example"),
        ["documentation ApiRoot: base URI: https://shop.example -> https://store.example"]
    );
}

#[test]
fn another_key_or_scheme_of_http_is_breaking() {
    let with = |scheme: &str| {
        SHOP.replace(
            "components:\n",
            &format!(
                "security: [{{s: []}}]\ncomponents:\n  securitySchemes: {{s: {{{scheme}}}}}\n"
            ),
        )
    };
    let key = "type: apiKey, in: header, name: X-Key";
    let told = |new: &str| told_of(&with(key), key, new);
    for (new, shown) in [
        (
            "type: apiKey, in: query, name: X-Key",
            "API key in query X-Key",
        ),
        (
            "type: apiKey, in: header, name: X-Token",
            "API key in header x-token",
        ),
        ("type: http, scheme: basic", "HTTP basic"),
        ("type: http, scheme: bearer", "HTTP bearer"),
    ] {
        let line = |of: &str| {
            format!("breaking      {of}: authorisation: API key in header x-key -> {shown}")
        };
        assert_eq!(told(new), [line("CartsGet"), line("DraftsPost")], "{new}");
    }
    assert_eq!(told("type: apiKey, in: header, name: x-key"), [""; 0]);
}

#[test]
fn the_limits_of_what_is_only_received_are_documentation() {
    let with = |limit: &str| {
        let both = SHOP.replace(
            "Draft\"}}}\n      responses:\n        \"204\": {description: Stored.}",
            "Draft\"}}}\n      responses:\n        \"200\": {description: Stored., content: {application/json: {schema: {$ref: \"#/components/schemas/Draft\"}}}}",
        );
        assert_ne!(both, SHOP);
        both.replace(
            "text: {type: string}",
            &format!("text: {{type: string{limit}}}"),
        )
    };
    let read_only = with(", readOnly: true, maxLength: 9");
    assert_eq!(
        told_of(&read_only, "maxLength: 9", "maxLength: 5"),
        ["documentation Draft.text: greatest length: 9 -> 5"]
    );
    let of_both = with(", maxLength: 9");
    assert_eq!(
        told_of(&of_both, "maxLength: 9", "maxLength: 5"),
        ["breaking      Draft.text: greatest length: 9 -> 5"]
    );
}

#[test]
fn another_pattern_of_the_names_of_parameters_is_breaking() {
    let raml =
        "#%RAML 1.0\ntitle: T\n/a:\n  get:\n    queryParameters:\n      /^v[a-z]+$/: string\n";
    assert_eq!(
        told_of(raml, "/^v[a-z]+$/", "/^w[a-z]+$/"),
        [
            "breaking      AGet: pattern of the names of the parameter `parameter`: /^v[a-z]+$/ -> /^w[a-z]+$/"
        ]
    );
}

#[test]
fn a_lower_limit_of_a_file_that_is_sent_is_breaking() {
    let raml =
        "#%RAML 1.0\ntitle: T\n/a:\n  post:\n    body: {image/png: {type: file, maxLength: 900}}\n";
    assert_eq!(
        told_of(raml, "900", "500"),
        ["breaking      APost: greatest length of the body: 900 -> 500"]
    );
    assert_eq!(
        told_of(raml, "900", "950"),
        ["additive      APost: greatest length of the body: 900 -> 950"]
    );
}

#[test]
fn a_parameter_that_takes_more_than_a_number_is_additive() {
    let of = |kind: &str| {
        format!("#%RAML 1.0\ntitle: T\n/a:\n  get:\n    queryParameters:\n      filter?: {kind}\n")
    };
    for (kind, rust) in [("number", "f64"), ("integer", "i64"), ("boolean", "bool")] {
        let line = |severity: &str, old: &str, new: &str| {
            format!("{severity} AGet::filter(): the argument `filter` is `{new}`, before: `{old}`")
        };
        let (old, new) = (of(kind), format!("filter?: {kind} | string"));
        let told = told_of(&old, &format!("filter?: {kind}"), &new);
        assert_eq!(
            told,
            [line("additive     ", rust, "impl std::fmt::Display")],
            "{kind}"
        );
        let back = told_of(
            &of(&format!("{kind} | string")),
            &new,
            &format!("filter?: {kind}"),
        );
        assert_eq!(
            back,
            [line("breaking     ", "impl std::fmt::Display", rust)],
            "{kind}"
        );
    }
}
