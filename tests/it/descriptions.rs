//! Our descriptions: the packages below are completely described, without sentences of the official text.

use std::collections::{BTreeSet, HashSet};

use codegen::model::{Api, Resource, Shape};

use crate::shared;

/// The packages that we describe, beside all operations; the others fall back to a sentence made of the facts.
const DESCRIBED: [&str; 11] = [
    "ApiClient",
    "Cart",
    "Category",
    "Common",
    "Customer",
    "CustomerSearch",
    "Error",
    "Me",
    "Product",
    "Project",
    "Search",
];

fn load(root: &std::path::Path) -> Api {
    codegen::load(root)
        .unwrap_or_else(|report| panic!("{report}"))
        .api
}

/// Every place that can be described, with its description.
fn places(api: &Api) -> Vec<(String, Option<&str>)> {
    let mut places: Vec<(String, Option<&str>)> = Vec::new();
    for of in api.types.values().filter(|of| {
        of.package
            .as_deref()
            .is_some_and(|package| DESCRIBED.contains(&package))
    }) {
        places.push((of.name.clone(), of.description.as_deref()));
        match &of.shape {
            Shape::Object(object) => {
                places.extend(object.fields.iter().map(|field| {
                    (
                        format!("{}.{}", of.name, field.name),
                        field.description.as_deref(),
                    )
                }));
                places.extend(object.maps.iter().map(|map| {
                    (
                        format!("{}./{}/", of.name, map.pattern),
                        map.description.as_deref(),
                    )
                }));
            }
            Shape::Enum(values) => places.extend(values.iter().map(|value| {
                (
                    format!("{} = {}", of.name, value.value),
                    value.description.as_deref(),
                )
            })),
            Shape::Alias(_) | Shape::Union(_) => {}
        }
    }
    for resource in api
        .all_resources()
        .into_iter()
        .filter(|resource| resource.path != "/{projectKey}")
    {
        places.push((resource.path.clone(), resource.description.as_deref()));
        places.extend(operations(resource));
    }
    places
}

fn operations(resource: &Resource) -> Vec<(String, Option<&str>)> {
    let mut places = Vec::new();
    for method in &resource.methods {
        let name = format!("{} {}", method.http.as_str(), resource.path);
        places.extend(method.query.iter().map(|parameter| {
            (
                format!("{name} {:?}", parameter.name),
                parameter.description.as_deref(),
            )
        }));
        places.push((name, method.description.as_deref()));
    }
    places
}

/// The types of these packages and the domains that have places without a description, one a line: a type by its name, the
/// operations of a domain by the beginning of their path. What is described as a whole is taken off the list.
const UNDESCRIBED: &str = include_str!("../undescribed.txt");

/// What the list names for a place: the type, or the first part of the path below the project.
fn subject(place: &str) -> String {
    match place.split_once("/{projectKey}/") {
        Some((_, path)) => format!("/{}", path.split(['/', ' ']).next().unwrap_or_default()),
        None => place
            .split(['.', ' '])
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

#[test]
fn every_type_field_value_operation_and_parameter_is_described() {
    let api = load(&shared::api_spec().join("api.raml"));
    let places = places(&api);
    assert!(
        places.len() > 5_000,
        "only {} places were looked at",
        places.len()
    );
    let silent: Vec<&String> = places
        .iter()
        .filter(|(_, text)| text.is_none_or(|text| text.trim().is_empty()))
        .map(|(place, _)| place)
        .collect();
    let listed: BTreeSet<&str> = UNDESCRIBED.lines().collect();
    let not_listed: Vec<&String> = silent
        .iter()
        .filter(|place| !listed.contains(subject(place).as_str()))
        .copied()
        .collect();
    assert_eq!(not_listed, Vec::<&String>::new(), "are not described");
    let needed: BTreeSet<String> = silent.iter().map(|place| subject(place)).collect();
    let described: Vec<&str> = listed
        .into_iter()
        .filter(|subject| !needed.contains(*subject))
        .collect();
    assert_eq!(
        described,
        Vec::<&str>::new(),
        "are described: take them off `tests/undescribed.txt`"
    );
}

#[test]
fn no_description_is_a_sentence_of_the_official_text() {
    let Some(official) = shared::official_api("comparing our descriptions with the official ones")
    else {
        return;
    };
    let official = load(&official);
    let everything = sentences(&official);
    let ours = load(&shared::api_spec().join("api.raml"));
    let copied: Vec<String> = places(&ours)
        .into_iter()
        .filter_map(|(place, text)| Some((place, text?)))
        .filter(|(_, text)| {
            text.split_inclusive(". ")
                .any(|sentence| is_long(sentence) && everything.contains(&plain(sentence)))
        })
        .map(|(place, text)| format!("{place}: {text}"))
        .collect();
    assert_eq!(copied, Vec::<String>::new());
}

/// Short sentences are no one's: "Name of the cart." is a fact in the only words there are.
fn is_long(sentence: &str) -> bool {
    sentence.split_whitespace().count() >= 8
}

fn sentences(api: &Api) -> HashSet<String> {
    let mut texts: Vec<&str> = Vec::new();
    for of in api.types.values() {
        texts.extend(of.description.as_deref());
        match &of.shape {
            Shape::Object(object) => texts.extend(
                object
                    .fields
                    .iter()
                    .filter_map(|field| field.description.as_deref()),
            ),
            Shape::Enum(values) => texts.extend(
                values
                    .iter()
                    .filter_map(|value| value.description.as_deref()),
            ),
            Shape::Alias(_) | Shape::Union(_) => {}
        }
    }
    for resource in api.all_resources() {
        texts.extend(resource.description.as_deref());
        texts.extend(
            operations(resource)
                .into_iter()
                .filter_map(|(_, text)| text),
        );
    }
    texts
        .into_iter()
        .flat_map(|text| {
            text.split_inclusive(['\n'])
                .flat_map(|line| line.split_inclusive(". "))
        })
        .map(plain)
        .collect()
}

/// A sentence without what Markdown and punctuation add.
fn plain(sentence: &str) -> String {
    let letters = sentence
        .chars()
        .filter(|letter| letter.is_alphanumeric() || letter.is_whitespace());
    let text: String = letters.collect();
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
