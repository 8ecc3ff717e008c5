//! Building a handler.

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

/// A fifth of a second less than the 2 seconds that the platform waits by default, for the way there and back.
const DEADLINE: Duration = Duration::from_millis(1800);

/// Twice the size that a resource may have, because there may be two of them.
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

    /// Answers those who send this `Authorization`, such as `Bearer a long random text`: the `headerValue` of the
    /// `AuthorizationHeader` authentication of the destination, to the letter.
    ///
    /// Of several secrets, each is accepted, so that one can be replaced: first add the new one here, then change the
    /// extension, then remove the old one. Values are compared in constant time.
    pub fn authorization(mut self, header_value: impl Into<SecretString>) -> Self {
        self.secrets.add(AUTHORIZATION, header_value.into());
        self
    }

    /// Answers those who send this `x-functions-key`: the `key` of the `AzureFunctions` authentication of the destination.
    ///
    /// Azure checks the key itself before it starts a function, unless the function is open to anybody.
    pub fn functions_key(mut self, key: impl Into<SecretString>) -> Self {
        let header = HeaderName::from_static("x-functions-key");
        self.secrets.add(header, key.into());
        self
    }

    /// Answers anybody, because something in front of the handler checks the caller: Google Cloud (IAM role
    /// `Cloud Run Invoker` for the service account of the platform), Azure, or a gateway.
    ///
    /// Secrets that are set all the same count for nothing.
    pub fn without_authentication(mut self) -> Self {
        self.is_open = true;
        self
    }

    /// The time after which the handler answers with what [`when_late`](Self::when_late) says, from the head of the request
    /// on. 1.8 seconds where it is not set.
    ///
    /// The platform waits for 2 seconds by default, and for as long as `timeoutInMs` of the extension says, which is 10
    /// seconds at most unless the support has raised that limit for the project. That includes the way there and back, so the deadline should be some 200 ms less. After that time the
    /// platform would tell its caller `ExtensionNoResponse`.
    ///
    /// A function that does not await anything cannot be interrupted.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.handler.deadline = deadline;
        self
    }

    /// What is answered where the function is late: an error of the code `InvalidOperation` where it is not set, as the
    /// platform refuses the request of its caller, too, where an extension does not answer.
    pub fn when_late(mut self, fallback: impl Into<Fallback>) -> Self {
        self.handler.when_late = fallback.into();
        self
    }

    /// What is answered where the function fails or panics, or cannot be given the resource, because that does not fit its
    /// type: an error of the code `InvalidOperation` where it is not set. Why it failed is logged, and not told.
    ///
    /// A panic can only be answered where panics unwind, which is Rust's default (`panic = "unwind"`).
    pub fn when_failed(mut self, fallback: impl Into<Fallback>) -> Self {
        self.handler.when_failed = fallback.into();
        self
    }

    /// The largest body that is read, in bytes: 32 MiB where it is not set, because a resource may have 16 MiB, and the one
    /// before the update may come with it.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.handler.body_limit = bytes;
        self
    }

    /// What is done about a required field that is missing from a resource: see [`MissingFields`]. It is refused where this is
    /// not set.
    pub fn missing_fields(mut self, missing_fields: MissingFields) -> Self {
        self.handler.missing_fields = missing_fields;
        self
    }

    /// Goes by this clock for the deadline.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.handler.clock = Arc::new(clock);
        self
    }

    /// Asks this function about resources of the type `T`: what `on_cart` and the others do for theirs. Of two functions for
    /// one type, the later one counts.
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

    /// Asks this function about all that no other one is for: resources of other types, also of types that this version does
    /// not know, and actions other than `Create` and `Update`. Resources and update actions are JSON, and the function answers
    /// for what it replies. Without it, there is no change.
    pub fn on_other<F, A, R>(mut self, function: F) -> Self
    where
        F: Fn(ExtensionInput<Value>) -> A + Send + Sync + 'static,
        A: Future<Output = R> + MaybeSend + 'static,
        R: IntoReply<Value>,
    {
        self.handler.other = Some(with_input(Received::any, function));
        self
    }

    /// The handler.
    ///
    /// # Errors
    ///
    /// - [`InvalidHandler::NoAuthentication`]: anybody could ask it.
    /// - [`InvalidHandler::UnusableSecret`]: a secret is empty, or cannot be sent in a header.
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

/// A function of the caller's, with the reading of what it is asked and the writing of what it replies.
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
                #[doc = concat!("Asks this function about ", $what, ". Of two such functions, the later one counts.")]
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
