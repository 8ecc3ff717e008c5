//! Becoming a customer, and leaving.

use ctp_auth::{Password, TokenResponse, Visitor};
use serde::Serialize;

use super::CtpSession;
use crate::models::{CartResourceIdentifier, CustomerDraft, CustomerSignInResult, CustomerSignin};
use crate::request::Problem;
use crate::{Error, Method, Path, Request, Result};

/// A resource by which a guest becomes a customer. The in-store form is not among the generated requests.
struct Door {
    resource: &'static str,
    route: &'static str,
    route_in_store: &'static str,
}

const LOGIN: Door = Door {
    resource: "/login",
    route: "/{projectKey}/login",
    route_in_store: "/{projectKey}/in-store/key={storeKey}/login",
};

const CUSTOMERS: Door = Door {
    resource: "/customers",
    route: "/{projectKey}/customers",
    route_in_store: "/{projectKey}/in-store/key={storeKey}/customers",
};

const SCOPES: [&str; 2] = [
    "manage_customers:{projectKey}",
    "manage_customers:{projectKey}:{storeKey}",
];

/// What a guest brings along.
struct Luggage {
    cart: Option<CartResourceIdentifier>,
    anonymous_id: Option<String>,
}

impl CtpSession {
    /// Makes the guest a customer who has an account. The session keeps its id, and its cart goes along.
    ///
    /// Where `signin` names no guest cart, it is the one of [`cart`](Self::cart), if there is one;
    /// `anonymousCartSignInMode` says what becomes of it. The cart of the answer is that of the session from then on.
    ///
    /// ```no_run
    /// # async fn run(session: ctp_sdk::CtpSession) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::models::{AnonymousCartSignInMode, CustomerSignin};
    ///
    /// let signin = CustomerSignin::new("anna@example.com", "a password")
    ///     .anonymous_cart_sign_in_mode(AnonymousCartSignInMode::UseAsNewActiveCustomerCart);
    /// let result = session.log_in(signin).await?;
    /// # let _ = result;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the email address or the password is wrong (the authorization service says
    /// [`InvalidCustomerAccountCredentials`](ctp_auth::OAuthErrorCode::InvalidCustomerAccountCredentials)), or a request
    /// fails. The visitor is then a guest as before.
    ///
    /// # Sources
    ///
    /// [Authenticate Customer](https://docs.commercetools.com/api/projects/customers#authenticate-sign-in-customer).
    pub async fn log_in(&self, signin: CustomerSignin) -> Result<CustomerSignInResult> {
        let luggage = self.luggage().await?;
        let store_key = self.tokens.store_key().await?;
        // The token first: a wrong password then changes nothing at all.
        let token = self
            .customer_token(&signin.email, &signin.password, store_key.as_deref())
            .await?;
        let mut signin = signin;
        #[allow(deprecated, reason = "who still names the cart by its id has named it")]
        let names_cart = signin.anonymous_cart.is_some() || signin.anonymous_cart_id.is_some();
        if !names_cart {
            signin.anonymous_cart = luggage.cart;
        }
        if signin.anonymous_id.is_none() {
            signin.anonymous_id = luggage.anonymous_id;
        }
        match self.enter(&LOGIN, &signin, store_key.as_deref()).await {
            Ok(result) => self.become_customer(&token, result).await,
            Err(error) => {
                self.discard(&token).await;
                Err(error)
            }
        }
    }

    /// Makes the guest a customer with a new account. The session keeps its id, and its cart goes along.
    ///
    /// What is not set in `draft` of the guest's cart is put in as in [`log_in`](Self::log_in).
    ///
    /// # Errors
    ///
    /// When the draft has no password ([`Error::is_request`]; an account with external authentication has a session
    /// elsewhere), when the API refuses it, such as with `DuplicateField` for an email address that is in use, or when a
    /// request fails. The visitor is then a guest as before; the account may exist all the same, if the failure was after
    /// its creation, and can be logged in to.
    ///
    /// # Sources
    ///
    /// [Create Customer](https://docs.commercetools.com/api/projects/customers#create-sign-up-customer).
    pub async fn sign_up(&self, draft: CustomerDraft) -> Result<CustomerSignInResult> {
        let Some(password) = draft.password.clone() else {
            return Err(Error::request(Problem::NoPassword));
        };
        let luggage = self.luggage().await?;
        let store_key = self.tokens.store_key().await?;
        let mut draft = draft;
        #[allow(deprecated, reason = "who still names the cart by its id has named it")]
        let names_cart = draft.anonymous_cart.is_some() || draft.anonymous_cart_id.is_some();
        if !names_cart {
            draft.anonymous_cart = luggage.cart;
        }
        if draft.anonymous_id.is_none() {
            draft.anonymous_id = luggage.anonymous_id;
        }
        let result: CustomerSignInResult =
            self.enter(&CUSTOMERS, &draft, store_key.as_deref()).await?;
        let token = self
            .customer_token(&draft.email, &password, store_key.as_deref())
            .await?;
        self.become_customer(&token, result).await
    }

    /// Ends the session: it is removed from the store and its tokens are revoked. To end one that has ended is no error.
    ///
    /// # Errors
    ///
    /// When the store or the authorization service fails; each is asked, whatever becomes of the other.
    pub async fn log_out(&self) -> Result<()> {
        Ok(self.tokens.end().await?)
    }

    async fn luggage(&self) -> Result<Luggage> {
        let Visitor::Guest { anonymous_id } = self.tokens.visitor().await? else {
            // A customer who logs in as another one does not hand over their cart.
            return Ok(Luggage {
                cart: None,
                anonymous_id: None,
            });
        };
        let cart = self.tokens.cart_id().await?;
        Ok(Luggage {
            cart: cart.map(|id| CartResourceIdentifier::new().id(id)),
            anonymous_id,
        })
    }

    async fn customer_token(
        &self,
        email: &str,
        password: &str,
        store_key: Option<&str>,
    ) -> Result<TokenResponse> {
        let mut password = Password::new(email, password);
        if let Some(store_key) = store_key {
            password = password.in_store(store_key);
        }
        let scopes = self.client.sessions().scopes();
        Ok(self.client.auth().token(&password.into(), scopes).await?)
    }

    async fn become_customer(
        &self,
        token: &TokenResponse,
        result: CustomerSignInResult,
    ) -> Result<CustomerSignInResult> {
        let cart_id = result.cart.as_ref().map(|cart| cart.id.clone());
        match self.tokens.become_customer(token, cart_id).await {
            Ok(()) => Ok(result),
            Err(error) => {
                self.discard(token).await;
                Err(error.into())
            }
        }
    }

    /// Gives back a token that will not be used.
    async fn discard(&self, token: &TokenResponse) {
        let auth = self.client.auth();
        // It would end by itself, so that a failure is no reason for another error.
        let _ = auth
            .revoke(token.access_token(), token.refresh_token())
            .await;
    }

    /// Sends what only the project may do, in the store of the session if it has one.
    async fn enter(
        &self,
        door: &Door,
        body: &impl Serialize,
        store_key: Option<&str>,
    ) -> Result<CustomerSignInResult> {
        let path = Path::new()
            .literal("/")
            .parameter("projectKey", self.client.project_key());
        let (route, path) = match store_key {
            None => (door.route, path),
            Some(store_key) => {
                let path = path
                    .literal("/in-store/key=")
                    .parameter("storeKey", store_key);
                (door.route_in_store, path)
            }
        };
        let mut request =
            Request::new(Method::POST, route, path.literal(door.resource)).requiring(&SCOPES);
        request.set_json(body);
        let answer = self.client.integration_client().execute(request).await?;
        Ok(answer.json()?.into_body())
    }
}
