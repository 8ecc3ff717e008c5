//! Emits a client by progenitor from an OpenAPI document, as `cargo progenitor` does.
//!
//! Its arguments are the document, in YAML, and the file that is written.

use std::{env, fs};

use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [document, file] = arguments.as_slice() else {
        panic!("usage: progenitor <document> <file>");
    };
    let text = fs::read_to_string(document).expect("the document can be read");
    let document = serde_yaml::from_str(&text).expect("it is an OpenAPI document");
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings)
        .generate_tokens(&document)
        .unwrap_or_else(|error| panic!("{error}"));
    let parsed = syn::parse2(tokens).expect("it is Rust");
    fs::write(file, prettyplease::unparse(&parsed)).expect("the file can be written");
}
