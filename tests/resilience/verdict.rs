//! What the emulator has in the end, beside what the tasks know.

use std::collections::BTreeMap;

use ctp_sdk::models::{Cart, CartState, Customer, Order};
use ctp_sdk::{CtpClient, Result};

use crate::cart::{own_lines, shared_pieces};
use crate::report::{Ordered, Report};
use crate::shopper::tag;

/// Adds to a report all that does not agree with it.
///
/// # Errors
///
/// When what is there cannot be read.
pub(crate) async fn compare(client: &CtpClient, report: &mut Report) -> Result<()> {
    let api = client.integration_api_root();
    let (mut carts, mut orders, mut customers) = (Vec::new(), Vec::new(), Vec::new());
    let mut items = api.carts().get().limit(500).items();
    while let Some(cart) = items.try_next().await? {
        carts.push(cart);
    }
    let mut items = api.orders().get().limit(500).items();
    while let Some(order) = items.try_next().await? {
        orders.push(order);
    }
    let mut items = api.customers().get().limit(500).items();
    while let Some(customer) = items.try_next().await? {
        customers.push(customer);
    }
    let mut problems = Vec::new();
    compare_made(&carts, report, &mut problems);
    compare_left(&carts, &orders, report, &mut problems);
    compare_shared(&carts, report, &mut problems);
    compare_orders(&carts, &orders, &mut problems);
    compare_customers(&customers, report, &mut problems);
    report.violations.extend(problems);
    Ok(())
}

/// Each cart that was asked for is there once, or not at all where its answer was lost.
fn compare_made(carts: &[Cart], report: &Report, problems: &mut Vec<String>) {
    let mut made: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for cart in carts {
        match tag(cart) {
            Some(tag) => made.entry(tag).or_default().push(&cart.id),
            None => problems.push(format!("the cart {} has no name", cart.id)),
        }
    }
    for (tag, ids) in &made {
        let asked = report.asked.get(*tag);
        let is_right = match (asked, ids.as_slice()) {
            (Some(Some(id)), [made]) => id == made,
            (Some(None), [_]) => true,
            _ => false,
        };
        if !is_right {
            problems.push(format!(
                "{tag} was asked for as {asked:?}, and made as {ids:?}"
            ));
        }
    }
    for (tag, id) in &report.asked {
        if let (Some(id), false) = (id, made.contains_key(tag.as_str())) {
            problems.push(format!("the cart {id} ({tag}) is lost"));
        }
    }
}

/// The carts of the tasks have the lines that their tasks know, and are ordered once or not at all.
fn compare_left(carts: &[Cart], orders: &[Order], report: &Report, problems: &mut Vec<String>) {
    let carts: BTreeMap<&str, &Cart> = carts.iter().map(|cart| (cart.id.as_str(), cart)).collect();
    for left in &report.carts {
        let id = &left.id;
        // Whether it is there at all was told already.
        let Some(cart) = carts.get(id.as_str()) else {
            continue;
        };
        let lines = own_lines(&cart.line_items);
        if !left.states.contains(&lines) {
            problems.push(format!(
                "the cart {id} ({}) has {lines:?}, and not one of {:?}",
                left.tag, left.states
            ));
        }
        let of_cart = orders
            .iter()
            .filter(|order| cart_of(order) == Some(id.as_str()));
        let is_right = match (of_cart.count(), left.ordered) {
            (0, Ordered::No | Ordered::Maybe) => cart.cart_state == CartState::Active,
            (1, Ordered::Yes | Ordered::Maybe) => cart.cart_state == CartState::Ordered,
            _ => false,
        };
        if !is_right {
            problems.push(format!(
                "the cart {id} ({}) is {}, and its task knows: {:?}",
                left.tag, cart.cart_state, left.ordered
            ));
        }
    }
}

/// The carts of the sessions have all that was put into them, once.
fn compare_shared(carts: &[Cart], report: &Report, problems: &mut Vec<String>) {
    for cart in carts {
        let id = &cart.id;
        let shared = report.shared.get(id).copied().unwrap_or_default();
        let pieces = shared_pieces(&cart.line_items);
        if pieces < shared.done || shared.done + shared.failed < pieces {
            problems.push(format!("the cart {id} has {pieces} pieces of {shared:?}"));
        }
        let mut skus: Vec<_> = cart
            .line_items
            .iter()
            .map(|line| &line.variant.sku)
            .collect();
        skus.sort();
        if skus.windows(2).any(|pair| pair.first() == pair.last()) {
            problems.push(format!("the cart {id} has a line twice: {skus:?}"));
        }
    }
}

/// No cart has two orders, and each order has what its cart has.
fn compare_orders(carts: &[Cart], orders: &[Order], problems: &mut Vec<String>) {
    let mut by_cart: BTreeMap<&str, &str> = BTreeMap::new();
    for order in orders {
        let id = &order.id;
        let of = cart_of(order).unwrap_or_default();
        if let Some(other) = by_cart.insert(of, id) {
            problems.push(format!("the cart {of} has the orders {id} and {other}"));
        }
        let ordered = own_lines(&order.line_items);
        let cart = carts.iter().find(|cart| cart.id == of);
        let lines = cart.map(|cart| own_lines(&cart.line_items));
        if lines.as_ref() != Some(&ordered) {
            problems.push(format!(
                "the order {id} has {ordered:?}, and its cart {lines:?}"
            ));
        }
    }
}

/// Each customer has signed up, once.
fn compare_customers(customers: &[Customer], report: &Report, problems: &mut Vec<String>) {
    let mut emails: Vec<&str> = customers.iter().map(|of| of.email.as_str()).collect();
    emails.sort_unstable();
    for pair in emails.windows(2) {
        if pair.first() == pair.last() {
            problems.push(format!("two customers are {:?}", pair.first()));
        }
    }
    for email in &emails {
        if !report.accounts.contains_key(*email) {
            problems.push(format!("nobody has signed up as {email}"));
        }
    }
    for (email, is_certain) in &report.accounts {
        if *is_certain && emails.binary_search(&email.as_str()).is_err() {
            problems.push(format!("the customer {email} is lost"));
        }
    }
}

fn cart_of(order: &Order) -> Option<&str> {
    order.cart.as_ref().map(|cart| cart.id.as_str())
}
