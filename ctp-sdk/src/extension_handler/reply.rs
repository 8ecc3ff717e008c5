//! The reply of an API Extension.

use std::fmt;

use serde_json::Value;

use super::HandlerError;
use super::failures::Failure;
use super::outcome::Outcome;
use crate::json::{self, Purpose, Sink, Write};
use crate::{JsonObject, Localized};

/// The reply of an API Extension about a resource whose update actions are of the type `A`, such as `CartUpdateAction`.
///
/// ```
/// # #[cfg(feature = "carts")]
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_sdk::extension_handler::{Reply, ReplyError};
/// use ctp_sdk::models::{CartSetCountryAction, CartSetLocaleAction, CartUpdateAction};
///
/// let nothing = Reply::<CartUpdateAction>::no_change();
/// let country = Reply::<CartUpdateAction>::action(CartSetCountryAction::new().country("DE"));
/// let both = Reply::<CartUpdateAction>::actions([
///     CartUpdateAction::from(CartSetCountryAction::new().country("DE")),
///     CartSetLocaleAction::new().locale("de").into(),
/// ])?;
/// let refusal = Reply::<CartUpdateAction>::error(ReplyError::invalid_input("We do not ship there."));
/// # let _ = (nothing, country, both, refusal);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "a reply does nothing unless the function returns it"]
pub struct Reply<A> {
    content: Content<A>,
}

#[derive(Clone, PartialEq)]
enum Content<A> {
    Actions(Vec<A>),
    Errors(Vec<ReplyError>),
}

/// The maximum number of update actions that the platform accepts from an API Extension.
const MOST_ACTIONS: usize = 100;

/// An API Extension replied with more update actions than the platform accepts.
///
/// Source: [API Extensions](https://docs.commercetools.com/api/projects/api-extensions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an API Extension may reply with at most 100 update actions, but there are {count}")]
#[non_exhaustive]
pub struct TooManyActions {
    /// The number of update actions.
    pub count: usize,
}

impl<A> Reply<A> {
    /// Accepts the resource without changes.
    pub fn no_change() -> Self {
        Content::Actions(Vec::new()).into()
    }

    /// Changes the resource with this update action.
    pub fn action(action: impl Into<A>) -> Self {
        Content::Actions(vec![action.into()]).into()
    }

    /// Changes the resource with these update actions, in their order. An empty list is no change.
    ///
    /// # Errors
    ///
    /// When there are more than 100, the maximum of the platform. In a function for the handler, `?` turns this into a
    /// failure, for which the platform gets the [fallback](super::ExtensionHandlerBuilder::when_failed).
    pub fn actions(
        actions: impl IntoIterator<Item = impl Into<A>>,
    ) -> Result<Self, TooManyActions> {
        let actions: Vec<A> = actions.into_iter().map(Into::into).collect();
        match actions.len() {
            count if count > MOST_ACTIONS => Err(TooManyActions { count }),
            _ => Ok(Content::Actions(actions).into()),
        }
    }

    /// Refuses the request with this error for its sender.
    pub fn error(error: ReplyError) -> Self {
        Self::errors([error])
    }

    /// Refuses the request with these errors for its sender. An empty list is no change, so that a function can reply with
    /// all errors that it has found.
    pub fn errors(errors: impl IntoIterator<Item = ReplyError>) -> Self {
        Content::Errors(errors.into_iter().collect()).into()
    }
}

impl<A: Write> Reply<A> {
    pub(super) fn outcome(self) -> Result<Outcome, Failure> {
        match self.content {
            Content::Actions(actions) if actions.is_empty() => Ok(Outcome::no_change()),
            Content::Errors(errors) if errors.is_empty() => Ok(Outcome::no_change()),
            Content::Actions(actions) => match json::to_vec(&Body(actions), Purpose::Request) {
                Ok(json) => Ok(Outcome::actions(json)),
                Err(error) => Err(HandlerError::from(error).into()),
            },
            Content::Errors(errors) => Ok(Outcome::errors(errors)),
        }
    }
}

impl<A> From<Content<A>> for Reply<A> {
    fn from(content: Content<A>) -> Self {
        Self { content }
    }
}

impl<A: fmt::Debug> fmt::Debug for Reply<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Actions(actions) => formatter.debug_tuple("Actions").field(actions).finish(),
            Content::Errors(errors) => formatter.debug_tuple("Errors").field(errors).finish(),
        }
    }
}

struct Body<A>(Vec<A>);

impl<A: Write> Write for Body<A> {
    fn write(&self, sink: &mut dyn Sink) -> json::Outcome<()> {
        let Self(actions) = self;
        let members: [(&'static str, &dyn Write); 1] = [("actions", actions)];
        sink.object(None, &members, None)
    }
}

/// The return type of a function of an [`ExtensionHandler`](super::ExtensionHandler): a [`Reply`], or a result of one.
pub trait IntoReply<A> {
    #[doc(hidden)]
    fn into_reply(self) -> Result<Reply<A>, HandlerError>;
}

impl<A> IntoReply<A> for Reply<A> {
    fn into_reply(self) -> Result<Reply<A>, HandlerError> {
        Ok(self)
    }
}

impl<A> IntoReply<A> for Result<Reply<A>, HandlerError> {
    fn into_reply(self) -> Result<Reply<A>, HandlerError> {
        self
    }
}

/// An error that the platform returns to the caller of its API, among the
/// [errors](https://docs.commercetools.com/api/errors) of the response, with the extension that it is from.
///
/// ```
/// use ctp_sdk::extension_handler::ReplyError;
/// use serde_json::json;
///
/// let error = ReplyError::invalid_field("country", "XX", "We do not ship to XX.")
///     .localized([("en", "We do not ship there."), ("de", "Dorthin liefern wir nicht.")])
///     .extra_info("shipsTo", json!(["DE", "AT"]));
/// # let _ = error;
/// ```
///
/// The platform accepts the codes of its errors with status 400, each with the members that it documents.
///
/// Source: [response of a failed validation](https://docs.commercetools.com/api/projects/api-extensions#response).
#[derive(Clone, Debug, PartialEq)]
pub struct ReplyError {
    code: String,
    message: String,
    localized_message: Localized<String>,
    extra_info: JsonObject,
    members: JsonObject,
}

impl ReplyError {
    /// `InvalidInput`: the request is not acceptable. `message` is for developers.
    pub fn invalid_input(message: impl Into<String>) -> Self {
        Self::with_code("InvalidInput", message)
    }

    /// `InvalidOperation`: the operation is not possible in the current state of the resource.
    pub fn invalid_operation(message: impl Into<String>) -> Self {
        Self::with_code("InvalidOperation", message)
    }

    /// `SemanticError`: the request is well-formed but contradictory.
    pub fn semantic_error(message: impl Into<String>) -> Self {
        Self::with_code("SemanticError", message)
    }

    /// `RequiredField`: a field is missing.
    pub fn required_field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::with_code("RequiredField", message).member("field", field.into())
    }

    /// `InvalidField`: a field has an invalid value.
    pub fn invalid_field(
        field: impl Into<String>,
        invalid_value: impl Into<Value>,
        message: impl Into<String>,
    ) -> Self {
        Self::with_code("InvalidField", message)
            .member("field", field.into())
            .member("invalidValue", invalid_value)
    }

    /// An error with another code. It must be one of those that the platform documents for the status 400, with the
    /// documented [members](Self::member); for others it reports to its caller that the extension gave a bad response.
    pub fn with_code(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            localized_message: Localized::new(),
            extra_info: JsonObject::new(),
            members: JsonObject::new(),
        }
    }

    /// `localizedMessage`: the message for buyers, by locale.
    #[must_use]
    pub fn localized(mut self, message: impl Into<Localized<String>>) -> Self {
        self.localized_message = message.into();
        self
    }

    /// A member of `extensionExtraInfo`: any information for the caller of the API.
    #[must_use]
    pub fn extra_info(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra_info.insert(name.into(), value.into());
        self
    }

    /// Another member of the error, such as those that its code has.
    #[must_use]
    pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// The code, such as `InvalidInput`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message for developers.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn into_json(self) -> Value {
        let mut error = self.members;
        error.insert("code".to_owned(), self.code.into());
        error.insert("message".to_owned(), self.message.into());
        if !self.localized_message.is_empty() {
            let texts = self.localized_message.into_iter();
            let texts: JsonObject = texts.map(|(locale, text)| (locale, text.into())).collect();
            error.insert("localizedMessage".to_owned(), texts.into());
        }
        if !self.extra_info.is_empty() {
            error.insert("extensionExtraInfo".to_owned(), self.extra_info.into());
        }
        Value::Object(error)
    }
}
