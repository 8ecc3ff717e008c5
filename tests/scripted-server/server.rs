//! The server: connections and their end.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::script::Script;
use crate::wait::in_time;
use crate::wire::read_request;
use crate::{Answer, Request};

/// A server that runs until it is dropped.
///
/// It has its own thread and runtime, so that it serves tests with any runtime or with none, and is gone with all
/// of its connections when the drop returns.
pub struct Emulator {
    address: SocketAddr,
    script: Arc<Script>,
    connections: Arc<watch::Sender<Connections>>,
    // `None` only while it is dropped.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    /// Starts a server that gives each of the [enqueued](Self::enqueue) answers once, in their order. A request for which
    /// none is left is answered with 501, and with a message that names it.
    ///
    /// # Errors
    ///
    /// When the system has no port, or no thread, to give.
    pub fn start() -> io::Result<Self> {
        Self::run(Script::default())
    }

    /// Starts a server whose answers are what `handler` makes of the requests, but for those for which an answer is
    /// [enqueued](Self::enqueue). A handler that panics ends the connection without an answer.
    ///
    /// # Errors
    ///
    /// When the system has no port, or no thread, to give.
    pub fn with(handler: impl FnMut(&Request) -> Answer + Send + 'static) -> io::Result<Self> {
        Self::run(Script::of(Box::new(handler)))
    }

    /// Where the server is, such as `http://127.0.0.1:45678`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds an answer behind those that are enqueued.
    pub fn enqueue(&self, answer: Answer) {
        self.script.enqueue(answer);
    }

    /// The requests so far. One is among them from before it is answered.
    pub fn requests(&self) -> Vec<Request> {
        self.script.requests()
    }

    /// Waits until this many requests came, in all.
    ///
    /// It needs neither the timers nor the sockets of the runtime that waits.
    ///
    /// # Panics
    ///
    /// When they do not come in time.
    pub async fn received(&self, count: usize) {
        let what = format!("{count} requests at {}", self.address);
        in_time(&what, self.script.received(count)).await;
    }

    /// The most requests that were under way at once: received, and not yet answered.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.script.most_at_once()
    }

    /// How many connections came, in all.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.borrow().accepted
    }

    /// Waits until no connection is open.
    ///
    /// A client that keeps connections for later requests has to be dropped first. One that gives up while an answer was
    /// [behind a gate](Answer::behind) is noticed when the gate opens.
    ///
    /// # Panics
    ///
    /// When they are not closed in time.
    pub async fn idle(&self) {
        let mut connections = self.connections.subscribe();
        let closed = connections.wait_for(|connections| connections.open == 0);
        // It fails only where no sender is left, and this server has one.
        let _ = in_time("the end of all connections", closed).await;
    }

    fn run(script: Script) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let listener = {
            let _entered = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let script = Arc::new(script);
        let connections = Arc::new(watch::Sender::default());
        let (stop, stopped) = oneshot::channel();
        let accepting = accept(listener, Arc::clone(&script), Arc::clone(&connections));
        let thread = thread::Builder::new()
            .name("emulator".to_owned())
            .spawn(move || {
                // The connections are tasks of the runtime, so they end with it.
                runtime.block_on(async {
                    tokio::select! {
                        () = accepting => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            script,
            connections,
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
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// How many connections there were, and are.
#[derive(Default)]
struct Connections {
    accepted: usize,
    open: usize,
}

/// Counts a connection as open until it is dropped, which a handler that panics does as well.
struct Open(Arc<watch::Sender<Connections>>);

impl Open {
    fn count(connections: &Arc<watch::Sender<Connections>>) -> Self {
        connections.send_modify(|connections| {
            connections.accepted += 1;
            connections.open += 1;
        });
        Self(Arc::clone(connections))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|connections| connections.open -= 1);
    }
}

async fn accept(
    listener: TcpListener,
    script: Arc<Script>,
    connections: Arc<watch::Sender<Connections>>,
) {
    // The loop ends with an error of the socket itself; the clients notice that the port is closed.
    while let Ok((stream, _)) = listener.accept().await {
        // Otherwise the second segment of an answer can be delayed by 40 ms. A failure only makes answers slower.
        let _ = stream.set_nodelay(true);
        let open = Open::count(&connections);
        tokio::spawn(serve(stream, Arc::clone(&script), open));
    }
}

/// Answers the requests of one connection until one of both sides ends it.
async fn serve(stream: TcpStream, script: Arc<Script>, _open: Open) {
    // The stream is declared behind the count and so is closed before it is no longer counted.
    let mut stream = BufReader::new(stream);
    loop {
        let (answer, to_head, under_way) = match read_request(&mut stream).await {
            Ok(Some(request)) => {
                let to_head = request.method() == "HEAD";
                let under_way = script.begin();
                (script.answer(request), to_head, Some(under_way))
            }
            Ok(None) => return,
            Err(error) => (Answer::empty(400).body(error.to_string()), false, None),
        };
        let is_last = under_way.is_none();
        let goes_on = answer.give(&mut stream, to_head, under_way).await;
        if is_last || !matches!(goes_on, Ok(true)) {
            return;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use std::io::{Read, Write};
    use std::net::Shutdown;

    use super::*;
    use crate::Gate;

    /// Sends a text and reads until the server, which is told so, closes.
    fn exchange(emulator: &Emulator, text: &str) -> String {
        let mut stream = std::net::TcpStream::connect(emulator.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        read(&mut stream)
    }

    /// Sends a request and leaves the answer to the test.
    fn send(emulator: &Emulator) -> std::net::TcpStream {
        let mut stream = std::net::TcpStream::connect(emulator.address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        stream
    }

    fn read(stream: &mut std::net::TcpStream) -> String {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Waits like a task, in a runtime without timers or sockets.
    fn wait<T>(future: impl Future<Output = T> + Send) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(future)
    }

    #[test]
    fn answers_are_given_in_their_order_on_one_connection() {
        let emulator = Emulator::start().unwrap();
        emulator.enqueue(Answer::empty(200).body("one"));
        emulator.enqueue(Answer::empty(404));
        let answer = exchange(
            &emulator,
            "GET /a HTTP/1.1\r\n\r\nHEAD /b?c HTTP/1.1\r\n\r\n",
        );
        assert_eq!(
            answer,
            "HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\noneHTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n"
        );
        let targets: Vec<String> = emulator
            .requests()
            .iter()
            .map(|request| request.target().to_owned())
            .collect();
        assert_eq!(targets, ["/a", "/b?c"]);
    }

    #[test]
    fn a_handler_answers_where_nothing_is_enqueued() {
        let mut count = 0;
        let emulator = Emulator::with(move |request| {
            count += 1;
            Answer::empty(200).body(format!("{count} {}", request.path()))
        })
        .unwrap();
        emulator.enqueue(Answer::empty(200).body("enqueued"));
        assert!(exchange(&emulator, "GET /a HTTP/1.1\r\n\r\n").ends_with("\r\n\r\nenqueued"));
        assert!(exchange(&emulator, "GET /b HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n1 /b"));
    }

    #[test]
    fn a_request_without_an_answer_is_told_so() {
        let emulator = Emulator::start().unwrap();
        let answer = exchange(&emulator, "GET /a HTTP/1.1\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
        assert!(
            answer.ends_with(r#"{"statusCode":501,"message":"no answer is scripted for GET /a"}"#),
            "{answer}"
        );
    }

    #[test]
    fn what_is_not_http_is_refused_and_not_recorded() {
        let emulator = Emulator::start().unwrap();
        assert!(exchange(&emulator, "hello\r\n\r\n").starts_with("HTTP/1.1 400 "));
        assert_eq!(emulator.requests(), []);
    }

    #[test]
    fn a_dropped_server_has_closed_its_connections_and_its_port() {
        let emulator = Emulator::start().unwrap();
        emulator.enqueue(Answer::empty(204));
        let mut open = std::net::TcpStream::connect(emulator.address).unwrap();
        open.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let mut answer = [0; 64];
        assert!(open.read(&mut answer).unwrap() > 0);
        let address = emulator.address;
        drop(emulator);
        assert_eq!(open.read(&mut answer).unwrap(), 0);
        assert!(std::net::TcpStream::connect(address).is_err());
    }

    #[test]
    fn a_handler_that_panics_ends_the_connection_but_not_the_server() {
        let emulator = Emulator::with(|_| panic!("an assertion of a test")).unwrap();
        assert_eq!(exchange(&emulator, "GET /a HTTP/1.1\r\n\r\n"), "");
        emulator.enqueue(Answer::empty(204));
        assert!(exchange(&emulator, "GET /b HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 204 "));
    }

    #[tokio::test]
    async fn requests_that_are_behind_a_gate_are_under_way_at_once() {
        let emulator = Emulator::start().unwrap();
        let gate = Gate::new();
        for _ in 0..20 {
            emulator.enqueue(Answer::empty(200).body("held").behind(&gate));
        }
        emulator.enqueue(Answer::empty(200).body("free"));
        let mut held: Vec<_> = (0..20).map(|_| send(&emulator)).collect();
        emulator.received(20).await;
        assert_eq!(emulator.connections(), 20);
        // The others are served meanwhile.
        assert!(exchange(&emulator, "GET / HTTP/1.1\r\n\r\n").ends_with("free"));
        for stream in &held {
            stream.set_nonblocking(true).unwrap();
            let silence = stream.peek(&mut [0]).unwrap_err();
            assert_eq!(silence.kind(), io::ErrorKind::WouldBlock);
            stream.set_nonblocking(false).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
        }
        gate.open();
        for stream in &mut held {
            assert!(read(stream).ends_with("held"));
        }
    }

    #[test]
    fn a_gate_that_is_open_holds_nothing_back() {
        let emulator = Emulator::start().unwrap();
        let gate = Gate::new();
        gate.open();
        emulator.enqueue(Answer::close().behind(&gate));
        assert_eq!(exchange(&emulator, "GET / HTTP/1.1\r\n\r\n"), "");
    }

    #[test]
    fn a_server_is_dropped_with_what_is_behind_a_gate() {
        let emulator = Emulator::start().unwrap();
        emulator.enqueue(Answer::empty(200).behind(&Gate::new()));
        let mut stream = send(&emulator);
        wait(emulator.received(1));
        drop(emulator);
        assert_eq!(read(&mut stream), "");
    }

    #[test]
    fn what_is_received_is_recorded_when_the_wait_ends() {
        let emulator = Emulator::with(|_| Answer::empty(204)).unwrap();
        wait(emulator.received(0));
        for count in 1..=50 {
            let _stream = send(&emulator);
            wait(emulator.received(count));
            assert_eq!(emulator.requests().len(), count);
        }
        wait(emulator.received(1));
    }

    #[test]
    fn connections_are_counted_whatever_comes_of_them() {
        let emulator = Emulator::with(|_| panic!("an assertion of a test")).unwrap();
        wait(emulator.idle());
        assert_eq!(emulator.connections(), 0);
        exchange(&emulator, "GET / HTTP/1.1\r\n\r\n");
        exchange(&emulator, "hello\r\n\r\n");
        emulator.enqueue(Answer::stall());
        drop(send(&emulator));
        wait(emulator.received(2));
        wait(emulator.idle());
        assert_eq!(emulator.connections(), 3);
    }
}
