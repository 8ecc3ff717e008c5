//! The cart of a task, which only this task changes, and the cart of a session.

use ctp_sdk::Result;
use ctp_sdk::auth::Visitor;
use ctp_sdk::models::{
    BaseAddress, Cart, CartState, LineItem, MyCartAddLineItemAction,
    MyCartChangeLineItemQuantityAction, MyCartDraft, MyCartUpdate, MyCartUpdateAction,
};

use crate::failure::has_done_nothing;
use crate::report::{LeftCart, Lines, Ordered};
use crate::shopper::{Shopper, Visit, tag};

/// What tasks put into their own carts.
const SKUS: [&str; 4] = [
    "boot-42",
    "canvas-sneaker-39",
    "court-shoe-38",
    "beach-sandal-36",
];

/// What tasks put into the cart of the session, which may be the cart of one of them.
const SHARED_SKUS: [&str; 2] = ["rubber-boot-38", "trail-shoe-41"];

/// What a task knows about its cart.
pub(crate) struct OwnCart {
    pub(crate) id: String,
    tag: String,
    /// `None` if it has to be read first.
    pub(crate) version: Option<i64>,
    /// What may be in it: one state, or that before and that after a change that failed.
    pub(crate) states: Vec<Lines>,
    /// The ids of the lines, by SKU.
    line_ids: Vec<(String, String)>,
    pub(crate) ordered: Ordered,
    /// Who saw it last.
    holder: Visitor,
}

impl Shopper {
    pub(crate) async fn add_line(&mut self) -> Result<()> {
        let Some((version, before)) = self.known_cart().await? else {
            return Ok(());
        };
        let sku = *self.random.choice(SKUS.iter()).expect("there are SKUs");
        let quantity = self.random.i64(1..=3);
        let mut after = before.clone();
        *after.entry(sku.to_owned()).or_default() += quantity;
        let action = MyCartAddLineItemAction::new().sku(sku).quantity(quantity);
        self.change(version, before, after, action.into()).await
    }

    pub(crate) async fn change_quantity(&mut self) -> Result<()> {
        let Some((version, before)) = self.known_cart().await? else {
            return Ok(());
        };
        let line_ids = self.cart.as_ref().map(|cart| cart.line_ids.clone());
        let Some((sku, line_id)) = self.random.choice(line_ids.unwrap_or_default()) else {
            return self.add_line().await;
        };
        let quantity = self.random.i64(..=5).max(0);
        let mut after = before.clone();
        match quantity {
            0 => after.remove(&sku),
            _ => after.insert(sku, quantity),
        };
        let action = MyCartChangeLineItemQuantityAction::new(quantity).line_item_id(line_id);
        self.change(version, before, after, action.into()).await
    }

    /// The version and the lines of the cart of this task. `None` if it had to be made or read first.
    pub(crate) async fn known_cart(&mut self) -> Result<Option<(i64, Lines)>> {
        match &self.cart {
            None => self.create_cart().await?,
            Some(cart) => match (cart.version, cart.states.as_slice()) {
                (Some(version), [lines]) => return Ok(Some((version, lines.clone()))),
                _ => self.read_cart().await?,
            },
        }
        Ok(None)
    }

    async fn create_cart(&mut self) -> Result<()> {
        let Visit { session, holder } = self.visit();
        let (tag, draft) = self.draft();
        let cart = session.me().carts().post(draft).send().await?;
        self.asked(&tag, Some(&cart.id));
        self.cart = Some(OwnCart {
            id: cart.id.clone(),
            tag,
            version: None,
            states: vec![Lines::new()],
            line_ids: Vec::new(),
            ordered: Ordered::No,
            holder,
        });
        self.observe(&cart);
        Ok(())
    }

    /// A cart with a name of its own.
    fn draft(&mut self) -> (String, MyCartDraft) {
        let tag = self.new_name();
        self.asked(&tag, None);
        let address = BaseAddress::new("DE").key(&tag);
        let draft = MyCartDraft::new("EUR")
            .country("DE")
            .shipping_address(address);
        (tag, draft)
    }

    fn asked(&self, tag: &str, cart_id: Option<&str>) {
        let cart_id = cart_id.map(str::to_owned);
        self.book
            .write(|report| report.asked.insert(tag.to_owned(), cart_id));
    }

    async fn read_cart(&mut self) -> Result<()> {
        let Some(cart) = &self.cart else {
            return Ok(());
        };
        let Visit { session, holder } = self.visit();
        let own = session.me().carts();
        match own.with_id(&cart.id).get().send_optional().await? {
            Some(found) => self.observe(&found),
            None => {
                // The carts of a guest go to the customer that the guest becomes.
                if let (true, Visitor::Customer { .. }) = (holder == cart.holder, &holder) {
                    self.violation(format!("{holder:?} has lost the cart {}", cart.id));
                }
                self.leave_cart();
            }
        }
        Ok(())
    }

    async fn change(
        &mut self,
        version: i64,
        before: Lines,
        after: Lines,
        action: MyCartUpdateAction,
    ) -> Result<()> {
        let is_read_again = self.random.bool();
        let session = self.visit().session;
        let Some(cart) = &mut self.cart else {
            return Ok(());
        };
        cart.states = vec![before.clone(), after.clone()];
        cart.version = None;
        let own = session.me().carts();
        let own = own.with_id(&cart.id);
        let outcome = match is_read_again {
            true => own.update_with(|_| vec![action.clone()]).await,
            false => own.post(MyCartUpdate::new(version, [action])).send().await,
        };
        match outcome {
            Ok(changed) => {
                cart.states = vec![after];
                self.observe(&changed);
                Ok(())
            }
            Err(error) => {
                if has_done_nothing(&error) {
                    cart.states = vec![before];
                }
                Err(error)
            }
        }
    }

    /// Holds the cart that the API gave against what is known about it.
    fn observe(&mut self, found: &Cart) {
        self.check_cart(found);
        let holder = self.visit().holder;
        let Some(cart) = &mut self.cart else { return };
        let lines = own_lines(&found.line_items);
        let mut problems = Vec::new();
        if found.id != cart.id || tag(found) != Some(&cart.tag) {
            problems.push(format!("it is {} {:?}", found.id, tag(found)));
        }
        if !cart.states.contains(&lines) {
            problems.push(format!(
                "it has {lines:?}, and not one of {:?}",
                cart.states
            ));
        }
        let is_ordered = found.cart_state == CartState::Ordered;
        match (is_ordered, cart.ordered) {
            (true, Ordered::No) => problems.push("nobody has ordered it".to_owned()),
            (false, Ordered::Yes) => problems.push("it was ordered".to_owned()),
            (true, _) => cart.ordered = Ordered::Yes,
            (false, _) => cart.ordered = Ordered::No,
        }
        cart.version = Some(found.version);
        cart.states = vec![lines];
        cart.line_ids = found
            .line_items
            .iter()
            .filter_map(|line| Some((line.variant.sku.clone()?, line.id.clone())))
            .filter(|(sku, _)| SKUS.contains(&sku.as_str()))
            .collect();
        cart.holder = holder;
        let id = cart.id.clone();
        for problem in problems {
            self.violation(format!("the cart {id}: {problem}"));
        }
        if is_ordered {
            self.leave_cart();
        }
    }

    /// Uses the cart no longer. What it has is compared in the end.
    pub(crate) fn leave_cart(&mut self) {
        let Some(cart) = self.cart.take() else { return };
        self.book.write(|report| {
            report.carts.push(LeftCart {
                id: cart.id,
                tag: cart.tag,
                states: cart.states,
                ordered: cart.ordered,
            });
        });
    }

    pub(crate) async fn add_to_shared(&mut self) -> Result<()> {
        let session = self.visit().session;
        let (tag_of_new, draft) = self.draft();
        let cart = session.get_or_create_cart(draft).await?;
        self.check_cart(&cart);
        if tag(&cart) == Some(&tag_of_new) {
            self.asked(&tag_of_new, Some(&cart.id));
        }
        let sku = *self
            .random
            .choice(SHARED_SKUS.iter())
            .expect("there are SKUs");
        let count = |done: i64, failed: i64| {
            self.book.write(|report| {
                let shared = report.shared.entry(cart.id.clone()).or_default();
                shared.done += done;
                shared.failed += failed;
            });
        };
        count(0, 1);
        let add = MyCartUpdateAction::from(MyCartAddLineItemAction::new().sku(sku).quantity(1));
        let own = session.me().carts();
        let own = own.with_id(&cart.id);
        match own.update_with(|_| vec![add.clone()]).await {
            Ok(changed) => {
                count(1, -1);
                self.check_cart(&changed);
                Ok(())
            }
            Err(error) => {
                if has_done_nothing(&error) {
                    count(0, -1);
                }
                Err(error)
            }
        }
    }
}

/// The lines that the tasks put into their own carts. A SKU that has two lines is counted twice.
pub(crate) fn own_lines(items: &[LineItem]) -> Lines {
    quantities(items, &SKUS)
}

/// How many pieces the tasks put into a cart as that of the session.
pub(crate) fn shared_pieces(items: &[LineItem]) -> i64 {
    quantities(items, &SHARED_SKUS).values().sum()
}

fn quantities(items: &[LineItem], skus: &[&str]) -> Lines {
    let mut lines = Lines::new();
    for item in items {
        let sku = item.variant.sku.clone().unwrap_or_default();
        if skus.contains(&sku.as_str()) {
            *lines.entry(sku).or_default() += item.quantity;
        }
    }
    lines
}
