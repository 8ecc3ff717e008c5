//! The connection to Redis: made when it is needed, dropped when anything fails.
//!
//! The `ConnectionManager` of the client is not used. It keeps the outcome of its last attempt: the first command after
//! an outage fails though Redis is back, and an attempt that Redis refused (too many clients, a password that is
//! corrected later) is never made again. It also keeps a connection that has ceased to answer.

use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, RedisError, RedisResult};
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::failure;
use crate::StoreError;

/// How long to wait for a connection, or for the one that another task is making.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// How long to wait for an answer.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) struct Link {
    client: Client,
    slot: Mutex<Slot>,
}

#[derive(Default)]
struct Slot {
    connection: Option<MultiplexedConnection>,
    // How many were made, which tells one from another.
    count: u64,
}

/// A connection, with what it takes to tell whether it is the one in the slot.
struct Taken {
    connection: MultiplexedConnection,
    count: u64,
    is_new: bool,
}

impl Link {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            slot: Mutex::default(),
        }
    }

    /// Where Redis is.
    pub(super) fn address(&self) -> String {
        self.client.get_connection_info().addr().to_string()
    }

    /// Runs commands on the connection.
    ///
    /// Redis closes connections that nobody uses, and all of them when another machine takes over. One that turns out to
    /// be closed is therefore no error yet: the commands are run once more on a new one, and told so by `true`, for
    /// nobody knows whether they had arrived.
    pub(super) async fn run<T, F>(
        &self,
        action: &'static str,
        commands: impl Fn(MultiplexedConnection, bool) -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = RedisResult<T>>,
    {
        Handle::try_current().map_err(|error| StoreError::new(action, error))?;
        let failed = |error| StoreError::new(action, failure::of_command(&error, &self.address()));

        let taken = self.take().await.map_err(failed)?;
        let error = match commands(taken.connection, false).await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        self.discard(taken.count).await;
        if taken.is_new || !error.is_connection_dropped() {
            return Err(failed(error));
        }

        let taken = self.take().await.map_err(failed)?;
        match commands(taken.connection, true).await {
            Ok(value) => Ok(value),
            Err(error) => {
                self.discard(taken.count).await;
                Err(failed(error))
            }
        }
    }

    /// The connection; a new one where there is none.
    async fn take(&self) -> RedisResult<Taken> {
        timeout(CONNECT_TIMEOUT, async {
            // Held while it connects, so that all others wait for the same one.
            let mut slot = self.slot.lock().await;
            if let Some(connection) = &slot.connection {
                return Ok(Taken {
                    connection: connection.clone(),
                    count: slot.count,
                    is_new: false,
                });
            }
            let config = AsyncConnectionConfig::new()
                .set_connection_timeout(Some(CONNECT_TIMEOUT))
                .set_response_timeout(Some(RESPONSE_TIMEOUT));
            let connection = self
                .client
                .get_multiplexed_async_connection_with_config(&config)
                .await?;
            slot.connection = Some(connection.clone());
            slot.count += 1;
            Ok(Taken {
                connection,
                count: slot.count,
                is_new: true,
            })
        })
        .await
        .unwrap_or_else(|_elapsed| {
            let error = std::io::Error::from(std::io::ErrorKind::TimedOut);
            Err(RedisError::from(error))
        })
    }

    /// Drops the connection, unless another task has already replaced it. What others have sent on it is still answered.
    async fn discard(&self, count: u64) {
        let mut slot = self.slot.lock().await;
        if slot.count == count {
            slot.connection = None;
        }
    }
}
