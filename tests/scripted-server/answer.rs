//! The answers of the server, and its failures.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::script::UnderWay;

/// An answer: status, headers and body, or a failure to give one.
///
/// The length of the body is announced by the server, so it is not among the headers. What has no status has no headers
/// and no body either, and takes none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Answer {
    outcome: Outcome,
    gate: Option<Gate>,
    body_gate: Option<Gate>,
    lets_others_first: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Response(Response),
    Raw(Vec<u8>),
    Stall,
    Reset,
    Close,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    extent: Extent,
}

/// How much of the body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Whole,
    /// Its first bytes, though the whole is announced.
    First(usize),
    /// It again and again, as chunks, until the client closes the connection.
    Endless,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self::of(Outcome::Response(Response {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            extent: Extent::Whole,
        }))
    }

    /// An answer with a JSON text.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::empty(status)
            .header("Content-Type", "application/json")
            .body(body.into())
    }

    /// These bytes unchanged, and the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::of(Outcome::Raw(bytes.into()))
    }

    /// No answer, on a connection that stays open until the client closes it or the server is dropped.
    pub fn stall() -> Self {
        Self::of(Outcome::Stall)
    }

    /// No answer, but a reset of the connection: what a client gets from a process that crashed.
    pub fn reset() -> Self {
        Self::of(Outcome::Reset)
    }

    /// No answer, but the orderly end of the connection.
    pub fn close() -> Self {
        Self::of(Outcome::Close)
    }

    /// Adds a header, in addition to those with the same name. Each character is one byte.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Outcome::Response(response) = &mut self.outcome {
            response.headers.push((name.into(), value.into()));
        }
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        if let Outcome::Response(response) = &mut self.outcome {
            response.body = body.into();
        }
        self
    }

    /// Announces the whole body, but sends only its first bytes, and closes the connection.
    pub fn truncated(mut self, bytes: usize) -> Self {
        if let Outcome::Response(response) = &mut self.outcome {
            response.extent = Extent::First(bytes);
        }
        self
    }

    /// Sends the body again and again, without a length, until the client closes the connection.
    pub fn endless(mut self) -> Self {
        if let Outcome::Response(response) = &mut self.outcome {
            response.extent = Extent::Endless;
        }
        self
    }

    /// Waits for a gate before it answers, or before it fails to. A second gate takes the place of the first.
    pub fn behind(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    /// Sends the head, and waits for a gate before it sends the body.
    pub fn body_behind(mut self, gate: &Gate) -> Self {
        self.body_gate = Some(gate.clone());
        self
    }

    /// Serves the other connections first, so that requests that are sent at once are under way at once.
    pub fn after_others(mut self) -> Self {
        self.lets_others_first = true;
        self
    }

    /// How long the body is on the wire.
    #[must_use]
    pub fn body_len(&self) -> usize {
        match &self.outcome {
            Outcome::Response(response) => response.body.len(),
            _ => 0,
        }
    }

    fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            gate: None,
            body_gate: None,
            lets_others_first: false,
        }
    }

    /// Gives the answer, and says whether the connection goes on. A `HEAD` is told the length of the body, but not the
    /// body.
    pub(crate) async fn give(
        self,
        stream: &mut BufReader<TcpStream>,
        to_head: bool,
        under_way: Option<UnderWay>,
    ) -> io::Result<bool> {
        if let Some(gate) = &self.gate {
            gate.opened().await;
        }
        if self.lets_others_first {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
        match self.outcome {
            Outcome::Response(response) => {
                // Before the client can react, so that no request that follows an answer is counted beside it.
                drop(under_way);
                let wire = response.to_wire(to_head);
                let end = wire.windows(4).position(|bytes| bytes == b"\r\n\r\n");
                let (head, body) = wire.split_at(end.map_or(wire.len(), |end| end + 4));
                stream.write_all(head).await?;
                if let Some(gate) = &self.body_gate {
                    gate.opened().await;
                }
                stream.write_all(body).await?;
                if response.extent == Extent::Endless && !to_head {
                    let chunk = response.chunk();
                    // An error of the connection ends it.
                    loop {
                        stream.write_all(&chunk).await?;
                    }
                }
                Ok(response.extent == Extent::Whole)
            }
            Outcome::Raw(bytes) => {
                drop(under_way);
                stream.write_all(&bytes).await?;
                Ok(false)
            }
            Outcome::Stall => {
                // It ends with what the client sends, which is read only to see that end.
                tokio::io::copy_buf(stream, &mut tokio::io::sink()).await?;
                Ok(false)
            }
            Outcome::Reset => {
                stream.get_ref().set_zero_linger()?;
                Ok(false)
            }
            Outcome::Close => Ok(false),
        }
    }
}

impl Response {
    fn to_wire(&self, to_head: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} \r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let is_endless = self.extent == Extent::Endless;
        if is_endless {
            head.push_str("Transfer-Encoding: chunked\r\n");
        // RFC 9110, section 8.6: these have no body, and must not announce one.
        } else if !matches!(self.status, 100..=199 | 204) {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let mut wire: Vec<u8> = head
            .chars()
            .map(|character| u8::try_from(character).unwrap_or(b'?'))
            .collect();
        if !to_head && !is_endless && !matches!(self.status, 100..=199 | 204 | 304) {
            let limit = match self.extent {
                Extent::First(limit) => limit,
                _ => usize::MAX,
            };
            wire.extend(self.body.iter().take(limit));
        }
        wire
    }

    /// The body as a chunk of an answer without a length.
    fn chunk(&self) -> Vec<u8> {
        let mut wire = format!("{:x}\r\n", self.body.len()).into_bytes();
        wire.extend(&self.body);
        wire.extend(b"\r\n");
        wire
    }
}

/// Holds answers back until a test lets them go, so that many requests are under way at once without any waiting.
///
/// ```no_run
/// use emulator::{Answer, Emulator, Gate};
///
/// # async fn example() -> std::io::Result<()> {
/// let emulator = Emulator::start()?;
/// let gate = Gate::new();
/// emulator.enqueue(Answer::empty(200).behind(&gate));
/// emulator.enqueue(Answer::empty(200).behind(&gate));
///
/// // Here two clients begin to send.
///
/// emulator.received(2).await;
/// gate.open();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gate {
    is_open: Arc<watch::Sender<bool>>,
}

impl Gate {
    /// A gate that is closed. Its clones are the same gate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets all waiting and future requests through. It cannot be closed again.
    pub fn open(&self) {
        self.is_open.send_replace(true);
    }

    async fn opened(&self) {
        // It fails only where no sender is left, and this gate has one.
        let _ = self.is_open.subscribe().wait_for(|is_open| *is_open).await;
    }
}

impl PartialEq for Gate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.is_open, &other.is_open)
    }
}

impl Eq for Gate {}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::io::{ErrorKind, Read, Write};
    use std::net::{Shutdown, TcpStream};

    use super::*;
    use crate::Emulator;

    fn to_wire(answer: &Answer, to_head: bool) -> String {
        let Outcome::Response(response) = &answer.outcome else {
            panic!("{answer:?} is not sent");
        };
        String::from_utf8(response.to_wire(to_head)).unwrap()
    }

    /// A client that has sent a request to a server with this answer.
    fn client_of(answer: Answer) -> (Emulator, TcpStream) {
        let emulator = Emulator::start().unwrap();
        emulator.enqueue(answer);
        let stream = connect(&emulator);
        (emulator, stream)
    }

    fn connect(emulator: &Emulator) -> TcpStream {
        let mut stream = TcpStream::connect(emulator.url().trim_start_matches("http://")).unwrap();
        stream
            .write_all(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
            .unwrap();
        stream
    }

    #[test]
    fn an_answer_announces_the_length_of_its_body() {
        let answer = Answer::json(201, "{}").header("X-Correlation-ID", "a");
        let expected = "HTTP/1.1 201 \r\nContent-Type: application/json\r\nX-Correlation-ID: a\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(to_wire(&answer, false), expected);
    }

    #[test]
    fn a_head_is_told_the_length_of_the_body_that_it_does_not_get() {
        let answer = Answer::empty(200).body("body");
        assert_eq!(
            to_wire(&answer, true),
            "HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\n"
        );
    }

    #[test]
    fn an_answer_that_has_no_body_announces_none() {
        assert_eq!(to_wire(&Answer::empty(204), false), "HTTP/1.1 204 \r\n\r\n");
    }

    #[test]
    fn a_truncated_answer_announces_what_it_does_not_send() {
        for (bytes, sent) in [(0, ""), (2, "bo"), (4, "body"), (5, "body")] {
            let (_emulator, mut stream) =
                client_of(Answer::empty(200).body("body").truncated(bytes));
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert_eq!(
                answer,
                format!("HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\n{sent}")
            );
        }
    }

    #[tokio::test]
    async fn a_stalled_request_is_recorded_and_ends_with_its_client() {
        let (emulator, mut stream) = client_of(Answer::stall());
        emulator.received(1).await;
        // Data that the client sends afterwards is not a request to answer.
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert_eq!(answer, b"");
        assert_eq!(emulator.requests().len(), 1);
    }

    #[tokio::test]
    async fn a_stalled_connection_is_open_until_the_server_is_dropped() {
        let (emulator, mut stream) = client_of(Answer::stall());
        emulator.received(1).await;
        emulator.enqueue(Answer::empty(204).truncated(0));
        // The other connection has been answered, and this one still has nothing to read.
        let mut answer = Vec::new();
        connect(&emulator).read_to_end(&mut answer).unwrap();
        stream.set_nonblocking(true).unwrap();
        let silence = stream.read(&mut [0]).unwrap_err();
        assert_eq!(silence.kind(), ErrorKind::WouldBlock);
        stream.set_nonblocking(false).unwrap();
        drop(emulator);
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    }

    #[test]
    fn a_reset_is_an_error_of_the_client() {
        let (emulator, mut stream) = client_of(Answer::reset());
        let error = stream.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert_eq!(emulator.requests().len(), 1);
    }

    #[test]
    fn a_close_is_an_end_without_an_answer() {
        let (emulator, mut stream) = client_of(Answer::close());
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
        assert_eq!(emulator.requests().len(), 1);
    }

    #[test]
    fn a_failure_takes_no_headers_and_no_body() {
        let answer = Answer::close().header("A", "b").body("body").truncated(1);
        assert_eq!(answer, Answer::close());
    }

    #[test]
    fn answers_behind_different_gates_are_different() {
        let gate = Gate::new();
        let answer = Answer::empty(200).behind(&gate);
        assert_eq!(answer, Answer::empty(200).behind(&gate.clone()));
        assert_ne!(answer, Answer::empty(200).behind(&Gate::new()));
    }
}
