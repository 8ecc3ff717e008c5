//! The recurring orders that an order from a cart creates: one for each recurrence policy of its items.

use serde_json::Value;

use super::{Begin, PATH, cart_of_its_own, keep_cart, policies};
use crate::kind::Object;
use crate::kinds::carts;
use crate::project::{Caller, Project};
use crate::refusal::Refusal;

/// The carts of the recurring orders of a cart to be ordered, with their recurrence policies. Nothing is stored yet.
#[derive(Debug)]
#[must_use]
pub(crate) struct Prepared(Vec<(String, Object)>);

/// Makes the checks for [`Prepared::begin`], which is called after the order was created.
pub(crate) fn prepare(
    project: &Project,
    caller: &Caller,
    cart: &Object,
) -> Result<Prepared, Refusal> {
    let mut prepared = Vec::new();
    for policy in policies(cart) {
        project.check_room(project.whole(carts::PATH, caller)?.kind)?;
        project.check_room(project.whole(PATH, caller)?.kind)?;
        let own = cart_of_its_own(project, caller, cart, policy)?;
        prepared.push((policy.to_owned(), own));
    }
    Ok(Prepared(prepared))
}

impl Prepared {
    /// Stores the recurring orders of an order.
    pub(crate) fn begin(
        self,
        project: &mut Project,
        caller: &Caller,
        (source, order): (&Object, &Object),
    ) -> Result<(), Refusal> {
        for (policy, mut cart) in self.0 {
            let begin = Begin {
                source,
                cart: &cart,
                policy: &policy,
                order: Some(order),
            };
            let draft: Object = begin
                .fields()
                .into_iter()
                .collect::<serde_json::Map<String, Value>>();
            let seen = project.whole(PATH, caller)?;
            let recurring = project.create(seen, &draft)?;
            keep_cart(project, caller, &recurring, &mut cart)?;
        }
        Ok(())
    }
}
