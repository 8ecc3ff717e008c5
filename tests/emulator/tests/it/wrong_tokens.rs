//! Every operation below `/me` and in a store refuses every kind of wrong token: the operations and their scopes are those of
//! the contract.

use std::collections::HashMap;

use ctp_emulator::Emulator;
use reqwest::Method;
use serde_json::Value;

use crate::carts;
use crate::shop::{Answer, Shop};

const CONTRACT: &str = include_str!("../../src/contract.jsonl");

/// Who is not signed in may call these, although the contract names whom their tokens are for.
const WITHOUT_SESSION: [&str; 4] = [
    "/me/signup",
    "/me/login",
    "/me/password/reset",
    "/me/email/confirm",
];

/// The store of the paths, and another one.
const STORE: &str = "germany";
const OTHER_STORE: &str = "anywhere";

struct Operation {
    method: Method,
    /// Without the key of the project, and with something in place of each parameter.
    path: String,
    /// As the contract has them, without those that say for whom a token is.
    scopes: Vec<String>,
    is_in_store: bool,
    /// Whether it is somebody's own, although the contract may not say so.
    is_own: bool,
    /// Whether the token has to be somebody's, and a customer's.
    needs_session: bool,
    needs_customer: bool,
}

/// For whom a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum For {
    Client,
    Customer,
    Guest,
}

fn operations() -> Vec<Operation> {
    let lines = CONTRACT
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let operations = lines.filter(|line: &Value| line.get("operation").is_some());
    operations.filter_map(|line| operation(&line)).collect()
}

/// An operation that is below `/me` or in a store.
fn operation(line: &Value) -> Option<Operation> {
    let template = line["path"].as_str()?.strip_prefix("/{projectKey}")?;
    let is_in_store = template.starts_with("/in-store/");
    let is_below_me = template.split('/').any(|segment| segment == "me");
    if !is_in_store && !is_below_me {
        return None;
    }
    let all: Vec<&str> = line["scopes"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let is_free = WITHOUT_SESSION.iter().any(|end| template.ends_with(end));
    let is_for = |identity: &str| all.iter().any(|scope| scope.starts_with(identity));
    // Who invites others is a customer, which the specification does not say.
    let invites = template.ends_with("/me/customers");
    let customer = invites || is_for("customer_id:");
    let guest = is_for("anonymous_id:");
    let scopes = all.iter().filter(|scope| !scope.ends_with(":{id}"));
    let mut path = template.replace("{storeKey}", STORE);
    while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, "none");
    }
    Some(Operation {
        method: line["operation"].as_str()?.parse().ok()?,
        path,
        scopes: scopes.map(|scope| (*scope).to_owned()).collect(),
        is_in_store,
        is_own: is_below_me && !is_free,
        needs_session: (customer || guest) && !is_free,
        needs_customer: customer && !guest && !is_free,
    })
}

impl Operation {
    /// The scopes of a token for the whole project.
    fn of_project(&self) -> String {
        let scopes = self
            .scopes
            .iter()
            .filter(|scope| !scope.contains("{storeKey}"));
        let scopes: Vec<String> = scopes
            .map(|of| of.replace("{projectKey}", "emulator"))
            .collect();
        scopes.join(" ")
    }

    /// The same for one store only.
    fn of_store(&self, key: &str) -> String {
        let scopes = self
            .scopes
            .iter()
            .filter(|scope| scope.contains("{storeKey}"));
        let scopes = scopes.map(|of| {
            of.replace("{projectKey}", "emulator")
                .replace("{storeKey}", key)
        });
        scopes.collect::<Vec<String>>().join(" ")
    }

    /// For whom a right token is.
    fn right(&self) -> For {
        match self.is_own {
            true => For::Customer,
            false => For::Client,
        }
    }
}

/// A shop, and the tokens that it has handed out.
struct Desk {
    shop: Shop,
    tokens: HashMap<(For, String), String>,
}

impl Desk {
    async fn token(&mut self, of: For, scopes: &str) -> String {
        let key = (of, scopes.to_owned());
        if let Some(token) = self.tokens.get(&key) {
            return token.clone();
        }
        let all = format!("{scopes} create_anonymous_token:emulator");
        let client = self.shop.emulator.api_client(all.parse().unwrap());
        let scope: String = url::form_urlencoded::byte_serialize(scopes.as_bytes()).collect();
        let (path, form) = match of {
            For::Client => ("/oauth/token", "grant_type=client_credentials".to_owned()),
            For::Customer => (
                "/oauth/emulator/customers/token",
                "grant_type=password&username=ann%40example.com&password=secret".to_owned(),
            ),
            For::Guest => (
                "/oauth/emulator/anonymous/token",
                "grant_type=client_credentials".to_owned(),
            ),
        };
        let form = format!("{form}&scope={scope}");
        let answer = self.shop.auth(&client, path, &form).await;
        assert_eq!(answer.status, 200, "{scopes}: {}", answer.text);
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        self.tokens.insert(key, token.clone());
        token
    }

    async fn send(&self, token: &str, operation: &Operation) -> Answer {
        let method = operation.method.clone();
        self.shop
            .send_as(token, method, &operation.path, None)
            .await
    }

    async fn refuses(&self, token: &str, operation: &Operation, expected: (u16, &str), why: &str) {
        let answer = self.send(token, operation).await;
        assert_refused(operation, &answer, expected, why);
    }
}

fn assert_refused(operation: &Operation, answer: &Answer, expected: (u16, &str), why: &str) {
    let Operation { method, path, .. } = operation;
    assert_eq!(
        answer.status, expected.0,
        "{why}: {method} {path}: {}",
        answer.text
    );
    if *method != Method::HEAD {
        let (_, code, _) = answer.refusal();
        assert_eq!(code, expected.1, "{why}: {method} {path}");
    }
}

async fn desk() -> Desk {
    Desk {
        shop: carts::shop().await,
        tokens: HashMap::new(),
    }
}

const NO_TOKEN: (u16, &str) = (401, "invalid_token");
const NO_SCOPE: (u16, &str) = (403, "insufficient_scope");

#[tokio::test]
async fn a_token_that_is_none_or_of_another_project_is_refused() {
    let desk = desk().await;
    let elsewhere = Emulator::builder()
        .project_key("other")
        .start()
        .await
        .unwrap();
    let client = elsewhere.api_client("manage_project:other".parse().unwrap());
    let form = "grant_type=client_credentials";
    let secret = ctp_auth::ExposeSecret::expose_secret(&client.secret).to_owned();
    let request = reqwest::Client::new().post(format!("{}/oauth/token", elsewhere.url()));
    let request = request.basic_auth(&client.id, Some(secret));
    let media_type = "application/x-www-form-urlencoded";
    let request = request.header("Content-Type", media_type).body(form);
    let token = crate::shop::answer(request).await.json();
    let other = token["access_token"].as_str().unwrap();
    let mut asked = 0;
    for operation in operations() {
        let url = format!("/emulator{}", operation.path);
        let request = desk.shop.request(operation.method.clone(), &url);
        let answer = crate::shop::answer(request).await;
        assert_refused(&operation, &answer, NO_TOKEN, "no token");
        desk.refuses("none", &operation, NO_TOKEN, "a made-up token")
            .await;
        desk.refuses(other, &operation, NO_TOKEN, "a token from elsewhere")
            .await;
        // A good token, and the path of another project.
        let url = format!("/other{}", operation.path);
        let request = desk.shop.request(operation.method.clone(), &url);
        let answer = crate::shop::answer(request.bearer_auth(desk.shop.bearer())).await;
        assert_refused(&operation, &answer, NO_SCOPE, "another project");
        asked += 1;
    }
    assert!(asked > 200, "{asked}");
}

#[tokio::test]
async fn a_token_of_another_store_or_without_the_scope_is_refused() {
    let mut desk = desk().await;
    let (mut in_store, mut others) = (0, 0);
    for operation in operations() {
        for of in [For::Client, For::Customer, For::Guest] {
            // No operation of these takes it.
            let token = desk.token(of, "manage_extensions:emulator").await;
            desk.refuses(&token, &operation, NO_SCOPE, "another scope")
                .await;
        }
        let scopes = operation.of_store(OTHER_STORE);
        if scopes.is_empty() {
            others += 1;
            continue;
        }
        let token = desk.token(operation.right(), &scopes).await;
        desk.refuses(&token, &operation, NO_SCOPE, "another store")
            .await;
        in_store += 1;
    }
    assert!(in_store > 100 && others > 50, "{in_store} {others}");
}

#[tokio::test]
async fn a_token_of_nobody_or_of_a_guest_is_refused_where_it_has_to_be_a_customers() {
    let mut desk = desk().await;
    let (mut nobody, mut guests) = (0, 0);
    for operation in operations() {
        let scopes = operation.of_project();
        if operation.needs_session {
            let token = desk.token(For::Client, &scopes).await;
            desk.refuses(&token, &operation, NO_SCOPE, "nobody's").await;
            nobody += 1;
        }
        if operation.needs_customer {
            let token = desk.token(For::Guest, &scopes).await;
            desk.refuses(&token, &operation, NO_SCOPE, "a guest's")
                .await;
            guests += 1;
        }
    }
    assert!(nobody > 80 && guests > 20, "{nobody} {guests}");
}

/// Without this, a server that refuses everything would do.
#[tokio::test]
async fn a_right_token_is_not_refused() {
    let mut desk = desk().await;
    for operation in operations() {
        let of_store = operation.of_store(STORE);
        let of_store = Some(of_store).filter(|scopes| !scopes.is_empty() && operation.is_in_store);
        for scopes in of_store.into_iter().chain([operation.of_project()]) {
            let token = desk.token(operation.right(), &scopes).await;
            let answer = desk.send(&token, &operation).await;
            let Operation { method, path, .. } = &operation;
            assert!(
                !matches!(answer.status, 401 | 403),
                "{scopes}: {method} {path}: {}",
                answer.text
            );
        }
    }
}
