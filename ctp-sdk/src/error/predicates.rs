//! The kinds of errors.

use ctp_auth::{AuthError, HttpClientError, is_permanent_failure, platform};
use http::{Method, StatusCode};

use super::{Error, Kind, ResponseTooLarge};

impl Error {
    /// Whether the resource does not exist: the API answered 404.
    ///
    /// A 404 without the JSON error body of the API does not count, because it comes from a gateway or a proxy that does
    /// not know the path, and says nothing about the resource. Its [`status`](Self::status) is also 404. The response to a
    /// `HEAD` has no body, so any 404 counts there.
    pub fn is_not_found(&self) -> bool {
        self.refusal().is_some_and(|refusal| {
            refusal.meaning() == StatusCode::NOT_FOUND && refusal.is_about_resource
        })
    }

    /// Whether a `DELETE` was sent more than once and the last response was 404, after the response to an earlier attempt
    /// was lost: the resource does not exist, and the earlier attempt may have deleted it.
    ///
    /// ```no_run
    /// # #[cfg(feature = "carts")]
    /// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
    /// match api.carts().with_id("cart-1").delete(3).send().await {
    ///     Ok(deleted) => println!("{} is deleted", deleted.id),
    ///     Err(error) if error.is_already_deleted() => println!("it is deleted, and its last state is lost"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_already_deleted(&self) -> bool {
        self.inner.method == Some(Method::DELETE)
            && self.inner.attempts.may_be_done
            && self.is_not_found()
    }

    /// Whether the API may have processed the request although there is an error: the response was lost, was too late,
    /// cannot be decoded, or is a server error (5xx). Before you repeat a create, check whether it was done.
    ///
    /// It is also true if an *earlier* attempt was lost and the last one was refused. This can happen with an order from a
    /// cart: the client retries it, because the version of the cart makes a second attempt fail; the order is then placed
    /// although the error is a [conflict](Self::is_conflict).
    ///
    /// ```no_run
    /// # #[cfg(feature = "orders")]
    /// # async fn run(api: ctp_sdk::ApiRoot, cart: ctp_sdk::models::Cart) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::models::{CartResourceIdentifier, OrderFromCartDraft};
    ///
    /// let of_cart = CartResourceIdentifier::new().id(cart.id.as_str());
    /// let draft = OrderFromCartDraft::new(cart.version).cart(of_cart);
    /// match api.orders().post(draft).send().await {
    ///     Ok(order) => println!("{} is placed", order.id),
    ///     Err(error) if error.may_be_done() => {
    ///         let of_cart = format!("cart(id = \"{}\")", cart.id);
    ///         let found = api.orders().get().where_(of_cart).send().await?;
    ///         println!("placed all the same: {:?}", found.results.first().map(|order| &order.id));
    ///     }
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It is false if the request was certainly not processed: it was not sent, was refused before anything was done (4xx),
    /// or there was no connection. It does not matter whether the request reads or changes.
    pub fn may_be_done(&self) -> bool {
        self.inner.attempts.may_be_done
            || match &self.inner.kind {
                Kind::Request(_) | Kind::HttpClient(_) | Kind::Caller(_) | Kind::Auth(_) => false,
                Kind::Transport(error) => !error.is_builder() && !platform::is_connect(error),
                Kind::TotalTimeout(_) => true,
                Kind::Api(refusal) => refusal.meaning().is_server_error(),
                Kind::Decode { status, .. } => status.is_some(),
                // Without a token or an HTTP client it was not sent. Any other middleware may have failed after the
                // response.
                Kind::Middleware(_) => {
                    self.auth_error().is_none() && self.find::<HttpClientError>().is_none()
                }
            }
    }

    /// Whether the API answered 409: the resource has changed since the version that the request names.
    ///
    /// If the client had sent the request before and the response was lost ([`may_be_done`](Self::may_be_done)), the
    /// conflict may be with the request itself. This includes a create that names a version, such as an order from a cart
    /// or from a quote: look for the order by its `orderNumber`, or with `cart(id = "…")`, before you report a failure to
    /// the customer.
    pub fn is_conflict(&self) -> bool {
        self.refusal_status() == Some(StatusCode::CONFLICT)
    }

    /// Whether the same request may succeed later: the connection failed or timed out, or the API answered 408, 429, 500,
    /// 502, 503 or 504.
    ///
    /// A certificate that is not accepted (unknown issuer, expired, another host) and a proxy that refuses are not
    /// transient.
    ///
    /// The API may have processed the request anyway. Repeat it only if it may be done twice.
    pub fn is_transient(&self) -> bool {
        match self.refusal_status() {
            Some(status) => matches!(status.as_u16(), 408 | 429 | 500 | 502..=504),
            None => match self.auth_error() {
                _ if matches!(self.inner.kind, Kind::TotalTimeout(_)) => true,
                Some(error) => error.is_transient(),
                None => self.find::<reqwest::Error>().is_some_and(|error| {
                    !error.is_builder() && !error.is_redirect() && !is_permanent_failure(error)
                }),
            },
        }
    }

    /// Whether the token is the problem: the API answered 401, or 403 because of the scopes of the token, or there was no
    /// token.
    ///
    /// A 403 that another token would get as well does not count: an associate of a business unit who lacks a permission
    /// ([`missing_permissions`](Self::missing_permissions)), and a customer who expands other customers of a business unit
    /// (`Unauthorized`). A 403 without a reason counts.
    pub fn is_auth(&self) -> bool {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal.is_about_token(),
            _ => self.auth_error().is_some(),
        }
    }

    /// Whether the session has ended, and only the visitor can start another: see [`AuthError::is_session_ended`].
    pub fn is_session_ended(&self) -> bool {
        self.auth_error().is_some_and(AuthError::is_session_ended)
    }

    /// Whether the email address or the password of a customer is wrong, or the account is locked, as reported by the
    /// authorization service or the API. The customer has to act.
    ///
    /// It is false if the credentials of the shop are wrong: see [`AuthError::is_invalid_client`]. The status and the codes
    /// are in [`status`](Self::status), in [`api_errors`](Self::api_errors), and in
    /// [`AuthError::oauth`](ctp_auth::AuthError::oauth).
    pub fn is_invalid_credentials(&self) -> bool {
        let of_api = |code: &str| matches!(code, "InvalidCredentials" | "InvalidCurrentPassword");
        self.auth_error()
            .is_some_and(AuthError::is_invalid_credentials)
            || self.reason(of_api).is_some()
    }

    /// Whether the API, or the authorization service, did not answer in time.
    pub fn is_timeout(&self) -> bool {
        match self.auth_error() {
            _ if matches!(self.inner.kind, Kind::TotalTimeout(_)) => true,
            Some(error) => error.is_timeout(),
            None => self
                .find::<reqwest::Error>()
                .is_some_and(platform::is_timeout),
        }
    }

    /// Whether the API answered with success, but with a body that the SDK cannot decode.
    pub fn is_decode(&self) -> bool {
        matches!(self.inner.kind, Kind::Decode { .. })
    }

    /// Whether the response was larger than the limit: see
    /// [`ClientBuilder::response_limit`](crate::ClientBuilder::response_limit).
    pub fn is_response_too_large(&self) -> bool {
        self.find::<ResponseTooLarge>().is_some()
    }

    /// Whether the request or the client is invalid and cannot be sent, for example because of a path with an empty id, or
    /// because there are no root certificates.
    pub fn is_request(&self) -> bool {
        match &self.inner.kind {
            Kind::Request(_) | Kind::HttpClient(_) => true,
            Kind::Transport(error) => error.is_builder(),
            _ => false,
        }
    }
}
