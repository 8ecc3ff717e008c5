//! What an operation sends as its body, and what it gives.

use crate::{
    facts,
    model::{Body, Http, Method, Scalar, TypeRef},
};

/// What a request's body is made of.
pub enum Payload<'a> {
    /// Nothing.
    None,
    /// JSON of this type.
    Json(&'a TypeRef),
    /// A form.
    Form,
    /// Bytes of one of these media types.
    Binary(Vec<&'a str>),
}

/// What a response gives.
pub enum Answer<'a> {
    /// Whether there is something.
    Exists,
    /// Nothing.
    Nothing,
    /// JSON of this type.
    Json(&'a TypeRef),
    /// Bytes.
    Bytes,
}

/// What the body of a request is made of.
pub fn payload(method: &Method) -> Payload<'_> {
    let json = method.bodies.iter().find(|body| is_json(&body.media_type));
    let form = method
        .bodies
        .iter()
        .find(|body| body.media_type == facts::FORM);
    match (json, form) {
        (Some(body), _) => body
            .of
            .as_ref()
            .map_or(Payload::Json(&TypeRef::Any), Payload::Json),
        (None, Some(_)) => Payload::Form,
        _ if method.bodies.is_empty() => Payload::None,
        _ => Payload::Binary(
            method
                .bodies
                .iter()
                .map(|body| body.media_type.as_str())
                .collect(),
        ),
    }
}

/// What the answer to a request gives.
pub fn answer(method: &Method) -> Answer<'_> {
    if method.http == Http::Head {
        return Answer::Exists;
    }
    match method.success() {
        None => Answer::Nothing,
        Some(Body {
            of: Some(TypeRef::Scalar(Scalar::File)),
            ..
        }) => Answer::Bytes,
        Some(Body { of: Some(of), .. }) => Answer::Json(of),
        Some(body) if is_json(&body.media_type) => Answer::Json(&TypeRef::Any),
        Some(_) => Answer::Bytes,
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}
