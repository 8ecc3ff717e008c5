//! What the server answers.

/// An answer: status, headers and body.
///
/// The length of the body is announced by the server, so it is not among the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// An answer with a JSON text.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::empty(status)
            .header("Content-Type", "application/json")
            .body(body.into())
    }

    /// Adds a header, beside those of the same name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The answer as it goes over the wire. A `HEAD` is told the length of the body, but not the body.
    pub(crate) fn to_wire(&self, to_head: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} \r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // RFC 9110, section 8.6: these have no body, and must not announce one.
        if !matches!(self.status, 100..=199 | 204) {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let mut wire = head.into_bytes();
        if !to_head && !matches!(self.status, 100..=199 | 204 | 304) {
            wire.extend_from_slice(&self.body);
        }
        wire
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_announces_the_length_of_its_body() {
        let wire = Answer::json(201, "{}")
            .header("X-Correlation-ID", "a")
            .to_wire(false);
        let expected = "HTTP/1.1 201 \r\nContent-Type: application/json\r\nX-Correlation-ID: a\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(String::from_utf8_lossy(&wire), expected);
    }

    #[test]
    fn a_head_is_told_the_length_of_the_body_that_it_does_not_get() {
        let wire = Answer::empty(200).body("body").to_wire(true);
        assert_eq!(
            String::from_utf8_lossy(&wire),
            "HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\n"
        );
    }

    #[test]
    fn an_answer_that_has_no_body_announces_none() {
        assert_eq!(Answer::empty(204).to_wire(false), b"HTTP/1.1 204 \r\n\r\n");
    }
}
