//! A request in progress: the future that the `send` of every operation returns.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ctp_auth::platform::BoxedFuture;

use crate::client::Sent;
use crate::json::Read;
use crate::operation::Operation;
use crate::{Bytes, RawResponse, Response, Result};

/// A request that is sent when it is awaited, and the reading of its answer.
///
/// Nothing is sent before it is polled. It may be dropped at any time; whether the API has got the request is not known
/// then.
#[must_use = "a request does nothing until it is awaited"]
pub struct Call<T> {
    exchange: Exchange,
    read: fn(Sent) -> Result<T>,
}

/// The part that is the same for all operations, so that it is compiled once.
type Exchange = BoxedFuture<'static, Result<Sent>>;

/// An operation whose successes have several bodies, or that may have none.
pub trait Answers {
    /// What is read of them.
    type Answer;

    /// Reads a success.
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
    /// Reads the body of the answer as a model.
    pub fn body(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success()?.into_model())
    }
}

impl<T: Read> Call<Option<T>> {
    /// Reads the body of the answer as a model; `None` where the API answers 404.
    pub fn optional(operation: Operation) -> Self {
        Self::new(operation, |sent| match sent.success() {
            Ok(answer) => answer.into_model().map(Some),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        })
    }
}

impl<T: Read> Call<Response<T>> {
    /// Reads the whole answer, its body as a model.
    pub fn response(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success()?.model())
    }
}

impl Call<Bytes> {
    /// Reads the body of the answer as it comes.
    pub fn bytes(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.bytes().into_body()))
    }
}

impl Call<Response<Bytes>> {
    /// Reads the whole answer, its body as it comes.
    pub fn bytes_response(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.bytes()))
    }
}

impl Call<String> {
    /// Reads the body of the answer as a text.
    pub fn text(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.text()?.into_body()))
    }
}

impl Call<Response<String>> {
    /// Reads the whole answer, its body as a text.
    pub fn text_response(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success()?.text())
    }
}

impl<T> Call<T> {
    /// Reads the body of the answer by its status.
    pub fn answer<A: Answers<Answer = T>>(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(A::read(sent.success()?)?.into_body()))
    }
}

impl<T> Call<Option<T>> {
    /// Reads the body of the answer; `None` where the API answers 404.
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
    /// Reads the whole answer, its body by its status.
    pub fn answer_response<A: Answers<Answer = T>>(operation: Operation) -> Self {
        Self::new(operation, |sent| A::read(sent.success()?))
    }
}

impl Call<()> {
    /// Takes a success as the answer.
    pub fn empty(operation: Operation) -> Self {
        Self::new(operation, |sent| sent.success().map(drop))
    }
}

impl Call<Response<()>> {
    /// Reads the answer but for its body.
    pub fn empty_response(operation: Operation) -> Self {
        Self::new(operation, |sent| Ok(sent.success()?.empty()))
    }
}

impl Call<bool> {
    /// Tells whether the resource is there (2xx) or not (404).
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
/// After its name comes what the answer holds: `exists`, `nothing`, `bytes`, `text`, `answers` with what
/// its [`Answers`] reads, or the model; behind the model may stand `optional`, or `pages` with the way in which pages follow each other.
#[doc(hidden)]
#[macro_export]
macro_rules! __operation {
    ($name:ident exists) => {
        impl $name {
            /// Sends the request: whether there is such a resource.
            ///
            /// # Errors
            ///
            /// Anything but success and 404.
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
            /// Sends the request and returns the body of the answer, or `None` where the API answers 404.
            ///
            /// # Errors
            ///
            /// As [`Self::send`], but for 404.
            pub fn send_optional(self) -> $crate::runtime::Call<::core::option::Option<$answer>> {
                $crate::runtime::Call::optional(self.0)
            }
        }
    };
    ($name:ident $answer:ty, pages $by:ident $($total:ident)?) => {
        $crate::__operation_sending! { $name $answer, body response }

        impl $name {
            /// All pages of the results, each fetched when it is asked for: see [`Pages`]($crate::Pages).
            ///
            /// `limit` is the size of a page, 500 where it is not set.
            pub fn pages(self) -> $crate::runtime::Pages<$answer> {
                let paging = $crate::runtime::Paging::$by() $(.$total())?;
                $crate::runtime::Pages::new(self.0.client, self.0.request, paging)
            }

            /// All results, one by one, a page fetched whenever the last one is used up: see [`Items`]($crate::Items).
            ///
            /// `limit` is the size of a page, 500 where it is not set.
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
            /// Sends the request and returns the body of the answer.
            ///
            /// # Errors
            ///
            /// The request cannot be sent, the API refuses it, or its answer cannot be read.
            pub fn send(self) -> $crate::runtime::Call<$answer> {
                $crate::runtime::Call::$body$(::<$of>)?(self.0)
            }

            /// Sends the request and returns the whole answer: status, headers, correlation id and body.
            ///
            /// # Errors
            ///
            /// As [`Self::send`].
            pub fn execute(self) -> $crate::runtime::Call<$crate::runtime::Response<$answer>> {
                $crate::runtime::Call::$response$(::<$of>)?(self.0)
            }
        }

        $crate::__operation_options! { $name }
    };
}

/// What can be set on each request, for an operation.
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
