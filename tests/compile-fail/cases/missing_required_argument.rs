//! A cart needs a currency: a required value is an argument.

use ctp_sdk::models::CartDraft;

fn main() {
    let _ = CartDraft::new().country("DE");
}
