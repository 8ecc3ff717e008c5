//! Detects whether the API rejects the token.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use reqwest::Response;

/// What a response says about the token. The response is returned unchanged.
pub(super) enum Verdict {
    /// The token is no longer valid; another one may be.
    Rejected(Response),
    /// Nothing, or another problem.
    Other(Response),
}

/// Whether the response is 401 with `invalid_token`, in its header or in its body.
pub(super) async fn is_token_rejected(response: Response) -> reqwest_middleware::Result<Verdict> {
    if response.status() != StatusCode::UNAUTHORIZED {
        return Ok(Verdict::Other(response));
    }
    let is_in_header = response
        .headers()
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .any(|value| contains_code(value.as_bytes()));
    if is_in_header {
        return Ok(Verdict::Rejected(response));
    }
    in_body(response).await
}

#[cfg(not(target_arch = "wasm32"))]
async fn in_body(response: Response) -> reqwest_middleware::Result<Verdict> {
    use reqwest::ResponseBuilderExt;

    // Only the HTTP client knows the URL; an extension of the response keeps it.
    let head = http::Response::builder().url(response.url().clone());
    let mut head = head.body(()).unwrap_or_default();
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = response.headers().clone();
    head.extensions_mut().extend(response.extensions().clone());
    // A larger body is not an error of the API. It is truncated, because the bytes that were read cannot be put back.
    const LIMIT: usize = 1024 * 1024;
    let body = crate::read_body(response, LIMIT).await?.into_bytes();
    let is_rejected = says_invalid_token(&body);
    // The body has been read, so the response is rebuilt for the following steps.
    let response = Response::from(head.map(|()| body));
    Ok(if is_rejected {
        Verdict::Rejected(response)
    } else {
        Verdict::Other(response)
    })
}

// A browser cannot rebuild a response, and hides the header. A 401 for a token of the platform is therefore treated as a
// rejected token, which it almost always is.
#[cfg(target_arch = "wasm32")]
async fn in_body(response: Response) -> reqwest_middleware::Result<Verdict> {
    Ok(Verdict::Rejected(response))
}

#[cfg(not(target_arch = "wasm32"))]
fn says_invalid_token(body: &[u8]) -> bool {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Body {
        error: Option<String>,
        #[serde(default)]
        errors: Vec<Error>,
    }

    #[derive(Deserialize)]
    struct Error {
        code: Option<String>,
    }

    let Ok(body) = serde_json::from_slice::<Body>(body) else {
        return false;
    };
    let codes = body.errors.iter().map(|error| error.code.as_deref());
    codes
        .chain([body.error.as_deref()])
        .any(|code| code == Some("invalid_token"))
}

fn contains_code(header: &[u8]) -> bool {
    const CODE: &[u8] = b"invalid_token";
    header.windows(CODE.len()).any(|window| window == CODE)
}
