//! Schemas that are made of others: `allOf`, `oneOf`, `anyOf`, discriminators.

use crate::model::{Scalar, Shape, TypeRef};

use super::{api, load, with_schemas};

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
    // If an inner type has its own discriminator, the outer one distinguishes its subtypes, too.
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
