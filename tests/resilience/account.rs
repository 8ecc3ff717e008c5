//! Signing up, logging in and out.

use ctp_sdk::auth::Visitor;
use ctp_sdk::models::{AnonymousCartSignInMode, CustomerDraft, CustomerSignin};
use ctp_sdk::{CtpSession, Result, SignedIn};

use crate::secrets::PLANTED;
use crate::shopper::{Shopper, Visit};

/// An account that a task asked for.
#[derive(Clone)]
pub(crate) struct Account {
    email: String,
    password: String,
    /// Whether it surely is there: the answer to the sign-up may be lost.
    is_certain: bool,
}

impl Shopper {
    pub(crate) async fn sign_up(&mut self) -> Result<()> {
        let Visit { session, holder } = self.visit();
        if let Visitor::Customer { .. } = holder {
            // Who has an account does not need another one.
            return self.log_out().await;
        }
        let name = self.new_name();
        let account = Account {
            email: format!("{name}@example.com"),
            password: format!("{PLANTED}-{name}"),
            is_certain: false,
        };
        self.note(&account);
        self.accounts.push(account.clone());
        let draft = CustomerDraft::new(&account.email).password(&account.password);
        let signed_in = session.sign_up(draft).await?;
        self.become_customer(&session, &account, signed_in).await;
        Ok(())
    }

    pub(crate) async fn log_in(&mut self) -> Result<()> {
        let Some(account) = self.random.choice(self.accounts.clone()) else {
            return self.sign_up().await;
        };
        let session = self.visit().session;
        let is_wrong = self.random.u8(..6) == 0;
        let password = match is_wrong {
            true => format!("{PLANTED}-wrong"),
            false => account.password.clone(),
        };
        // Carts that are merged would not be those of one task any more.
        let mode = AnonymousCartSignInMode::UseAsNewActiveCustomerCart;
        let signin =
            CustomerSignin::new(&account.email, password).anonymous_cart_sign_in_mode(mode);
        match session.log_in(signin).await {
            Ok(signed_in) => {
                if is_wrong {
                    self.violation(format!(
                        "{} has logged in with a wrong password",
                        account.email
                    ));
                }
                self.become_customer(&session, &account, signed_in).await;
                Ok(())
            }
            Err(error) => {
                if error.is_invalid_credentials() && !is_wrong {
                    let Account { email, .. } = &account;
                    if account.is_certain {
                        self.violation(format!("the right password of {email} is refused"));
                    }
                    // The sign-up was not done.
                    self.accounts.retain(|own| own.email != *email);
                }
                Err(error)
            }
        }
    }

    pub(crate) async fn log_out(&mut self) -> Result<()> {
        let session = self.visit().session;
        let end = session.log_out().await?;
        if let Some(error) = end.revocation_error() {
            self.secrets.said_by(error);
        }
        self.visit = None;
        self.visits
            .replace(self.visitor, Some(session.id()), None)
            .await;
        self.check_ended(&session).await;
        Ok(())
    }

    async fn become_customer(&mut self, old: &CtpSession, account: &Account, signed_in: SignedIn) {
        let SignedIn {
            session,
            customer,
            cart,
            ..
        } = signed_in;
        self.secrets.add(session.id().expose_secret());
        for own in &mut self.accounts {
            own.is_certain |= own.email == account.email;
        }
        self.note(&Account {
            is_certain: true,
            ..account.clone()
        });
        self.check_ended(old).await;
        let holder = Visitor::Customer {
            customer_id: customer.id.clone(),
        };
        if customer.email != account.email {
            self.violation(format!(
                "{} is logged in as {}",
                account.email, customer.email
            ));
        }
        match session.visitor().await {
            Ok(visitor) if visitor != holder => {
                self.violation(format!("the session of {holder:?} is that of {visitor:?}"));
            }
            Ok(_) => {}
            Err(error) if error.is_transient() => self.secrets.said_by(&error),
            Err(error) => self.violation(format!("the new session fails: {error}")),
        }
        let new = session.id().clone();
        self.visit = Some(Visit { session, holder });
        if let Some(cart) = cart {
            self.check_cart(&cart);
        }
        let replaced = self
            .visits
            .replace(self.visitor, Some(old.id()), Some(&new));
        if !replaced.await
            && let Some(visit) = self.visit.take()
        {
            // The browser has got another cookie meanwhile.
            self.drop_session(&visit.session).await;
        }
    }

    async fn check_ended(&self, session: &CtpSession) {
        match session.visitor().await {
            // Redis may be too slow to say on a slow machine.
            Err(error) if error.is_session_ended() || error.is_transient() => {
                self.secrets.said_by(&error);
            }
            outcome => self.violation(format!("a session has not ended: {outcome:?}")),
        }
    }

    fn note(&self, account: &Account) {
        self.book.write(|report| {
            let is_certain = report.accounts.entry(account.email.clone()).or_default();
            *is_certain |= account.is_certain;
        });
    }
}
