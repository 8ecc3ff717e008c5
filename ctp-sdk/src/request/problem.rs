//! What is wrong with a request, or with a client, before anything is sent.

/// What is wrong with a request, or with a client, before anything is sent. Shows no values.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("the path parameter `{name}` is empty")]
    EmptyPathParameter { name: &'static str },
    #[error(
        "the path segment `{template}` comes out as a dot segment, which leads to another resource"
    )]
    DotSegment { template: &'static str },
    #[error("the body cannot be written as JSON")]
    UnserializableBody,
    #[error("the header `{name}` has a name or a value that HTTP cannot carry")]
    MalformedHeader { name: String },
    #[error("the URL of the API is not usable: {reason}")]
    ApiUrl { reason: String },
    #[error("the key of the project is not usable: {reason}")]
    ProjectKey { reason: String },
    #[cfg(feature = "sessions")]
    #[error("the draft of the customer has no password, without which there is no token for them")]
    NoPassword,
    #[error("the user agent holds a character that HTTP cannot carry")]
    UserAgent,
}
