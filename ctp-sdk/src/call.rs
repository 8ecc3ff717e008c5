//! A request in progress: the future that the `send` of every operation returns.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ctp_auth::platform::BoxedFuture;

use crate::client::Sent;
use crate::json::Read;
use crate::operation::Operation;
use crate::{Bytes, RawResponse, Response, Result};

/// A request that is sent when it is awaited, and the decoding of its response.
///
/// Nothing is sent before it is polled. It may be dropped at any time; it is then unknown whether the API has received the
/// request.
#[must_use = "a request does nothing until it is awaited"]
pub struct Call<T> {
    exchange: Exchange,
    read: fn(Sent) -> Result<T>,
}

/// The part that is the same for all operations, compiled once.
type Exchange = BoxedFuture<'static, Result<Sent>>;

/// An operation whose successful responses have different bodies, or no body.
pub trait Answers {
    /// The result.
    type Answer;

    /// Decodes a successful response.
    fn read(answer: RawResponse) -> Result<Response<Self::Answer>>;
}

impl<T> Call<T> {
    fn new(operation: Operation, read: fn(Sent) -> Result<T>) -> Self {
        let Operation { client, request } = operation;
        Self {
            exchange: Box::pin(async move { client.send(request).await }),
            read,
        }
    }
}

impl<T: Read> Call<T> {
    /// Decodes the body of the response as a model.
    pub fn body(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success()?.into_model())
    }
}

impl<T: Read> Call<Option<T>> {
    /// Decodes the body of the response as a model; `None` if the API answers 404.
    pub fn optional(operation: Operation) -> Self {
        Self::new(operation, |sent| match sent.success() {
            Ok(answer) => answer.into_model().map(Some),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        })
    }
}

impl<T: Read> Call<Response<T>> {
    /// Returns the whole response, with its body as a model.
    pub fn response(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success()?.model())
    }
}

impl Call<Bytes> {
    /// Returns the body of the response as bytes.
    pub fn bytes(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.bytes().into_body()))
    }
}

impl Call<Response<Bytes>> {
    /// Returns the whole response, with its body as bytes.
    pub fn bytes_response(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.bytes()))
    }
}

impl Call<String> {
    /// Returns the body of the response as text.
    pub fn text(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.text()?.into_body()))
    }
}

impl Call<Response<String>> {
    /// Returns the whole response, with its body as text.
    pub fn text_response(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success()?.text())
    }
}

impl<T> Call<T> {
    /// Decodes the body of the response according to its status.
    pub fn answer<A: Answers<Answer = T>>(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(A::read(sent.success()?)?.into_body()))
    }
}

impl<T> Call<Option<T>> {
    /// Decodes the body of the response; `None` if the API answers 404.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn optional_answer<A: Answers<Answer = T>>(operation: Operation) -> Self {
        Self::new(operation, |sent| match sent.success() {
            Ok(answer) => Ok(Some(A::read(answer)?.into_body())),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        })
    }
}

impl<T> Call<Response<T>> {
    /// Returns the whole response, with its body decoded according to its status.
    pub fn answer_response<A: Answers<Answer = T>>(operation: Operation) -> Self {
        Self::new(operation, |sent| A::read(sent.success()?))
    }
}

impl Call<()> {
    /// Any successful response is the result.
    pub fn empty(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success().map(drop))
    }
}

impl Call<Response<()>> {
    /// Returns the response without its body.
    pub fn empty_response(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.empty()))
    }
}

impl Call<bool> {
    /// Whether the resource exists (2xx) or not (404).
    pub fn exists(operation: Operation) -> Self {
        Self::new(operation, Sent::exists)
    }
}

impl<T> Future for Call<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let sent = ready!(self.exchange.as_mut().poll(context));
        Poll::Ready(sent.and_then(self.read))
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Call").finish_non_exhaustive()
    }
}

/// Implements the sending of an operation.
///
/// After its name comes the kind of result: `exists`, `nothing`, `bytes`, `text`, `answers` with its [`Answers`], or the
/// model. The model may be followed by `optional`, or by `pages` with the kind of paging.
#[doc(hidden)]
#[macro_export]
macro_rules! __operation {
    ($name:ident exists) => {
        impl $name {
            /// Sends the request and returns whether the resource exists.
            ///
            /// # Errors
            ///
            /// Any status except success and 404.
            pub fn send(self) -> $crate::runtime::Call<bool> {
                $crate::runtime::Call::exists(self.0)
            }
        }

        $crate::__operation_options! { $name }
    };
    ($name:ident nothing) => {
        $crate::__operation_sending! { $name () empty empty_response }
    };
    ($name:ident bytes) => {
        $crate::__operation_sending! { $name $crate::runtime::Bytes, bytes bytes_response }
    };
    ($name:ident text) => {
        $crate::__operation_sending! { $name ::std::string::String, text text_response }
    };
    ($name:ident answers $answer:ty) => {
        $crate::__operation_sending! { $name $answer, answer answer_response for $name }
    };
    ($name:ident $answer:ty) => {
        $crate::__operation_sending! { $name $answer, body response }
    };
    ($name:ident $answer:ty, optional) => {
        $crate::__operation_sending! { $name $answer, body response }

        impl $name {
            /// Sends the request and returns the body of the response, or `None` if the API answers 404.
            ///
            /// # Errors
            ///
            /// The same errors as [`Self::send`], except 404.
            pub fn send_optional(self) -> $crate::runtime::Call<::core::option::Option<$answer>> {
                $crate::runtime::Call::optional(self.0)
            }
        }
    };
    ($name:ident $answer:ty, pages $by:ident $($total:ident)?) => {
        $crate::__operation_sending! { $name $answer, body response }

        impl $name {
            /// All pages of the results, each fetched on demand: see [`Pages`]($crate::Pages).
            ///
            /// `limit` is the page size; 500 by default.
            pub fn pages(self) -> $crate::runtime::Pages<$answer> {
                let paging = $crate::runtime::Paging::$by() $(.$total())?;
                $crate::runtime::Pages::new(self.0.client, self.0.request, paging)
            }

            /// All results, one by one; pages are fetched on demand: see [`Items`]($crate::Items).
            ///
            /// `limit` is the page size; 500 by default.
            pub fn items(self) -> $crate::runtime::Items<$answer> {
                self.pages().items()
            }
        }
    };
}

/// `send` and `execute` of an operation.
#[doc(hidden)]
#[macro_export]
macro_rules! __operation_sending {
    ($name:ident () $body:ident $response:ident) => {
        $crate::__operation_sending! { $name (), $body $response }
    };
    ($name:ident $answer:ty, $body:ident $response:ident $(for $of:ident)?) => {
        impl $name {
            /// Sends the request and returns the body of the response.
            ///
            /// # Errors
            ///
            /// When the request cannot be sent, the API refuses it, or its response cannot be decoded.
            pub fn send(self) -> $crate::runtime::Call<$answer> {
                $crate::runtime::Call::$body$(::<$of>)?(self.0)
            }

            /// Sends the request and returns the whole response: status, headers, correlation id and body.
            ///
            /// # Errors
            ///
            /// The same errors as [`Self::send`].
            pub fn execute(self) -> $crate::runtime::Call<$crate::runtime::Response<$answer>> {
                $crate::runtime::Call::$response$(::<$of>)?(self.0)
            }
        }

        $crate::__operation_options! { $name }
    };
}

/// The options of each request, for an operation.
#[doc(hidden)]
#[macro_export]
macro_rules! __operation_options {
    ($name:ident) => {
        impl $crate::runtime::RequestOptions for $name {
            fn request_mut(&mut self) -> &mut $crate::runtime::Request {
                &mut self.0.request
            }
        }
    };
}
