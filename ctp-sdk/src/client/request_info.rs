//! What the steps are told of a request.

use crate::Request;

/// What a middleware can know of a request besides its method, URL, headers and body.
///
/// It is in the `Extensions` of each request that a [`Client`](crate::Client) sends:
///
/// ```
/// use ctp_sdk::RequestInfo;
/// use ctp_sdk::reqwest::{Request, Response};
/// use ctp_sdk::reqwest_middleware::{Middleware, Next, Result};
///
/// /// Prints the route of each request.
/// struct Printing;
///
/// #[async_trait::async_trait]
/// impl Middleware for Printing {
///     async fn handle(&self, request: Request, extensions: &mut http::Extensions, next: Next<'_>) -> Result<Response> {
///         let route = extensions.get().map_or("", RequestInfo::route);
///         println!("{} {route}", request.method());
///         next.run(request, extensions).await
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RequestInfo {
    route: &'static str,
    is_idempotent: bool,
}

impl RequestInfo {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            route: request.route(),
            is_idempotent: request.is_idempotent(),
        }
    }

    /// The template of the path, such as `/{projectKey}/carts/{ID}`. It holds no values.
    pub fn route(&self) -> &'static str {
        self.route
    }

    /// Whether the request may be done twice with no more effect than once: see [`Request::set_idempotent`].
    pub fn is_idempotent(&self) -> bool {
        self.is_idempotent
    }
}
