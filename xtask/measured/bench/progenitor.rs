//! Emits a client by progenitor from an OpenAPI document, as `cargo progenitor` does.
//!
//! Its arguments are the document, in YAML, and the file that is written. The document is changed where progenitor cannot read
//! it: a body of any media type is one of `application/octet-stream`, and of several responses with success, or with an error,
//! only the first is kept, because they may not have different types.

use std::{env, fs};

use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_yaml::Value;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [document, file] = arguments.as_slice() else {
        panic!("usage: progenitor <document> <file>");
    };
    let text = fs::read_to_string(document).expect("the document can be read");
    let mut document = serde_yaml::from_str(&text).expect("it is YAML");
    simplify(&mut document);
    let document = serde_yaml::from_value(document).expect("it is an OpenAPI document");
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings)
        .generate_tokens(&document)
        .unwrap_or_else(|error| panic!("{error}"));
    let parsed = syn::parse2(tokens).expect("it is Rust");
    fs::write(file, prettyplease::unparse(&parsed)).expect("the file can be written");
}

fn simplify(value: &mut Value) {
    match value {
        Value::Mapping(members) => {
            if members.remove("*/*").is_some() {
                let binary = "schema: {type: string, format: binary}";
                let binary: Value = serde_yaml::from_str(binary).expect("it is YAML");
                members.insert("application/octet-stream".into(), binary);
            }
            if let Some(Value::Mapping(responses)) = members.get_mut("responses") {
                let mut kept = Vec::new();
                responses.retain(|status, _| {
                    // Responses that operations share have names.
                    let Ok(status) = status.as_str().unwrap_or_default().parse::<u16>() else {
                        return true;
                    };
                    let is_success = status < 300;
                    let is_first = !kept.contains(&is_success);
                    kept.push(is_success);
                    is_first
                });
            }
            members.values_mut().for_each(simplify);
        }
        Value::Sequence(elements) => elements.iter_mut().for_each(simplify),
        _ => {}
    }
}
