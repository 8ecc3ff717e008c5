//! Reading of HTTP/1.1 requests: [RFC 9112](https://www.rfc-editor.org/rfc/rfc9112).

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

use crate::Request;

/// Reads the next request; `None` if the client has closed the connection instead.
pub(crate) async fn read_request(
    reader: &mut (impl AsyncBufRead + Unpin),
) -> Result<Option<Request>> {
    let Some(line) = read_line(reader).await? else {
        return Ok(None);
    };
    let mut parts = line.split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1"), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(malformed("the request line"));
    };
    let (method, target) = (method.to_owned(), target.to_owned());
    let headers = read_headers(reader).await?;
    let mut request = Request {
        method,
        target,
        headers,
        body: Vec::new(),
    };
    request.body = read_body(reader, &request).await?;
    Ok(Some(request))
}

/// Headers, or the trailers of a chunked body, up to the empty line.
async fn read_headers(reader: &mut (impl AsyncBufRead + Unpin)) -> Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader).await?.ok_or(ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or_else(|| malformed("a header"))?;
        headers.push((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()));
    }
}

async fn read_body(reader: &mut (impl AsyncBufRead + Unpin), head: &Request) -> Result<Vec<u8>> {
    match (
        head.header("transfer-encoding"),
        head.header("content-length"),
    ) {
        (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => read_chunks(reader).await,
        (Some(_), _) => Err(malformed("the transfer encoding")),
        (None, Some(length)) => {
            let length = length
                .parse()
                .map_err(|_| malformed("the content length"))?;
            read_exactly(reader, length).await
        }
        (None, None) => Ok(Vec::new()),
    }
}

async fn read_chunks(reader: &mut (impl AsyncBufRead + Unpin)) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(reader).await?.ok_or(ErrorKind::UnexpectedEof)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| malformed("the size of a chunk"))?;
        if size == 0 {
            read_headers(reader).await?;
            return Ok(body);
        }
        body.extend(read_exactly(reader, size).await?);
        if read_line(reader).await?.as_deref() != Some("") {
            return Err(malformed("the end of a chunk"));
        }
    }
}

async fn read_exactly(reader: &mut (impl AsyncBufRead + Unpin), length: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = reader.take(length).read_to_end(&mut bytes).await?;
    if read as u64 == length {
        Ok(bytes)
    } else {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

/// A line without its end, with a character for each byte; `None` if the connection ends before it begins.
async fn read_line(reader: &mut (impl AsyncBufRead + Unpin)) -> Result<Option<String>> {
    let mut line = Vec::new();
    if reader.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    let line = line
        .strip_suffix(b"\r\n")
        .ok_or_else(|| malformed("the end of a line"))?;
    Ok(Some(line.iter().copied().map(char::from).collect()))
}

fn malformed(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("{what} is malformed"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_is_kept_as_it_is_on_the_wire() {
        let mut wire: &[u8] = b"POST /a%2Fb?c=%20d HTTP/1.1\r\nHost: x\r\nX-Two:  words \r\ncontent-length: 2\r\n\r\n{}rest";
        let request = read_request(&mut wire).await.unwrap().unwrap();
        assert_eq!(
            (request.method(), request.target()),
            ("POST", "/a%2Fb?c=%20d")
        );
        assert_eq!(request.header("x-two"), Some("words"));
        assert_eq!(request.body(), b"{}");
        assert_eq!(wire, b"rest");
    }

    #[tokio::test]
    async fn the_chunks_of_a_body_are_put_together() {
        let mut wire: &[u8] =
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\ndefghijklm\r\n0\r\nX-Sum: 1\r\n\r\nrest";
        let request = read_request(&mut wire).await.unwrap().unwrap();
        assert_eq!(request.body(), b"abcdefghijklm");
        assert_eq!(wire, b"rest");
    }

    #[tokio::test]
    async fn bytes_outside_of_ascii_are_not_lost() {
        let mut wire: &[u8] = b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n";
        let request = read_request(&mut wire).await.unwrap().unwrap();
        assert_eq!(request.target(), "/\u{c3}\u{a9}");
    }

    #[tokio::test]
    async fn a_closed_connection_is_no_request() {
        assert_eq!(read_request(&mut &b""[..]).await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_is_not_http_is_an_error() {
        for wire in [
            "GET /\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "GET /a b HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\n\n",
            "GET / HTTP/1.1\r\nHost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab",
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        ] {
            assert!(
                read_request(&mut wire.as_bytes()).await.is_err(),
                "{wire:?}"
            );
        }
    }
}
