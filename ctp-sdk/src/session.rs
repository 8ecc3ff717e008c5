//! The session of a visitor: a guest, who may become a customer.

mod cart;
mod in_store;
mod login;
mod own_carts;
mod own_login;
mod payload;

use std::fmt;
use std::sync::Arc;

use ctp_auth::{Session, SessionEnd, SessionId, SessionStore, Visitor};

use crate::requests::me::MeRequests;
use crate::{ApiRoot, Client, Result};

pub use in_store::SessionInStore;
pub use login::SignedIn;

/// The session of a visitor: a guest, who may become a customer.
///
/// [`CtpClient::start_session`](crate::CtpClient::start_session) starts one,
/// [`CtpClient::resume_session`](crate::CtpClient::resume_session) resumes it with the [id](Self::id) from the visitor's
/// cookie.
///
/// ```no_run
/// # async fn run(client: ctp_sdk::CtpClient) -> ctp_sdk::Result<()> {
/// use ctp_sdk::models::{CustomerSignin, MyCartDraft};
///
/// let session = client.start_session().await?;
/// let cart = session.get_or_create_cart(MyCartDraft::new("EUR")).await?;
///
/// // The customer's session keeps the guest's cart, and has another id.
/// let signed_in = session.log_in(CustomerSignin::new("anna@example.com", "a password")).await?;
/// let session = signed_in.session;
/// set_cookie(session.id());
///
/// session.log_out().await?;
/// # let _ = cart;
/// # Ok(())
/// # }
/// # fn set_cookie(_: &ctp_sdk::auth::SessionId) {}
/// ```
///
/// [`log_in`](Self::log_in) and [`sign_up`](Self::sign_up) use the project's token, which needs the scope
/// `manage_customers`: they are for servers. An app in a browser or on a device uses
/// [`log_in_as_visitor`](Self::log_in_as_visitor) and [`sign_up_as_visitor`](Self::sign_up_as_visitor).
///
/// A clone is cheap and is the same session. Any number of requests may use it concurrently, in any number of processes
/// that share its store.
///
/// It has the requests that a visitor may send: [`me`](Self::me), the catalogue, shipping methods, stores, and the same in
/// a [store](Self::in_store_key). Use the integration client for requests that only the project may send.
///
/// When a session has ended, every use of it returns an error
/// ([`Error::is_session_ended`](crate::Error::is_session_ended)): after a logout, after a change of the password, when the
/// session was not used for too long, and with its old id also after a login. Start another session then.
#[derive(Clone)]
pub struct CtpSession {
    project: Arc<Project>,
    visitor: Client,
    tokens: Session,
}

/// The common parts of the sessions of a client.
pub(crate) struct Project {
    pub(crate) key: String,
    /// Sends with the token of the project.
    pub(crate) integration: Client,
    pub(crate) sessions: SessionStore,
}

impl CtpSession {
    pub(crate) fn new(project: Arc<Project>, tokens: Session) -> Self {
        Self {
            visitor: project.integration.authorized_by(tokens.clone()),
            project,
            tokens,
        }
    }

    /// The value for the visitor's cookie; [`SessionId`] describes the cookie. It changes at a login or a sign-up.
    pub fn id(&self) -> &SessionId {
        self.tokens.id()
    }

    /// The guest or customer of the session.
    ///
    /// # Errors
    ///
    /// When the session has ended, or the store fails.
    pub async fn visitor(&self) -> Result<Visitor> {
        Ok(self.tokens.visitor().await?)
    }

    /// The key of the store that the session was [started in](crate::CtpClient::start_session_in_store), if any.
    ///
    /// # Errors
    ///
    /// When the session has ended, or its store fails.
    pub async fn store_key(&self) -> Result<Option<String>> {
        Ok(self.tokens.store_key().await?)
    }

    /// The visitor's own data: the account, carts, orders, payments, shopping lists.
    ///
    /// In a session in a store, use [`in_store_key`](Self::in_store_key) for the data of the store: a cart that is created
    /// here does not belong to a store.
    pub fn me(&self) -> MeRequests {
        self.root().me()
    }

    /// The categories, with the visitor's token.
    #[cfg(feature = "categories")]
    pub fn categories(&self) -> crate::requests::categories::CategoriesRequests {
        self.root().categories()
    }

    /// The published products, with the visitor's token.
    #[cfg(feature = "product-projections")]
    pub fn product_projections(
        &self,
    ) -> crate::requests::product_projections::ProductProjectionsRequests {
        self.root().product_projections()
    }

    /// The search of the published products, with the visitor's token. The results are ids, unless the query requests
    /// product projections.
    #[cfg(feature = "products")]
    pub fn product_search(&self) -> crate::requests::products::ProductsSearchRequests {
        self.root().products().search()
    }

    /// The variants of the published products, with the visitor's token.
    #[cfg(feature = "variant-projections")]
    pub fn variant_projections(
        &self,
    ) -> crate::requests::variant_projections::VariantProjectionsRequests {
        self.root().variant_projections()
    }

    /// The shipping methods, for example those for a cart, with the visitor's token.
    #[cfg(feature = "shipping-methods")]
    pub fn shipping_methods(&self) -> crate::requests::shipping_methods::ShippingMethodsRequests {
        self.root().shipping_methods()
    }

    /// The stores of the project, with the visitor's token.
    ///
    /// This needs the scope `view_stores`, which is **not** a default scope of visitors: add it to the [customer
    /// scopes](crate::CtpClientBuilder::customer_scopes). Without it the API refuses the request, and
    /// [`Error::missing_scopes`](crate::Error::missing_scopes) names it.
    ///
    /// ```no_run
    /// # fn run(config: &ctp_sdk::auth::Config) -> Result<(), Box<dyn std::error::Error>> {
    /// use ctp_sdk::CtpClient;
    /// use ctp_sdk::auth::{Permission, Scope, ScopeSet};
    ///
    /// let mut scopes = ScopeSet::visitor("my-shop")?;
    /// scopes.insert(Scope::in_project(Permission::ViewStores, "my-shop")?);
    /// let client = CtpClient::builder(config).customer_scopes(scopes).build()?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "stores")]
    pub fn stores(&self) -> crate::requests::stores::StoresRequests {
        self.root().stores()
    }

    /// The requests that the visitor may send in a store: their own data there, and the products of the store.
    ///
    /// A session [in a store](crate::CtpClient::start_session_in_store) may use only that store; its key is
    /// [`store_key`](Self::store_key). Other sessions may use every store of the project.
    ///
    /// ```no_run
    /// # async fn run(client: ctp_sdk::CtpClient) -> ctp_sdk::Result<()> {
    /// let session = client.start_session_in_store("berlin").await?;
    /// let orders = session.in_store_key("berlin").me().orders().get().send().await?;
    /// # let _ = orders;
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_store_key(&self, store_key: impl AsRef<str>) -> SessionInStore {
        SessionInStore::new(self.root().in_store_key(store_key))
    }

    /// The whole API with the visitor's token. Most requests are refused: with the default scopes, a visitor may use the
    /// paths below [`me`](Self::me), in the project or in a store, the catalogue and the shipping methods.
    ///
    /// Use it if the tokens of visitors have [more scopes](crate::CtpClientBuilder::customer_scopes) and your code ensures
    /// that visitors only reach their own data.
    pub fn api_root_with_visitor_token(&self) -> ApiRoot {
        self.root()
    }

    /// The tokens of the session: a [`TokenProvider`](ctp_auth::TokenProvider) for your own client.
    pub fn tokens(&self) -> &Session {
        &self.tokens
    }

    /// Ends the session: it is removed from the store, and its tokens are revoked. It is not an error if it has already
    /// ended.
    ///
    /// A removed session has ended even if the revocation fails, which [the result](SessionEnd::revocation_error) reports.
    /// Remove the visitor's cookie afterwards. Once begun, it runs to completion even if the future is dropped.
    ///
    /// # Errors
    ///
    /// When the store fails: the session still exists. Its tokens are revoked anyway if this process knows them.
    pub async fn log_out(&self) -> Result<SessionEnd> {
        Ok(self.tokens.end().await?)
    }

    fn root(&self) -> ApiRoot {
        ApiRoot::new(self.visitor.clone(), &self.project.key)
    }
}

impl fmt::Debug for CtpSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CtpSession")
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}
