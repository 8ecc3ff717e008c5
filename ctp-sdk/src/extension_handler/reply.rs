//! What an API Extension replies.

use std::fmt;

use serde_json::Value;

use super::HandlerError;
use super::failures::Failure;
use super::outcome::Outcome;
use crate::json::{self, Purpose, Sink, Write};
use crate::{IntoList, JsonObject, Localized};

/// What an API Extension replies about a resource whose update actions are of the type `A`, such as `CartUpdateAction`.
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

/// The most update actions that the platform takes from an API Extension, unless the limit of the project was raised.
const MOST_ACTIONS: usize = 100;

/// An API Extension replied with more update actions than the platform takes.
///
/// Source: [API Extensions](https://docs.commercetools.com/api/projects/api-extensions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an API Extension may reply with {most} update actions, and these are {count}: do with fewer"
)]
#[non_exhaustive]
pub struct TooManyActions {
    /// How many there were.
    pub count: usize,
    /// How many there may be.
    pub most: usize,
}

impl<A> Reply<A> {
    /// The resource is fine as it is.
    pub fn no_change() -> Self {
        Content::Actions(Vec::new()).into()
    }

    /// The resource is changed by this update action.
    pub fn action(action: impl Into<A>) -> Self {
        Content::Actions(vec![action.into()]).into()
    }

    /// The resource is changed by these update actions, in their order. None of them is no change.
    ///
    /// # Errors
    ///
    /// When there are more than the 100 that the platform takes by default. In a function for the handler, `?` makes of it a failure,
    /// for which the platform gets the [fallback](super::ExtensionHandlerBuilder::when_failed).
    pub fn actions<By>(actions: impl IntoList<A, By>) -> Result<Self, TooManyActions> {
        Self::actions_up_to(MOST_ACTIONS, actions)
    }

    /// The same for a project whose limit the support of commercetools has raised from 100 to `most`.
    ///
    /// Source: [release note](https://docs.commercetools.com/api/releases/2026-02-11-increased-flexibility-for-limit-of-api-extension-update-actions).
    ///
    /// # Errors
    ///
    /// When there are more than `most`.
    pub fn actions_up_to<By>(
        most: usize,
        actions: impl IntoList<A, By>,
    ) -> Result<Self, TooManyActions> {
        let actions = actions.into_list();
        match actions.len() {
            count if count > most => Err(TooManyActions { count, most }),
            _ => Ok(Content::Actions(actions).into()),
        }
    }

    /// The request is refused, and its sender gets this error.
    pub fn error(error: ReplyError) -> Self {
        Self::errors([error])
    }

    /// The request is refused, and its sender gets these errors. None of them is no change, so that a function can reply with
    /// all that it has found.
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

/// What a function of an [`ExtensionHandler`](super::ExtensionHandler) may return: a [`Reply`], or a result of one.
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

/// An error that the platform gives to the caller of its API, who sees it among the
/// [errors](https://docs.commercetools.com/api/errors) of the answer, with the extension that it is of.
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
/// The platform takes the codes that its errors of the status 400 have, each with the members that it has there.
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
    /// `InvalidInput`: what was sent is not acceptable. `message` is meant for developers.
    pub fn invalid_input(message: impl Into<String>) -> Self {
        Self::with_code("InvalidInput", message)
    }

    /// `InvalidOperation`: the resource is not in a state in which this can be done.
    pub fn invalid_operation(message: impl Into<String>) -> Self {
        Self::with_code("InvalidOperation", message)
    }

    /// `SemanticError`: what was sent is well-formed and makes no sense.
    pub fn semantic_error(message: impl Into<String>) -> Self {
        Self::with_code("SemanticError", message)
    }

    /// `RequiredField`: a field is missing.
    pub fn required_field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::with_code("RequiredField", message).member("field", field.into())
    }

    /// `InvalidField`: a field has a value that is not acceptable.
    pub fn invalid_field(
        field: impl Into<String>,
        invalid_value: impl Into<Value>,
        message: impl Into<String>,
    ) -> Self {
        Self::with_code("InvalidField", message)
            .member("field", field.into())
            .member("invalidValue", invalid_value)
    }

    /// An error of another code. It must be one of those that the platform documents for the status 400, with the
    /// [members](Self::member) that it has there; of others it says to its caller that the extension gave a bad response.
    pub fn with_code(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            localized_message: Localized::new(),
            extra_info: JsonObject::new(),
            members: JsonObject::new(),
        }
    }

    /// `localizedMessage`: what the buyer is told, by locale.
    #[must_use]
    pub fn localized(mut self, message: impl Into<Localized<String>>) -> Self {
        self.localized_message = message.into();
        self
    }

    /// A member of `extensionExtraInfo`: anything that the caller of the API should know.
    #[must_use]
    pub fn extra_info(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra_info.insert(name.into(), value.into());
        self
    }

    /// A further member of the error, such as those that errors of its code have.
    #[must_use]
    pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// Its code, such as `InvalidInput`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What developers are told.
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
