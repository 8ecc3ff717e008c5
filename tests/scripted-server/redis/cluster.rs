//! A separate Redis Cluster for a test.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::{RedisServer, free_port};

/// How many slots a cluster has.
const SLOTS: usize = 16_384;

/// Three servers that share the keys among them.
pub struct RedisCluster {
    nodes: Vec<RedisServer>,
}

impl RedisCluster {
    /// Starts three nodes without replicas, and waits until they are one cluster. `None` if the program is not installed.
    ///
    /// # Errors
    ///
    /// When they do not start, or do not find together.
    pub fn start() -> io::Result<Option<Self>> {
        const NODES: usize = 3;
        let mut nodes = Vec::new();
        let mut buses = Vec::new();
        for _ in 0..NODES {
            let Some((node, bus)) = start_node()? else {
                return Ok(None);
            };
            nodes.push(node);
            buses.push(bus);
        }
        let cluster = Self { nodes };
        let share = SLOTS.div_ceil(NODES);
        for (index, node) in cluster.nodes.iter().enumerate() {
            let (first, last) = (index * share, ((index + 1) * share - 1).min(SLOTS - 1));
            command(
                node.port(),
                &format!("CLUSTER ADDSLOTSRANGE {first} {last}"),
            )?;
        }
        if let [first, others @ ..] = cluster.nodes.as_slice() {
            for (node, bus) in others.iter().zip(buses.iter().skip(1)) {
                let port = node.port();
                command(
                    first.port(),
                    &format!("CLUSTER MEET 127.0.0.1 {port} {bus}"),
                )?;
            }
        }
        cluster.wait_until_whole()?;
        Ok(Some(cluster))
    }

    /// Where the nodes are.
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(RedisServer::url).collect()
    }

    /// Kills the first node, and with it all that it has.
    ///
    /// # Errors
    ///
    /// When the system does not let it be killed.
    pub fn stop_first(&mut self) -> io::Result<()> {
        self.nodes.first_mut().map_or(Ok(()), RedisServer::stop)
    }

    /// Starts the first node again, and waits until all are one cluster.
    ///
    /// # Errors
    ///
    /// As of [`start`](Self::start).
    pub fn restart_first(&mut self) -> io::Result<()> {
        self.nodes
            .first_mut()
            .map_or(Ok(()), RedisServer::restart)?;
        self.wait_until_whole()
    }

    fn wait_until_whole(&self) -> io::Result<()> {
        let started = Instant::now();
        loop {
            let mut are_whole = true;
            for node in &self.nodes {
                let info = command(node.port(), "CLUSTER INFO")?;
                are_whole &= info.contains("cluster_state:ok\r\n")
                    && info.contains(&format!("cluster_known_nodes:{}\r\n", self.nodes.len()))
                    && info.contains(&format!("cluster_slots_ok:{SLOTS}\r\n"));
            }
            if are_whole {
                return Ok(());
            }
            if started.elapsed() > Duration::from_secs(30) {
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "the nodes do not make a cluster",
                ));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl fmt::Debug for RedisCluster {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisCluster")
            .field("nodes", &self.nodes)
            .finish()
    }
}

/// Starts a node, which has a second port for the other nodes.
fn start_node() -> io::Result<Option<(RedisServer, u16)>> {
    // Another process may take that port before it is used.
    for _ in 0..10 {
        let bus = free_port()?;
        let arguments = [
            "--cluster-enabled",
            "yes",
            "--cluster-port",
            &bus.to_string(),
            "--cluster-node-timeout",
            "60000",
        ];
        let arguments = arguments.map(str::to_owned).to_vec();
        match RedisServer::start_with(arguments) {
            Ok(node) => return Ok(node.map(|node| (node, bus))),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("no second port stays free"))
}

/// Sends a command, and returns the raw answer.
fn command(port: u16, command: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(format!("{command}\r\nQUIT\r\n").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    match answer.starts_with('-') {
        true => Err(io::Error::other(answer)),
        false => Ok(answer),
    }
}
