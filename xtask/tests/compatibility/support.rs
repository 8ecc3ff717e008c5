//! What the programs share. This file is a part of the crate that is compiled, and not of the test.

#![allow(dead_code)]

use ctp_sdk::runtime;

/// A text that is only what an argument asks for.
#[derive(Clone, Copy)]
pub(crate) struct Words;

impl From<Words> for String {
    fn from(_: Words) -> Self {
        "words".to_owned()
    }
}

impl AsRef<str> for Words {
    fn as_ref(&self) -> &str {
        "words"
    }
}

pub(crate) fn client() -> runtime::Client {
    runtime::Client::builder("http://localhost")
        .build()
        .expect("the URL is right")
}

pub(crate) fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("the text is right")
}

pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// The JSON of a value, with the members in one order.
pub(crate) fn written<T: serde::Serialize>(of: &T) -> String {
    serde_json::to_value(of)
        .expect("it can be written")
        .to_string()
}

pub(crate) fn shown<T: std::fmt::Debug>(of: &T) -> String {
    // Models have further fields in later versions.
    let shown = format!("{of:?}");
    shown
        .split([' ', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

pub(crate) fn request<T: runtime::RequestOptions>(of: &mut T) -> String {
    let request = of.request_mut();
    let body = match request.body() {
        runtime::Body::Json(text) => match serde_json::from_slice::<serde_json::Value>(text) {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        },
        runtime::Body::Form(pairs) => format!("{pairs:?}"),
        runtime::Body::Binary {
            content_type,
            bytes,
        } => format!("{content_type:?} {bytes:?}"),
        _ => String::new(),
    };
    // The order of parameters makes no difference.
    let mut query = request.query().to_vec();
    query.sort();
    let (method, path) = (request.method(), request.path().as_str());
    format!("{method} {path} {query:?} {body}")
}

pub(crate) fn is_model<T: Clone + std::fmt::Debug + PartialEq + serde::Serialize>() {}

pub(crate) fn is_read<T: serde::de::DeserializeOwned>() {}

pub(crate) fn is_default<T: Default>() {}

pub(crate) fn is_reference<T: runtime::ResourceReference>() {}

pub(crate) fn is_enum<T: Eq + std::hash::Hash + std::fmt::Display + std::str::FromStr>() {}
