//! A store in Redis.

mod failure;
mod link;
mod scripts;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::redis::{Client, Script, cmd};
use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::{StoreError, StoreKey, TokenStore};

use link::Link;

/// Keeps tokens in Redis, for a fleet of processes.
///
/// The keys in Redis are `ctp:entry:` or `ctp:lock:` with the key of the entry behind it; all of them expire. The texts
/// lie there unencrypted. The commands are `GET`, `SET`, `DEL`, `EVALSHA` and `SCRIPT LOAD`, each for a single key.
///
/// There is one connection, which is made when it is needed and again when it broke. A Redis that is down or does not
/// answer within a second is an error, and has no effect but that: it is used again as soon as it is back.
///
/// ```
/// let store = ctp_auth::RedisStore::connect("redis://:a%20password@redis.internal:6379/2")?
///     .with_prefix("my-service:");
/// assert!(!format!("{store:?}").contains("password"));
/// # Ok::<(), ctp_auth::StoreError>(())
/// ```
///
/// A clone shares the connection. It works within a runtime of tokio only. Errors say where Redis is but neither the
/// user nor the password, and of what Redis says only the code, such as `WRONGPASS`: the rest may repeat the command.
#[derive(Clone)]
pub struct RedisStore {
    link: Arc<Link>,
    prefix: String,
    scripts: Arc<Scripts>,
}

struct Scripts {
    replace: Script,
    unlock: Script,
}

impl RedisStore {
    /// A store in the Redis at this URL: `redis://[user][:password@]host[:port][/database]`.
    ///
    /// Nothing is sent yet, so that a service starts even if Redis is down.
    ///
    /// # Errors
    ///
    /// When the URL is none of Redis. It is not repeated, as it may hold a password.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url)
            .map_err(|error| StoreError::new("read the URL of Redis", failure::of_url(&error)))?;
        Ok(Self {
            link: Arc::new(Link::new(client)),
            prefix: "ctp:".to_owned(),
            scripts: Arc::new(Scripts {
                replace: Script::new(scripts::REPLACE),
                unlock: Script::new(scripts::UNLOCK),
            }),
        })
    }

    /// The same store with this before its keys in place of `ctp:`.
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
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
            .field("address", &self.link.address())
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl TokenStore for RedisStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        let mut get = cmd("GET");
        get.arg(self.entry_key(key));
        let text: Option<String> = self
            .link
            .run("read an entry", |mut connection, _| {
                let get = &get;
                async move { get.query_async(&mut connection).await }
            })
            .await?;
        Ok(text.map(SecretString::from))
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let entry_key = self.entry_key(key);
        self.link
            .run("replace an entry", |mut connection, is_repeated| {
                let mut replace = self.scripts.replace.key(&entry_key);
                for text in [expected, new] {
                    replace.arg(text.is_some());
                    replace.arg(text.map(ExposeSecret::expose_secret).unwrap_or_default());
                }
                replace.arg(milliseconds(lifetime)).arg(is_repeated);
                async move { replace.invoke_async(&mut connection).await }
            })
            .await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let lock_key = self.lock_key(key);
        let mut set = cmd("SET");
        set.arg(&lock_key).arg(owner).arg("NX");
        set.arg("PX").arg(milliseconds(lifetime));
        let mut get = cmd("GET");
        get.arg(&lock_key);
        self.link
            .run("take a lock", |mut connection, is_repeated| {
                let (set, get) = (&set, &get);
                async move {
                    let is_taken: bool = set.query_async(&mut connection).await?;
                    if is_taken || !is_repeated {
                        return Ok(is_taken);
                    }
                    // The first try may have taken it before the connection broke.
                    let holder: Option<String> = get.query_async(&mut connection).await?;
                    Ok(holder.as_deref() == Some(owner))
                }
            })
            .await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        let mut unlock = self.scripts.unlock.key(self.lock_key(key));
        unlock.arg(owner);
        self.link
            .run("give a lock back", |mut connection, _| {
                let unlock = &unlock;
                async move { unlock.invoke_async(&mut connection).await }
            })
            .await
    }
}

/// A lifetime as Redis takes it: not zero, and not so long that the moment of its end is more than Redis can count.
fn milliseconds(lifetime: Duration) -> u64 {
    const THOUSAND_YEARS: u64 = 1_000 * 366 * 24 * 60 * 60 * 1_000;
    u64::try_from(lifetime.as_millis())
        .unwrap_or(u64::MAX)
        .clamp(1, THOUSAND_YEARS)
}
