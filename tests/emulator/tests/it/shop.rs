//! An emulator, and requests to it as they are on the wire.

use ctp_auth::ExposeSecret;
use ctp_emulator::{ApiClient, Emulator};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

pub(crate) struct Shop {
    pub(crate) emulator: Emulator,
    client: ApiClient,
    http: Client,
    token: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The status, and the code and the message of the first error object.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        let body = self.json();
        assert_eq!(body["statusCode"], self.status);
        assert_eq!(body["message"], body["errors"][0]["message"]);
        let text = |member: &str| body["errors"][0][member].as_str().unwrap().to_owned();
        (self.status, text("code"), text("message"))
    }
}

impl Shop {
    /// With a token of these scopes.
    pub(crate) async fn start(scopes: &str) -> Self {
        let emulator = Emulator::builder().check_answers().start().await.unwrap();
        let client = emulator.api_client(scopes.parse().unwrap());
        let mut shop = Self {
            emulator,
            client: client.clone(),
            http: Client::new(),
            token: String::new(),
        };
        let answer = shop.token(&client, "grant_type=client_credentials").await;
        shop.token = answer.json()["access_token"].as_str().unwrap().to_owned();
        shop
    }

    /// The API client that the token of the shop was handed out to.
    pub(crate) fn client(&self) -> &ApiClient {
        &self.client
    }

    /// The same shop with another token.
    pub(crate) fn with_token(self, token: &Value) -> Self {
        let token = token.as_str().unwrap().to_owned();
        Self { token, ..self }
    }

    /// Changes a resource and gives what it has become.
    pub(crate) async fn update(&self, path: &str, version: u64, actions: Value) -> Answer {
        let update = serde_json::json!({"version": version, "actions": actions});
        self.post(path, update).await
    }

    /// Creates resources of drafts by kinds.
    pub(crate) fn seed(&self, drafts: Value) {
        self.emulator.seed(&drafts.to_string()).unwrap();
    }

    pub(crate) fn bearer(&self) -> &str {
        &self.token
    }

    pub(crate) async fn token(&self, client: &ApiClient, form: &str) -> Answer {
        self.auth(client, "/oauth/token", form).await
    }

    /// Sends a form to the authorization service.
    pub(crate) async fn auth(&self, client: &ApiClient, path: &str, form: &str) -> Answer {
        let request = self.request(Method::POST, path);
        send_form(request, &client.id, client.secret.expose_secret(), form).await
    }

    /// Asks the API, with the token of the shop.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.send_as(&self.token, method, path, body).await
    }

    /// Asks the API, with another token.
    pub(crate) async fn send_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let request = self.request(method, &format!("/emulator{path}"));
        let request = request.bearer_auth(token);
        answer(match body {
            Some(body) => request.body(body.to_string()),
            None => request,
        })
        .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.emulator.url());
        self.http.request(method, url)
    }
}

/// Sends a form to the authorization service, as the API client with this id.
pub(crate) async fn send_form(
    request: RequestBuilder,
    id: &str,
    secret: &str,
    form: &str,
) -> Answer {
    let media_type = "application/x-www-form-urlencoded";
    let request = request.basic_auth(id, Some(secret));
    let request = request.header("Content-Type", media_type);
    answer(request.body(form.to_owned())).await
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    Answer { status, text }
}
