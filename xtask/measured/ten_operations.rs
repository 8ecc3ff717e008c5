//! Ten operations of seven domains, as a small service has them: what `cargo xtask measure` compiles.

use api::{
    ApiRoot,
    models::{CartDraft, CustomerDraft, CustomerSignin},
};
use ctp_sdk::Client;

/// What is edited before a rebuild is measured.
const EDIT: &str = "edit 0";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ctp_sdk::Result<()> {
    let client = Client::builder("http://localhost:1")
        .bearer("token")
        .build()?;
    run(&ApiRoot::new(client, "shop")).await
}

async fn run(api: &ApiRoot) -> ctp_sdk::Result<()> {
    let carts = api.carts().get().limit(20).send().await?;
    let cart = api
        .carts()
        .with_id("cart-1")
        .get()
        .expand("customerGroup")
        .send()
        .await?;
    let created = api
        .carts()
        .post(CartDraft::new("EUR").country("DE"))
        .send()
        .await?;
    println!(
        "{EDIT}: {} {} {}",
        carts.results.len(),
        cart.id,
        created.version
    );

    let categories = api.categories().get().send().await?;
    let products = api
        .product_projections()
        .get()
        .price_currency("EUR")
        .send()
        .await?;
    println!("{} {}", categories.results.len(), products.results.len());

    let customer = api.customers().with_id("customer-1").get().send().await?;
    let draft = CustomerDraft::new("anna@example.com").password("a password");
    let signed_up = api.customers().post(draft).send().await?;
    let credentials = CustomerSignin::new("anna@example.com", "a password");
    let signed_in = api.login().post(credentials).send().await?;
    let me = api.me().get().send().await?;
    println!(
        "{} {} {} {}",
        customer.id, signed_up.customer.id, signed_in.customer.id, me.id
    );

    let clients = api.api_clients().get().send().await?;
    println!("{}", clients.results.len());
    Ok(())
}
