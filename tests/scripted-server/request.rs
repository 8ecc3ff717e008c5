//! What the server was sent.

/// A request as it was on the wire.
///
/// Texts have one character for each byte, so that whatever was sent can be told apart; a client that keeps to the
/// standard sends ASCII only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The method, such as `GET`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path with the query, neither of them decoded, such as `/my-shop/carts?limit=2`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The target up to the query, not decoded.
    pub fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The target behind the question mark, not decoded; `None` if there is none.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// Names and values of the headers, in the order in which they came.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The value of the first header of this name, in upper or lower case; `None` if there is none.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body, without the framing of a chunked one; empty if there is none.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str) -> Request {
        let headers = vec![("Accept".to_owned(), "*/*".to_owned())];
        Request {
            method: "GET".to_owned(),
            target: target.to_owned(),
            headers,
            body: Vec::new(),
        }
    }

    #[test]
    fn the_query_is_what_stands_behind_the_first_question_mark() {
        let request = request("/a%2Fb?c=?d");
        assert_eq!((request.path(), request.query()), ("/a%2Fb", Some("c=?d")));
    }

    #[test]
    fn a_missing_query_is_not_an_empty_one() {
        assert_eq!(request("/a").query(), None);
        assert_eq!(request("/a?").query(), Some(""));
    }

    #[test]
    fn headers_are_found_in_any_case() {
        assert_eq!(request("/").header("ACCEPT"), Some("*/*"));
        assert_eq!(request("/").header("host"), None);
    }
}
