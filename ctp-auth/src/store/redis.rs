//! A store in Redis.

mod failure;
mod link;
mod scripts;
mod server;
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::redis::{Client, RedisResult, cmd};
use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{StoreError, StoreKey, TokenStore};

use link::Link;
use scripts::Scripts;
use server::{Server, Timeouts};

/// Stores tokens in Redis, for several processes.
///
/// The keys in Redis are `ctp:entry:` or `ctp:lock:` followed by the key of the entry; all of them expire. The values are
/// not encrypted. The commands are `GET`, `EVALSHA`, `SCRIPT LOAD` and `INFO`, and within the scripts `GET`, `SET`, `DEL`,
/// `PEXPIRE` and `TYPE`, each for a single key. A value of another type in place of an entry is replaced.
///
/// There is one connection, which is opened when it is needed and again after it broke. If Redis is down or does not answer
/// [within a second](Self::with_response_timeout), the operation fails; Redis is used again as soon as it is back. An error
/// response of Redis does not close the connection. An error that lasts until somebody changes something, such as a wrong
/// password, is not [transient](StoreError::is_transient).
///
/// ```
/// let store = ctp_auth::RedisStore::connect("redis://:a%20password@redis.internal:6379/2")?
///     .with_prefix("my-service:");
/// assert!(!format!("{store:?}").contains("password"));
/// # Ok::<(), ctp_auth::StoreError>(())
/// ```
///
/// A clone shares the connection: use clones of one store for the whole process. It requires a tokio runtime. Errors
/// contain the address of Redis but neither the user nor the password, and only the code of an error response, such as
/// `WRONGPASS`, because the rest may repeat the command.
///
/// A Redis Cluster needs [`from_cluster_client`](Self::from_cluster_client), a Redis monitored by Sentinel
/// [`from_sentinel_client`](Self::from_sentinel_client). With [`connect`](Self::connect) to a node of a cluster, every
/// operation fails with an error that says so.
#[derive(Clone)]
pub struct RedisStore {
    link: Arc<Link>,
    prefix: String,
    scripts: Arc<Scripts>,
}

impl RedisStore {
    /// A store in the Redis at this URL: `redis://[user][:password@]host[:port][/database]`, or `rediss://` for TLS
    /// (feature `redis-store-rustls`). TLS uses the same root certificates as an [`HttpClient`](crate::HttpClient) with
    /// default settings.
    ///
    /// Nothing is sent yet, so that a service can start even if Redis is down.
    ///
    /// # Errors
    ///
    /// When the URL is not a Redis URL, or has the fragment `#insecure`: certificates are always verified. The error does
    /// not contain the URL, which may contain a password. For TLS also when there are no root certificates.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_with(url, &crate::HttpClient::new())
    }

    /// Like [`connect`](Self::connect), but TLS uses the root certificates of this HTTP client, so that they are configured
    /// once for tokens, the API and Redis:
    ///
    /// ```
    /// # #[cfg(feature = "redis-store-rustls")]
    /// fn store(pem: &[u8]) -> Result<ctp_auth::RedisStore, ctp_auth::StoreError> {
    ///     let http = ctp_auth::HttpClient::builder().root_certificates(pem).build();
    ///     // Give `http` to the client of the API as well.
    ///     ctp_auth::RedisStore::connect_with("rediss://redis.internal:6379", &http)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// The same errors as [`connect`](Self::connect).
    pub fn connect_with(url: &str, http: &crate::HttpClient) -> Result<Self, StoreError> {
        const ACTION: &str = "read the URL of Redis";
        let parsed = Url::parse(url).ok();
        if parsed.as_ref().is_some_and(|url| url.fragment().is_some()) {
            return Err(StoreError::permanent(
                ACTION,
                "it has a fragment, such as #insecure: certificates are always checked",
            ));
        }
        let client = if parsed.is_some_and(|url| matches!(url.scheme(), "rediss" | "valkeys")) {
            tls::open(ACTION, url, http)?
        } else {
            Client::open(url)
                .map_err(|error| StoreError::permanent(ACTION, failure::of_url(&error)))?
        };
        Ok(Self::from_client(client))
    }

    /// A store in the Redis of this client, for certificates and credentials that a URL cannot contain. The crate `redis`
    /// is re-exported as [`ctp_auth::redis`](crate::redis).
    pub fn from_client(client: Client) -> Self {
        Self::of(Server::Single(client))
    }

    /// A store in a Redis Cluster. Each entry is in one slot, so all commands work as with a single Redis.
    ///
    /// ```no_run
    /// use ctp_auth::redis::cluster::ClusterClient;
    ///
    /// let nodes = ["redis://node-1.internal:6379", "redis://node-2.internal:6379"];
    /// let store = ctp_auth::RedisStore::from_cluster_client(ClusterClient::new(nodes)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "redis-cluster")]
    pub fn from_cluster_client(client: ::redis::cluster::ClusterClient) -> Self {
        Self::of(Server::Cluster(client))
    }

    /// A store in the master that Sentinel names. Build the client for `SentinelServerType::Master`. After a failover, the
    /// next command goes to the new master.
    #[cfg(feature = "redis-sentinel")]
    pub fn from_sentinel_client(client: ::redis::sentinel::SentinelClient) -> Self {
        Self::of(Server::Sentinel(tokio::sync::Mutex::new(client)))
    }

    fn of(server: Server) -> Self {
        Self {
            link: Arc::new(Link::new(Arc::new(server), Timeouts::default())),
            prefix: "ctp:".to_owned(),
            scripts: Arc::new(Scripts::new()),
        }
    }

    /// Sets the prefix of the keys; `ctp:` by default.
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the timeout for connections, and opens a separate connection; 1 second by default.
    #[must_use]
    pub fn with_connect_timeout(self, timeout: Duration) -> Self {
        let timeouts = self.link.timeouts();
        self.with_timeouts(Timeouts {
            connect: timeout,
            ..timeouts
        })
    }

    /// Sets the timeout for responses, and opens a separate connection; 1 second by default. In any case, a token or a
    /// session does not wait longer than 2 seconds for the store.
    #[must_use]
    pub fn with_response_timeout(self, timeout: Duration) -> Self {
        let timeouts = self.link.timeouts();
        self.with_timeouts(Timeouts {
            response: timeout,
            ..timeouts
        })
    }

    fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.link = Arc::new(Link::new(Arc::clone(self.link.server()), timeouts));
        self
    }

    async fn read(&self, key: &StoreKey) -> Result<Option<Vec<u8>>, StoreError> {
        let mut get = cmd("GET");
        get.arg(self.entry_key(key));
        self.link
            .run("read an entry", |mut connection, _| {
                let get = &get;
                async move {
                    let entry: RedisResult<Option<Vec<u8>>> =
                        get.query_async(&mut connection).await;
                    match entry {
                        Err(error) if failure::is_wrong_type(&error) => {
                            tracing::warn!(
                                key = key.as_str(),
                                "Redis has a value of another type in place of an entry"
                            );
                            Ok(None)
                        }
                        outcome => outcome,
                    }
                }
            })
            .await
    }

    /// Replaces an entry if it has the expected value; returns whether it did.
    async fn swap(
        &self,
        key: &StoreKey,
        expected: Option<&[u8]>,
        new: Option<&[u8]>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let entry_key = self.entry_key(key);
        // All texts with tokens are different, so if the new text is found, it was written by this call.
        let may_be_repeated = self.link.server().repeats() && new.is_some();
        self.link
            .run("replace an entry", |mut connection, is_repeated| {
                let mut replace = self.scripts.replace.key(&entry_key);
                for bytes in [expected, new] {
                    replace.arg(bytes.is_some()).arg(bytes.unwrap_or_default());
                }
                replace
                    .arg(milliseconds(lifetime))
                    .arg(is_repeated || may_be_repeated);
                async move { replace.invoke_async(&mut connection).await }
            })
            .await
    }

    fn entry_key(&self, key: &StoreKey) -> String {
        format!("{}entry:{key}", self.prefix)
    }

    fn lock_key(&self, key: &StoreKey) -> String {
        format!("{}lock:{key}", self.prefix)
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisStore")
            .field("server", self.link.server())
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl TokenStore for RedisStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        let entry = self.read(key).await?;
        let text = entry.map(String::from_utf8).transpose();
        // A value that is not a string was not written by this store, and counts as missing.
        Ok(text.ok().flatten().map(SecretString::from))
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let bytes = |text: &SecretString| text.expose_secret().as_bytes().to_vec();
        let (expected, new) = (expected.map(bytes), new.map(bytes));
        let (expected, new) = (expected.as_deref(), new.as_deref());
        if self.swap(key, expected, new, lifetime).await? {
            return Ok(true);
        }
        if expected.is_some() {
            return Ok(false);
        }
        match self.read(key).await? {
            Some(other) if std::str::from_utf8(&other).is_err() => {
                tracing::warn!(
                    key = key.as_str(),
                    "Redis has a value that is not a string in place of an entry"
                );
                self.swap(key, Some(&other), new, lifetime).await
            }
            _ => Ok(false),
        }
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let lock_key = self.lock_key(key);
        self.link
            .run("take a lock", |mut connection, is_repeated| {
                let mut lock = self.scripts.lock.key(&lock_key);
                lock.arg(owner).arg(milliseconds(lifetime)).arg(is_repeated);
                async move { lock.invoke_async(&mut connection).await }
            })
            .await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let mut extend = self.scripts.extend.key(self.lock_key(key));
        extend.arg(owner).arg(milliseconds(lifetime));
        self.link
            .run("extend a lock", |mut connection, _| {
                let extend = &extend;
                async move { extend.invoke_async(&mut connection).await }
            })
            .await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        let mut unlock = self.scripts.unlock.key(self.lock_key(key));
        unlock.arg(owner);
        self.link
            .run("release a lock", |mut connection, _| {
                let unlock = &unlock;
                async move { unlock.invoke_async(&mut connection).await }
            })
            .await
    }
}

/// A lifetime for Redis: not zero, and small enough for the expiry time to be in the range of Redis.
fn milliseconds(lifetime: Duration) -> u64 {
    const THOUSAND_YEARS: u64 = 1_000 * 366 * 24 * 60 * 60 * 1_000;
    u64::try_from(lifetime.as_millis())
        .unwrap_or(u64::MAX)
        .clamp(1, THOUSAND_YEARS)
}
