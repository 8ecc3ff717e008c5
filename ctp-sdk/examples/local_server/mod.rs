//! As much of the API as the example needs, on this machine: it keeps the last cart that was created.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

use serde_json::{Value, json};

/// Starts the server and gives its URL. It ends with the process.
pub(crate) fn start() -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::Builder::new().spawn(move || {
        let mut cart = Value::Null;
        for stream in listener.incoming().flatten() {
            if let Err(error) = answer(stream, &mut cart) {
                eprintln!("the local server has a problem: {error}");
            }
        }
    })?;
    Ok(url)
}

/// Answers one request, and closes its connection.
fn answer(stream: TcpStream, cart: &mut Value) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut request_line = String::new();
    stream.read_line(&mut request_line)?;
    let body = read_body(&mut stream)?;
    if request_line.starts_with("POST ") {
        *cart = new_cart(&body);
    }
    let is_known = cart
        .get("id")
        .and_then(Value::as_str)
        .is_some_and(|id| request_line.contains(id));
    let (status, body) = match request_line.split(' ').next() {
        Some("POST") => ("201 Created", cart.to_string()),
        Some("GET") if is_known => ("200 OK", cart.to_string()),
        _ => (
            "404 Not Found",
            json!({"statusCode": 404, "message": "not found", "errors": []}).to_string(),
        ),
    };
    write!(
        stream.get_mut(),
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nX-Correlation-ID: local-1\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    )
}

fn read_body(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut length = 0;
    let mut line = String::new();
    while stream.read_line(&mut line)? > 0 && line != "\r\n" {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        line.clear();
    }
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    Ok(body)
}

/// The cart that the API would make of a draft, but for most of what it would look up.
fn new_cart(draft: &[u8]) -> Value {
    let draft: Value = serde_json::from_slice(draft).unwrap_or_default();
    json!({
        "id": "0b7fd0a6-6d0c-4a3f-9f4b-6d1f1f8d5c11",
        "version": 1,
        "createdAt": "2024-01-31T12:00:00.000Z",
        "lastModifiedAt": "2024-01-31T12:00:00.000Z",
        "totalPrice": {"type": "centPrecision", "currencyCode": draft.get("currency"), "centAmount": 0, "fractionDigits": 2},
        "country": draft.get("country"),
        "shippingAddress": draft.get("shippingAddress"),
        "lineItems": [],
    })
}
