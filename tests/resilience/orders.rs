//! Ordering, and reading the own orders.

use ctp_sdk::auth::Visitor;
use ctp_sdk::models::{MyOrderFromCartDraft, Order};
use ctp_sdk::{Error, Result};

use crate::cart::own_lines;
use crate::failure::has_done_nothing;
use crate::report::Ordered;
use crate::shopper::{Shopper, Visit};

/// An order that was answered with success.
pub(crate) struct DoneOrder {
    id: String,
    holder: Visitor,
}

impl Shopper {
    pub(crate) async fn order(&mut self) -> Result<()> {
        let Some((version, lines)) = self.known_cart().await? else {
            return Ok(());
        };
        if lines.is_empty() {
            return self.add_line().await;
        }
        let is_clicked_twice = self.random.u8(..4) == 0;
        let Visit { session, holder } = self.visit();
        let Some(cart) = &mut self.cart else {
            return Ok(());
        };
        cart.ordered = Ordered::Maybe;
        cart.version = None;
        let cart_id = cart.id.clone();
        let order = async || {
            let draft = MyOrderFromCartDraft::new(&cart_id, version);
            session.me().orders().post(draft).send().await
        };
        let outcomes = match is_clicked_twice {
            true => {
                let (first, second) = tokio::join!(order(), order());
                vec![first, second]
            }
            false => vec![order().await],
        };
        let (orders, errors) = sorted(outcomes);
        if let [first, second, ..] = orders.as_slice() {
            let (first, second) = (&first.id, &second.id);
            self.violation(format!(
                "the cart {cart_id} is ordered by {first} and {second}"
            ));
        }
        for error in &errors {
            self.secrets.said_by(error);
        }
        if let Some(order) = orders.into_iter().next() {
            self.check_order(&order);
            let of = order.cart.as_ref().map(|cart| cart.id.as_str());
            let ordered = own_lines(&order.line_items);
            if of != Some(&cart_id) || ordered != lines {
                let id = &order.id;
                self.violation(format!(
                    "the order {id} of {of:?} has {ordered:?}, not {lines:?}"
                ));
            }
            if let Some(cart) = &mut self.cart {
                cart.ordered = Ordered::Yes;
            }
            self.leave_cart();
            let id = order.id;
            self.orders.push(DoneOrder { id, holder });
            return Ok(());
        }
        if let (true, Some(cart)) = (errors.iter().all(has_done_nothing), &mut self.cart) {
            cart.ordered = Ordered::No;
        }
        errors.into_iter().next().map_or(Ok(()), Err)
    }

    pub(crate) async fn own_orders(&mut self) -> Result<()> {
        let Visit { session, holder } = self.visit();
        let found = session.me().orders().get().limit(500).send().await?;
        for order in &found.results {
            self.check_order(order);
        }
        // The orders of a guest go to the customer that the guest becomes.
        if let Visitor::Customer { .. } = holder {
            let own = self.orders.iter().filter(|order| order.holder == holder);
            for DoneOrder { id, .. } in own {
                if !found.results.iter().any(|order| order.id == *id) {
                    self.violation(format!("{holder:?} has lost the order {id}"));
                }
            }
        }
        Ok(())
    }

    fn check_order(&self, order: &Order) {
        let (customer, guest) = (order.customer_id.as_deref(), order.anonymous_id.as_deref());
        let address = order.shipping_address.as_ref();
        let tag = address.and_then(|address| address.key.as_deref());
        self.check_owner("order", &order.id, customer, guest, tag);
    }
}

fn sorted(outcomes: Vec<Result<Order>>) -> (Vec<Order>, Vec<Error>) {
    let mut sorted = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Ok(order) => sorted.0.push(order),
            Err(error) => sorted.1.push(error),
        }
    }
    sorted
}
