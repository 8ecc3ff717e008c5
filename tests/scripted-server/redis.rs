//! A separate Redis for a test, if `redis-server` is installed.

mod cluster;

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub use cluster::RedisCluster;

/// A `redis-server` on a separate port of the loopback address. It keeps nothing on the disk, and is killed when it is
/// dropped.
pub struct RedisServer {
    port: u16,
    // `None` while it is stopped.
    process: Option<Child>,
    directory: TempDir,
    /// Additional settings.
    arguments: Vec<String>,
}

impl RedisServer {
    /// Starts a server, and waits until it answers. `None` if the program is not installed.
    ///
    /// # Errors
    ///
    /// When the program does not start, or does not answer.
    pub fn start() -> io::Result<Option<Self>> {
        Self::start_with(Vec::new())
    }

    /// Starts another server that is a replica of this one, and waits until it answers. `None` if the program is not
    /// installed.
    ///
    /// # Errors
    ///
    /// As of [`start`](Self::start).
    pub fn start_replica(&self) -> io::Result<Option<Self>> {
        let of = ["--replicaof", "127.0.0.1", &self.port.to_string()].map(String::from);
        Self::start_with(of.to_vec())
    }

    /// The same with these arguments of the program.
    pub(crate) fn start_with(arguments: Vec<String>) -> io::Result<Option<Self>> {
        let mut server = Self {
            port: free_port()?,
            process: None,
            directory: TempDir::new()?,
            arguments,
        };
        // Another process may take the port before it is used.
        for _ in 0..10 {
            match server.restart() {
                Ok(()) => return Ok(Some(server)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    server.port = free_port()?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            "no port stays free",
        ))
    }

    /// Where the server is, such as `redis://127.0.0.1:45678`.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The port of the server.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Kills the server, and with it all that it has.
    ///
    /// # Errors
    ///
    /// When the system does not let it be killed.
    pub fn stop(&mut self) -> io::Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Freezes the server: it keeps its connections, takes new ones, and answers nothing.
    ///
    /// # Errors
    ///
    /// When the system has no program `kill`, or it fails.
    pub fn freeze(&self) -> io::Result<()> {
        self.signal("-STOP")
    }

    /// Continues a server that was frozen.
    ///
    /// # Errors
    ///
    /// As of [`freeze`](Self::freeze).
    pub fn thaw(&self) -> io::Result<()> {
        self.signal("-CONT")
    }

    fn signal(&self, signal: &str) -> io::Result<()> {
        let Some(process) = &self.process else {
            return Err(io::Error::other("the server does not run"));
        };
        let status = Command::new("kill")
            .args([signal, &process.id().to_string()])
            .status()?;
        match status.success() {
            true => Ok(()),
            false => Err(io::Error::other("kill has failed")),
        }
    }

    /// Starts the server again on the same port, empty, and waits until it answers.
    ///
    /// # Errors
    ///
    /// When the program does not start, or does not answer.
    pub fn restart(&mut self) -> io::Result<()> {
        self.stop()?;
        let process = Command::new("redis-server")
            .args(["--port", &self.port.to_string()])
            .args(["--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .arg("--dir")
            .arg(self.directory.path())
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let id = process.id();
        self.process = Some(process);
        self.wait_for_answer(id)
    }

    fn wait_for_answer(&mut self, id: u32) -> io::Result<()> {
        let started = Instant::now();
        loop {
            if let Some(status) = self
                .process
                .as_mut()
                .and_then(|it| it.try_wait().transpose())
            {
                return Err(io::Error::new(
                    io::ErrorKind::AddrInUse,
                    format!("redis-server has ended: {}", status?),
                ));
            }
            if is_answering(self.port, id) {
                return Ok(());
            }
            if started.elapsed() > Duration::from_secs(20) {
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "redis-server does not answer",
                ));
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // A failure cannot be reported here.
        let _ = self.stop();
    }
}

impl fmt::Debug for RedisServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisServer")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// Whether it is this process that answers at the port.
fn is_answering(port: u16, id: u32) -> bool {
    let ask = || -> io::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"PING\r\nINFO server\r\nQUIT\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| {
        answer.starts_with("+PONG\r\n") && answer.contains(&format!("\r\nprocess_id:{id}\r\n"))
    })
}
