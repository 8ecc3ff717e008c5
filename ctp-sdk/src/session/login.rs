//! Becoming a customer.

use std::fmt;

use ctp_auth::{Password, PreparedSession, TokenResponse, Visitor};

use super::CtpSession;
use super::payload::Payload;
use crate::models::{
    Cart, CartResourceIdentifier, Customer, CustomerDraft, CustomerSignInResult, CustomerSignin,
};
use crate::request::Problem;
use crate::{ApiRoot, Error, Result};

/// What comes of a login or a sign-up.
///
/// The session of the guest has ended, and the customer has another one. **Put the [id](CtpSession::id) of
/// [`session`](Self::session) into the visitor's cookie:** the old id is of no use to any process from now on. An id from
/// before the login may be known to somebody else, who planted it in the visitor's browser
/// ([session fixation](https://owasp.org/www-community/attacks/Session_fixation)).
#[derive(Clone)]
#[non_exhaustive]
#[must_use = "the session has another id now: put `session.id()` into the visitor's cookie"]
pub struct SignedIn {
    /// The session of the customer, with a new id.
    pub session: CtpSession,
    /// The customer.
    pub customer: Customer,
    /// The cart that the customer has, which is that of the session.
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

/// What a guest takes along.
struct Guest {
    cart_id: Option<String>,
    anonymous_id: Option<String>,
}

impl CtpSession {
    /// Makes the guest a customer who has an account. **The session goes on under a new id**, in the
    /// [result](SignedIn::session), and its cart goes along.
    ///
    /// Where `signin` names no guest cart, it is the one of [`get_or_create_cart`](Self::get_or_create_cart) or
    /// [`adopt_cart`](Self::adopt_cart), if there is one; `anonymousCartSignInMode` says what becomes of it. Other carts of
    /// the guest, such as those made by `me().carts().post()`, are not taken along, although the guest's anonymous id is:
    /// [adopt](Self::adopt_cart) the one that is to be kept. The cart of the answer is that of the session from then on.
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
    /// Other requests of the same visitor that are under way with the old id fail with
    /// [`Error::is_session_ended`](crate::Error::is_session_ended).
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_credentials`] when the email address or the password is wrong, or the account is locked; another
    /// one when a request or the store fails. The visitor is then a guest as before, under the same id, and has the cart as
    /// before. Only where the answer of the API to the login was lost, and it cannot be asked what it did either, the cart
    /// may have gone to the customer already; it is found there at the next login.
    ///
    /// # Sources
    ///
    /// [Authenticate Customer](https://docs.commercetools.com/api/projects/customers#authenticate-sign-in-customer).
    pub async fn log_in(&self, signin: CustomerSignin) -> Result<SignedIn> {
        let guest = self.guest().await?;
        let store_key = self.tokens.store_key().await?;
        // The token first: a wrong password then changes nothing at all.
        let token = self
            .customer_token(&signin.email, &signin.password, store_key.as_deref())
            .await?;
        // Then the store: if it fails, nothing was changed on the platform.
        let prepared = self.tokens.prepare(&token).await?;
        let mut signin = signin;
        let carried = match names_cart(&signin) {
            true => None,
            false => guest.cart_id,
        };
        if let Some(cart_id) = &carried {
            signin.anonymous_cart = Some(CartResourceIdentifier::with_id(cart_id));
        }
        if signin.anonymous_id.is_none() {
            signin.anonymous_id = guest.anonymous_id;
        }
        let store_key = store_key.as_deref();
        let mut outcome = self.send_login(&signin, store_key).await;
        if let (Err(error), Some(cart_id)) = (&outcome, &carried)
            && self.is_cart_handed_over(error, cart_id).await
        {
            // This login, or one before whose answer was lost, was done. To name the cart again would be refused.
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

    /// Makes the guest a customer with a new account. **The session goes on under a new id**, in the
    /// [result](SignedIn::session), and its cart goes along.
    ///
    /// What is not set in `draft` of the guest's cart is put in as in [`log_in`](Self::log_in). In a session in a store, the
    /// customer is one of that store.
    ///
    /// # Errors
    ///
    /// When the draft has no password ([`Error::is_request`]; an account with external authentication has a session
    /// elsewhere), when the API refuses it, such as with `DuplicateField` for an email address that is in use, or when a
    /// request fails. The visitor is then a guest as before, under the same id. If the failure was after the creation, the
    /// account exists and has the cart, and can be logged in to.
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
            draft.anonymous_cart = Some(CartResourceIdentifier::with_id(cart_id));
        }
        if draft.anonymous_id.is_none() {
            draft.anonymous_id = guest.anonymous_id;
        }
        let mut outcome = self.send_sign_up(&draft, store_key).await;
        if let (Err(error), Some(cart_id)) = (&outcome, &carried)
            && may_be_refused_for_cart(error)
            && self.is_cart_handed_over(error, cart_id).await
        {
            // A sign-up before whose answer was lost was done. To name the cart again would be refused for ever.
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
                // The cart is the customer's by now, so a login must not name it. If this fails as well, the login finds out.
                if let Some(cart_id) = &carried {
                    let _ = self.forget_cart(cart_id).await;
                }
                Err(error)
            }
        }
    }

    async fn guest(&self) -> Result<Guest> {
        let Visitor::Guest { anonymous_id } = self.tokens.visitor().await? else {
            // A customer who logs in as another one does not hand over their cart.
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

    /// Whether a login that failed, or one before, took the guest's cart all the same.
    async fn is_cart_handed_over(&self, error: &Error, cart_id: &str) -> bool {
        // These were surely refused, and not because of the cart.
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

    /// Sends what only the project may do.
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

    /// Sends what only the project may do.
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

/// Whether the API has surely not done what was asked, and the cart may be the reason.
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
