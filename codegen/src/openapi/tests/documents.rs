//! Documents of several files, `$ref`s in circles, and documents made to exhaust a reader.

use crate::model::TypeRef;

use super::{api, listed, load, report, with_schemas};

#[test]
fn schemas_of_other_files_are_read_with_all_they_name() {
    let root = with_schemas(
        "    A: {$ref: 'models/other.yaml#/components/schemas/A'}
    B: {type: array, items: {$ref: 'models/other.yaml#/components/schemas/C'}}",
    );
    let other = "x-package: Other
components:
  schemas:
    A: {type: object, properties: {c: {$ref: '#/components/schemas/C'}, b: {$ref: '../api.yaml#/components/schemas/B'}}}
    C: {type: object, discriminator: {propertyName: k, mapping: {d: 'more.yaml#/components/schemas/D'}}, properties: {k: {type: string}}}
    Unused: {type: nonsense}
";
    let more = "components: {schemas: {D: {allOf: [{$ref: 'other.yaml#/components/schemas/C'}]}}}";
    let (api, report) = load(&[
        ("api.yaml", &root),
        ("models/other.yaml", other),
        ("models/more.yaml", more),
    ]);
    assert_eq!(report, "");
    let api = api.unwrap();
    let names: Vec<&String> = api.types.keys().collect();
    assert_eq!(names, ["A", "B", "C", "D"]);
    assert_eq!(api.types["A"].package.as_deref(), Some("Other"));
    assert_eq!(api.types["D"].tag(), Some("d"));
    assert_eq!(listed(&api, &["\"type\":\"A\"", "\"of\":\"C\""]).len(), 1);
}

#[test]
fn schemas_that_are_alike_in_rust_are_told_apart() {
    let root = with_schemas(
        "    A: {type: string}
    B: {$ref: 'other.yaml#/components/schemas/A'}
    pet-item: {type: integer}
    PetItem: {type: object, properties: {of: {$ref: '#/components/schemas/PetItem'}}}",
    );
    let other = "components: {schemas: {A: {type: integer}}}";
    let (api, report) = load(&[("api.yaml", &root), ("other.yaml", other)]);
    assert_eq!(report, "");
    let api = api.unwrap();
    let names: Vec<&String> = api.types.keys().collect();
    // The root document gives the other `A` a name.
    assert_eq!(names, ["A", "B", "pet-item", "PetItem2"]);
    assert_eq!(
        listed(&api, &["\"name\":\"of\"", "\"of\":\"PetItem2\""]).len(),
        1
    );
}

#[test]
fn a_reference_may_lead_to_a_whole_file_or_into_one() {
    let root = "openapi: 3.0.3
info: {title: T}
paths:
  /pets: {$ref: paths/pets.yaml}
  /pets/{id}:
    get:
      parameters: [{$ref: 'parameters.yaml#/id'}]
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/paths/~1owners/get/responses/200/content/application~1json/schema/items'}}}}}
  /owners:
    get: {responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {type: object, properties: {name: {type: string}}}}}}}}}
components:
  schemas:
    Cage: {type: object, properties: {door: {type: object, properties: {$ref: 'models/door.yaml#/x-parts'}}}}
    Key: {$ref: '#/components/schemas/Alias/properties/lock'}
    Alias: {$ref: models/door.yaml}
";
    let pets = "get: {$ref: 'operations.yaml#/list'}";
    let operations =
        "list: {operationId: listPets, responses: {'200': {$ref: '../responses.yaml#/pets'}}}";
    let responses = "pets: {description: x, content: {application/json: {schema: {type: array, items: {$ref: './models/pet.yaml'}}}}}";
    let pet = "type: object\nproperties: {parent: {$ref: pet.yaml}, colour: {$ref: '#/definitions/colour'}}\ndefinitions: {colour: {enum: [red]}}";
    let door = "type: object\nproperties: {lock: {type: object, properties: {code: {type: integer}}}}\nx-parts: {knob: {type: boolean}}";
    let (api, report) = load(&[
        ("api.yaml", root),
        ("paths/pets.yaml", pets),
        ("paths/operations.yaml", operations),
        ("responses.yaml", responses),
        (
            "parameters.yaml",
            "id: {name: id, in: path, required: true, schema: {type: string}}",
        ),
        ("models/pet.yaml", pet),
        ("models/door.yaml", door),
    ]);
    assert_eq!(report, "");
    let api = api.unwrap();
    let line = |texts: &[&str]| assert_eq!(listed(&api, texts).len(), 1, "{texts:?}");
    line(&["\"path\":\"/pets\"", "\"response\":\"Pet[]\""]);
    line(&["\"type\":\"Pet\"", "\"name\":\"parent\"", "\"of\":\"Pet\""]);
    line(&[
        "\"type\":\"Pet\"",
        "\"name\":\"colour\"",
        "\"of\":\"Colour\"",
    ]);
    line(&["\"path\":\"/pets/{id}\"", "\"response\":\"OwnersGet"]);
    line(&["\"type\":\"AliasLock\"", "\"name\":\"code\""]);
    line(&["\"type\":\"Door\"", "\"name\":\"lock\""]);
    let Some(door) = api
        .fields(&api.types["Cage"])
        .first()
        .map(|field| field.of.clone())
    else {
        panic!("a cage has a door");
    };
    let TypeRef::Inline(door) = door else {
        panic!("the door of a cage has no name");
    };
    assert_eq!(door.object().unwrap().fields[0].name, "knob");
}

#[test]
fn a_reference_names_a_file_and_a_component() {
    let root = with_schemas(
        "    A: {$ref: 'missing.yaml#/components/schemas/A'}
    B: {$ref: 'https://shop.example/api.yaml#/components/schemas/A'}
    C: {$ref: '#/definitions/A'}
    D: {$ref: '#/components/schemas/Ordr'}
    E: {$ref: [A]}
    Order: {type: string}",
    );
    let shown = report(&root);
    for line in [
        "error: cannot read `missing.yaml`:",
        "error: `https://shop.example/api.yaml` is not the path of a file beside this one",
        "error: `#/definitions/A` leads to nothing",
        "error: unknown schema `Ordr`",
        "help: there is a schema `Order`",
        "error: a `$ref` that is a list",
        "`#/components/schemas/<name>` is expected, or another place, perhaps behind the path of a file",
        "spec/api.yaml:9:15",
        "5 problems",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}

#[test]
fn circles_are_reported_where_they_close() {
    let shown = report(&with_schemas(
        "    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
    C: {allOf: [{$ref: '#/components/schemas/C'}, {properties: {x: {type: string}}}]}
    D: {anyOf: [{$ref: '#/components/schemas/D'}, {type: 'null'}]}
    E: {allOf: [{$ref: '#/components/schemas/A'}]}
    F: {type: object, properties: {f: {$ref: '#/components/schemas/F'}, a: {$ref: '#/components/schemas/A'}}}
  parameters:
    P: {$ref: '#/components/parameters/Q'}
    Q: {$ref: '#/components/parameters/P'}",
    ));
    for circle in ["A -> B -> A", "B -> A -> B", "C -> C", "D -> D"] {
        assert!(
            shown.contains(&format!("a circle of `$ref`s: {circle}\n")),
            "{circle}\n{shown}"
        );
    }
    assert!(shown.contains("4 problems"), "{shown}");
    let shown = report(
        "openapi: 3.1.0
info: {title: T}
paths: {/a: {parameters: [{$ref: '#/components/parameters/P'}]}}
components: {parameters: {P: {$ref: '#/components/parameters/Q'}, Q: {$ref: '#/components/parameters/P'}}}",
    );
    assert!(
        shown.contains("a circle of `$ref`s: P -> Q -> P"),
        "{shown}"
    );
}

#[test]
fn files_that_name_each_other_in_a_circle_end() {
    let root = with_schemas("    A: {$ref: 'b.yaml#/components/schemas/A'}");
    let back = "components: {schemas: {A: {$ref: 'api.yaml#/components/schemas/A'}}}";
    let (_, report) = load(&[("api.yaml", &root), ("b.yaml", back)]);
    assert!(
        report.contains("components lead on to each other, from `A`"),
        "{report}"
    );
}

#[test]
fn an_object_may_hold_itself() {
    let api = api(&with_schemas(
        "    A: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, list: {type: array, items: {$ref: '#/components/schemas/A'}}}}",
    ));
    assert_eq!(listed(&api, &["\"of\":\"A[]\""]).len(), 1);
}

#[test]
fn long_chains_end_in_one_problem() {
    let mut schemas = String::new();
    for number in 0..500 {
        schemas.push_str(&format!(
            "    A{number}: {{$ref: '#/components/schemas/A{}'}}\n",
            number + 1
        ));
        schemas.push_str(&format!(
            "    B{number}: {{allOf: [{{$ref: '#/components/schemas/B{}'}}]}}\n",
            number + 1
        ));
    }
    schemas.push_str("    A500: {type: string}\n    B500: {type: object}");
    let shown = report(&with_schemas(&schemas));
    assert!(
        shown.contains("more than 64 components lead on to each other, from `A0`"),
        "{shown}"
    );
    assert!(shown.contains("1 problem in"), "{shown}");
}

#[test]
fn schemas_that_nest_too_deep_end() {
    for (opening, closing) in [
        ("{items: ", "}"),
        ("{allOf: [", "]}"),
        ("{properties: {a: ", "}}"),
        ("{oneOf: [{type: string}, ", "]}"),
    ] {
        for depth in [20, 60] {
            let nested = format!(
                "{}{{type: string}}{}",
                opening.repeat(depth),
                closing.repeat(depth)
            );
            let shown = report(&with_schemas(&format!("    A: {nested}")));
            assert_eq!(shown.is_empty(), depth == 20, "{opening}\n{shown}");
        }
        let unclosed = with_schemas(&format!("    A: {}", opening.repeat(500)));
        assert!(!report(&unclosed).is_empty(), "{opening}");
    }
    assert!(report(&"[".repeat(100_000)).contains("not well-formed"));
    assert!(report(&"{\"a\":".repeat(100_000)).contains("not well-formed"));
}

#[test]
fn anchors_that_unfold_without_end_are_refused() {
    let mut text = "openapi: 3.1.0\nx-0: &a0 {oneOf: [{type: string}]}\n".to_owned();
    for number in 1..64 {
        let last = number - 1;
        text.push_str(&format!(
            "x-{number}: &a{number} {{oneOf: [*a{last}, *a{last}]}}\n"
        ));
    }
    text.push_str("components: {schemas: {A: *a63}}\n");
    assert!(report(&text).contains("too large"));
}

#[test]
fn a_schema_has_the_name_of_its_component_or_file_or_the_one_that_the_root_gives_it() {
    let root = "openapi: 3.0.3
info: {title: T}
paths: {}
components:
  schemas:
    Toy: {$ref: models/toy.yaml}
    Doll: {$ref: models/doll.yaml}
    Game: {$ref: 'models/all.yaml#/definitions/Game'}
    Part: {type: object, properties: {p: {type: string}}}
    Piece: {$ref: models/part.yaml}
    Plaything: {$ref: 'models/all.yaml#/components/schemas/Toy'}
    Set: {type: object, properties: {other: {$ref: 'models/all.yaml#/components/schemas/Doll'}}}
";
    let object = |name: &str| format!("type: object\nproperties: {{{name}: {{type: string}}}}\n");
    let all = "definitions: {Game: {type: object, properties: {g: {type: string}}}}
components: {schemas: {Toy: {type: object, properties: {b: {type: string}}}, Doll: {type: object, properties: {h: {type: string}}}, Unused: {type: string}, Part: {type: string}}}
";
    let (toy, doll, part) = (object("t"), object("d"), object("q"));
    let (api, shown) = load(&[
        ("api.yaml", root),
        ("models/toy.yaml", &toy),
        ("models/doll.yaml", &doll),
        ("models/part.yaml", &part),
        ("models/all.yaml", all),
    ]);
    // One clash is left to a number, and the author is told what to do.
    assert!(
        shown.contains("warning: another schema is named `Doll`, too"),
        "{shown}"
    );
    assert!(shown.contains("its type is named `Doll2`"), "{shown}");
    assert!(
        shown.contains("a `$ref` to it in `components/schemas`"),
        "{shown}"
    );
    assert!(shown.contains("1 warning in"), "{shown}");
    let api = api.expect("it is read");
    let names: Vec<&str> = api.types.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Toy",
            "Doll",
            "Game",
            "Part",
            "Piece",
            "Plaything",
            "Set",
            "Doll2"
        ]
    );
    for (name, field) in [
        ("Toy", "t"),
        ("Doll", "d"),
        ("Game", "g"),
        ("Piece", "q"),
        ("Plaything", "b"),
        ("Doll2", "h"),
    ] {
        assert_eq!(api.fields(&api.types[name])[0].name, field, "{name}");
    }
}
