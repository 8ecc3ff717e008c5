//! The connection to Redis: opened when it is needed, dropped when it breaks.
//!
//! The `ConnectionManager` of the client is not used. It keeps the result of its last attempt: the first command after an
//! outage fails although Redis is back, and an attempt that Redis refused (too many clients, a password that is corrected
//! later) is never repeated. It also keeps a connection that no longer responds.

use std::sync::Arc;

use ::redis::{RedisError, RedisResult};
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::failure::{self, ConnectFailure};
use super::server::{Connection, Server, Timeouts};
use crate::StoreError;

pub(super) struct Link {
    server: Arc<Server>,
    timeouts: Timeouts,
    slot: Mutex<Slot>,
}

#[derive(Default)]
struct Slot {
    connection: Option<Connection>,
    // The number of connections so far, which identifies a connection.
    count: u64,
}

/// A connection, with the number that identifies it.
struct Taken {
    connection: Connection,
    count: u64,
    is_new: bool,
}

impl Link {
    pub(super) fn new(server: Arc<Server>, timeouts: Timeouts) -> Self {
        Self {
            server,
            timeouts,
            slot: Mutex::default(),
        }
    }

    pub(super) fn server(&self) -> &Arc<Server> {
        &self.server
    }

    pub(super) fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Runs commands on the connection.
    ///
    /// Redis closes idle connections, and all of them after a failover. A closed connection is therefore not an error yet:
    /// the commands are run once more on a new connection, with the argument `true`, because they may have been executed.
    /// They are not repeated after any other error.
    pub(super) async fn run<T, F>(
        &self,
        action: &'static str,
        commands: impl Fn(Connection, bool) -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = RedisResult<T>>,
    {
        Handle::try_current().map_err(|error| StoreError::permanent(action, error))?;
        let failed = |error| failure::of_command(action, &error, &self.server.address());
        let not_connected = |error| failure::of_connect(action, &error, &self.server.address());

        let taken = self.take().await.map_err(not_connected)?;
        let error = match self.answered(commands(taken.connection, false)).await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if failure::ends_connection(&error) {
            self.discard(taken.count).await;
        }
        if taken.is_new || !error.is_connection_dropped() {
            return Err(failed(error));
        }

        let taken = self.take().await.map_err(not_connected)?;
        match self.answered(commands(taken.connection, true)).await {
            Ok(value) => Ok(value),
            Err(error) => {
                if failure::ends_connection(&error) {
                    self.discard(taken.count).await;
                }
                Err(failed(error))
            }
        }
    }

    /// The connection; a new one if there is none.
    async fn take(&self) -> Result<Taken, ConnectFailure> {
        timeout(self.timeouts.connect, async {
            // Held during the connect, so that others wait for the same connection; the time is limited.
            let mut slot = self.slot.lock().await;
            if let Some(connection) = &slot.connection {
                return Ok(Taken {
                    connection: connection.clone(),
                    count: slot.count,
                    is_new: false,
                });
            }
            let connection = self.server.connect(self.timeouts).await?;
            slot.connection = Some(connection.clone());
            slot.count += 1;
            Ok(Taken {
                connection,
                count: slot.count,
                is_new: true,
            })
        })
        .await
        .unwrap_or_else(|_elapsed| Err(timed_out().into()))
    }

    /// The response to commands. The client for a cluster has its own limits for each of its attempts.
    async fn answered<T>(&self, commands: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
        timeout(self.timeouts.response, commands)
            .await
            .unwrap_or_else(|_elapsed| Err(timed_out()))
    }

    /// Drops the connection, unless another task has already replaced it. Commands that others have sent on it still
    /// complete.
    async fn discard(&self, count: u64) {
        let mut slot = self.slot.lock().await;
        if slot.count == count {
            slot.connection = None;
        }
    }
}

fn timed_out() -> RedisError {
    RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut))
}
