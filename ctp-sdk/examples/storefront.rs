//! A guest becomes a customer: products without a login, an account, a cart with a product.
//!
//! ```sh
//! cargo run -p ctp-sdk --example storefront
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project, for the customer of `CTP_EXAMPLE_EMAIL`
//! and `CTP_EXAMPLE_PASSWORD`: its API client needs the scopes of `ScopeSet::storefront_integration` and
//! `ScopeSet::visitor`, and `create_anonymous_token`; its catalogue needs a published product with a SKU and a price in euro.
//! The customer and the cart stay there.

mod project;

use std::env;
use std::error::Error;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::{
    Cart, CustomerDraft, CustomerSignin, MyCartAddLineItemAction, MyCartDraft, MyCartUpdate,
    ProductProjection,
};
use ctp_sdk::{CtpClient, CtpSession, SignedIn};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scopes = ScopeSet::storefront_integration(&Project::key())?;
    let project = Project::open_for_visitors(scopes).await?;
    let setting = |name: &str, in_emulator: &str| match env::var(name) {
        Err(_) if project.is_emulator() => Ok(in_emulator.to_owned()),
        value => value.map_err(|_| format!("set {name}")),
    };
    let email = setting("CTP_EXAMPLE_EMAIL", "anna@example.com")?;
    let password = setting("CTP_EXAMPLE_PASSWORD", "a long password")?;
    let client = CtpClient::new(&project.config)?;

    let walk = match run(&client, &email, &password).await {
        Ok(walk) => walk,
        Err(error) if is_wrong_password(&*error) => {
            println!("wrong email address or password, or the account is locked");
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    println!("{} products without a login", walk.products);
    println!(
        "the customer {} had {} carts",
        walk.customer_id, walk.earlier_carts
    );
    let cart = &walk.cart;
    println!(
        "the cart {} has {} line items and comes to {} cents",
        cart.id,
        cart.line_items.len(),
        cart.total_price.cent_amount
    );
    Ok(())
}

/// The result of a visit.
pub struct Walk {
    /// How many products the guest saw.
    pub products: usize,
    /// The customer that the guest became.
    pub customer_id: String,
    /// The number of earlier carts of the customer.
    pub earlier_carts: usize,
    /// The cart with the product.
    pub cart: Cart,
}

/// Visits the shop.
pub async fn run(client: &CtpClient, email: &str, password: &str) -> Result<Walk, Box<dyn Error>> {
    // Products are the same for everybody, so the token of the project is enough. Most visitors are robots: they get no
    // session.
    let products = client
        .integration_api_root()
        .product_projections()
        .get()
        .price_currency("EUR")
        .limit(20)
        .send()
        .await?
        .results;
    let sku = products.iter().find_map(sku_with_price);
    let sku = sku.ok_or("no product has a SKU and a price in euro")?;

    // A server keeps `session.id()` in the visitor's cookie, and resumes the session with `client.resume_session`.
    let session = client.start_session().await?;
    let signed_in = sign_up_or_log_in(&session, email, password).await?;
    // The customer's session has another id than the guest's, so a server sets the cookie again here.
    let session = signed_in.session;

    // From here on, requests of the session are those of the customer, and cannot see carts of others.
    let me = session.me();
    let account = me.get().send().await?;
    let earlier = me.carts().get().sort("createdAt desc").send().await?;

    // The session has one cart: repeated calls return the same.
    let cart = session.get_or_create_cart(MyCartDraft::new("EUR")).await?;
    let add = MyCartAddLineItemAction::with_sku(sku).quantity(1);
    let own_cart = me.carts().with_id(&cart.id);
    let update = MyCartUpdate::new(cart.version, [add]);
    own_cart.post(update).send().await?;

    // Tokens are renewed automatically: before they expire, and when the API rejects them. To show it, this one is revoked.
    let token = client.customer_token(&session).await?;
    client.auth().revoke_access_token(&token).await?;
    let cart = own_cart.get().send().await?;

    let end = session.log_out().await?;
    if let Some(error) = end.revocation_error() {
        println!("logged out, but the tokens are still valid for a while: {error}");
    }
    Ok(Walk {
        products: products.len(),
        customer_id: account.id,
        earlier_carts: earlier.results.len(),
        cart,
    })
}

/// Signs up, or logs in if the address already has an account. The cart of a guest would be kept.
async fn sign_up_or_log_in(
    session: &CtpSession,
    email: &str,
    password: &str,
) -> ctp_sdk::Result<SignedIn> {
    let draft = CustomerDraft::new(email).password(password);
    match session.sign_up(draft).await {
        Err(error) if has_account(&error) => {
            session.log_in(CustomerSignin::new(email, password)).await
        }
        result => result,
    }
}

fn has_account(error: &ctp_sdk::Error) -> bool {
    let mut reasons = error.api_errors().iter();
    reasons.any(|reason| reason.code() == "DuplicateField")
}

/// The customer has to act on a wrong password. Wrong credentials of the shop are another error.
fn is_wrong_password(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<ctp_sdk::Error>();
    error.is_some_and(ctp_sdk::Error::is_invalid_credentials)
}

fn sku_with_price(product: &ProductProjection) -> Option<&str> {
    let variant = &product.master_variant;
    variant.price.as_ref().and(variant.sku.as_deref())
}
