//! The ten operations of `ten_operations.rs` on reqwest alone, with structs as one writes them by hand.

use plain::{
    ApiClientPagedQueryResponse, Cart, CartPagedQueryResponse, CategoryPagedQueryResponse,
    Customer, CustomerSignInResult, ProductProjectionPagedQueryResponse,
};
use serde::{Serialize, de::DeserializeOwned};

/// What is received.
#[allow(dead_code, reason = "a part of what is read is looked at")]
mod plain {
    include!("../plain_structs.rs");
}

/// What is edited before a rebuild is measured.
const EDIT: &str = "edit 0";

type Result<T> = std::result::Result<T, reqwest::Error>;

/// A project, by its URL.
struct Project {
    http: reqwest::Client,
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CartDraft<'a> {
    currency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerDraft<'a> {
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerSignin<'a> {
    email: &'a str,
    password: &'a str,
}

impl Project {
    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T> {
        let request = self.http.get(format!("{}/{path}", self.url)).query(query);
        self.send(request).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let request = self.http.post(format!("{}/{path}", self.url)).json(body);
        self.send(request).await
    }

    async fn send<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<T> {
        let answer = request.bearer_auth("token").send().await?;
        answer.error_for_status()?.json().await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&Project {
        http: reqwest::Client::new(),
        url: "http://localhost:1/shop".to_owned(),
    })
    .await
}

async fn run(project: &Project) -> Result<()> {
    let carts: CartPagedQueryResponse = project.get("carts", &[("limit", "20")]).await?;
    let cart: Cart = project
        .get("carts/cart-1", &[("expand", "customerGroup")])
        .await?;
    let draft = CartDraft {
        currency: "EUR",
        country: Some("DE"),
    };
    let created: Cart = project.post("carts", &draft).await?;
    println!(
        "{EDIT}: {} {} {}",
        carts.results.len(),
        cart.id,
        created.version
    );

    let categories: CategoryPagedQueryResponse = project.get("categories", &[]).await?;
    let products: ProductProjectionPagedQueryResponse = project
        .get("product-projections", &[("priceCurrency", "EUR")])
        .await?;
    println!("{} {}", categories.results.len(), products.results.len());

    let customer: Customer = project.get("customers/customer-1", &[]).await?;
    let draft = CustomerDraft {
        email: "anna@example.com",
        password: Some("a password"),
    };
    let signed_up: CustomerSignInResult = project.post("customers", &draft).await?;
    let credentials = CustomerSignin {
        email: "anna@example.com",
        password: "a password",
    };
    let signed_in: CustomerSignInResult = project.post("login", &credentials).await?;
    let me: Customer = project.get("me", &[]).await?;
    println!(
        "{} {} {} {}",
        customer.id, signed_up.customer.id, signed_in.customer.id, me.id
    );

    let clients: ApiClientPagedQueryResponse = project.get("api-clients", &[]).await?;
    println!("{}", clients.results.len());
    Ok(())
}
