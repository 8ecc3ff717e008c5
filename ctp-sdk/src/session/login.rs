//! Login and sign-up.

use std::fmt;

use ctp_auth::{Password, PreparedSession, TokenResponse, Visitor};

use super::CtpSession;
use super::payload::Payload;
use crate::models::{
    Cart, CartResourceIdentifier, Customer, CustomerDraft, CustomerSignInResult, CustomerSignin,
};
use crate::request::Problem;
use crate::{ApiRoot, Error, Result};

/// The result of a login or a sign-up.
///
/// The session of the guest has ended, and the customer has another one. **Put the [id](CtpSession::id) of
/// [`session`](Self::session) into the visitor's cookie:** the old id is now invalid in all processes. An id from before
/// the login may be known to an attacker who placed it in the visitor's browser ([session
/// fixation](https://owasp.org/www-community/attacks/Session_fixation)).
#[derive(Clone)]
#[non_exhaustive]
#[must_use = "the session has another id now: put `session.id()` into the visitor's cookie"]
pub struct SignedIn {
    /// The session of the customer, with a new id.
    pub session: CtpSession,
    /// The customer.
    pub customer: Customer,
    /// The cart of the customer, which is that of the session.
    pub cart: Option<Box<Cart>>,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignedIn")
            .field("session", &self.session)
            .field("customer", &self.customer.id)
            .field("cart", &self.cart.as_ref().map(|cart| &cart.id))
            .finish()
    }
}

/// The data that a guest keeps at a login.
struct Guest {
    cart_id: Option<String>,
    anonymous_id: Option<String>,
}

impl CtpSession {
    /// Logs the guest in to an existing account. **The session continues with a new id**, in the
    /// [result](SignedIn::session), and keeps its cart.
    ///
    /// If `signin` names no cart of the guest, the one of [`get_or_create_cart`](Self::get_or_create_cart) or
    /// [`adopt_cart`](Self::adopt_cart) is used, if there is one; `anonymousCartSignInMode` decides whether it is merged.
    /// Other carts of the guest, such as those created with `me().carts().post()`, are not kept, although the guest's
    /// anonymous id is sent: [adopt](Self::adopt_cart) the cart to keep. The cart of the response becomes the cart of the
    /// session.
    ///
    /// ```no_run
    /// # async fn run(session: ctp_sdk::CtpSession) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::models::{AnonymousCartSignInMode, CustomerSignin};
    ///
    /// let signin = CustomerSignin::new("anna@example.com", "a password")
    ///     .anonymous_cart_sign_in_mode(AnonymousCartSignInMode::UseAsNewActiveCustomerCart);
    /// match session.log_in(signin).await {
    ///     Ok(signed_in) => set_cookie(signed_in.session.id()),
    ///     Err(error) if error.is_invalid_credentials() => println!("wrong email address or password"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// # fn set_cookie(_: &ctp_sdk::auth::SessionId) {}
    /// ```
    ///
    /// In a session [in a store](crate::CtpClient::start_session_in_store) it is a login in that store.
    ///
    /// Other requests of the same visitor that are in progress with the old id fail with
    /// [`Error::is_session_ended`](crate::Error::is_session_ended).
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_credentials`] when the email address or the password is wrong, or the account is locked; another
    /// error when a request or the store fails. The visitor is then still a guest, with the same id and the same cart. The
    /// cart may already belong to the customer only if the response to the login was lost and the API could not be asked
    /// what it did; the next login finds it there.
    ///
    /// # Sources
    ///
    /// [Authenticate Customer](https://docs.commercetools.com/api/projects/customers#authenticate-sign-in-customer).
    pub async fn log_in(&self, signin: CustomerSignin) -> Result<SignedIn> {
        let guest = self.guest().await?;
        let store_key = self.tokens.store_key().await?;
        // The token first: a wrong password then changes nothing.
        let token = self
            .customer_token(&signin.email, &signin.password, store_key.as_deref())
            .await?;
        // Then the store: if it fails, nothing has changed on the platform.
        let prepared = self.tokens.prepare(&token).await?;
        let mut signin = signin;
        let carried = match names_cart(&signin) {
            true => None,
            false => guest.cart_id,
        };
        if let Some(cart_id) = &carried {
            signin.anonymous_cart = Some(CartResourceIdentifier::new().id(cart_id));
        }
        if signin.anonymous_id.is_none() {
            signin.anonymous_id = guest.anonymous_id;
        }
        let store_key = store_key.as_deref();
        let mut outcome = self.send_login(&signin, store_key).await;
        if let (Err(error), Some(cart_id)) = (&outcome, &carried)
            && self.is_cart_handed_over(error, cart_id).await
        {
            // This login, or an earlier one whose response was lost, was processed. Naming the cart again would be refused.
            signin.anonymous_cart = None;
            outcome = self.send_login(&signin, store_key).await;
        }
        match outcome {
            Ok(result) => self.commit(prepared, result).await,
            Err(error) => {
                prepared.discard().await;
                Err(error)
            }
        }
    }

    /// Creates an account for the guest and logs in. **The session continues with a new id**, in the
    /// [result](SignedIn::session), and keeps its cart.
    ///
    /// Missing values of `draft` about the guest's cart are set as in [`log_in`](Self::log_in). In a session in a store,
    /// the customer belongs to that store.
    ///
    /// # Errors
    ///
    /// When the draft has no password ([`Error::is_request`]; sessions of accounts with external authentication are not
    /// supported), when the API refuses it, for example with `DuplicateField` for an email address that is in use, or when
    /// a request fails. The visitor is then still a guest, with the same id. If the failure was after the creation, the
    /// account exists and has the cart, and a login is possible.
    ///
    /// # Sources
    ///
    /// [Create Customer](https://docs.commercetools.com/api/projects/customers#create-sign-up-customer).
    pub async fn sign_up(&self, draft: CustomerDraft) -> Result<SignedIn> {
        let Some(password) = draft.password.clone() else {
            return Err(Error::request(Problem::NoPassword));
        };
        let guest = self.guest().await?;
        let store_key = self.tokens.store_key().await?;
        let store_key = store_key.as_deref();
        let mut draft = draft;
        let carried = match names_cart_in_draft(&draft) {
            true => None,
            false => guest.cart_id,
        };
        if let Some(cart_id) = &carried {
            draft.anonymous_cart = Some(CartResourceIdentifier::new().id(cart_id));
        }
        if draft.anonymous_id.is_none() {
            draft.anonymous_id = guest.anonymous_id;
        }
        let mut outcome = self.send_sign_up(&draft, store_key).await;
        if let (Err(error), Some(cart_id)) = (&outcome, &carried)
            && may_be_refused_for_cart(error)
            && self.is_cart_handed_over(error, cart_id).await
        {
            // An earlier sign-up whose response was lost was processed. Naming the cart again would always be refused.
            draft.anonymous_cart = None;
            outcome = self.send_sign_up(&draft, store_key).await;
        }
        let result = outcome?;
        let prepared = async {
            let token = self
                .customer_token(&draft.email, &password, store_key)
                .await?;
            Ok::<_, Error>(self.tokens.prepare(&token).await?)
        };
        match prepared.await {
            Ok(prepared) => self.commit(prepared, result).await,
            Err(error) => {
                // The cart already belongs to the customer, so a login must not name it. If this fails as well, the login
                // finds out.
                if let Some(cart_id) = &carried {
                    let _ = self.forget_cart(cart_id).await;
                }
                Err(error)
            }
        }
    }

    async fn guest(&self) -> Result<Guest> {
        let Visitor::Guest { anonymous_id } = self.tokens.visitor().await? else {
            // A customer who logs in as another one does not pass on their cart.
            return Ok(Guest {
                cart_id: None,
                anonymous_id: None,
            });
        };
        Ok(Guest {
            cart_id: Payload::of(&self.tokens).await?.cart_id,
            anonymous_id,
        })
    }

    pub(super) async fn customer_token(
        &self,
        email: &str,
        password: &str,
        store_key: Option<&str>,
    ) -> Result<TokenResponse> {
        let mut password = Password::new(email, password);
        if let Some(store_key) = store_key {
            password = password.in_store(store_key);
        }
        let sessions = &self.project.sessions;
        let grant = password.into();
        Ok(sessions.auth().token(&grant, sessions.scopes()).await?)
    }

    /// Whether a login that failed, or an earlier one, transferred the guest's cart anyway.
    async fn is_cart_handed_over(&self, error: &Error, cart_id: &str) -> bool {
        // These were certainly refused, and not because of the cart.
        if error.is_request() || error.is_auth() {
            return false;
        }
        matches!(self.has_cart(cart_id).await, Ok(false))
    }

    pub(super) async fn commit(
        &self,
        prepared: PreparedSession,
        result: CustomerSignInResult,
    ) -> Result<SignedIn> {
        let cart_id = result.cart.as_ref().map(|cart| cart.id.clone());
        let payload = Payload::with_cart(cart_id).to_text();
        let tokens = prepared.commit(payload).await?;
        Ok(SignedIn {
            session: Self::new(self.project.clone(), tokens),
            customer: result.customer,
            cart: result.cart,
        })
    }

    /// Sends the login with the project's token.
    async fn send_login(
        &self,
        signin: &CustomerSignin,
        store_key: Option<&str>,
    ) -> Result<CustomerSignInResult> {
        let project = self.integration_root();
        let signin = signin.clone();
        match store_key {
            None => project.login().post(signin).send().await,
            Some(store_key) => {
                let store = project.in_store_key(store_key);
                store.login().post(signin).send().await
            }
        }
    }

    /// Sends the sign-up with the project's token.
    async fn send_sign_up(
        &self,
        draft: &CustomerDraft,
        store_key: Option<&str>,
    ) -> Result<CustomerSignInResult> {
        let project = self.integration_root();
        let draft = draft.clone();
        match store_key {
            None => project.customers().post(draft).send().await,
            Some(store_key) => {
                let store = project.in_store_key(store_key);
                store.customers().post(draft).send().await
            }
        }
    }

    fn integration_root(&self) -> ApiRoot {
        ApiRoot::new(self.project.integration.clone(), &self.project.key)
    }
}

/// Whether the API has certainly not processed the request, and the cart may be the reason.
fn may_be_refused_for_cart(error: &Error) -> bool {
    let is_refused = error
        .status()
        .is_some_and(|status| status.is_client_error());
    is_refused && !error.is_transient() && error.duplicate_field().is_none()
}

#[allow(
    deprecated,
    reason = "a caller who still names the cart by its id has named it"
)]
fn names_cart(signin: &CustomerSignin) -> bool {
    signin.anonymous_cart.is_some() || signin.anonymous_cart_id.is_some()
}

#[allow(
    deprecated,
    reason = "a caller who still names the cart by its id has named it"
)]
fn names_cart_in_draft(draft: &CustomerDraft) -> bool {
    draft.anonymous_cart.is_some() || draft.anonymous_cart_id.is_some()
}
