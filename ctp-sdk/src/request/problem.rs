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
    #[error("the route `{route}` cannot be used: {reason}")]
    Template {
        route: &'static str,
        reason: &'static str,
    },
    #[error("the path parameter `{name}` of the route `{route}` is not given")]
    MissingPathParameter {
        route: &'static str,
        name: &'static str,
    },
    #[error("the route `{route}` has no path parameter `{name}`")]
    UnknownPathParameter { route: &'static str, name: String },
    #[error("the body cannot be written as JSON")]
    UnserializableBody,
    #[error("the header `{name}` has a name or a value that HTTP cannot carry")]
    MalformedHeader { name: String },
    #[error("the URL of the server of this request is not usable: {reason}")]
    Server { reason: String },
    #[error("the URL of the API is not usable: {reason}")]
    ApiUrl { reason: String },
    #[cfg(feature = "sessions")]
    #[error("the key of the project is not usable: {reason}")]
    ProjectKey { reason: String },
    #[cfg(feature = "api-clients")]
    #[error("the platform would not take such an API client: {reason}")]
    ApiClient { reason: String },
    #[cfg(feature = "sessions")]
    #[error("the draft of the customer has no password, without which there is no token for them")]
    NoPassword,
    #[cfg(feature = "sessions")]
    #[error(
        "the session is in a store and the cart is not of that store, so the session would not find it: make the cart with \
         `in_store_key(..).me().carts()`"
    )]
    CartOutsideStore,
    #[error(
        "pages that follow each other by offsets end at offset 10000, and there may be more results behind it: narrow the \
         query, or leave the order to the SDK where it is the caller's, for results in the order of their ids have no end"
    )]
    OffsetLimit,
    #[error("the cursor was taken from a query in another order")]
    ForeignCursor,
    #[error(
        "the page that came does not lie behind the one in front of it, so that there is no way on"
    )]
    SamePage,
    #[cfg(feature = "events")]
    #[error("{}", unfetchable(type_id.as_deref()))]
    Unfetchable { type_id: Option<String> },
    #[cfg(feature = "events")]
    #[error(
        "the delivery is from the project `{delivered}`, and the requests are for the project `{asked}`"
    )]
    OtherProject { delivered: String, asked: String },
    #[error("the user agent holds a character that HTTP cannot carry")]
    UserAgent,
}

#[cfg(feature = "events")]
fn unfetchable(type_id: Option<&str>) -> String {
    match type_id {
        Some(type_id) => format!(
            "a resource of the kind `{type_id}` cannot be fetched by what the delivery says: use the request builders"
        ),
        None => "the delivery is about no resource".to_owned(),
    }
}
