//! The public interface of the emulator.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

#[cfg(feature = "sdk")]
use ctp_auth::AuthClient;
use ctp_auth::{
    Config, ConfigError, ExposeSecret, Permission, Scope, ScopeError, ScopeSet, SecretString,
};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::authorization::{Authorization, ClientDraft};
use crate::clock::{Clock, EmulatorClock};
use crate::connection::{Connections, Cut};
use crate::contract::Contract;
use crate::extension::{Name, Requests};
use crate::fault::Fault;
use crate::identifier;
use crate::project::Project;
use crate::seen::SeenRequest;
use crate::server::{Platform, lock, router};
use crate::subscription::Subscription;

/// The default key of the project.
const PROJECT_KEY: &str = "emulator";

/// An emulated platform for a test: the API and the authorization service of one project, which is empty at first.
///
/// It listens on a free port of `127.0.0.1` until it is dropped. It has its own thread and runtime, so that a test may
/// pause the time of its runtime.
///
/// ```
/// use ctp_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let shop = Emulator::start().await?;
/// let config = shop.config("manage_categories:emulator".parse()?)?;
/// // `ctp_sdk::CtpClient::new(&config)` is a client for this project.
/// assert_eq!(config.api_url(), config.auth_url());
/// # Ok(())
/// # }
/// ```
pub struct Emulator {
    address: SocketAddr,
    platform: Arc<Platform>,
    // `None` only during the drop.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// The settings of an emulator that is not started yet.
#[derive(Clone, Debug)]
pub struct EmulatorBuilder {
    listen: SocketAddr,
    project_key: String,
    checks_answers: bool,
    extensions_anywhere: bool,
}

/// The id and the secret of an API client. `Debug` does not show the secret.
#[derive(Clone, Debug)]
pub struct ApiClient {
    /// The id.
    pub id: String,
    /// The secret.
    pub secret: SecretString,
}

impl Emulator {
    /// Starts an emulator whose project has the key `emulator`.
    ///
    /// # Errors
    ///
    /// When the operating system has no port or thread available.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts an emulator with other settings than those of [`start`](Self::start).
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            project_key: PROJECT_KEY.to_owned(),
            checks_answers: false,
            extensions_anywhere: false,
        }
    }

    /// The URL of the API and of the authorization service, such as `http://127.0.0.1:45678`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The key of the project.
    pub fn project_key(&self) -> &str {
        &self.platform.project_key
    }

    /// Creates an API client with these scopes.
    pub fn api_client(&self, scopes: ScopeSet) -> ApiClient {
        let (id, secret) = lock(&self.platform.project)
            .authorization
            .add_client(ClientDraft::new("emulator", scopes));
        ApiClient { id, secret }
    }

    /// All scopes of the project, also those for API clients and for tokens of guests, but not `manage_project`: an API
    /// client with that scope cannot request fewer scopes, as sessions do.
    ///
    /// ```
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// let client = shop.client(shop.all_scopes()?)?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the project key is malformed.
    pub fn all_scopes(&self) -> Result<ScopeSet, ScopeError> {
        let permissions = Permission::ALL.iter().copied();
        permissions
            .filter(|permission| *permission != Permission::ManageProject)
            .map(|permission| Scope::in_project(permission, self.project_key()))
            .collect()
    }

    /// Advances the clock of the emulator: tokens expire, and later creations have later timestamps. Recurring orders
    /// create the orders that have become due before the next request is executed, in their order; each order and its
    /// messages have the time at which it was due.
    ///
    /// The [client](Self::client) of the SDK uses the clock of the emulator, and fetches another token when its own has
    /// expired. Other clients use the real time. They notice an expired token when it is refused, and fetch another one,
    /// but not again within the next seconds, so that a client does not fetch tokens endlessly if each of them is refused.
    /// If a test advances the clock more than once, use the [clock](Self::clock) of the emulator for such a client.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// // Earlier access tokens are refused from now on.
    /// shop.advance(Duration::from_secs(3 * 24 * 60 * 60));
    /// # Ok(())
    /// # }
    /// ```
    pub fn advance(&self, by: Duration) {
        self.platform.clock.advance(by);
    }

    /// The clock of the emulator, for a client that is built from a [configuration](Self::config).
    ///
    /// ```
    /// use ctp_auth::AuthClient;
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// let config = shop.config("view_categories:emulator".parse()?)?;
    /// let auth = AuthClient::builder(&config).clock(shop.clock()).build()?;
    /// // Continue with `ctp_sdk::CtpClient::builder(&config).auth(auth)`.
    /// # let _ = auth;
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(&self) -> EmulatorClock {
        EmulatorClock(Arc::clone(&self.platform.clock))
    }

    /// Injects a fault into the next matching requests. Several faults for the same request happen one after the other, in
    /// the order in which they were added.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) when the fault is for an operation that the platform does not have, or
    /// for one that cannot have it, such as a conflict with a `GET`: it would never happen.
    pub fn fault(&self, fault: Fault) -> io::Result<()> {
        let checked = fault.check(self.platform.contract);
        checked.map_err(|reason| io::Error::new(io::ErrorKind::InvalidInput, reason))?;
        lock(&self.platform.faults).add(fault);
        Ok(())
    }

    /// The number of faults that have not happened as often as requested.
    pub fn pending_faults(&self) -> usize {
        lock(&self.platform.faults).len()
    }

    /// Removes all faults that have not happened.
    pub fn clear_faults(&self) {
        lock(&self.platform.faults).clear();
    }

    /// The answered requests, oldest first: those for tokens and those of the API, including refused ones. The last 10,000
    /// are kept, up to 16 MiB in total.
    ///
    /// ```
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// // … the shop does something …
    /// let carts = shop.requests().into_iter().filter(|request| request.path.ends_with("/carts"));
    /// assert_eq!(carts.count(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.platform.seen).all()
    }

    /// Creates resources from drafts, as the API would, and returns their number. `drafts` has a member for each kind of
    /// resource, such as `categories`, with a list of drafts, in any order.
    ///
    /// ```
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// let made = shop.seed(r#"{"zones": [{"key": "north", "name": "North"}]}"#)?;
    /// assert_eq!(made, 1);
    /// // The small catalogue of this crate.
    /// shop.seed(ctp_emulator::CATALOGUE)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When it is not JSON, there is no such kind, a draft is refused, or it has a field that drafts of its kind do not
    /// have (which is allowed in requests, as on the platform). The error names the draft. Resources that were created
    /// before it are kept.
    pub fn seed(&self, drafts: &str) -> io::Result<usize> {
        let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidData, reason);
        let drafts = serde_json::from_str(drafts).map_err(|error| invalid(error.to_string()))?;
        let made = lock(&self.platform.project).seed(&drafts);
        made.map_err(|refusal| invalid(refusal.to_string()))
    }

    /// A client of the SDK with a new API client that has these scopes. Its tokens and sessions use the [clock of the
    /// emulator](Self::advance).
    ///
    /// ```
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// let client = shop.client("manage_categories:emulator".parse()?)?;
    /// let api = client.integration_api_root();
    /// # let _ = api;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the project key is malformed, or the HTTP client cannot be built.
    #[cfg(feature = "sdk")]
    pub fn client(&self, scopes: ScopeSet) -> io::Result<ctp_sdk::CtpClient> {
        let config = self.config(scopes).map_err(io::Error::other)?;
        let auth = AuthClient::builder(&config).clock(self.clock());
        let auth = auth.build().map_err(io::Error::other)?;
        let client = ctp_sdk::CtpClient::builder(&config).auth(auth);
        client.build().map_err(io::Error::other)
    }

    /// The messages that are written from now on, about all kinds of resources, in the form of `/messages` or as a delivery
    /// ([`Subscription::next_delivery`]). Nothing is delivered anywhere else: subscriptions created at `/subscriptions` are
    /// kept and have the status `ManuallySuspended`.
    ///
    /// ```
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// let mut messages = shop.subscribe();
    /// shop.seed(r#"{"stores": [{"key": "berlin"}]}"#)?;
    /// assert_eq!(messages.next().await?["type"], "StoreCreated");
    /// # Ok(())
    /// # }
    /// ```
    pub fn subscribe(&self) -> Subscription {
        Subscription {
            messages: lock(&self.platform.project).subscribers.subscribe(),
            project_key: self.project_key().to_owned(),
        }
    }

    /// Registers a function as an API extension without a server. It is called for each resource of a type, such as `cart`,
    /// that is created or changed from now on, with the platform's input, and returns update actions, or errors for the
    /// caller. It is not called for resources that [`seed`](Self::seed) creates.
    ///
    /// The function is called on a separate thread, and may take ten seconds.
    ///
    /// ```
    /// use ctp_emulator::Emulator;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// shop.extension("payment", |input| match input["resource"]["obj"]["amountPlanned"]["centAmount"].as_i64() {
    ///     Some(1..) => Ok(vec![json!({"action": "setStatusInterfaceText", "interfaceText": "checked"})]),
    ///     _ => Err(vec![json!({"code": "InvalidInput", "message": "There is nothing to pay."})]),
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the platform has no API extensions for this type.
    ///
    /// Source: <https://docs.commercetools.com/api/projects/api-extensions>.
    pub fn extension(
        &self,
        resource_type: &str,
        function: impl Fn(&Value) -> Result<Vec<Value>, Vec<Value>> + Send + Sync + 'static,
    ) -> io::Result<()> {
        let types = self.platform.contract.definition("ExtensionResourceTypeId");
        let types = types
            .and_then(|of| of.values.as_deref())
            .unwrap_or_default();
        if !types.iter().any(|of| of == resource_type) {
            let types = types.join(", ");
            let reason = format!("'{resource_type}' has no API extensions; these have: {types}");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let name = Name {
            id: identifier::id(),
            key: None,
        };
        let extension = (resource_type.to_owned(), name, Arc::new(function) as _);
        let mut project = lock(&self.platform.project);
        project.extensions.in_process.push(extension);
        Ok(())
    }

    /// The configuration for a client: the project, and a new API client with these scopes.
    ///
    /// # Errors
    ///
    /// When the project key is malformed.
    pub fn config(&self, scopes: ScopeSet) -> Result<Config, ConfigError> {
        let client = self.api_client(scopes.clone());
        let config = Config::from_lookup(|name| match name {
            "CTP_PROJECT_KEY" => Some(self.platform.project_key.clone()),
            "CTP_CLIENT_ID" => Some(client.id.clone()),
            "CTP_CLIENT_SECRET" => Some(client.secret.expose_secret().to_owned()),
            "CTP_AUTH_URL" | "CTP_API_URL" => Some(self.url()),
            _ => None,
        })?;
        Ok(config.with_scopes(scopes))
    }
}

impl EmulatorBuilder {
    /// Sets the project key; `emulator` by default.
    #[must_use]
    pub fn project_key(mut self, key: impl Into<String>) -> Self {
        self.project_key = key.into();
        self
    }

    /// Checks each response of the API against its type in the specification, and answers 500 if it does not fit: for tests
    /// of the emulator itself.
    #[must_use]
    pub fn check_answers(mut self) -> Self {
        self.checks_answers = true;
        self
    }

    /// Allows API extensions on other machines. By default an extension whose URL refers to another machine is refused, so
    /// that a test does not send anything to a real service by mistake.
    #[must_use]
    pub fn extensions_anywhere(mut self) -> Self {
        self.extensions_anywhere = true;
        self
    }

    /// Sets the address and the port to listen on, instead of a free port of `127.0.0.1`.
    ///
    /// Everybody who can reach the address can use the emulator, which speaks plain HTTP.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Starts the emulator.
    ///
    /// # Errors
    ///
    /// When the address is not available, or the operating system has no thread available.
    pub async fn start(self) -> io::Result<Emulator> {
        let contract = Contract::platform().map_err(io::Error::other)?;
        let clock = Arc::new(Clock::default());
        let authorization = Authorization::new(self.project_key.clone(), Arc::clone(&clock));
        let mut project = Project::new(contract, Arc::clone(&clock), authorization);
        project.extensions.anywhere = self.extensions_anywhere;
        let platform = Arc::new(Platform {
            contract,
            project_key: self.project_key,
            checks_answers: self.checks_answers,
            clock,
            project: Mutex::new(project),
            faults: Mutex::default(),
            seen: Mutex::default(),
            requests: Requests::default(),
        });
        let listener = std::net::TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = {
            let _entered = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let service = router(Arc::clone(&platform)).into_make_service_with_connect_info::<Cut>();
        let thread = thread::Builder::new()
            .name("ctp-emulator".to_owned())
            .spawn(move || {
                // The connections are tasks of the runtime, so they end with it.
                runtime.block_on(async {
                    tokio::select! {
                        _ = axum::serve(Connections(listener), service).into_future() => {}
                        _ = stopped => {}
                    }
                });
                // A function of an API extension that does not end must not block.
                runtime.shutdown_background();
            })?;
        Ok(Emulator {
            address,
            platform,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It fails only if the thread has already ended.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Emulator")
            .field("url", &self.url())
            .field("project_key", &self.platform.project_key)
            .finish_non_exhaustive()
    }
}
