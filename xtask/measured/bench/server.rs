//! A server that does next to nothing: it answers with bytes that were made before, so that the client is what is measured.
//!
//! It prints its port, and ends when its standard input does.
//!
//! - `POST /oauth/token`: a token.
//! - `GET /bench/categories/<id>`: a category of 2 kB.
//! - `GET /bench/categories?...`: a page of categories behind the one that `where` names, as long as there are any.
//! - `GET /token-calls`: how many tokens were asked for.

use std::{
    io::{Read, Write},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use bench_programs::{CATEGORY, raise_file_limit};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// How many categories there are to page through, and how many a page has.
const CATEGORIES: usize = 100_000;
const PAGE: usize = 500;

struct Answers {
    token: Vec<u8>,
    category: Vec<u8>,
    page: Page,
    token_calls: AtomicUsize,
}

/// A page of categories, and where their ids are in it.
struct Page {
    answer: Vec<u8>,
    ids: Vec<usize>,
    empty: Vec<u8>,
}

// One thread: the other cores are left to the client.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    raise_file_limit();
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = TcpListener::bind(any_port)
        .await
        .expect("there is a free port");
    let port = listener.local_addr().expect("it listens").port();
    println!("{port}");
    std::io::stdout().flush().expect("somebody reads the port");
    thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let answers = Arc::new(Answers::new());
    loop {
        let (connection, _) = listener.accept().await.expect("a client connects");
        connection
            .set_nodelay(true)
            .expect("the connection is open");
        let answers = Arc::clone(&answers);
        tokio::spawn(async move {
            // A client that goes away is none of our concern.
            let _ = serve(connection, &answers).await;
        });
    }
}

async fn serve(mut connection: TcpStream, answers: &Answers) -> std::io::Result<()> {
    let mut buffer = Vec::with_capacity(8192);
    let mut page = Vec::new();
    loop {
        let head = loop {
            if let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end + 4;
            }
            if connection.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        };
        let request = head + content_length(&buffer[..head]);
        while buffer.len() < request {
            if connection.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        }
        let answer = answers.answer(&buffer[..head], &mut page);
        connection.write_all(answer).await?;
        buffer.drain(..request);
    }
}

fn content_length(head: &[u8]) -> usize {
    if !head.starts_with(b"POST") {
        return 0;
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    length
        .and_then(|length| length.trim().parse().ok())
        .unwrap_or(0)
}

impl Answers {
    fn new() -> Self {
        let token = r#"{"access_token":"bench-access-token-0123456789abcdef","token_type":"Bearer","expires_in":172800,"scope":"manage_project:bench"}"#;
        Self {
            token: answer(token),
            category: answer(&category(CATEGORY)),
            page: Page::new(),
            token_calls: AtomicUsize::new(0),
        }
    }

    fn answer<'a>(&'a self, head: &[u8], page: &'a mut Vec<u8>) -> &'a [u8] {
        if head.starts_with(b"POST /oauth/token") {
            self.token_calls.fetch_add(1, Ordering::Relaxed);
            return &self.token;
        }
        if head.starts_with(b"GET /token-calls") {
            *page = answer(&self.token_calls.load(Ordering::Relaxed).to_string());
            return page;
        }
        if head.starts_with(b"GET /bench/categories?") {
            return self.page.behind(head, page);
        }
        &self.category
    }
}

impl Page {
    fn new() -> Self {
        let zero = id(0);
        let results = vec![category(&zero); PAGE].join(",");
        let text = format!(r#"{{"limit":{PAGE},"offset":0,"count":{PAGE},"results":[{results}]}}"#);
        let page = answer(&text);
        let quoted = format!(r#"{{"id":"{zero}""#);
        let ids = page.windows(quoted.len()).enumerate();
        let ids = ids.filter(|(_, bytes)| *bytes == quoted.as_bytes());
        Self {
            ids: ids.map(|(place, _)| place + 7).collect(),
            answer: page,
            empty: answer(&format!(
                r#"{{"limit":{PAGE},"offset":0,"count":0,"results":[]}}"#
            )),
        }
    }

    /// The page behind the id that the first line names: with the ids of its own, in a buffer that is used again.
    fn behind<'a>(&'a self, head: &[u8], page: &'a mut Vec<u8>) -> &'a [u8] {
        let end = head
            .iter()
            .position(|byte| *byte == b'\r')
            .unwrap_or(head.len());
        let line = String::from_utf8_lossy(&head[..end]);
        let last = line.find(PREFIX).and_then(|place| {
            let digits = line.get(place + PREFIX.len()..)?.get(..12)?;
            usize::from_str_radix(digits, 16).ok()
        });
        let first = last.map_or(0, |last| last + 1);
        if first >= CATEGORIES {
            return &self.empty;
        }
        page.clear();
        page.extend_from_slice(&self.answer);
        for (place, number) in self.ids.iter().zip(first..) {
            page[*place..*place + 36].copy_from_slice(id(number).as_bytes());
        }
        page
    }
}

/// What the ids of the categories begin with. Their order is that of the numbers they end with.
const PREFIX: &str = "00000000-0000-4000-8000-";

fn id(number: usize) -> String {
    format!("{PREFIX}{number:012x}")
}

/// A category of about 2 kB.
fn category(id: &str) -> String {
    let text = "Jackets, coats and parkas for every season, made to last and easy to look after. ";
    let texts = |times: usize| {
        let languages =
            ["de", "en", "fr", "it"].map(|it| format!(r#""{it}":"{}""#, text.repeat(times)));
        languages.join(",")
    };
    let parent = r#"{"typeId":"category","id":"6a7f0a3e-0d1c-4a53-9d4e-9f6ac0f5a2d1"}"#;
    format!(
        r#"{{"id":"{id}","version":7,"versionModifiedAt":"2024-03-01T10:15:30.123Z","createdAt":"2023-01-11T08:00:00.000Z","lastModifiedAt":"2024-03-01T10:15:30.123Z","lastModifiedBy":{{"clientId":"a-client","isPlatformClient":false}},"createdBy":{{"clientId":"a-client","isPlatformClient":false}},"key":"jackets","name":{{{}}},"slug":{{"de":"jacken","en":"jackets","fr":"vestes","it":"giacche"}},"description":{{{}}},"ancestors":[{parent},{parent}],"parent":{parent},"orderHint":"0.12","externalId":"4711","assets":[]}}"#,
        texts(1),
        texts(3),
    )
}

fn answer(body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {length}\r\nserver: bench\r\ndate: Fri, 01 Mar 2024 10:15:30 GMT\r\nx-correlation-id: projects-bench-0123456789abcdef\r\nserver-timing: projects;dur=7\r\nstrict-transport-security: max-age=31536000\r\ncache-control: no-cache\r\n\r\n{body}"
    )
    .into_bytes()
}
