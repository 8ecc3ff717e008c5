//! A day of a shop: a guest searches and fills a cart, signs up, orders and pays; the shop reads the message about the
//! order, and replaces one of its API clients.
//!
//! ```sh
//! cargo run -p ctp-sdk --example shop_day --features messages
//! ```
//!
//! Without any settings it talks to an emulator in this process, which has a small catalogue. With `CTP_PROJECT_KEY`,
//! `CTP_CLIENT_ID`, `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project: its API client needs the
//! scopes of `ScopeSet::storefront_integration` and `ScopeSet::visitor`, `create_anonymous_token`, `view_messages` and
//! `manage_api_clients`, but not `manage_project`, with which it could not serve visitors. The catalogue needs a published
//! product with a SKU and a price in euro for Germany, and a shipping method for Germany. The customer, the cart, the payment
//! and the order stay there.

mod project;
mod requests_log;

use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ctp_sdk::auth::{Permission, Scope, ScopeError, ScopeSet};
use ctp_sdk::models::{
    AddressDraft, Cart, CartAddPaymentAction, CartUpdate, CustomerDraft, Message, Money,
    MyCartAddLineItemAction, MyCartDraft, MyCartSetShippingAddressAction,
    MyCartSetShippingMethodAction, MyCartUpdate, MyOrderFromCartDraft, Order, Payment,
    PaymentDraft, PaymentResourceIdentifier, ProductProjection, ProductSearchRequest,
    TransactionDraft, TransactionState, TransactionType,
};
use ctp_sdk::predicates::{bound, product_projection};
use ctp_sdk::{ApiClientPlan, ApiClients, ApiRoot, CtpClient, CtpSession, SignedIn, search};
use project::Project;
use requests_log::RequestsLog;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let project = Project::open_for_visitors(scopes(&Project::key())?).await?;
    let client = CtpClient::builder(&project.config)
        .middleware(RequestsLog)
        .build()?;
    let day = run(&client).await?;
    println!(
        "\nThe order {} of {} is placed and paid: {}.",
        day.order.id,
        day.email,
        day.order.total_price.amount()?
    );
    Ok(())
}

/// The scopes of the shop's own token, including those of the operator.
pub fn scopes(project_key: &str) -> Result<ScopeSet, ScopeError> {
    let mut scopes = ScopeSet::storefront_integration(project_key)?;
    for permission in [Permission::ViewMessages, Permission::ManageApiClients] {
        scopes.insert(Scope::in_project(permission, project_key)?);
    }
    Ok(scopes)
}

/// The result of the day.
pub struct Day {
    /// The address of the customer.
    pub email: String,
    /// The order.
    pub order: Order,
    /// Whether the message about the order was found in time.
    pub is_message_read: bool,
}

/// The whole day.
pub async fn run(client: &CtpClient) -> Result<Day, Box<dyn Error>> {
    let shop = client.integration_api_root();

    step("A guest looks for boots");
    let session = client.start_session().await?;
    let sku = look_for_boots(&session).await?;

    step("The guest puts a pair into a cart");
    fill_cart(&session, &sku).await?;

    step("The guest signs up and keeps the cart");
    let email = format!("anna-{}@example.com", unique());
    let draft = CustomerDraft::new(&email)
        .password("a long password")
        .first_name("Anna");
    let SignedIn { session, cart, .. } = session.sign_up(draft).await?;
    let cart = cart.ok_or("the cart was lost")?;
    told(&format!(
        "{email} has the cart {}, line items: {}",
        cart.id,
        cart.line_items.len()
    ));

    step("The customer enters the address");
    let cart = say_where(&session, &cart).await?;

    step("The shop takes the payment");
    let cart = pay(&shop, &cart).await?;

    step("The customer orders");
    let draft = MyOrderFromCartDraft::new(&cart.id, cart.version);
    let order = session.me().orders().post(draft).send().await?;
    told(&format!("the order {} is {}", order.id, order.order_state));

    step("The shop reads the message about the order");
    let is_message_read = read_message(&shop, &order).await?;

    step("An operator replaces an API client, and nobody is locked out");
    rotate_api_client(client).await?;

    step("The customer logs out, and the tokens are revoked");
    session.log_out().await?;
    Ok(Day {
        email,
        order,
        is_message_read,
    })
}

/// A full-text search, and the SKU of a result that has a price.
async fn look_for_boots(session: &CtpSession) -> Result<String, Box<dyn Error>> {
    let words = search::field("name").language("en").full_text("boot");
    let request = ProductSearchRequest::new().query(words).limit(5);
    let found = session.product_search().post(request).send().await?;
    told(&format!("found {} products", found.total));
    if found.results.is_empty() {
        return Err("the catalogue has no boots".into());
    }

    // The search returns ids, and the page of the shop shows current data: names, and the prices for this visitor.
    let ids = found.results.iter().map(|result| result.id.as_str());
    let ids = ids.collect::<Vec<&str>>();
    let are_found = product_projection::predicate().id().in_(bound("ids", ids));
    let products = session.product_projections().get().matching(are_found);
    let products = products
        .price_currency("EUR")
        .price_country("DE")
        .send()
        .await?;
    for product in &products.results {
        told(&line(product));
    }
    let sku = products.results.iter().find_map(sku_with_price);
    let sku = sku.ok_or("no boots have a SKU and a price in euro")?;
    Ok(sku.to_owned())
}

async fn fill_cart(session: &CtpSession, sku: &str) -> Result<(), Box<dyn Error>> {
    let draft = MyCartDraft::new("EUR").country("DE");
    let cart = session.get_or_create_cart(draft).await?;
    let add = MyCartAddLineItemAction::with_sku(sku).quantity(1);
    let update = MyCartUpdate::new(cart.version, [add]);
    let cart = session
        .me()
        .carts()
        .with_id(&cart.id)
        .post(update)
        .send()
        .await?;
    told(&format!("one {sku}: {}", cart.total_price.amount()?));
    Ok(())
}

/// Sets the address, and the shipping method that the shop offers for it.
async fn say_where(session: &CtpSession, cart: &Cart) -> Result<Cart, Box<dyn Error>> {
    let address = AddressDraft::new("DE")
        .first_name("Anna")
        .street_name("Torstraße")
        .street_number("1")
        .postal_code("10119")
        .city("Berlin");
    let set = MyCartSetShippingAddressAction::new().address(address);
    let own = session.me().carts().with_id(&cart.id);
    let cart = own
        .post(MyCartUpdate::new(cart.version, [set]))
        .send()
        .await?;

    let methods = session.shipping_methods().matching_cart().get(&cart.id);
    let methods = methods.send().await?.results;
    let method = methods.first().ok_or("nothing is sent to Germany")?;
    let set = MyCartSetShippingMethodAction::new().shipping_method(method);
    let cart = own
        .post(MyCartUpdate::new(cart.version, [set]))
        .send()
        .await?;
    told(&format!(
        "by {}: {} in all",
        method.name,
        cart.total_price.amount()?
    ));
    Ok(cart)
}

/// The work of the shop's server after the payment service has reported the payment.
async fn pay(shop: &ApiRoot, cart: &Cart) -> Result<Cart, Box<dyn Error>> {
    let total = cart
        .taxed_price
        .as_ref()
        .map_or(cart.total_price.cent_amount, |taxed| {
            taxed.total_gross.cent_amount
        });
    let total = Money::new(total, "EUR");
    let charge = TransactionDraft::new(TransactionType::Charge, total.clone())
        .interaction_id(format!("charge-{}", unique()))
        .state(TransactionState::Success);
    let draft = PaymentDraft::new(total).transactions([charge]);
    let payment: Payment = shop.payments().post(draft).send().await?;

    let add = CartAddPaymentAction::new(PaymentResourceIdentifier::with_id(&payment.id));
    let update = CartUpdate::new(cart.version, [add]);
    let cart = shop.carts().with_id(&cart.id).post(update).send().await?;
    told(&format!("the payment {} is charged", payment.id));
    Ok(cart)
}

/// Messages are written a moment after the event, and only in projects that have them enabled.
async fn read_message(shop: &ApiRoot, order: &Order) -> Result<bool, Box<dyn Error>> {
    for _ in 0..10 {
        let about_order = shop
            .messages()
            .get()
            .where_("resource(id = :order) and type = \"OrderCreated\"")
            .var("order", &order.id);
        let found = about_order.limit(1).send().await?;
        if let Some(Message::OrderCreated(message)) = found.results.first() {
            told(&format!(
                "an order of {} was created at {}",
                message.order.total_price.amount()?,
                message.created_at
            ));
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    told("there is none yet: are messages enabled in this project?");
    Ok(false)
}

/// Creates an API client with one scope, replaces it, and deletes it at the end.
async fn rotate_api_client(client: &CtpClient) -> Result<(), Box<dyn Error>> {
    let api_clients = ApiClients::new(client.integration_api_root(), client.auth());
    let scope = Scope::in_project(Permission::ViewCategories, client.project_key())?;
    let plan = ApiClientPlan::new("shop_day", ScopeSet::from_iter([scope]));
    let created = api_clients.create(&plan).await?;
    // The new one has obtained a token before the old one is deleted.
    let rotation = api_clients.rotate(created.id()).await?;
    let successor = rotation.successor().id();
    told(&format!(
        "{successor} has taken the place of {}",
        created.id()
    ));
    api_clients.delete(successor).await?;
    Ok(())
}

fn line(product: &ProductProjection) -> String {
    let name = product.name.text("en");
    let price = product.master_variant.price.as_ref();
    match price.and_then(|price| price.value.amount().ok()) {
        Some(amount) => format!("{name}: {amount}"),
        None => format!("{name}: not for sale here"),
    }
}

fn sku_with_price(product: &ProductProjection) -> Option<&str> {
    let variant = &product.master_variant;
    variant.price.as_ref().and(variant.sku.as_deref())
}

fn step(title: &str) {
    println!("\n{title}");
}

fn told(text: &str) {
    println!("    {text}");
}

/// A text that no earlier run has used.
fn unique() -> u128 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |since| since.as_millis())
}
