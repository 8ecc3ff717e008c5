//! The holder of a session.

use crate::{Scope, ScopeSet};

/// The holder of a session: a guest or a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Visitor {
    /// A visitor who is not signed in.
    Guest {
        /// The id of the anonymous session, if the authorization service named it.
        anonymous_id: Option<String>,
    },
    /// A customer.
    Customer {
        /// The id of the customer.
        customer_id: String,
    },
}

impl Visitor {
    pub(super) fn of(scopes: Option<&ScopeSet>) -> Self {
        let find = |read: fn(&Scope) -> Option<&str>| {
            scopes?
                .iter()
                .find_map(|scope| read(scope).map(str::to_owned))
        };
        match find(Scope::customer_id) {
            Some(customer_id) => Self::Customer { customer_id },
            None => Self::Guest {
                anonymous_id: find(Scope::anonymous_id),
            },
        }
    }
}
