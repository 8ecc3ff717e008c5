//! The company's OpenAPI documents: each says what its RAML says, but for what its text leaves out or says otherwise.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use codegen::{
    facts::Facts,
    plan::{Runtime, Settings},
};
use serde_json::Value;

use crate::shared;

/// The APIs, with the counts of the methods, types, fields and maps that their OpenAPI documents have.
const APIS: [(&str, [usize; 4]); 4] = [
    ("api", [821, 2756, 12786, 198]),
    ("import", [26, 291, 900, 4]),
    ("history", [4, 606, 2398, 8]),
    ("checkout", [24, 195, 652, 2]),
];

/// A difference between the two listings of an API: the line of the RAML and that of the OpenAPI document.
struct Difference<'a> {
    raml: Option<&'a Value>,
    openapi: Option<&'a Value>,
}

/// A kind of difference: why the text of the OpenAPI document says it, and which lines differ so.
struct Rule {
    reason: &'static str,
    explains: fn(&Difference<'_>) -> bool,
}

/// Each difference is explained by one of these, or a mistake of the front end.
const RULES: [Rule; 8] = [
    Rule {
        reason: "numbers have another type or format in the text: `integer` with `int64` for a number of that format, \
                 `int32` for an integer without one, `double` for a number without one",
        explains: |difference| {
            let is_number = |of: &str| of.starts_with("integer") || of.starts_with("number");
            difference.only_differs_in(&["of"])
                && difference.both("of", |raml, openapi| {
                    is_number(raml)
                        && is_number(openapi)
                        && raml.ends_with("[]") == openapi.ends_with("[]")
                })
        },
    },
    Rule {
        reason: "pattern properties are `additionalProperties: {type: string}` in the text, whatever the RAML says of them",
        explains: |difference| {
            difference.is_kind("map")
                && difference.only_differs_in(&["value"])
                && difference.both("value", |_, openapi| openapi == "string")
        },
    },
    Rule {
        reason: "a union of scalars is `{}` in the text, with its name where it is declared and without it where it is used",
        explains: |difference| {
            let named = |key| {
                difference.both(key, |raml, openapi| {
                    openapi == "any" && ["CustomFieldValue", "union"].contains(&raml)
                })
            };
            (difference.is_kind("field") && difference.only_differs_in(&["of"]) && named("of"))
                || (difference.is_kind("type")
                    && difference.only_differs_in(&["shape"])
                    && named("shape"))
        },
    },
    Rule {
        reason: "a `mapping` lists direct subtypes only, and a text without a `discriminator` gives none of them a value",
        explains: |difference| {
            difference.is_kind("type")
                && difference.only_differs_in(&["tag"])
                && difference
                    .raml
                    .is_some_and(|line| line["tag"] != line["name"])
                && difference
                    .openapi
                    .is_some_and(|line| line["tag"].is_null() || line["tag"] == line["name"])
        },
    },
    Rule {
        reason: "the text requires the `typeId` of a resource identifier, which the RAML leaves open",
        explains: |difference| {
            difference.only_differs_in(&["required"])
                && difference.openapi.is_some_and(|line| {
                    line["required"] == true
                        && line["name"] == "typeId"
                        && line["type"]
                            .as_str()
                            .is_some_and(|name| name.ends_with("ResourceIdentifier"))
                })
        },
    },
    Rule {
        reason: "an `allOf` cannot make optional again what its base requires, as the RAML does for drafts of money",
        explains: |difference| {
            let drafts = [
                "TypedMoneyDraft",
                "CentPrecisionMoneyDraft",
                "HighPrecisionMoneyDraft",
            ];
            difference.only_differs_in(&["required", "of"])
                && difference.raml.is_some_and(|line| {
                    line["required"] == false && drafts.iter().any(|draft| line["type"] == *draft)
                })
        },
    },
    Rule {
        reason: "images are sent as `*/*`, without a list of their media types",
        explains: |difference| {
            difference.is_kind("method")
                && difference.only_differs_in(&["request"])
                && difference.both("request", |raml, openapi| {
                    raml.starts_with("image/") && openapi == "*/*"
                })
        },
    },
    Rule {
        reason: "what RAML marks `(deprecated)` is left out of its listing; the text has it, mostly without a mark",
        explains: |difference| difference.raml.is_none() && !difference.is_kind("method"),
    },
];

impl Difference<'_> {
    fn is_kind(&self, kind: &str) -> bool {
        [self.raml, self.openapi]
            .into_iter()
            .flatten()
            .all(|line| line["kind"] == kind)
    }

    /// Whether both lines are there, and alike but for the values of some keys.
    fn only_differs_in(&self, keys: &[&str]) -> bool {
        match (self.raml.and_then(Value::as_object), self.openapi) {
            (Some(raml), Some(openapi)) => raml
                .iter()
                .all(|(key, value)| keys.contains(&key.as_str()) || openapi[key] == *value),
            _ => false,
        }
    }

    fn both(&self, key: &str, are: impl Fn(&str, &str) -> bool) -> bool {
        let text =
            |line: Option<&Value>| line.and_then(|line| line[key].as_str()).map(str::to_owned);
        match (text(self.raml), text(self.openapi)) {
            (Some(raml), Some(openapi)) => are(&raml, &openapi),
            _ => false,
        }
    }
}

/// The document of an API and its RAML, if both are beside the checkout.
fn documents(api: &str, test: &str) -> Option<(PathBuf, PathBuf)> {
    Some((
        shared::path(&format!("api-reference/oas/{api}/openapi.yaml"), test)?,
        shared::path(&format!("api-reference/{api}/api.raml"), test)?,
    ))
}

/// The lines of a listing, by what they are about.
fn lines(root: &Path) -> BTreeMap<[String; 4], Value> {
    let specification = codegen::load(root).unwrap_or_else(|report| panic!("{report}"));
    let lines = codegen::surface::lines(&specification.api);
    let parsed = lines.iter().map(|line| {
        let line: Value = serde_json::from_str(line).expect("every line is JSON");
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        (
            ["kind", "type", "path", "http"].map(text),
            text("name"),
            line,
        )
    });
    parsed
        .map(|([kind, of, path, http], name, line)| {
            let place = format!("{of}{path}");
            ([kind, place, http, name], line)
        })
        .collect()
}

#[test]
fn they_say_what_the_raml_says() {
    let test = "comparing the company's OpenAPI documents with their RAML";
    let mut explained = [0; RULES.len()];
    for (api, counts) in APIS {
        let Some((openapi, raml)) = documents(api, test) else {
            return;
        };
        let (openapi, raml) = (lines(&openapi), lines(&raml));
        let count = |kind: &str| openapi.keys().filter(|key| key[0] == kind).count();
        assert_eq!(
            ["method", "type", "field", "map"].map(count),
            counts,
            "{api}"
        );
        let mut unexplained = Vec::new();
        let keys: std::collections::BTreeSet<_> = openapi.keys().chain(raml.keys()).collect();
        for key in keys {
            let difference = Difference {
                raml: raml.get(key),
                openapi: openapi.get(key),
            };
            if difference.raml == difference.openapi {
                continue;
            }
            match RULES.iter().position(|rule| (rule.explains)(&difference)) {
                Some(rule) => explained[rule] += 1,
                None => unexplained.push(format!(
                    "{}\n{}",
                    difference.raml.unwrap_or(&Value::Null),
                    difference.openapi.unwrap_or(&Value::Null)
                )),
            }
        }
        assert!(
            unexplained.is_empty(),
            "{api}: {} lines differ, and no rule says why:\n{}",
            unexplained.len(),
            unexplained.join("\n")
        );
    }
    for (rule, count) in RULES.iter().zip(explained) {
        println!("{count}: {}", rule.reason);
        assert!(count > 0, "no line differs so any more: {}", rule.reason);
    }
}

#[test]
fn they_are_emitted_with_the_builders_of_the_raml() {
    let test = "emitting the company's OpenAPI documents";
    for (api, [methods, ..]) in APIS {
        let Some((openapi, _)) = documents(api, test) else {
            return;
        };
        let specification = codegen::load(&openapi).unwrap_or_else(|report| panic!("{report}"));
        let settings = Settings {
            facts: &Facts::NONE,
            ..Settings::of(Runtime::CtpSdk)
        };
        let generated = codegen::generate(specification, &settings, "official", None)
            .unwrap_or_else(|report| panic!("{report}"));
        assert_eq!(generated.operations, methods, "{api}");
    }
}
