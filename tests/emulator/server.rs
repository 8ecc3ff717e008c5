//! The server: connections and their end.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::script::Script;
use crate::wire::read_request;
use crate::{Answer, Request};

/// A server that runs until it is dropped.
///
/// It has a thread and a runtime of its own, so that it serves tests with any runtime or with none, and is gone with all
/// of its connections when the drop returns.
pub struct Emulator {
    address: SocketAddr,
    script: Arc<Script>,
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
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&script);
        let thread = thread::Builder::new()
            .name("emulator".to_owned())
            .spawn(move || {
                // The connections are tasks of the runtime, so they end with it.
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(listener, served) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            script,
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
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

async fn accept(listener: TcpListener, script: Arc<Script>) {
    // What ends the loop is an error of the socket itself; the clients are told by the end of the port.
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&script)));
    }
}

/// Answers the requests of one connection until the client closes it.
async fn serve(stream: TcpStream, script: Arc<Script>) {
    let mut stream = BufReader::new(stream);
    loop {
        let (answer, is_last) = match read_request(&mut stream).await {
            Ok(Some(request)) => {
                let to_head = request.method() == "HEAD";
                (script.answer(request).to_wire(to_head), false)
            }
            Ok(None) => return,
            Err(error) => (
                Answer::empty(400).body(error.to_string()).to_wire(false),
                true,
            ),
        };
        let is_written = stream.get_mut().write_all(&answer).await.is_ok();
        if is_last || !is_written {
            return;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    /// Sends a text and reads until the server, which is told so, closes.
    fn exchange(emulator: &Emulator, text: &str) -> String {
        let mut stream = std::net::TcpStream::connect(emulator.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
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
}
