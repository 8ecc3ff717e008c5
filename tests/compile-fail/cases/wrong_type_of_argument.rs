//! Whole cents are whole numbers.

use ctp_sdk::models::Money;

fn main() {
    let _ = Money::new(19.99, "EUR");
}
