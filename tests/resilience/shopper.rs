//! A task: what it does for its visitor, and what it knows about that.

use std::sync::Arc;
use std::time::Duration;

use ctp_sdk::auth::{SessionId, Visitor};
use ctp_sdk::models::Cart;
use ctp_sdk::{CtpClient, CtpSession, Error, Result};
use fastrand::Rng;

use crate::account::Account;
use crate::cart::OwnCart;
use crate::failure::Kind;
use crate::orders::DoneOrder;
use crate::report::Book;
use crate::secrets::Secrets;
use crate::visits::Visits;

/// An operation that takes longer than this hangs.
const BOUND: Duration = Duration::from_secs(60);

/// A task of a shop.
pub(crate) struct Shopper {
    pub(crate) client: CtpClient,
    pub(crate) visits: Visits,
    pub(crate) book: Arc<Book>,
    pub(crate) secrets: Secrets,
    pub(crate) random: Rng,
    /// Whose requests it serves.
    pub(crate) visitor: u32,
    /// In the names of all that it makes, behind the number of the visitor.
    pub(crate) name: String,
    pub(crate) made: u32,
    pub(crate) visit: Option<Visit>,
    pub(crate) cart: Option<OwnCart>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) orders: Vec<DoneOrder>,
}

/// The session that the visitor came with.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) session: CtpSession,
    /// Who is in it, which does not change as long as its id stays.
    pub(crate) holder: Visitor,
}

#[derive(Clone, Copy, Debug)]
enum Operation {
    Look,
    AddLine,
    ChangeQuantity,
    AddToShared,
    Order,
    OwnOrders,
    Me,
    SignUp,
    LogIn,
    LogOut,
}

impl Operation {
    /// One of them, the usual ones more often.
    fn any(random: &mut Rng) -> Self {
        match random.u8(..100) {
            0..14 => Self::Look,
            14..39 => Self::AddLine,
            39..56 => Self::ChangeQuantity,
            56..69 => Self::AddToShared,
            69..80 => Self::Order,
            80..87 => Self::OwnOrders,
            87..94 => Self::Me,
            94..96 => Self::SignUp,
            96..99 => Self::LogIn,
            _ => Self::LogOut,
        }
    }

    /// The failures that only this one may have.
    fn failures(self) -> &'static [Kind] {
        match self {
            Self::Look | Self::OwnOrders | Self::Me | Self::LogOut => &[],
            Self::AddLine | Self::ChangeQuantity => &[Kind::Conflict, Kind::NotFound],
            Self::AddToShared => &[Kind::Conflict, Kind::NotFound, Kind::InvalidOperation],
            // An order without a line adds one.
            Self::Order => &[Kind::Conflict, Kind::NotFound, Kind::MissingReference],
            // The cart of the guest may go to another customer meanwhile.
            Self::SignUp => &[Kind::InvalidOperation],
            // Without an account it is a sign-up.
            Self::LogIn => &[Kind::InvalidCredentials, Kind::InvalidOperation],
        }
    }
}

impl Shopper {
    /// Does operations at random.
    pub(crate) async fn work(mut self, operations: u32) {
        for _ in 0..operations {
            let operation = Operation::any(&mut self.random);
            let name = format!("{operation:?}");
            let outcome = tokio::time::timeout(BOUND, self.perform(operation)).await;
            let outcome = match outcome {
                Ok(Ok(())) => "ok".to_owned(),
                Ok(Err(error)) => self.failed(operation, &error).await,
                Err(_) => {
                    self.violation(format!("{name} hangs"));
                    "hang".to_owned()
                }
            };
            self.book.count(&name, &outcome);
        }
        self.leave_cart();
    }

    async fn perform(&mut self, operation: Operation) -> Result<()> {
        self.enter().await?;
        match operation {
            Operation::Look => self.look().await,
            Operation::AddLine => self.add_line().await,
            Operation::ChangeQuantity => self.change_quantity().await,
            Operation::AddToShared => self.add_to_shared().await,
            Operation::Order => self.order().await,
            Operation::OwnOrders => self.own_orders().await,
            Operation::Me => self.me().await,
            Operation::SignUp => self.sign_up().await,
            Operation::LogIn => self.log_in().await,
            Operation::LogOut => self.log_out().await,
        }
    }

    /// Takes the session that the visitor has now, or begins one.
    async fn enter(&mut self) -> Result<()> {
        // A request may be under way with a cookie that is old by now.
        if self.visit.is_some() && self.random.bool() {
            return Ok(());
        }
        loop {
            let Some(id) = self.visits.current(self.visitor).await else {
                let session = self.client.start_session().await?;
                self.secrets.add(session.id().expose_secret());
                let id = session.id().clone();
                if !self.visits.replace(self.visitor, None, Some(&id)).await {
                    self.drop_session(&session).await;
                }
                continue;
            };
            if self
                .visit
                .as_ref()
                .is_some_and(|visit| is(&visit.session, &id))
            {
                return Ok(());
            }
            let session = self.client.resume_session(&id);
            match session.visitor().await {
                Ok(holder) => {
                    self.visit = Some(Visit { session, holder });
                    return Ok(());
                }
                Err(error) if error.is_session_ended() => self.forget(&id).await,
                Err(error) => return Err(error),
            }
        }
    }

    /// The session that [`enter`](Self::enter) found.
    pub(crate) fn visit(&self) -> Visit {
        self.visit.clone().expect("every operation enters first")
    }

    /// Waits a little for the cookie of the one who ended the session, and then removes the cookie.
    async fn forget(&mut self, id: &SessionId) {
        self.visit = None;
        for _ in 0..20 {
            let current = self.visits.current(self.visitor).await;
            if current.is_none_or(|current| current.expose_secret() != id.expose_secret()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.visits.replace(self.visitor, Some(id), None).await;
    }

    /// Ends a session that nobody has come to know.
    pub(crate) async fn drop_session(&self, session: &CtpSession) {
        match session.log_out().await {
            Ok(end) => {
                if let Some(error) = end.revocation_error() {
                    self.secrets.said_by(error);
                }
            }
            Err(error) if error.is_transient() => self.secrets.said_by(&error),
            Err(error) => self.violation(format!("a logout failed: {error}")),
        }
    }

    /// What became of an operation that failed.
    async fn failed(&mut self, operation: Operation, error: &Error) -> String {
        self.secrets.said_by(error);
        let kind = Kind::of(error);
        if !kind.is_allowed(operation.failures()) {
            self.violation(format!("{operation:?} failed: {error:?}"));
        }
        if error.to_string().contains('\n') {
            self.violation(format!("an error has several lines: {error}"));
        }
        if let (Kind::SessionEnded, Some(visit)) = (kind, &self.visit) {
            let id = visit.session.id().clone();
            self.forget(&id).await;
        }
        format!("{kind:?}")
    }

    async fn look(&mut self) -> Result<()> {
        let products = match self.random.bool() {
            true => self.visit().session.product_projections(),
            false => self.client.integration_api_root().product_projections(),
        };
        let page = products.get().limit(3).send().await?;
        if page.results.len() != 3 {
            self.violation(format!("there are {} products", page.results.len()));
        }
        Ok(())
    }

    async fn me(&mut self) -> Result<()> {
        let Visit { session, holder } = self.visit();
        if let Visitor::Customer { customer_id } = holder {
            let customer = session.me().get().send().await?;
            let is_of_visitor = customer.email.starts_with(&self.prefix());
            if customer.id != customer_id || !is_of_visitor {
                self.violation(format!("a session of {customer_id} is {}", customer.id));
            }
            return Ok(());
        }
        if let Some(cart) = session.me().active_cart().get().send_optional().await? {
            self.check_cart(&cart);
        }
        Ok(())
    }

    /// What all names begin with that were made for the visitor.
    fn prefix(&self) -> String {
        format!("v{}-", self.visitor)
    }

    /// A name that is not used again.
    pub(crate) fn new_name(&mut self) -> String {
        self.made += 1;
        format!("{}{}-{}", self.prefix(), self.name, self.made)
    }

    /// Notes a cart that is not that of the session.
    pub(crate) fn check_cart(&self, cart: &Cart) {
        let (customer, guest) = (cart.customer_id.as_deref(), cart.anonymous_id.as_deref());
        self.check_owner("cart", &cart.id, customer, guest, tag(cart));
    }

    /// Notes what is not that of the session.
    pub(crate) fn check_owner(
        &self,
        what: &str,
        id: &str,
        customer: Option<&str>,
        guest: Option<&str>,
        tag: Option<&str>,
    ) {
        let holder = self.visit().holder;
        let is_own = match &holder {
            Visitor::Customer { customer_id } => customer == Some(customer_id),
            Visitor::Guest { anonymous_id } => {
                customer.is_none() && guest == anonymous_id.as_deref()
            }
            _ => false,
        };
        let is_of_visitor = tag.is_some_and(|tag| tag.starts_with(&self.prefix()));
        if !is_own || !is_of_visitor {
            self.violation(format!(
                "a session of {holder:?} sees the {what} {id} {tag:?} of {customer:?} {guest:?}"
            ));
        }
    }

    pub(crate) fn violation(&self, what: String) {
        let whose = format!("{}{}", self.prefix(), self.name);
        self.book.violation(format!("{whose}: {what}"));
    }
}

/// The name that a cart was made with.
pub(crate) fn tag(cart: &Cart) -> Option<&str> {
    cart.shipping_address.as_ref()?.key.as_deref()
}

fn is(session: &CtpSession, id: &SessionId) -> bool {
    session.id().expose_secret() == id.expose_secret()
}
