//! The emulator as its users have it.

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

/// The key of the project, unless the caller names another one.
const PROJECT_KEY: &str = "emulator";

/// A platform of its own for a test: the API and the authorization service of one project, which is empty at first.
///
/// It listens on a free port of `127.0.0.1`, until it is dropped. It has a thread and a runtime of its own, so that a test
/// may stop the time of its runtime.
///
/// ```
/// use ctp_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let shop = Emulator::start().await?;
/// let config = shop.config("manage_categories:emulator".parse()?)?;
/// // `ctp_sdk::CtpClient::new(&config)` is a client of this shop.
/// assert_eq!(config.api_url(), config.auth_url());
/// # Ok(())
/// # }
/// ```
pub struct Emulator {
    address: SocketAddr,
    platform: Arc<Platform>,
    // `None` only while it is dropped.
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

/// The id and the secret by which a program gets its tokens. `Debug` does not show the secret.
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
    /// When the system has no port, or no thread, to give.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// An emulator with other settings than those of [`start`](Self::start).
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            project_key: PROJECT_KEY.to_owned(),
            checks_answers: false,
            extensions_anywhere: false,
        }
    }

    /// Where the API and the authorization service are, such as `http://127.0.0.1:45678`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The key of the project.
    pub fn project_key(&self) -> &str {
        &self.platform.project_key
    }

    /// Makes an API client that may get tokens with these scopes.
    pub fn api_client(&self, scopes: ScopeSet) -> ApiClient {
        let (id, secret) = lock(&self.platform.project)
            .authorization
            .add_client(ClientDraft::new("emulator", scopes));
        ApiClient { id, secret }
    }

    /// All that a token of the project can permit: the whole project, and what is not part of it: API clients, and tokens for
    /// guests.
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
    /// When the key of the project is malformed.
    pub fn all_scopes(&self) -> Result<ScopeSet, ScopeError> {
        let key = self.project_key();
        let mut scopes = ScopeSet::whole_project(key)?;
        for permission in [
            Permission::ManageApiClients,
            Permission::CreateAnonymousToken,
        ] {
            scopes.insert(Scope::in_project(permission, key)?);
        }
        Ok(scopes)
    }

    /// Moves the time of the emulator on, as if nobody had done anything for so long: tokens expire, and what is created from
    /// then on is younger. Recurring orders make the orders that have become due before the next request is done, the earliest
    /// first; each order, and what is written along with it, has the time at which it was due.
    ///
    /// The [client](Self::client) of the SDK knows the time of the emulator, and gets another token when its own has expired.
    /// Any other client goes by the real time. It finds out by the refusal of its token, and gets another one, but not
    /// again within the next seconds: a client that was given one bad token after another would otherwise fetch tokens
    /// without end. So where a test moves the time on more than once, give such a client the [clock](Self::clock) of the
    /// emulator.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// // Access tokens that were handed out before are refused from now on.
    /// shop.advance(Duration::from_secs(3 * 24 * 60 * 60));
    /// # Ok(())
    /// # }
    /// ```
    pub fn advance(&self, by: Duration) {
        self.platform.clock.advance(by);
    }

    /// The time of the emulator, for a client that is made of a [configuration](Self::config).
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
    /// // `ctp_sdk::CtpClient::builder(&config).auth(auth)` goes on from here.
    /// # let _ = auth;
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(&self) -> EmulatorClock {
        EmulatorClock(Arc::clone(&self.platform.clock))
    }

    /// Lets something go wrong with the next requests that a fault concerns. Faults that concern the same request happen one
    /// after the other, in the order in which they were asked for.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) when the fault is for an operation that the platform does not have, or for one
    /// that it does not concern, such as a conflict with a `GET`: it would wait for ever.
    pub fn fault(&self, fault: Fault) -> io::Result<()> {
        let checked = fault.check(self.platform.contract);
        checked.map_err(|reason| io::Error::new(io::ErrorKind::InvalidInput, reason))?;
        lock(&self.platform.faults).add(fault);
        Ok(())
    }

    /// How many faults have not happened as often as they were to.
    pub fn pending_faults(&self) -> usize {
        lock(&self.platform.faults).len()
    }

    /// Takes back all faults that have not happened.
    pub fn clear_faults(&self) {
        lock(&self.platform.faults).clear();
    }

    /// The requests that were answered, the oldest first: those for tokens and those of the API, refused ones as well. The last
    /// 10,000 are kept, and of these no more than 16 MiB.
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

    /// Creates resources of drafts, as the API would, and gives how many. `drafts` has a member for each kind of resource, such
    /// as `categories`, with a list of drafts, in any order.
    ///
    /// ```
    /// use ctp_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let shop = Emulator::start().await?;
    /// let made = shop.seed(r#"{"zones": [{"key": "north", "name": "North"}]}"#)?;
    /// assert_eq!(made, 1);
    /// // The small catalogue that this crate brings along.
    /// shop.seed(ctp_emulator::CATALOGUE)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When it is no JSON, there is no such kind, a draft is refused, or it has a field that drafts of its kind do not have (which
    /// requests may have, as on the platform). The error says in which draft. What was made before stays.
    pub fn seed(&self, drafts: &str) -> io::Result<usize> {
        let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidData, reason);
        let drafts = serde_json::from_str(drafts).map_err(|error| invalid(error.to_string()))?;
        let made = lock(&self.platform.project).seed(&drafts);
        made.map_err(|refusal| invalid(refusal.to_string()))
    }

    /// A client of the SDK with an API client of its own, which may get tokens with these scopes. Its tokens and sessions
    /// age by the [time of the emulator](Self::advance).
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
    /// When the key of the project is malformed, or the HTTP client cannot be made.
    #[cfg(feature = "sdk")]
    pub fn client(&self, scopes: ScopeSet) -> io::Result<ctp_sdk::CtpClient> {
        let config = self.config(scopes).map_err(io::Error::other)?;
        let auth = AuthClient::builder(&config).clock(self.clock());
        let auth = auth.build().map_err(io::Error::other)?;
        let client = ctp_sdk::CtpClient::builder(&config).auth(auth);
        client.build().map_err(io::Error::other)
    }

    /// The messages that are written from now on, about all kinds of resources, each as `/messages` has it or as a delivery
    /// ([`Subscription::next_delivery`]). Nothing is delivered anywhere else: what is created at `/subscriptions` is kept and
    /// shown with the status `ManuallySuspended`.
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

    /// Asks a function about each resource of a type, such as `cart`, that is created or changed from now on, as an API
    /// extension without a server. It is given the platform's input, and gives update actions, or errors that the caller is
    /// answered with. What [`seed`](Self::seed) creates is not asked about.
    ///
    /// The function is called on a thread of its own, and may take ten seconds.
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
    /// When the platform has no API extensions of such resources.
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

    /// What a program needs to know of the project: an API client of its own, which may get tokens with these scopes.
    ///
    /// # Errors
    ///
    /// When the key of the project is malformed.
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
    /// The key of the project; `emulator` without it.
    #[must_use]
    pub fn project_key(mut self, key: impl Into<String>) -> Self {
        self.project_key = key.into();
        self
    }

    /// Holds each answer of the API against its type in the specification, and answers 500 where it does not fit: for tests of
    /// the emulator itself.
    #[must_use]
    pub fn check_answers(mut self) -> Self {
        self.checks_answers = true;
        self
    }

    /// Lets API extensions be on other machines. Without it an extension whose URL leads to another machine is refused, so that
    /// a test sends nothing to a real service by mistake.
    #[must_use]
    pub fn extensions_anywhere(mut self) -> Self {
        self.extensions_anywhere = true;
        self
    }

    /// The address and the port to listen on, instead of a free port of `127.0.0.1`.
    ///
    /// Anybody who reaches the address can use the emulator: it speaks plain HTTP.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Starts the emulator.
    ///
    /// # Errors
    ///
    /// When the address cannot be had, or the system has no thread to give.
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
                // A function that is an API extension and does not end keeps nobody waiting.
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
            // It fails only if the thread is gone already.
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
