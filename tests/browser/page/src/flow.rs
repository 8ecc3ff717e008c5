//! What an app in a browser does: a guest, a reload, tokens that end.

use ctp_sdk::auth::{LocalStore, Visitor};
use ctp_sdk::models::{
    AddressDraft, MyCartAddLineItemAction, MyCartDraft, MyCartSetShippingAddressAction,
    MyCartUpdate, MyCustomerDraft, MyCustomerSignin, MyOrderFromCartDraft,
};
use ctp_sdk::{CtpClient, CtpSession};

use crate::Failure;
use crate::host::Host;

const EMAIL: &str = "carla@example.com";
const PASSWORD: &str = "a password of the test";

/// Starts the session of a guest, unless the browser has one; whether it did.
pub async fn before_reload(host: &Host) -> Result<bool, Failure> {
    let store = LocalStore::new();
    if store.session_id()?.is_some() {
        return Ok(false);
    }
    let client = client(host, &store)?;
    let session = client.start_session().await?;
    let categories = session.categories().get().send().await?;
    let names = categories.results.iter();
    let names = names.filter_map(|category| category.name.get("de"));
    let mut names: Vec<&str> = names.map(AsRef::as_ref).collect();
    names.sort_unstable();
    host.print(format!("a guest sees the categories {names:?}"))
        .await;
    let products = session.product_projections().get().send().await?;
    host.print(format!("and products: {}", !products.results.is_empty()))
        .await;
    let draft = MyCartDraft::new("EUR").country("DE");
    let cart = session.get_or_create_cart(draft).await?;
    let add = MyCartAddLineItemAction::new().sku("boot-42").quantity(1);
    let own_cart = session.me().carts().with_id(&cart.id);
    let cart = own_cart
        .post(MyCartUpdate::new(cart.version, [add]))
        .send()
        .await?;
    let total = cart.total_price.cent_amount;
    host.print(format!("a pair of boots in the cart: {total} cents"))
        .await;
    store.remember_session(session.id())?;
    host.print("the page is loaded anew").await;
    // What is found behind the reload is the guest of before.
    host.ask(&format!("remember/{}", anonymous_id(&session).await?))
        .await?;
    Ok(true)
}

/// Finds the session again.
pub async fn after_reload(host: &Host) -> Result<(), Failure> {
    let store = LocalStore::new();
    let client = client(host, &store)?;
    let id = store.session_id()?.ok_or("the session is gone")?;
    let session = client.resume_session(&id);
    let is_same = host.ask("remembered").await? == anonymous_id(&session).await?;
    host.print(format!("the guest is the same: {is_same}"))
        .await;

    let before = client.customer_token(&session).await?;
    host.ask("advance/259200").await?;
    let is_refused = session.categories().get().send().await.is_err();
    let after = client.customer_token(&session).await?;
    host.print(format!(
        "after three days there is another token: {}, and a request fails: {is_refused}",
        before.expose_secret() != after.expose_secret(),
    ))
    .await;
    host.print(format!(
        "the guest is still the same: {}",
        host.ask("remembered").await? == anonymous_id(&session).await?
    ))
    .await;

    let session = customer(host, &client, session).await?;
    let end = session.log_out().await?;
    store.forget_session()?;
    host.print(format!(
        "after the logout the tokens are revoked: {}, and the session has ended: {}",
        end.revocation_error().is_none(),
        session
            .visitor()
            .await
            .is_err_and(|error| error.is_session_ended()),
    ))
    .await;
    Ok(())
}

/// Makes the guest a customer, who logs out and in again with the cart of before.
async fn customer(
    host: &Host,
    client: &CtpClient,
    guest: CtpSession,
) -> Result<CtpSession, Failure> {
    let cart = guest.existing_cart().await?.ok_or("the cart is gone")?.id;
    let draft = MyCustomerDraft::new(EMAIL, PASSWORD);
    let session = guest.sign_up_as_visitor(draft).await?.session;
    let kept = session.existing_cart().await?;
    let me = session.me().get().send().await?;
    host.print(format!(
        "the guest signs up as {}, with the same cart: {}",
        me.email,
        kept.is_some_and(|kept| kept.id == cart)
    ))
    .await;
    session.log_out().await?;

    let guest = client.start_session().await?;
    let signin = MyCustomerSignin::new(EMAIL, "another password");
    let is_refused = guest
        .log_in_as_visitor(signin)
        .await
        .is_err_and(|error| error.is_invalid_credentials());
    host.print(format!("a wrong password is refused as such: {is_refused}"))
        .await;
    let signin = MyCustomerSignin::new(EMAIL, PASSWORD);
    let session = guest.log_in_as_visitor(signin).await?.session;
    let kept = session.existing_cart().await?;
    host.print(format!(
        "after the login the cart is the same: {}",
        kept.is_some_and(|kept| kept.id == cart)
    ))
    .await;
    host.ask("advance/259200").await?;
    let me = session.me().get().send().await?;
    host.print(format!("three days later it is still {}", me.email))
        .await;
    order(host, &session).await?;
    Ok(session)
}

async fn order(host: &Host, session: &CtpSession) -> Result<(), Failure> {
    let cart = session.existing_cart().await?.ok_or("the cart is gone")?;
    let address = AddressDraft::new("DE").city("Berlin");
    let set = MyCartSetShippingAddressAction::new().address(address);
    let own_cart = session.me().carts().with_id(&cart.id);
    let cart = own_cart
        .post(MyCartUpdate::new(cart.version, [set]))
        .send()
        .await?;
    let draft = MyOrderFromCartDraft::new(&cart.id, cart.version);
    let order = session.me().orders().post(draft).send().await?;
    host.print(format!(
        "the order is {}: {} line item, {} cents",
        order.order_state,
        order.line_items.len(),
        order.total_price.cent_amount
    ))
    .await;
    Ok(())
}

fn client(host: &Host, store: &LocalStore) -> Result<CtpClient, Failure> {
    Ok(CtpClient::builder(&host.config()?)
        .session_store(store.clone())
        .build()?)
}

async fn anonymous_id(session: &CtpSession) -> Result<String, Failure> {
    match session.visitor().await? {
        Visitor::Guest { anonymous_id } => Ok(anonymous_id.unwrap_or_default()),
        other => Err(format!("no guest, but {other:?}").into()),
    }
}
