//! The address of Redis, and connections to it.

use std::fmt;
use std::time::Duration;

use ::redis::aio::{ConnectionLike, MultiplexedConnection};
use ::redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, Pipeline, RedisFuture, RedisResult, Value,
    cmd,
};

use super::failure::ConnectFailure;

/// The address of Redis.
pub(super) enum Server {
    Single(Client),
    #[cfg(feature = "redis-cluster")]
    Cluster(::redis::cluster::ClusterClient),
    // Held during the request to Sentinel, which is limited by the timeout for connections.
    #[cfg(feature = "redis-sentinel")]
    Sentinel(tokio::sync::Mutex<::redis::sentinel::SentinelClient>),
}

/// The timeouts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timeouts {
    /// For a connection, or for the connection that another task is opening.
    pub(super) connect: Duration,
    /// For a response.
    pub(super) response: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            response: Duration::from_secs(1),
        }
    }
}

/// A connection that any number of commands can share.
#[derive(Clone)]
pub(super) enum Connection {
    Single(MultiplexedConnection),
    #[cfg(feature = "redis-cluster")]
    Cluster(::redis::cluster_async::ClusterConnection),
}

impl Server {
    /// The address for messages, without user and password.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Single(client) => client.get_connection_info().addr().to_string(),
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(_) => "the cluster".to_owned(),
            #[cfg(feature = "redis-sentinel")]
            Self::Sentinel(_) => "the master that Sentinel names".to_owned(),
        }
    }

    /// Whether the client itself repeats a command after a broken connection, so that a command may be executed twice.
    pub(super) fn repeats(&self) -> bool {
        match self {
            Self::Single(_) => false,
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(_) => true,
            #[cfg(feature = "redis-sentinel")]
            Self::Sentinel(_) => false,
        }
    }

    /// Whether connections use TLS, as far as known.
    fn may_speak_tls(&self) -> bool {
        match self {
            Self::Single(client) => {
                let info = client.get_connection_info();
                matches!(info.addr(), ConnectionAddr::TcpTls { .. })
            }
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(_) => true,
            #[cfg(feature = "redis-sentinel")]
            Self::Sentinel(_) => true,
        }
    }

    pub(super) async fn connect(&self, timeouts: Timeouts) -> Result<Connection, ConnectFailure> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(timeouts.connect))
            .set_response_timeout(Some(timeouts.response));
        if self.may_speak_tls() {
            super::tls::choose_cryptography();
        }
        match self {
            Self::Single(client) => {
                let mut connection = client
                    .get_multiplexed_async_connection_with_config(&config)
                    .await?;
                if is_of_cluster(&mut connection).await? {
                    return Err(ConnectFailure::Cluster);
                }
                Ok(Connection::Single(connection))
            }
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(client) => {
                let config = ::redis::cluster::ClusterConfig::new()
                    .set_connection_timeout(timeouts.connect)
                    .set_response_timeout(timeouts.response);
                let connection = client.get_async_connection_with_config(config).await?;
                Ok(Connection::Cluster(connection))
            }
            #[cfg(feature = "redis-sentinel")]
            Self::Sentinel(client) => {
                let mut client = client.lock().await;
                let connection = client.get_async_connection_with_config(&config).await?;
                Ok(Connection::Single(connection))
            }
        }
    }
}

/// Whether the server is a node of a cluster, which contains only a part of the keys. If this cannot be asked, it counts as
/// no cluster.
async fn is_of_cluster(connection: &mut MultiplexedConnection) -> RedisResult<bool> {
    let info: RedisResult<Value> = cmd("INFO").arg("cluster").query_async(connection).await;
    let text = match info {
        Ok(Value::BulkString(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        Ok(Value::VerbatimString { text, .. } | Value::SimpleString(text)) => text,
        Ok(_) => String::new(),
        Err(error) if super::failure::is_reply(&error) => String::new(),
        Err(error) => return Err(error),
    };
    Ok(text
        .lines()
        .any(|line| line.trim_end() == "cluster_enabled:1"))
}

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::Single(connection) => connection.req_packed_command(cmd),
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(connection) => connection.req_packed_command(cmd),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::Single(connection) => connection.req_packed_commands(pipeline, offset, count),
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(connection) => connection.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::Single(connection) => connection.get_db(),
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(connection) => connection.get_db(),
        }
    }
}

/// The address without user and password.
impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.address(), formatter)
    }
}
