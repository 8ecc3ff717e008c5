//! The builder of a handler.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::platform::MaybeSend;
use ctp_auth::{Clock, SecretString, SystemClock};
use http::header::{AUTHORIZATION, HeaderName};

use super::failures::Failure;
use super::input::Received;
use super::secrets::Secrets;
use super::{
    ExtensionHandler, ExtensionInput, ExtensionResource, Fallback, Function, Inner, IntoReply,
    InvalidHandler, ReplyError,
};
use crate::json::Write;
use crate::{MissingFields, Value};

/// 0.2 seconds less than the 2 seconds that the platform waits by default, for the network.
const DEADLINE: Duration = Duration::from_millis(1800);

/// Twice the maximum size of a resource, because a request may contain two.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// Builds an [`ExtensionHandler`].
#[must_use = "nothing is answered before the handler is built"]
pub struct ExtensionHandlerBuilder {
    handler: Inner,
    secrets: Secrets,
    is_open: bool,
}

impl ExtensionHandlerBuilder {
    pub(super) fn new() -> Self {
        let error = |message: &str| Fallback::Error(ReplyError::invalid_operation(message));
        Self {
            handler: Inner {
                functions: BTreeMap::new(),
                other: None,
                secrets: None,
                deadline: DEADLINE,
                body_limit: BODY_LIMIT,
                when_late: error("The API Extension did not answer in time. Try again."),
                when_failed: error("The API Extension failed. Its log has the reason."),
                missing_fields: MissingFields::Refuse,
                clock: Arc::new(SystemClock),
            },
            secrets: Secrets::default(),
            is_open: false,
        }
    }

    /// Accepts requests with this `Authorization` header, such as `Bearer a long random text`: exactly the `headerValue` of
    /// the `AuthorizationHeader` authentication of the destination.
    ///
    /// Several secrets are all accepted, so that a secret can be replaced: first add the new one here, then change the
    /// extension, then remove the old one. Values are compared in constant time.
    pub fn authorization(mut self, header_value: impl Into<SecretString>) -> Self {
        self.secrets.add(AUTHORIZATION, header_value.into());
        self
    }

    /// Accepts requests with this `x-functions-key` header: the `key` of the `AzureFunctions` authentication of the
    /// destination.
    ///
    /// Azure checks the key itself before it starts a function, unless the function is public.
    pub fn functions_key(mut self, key: impl Into<SecretString>) -> Self {
        let header = HeaderName::from_static("x-functions-key");
        self.secrets.add(header, key.into());
        self
    }

    /// Accepts all requests, because something in front of the handler authenticates the caller: Google Cloud (IAM role
    /// `Cloud Run Invoker` for the service account of the platform), Azure, or a gateway.
    ///
    /// Configured secrets are then ignored.
    pub fn without_authentication(mut self) -> Self {
        self.is_open = true;
        self
    }

    /// Sets the deadline, after which the handler responds with [`when_late`](Self::when_late), counted from the head of
    /// the request. Default: 1.8 seconds.
    ///
    /// The platform waits for 2 seconds by default, or as long as `timeoutInMs` of the extension says, at most 10 seconds.
    /// This includes the network, so the deadline should be about 200 ms less. After that time the platform returns
    /// `ExtensionNoResponse` to its caller.
    ///
    /// A function that does not await anything cannot be interrupted.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.handler.deadline = deadline;
        self
    }

    /// Sets the response if the function is late. Default: an error with the code `InvalidOperation`, because the platform
    /// also refuses the request of its caller if an extension does not answer.
    pub fn when_late(mut self, fallback: impl Into<Fallback>) -> Self {
        self.handler.when_late = fallback.into();
        self
    }

    /// Sets the response if the function fails or panics, or if the resource does not fit its type. Default: an error with
    /// the code `InvalidOperation`. The reason is logged and is not part of the response.
    ///
    /// A panic can only be handled with `panic = "unwind"`, which is Rust's default.
    pub fn when_failed(mut self, fallback: impl Into<Fallback>) -> Self {
        self.handler.when_failed = fallback.into();
        self
    }

    /// Sets the maximum size of a body in bytes. Default: 32 MiB, because a resource may have 16 MiB, and the request may
    /// contain it before and after the update.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.handler.body_limit = bytes;
        self
    }

    /// Sets how a missing required field of a resource is handled: see [`MissingFields`]. Default: it is an error.
    pub fn missing_fields(mut self, missing_fields: MissingFields) -> Self {
        self.handler.missing_fields = missing_fields;
        self
    }

    /// Sets the clock for the deadline.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.handler.clock = Arc::new(clock);
        self
    }

    /// Sets the function for resources of the type `T`, as `on_cart` and similar methods do. A later function for the same
    /// type replaces an earlier one.
    pub fn on<T, F, A, R>(mut self, function: F) -> Self
    where
        T: ExtensionResource,
        F: Fn(ExtensionInput<T>) -> A + Send + Sync + 'static,
        A: Future<Output = R> + MaybeSend + 'static,
        R: IntoReply<T::UpdateAction>,
    {
        let function = with_input(Received::typed, function);
        self.handler.functions.insert(T::TYPE_ID, function);
        self
    }

    /// Sets the function for everything that no other function is for: other types of resources, including unknown ones,
    /// and actions other than `Create` and `Update`. Resources and update actions are JSON, and replies are not checked.
    /// Without it, the response is no change.
    pub fn on_other<F, A, R>(mut self, function: F) -> Self
    where
        F: Fn(ExtensionInput<Value>) -> A + Send + Sync + 'static,
        A: Future<Output = R> + MaybeSend + 'static,
        R: IntoReply<Value>,
    {
        self.handler.other = Some(with_input(Received::any, function));
        self
    }

    /// Builds the handler.
    ///
    /// # Errors
    ///
    /// - [`InvalidHandler::NoAuthentication`]: anybody could call it.
    /// - [`InvalidHandler::UnusableSecret`]: a secret is empty, or not valid in a header.
    /// - [`InvalidHandler::NoTime`]: the deadline is zero.
    pub fn build(self) -> Result<ExtensionHandler, InvalidHandler> {
        let Self {
            mut handler,
            secrets,
            is_open,
        } = self;
        if let Some(header) = secrets.unusable() {
            let header = header.as_str().to_owned();
            return Err(InvalidHandler::UnusableSecret { header });
        }
        if secrets.is_empty() && !is_open {
            return Err(InvalidHandler::NoAuthentication);
        }
        if handler.deadline.is_zero() {
            return Err(InvalidHandler::NoTime);
        }
        handler.secrets = (!is_open).then_some(secrets);
        Ok(ExtensionHandler {
            inner: Arc::new(handler),
        })
    }
}

/// Wraps a function of the caller with the decoding of its input and the encoding of its reply.
fn with_input<I, F, A, R, U>(
    read: fn(Received) -> Result<I, super::InputError>,
    function: F,
) -> Function
where
    I: 'static,
    F: Fn(I) -> A + Send + Sync + 'static,
    A: Future<Output = R> + MaybeSend + 'static,
    R: IntoReply<U>,
    U: Write,
{
    Arc::new(move |received| {
        let answering = read(received).map(&function);
        Box::pin(async move {
            let reply = answering?.await.into_reply().map_err(Failure::from)?;
            reply.outcome()
        })
    })
}

macro_rules! functions {
    ($($feature:literal $resource:ident $name:ident $what:literal)*) => {
        impl ExtensionHandlerBuilder {
            $(
                #[doc = concat!("Sets the function for ", $what, ". A later function replaces an earlier one.")]
                #[cfg(feature = $feature)]
                pub fn $name<F, A, R>(self, function: F) -> Self
                where
                    F: Fn(ExtensionInput<crate::models::$resource>) -> A + Send + Sync + 'static,
                    A: Future<Output = R> + MaybeSend + 'static,
                    R: IntoReply<<crate::models::$resource as ExtensionResource>::UpdateAction>,
                {
                    self.on(function)
                }
            )*
        }
    };
}

functions! {
    "business-units" BusinessUnit on_business_unit "business units"
    "carts" Cart on_cart "carts"
    "customer-groups" CustomerGroup on_customer_group "customer groups"
    "customers" Customer on_customer "customers"
    "orders" Order on_order "orders"
    "payment-methods" PaymentMethod on_payment_method "payment methods"
    "payments" Payment on_payment "payments"
    "quote-requests" QuoteRequest on_quote_request "quote requests"
    "quotes" Quote on_quote "quotes"
    "shopping-lists" ShoppingList on_shopping_list "shopping lists"
    "staged-quotes" StagedQuote on_staged_quote "staged quotes"
}
