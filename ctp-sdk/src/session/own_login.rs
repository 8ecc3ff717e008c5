//! Login and sign-up with the visitor's own token.

use super::{CtpSession, SignedIn};
use crate::models::{MyCustomerDraft, MyCustomerSignin};
use crate::{Error, Result};

impl CtpSession {
    /// Logs the guest in to an existing account, with the visitor's own token: for apps in browsers and on devices, whose
    /// API client has only the scopes of a visitor ([`ScopeSet::mobile_application`]), and not `manage_customers`. **The
    /// session continues with a new id**, in the [result](SignedIn::session).
    ///
    /// The platform keeps the guest's carts, orders and shopping lists, and merges the guest's cart into the customer's,
    /// unless `activeCartSignInMode` says otherwise. The cart of the response becomes the cart of the session. In a session
    /// [in a store](crate::CtpClient::start_session_in_store) it is a login in that store.
    ///
    /// ```no_run
    /// # async fn run(session: ctp_sdk::CtpSession) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::models::MyCustomerSignin;
    ///
    /// let signin = MyCustomerSignin::new("anna@example.com", "a password");
    /// let signed_in = session.log_in_as_visitor(signin).await?;
    /// println!("welcome, {}", signed_in.customer.email);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The same errors as [`log_in`](Self::log_in): the visitor is then still a guest, with the same id.
    ///
    /// # Sources
    ///
    /// [Authenticate (sign in) Customer](https://docs.commercetools.com/api/projects/me-profile#authenticate-sign-in-customer);
    /// [Implement mobile and browser apps](https://docs.commercetools.com/tutorials/mobile-spa).
    ///
    /// [`ScopeSet::mobile_application`]: ctp_auth::ScopeSet::mobile_application
    pub async fn log_in_as_visitor(&self, signin: MyCustomerSignin) -> Result<SignedIn> {
        let store_key = self.tokens.store_key().await?;
        // The token first: a wrong password then changes nothing.
        let token = self
            .customer_token(&signin.email, &signin.password, store_key.as_deref())
            .await?;
        // Then the store: if it fails, nothing has changed on the platform.
        let prepared = self.tokens.prepare(&token).await?;
        let outcome = match &store_key {
            None => self.me().login().post(signin).send().await,
            Some(key) => {
                self.in_store_key(key)
                    .me()
                    .login()
                    .post(signin)
                    .send()
                    .await
            }
        };
        match outcome {
            Ok(result) => self.commit(prepared, result).await,
            Err(error) => {
                prepared.discard().await;
                Err(error)
            }
        }
    }

    /// Creates an account for the guest and logs in, with the visitor's own token, like
    /// [`log_in_as_visitor`](Self::log_in_as_visitor) for an existing account. **The session continues with a new id**, in
    /// the [result](SignedIn::session), and keeps the data of the guest.
    ///
    /// # Errors
    ///
    /// When the API refuses the draft, for example with `DuplicateField` for an email address that is in use, or when a
    /// request fails. The visitor is then still a guest, with the same id. If the failure was after the creation, the
    /// account exists and has the cart, and a login is possible.
    ///
    /// # Sources
    ///
    /// [Create (sign up) Customer](https://docs.commercetools.com/api/projects/me-profile#create-sign-up-customer).
    pub async fn sign_up_as_visitor(&self, draft: MyCustomerDraft) -> Result<SignedIn> {
        let store_key = self.tokens.store_key().await?;
        let (email, password) = (draft.email.clone(), draft.password.clone());
        let result = match &store_key {
            None => self.me().signup().post(draft).send().await?,
            Some(key) => {
                let me = self.in_store_key(key).me();
                me.signup().post(draft).send().await?
            }
        };
        let prepared = async {
            let token = self
                .customer_token(&email, &password, store_key.as_deref())
                .await?;
            Ok::<_, Error>(self.tokens.prepare(&token).await?)
        };
        self.commit(prepared.await?, result).await
    }
}
