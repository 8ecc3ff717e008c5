//! A storefront with axum: a guest has a session through a cookie, fills a cart, and signs up.
//!
//! ```sh
//! cargo run -p ctp-sdk --example axum_storefront
//! ```
//!
//! Then, in another terminal (the command prints its address):
//!
//! ```sh
//! curl --cookie-jar jar --cookie jar http://127.0.0.1:3000/products
//! curl --cookie-jar jar --cookie jar --data 'sku=boot-42' http://127.0.0.1:3000/cart
//! curl --cookie-jar jar --cookie jar --data 'email=anna@example.com&password=a long one' http://127.0.0.1:3000/sign-up
//! curl --cookie-jar jar --cookie jar http://127.0.0.1:3000/cart
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project: its API client needs the scopes of
//! `ScopeSet::storefront_integration` and `ScopeSet::visitor`, and `create_anonymous_token`.

mod project;

use std::error::Error;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use ctp_sdk::auth::{ScopeSet, SessionId};
use ctp_sdk::models::{
    Cart, CustomerDraft, CustomerSignin, MyCartAddLineItemAction, MyCartDraft, MyCartUpdate,
};
use ctp_sdk::{CtpClient, CtpSession, SignedIn};
use project::Project;
use serde::Deserialize;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scopes = ScopeSet::storefront_integration(&Project::key())?;
    let project = Project::open_for_visitors(scopes).await?;
    let client = CtpClient::new(&project.config)?;
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, router(client)).await?;
    Ok(())
}

/// What a page that needs a session answers. The cookie is set also if the page then fails: otherwise each attempt to log in
/// with a wrong password would start a session that nobody uses again.
type Page = Result<(CookieJar, Result<String, Failure>), Failure>;

/// The pages of the shop. One client serves all visitors: it shares connections, and the token of the project.
pub fn router(client: CtpClient) -> Router {
    Router::new()
        .route("/products", get(products))
        .route("/cart", get(show_cart).post(add_to_cart))
        .route("/sign-up", post(sign_up))
        .route("/log-in", post(log_in))
        .route("/log-out", post(log_out))
        .with_state(client)
}

/// The catalogue is the same for everybody, so no session is needed: most visitors are robots.
async fn products(State(client): State<CtpClient>) -> Result<String, Failure> {
    let products = client.integration_api_root().product_projections().get();
    let products = products.price_currency("EUR").limit(20).send().await?;
    let names = products.results.iter().map(|product| {
        let name = product.name.text("en");
        let sku = product.master_variant.sku.as_deref();
        format!("{name} ({})\n", sku.unwrap_or("no SKU"))
    });
    Ok(names.collect())
}

async fn show_cart(State(client): State<CtpClient>, jar: CookieJar) -> Result<String, Failure> {
    // A visitor without a cookie has no cart, and does not get a session for looking at it.
    let Some(session) = resumed(&client, &jar) else {
        return Ok("The cart is empty.\n".to_owned());
    };
    match session.existing_cart().await {
        Ok(Some(cart)) => Ok(told(&cart)),
        Ok(None) => Ok("The cart is empty.\n".to_owned()),
        Err(error) if error.is_session_ended() => Ok("The cart is empty.\n".to_owned()),
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct LineItem {
    sku: String,
}

async fn add_to_cart(
    State(client): State<CtpClient>,
    jar: CookieJar,
    Form(line): Form<LineItem>,
) -> Page {
    let (session, jar) = session(&client, jar).await?;
    Ok((jar, add_line_item(&session, line).await))
}

async fn add_line_item(session: &CtpSession, line: LineItem) -> Result<String, Failure> {
    let cart = session.get_or_create_cart(MyCartDraft::new("EUR")).await?;
    let add = MyCartAddLineItemAction::with_sku(line.sku).quantity(1);
    let own_cart = session.me().carts().with_id(&cart.id);
    let update = MyCartUpdate::new(cart.version, [add]);
    let cart = own_cart.post(update).send().await?;
    Ok(told(&cart))
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

async fn sign_up(
    State(client): State<CtpClient>,
    jar: CookieJar,
    Form(Credentials { email, password }): Form<Credentials>,
) -> Page {
    let (session, jar) = session(&client, jar).await?;
    let draft = CustomerDraft::new(email).password(password);
    signed_in(jar, "Welcome", session.sign_up(draft).await)
}

async fn log_in(
    State(client): State<CtpClient>,
    jar: CookieJar,
    Form(Credentials { email, password }): Form<Credentials>,
) -> Page {
    let (session, jar) = session(&client, jar).await?;
    let signin = CustomerSignin::new(email, password);
    signed_in(jar, "Welcome back", session.log_in(signin).await)
}

/// After a login or a sign-up, the session has another id, so an id that an attacker placed in this browser is useless.
fn signed_in(jar: CookieJar, greeting: &str, outcome: ctp_sdk::Result<SignedIn>) -> Page {
    let signed_in = match outcome {
        Ok(signed_in) => signed_in,
        Err(error) => return Ok((jar, Err(error.into()))),
    };
    let text = format!("{greeting}, {}.\n", signed_in.customer.email);
    Ok((jar.add(cookie(&signed_in.session)), Ok(text)))
}

async fn log_out(
    State(client): State<CtpClient>,
    jar: CookieJar,
) -> Result<(CookieJar, String), Failure> {
    if let Some(session) = resumed(&client, &jar) {
        session.log_out().await?;
    }
    Ok((jar.add(no_cookie()), "Goodbye.\n".to_owned()))
}

/// The name of the cookie. With HTTPS it would be `__Host-session`, and the cookie would be `Secure`: then no other host
/// and nobody on the network path can set it.
const COOKIE: &str = "session";

/// The session of the cookie. No request is sent yet: an unknown id fails at the first request.
fn resumed(client: &CtpClient, jar: &CookieJar) -> Option<CtpSession> {
    let id = jar.get(COOKIE)?.value();
    Some(client.resume_session(&SessionId::new(id)))
}

/// The session of the cookie, or another one if there is no cookie or its session has ended.
///
/// Only another session sets the cookie. To set it again to the id that the browser sent could replace a newer one: that of a
/// login in a second window, for example.
async fn session(client: &CtpClient, jar: CookieJar) -> ctp_sdk::Result<(CtpSession, CookieJar)> {
    if let Some(session) = resumed(client, &jar) {
        match session.visitor().await {
            Ok(_) => return Ok((session, jar)),
            Err(error) if error.is_session_ended() => {}
            Err(error) => return Err(error),
        }
    }
    let session = client.start_session().await?;
    let jar = jar.add(cookie(&session));
    Ok((session, jar))
}

/// Scripts of the page cannot read it, and other sites cannot send it with their forms.
fn cookie(session: &CtpSession) -> Cookie<'static> {
    Cookie::build((COOKIE, session.id().expose_secret().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
}

/// Removes the cookie from the browser.
fn no_cookie() -> Cookie<'static> {
    let mut cookie = Cookie::build(COOKIE).path("/").build();
    cookie.make_removal();
    cookie
}

fn told(cart: &Cart) -> String {
    let lines = cart.line_items.iter().map(|line| {
        let name = line.name.text("en");
        format!("{} × {name}\n", line.quantity)
    });
    let total = cart.total_price.cent_amount;
    format!("{}{total} cents in all\n", lines.collect::<String>())
}

/// An error, and the message for the visitor.
struct Failure(ctp_sdk::Error);

impl From<ctp_sdk::Error> for Failure {
    fn from(error: ctp_sdk::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let (status, text) = if error.is_invalid_credentials() {
            (
                StatusCode::UNAUTHORIZED,
                "Wrong email address or password.\n",
            )
        } else if error.is_session_ended() {
            (StatusCode::UNAUTHORIZED, "Your session has ended.\n")
        } else if error.duplicate_field() == Some("email") {
            (
                StatusCode::CONFLICT,
                "There is an account with this address.\n",
            )
        } else if error.is_transient() {
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "Please try again in a moment.\n",
            )
        } else {
            (StatusCode::BAD_GATEWAY, "Something went wrong.\n")
        };
        // The log contains the id with which the platform's support finds the request, and no secret.
        eprintln!("{status}: {error}");
        // The cookie stays, even if its session has ended: the browser may have got the cookie of another session meanwhile, by a
        // login for example, and would remove that one. The next request that needs a session replaces it.
        (status, text).into_response()
    }
}
