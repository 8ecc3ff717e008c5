//! Failures of a handler, and its responses to them.

use std::fmt;

use super::ReplyError;
use crate::DecodeFailure;
use crate::http_service::BoxError;

/// The response to the platform if there is no reply: the function is late, failed, or panicked.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handler has two of them, once")]
#[non_exhaustive]
pub enum Fallback {
    /// The resource is created or changed as if the function had replied with no change: for extensions whose changes are
    /// optional.
    NoChange,
    /// The request is refused with this error: for extensions that validate.
    Error(ReplyError),
}

impl From<ReplyError> for Fallback {
    fn from(error: ReplyError) -> Self {
        Self::Error(error)
    }
}

/// Why a function of an [`ExtensionHandler`](super::ExtensionHandler) has no reply.
///
/// `?` converts any error, which is then logged, and the platform gets the
/// [fallback](super::ExtensionHandlerBuilder::when_failed). A [`ReplyError`] is converted to a reply with this error.
///
/// ```
/// # #[cfg(feature = "carts")]
/// # async fn example(api: ctp_sdk::ApiRoot) -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_sdk::extension_handler::{ExtensionHandler, Reply, ReplyError};
///
/// let handler = ExtensionHandler::builder()
///     .authorization("Bearer a long random text")
///     .on_cart(move |input| {
///         let api = api.clone();
///         async move {
///             let others = api.carts().get().limit(1).send().await?;
///             let currency = input.resource.total_price.currency_code;
///             if others.results.is_empty() {
///                 return Err(ReplyError::invalid_input(format!("{currency} is not sold yet.")).into());
///             }
///             Ok(Reply::no_change())
///         }
///     })
///     .build()?;
/// # let _ = handler;
/// # Ok(())
/// # }
/// ```
// It does not implement `Error`, so that it can be converted from every type that does.
pub struct HandlerError {
    kind: Kind,
}

enum Kind {
    Errors(Vec<ReplyError>),
    Broken(BoxError),
}

impl HandlerError {
    /// A failure described by a text or a boxed error.
    pub fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Broken(error.into()),
        }
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Errors(errors) => formatter.debug_tuple("Errors").field(errors).finish(),
            Kind::Broken(error) => fmt::Debug::fmt(error, formatter),
        }
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for HandlerError {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

impl From<ReplyError> for HandlerError {
    fn from(error: ReplyError) -> Self {
        Self {
            kind: Kind::Errors(vec![error]),
        }
    }
}

/// Why the input of an API Extension cannot be decoded for a type of resource.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// It is not JSON, or does not fit.
    #[error("the input of the API Extension cannot be read: {0}")]
    Unreadable(DecodeFailure),
    /// It is about another type of resource.
    #[error(
        "the input of the API Extension is about a resource of the type '{found}', not '{expected}'"
    )]
    OtherResource {
        /// The expected type.
        expected: &'static str,
        /// The type in the input.
        found: String,
    },
    /// The input does not contain the resource: a member that the platform always sends is missing.
    #[error("the input of the API Extension has no `{member}`")]
    NoResource {
        /// `resource.obj` or `oldResource.obj`
        member: &'static str,
    },
}

impl From<DecodeFailure> for InputError {
    fn from(failure: DecodeFailure) -> Self {
        Self::Unreadable(failure)
    }
}

/// Why a handler cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidHandler {
    /// Anybody could call it.
    #[error(
        "an API Extension without authentication answers anybody: set `authorization` or `functions_key`, \
         or say `without_authentication` where something in front of it checks the caller"
    )]
    NoAuthentication,
    /// A secret that is empty or not valid in a header.
    #[error(
        "the secret for the header `{header}` is empty, or has spaces around it or control characters"
    )]
    UnusableSecret {
        /// `authorization` or `x-functions-key`
        header: String,
    },
    /// There would be no time to respond.
    #[error("the deadline of an API Extension is zero: set the time that its function may take")]
    NoTime,
}

/// Why there is no reply.
pub(super) enum Failure {
    Errors(Vec<ReplyError>),
    Input(InputError),
    Broken(BoxError),
}

impl From<HandlerError> for Failure {
    fn from(error: HandlerError) -> Self {
        match error.kind {
            Kind::Errors(errors) => Self::Errors(errors),
            Kind::Broken(error) => Self::Broken(error),
        }
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}
