//! Steps of the tests' own, to look into a pipeline from within.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ctp_sdk::RequestInfo;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use tokio::net::TcpSocket;

/// Notes that it was passed, and which of the headers of the steps there were by then.
#[derive(Clone, Default)]
pub(super) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
}

impl Log {
    pub(super) fn step(&self, name: &'static str) -> Noting {
        let log = self.clone();
        Noting { name, log }
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    fn write(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

pub(super) struct Noting {
    name: &'static str,
    log: Log,
}

#[async_trait]
impl Middleware for Noting {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let mut line = format!("{}:", self.name);
        for name in ["x-correlation-id", "user-agent", "authorization"] {
            if request.headers().contains_key(name) {
                line.push(' ');
                line.push_str(name);
            }
        }
        self.log.write(line);
        let outcome = next.run(request, extensions).await;
        self.log.write(format!("{} is left", self.name));
        outcome
    }
}

/// Notes what is told of each request.
#[derive(Clone, Default)]
pub(super) struct Informed {
    seen: Arc<Mutex<Vec<(&'static str, bool)>>>,
}

impl Informed {
    /// The route of each request, and whether it may be done twice.
    pub(super) fn seen(&self) -> Vec<(&'static str, bool)> {
        self.seen.lock().unwrap().clone()
    }
}

#[async_trait]
impl Middleware for Informed {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let info: &RequestInfo = extensions.get().unwrap();
        let line = (info.route(), info.is_idempotent());
        self.seen.lock().unwrap().push(line);
        next.run(request, extensions).await
    }
}

/// Counts the attempts, where it stands in place of the authorization. The first ones go to another place.
#[derive(Clone, Default)]
pub(super) struct Attempts {
    count: Arc<AtomicUsize>,
    detour: Option<(usize, u16)>,
}

impl Attempts {
    /// The first `attempts` of them go to this port.
    pub(super) fn diverted(attempts: usize, port: u16) -> Self {
        Self {
            count: Arc::default(),
            detour: Some((attempts, port)),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Middleware for Attempts {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let before = self.count.fetch_add(1, Ordering::SeqCst);
        if let Some((attempts, port)) = self.detour
            && before < attempts
        {
            request.url_mut().set_port(Some(port)).unwrap();
        }
        next.run(request, extensions).await
    }
}

/// A port at which nobody listens, and which nobody else gets while this is there.
pub(super) struct ClosedPort(TcpSocket);

impl ClosedPort {
    pub(super) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        Self(socket)
    }

    pub(super) fn number(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.number())
    }
}
