//! Iterates over all carts of a project, and continues where it was interrupted.
//!
//! ```sh
//! cargo run -p ctp-sdk --example page_everything
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may view orders. It changes nothing there. After an error it stores its position in the file
//! `page_everything.cursor`; then run it again.

mod project;

use std::error::Error;
use std::fs;
use std::path::Path;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::Cart;
use ctp_sdk::requests::carts::CartsGet;
use ctp_sdk::{CtpClient, PageCursor};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scopes = ScopeSet::minimum_for([CartsGet::REQUIRED_SCOPES], &Project::key())?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;

    let file = Path::new("page_everything.cursor");
    let mut place = match fs::read_to_string(file) {
        Ok(text) => Some(serde_json::from_str(&text)?),
        Err(_) => None,
    };
    let show = |cart: &Cart| println!("{}: {} cents", cart.id, cart.total_price.cent_amount);
    let outcome = run(&client, &mut place, show).await;
    match &place {
        Some(cursor) => fs::write(file, serde_json::to_string(cursor)?)?,
        None if file.exists() => fs::remove_file(file)?,
        None => {}
    }
    println!("{} carts", outcome?);
    Ok(())
}

/// Passes on the carts from `place` on, and returns their number. After an error, `place` is that of the first cart that
/// was not passed on; at the end it is `None`.
pub async fn run(
    client: &CtpClient,
    place: &mut Option<PageCursor>,
    mut handle: impl FnMut(&Cart),
) -> ctp_sdk::Result<usize> {
    // Values are passed in variables, so that none of them can change the predicate. Without a `sort`, pages follow each
    // other by the ids of their last results: any number of results is possible, and none is repeated.
    let mut carts = client
        .integration_api_root()
        .carts()
        .get()
        .where_("cartState = :state and totalPrice(centAmount >= :least)")
        .var("state", "Active")
        .var("least", "100")
        .expand("lineItems[*].distributionChannel")
        .limit(200)
        .items();
    if let Some(cursor) = place.take() {
        carts = carts.resume_from(cursor);
    }
    let mut count = 0;
    loop {
        match carts.try_next().await {
            Ok(Some(cart)) => {
                handle(&cart);
                count += 1;
            }
            Ok(None) => return Ok(count),
            Err(error) => {
                // Calling `next` again here would also work: the same page is fetched again.
                *place = Some(carts.cursor().clone());
                return Err(error);
            }
        }
    }
}
