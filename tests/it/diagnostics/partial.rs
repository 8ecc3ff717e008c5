//! What is emitted of a specification with errors, where they are in some of its types and operations only.

use codegen::plan::{Runtime, Settings};

use super::{Source, written};

/// What is left out of a specification, one line for each, and the text of all files that are emitted; the errors, where one
/// of them is in no type and no operation.
fn emitted(files: &[Source<'_>]) -> Result<(Vec<String>, String), String> {
    let folder = written(files);
    let root = files.first().map_or("api.raml", |(path, _)| *path);
    let partial =
        codegen::load_partly(&folder.path().join(root)).map_err(|report| report.to_string())?;
    let settings = Settings::of(Runtime::CtpSdk);
    let (generated, left_out) = codegen::generate_partly(partial, &settings, "partly", None)
        .map_err(|report| report.to_string())?;
    let text = generated.files.into_iter().map(|file| file.text).collect();
    Ok((left_out.iter().map(ToString::to_string).collect(), text))
}

#[test]
fn types_and_operations_with_errors_are_left_out_and_the_rest_is_emitted() {
    let api = "#%RAML 1.0
title: T
mediaType: application/json
types:
  Good: {properties: {id: string, bad?: Bad}}
  Bad: {properties: {a: Nowhere}}
  Worse: {type: Bad, properties: {b: string}}
/goods:
  get: {responses: {200: {body: Good}}}
  post: {bodi: Good}
  /{id}:
    get: {responses: {200: {body: Worse}}}
/bads:
  uriParameter: {}
  get: {responses: {200: {body: Good}}}
  /below: {get: {responses: {200: {body: Good}}}}
";
    let (left_out, text) = emitted(&[("api.raml", api)]).expect("the rest is emitted");
    assert_eq!(
        left_out,
        [
            "type `Bad` is any JSON value: unknown type `Nowhere`",
            "operation `POST /goods` is left out: unknown key `bodi` in a method",
            "resource `/bads` is left out, with all below it: unknown key `uriParameter` in a resource",
            "type `Worse` is any JSON value: it derives from `Bad`",
        ]
    );
    assert!(text.contains("pub type Bad = runtime::Value;"), "{text}");
    assert!(text.contains("pub bad: Option<Bad>"), "{text}");
    assert!(text.contains("pub struct GoodsGet("), "{text}");
    assert!(
        text.contains("pub struct GoodsByIdGet(") || text.contains("with_id"),
        "{text}"
    );
    assert!(
        !text.contains("GoodsPost") && !text.contains("/bads"),
        "{text}"
    );
}

#[test]
fn an_error_in_an_included_file_is_that_of_all_that_include_it() {
    let files = [
        (
            "api.raml",
            "title: T
mediaType: application/json
types: {A: !include a.raml, B: {properties: {b: !include price.raml}}, C: {properties: {c: !include price.raml}}}
/x: {get: {responses: {200: {body: 'B[]'}}}, put: !include put.raml}
",
        ),
        ("a.raml", "properties: {a: Nowhere}\n"),
        ("price.raml", "type: integer\nminimun: 3\n"),
        ("put.raml", "body: {application/json: Nobody}\n"),
    ];
    let (mut left_out, _) = emitted(&files).expect("the rest is emitted");
    left_out.sort();
    assert_eq!(
        left_out,
        [
            "operation `PUT /x` is left out: unknown type `Nobody`",
            "type `A` is any JSON value: unknown type `Nowhere`",
            "type `B` is any JSON value: unknown key `minimun` in the declaration of a type",
            "type `C` is any JSON value: unknown key `minimun` in the declaration of a type",
        ]
    );
}

#[test]
fn what_cannot_be_emitted_is_left_out_too() {
    // The two resources would be reached by the same method.
    let api = "title: T
mediaType: application/json
/a-b: {get: {responses: {200: {body: string}}}}
/a_b: {get: {responses: {200: {body: string}}}}
/c: {get: {responses: {200: {body: string}}}}
";
    let (left_out, text) = emitted(&[("api.raml", api)]).expect("the rest is emitted");
    assert_eq!(left_out.len(), 1, "{left_out:?}");
    assert!(
        left_out[0].starts_with("resource `/a_b` is left out"),
        "{left_out:?}"
    );
    assert!(
        text.contains("\"/a-b\"") && text.contains("\"/c\""),
        "{text}"
    );
}

#[test]
fn an_error_in_neither_a_type_nor_an_operation_is_one_of_the_whole() {
    for api in [
        "titel: T\ntypes: {A: {properties: {a: Nowhere}}}\n",
        "title: T\ntraits: {t: {bodi: }}\ntypes: {A: {properties: {a: string}}}\n",
        "title: [\n",
    ] {
        let report = emitted(&[("api.raml", api)]).expect_err("nothing is emitted");
        assert!(report.starts_with("error: "), "{report}");
    }
}

#[test]
fn nothing_is_left_out_of_a_correct_specification() {
    let (left_out, _) = emitted(&[(
        "api.raml",
        "title: T\ntypes: {A: {properties: {a: string}}}\n",
    )])
    .expect("it is emitted");
    assert_eq!(left_out, Vec::<String>::new());
}

#[test]
fn what_has_errors_is_left_out_of_openapi_too() {
    let api = "openapi: 3.1.0
info: {title: T}
paths:
  /goods:
    get:
      parameters: [{$ref: '#/components/parameters/Limit'}]
      responses: {200: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Good'}}}}}
    post: {respones: {}}
    put: {responses: {200: {$ref: 'parts.yaml#/components/responses/Broken'}}}
  /goods/{id}:
    get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {204: {description: ''}}}
  /bads:
    parametres: []
    get: {responses: {204: {description: ''}}}
  /bads/below:
    get: {responses: {200: {description: '', content: {application/json: {schema: {$ref: whole.yaml}}}}}}
  /more:
    head: {parameters: [{$ref: '#/components/parameters/Page'}], responses: {204: {description: ''}}}
    get: {parameters: [{$ref: '#/components/parameters/Page'}], responses: {204: {description: ''}}}
    delete: {responses: {204: {description: ''}}}
webhooks:
  added: {post: {requestBody: {content: {application/json: {schema: {type: objekt}}}}}}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer}}
    Page: {name: page, in: query, schema: {type: intejer}}
  schemas:
    Good:
      type: object
      required: [id]
      properties: {id: {type: string}, bad: {$ref: '#/components/schemas/Bad'}}
    Bad: {type: object, proprties: {a: {type: string}}}
    Worse: {allOf: [{$ref: '#/components/schemas/Bad'}, {type: object, properties: {b: {type: string}}}]}
";
    let parts = "components:
  responses:
    Broken: {description: '', content: {json: {schema: {type: string}}}}
";
    let whole = "type: object\nproperties: {a: {$ref: nowhere.yaml}}\n";
    let files = [
        ("api.yaml", api),
        ("parts.yaml", parts),
        ("whole.yaml", whole),
    ];
    let (mut left_out, text) = emitted(&files).expect("the rest is emitted");
    left_out.sort();
    assert_eq!(
        left_out,
        [
            "operation `GET /more` is left out: unknown type `intejer`",
            "operation `HEAD /more` is left out: unknown type `intejer`",
            "operation `POST /goods` is left out: unknown field `respones` in an operation",
            "operation `PUT /goods` is left out: `json` is not a media type",
            "resource `/bads` is left out: unknown field `parametres` in a path item",
            "type `AddedWebhook` is any JSON value: unknown type `objekt`",
            "type `Bad` is any JSON value: unknown field `proprties` in a schema",
            "type `Whole` is any JSON value: cannot read `nowhere.yaml`: No such file or directory (os error 2)",
            "type `Worse` is any JSON value: it derives from `Bad`",
        ]
    );
    assert!(text.contains("pub type Bad = runtime::Value;"), "{text}");
    assert!(text.contains("pub bad: Option<Bad>"), "{text}");
    for there in [
        "GoodsGet",
        "MoreDelete",
        "\"/goods/{id}\"",
        "\"/bads/below\"",
    ] {
        assert!(text.contains(there), "{there} is missing: {text}");
    }
    for gone in ["GoodsPost", "GoodsPut", "MoreGet", "struct BadsGet("] {
        assert!(!text.contains(gone), "{gone} is there: {text}");
    }
}

#[test]
fn an_error_of_the_whole_openapi_document_is_one() {
    for api in [
        "openapi: 3.1.0\ninfoo: {title: T}\npaths: {}\n",
        "openapi: 3.1.0\ninfo: {title: T}\npaths: {}\ncomponents: {securitySchemes: {a: {tipe: http}}}\n",
    ] {
        let report = emitted(&[("api.yaml", api)]).expect_err("nothing is emitted");
        assert!(report.starts_with("error: "), "{report}");
    }
}
