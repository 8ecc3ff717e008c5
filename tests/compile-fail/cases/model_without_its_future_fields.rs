//! The API may add fields and values: programs must leave room for them.

use ctp_sdk::models::{CartState, Money};

fn known(state: &CartState) -> bool {
    match state {
        CartState::Active | CartState::Merged | CartState::Ordered | CartState::Frozen => true,
        CartState::Unknown(_) => false,
    }
}

fn main() {
    let _ = Money { cent_amount: 1999, currency_code: "EUR".into() };
    let _ = known;
}
