//! Errors of a request or of a client before anything is sent.

/// An error of a request or of a client before anything is sent. Shows no values.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("the path parameter `{name}` is empty")]
    EmptyPathParameter { name: &'static str },
    #[error("the path segment `{template}` is a dot segment, which leads to another resource")]
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
    #[error("the header `{name}` has an invalid name or value")]
    MalformedHeader { name: String },
    #[error("the URL of the server of this request is invalid: {reason}")]
    Server { reason: String },
    #[error("the URL of the API is invalid: {reason}")]
    ApiUrl { reason: String },
    #[cfg(feature = "sessions")]
    #[error("the key of the project is invalid: {reason}")]
    ProjectKey { reason: String },
    #[cfg(feature = "api-clients")]
    #[error("the platform would refuse this API client: {reason}")]
    ApiClient { reason: String },
    #[cfg(feature = "sessions")]
    #[error("the draft of the customer has no password, which is necessary to get a token")]
    NoPassword,
    #[cfg(feature = "sessions")]
    #[error(
        "the session is in a store and the cart is not of that store, so the session would not find it: create the cart with \
         `in_store_key(..).me().carts()`"
    )]
    CartOutsideStore,
    #[error(
        "paging by offset ends at offset 10000, and there may be more results: narrow the query, or set no order, because \
         paging in the order of the ids has no limit"
    )]
    OffsetLimit,
    #[error("the cursor was taken from a query in another order")]
    ForeignCursor,
    #[error("the received page does not follow the previous one, so paging cannot continue")]
    SamePage,
    #[cfg(feature = "events")]
    #[error("{}", unfetchable(type_id.as_deref()))]
    Unfetchable { type_id: Option<String> },
    #[cfg(feature = "events")]
    #[error(
        "the delivery is from the project `{delivered}`, and the requests are for the project `{asked}`"
    )]
    OtherProject { delivered: String, asked: String },
    #[error("the user agent has an invalid character")]
    UserAgent,
}

#[cfg(feature = "events")]
fn unfetchable(type_id: Option<&str>) -> String {
    match type_id {
        Some(type_id) => format!(
            "a resource of the kind `{type_id}` cannot be fetched with the data of the delivery: use the request builders"
        ),
        None => "the delivery does not name a resource".to_owned(),
    }
}
