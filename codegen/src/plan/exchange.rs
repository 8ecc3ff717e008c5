//! What an operation sends as its body, and what it gives.

use crate::{
    facts,
    model::{Content, Http, Method, Response, TypeRef, essence},
};

/// The media type that the runtime names where an operation names no other.
const JSON: &str = "application/json";

/// What a request's body is made of.
pub enum Payload<'a> {
    /// Nothing.
    None,
    /// JSON of this type.
    Json {
        /// The type.
        of: &'a TypeRef,
        /// The media type, where it is another one than that of JSON.
        media_type: Option<&'a str>,
    },
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
    /// A body.
    Body(Content<'a>),
    /// A body, but for some statuses.
    MayLack(Content<'a>, Lacking),
    /// One of several bodies, by the status.
    OneOf(Vec<Outcome<'a>>),
}

/// The statuses that come without a body.
pub enum Lacking {
    /// These.
    Only(Vec<u16>),
    /// All but these.
    AllBut(Vec<u16>),
}

/// An answer of one status.
pub struct Outcome<'a> {
    /// The status; `None` for all that no other answer has.
    pub status: Option<u16>,
    /// What it is called.
    pub name: String,
    /// What its body holds, if it has one.
    pub content: Option<Content<'a>>,
}

/// What the body of a request is made of.
pub fn payload(method: &Method) -> Payload<'_> {
    let json = method.bodies.iter().find(|body| body.is_json());
    let form = method
        .bodies
        .iter()
        .find(|body| body.media_type == facts::FORM);
    match (json, form) {
        (Some(body), _) => Payload::Json {
            of: body.of.as_ref().unwrap_or(&TypeRef::Any),
            media_type: Some(body.media_type.as_str()).filter(|of| essence(of) != JSON),
        },
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
    let Some(first) = method.success() else {
        return Answer::Nothing;
    };
    if method.only_success().is_some() {
        return Answer::Body(first.content());
    }
    let first = first.content();
    let (with, without): (Vec<&Response>, Vec<&Response>) = method
        .successes()
        .partition(|response| response.body().is_some());
    let is_same = |response: &&Response| {
        let content = response.content();
        content.is_some_and(|content| content.is_same(&first))
    };
    if with.iter().all(is_same) {
        let statuses = |of: &[&Response]| of.iter().map(|response| response.status).collect();
        let is_rest_without = without.iter().any(|response| response.is_rest);
        let lacking = match is_rest_without {
            true => Lacking::AllBut(statuses(&with)),
            false => Lacking::Only(statuses(&without)),
        };
        return Answer::MayLack(first, lacking);
    }
    let outcomes = method.successes().map(|response| Outcome {
        status: (!response.is_rest).then_some(response.status),
        name: outcome_name(response),
        content: response.content(),
    });
    Answer::OneOf(outcomes.collect())
}

/// The contents that an answer may have.
pub fn contents<'a>(answer: &Answer<'a>) -> Vec<Content<'a>> {
    match answer {
        Answer::Exists | Answer::Nothing => Vec::new(),
        Answer::Body(content) | Answer::MayLack(content, _) => vec![*content],
        Answer::OneOf(outcomes) => outcomes
            .iter()
            .filter_map(|outcome| outcome.content)
            .collect(),
    }
}

/// The media types that are asked for; `None` if that is JSON alone, or nothing.
pub fn accepted(method: &Method) -> Option<String> {
    if method.http == Http::Head {
        return None;
    }
    let mut media_types: Vec<&str> = Vec::new();
    for response in method.successes() {
        // What is read as the body that was chosen; of bytes and texts any will do.
        let chosen = response.content();
        let bodies = response.bodies.iter().filter(|body| {
            let content = body.content();
            chosen.is_some_and(|chosen| chosen.is_same(&content))
        });
        for body in bodies {
            let media_type = match body.content() {
                Content::Json(_) if essence(&body.media_type).contains('*') => JSON,
                _ => body.media_type.as_str(),
            };
            if !media_types.contains(&media_type) {
                media_types.push(media_type);
            }
        }
    }
    let is_json = media_types.iter().all(|of| essence(of) == JSON);
    (!is_json).then(|| media_types.join(", "))
}

/// What the answer of a status is called, by its reason phrase.
fn outcome_name(response: &Response) -> String {
    let known = match response.status {
        _ if response.is_rest => "Other",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritative",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        226 => "ImUsed",
        status => return format!("Status{status}"),
    };
    known.to_owned()
}
