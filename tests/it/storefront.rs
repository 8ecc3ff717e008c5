//! The client of a project and the sessions of its visitors, against a local server that is the whole platform.

mod cart;
mod ending;
mod in_store;
mod login;
mod missing_fields;
mod own_login;
mod platform;
mod sharing;
mod sign_up;
mod tokens;
mod visitor_requests;

use ctp_sdk::models::{CustomerDraft, CustomerSignin, MyCartDraft};

const EMAIL: &str = "anna@example.com";

/// As a secret, it has what must not be printed.
const PASSWORD: &str = "pl4nted pass";

fn signin() -> CustomerSignin {
    CustomerSignin::new(EMAIL, PASSWORD)
}

/// The account of somebody who has none yet.
fn draft() -> CustomerDraft {
    CustomerDraft::new("bert@example.com").password(PASSWORD)
}

fn euros() -> MyCartDraft {
    MyCartDraft::new("EUR")
}
