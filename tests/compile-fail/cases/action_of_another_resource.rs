//! A cart cannot be updated by an action of customers.

use ctp_sdk::models::{CartUpdateAction, CustomerSetKeyAction, CustomerUpdateAction};

fn main() {
    let action = CustomerUpdateAction::from(CustomerSetKeyAction::new().key("anna"));
    let _: Vec<CartUpdateAction> = vec![action];
}
