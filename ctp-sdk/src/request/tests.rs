#![allow(clippy::unwrap_used)]

use super::encoding::form_urlencoded;
use super::*;

fn get(path: Path) -> Request {
    Request::new(Method::GET, "/{projectKey}/carts/key={key}", path)
}

fn problem(request: &Request) -> Option<String> {
    request.problem().map(|problem| problem.to_string())
}

#[test]
fn a_parameter_stays_one_segment() {
    for (value, encoded) in [
        ("a/b?c#d é", "a%2Fb%3Fc%23d%20%C3%A9"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("a\\b", "a%5Cb"),
        ("-._~aZ9", "-._~aZ9"),
        ("a=b&c;d,e:f@g", "a%3Db%26c%3Bd%2Ce%3Af%40g"),
        ("\n\0", "%0A%00"),
    ] {
        let path = Path::new().literal("/carts/").parameter("ID", value);
        assert_eq!(path.as_str(), format!("/carts/{encoded}"));
    }
}

#[test]
fn an_empty_parameter_is_a_problem_that_names_it() {
    let path = Path::new()
        .literal("/")
        .parameter("projectKey", "shop")
        .literal("/carts/key=")
        .parameter("key", "");
    assert_eq!(
        problem(&get(path)).unwrap(),
        "the path parameter `key` is empty"
    );
}

#[test]
fn a_dot_segment_is_a_problem_that_names_it() {
    for dots in [".", ".."] {
        let path = Path::new()
            .literal("/")
            .parameter("projectKey", dots)
            .literal("/carts/key=x");
        let text = problem(&get(path)).unwrap();
        assert!(text.contains("`{projectKey}`"), "{text}");
    }
    let path = Path::new()
        .literal("/")
        .parameter("a", ".")
        .parameter("b", ".");
    let request = Request::new(Method::GET, "/{a}{b}", path);
    assert!(problem(&request).unwrap().contains("`{a}{b}`"));
}

#[test]
fn dots_within_a_segment_are_no_problem() {
    for value in ["..", ".", "...", "a.b", "..a"] {
        let path = Path::new()
            .literal("/shop/carts/key=")
            .parameter("key", value);
        assert_eq!(problem(&get(path)), None, "{value}");
    }
    let path = Path::new().literal("/").parameter("projectKey", "...");
    assert_eq!(problem(&get(path)), None);
}

#[test]
fn set_replaces_and_append_adds() {
    let mut request = get(Path::new());
    request.append_query("expand", "a");
    request.set_query("limit", 20);
    request.append_query("expand", "b");
    request.set_query("limit", 500_i64);
    let pairs = |query: &[(String, String)]| form_urlencoded(query);
    assert_eq!(pairs(request.query()), "expand=a&expand=b&limit=500");
    request.set_query("expand", true);
    assert_eq!(pairs(request.query()), "limit=500&expand=true");
}

#[test]
fn pairs_are_percent_encoded_in_the_order_given() {
    let mut request = get(Path::new());
    request.append_query("filter[attributes]", "a b+c&d=e");
    request.append_query("var.shop", "é");
    request.append_query("empty", "");
    assert_eq!(
        form_urlencoded(request.query()),
        "filter%5Battributes%5D=a%20b%2Bc%26d%3De&var.shop=%C3%A9&empty="
    );
}

#[test]
fn the_last_kind_of_body_wins() {
    let mut request = get(Path::new());
    assert!(matches!(request.body(), Body::Empty));
    request.set_json(&[1, 2]);
    assert!(matches!(request.body(), Body::Json(json) if json == "[1,2]"));
    request.append_form("text", "a");
    request.append_form("text", "b");
    request.set_form("fuzzy", true);
    let Body::Form(fields) = request.body() else {
        unreachable!("a form was set");
    };
    assert_eq!(form_urlencoded(fields), "text=a&text=b&fuzzy=true");
    request.set_binary("image/png", vec![1, 2]);
    assert!(
        matches!(request.body(), Body::Binary { content_type, bytes } if content_type == "image/png" && bytes == &[1, 2][..])
    );
}

#[test]
fn what_cannot_be_sent_is_kept_as_a_problem() {
    let mut request = get(Path::new());
    request.set_json(&std::collections::HashMap::from([((1, 2), 3)]));
    assert_eq!(
        problem(&request).unwrap(),
        "the body cannot be written as JSON"
    );

    for (name, value) in [
        ("", "x"),
        ("a b", "x"),
        ("x-name\r\n", "x"),
        ("x-name", "s3cr3t\r\nx: y"),
    ] {
        let mut request = get(Path::new());
        request.set_header(name, value);
        let text = problem(&request).unwrap();
        assert!(text.starts_with("the header `"), "{text}");
        assert!(!text.contains("s3cr3t") && !text.contains('\n'), "{text}");
    }

    let mut request = get(Path::new());
    request.set_binary("image/png\n", Bytes::new());
    assert!(problem(&request).unwrap().contains("`content-type`"));
}

#[test]
fn debug_shows_no_values() {
    const SECRET: &str = "s3cr3t";
    let path = Path::new()
        .literal("/shop/carts/key=")
        .parameter("key", SECRET);
    let mut request = get(path);
    request.set_query("where", SECRET);
    request.set_header("authorization", SECRET);
    request.set_header("x-api-key", SECRET);
    let mut printed = String::new();
    request.set_json(SECRET);
    printed += &format!("{request:?} {:?}", request.path());
    request.set_form("password", SECRET);
    printed += &format!("{request:?}");
    request.set_binary("text/plain", SECRET);
    printed += &format!("{request:?}");
    assert!(!printed.contains(SECRET), "{printed}");
    for name in [
        "GET",
        "/{projectKey}/carts/key={key}",
        "where",
        "x-api-key",
        "password",
        "Json(8 bytes)",
    ] {
        assert!(printed.contains(name), "{name}: {printed}");
    }
}

#[test]
fn the_callers_own_authorization_is_marked_sensitive_and_nothing_else_is() {
    let mut request = get(Path::new());
    request.set_header("authorization", "Bearer s3cr3t");
    request.set_header("X-Own", "value");
    assert!(request.headers()["authorization"].is_sensitive());
    assert!(!request.headers()["x-own"].is_sensitive());
    assert!(!format!("{:?}", request.headers()).contains("s3cr3t"));
}

#[test]
fn a_request_may_go_to_a_server_of_its_own() {
    let api = Url::parse("https://api.example").unwrap();
    let sent = |server: &str| {
        let mut request = get(Path::new().literal("/files"));
        request.set_server(server);
        (
            problem(&request),
            request
                .assemble(&api, Duration::from_secs(1))
                .0
                .url()
                .to_string(),
        )
    };
    assert_eq!(
        sent("https://uploads.example/v2/"),
        (None, "https://uploads.example/v2/files".to_owned())
    );
    for server in ["uploads", "file:///files", "mailto:a@b.example", ""] {
        let (problem, url) = sent(server);
        assert!(
            problem.unwrap().contains("the server of this request"),
            "{server}"
        );
        assert_eq!(url, "https://api.example/files");
    }
}

#[test]
fn cookies_stand_in_one_header() {
    let mut request = get(Path::new().literal("/files"));
    request.append_cookie("session", "a;b, \"c\"\n%é");
    request.append_cookie("page", 2);
    let cookies = request.headers().get(COOKIE).unwrap();
    assert_eq!(cookies, "session=a%3Bb%2C%20%22c%22%0A%25%C3%A9; page=2");
    assert!(cookies.is_sensitive());
}
